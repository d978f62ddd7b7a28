"""Barcodes and QR codes as rectangles of a PDF: sharp at any size, and never an image."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

from rosterdesk.core.language import N_
from rosterdesk.printer.drawing.codes import QUIET_MODULES, Symbology, draw_barcode, list_ways
from rosterdesk.printer.errors import SlipError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.printer.sheets.document import Document

_WIDEST, _NARROWEST = 0.38, 0.25  # mm of the narrowest bar: what hand scanners read at ease
_SMALLEST_SQUARE = 0.45  # mm of a QR code's square: what a telephone reads at ease
_CODABAR_DOTS = 2  # the narrow bar that its wide ones are a multiple of


def draw_card_number(
    document: Document,
    number: str,
    symbology: Symbology,
    at: tuple[float, float],
    size: tuple[float, float],
    alt: str,
) -> None:
    """Draw the barcode in that room, its quiet zones included; raises SlipError."""
    dots = _CODABAR_DOTS if symbology is Symbology.CODABAR else 1
    bars = draw_barcode(symbology, list_ways(number, symbology)[0], dots)
    width, height = size
    module = min(_WIDEST / dots, width / (len(bars) + 2 * QUIET_MODULES * dots))
    if module < _NARROWEST / dots:
        raise SlipError("card_number", N_("The card number is too long for a barcode here."))
    left = at[0] + QUIET_MODULES * dots * module
    with document.tag("Figure", alt=alt):
        for start, length in _find_runs(bars == "1" for bars in bars):
            document.rect(left + start * module, at[1], length * module, height, style="F")


def draw_link(
    document: Document, link: str, at: tuple[float, float], side: float, alt: str
) -> None:
    """Draw the QR code in that square, its quiet zone included; raises SlipError."""
    code = QRCode(error_correction=ERROR_CORRECT_M)
    code.add_data(link)
    try:
        rows = code.get_matrix()
    except (DataOverflowError, ValueError) as error:
        raise SlipError("login_link", N_("The link is too long for a QR code.")) from error
    module = side / len(rows)
    if module < _SMALLEST_SQUARE:
        raise SlipError("login_link", N_("The link is too long for a QR code."))
    with document.tag("Figure", alt=alt):
        for number, row in enumerate(rows):
            top = at[1] + number * module
            for start, length in _find_runs(row):
                left = at[0] + start * module
                # A little over each other, so that no hair line stays white between the rows.
                document.rect(left, top, length * module, module * 1.02, style="F")


def _find_runs(black: Iterable[bool]) -> Iterable[tuple[int, int]]:
    """Yield where each run of black begins, and how long it is."""
    place = 0
    for is_black, run in groupby(black):
        length = len(list(run))
        if is_black:
            yield place, length
        place += length
