"""Address, e-mail, telephone, and yes or no."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@(?:[\w-]+\.)+[\w-]{2,}")
_MAIL = re.compile(r"[^\s@,;<>()\"]+@[^\s@,;<>()\"]+")
_POSTCODE = re.compile(r"(?:NL-?)?\s*([1-9]\d{3})\s*([A-Z]{2})", re.IGNORECASE)
_BELGIAN = re.compile(r"(?:B-?)?\s*([1-9]\d{3})")
_HOUSE = re.compile(r"(\d{1,5})\s*[-/ ]?\s*(.*)")
_WHOLE = re.compile(r"(.+?)[\s,]+(?:NL-?)?([1-9]\d{3}\s?[A-Z]{2})[\s,]+([^\d,]+)", re.IGNORECASE)
_STREET_END = re.compile(
    r"(.*?\S)(?:\s+(?:nr|no)\.?)?\s+(\d{1,5})"
    r"(?:\s*[-/ ]?\s*([a-zA-Z]{1,4}|\d{1,4}|[a-zA-Z][ -]?\d{1,3}))?"
)
_GAP = re.compile(r"[^\d+]+")
_BETWEEN_PHONES = re.compile(r"[/;,|&]|\b(?:of|or|en|and|und|ou|et)\b", re.IGNORECASE)
_NO_DIGIT_IN_FRONT = re.compile(r"^[^\d+(]+")
_FEWEST_DIGITS, _FEWEST_OF_TWO, _FEWEST_WHOLE, _MOST_DIGITS = 6, 7, 9, 15  # E.164 has fifteen
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_YES = frozenset(["j", "ja", "y", "yes", "true", "waar", "1", "x", "akkoord", "v", "ok"])
_NO = frozenset(["n", "nee", "no", "false", "onwaar", "0", "geen", "niet"])


def read_email(text: str) -> tuple[str | None, bool]:
    """One address or None, and True where something must be said about it."""
    if _ADDRESS.fullmatch(text) and ".." not in text:
        return text, False
    found = [a for a in _MAIL.findall(text) if _ADDRESS.fullmatch(a) and ".." not in a]
    text_is_one = len(set(found)) == 1
    return (found[0] if found else None), bool(text) and not text_is_one


def read_postcode(text: str) -> tuple[str | None, bool]:
    """'1234ab' -> '1234 AB'; a Belgian one stays four digits; True where it is neither."""
    if found := _POSTCODE.fullmatch(text):
        return f"{found[1]} {found[2].upper()}", False
    if found := _BELGIAN.fullmatch(text):
        return found[1], False
    return None, bool(text)


def split_house(text: str) -> tuple[str | None, str | None]:
    """'12a' and '12-A' -> ('12', 'a' or 'A')."""
    found = _HOUSE.fullmatch(text)
    if not found:
        return text or None, None
    return found[1], found[2] or None


def split_address(text: str) -> tuple[str, str | None, str | None]:
    """'Dorpsstraat 12, 1234 AB Ons Dorp' -> ('Dorpsstraat 12', '1234 AB', 'Ons Dorp')."""
    found = _WHOLE.fullmatch(text)
    if not found:
        return text, None, None
    return found[1], found[2], found[3].strip()


def split_street(text: str) -> tuple[str, str | None, str | None]:
    """'Dorpsstraat 12 a' -> ('Dorpsstraat', '12', 'a'); a street alone stays whole."""
    found = _STREET_END.fullmatch(text)
    if not found:
        return text, None, None
    street, number, suffix = found.groups()
    if suffix and suffix.isdecimal() and _YEAR.fullmatch(number):  # Plein 1944 5
        return f"{street} {number}", suffix, None
    return street, number, suffix


def read_phone(text: str) -> tuple[str | None, bool]:
    """The number as the school wrote it, or None, and True where something must be said about it.

    Of two numbers in one cell it is the first one.
    """
    for gap in _GAP.finditer(text):
        if _parts_numbers(text, gap):
            return _NO_DIGIT_IN_FRONT.sub("", text[: gap.start()]), True
    is_number = _FEWEST_DIGITS <= _count_digits(text) <= _MOST_DIGITS
    return (text if is_number else None), bool(text) and not is_number


def _parts_numbers(text: str, gap: re.Match[str]) -> bool:
    """Return whether what stands before and behind can each be rung.

    In 0475/12 34 56 the mark is a part of the number; after a blank the next one begins anew.
    """
    before, after = _count_digits(text[: gap.start()]), _count_digits(text[gap.end() :])
    if after < _FEWEST_OF_TWO or before < _FEWEST_OF_TWO:
        return False
    begins = before >= _FEWEST_WHOLE and text[gap.end()] in "0+"
    return begins or _BETWEEN_PHONES.search(gap[0]) is not None


def _count_digits(text: str) -> int:
    return sum(map(str.isdecimal, text))


def read_yes(text: str) -> bool | None:
    word = text.lower().rstrip(".")
    if word in _YES:
        return True
    return False if word in _NO else None


def read_no(text: str) -> bool:
    """True for a plain no."""
    return text.lower().rstrip(".") in _NO


def is_secret(text: str) -> bool:
    return text.lower() in _YES or "geheim" in text.lower()
