"""Names by the words in them, found however they are misspelt.

Comparing a typed word with each of a country's 180,000 surnames takes too long at a desk. So each
word is known by its pairs of letters, with one for its beginning and one for its end, and only
words that share half of them are compared: "vreis" and "Vries" share three of six. Which words
have a pair is a row of bits, one for each word; those of a word's pairs are added up for 64 words
at a time, as binary numbers whose digits are rows of bits too (`_count_bits`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from rosterdesk.core.person_names import PREFIXES, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Bits = NDArray[np.uint64]

LEAST_ALIKE = 72  # percent: "sane" is Sanne and "vreis" Vries, "bergmann" is not Berg
_BEGUN = 90  # percent, for a word of which the beginning was typed
_SHORTEST_BEGINNING = 3
_FEWEST_PAIRS = 2
_ENOUGH = 200  # words to compare: those that share fewer pairs are less alike
_MOST_WORDS = 20  # that are like one that was typed: the people of so many names are looked for
_BITS = 64  # of one number of a row
_WORD = re.compile(r"[a-z0-9']+")

Scores = dict[str, tuple[float, ...]]  # a name -> how alike it is to each word that was typed


def split_name(text: str) -> list[str]:
    """Return the words of a name, folded, without prefixes unless there is nothing else."""
    words = _WORD.findall(fold(text))
    return [word for word in words if word not in PREFIXES] or words


class WordIndex:
    """Names by their words; it only grows."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names: set[str] = set()
        self._owners: dict[str, list[str]] = {}
        self._words: list[str] = []  # by the place of their bit
        self._sorted: list[str] = []
        self._having: defaultdict[str, bytearray] = defaultdict(bytearray)
        self.add(names)

    def __len__(self) -> int:
        return len(self._names)

    def add(self, names: Iterable[str]) -> None:
        """Take in what is new of these names."""
        first = len(self._words)
        for name in names:
            if name not in self._names:
                self._names.add(name)
                for word in dict.fromkeys(split_name(name)):
                    if word not in self._owners:
                        self._owners[word] = []
                        self._words.append(word)
                    self._owners[word].append(name)
        if new := self._words[first:]:
            self._sorted = sorted([*self._sorted, *new])
            for place, word in enumerate(new, first):
                for pair in _list_pairs(word):
                    _set_bit(self._having[pair], place)

    def score(self, wanted: Sequence[str], needed: Sequence[str] = ()) -> Scores:
        """Return the names that are like some word, with how alike in percent, 0 where not.

        With ``needed``, some of the wanted words, only the names that are like one of those.
        """
        found: dict[str, list[float]] = {}
        searched = set(needed or wanted)
        for place, word in enumerate(wanted):
            for other, score in self._find(word) if word in searched else ():
                for name in self._owners[other]:
                    scores = found.setdefault(name, [0.0] * len(wanted))
                    scores[place] = max(scores[place], score)
        if needed:
            _complete(found, wanted)
        return {name: tuple(scores) for name, scores in found.items()}

    def _find(self, word: str) -> Iterator[tuple[str, float]]:
        if word in self._owners:
            yield word, 100.0
        others = list(self._list_sharing(word))
        yield from (
            (other, score)
            for other, score, _ in process.extract(
                word, others, scorer=fuzz.ratio, score_cutoff=LEAST_ALIKE, limit=_MOST_WORDS
            )
        )
        if len(word) >= _SHORTEST_BEGINNING:
            yield from ((other, _BEGUN) for other in self._list_begun(word))

    def _list_sharing(self, word: str) -> Iterable[str]:
        """Return the words that share half of this one's pairs, or more where those are many."""
        import numpy as np  # noqa: PLC0415 - a start of the service does not wait for it

        pairs = _list_pairs(word)
        having = [
            np.frombuffer(bits, np.uint64) for pair in pairs if (bits := self._having.get(pair))
        ]
        fewest = max(_FEWEST_PAIRS, len(pairs) // 2)
        if len(having) < fewest:
            return ()
        digits = _count_bits(having, -(-len(self._words) // _BITS))

        def are_too_few(least: int) -> bool:
            return int(np.bitwise_count(_find_at_least(least, digits)).sum()) < _ENOUGH

        shares = range(fewest, len(having) + 1)
        most = bisect_left(shares, True, key=are_too_few)  # noqa: FBT003 - the first that is
        sharing = _find_at_least(shares[max(most - 1, 0)], digits)
        each = np.unpackbits(sharing.view(np.uint8), bitorder="little")
        places = np.flatnonzero(each.view(bool))  # of bytes it takes ten times as long
        return map(self._words.__getitem__, places.tolist())

    def _list_begun(self, word: str) -> Iterator[str]:
        """Return the words that begin so, the shortest first."""
        low, high = bisect_left(self._sorted, word), bisect_left(self._sorted, word + "\uffff")
        yield from sorted(self._sorted[low:high], key=len)[:_MOST_WORDS]


def _complete(found: dict[str, list[float]], wanted: Sequence[str]) -> None:
    """Judge the names by the words too that they were not found by."""
    for name, scores in found.items():
        of_name = split_name(name)
        for place, word in enumerate(wanted):
            scores[place] = max(scores[place], *(_judge(word, other) for other in of_name))


def _judge(word: str, other: str) -> float:
    begun = len(word) >= _SHORTEST_BEGINNING and other.startswith(word)
    return max(_BEGUN * begun, fuzz.ratio(word, other, score_cutoff=LEAST_ALIKE))


def _set_bit(bits: bytearray, place: int) -> None:
    byte = place >> 3
    if len(bits) <= byte:
        bits.extend(bytes((place // _BITS + 1) * _BITS // 8 - len(bits)))
    bits[byte] |= 1 << (place & 7)


def _count_bits(rows: Sequence[Bits], length: int) -> list[Bits]:
    """Return at each place how many of the rows have the bit: its binary digits, ones first.

    A row may be shorter than ``length``: its bits end there.
    """
    import numpy as np  # noqa: PLC0415 - as above

    digits = [np.zeros(length, np.uint64) for _ in range(len(rows).bit_length())]
    for count, row in enumerate(rows, start=1):
        carried = row
        for digit in digits[: count.bit_length()]:
            there = digit[: len(row)]
            both = there & carried
            there ^= carried  # in place: the digit itself
            carried = both
    return digits


def _find_at_least(least: int, digits: Sequence[Bits]) -> Bits:
    """Return the bits of the places at which the number is not below ``least``."""
    import numpy as np  # noqa: PLC0415 - as above

    reached = np.bitwise_not(np.zeros_like(digits[0]))
    for place, digit in enumerate(digits):
        reached = digit & reached if least >> place & 1 else digit | reached
    return reached


def _list_pairs(word: str) -> set[str]:
    bounded = f"^{word}$"
    return {bounded[n : n + 2] for n in range(len(bounded) - 1)}
