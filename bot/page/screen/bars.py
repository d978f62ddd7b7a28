"""A barcode as runs of bars, for a picture made of shapes that stays sharp at any size."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from rosterdesk.printer.drawing.codes import QUIET_MODULES, Symbology, draw_barcode, list_ways

_MODULE = 2  # of these units: Codabar has no whole ones of one


@dataclass(frozen=True, slots=True)
class Bars:
    """``runs`` are the dark bars as place and width; ``width`` is that of all, with quiet zones."""

    width: int
    runs: list[tuple[int, int]]


def draw_bars(number: str, symbology: str) -> Bars:
    kind = Symbology(symbology)
    drawn = draw_barcode(kind, list_ways(number, kind)[0], _MODULE)
    quiet = QUIET_MODULES * _MODULE
    runs, at = [], quiet
    for bar, same in groupby(drawn):
        width = len(list(same))
        if bar == "1":
            runs.append((at, width))
        at += width
    return Bars(at + quiet, runs)
