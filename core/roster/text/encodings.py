"""The encoding that a text was written in, decided by what its letters become.

A byte order mark says it, and UTF-8 proves itself. Of the encodings with one byte for a letter
each gives letters for nearly every byte: the right one makes names of the words. A text that
mixes two is read line by line.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKS = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Where the zeros stand in a group of four bytes of text that has no mark.
_ZEROS = {
    "utf-32-le": (False, True, True, True),
    "utf-32-be": (True, True, True, False),
    "utf-16-le": (False, True, False, True),
    "utf-16-be": (True, False, True, False),
}
_MANY = 0.4
_LABELS = {
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
    "cp850": "MS-DOS (850)",
    "cp437": "MS-DOS (437)",
    "cp1250": "Windows-1250",
    "cp1254": "Windows-1254",
}
# What an encoding costs before a word is seen: how rarely schools send it.
_RARITY = {
    "cp1252": 0.0,
    "mac_roman": 1.5,
    "cp850": 1.5,
    "cp437": 2.0,
    "cp1250": 4.0,
    "cp1254": 4.0,
}
_IN_PRACTICE = {
    **dict.fromkeys(("iso8859_1", "iso8859_15"), "cp1252"),
    "iso8859_2": "cp1250",
    "iso8859_9": "cp1254",
}
_DECLARED_BONUS = 6.0
_WORD = re.compile(rb"[A-Za-z'\x80-\xff-]*[\x80-\xff][A-Za-z\x80-\xff'-]*")
_MOST_WORDS = 3_000
_SURE = 2.0  # by this much must the best be better than the second
# What a letter costs in a name: its rarity among the names of Dutch schools, by rank.
_LETTERS = {
    letter: cost
    for cost, letters in (
        (0.0, "ëé"),
        (0.7, "ïüöè"),
        (1.5, "çáóäí"),
        (2.2, "ñêâôûøåß’ığş"),
        (3.0, "àãõúýòùìîæœćčšžłąęśźżńőűđ"),
    )
    for letter in letters
}
_OTHER_LETTER, _SYMBOL, _NOTHING = 5.0, 8.0, 12.0
_CAPITAL, _CAPITAL_INSIDE = 0.7, 6.0
_SMALL_LETTER = 4.0  # at the beginning of a name, or among capitals
_TREMA = re.compile(r"[aeiou][ëï]", re.IGNORECASE)
_ESCAPED = re.compile("[\udc80-\udcff]")
_LINE = re.compile(rb"\r\n|\n|\r")
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """``guessed`` is the label of an encoding that only its letters tell, to be said to people.

    ``other_lines`` are the numbers, from 0, of lines that were not in the text's own encoding.
    """

    text: str
    encoding: str
    why: str
    guessed: str | None = None
    other_lines: tuple[int, ...] = ()


def decode(
    data: bytes, declared: str | None = None, known: frozenset[str] = frozenset()
) -> Decoded:
    """The text of a file.

    ``declared`` is the charset that whoever brought it said; ``known`` are words of names that
    the school's people have, in lower case.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(_decode(data, encoding), encoding, "its byte order mark")
    if data.startswith(b"\xef\xbb\xbf"):
        return _decode_utf8(data[3:], "utf-8-sig", declared, known)
    if wide := _find_wide(data[:400]):
        return Decoded(_decode(data, wide), wide, "zeros between its letters")
    return _decode_utf8(data, "utf-8", declared, known)


def _decode(data: bytes, encoding: str) -> str:
    return data.decode(encoding, errors="replace")


def _find_wide(head: bytes) -> str | None:
    if b"\0" not in head:
        return None
    shares = [head[place::4].count(0) / max(1, len(head[place::4])) for place in range(4)]
    for encoding, zeros in _ZEROS.items():
        if all((share > _MANY) is zero for share, zero in zip(shares, zeros, strict=True)):
            return encoding
    return None


def _decode_utf8(
    data: bytes, encoding: str, declared: str | None, known: frozenset[str]
) -> Decoded:
    try:
        return Decoded(data.decode("utf-8"), encoding, "valid UTF-8")
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", errors="surrogateescape")
    broken = len(_ESCAPED.findall(text))
    whole = sum(byte >= 0xC0 for byte in data) - sum(
        byte >= 0xC0 for byte in _to_bytes("".join(_ESCAPED.findall(text)))
    )
    if encoding == "utf-8-sig" or whole >= broken:
        return _mend_lines(data, encoding, declared, known)
    return _decode_bytewise(data, declared, known)


def _mend_lines(data: bytes, encoding: str, declared: str | None, known: frozenset[str]) -> Decoded:
    """UTF-8 with lines of another encoding between; what was cut off at the end stays broken."""
    lines = _LINE.split(data)
    other = [number for number, line in enumerate(lines) if not _is_utf8(line)]
    words = Counter(
        word for number in other for word in _WORD.findall(lines[number]) if not _is_utf8(word)
    )
    legacy, _ = _choose(words, declared, known)
    text = data.decode("utf-8", errors="surrogateescape")
    if text and _ESCAPED.match(text[-1]) and _to_bytes(text[-1]) >= b"\xc2":
        text = text[:-1] + _REPLACEMENT
    text = _ESCAPED.sub(lambda found: _decode(_to_bytes(found[0]), legacy), text)
    return Decoded(text, encoding, "mostly valid UTF-8", None, tuple(other))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _to_bytes(text: str) -> bytes:
    return text.encode("utf-8", errors="surrogateescape")


def _decode_bytewise(data: bytes, declared: str | None, known: frozenset[str]) -> Decoded:
    words = Counter(_WORD.findall(data))
    encoding, sure = _choose(words, declared, known)
    why = f"of {len(words)} words with such letters it makes the best names"
    guessed = None if encoding == "cp1252" and sure else _LABELS[encoding]
    return Decoded(_decode(data, encoding), encoding, why, guessed)


def _choose(words: Counter[bytes], declared: str | None, known: frozenset[str]) -> tuple[str, bool]:
    """The encoding that costs least, and whether the next one costs clearly more."""
    common = words.most_common(_MOST_WORDS)
    costs = {
        encoding: rarity
        - _DECLARED_BONUS * (encoding == _normalise(declared))
        + sum(_rate(_decode(word, encoding), known) for word, _ in common)
        for encoding, rarity in _RARITY.items()
    }
    best, second = sorted(costs, key=costs.__getitem__)[:2]
    return best, costs[second] - costs[best] >= _SURE or _agree(common, best, second)


def _agree(words: Iterable[tuple[bytes, int]], one: str, other: str) -> bool:
    return all(_decode(word, one) == _decode(word, other) for word, _ in words)


def _normalise(declared: str | None) -> str | None:
    """Python's name of a charset; those of ISO are Windows' own in practice (WHATWG, Encoding)."""
    import codecs  # noqa: PLC0415

    try:
        name = codecs.lookup(declared or "").name.replace("-", "_")
    except LookupError:
        return None
    return _IN_PRACTICE.get(name, name)


def _rate(word: str, known: frozenset[str]) -> float:
    """Return the cost of believing that this is a word of a name."""
    if known and word.lower() in known:
        return -10.0
    cost = -1.0 * len(_TREMA.findall(word))
    capitals = "".join(letter for letter in word if letter.isascii() and letter.isalpha())
    for place, letter in enumerate(word):
        if letter.isascii():
            continue
        before = word[place - 1] if place else ""
        cost += _rate_letter(letter, before)
        if letter.islower() and (not before or capitals.isupper()):
            cost += _SMALL_LETTER
    return cost


def _rate_letter(letter: str, before: str) -> float:
    if letter == _REPLACEMENT or not letter.isprintable():
        return _NOTHING
    lower = letter.lower()
    if not letter.isalpha() and letter not in _LETTERS:
        return _SYMBOL
    cost = _LETTERS.get(lower[0], _OTHER_LETTER)
    if letter.isupper():
        cost += _CAPITAL_INSIDE if before.islower() else _CAPITAL
    return cost
