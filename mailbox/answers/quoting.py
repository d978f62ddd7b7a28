"""The writer's own words in a mail, without the mail that they answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rosterdesk.mailbox.answers.banners import leave_out_banners, leave_out_first

if TYPE_CHECKING:
    from collections.abc import Sequence

# Where mail programs begin to quote: a sentence above it, a line, or the old mail's own header.
_QUOTE = re.compile(
    r"^\s*(>"
    r"|(Op|On)\b.{5,200}\b(schreef|wrote|geschreven)\b"
    r"|.{2,120}\b(schreef|wrote)\b.{0,60}:\s*$"
    r"|-{2,}\s*(Oorspronkelijk|Original|Doorgestuurd|Forwarded)\b"
    r"|_{10,}\s*$"
    r"|\*?(Van|From|Verzonden|Sent)\*?:\s)",
    re.IGNORECASE,
)
_OLD_HEADER = re.compile(
    r"^\s*\*?(Van|Aan|CC|Verzonden|Datum|Onderwerp|Antwoord aan|From|To|Sent|Date|Subject|Reply-To)"
    r"\*?:\s",
    re.IGNORECASE,
)

_ATTRIBUTION = re.compile(r"\b(schreef|wrote)\b.*:\s*$", re.IGNORECASE)
_ADDRESS = re.compile(r"<[^<>]*>|\S+@\S+")
_MARKS = re.compile(r"^[\s>]+")
_ONE_MARK = re.compile(r"\s*>(?!\s*>)\s?(.*)")
_EVERYBODYS = 30  # characters: greetings and closings are shorter, our sentences longer


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Words that are surely the writer's own, and those that may be.

    ``left`` stands below a quotation that is not marked line by line, and is no sentence of the
    letter that is quoted. ``quoted`` stands in a marked quotation, or looks like the line above
    one, and is no sentence of ours either: some people answer in there. ``beside`` is everything
    below the first line that quotes which is neither written nor ours: those two, and the lines
    that a mail program writes around a quotation.
    """

    written: str
    left: str = ""
    quoted: str = ""
    beside: str = ""


def cut_quoted(text: str) -> str:
    """Return what was written above the mail that is answered."""
    lines = text.strip().splitlines()
    return leave_out_first("\n".join(lines[: _find_quote(lines)])).strip()


def read_own_words(text: str, ours: Sequence[str]) -> OwnWords:
    """Return what was written above, between and below the quotation.

    ``ours`` are the sentences of the letter that is answered: quoted without any mark they are
    ours all the same.
    """
    lines = text.strip().splitlines()
    start = _find_quote(lines)
    above, rest = leave_out_first("\n".join(lines[:start])).strip(), lines[start:]
    plain = [line for line in rest if not _is_marked(line)]
    quoted = leave_out_banners(remove_ours("\n".join(_list_quoted(lines)), ours))
    if _is_marked(next((line for line in rest if not _is_frame(line)), "")):
        # What everybody writes ("Met vriendelijke groet") is the writer's here: ours is marked.
        long = [each for each in ours if len(each) > _EVERYBODYS]
        below = _leave_out_attribution(plain)
        own = remove_ours("\n".join(below), long)
        hers = set(below)
        frames = [line for line in rest if line not in hers]
        return OwnWords(f"{above}\n{own}".strip(), quoted=quoted, beside=_find_beside(frames, ours))
    left = [line for line in plain if not _is_frame(line)]
    said = leave_out_banners(remove_ours("\n".join(left), ours)).strip()
    return OwnWords(above, said, quoted, _find_beside(rest, ours))


def _find_beside(lines: Sequence[str], ours: Sequence[str]) -> str:
    """Return what these lines say, without marks, addresses, banners and our own sentences."""
    bare = [_MARKS.sub("", line) for line in lines]
    # Apart from each other: a banner is known by what its paragraph begins with.
    frames = [line for line in bare if line and _is_frame(line)]
    told = "\n".join(line for line in bare if not (line and _is_frame(line)))
    said = [*frames, leave_out_banners(remove_ours(told, ours))]
    return _ADDRESS.sub(" ", remove_ours("\n".join(said), ours)).strip()


def _list_quoted(lines: list[str]) -> list[str]:
    """Return what stands behind one mark, and the sentences that lead to a quotation."""
    marked = (_ONE_MARK.match(line) for line in lines)
    unmarked = (each[1] for each in marked if each and not _OLD_HEADER.match(each[1]))
    leading = (_ADDRESS.sub("", line) for line in lines if _ATTRIBUTION.search(line))
    return [*leading, "", *unmarked]


def _find_quote(lines: list[str]) -> int:
    return next((n for n, _ in enumerate(lines) if _begins_quote(lines, n)), len(lines))


def _begins_quote(lines: list[str], number: int) -> bool:
    """A long "On … wrote:" is often folded into two lines."""
    both = " ".join(lines[number : number + 2]) if lines[number][:3] in {"Op ", "On "} else ""
    return bool(_QUOTE.match(lines[number]) or _QUOTE.match(both))


def _is_marked(line: str) -> bool:
    return line.lstrip().startswith(">")


def _is_frame(line: str) -> bool:
    """Return whether a mail program wrote this line around a quotation."""
    attribution = _ATTRIBUTION.search(line)
    old_header = _OLD_HEADER.match(line) or (_QUOTE.match(line) and not _is_marked(line))
    return not line.strip() or bool(attribution or old_header)


def _leave_out_attribution(lines: list[str]) -> list[str]:
    return [line for line in lines if not line.strip() or not _is_frame(line)]


def remove_ours(text: str, ours: Sequence[str]) -> str:
    """Take our own sentences out, however they were wrapped."""
    for words, pattern in _order(tuple(ours)):
        if all(word in text for word in words):  # much faster than to search for each
            text = pattern.sub("\n", text)
    return text.strip()


@lru_cache(maxsize=8)
def _order(ours: tuple[str, ...]) -> list[tuple[list[str], re.Pattern[str]]]:
    """Return our sentences with their words, the longest first."""
    split = [sentence.split() for sentence in sorted(ours, key=len, reverse=True)]
    return [(words, re.compile(r"\s+".join(map(re.escape, words)))) for words in split]
