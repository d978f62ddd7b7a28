"""Dutch names: the prefix apart from the surname, as the shelves and the lists sort them."""

from __future__ import annotations

import re
from typing import NamedTuple

# RvIG, tabel 36 (voorvoegsels), the common ones; "_" stands for a space.
_PREFIX_TABLE = """
's 't al auf auf_dem auf_den auf_der aus aus_'m aus_'t aus_dem aus_den aus_der bij bij_'t
bij_de bij_den bij_het bin boven_d' d' da dal dal' dalla das de de_die de_die_le de_l' de_la
de_las de_le de_van_der deca degli dei del della den der des di die_le do don dos du el en
het i im in in_'t in_de in_den in_der in_het l' la las le les lo los of onder onder_'t
onder_de onder_den onder_het op op_'t op_de op_den op_der op_gen op_het op_ten over over_'t
over_de over_den over_het s' t' te ten ter tho thoe thor to toe tot uijt uijt_de uijt_den
uijt_te_de uijt_ten uit uit_'t uit_de uit_den uit_het uit_te_de uit_ten unter van van_'t
van_de van_de_l' van_den van_der van_gen van_het van_la van_ter van_van_de vanden vander ver
vom von von_'t von_dem von_den von_der voor voor_de voor_den voor_in_'t vor vor_der zu zum
zur à
"""
_PREFIXES = frozenset(word.replace("_", " ") for word in _PREFIX_TABLE.split())
_LONGEST = max(len(prefix.split()) for prefix in _PREFIXES)
# These begin surnames of other languages as often as they are prefixes; only a column says so.
_DOUBTFUL = frozenset({"al", "el", "en", "i", "of", "do", "don", "bin", "lo", "to", "over", "ver"})
_INITIALS = re.compile(r"(?:[^\W\d_]\s?\.\s?-?){1,10}[^\W\d_]?|[A-ZÀ-Þ]{1,4}")
# "v.d." is van de, van der or van den: it stays as it was written.
_SHORTENED = re.compile(
    r"v\.|[Vv](?:\. ?|/)?d\.?|[Vv](?:\. ?|/)h\.?|[Vv]\.? ?'t|[Ii](?:\. ?|/)h\.?"
)
# In front of a surname in other languages; no surname by themselves.
_IN_FRONT = frozenset({"el", "al", "ben", "bin", "ait", "aït", "abu", "abou", "ould", "bou"})
_CALL_NAME = re.compile(r"\(([^()]+)\)")
_PREFIX_BEHIND_CALL_NAME = re.compile(r"([^,()]+?) ?\(([^()]+)\) ?([^,()]+)")
# A nickname, or what a teacher noted: 'Bram (Abraham)', 'Sanne "Sanneke"'.
_ASIDE = re.compile(r"(?:^|\s+)(?:\(([^()]*)\)|[\"“”„«»]([^\"“”„«»]*)[\"“”„«»])(?=\s|$)")
_WORDS = re.compile(r"[\s-]+")
_APOSTROPHES = str.maketrans("`´‘’ʼ", "'''''")


class Name(NamedTuple):
    first_name: str | None
    initials: str | None
    prefix: str | None
    surname: str | None


def split_prefix(surname: str) -> tuple[str | None, str]:
    """'van den Dool', 'Dool, van den', 'Dool (van den)', 'Dool van den' -> ('van den', 'Dool')."""
    if "," in surname or "(" in surname:
        turned = re.fullmatch(r"([^,(]+?)\s*[,(]\s*([^,()]+?)\s*\)?", surname)
        if turned and is_prefix(turned[2]):
            return turned[2], turned[1]
        return None, surname
    if " " not in surname and "'" not in surname:
        return None, surname
    words = surname.split(" ")
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        head = " ".join(words[:count])
        if is_prefix(head) and head.lower() not in _DOUBTFUL:
            return _lower_prefix(head), " ".join(words[count:])
    rest, tail = split_prefix_behind(surname)
    return tail, rest


def split_prefix_behind(name: str) -> tuple[str, str | None]:
    """'Abigail van den' -> ('Abigail', 'van den'); in small letters, for people are called Van."""
    if " " not in name:
        return name, None
    rest, tail = _split_prefix_behind(name)
    return (rest, tail) if tail and tail.islower() else (name, None)


def is_prefix(text: str) -> bool:
    text = text.translate(_APOSTROPHES)
    return text.lower() in _PREFIXES or bool(_SHORTENED.fullmatch(text))


def drop_aside(name: str) -> str:
    """'Bram (Abraham)' -> 'Bram', 'A.B. (Anna)' -> 'Anna'; a prefix in brackets stays."""
    found = _ASIDE.search(name)
    if not found or is_prefix(found[1] or found[2] or ""):
        return name
    rest = _ASIDE.sub("", name).strip()
    return (found[1] or rest) if looks_like_initials(rest) else rest or name


def split_full_name(text: str, *, surname_first: bool = False) -> Name:
    """'Dool, Abigail van den', 'van den Dool, A.B.C. (Abigail)', 'Abigail van den Dool'.

    ``surname_first`` is what the column shows for names without a comma: 'van den Dool Abigail'.
    """
    behind = _PREFIX_BEHIND_CALL_NAME.fullmatch(text)
    if behind and is_prefix(behind[3]):  # 'Dool (Abigail) van den'
        return Name(behind[2].strip(), None, _lower_prefix(behind[3]), behind[1])
    call_name, text = _take_call_name(text)
    if "," in text:
        name = _split_at_comma(text)
    else:
        name = _split_turned(text) if surname_first else _split_words(text)
    return name._replace(first_name=call_name) if call_name else name


def take_out(text: str, name: str) -> str | None:
    """The rest of a whole name of which one is known; None where it does not hold that."""
    words, known = text.replace(",", " , ").split(), name.casefold().split()
    for start in range(len(words) - len(known) + 1) if known else ():
        end = start + len(known)
        if [word.casefold() for word in words[start:end]] == known:
            rest = " ".join(words[:start] + words[end:])
            return rest.replace(" , ", ", ").strip(" ,")
    return None


def tell_order(text: str) -> str | None:
    """'first' or 'last': which name one text has in front, None where it does not show that."""
    _, text = _take_call_name(text)
    words = text.split(" ")
    if len(words) < 2 or "," in text:
        return None
    before, after = _is_shouted(words[0]), _is_shouted(words[-1])
    if before != after and any(word.islower() or word.istitle() for word in words):
        return "last" if before else "first"
    if _count_prefix(words) and len(words) - _count_prefix(words) >= 2:
        return "last"
    if _is_sure_prefix(words[-1]) or (
        len(words) > 2 and words[0].islower() and is_prefix(words[0])
    ):
        return "last"
    return "first" if any(map(_is_sure_prefix, words[1:-1])) else None


def derive_initials(names: str) -> str:
    """'Jan Pieter' -> 'J.P.', 'Anne-Fleur' -> 'A.F.' as Wise derives them."""
    return "".join(f"{word[0].upper()}." for word in _WORDS.split(names) if word[:1].isalpha())


def looks_like_initials(text: str) -> bool:
    return "." in text and bool(_INITIALS.fullmatch(text))


def _take_call_name(text: str) -> tuple[str | None, str]:
    found = _CALL_NAME.search(text)
    if not found or is_prefix(found[1]):
        return None, text
    return found[1].strip(), " ".join(_CALL_NAME.sub(" ", text).split())


def _split_at_comma(text: str) -> Name:
    last, _, first = (part.strip() for part in text.partition(","))
    if "," in first:  # "Dool, van den, Abigail"
        middle, _, end = (part.strip() for part in first.partition(","))
        first = (f"{end} {middle}" if is_prefix(middle) else f"{middle} {end}").strip()
    prefix, surname = split_prefix(last)
    if prefix is None:
        first, prefix = _split_prefix_behind(first)
    if prefix is None:
        surname, prefix = _split_prefix_behind(surname)
    return _name(first, prefix, surname if _is_shouted(first) else _quieten(surname))


def _split_words(text: str) -> Name:
    words = text.split(" ")
    if len(words) - _count_prefix(words) == 1:  # a surname alone
        prefix, surname = split_prefix(text)
        return _name("", prefix, surname)
    for start in range(1, len(words) - 1):
        if _is_sure_prefix(words[start]):
            prefix, surname = split_prefix(" ".join(words[start:]))
            return _name(" ".join(words[:start]), prefix, surname)
    return _name(words[0], None, " ".join(words[1:]))


def _split_turned(text: str) -> Name:
    """'van den Dool Abigail', 'VAN DEN DOOL Abigail', 'Dool van den Abigail'."""
    words = text.split(" ")
    count = _count_prefix(words)
    if len(words) - count < 2:
        prefix, surname = split_prefix(text)
        return _name("", prefix, _quieten(surname))
    end = count + 1
    while end < len(words) - 1 and (
        _stands_in_front(words[end - 1]) or (_is_shouted(words[count]) and _is_shouted(words[end]))
    ):
        end += 1
    surname, rest = " ".join(words[count:end]), words[end:]
    prefix = " ".join(words[:count])
    behind = 0 if count else _count_prefix(rest)
    if 0 < behind < len(rest):
        prefix, rest = " ".join(rest[:behind]), rest[behind:]
    first, tail = (" ".join(rest), None) if prefix else _split_prefix_behind(" ".join(rest))
    return _name(first, _lower_prefix(prefix or tail or "") or None, _quieten(surname))


def _count_prefix(words: list[str]) -> int:
    """Return how many words in front are a prefix; a surname stands behind it."""
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        head = " ".join(words[:count])
        if is_prefix(head) and head.lower() not in _DOUBTFUL:
            return count
    return 0


def _stands_in_front(word: str) -> bool:
    """'el' and 'Ben': 'el Amrani Yasmina' is called Yasmina."""
    return word.lower() in _IN_FRONT or (word.islower() and is_prefix(word))


def _is_sure_prefix(word: str) -> bool:
    return is_prefix(word) and word.lower() not in _DOUBTFUL


def _is_shouted(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha()]
    return len(letters) > 1 and "." not in word and word.isupper()


def _quieten(surname: str) -> str:
    """'BERG' has its capitals only because it is the surname."""
    return surname.title() if _is_shouted(surname.split(" ", maxsplit=1)[0]) else surname


def _split_prefix_behind(first: str) -> tuple[str, str | None]:
    """'Abigail van den' -> ('Abigail', 'van den')."""
    words = first.split(" ")
    for start in range(1, len(words)):
        tail = " ".join(words[start:])
        if is_prefix(tail):
            return " ".join(words[:start]), tail
    return first, None


def _name(first: str, prefix: str | None, surname: str) -> Name:
    if looks_like_initials(first):
        return Name(None, first.replace(" ", ""), prefix, surname or None)
    return Name(first or None, None, prefix, surname or None)


def _lower_prefix(prefix: str) -> str:
    """'De Vries' has its capital only because the surname stands in front."""
    return prefix.lower()
