"""Barcodes as a receipt printer wants them: the bytes, and whether they fit.

Sources: ISO/IEC 15417 (Code 128: 11 modules a symbol, 13 for the stop, quiet zone 10 modules),
EN 798 (Codabar), and Epson's reference of ``GS k``, which wants ``{B`` and ``{C`` in the data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from barcode.charsets import code128
from barcode.codabar import CODABAR

from rosterdesk.core.language import N_
from rosterdesk.printer.errors import SlipError

if TYPE_CHECKING:
    from rosterdesk.printer.model.paper import Paper

QUIET_MODULES = 10
MODULE_DOTS = (3, 2)  # tried in this order; one dot is too fine for a thermal head
WIDE_DOTS = {2: 5, 3: 8, 4: 10, 5: 13, 6: 15}  # Epson, GS w: the wide bar beside each narrow one
# A printer acts on these at once, wherever they stand, even inside a barcode or an image (Epson,
# "real-time commands"): a card number with 16 followed by 20 would be DLE DC4, the cash drawer.
REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")


class Symbology(StrEnum):
    CODE128 = "code128"
    CODABAR = "codabar"


@dataclass(frozen=True, slots=True)
class Barcode:
    symbology: Symbology
    data: str  # as GS k wants it: its characters are the bytes
    module: int  # dots of the narrowest bar
    dots: int  # width over all, without the quiet zones


@lru_cache(maxsize=64)
def fit_barcode(
    number: str, symbology: Symbology, paper: Paper, modules: tuple[int, ...] = MODULE_DOTS
) -> Barcode:
    """Return the widest barcode that fits the paper; raises SlipError where none does."""
    ways = list_ways(number, symbology)
    for module in modules:
        for data in ways:
            dots = len(draw_barcode(symbology, data, module))
            room = (paper.dots - dots) // 2 + paper.margin
            if dots <= paper.dots and room >= QUIET_MODULES * module:
                return Barcode(symbology, data, module, dots)
    raise SlipError(
        "card_number",
        N_("The card number is too long for a barcode on paper of {width} mm."),
        width=paper.width,
    )


def list_ways(number: str, symbology: Symbology) -> list[str]:
    """Return the ways to write a number for ``GS k``, the narrowest first; raises SlipError."""
    if symbology is Symbology.CODE128:
        return _ways_to_code128(number)
    return _ways_to_codabar(number)


def draw_barcode(symbology: Symbology, data: str, module: int) -> str:
    """Return the bars of ``GS k`` data, ``1`` and ``0`` for each dot; raises ValueError."""
    if symbology is Symbology.CODE128:
        return "".join(bar * module for bar in _draw_code128(data))
    return "".join(CODABAR(data, narrow=module, wide=WIDE_DOTS[module]).build())


def _ways_to_code128(number: str) -> list[str]:
    """Return the ways to write it, the narrowest first, none with a real-time command in it."""
    if not re.fullmatch(r"[ -z|}~]+", number):  # "{" starts an instruction in GS k
        raise SlipError("card_number", N_("The card number has a character that Code 128 lacks."))
    ways = ["{B" + number]
    if re.fullmatch(r"[0-9]+", number):
        ways += [_pair_from(number, start) for start in range(len(number) - 1)]
    safe = [way for way in ways if not REAL_TIME.search(way.encode())]
    return sorted(safe, key=lambda way: len(_draw_code128(way)))


def _pair_from(digits: str, start: int) -> str:
    """Write the digits from ``start`` on as pairs (code set C), what is left as characters."""
    end = len(digits) - (len(digits) - start) % 2
    pairs = "".join(chr(int(digits[at : at + 2])) for at in range(start, end, 2))
    before, after = digits[:start], digits[end:]
    return ("{B" + before if before else "") + "{C" + pairs + ("{B" + after if after else "")


def _ways_to_codabar(number: str) -> list[str]:
    if not re.fullmatch(r"[0-9$+\-./:]+", number):
        raise SlipError("card_number", N_("The card number has a character that Codabar lacks."))
    return [f"A{number}A"]


def _draw_code128(data: str) -> str:
    """Return the modules, walking the code sets as a printer does."""
    symbols = _read_symbols(data)
    check = (symbols[0] + sum(at * symbol for at, symbol in enumerate(symbols))) % 103
    bars: str = "".join(code128.CODES[symbol] for symbol in [*symbols, check])
    return f"{bars}{code128.STOP}11"


def _read_symbols(data: str) -> list[int]:
    symbols: list[int] = []
    code_set = ""
    at = 0
    while at < len(data):
        if data[at] == "{":
            code_set = data[at + 1]
            symbols.append(_switch_to(code_set, first=not symbols))
            at += 2
            continue
        symbols.append(ord(data[at]) if code_set == "C" else code128.B[data[at]])
        at += 1
    return symbols


def _switch_to(code_set: str, *, first: bool) -> int:
    starts: dict[str, int] = code128.START_CODES if first else {"B": 100, "C": 99}
    if code_set not in {"B", "C"}:
        raise ValueError("only code sets B and C are used here")
    return starts[code_set]
