"""The characters of a receipt printer, drawn as the picture of a slip needs them."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageDraw

from rosterdesk.printer.drawing.fonts import OWN_FONT, load_font

CELLS = {0: (12, 24), 1: (9, 17)}  # dots, wide and high, of fonts A and B (Epson)
_SIZES = {0: 20, 1: 15}  # points at which the font is exactly as wide as the cell


@lru_cache(maxsize=4096)
def draw_glyph(character: str, font: int, scale: tuple[int, int], *, bold: bool) -> Image.Image:
    """Return one character, black on white, in its cell; ``scale`` multiplies width and height."""
    wide, high = scale
    larger = max(scale)
    cell = CELLS[font][0] * larger, CELLS[font][1] * larger
    image = Image.new("L", cell, 255)
    place = ImageDraw.Draw(image)
    loaded = load_font(OWN_FONT, _SIZES[font] * larger)
    for shift in range(1 + larger * bold):  # a printer prints bold as twice, one dot apart
        place.text((shift, cell[1] * 19 // 24), character, font=loaded, fill=0, anchor="ls")
    return image.resize((CELLS[font][0] * wide, CELLS[font][1] * high), Image.Resampling.BOX)
