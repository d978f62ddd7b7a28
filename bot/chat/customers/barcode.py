"""A card as a picture with a barcode, for the scanner of a desk."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from rosterdesk.printer.drawing.codes import QUIET_MODULES, Symbology, draw_barcode, list_ways

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings

_MODULE = 4  # pixels of the narrowest bar: a scanner reads it from a telephone at arm's length
_HEIGHT = 240
_MARGIN = 40
_TEXT = 44


def draw_card_picture(number: str, settings: Settings) -> bytes:
    """Return a PNG: black on white whatever the telephone's theme, with the quiet zones."""
    symbology = Symbology(settings.chat.card_symbology)
    bars = draw_barcode(symbology, list_ways(number, symbology)[0], _MODULE)
    quiet = QUIET_MODULES * _MODULE
    size = (len(bars) + 2 * quiet, _HEIGHT + _TEXT + 2 * _MARGIN)
    image = Image.new("1", size, 1)
    draw = ImageDraw.Draw(image)
    for at, bar in enumerate(bars):
        if bar == "1":
            draw.line([(quiet + at, _MARGIN), (quiet + at, _MARGIN + _HEIGHT)], fill=0)
    font = ImageFont.load_default(_TEXT * 3 // 4)
    draw.text((size[0] // 2, size[1] - _MARGIN), number, fill=0, font=font, anchor="ms")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
