"""Names by the words in them, found however they are misspelt.

Comparing a typed word with each of a country's 180,000 surnames takes too long at a desk. So each
word is known by its pairs of letters, with one for its beginning and one for its end, and only
words that share half of them are compared: "vreis" and "Vries" share three of six. Which words
have a pair is a row of bits, one for each word: to add up those of a word's pairs takes a fraction
of a millisecond.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from rosterdesk.core.compare.names import PREFIXES, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LEAST_ALIKE = 72  # percent: "sane" is Sanne and "vreis" Vries, "bergmann" is not Berg
_BEGUN = 90  # percent, for a word of which the beginning was typed
_SHORTEST_BEGINNING = 3
_FEWEST_PAIRS = 2
_ENOUGH = 200  # words to compare: those that share fewer pairs are less alike
_MOST_WORDS = 30  # that are like one that was typed: the people of so many names are looked for
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

    def _list_sharing(self, word: str) -> Iterator[str]:
        """Return the words that share half of this one's pairs, or more where those are many."""
        import numpy as np  # noqa: PLC0415 - a start of the service does not wait for it

        pairs = _list_pairs(word)
        shared = np.zeros(len(self._words) + 8, np.uint8)  # how many of the pairs each word has
        for bits in filter(None, map(self._having.get, pairs)):
            having = np.unpackbits(np.frombuffer(bits, np.uint8), bitorder="little")
            shared[: len(having)] += having
        fewest = max(_FEWEST_PAIRS, len(pairs) // 2)
        for least in range(len(pairs), fewest - 1, -1):
            sharing = shared >= least
            if np.count_nonzero(sharing) >= _ENOUGH:
                break
        return map(self._words.__getitem__, np.flatnonzero(sharing).tolist())

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
        bits.extend(bytes(byte + 1 - len(bits)))
    bits[byte] |= 1 << (place & 7)


def _list_pairs(word: str) -> set[str]:
    bounded = f"^{word}$"
    return {bounded[n : n + 2] for n in range(len(bounded) - 1)}
