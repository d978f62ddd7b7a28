"""Lists of people in the words of a mail, which no card of a chat may show. Pure.

Somebody typed or pasted a list that could not be read as a roster: what is said around it is
shown, and the list is not, be it rows or an enumeration in a sentence. A child or two who are
named in a sentence stay: the sentence is about them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rosterdesk.mailbox.answers.signing import is_signature, part_signature

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

LEFT_OUT = "[…]"  # in place of the rows
_DAY = re.compile(
    r"\b(?:\d{1,2}[-/. ]+(?:\d{1,2}|[a-z]{3,9})\.?[-/. ]+(\d{4}|\d{2})"
    r"|(\d{4})-\d{1,2}-\d{1,2})\b",
    re.IGNORECASE,
)
_CELLS = re.compile(r"\t|;|\||,(?! )|\s{2,}")
_NAME = re.compile(
    r"(?:\d{1,8}[.)]?\s+|[-*•·]\s*)?[A-ZÀ-Þ][\w'’.-]*"
    r"(?:[ ,]+(?:[a-z']{1,4} )*[A-ZÀ-Þ][\w'’-]*){1,4}"
    r"(?:[ ,(-]+(?:groep|klas|gr\.?)? ?\d{0,2}[A-Za-z]?\)?)?"
)
_PREFIX = r"(?:van|von|de|den|der|d'|het|'t|te|ten|ter|la|le|el|al|ben|in|op|aan)"
_PERSON = (
    r"(?!(?:De|Het|The|Obs|OBS|Cbs|CBS|Rkbs|RKBS|Groep|Klas|School|Basisschool)\b)"
    rf"[A-ZÀ-Þ][\w'’-]+(?:[ \t]+{_PREFIX}){{0,3}}(?:[ \t]+[A-ZÀ-Þ][\w'’-]+){{1,3}}"
    r"(?:[ \t]*\([^()\n]{1,20}\))?"
)
_AND = r"\s*(?:[,;&+]\s*(?:(?:en|and|ook)\s+)?|\s(?:en|and)\s+(?:ook\s+|also\s+)?)"
_ENUMERATION = re.compile(rf"(?<![\w'’-]){_PERSON}(?:{_AND}{_PERSON}){{2,}}")
# A question before the list, on the same line, is none of it.
_BETWEEN_SENTENCES = re.compile(r"(?<=[a-zà-ÿ)][.?!])[ \t]+(?=[A-ZÀ-Þ])")
_LONGEST_CELL = 40
_YOUNGEST, _OLDEST = 2, 30  # years
_MOST_EMPTY = 3  # lines between two cells of a list
_LEAST_NAMES = 3


def leave_out_people(text: str, names: Collection[str], today: date) -> str:
    """Return the words with LEFT_OUT in place of a list of people; ``names`` are the writer's."""
    body, signature = part_signature(text.strip(), names)
    if not is_signature(signature, names):  # a list may stand below it, too
        body, signature = text.strip(), []
    lines = [each for line in body.split("\n") for each in _BETWEEN_SENTENCES.split(line)]
    kept = [body]
    if rows := _find_rows(lines, today):
        first, last = _widen(lines, rows[0], -1), _widen(lines, rows[-1], 1)
        kept = [*lines[:first], LEFT_OUT, *lines[last + 1 :]]
    said, enumerations = _ENUMERATION.subn(LEFT_OUT, "\n".join(kept))
    return "\n".join([said, *signature]).strip() if rows or enumerations else text


def _find_rows(lines: list[str], today: date) -> list[int]:
    births = {n: _count_births(line, today) for n, line in enumerate(lines)}
    found = {n for n, line in enumerate(lines) if _is_row(line)}
    found = found if len(found) > 1 else {n for n in found if births[n]}
    if sum(births.values()) > 1:
        found |= {n for n, count in births.items() if count}
    return sorted(found | _find_names(lines))


def _count_births(line: str, today: date) -> int:
    years = (int(each[1] or each[2]) for each in _DAY.finditer(line))
    full = (year + 2000 if year < 100 else year for year in years)
    return sum(today.year - _OLDEST <= year <= today.year - _YOUNGEST for year in full)


def _is_row(line: str) -> bool:
    """Return whether a line has three cells or more, with words and something with a digit."""
    cells = [cell.strip() for cell in _CELLS.split(line.strip()) if cell.strip()]
    words = [cell for cell in cells if any(map(str.isalpha, cell))]
    return len(cells) > 2 and bool(words) and any(any(map(str.isdigit, cell)) for cell in cells)


def _find_names(lines: list[str]) -> set[int]:
    """Return the lines of a list that has a name in each, and nothing else."""
    named = [n for n, line in enumerate(lines) if _NAME.fullmatch(line.strip())]
    runs = {n for n in named if {n, n + 1, n + 2} <= set(named)}
    return {n + step for n in runs for step in range(_LEAST_NAMES)}


def _widen(lines: list[str], at: int, step: int) -> int:
    """Return where the list begins or ends: short lines around its rows are cells of it."""
    end, empty, n = at, 0, at + step
    while 0 <= n < len(lines) and empty <= _MOST_EMPTY:
        line = lines[n].strip()
        empty = 0 if line else empty + 1
        if line and (len(line) > _LONGEST_CELL or line.endswith((".", ",", ":", "!", "?"))):
            break
        end, n = (n if line else end), n + step
    return end
