"""Letters that our own font lacks, made of a letter and an accent that it has: ễ of ê and a tilde.

A library of text layout would take such a letter apart too, and set the accent by its place in the
font: in one of fixed width over the next letter, so that Nguyễn is read with an ñ.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rosterdesk.printer.drawing.fonts import (
    OWN_FONT,
    find_font,
    has_all,
    is_leftward,
    load_font,
    load_plain_font,
)

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont

_BELOW = 220  # Unicode's class of accents below a letter


@dataclass(frozen=True, slots=True)
class Line:
    """A line that a font can draw: its letters, and accents by the place of their letter."""

    path: str
    letters: str
    accents: tuple[tuple[int, str], ...] = ()

    def measure(self, size: int) -> float:
        return load_font(self.path, size).getlength(self.letters)

    def find_box(self, size: int) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of what is drawn."""
        boxes = [load_font(self.path, size).getbbox(self.letters)]
        for accent, x, y in self._place(size):
            left, top, right, bottom = _find_ink(load_plain_font(self.path, size), accent)
            boxes.append((left + x, top + y, right + x, bottom + y))
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    def draw(self, on: ImageDraw.ImageDraw, at: tuple[float, float], size: int) -> None:
        """Draw it in black."""
        on.text(at, self.letters, font=load_font(self.path, size), fill=0)
        for accent, x, y in self._place(size):
            plain = load_plain_font(self.path, size)
            on.text((at[0] + x, at[1] + y), accent, font=plain, fill=0)

    def _place(self, size: int) -> list[tuple[str, float, float]]:
        """Return each accent with how far it stands from the beginning: clear of its letter."""
        font, plain = load_font(self.path, size), load_plain_font(self.path, size)
        placed: list[tuple[str, float, float]] = []
        gap = max(size // 20, 1)
        for at, accent in self.accents:
            left, top, right, bottom = _find_ink(plain, self.letters[at])
            its_left, its_top, its_right, its_bottom = _find_ink(plain, accent)
            x = font.getlength(self.letters[:at]) + (left + right - its_left - its_right) / 2
            is_below = unicodedata.combining(accent) <= _BELOW
            y = max(bottom + gap - its_top, 0) if is_below else min(top - gap - its_bottom, 0)
            placed.append((accent, x, y))
        return placed


def _find_ink(font: ImageFont.FreeTypeFont, letter: str) -> tuple[int, int, int, int]:
    """Return where the letter's own dots are; its box goes down to the line and over its width."""
    left, top, right, bottom = map(int, font.getbbox(letter))
    ink = font.getmask(letter, mode="1").getbbox()
    if ink is None:
        return left, top, right, bottom
    return left + ink[0], top + ink[1], left + ink[2], top + ink[3]


@lru_cache(maxsize=256)
def find_line(text: str) -> Line | None:
    """Return how a text is drawn, or None where no font on this computer has all its letters.

    Our own font goes first: then a name looks the same on every computer.
    """
    if not is_leftward(text) and not has_all(OWN_FONT, text):
        line = _compose(text)
        if line is not None:
            return line
    path = find_font(text)
    return Line(path, text) if path is not None else None


def _compose(text: str) -> Line | None:
    letters, accents = "", []
    for letter in text:
        parts = letter if has_all(OWN_FONT, letter) else unicodedata.normalize("NFD", letter)
        base, marks = parts[0], parts[1:]
        for mark in marks:
            whole = unicodedata.normalize("NFC", base + mark)
            if len(whole) == 1 and has_all(OWN_FONT, whole):
                base = whole
            else:
                accents.append((len(letters), mark))
        letters += base
    if len({at for at, _ in accents}) < len(accents):
        return None  # two accents that would be drawn on each other
    if not has_all(OWN_FONT, letters + "".join(mark for _, mark in accents)):
        return None
    return Line(OWN_FONT, letters, tuple(accents))
