"""Images for a receipt printer: black dots, bounded in size, without a command in them."""

from __future__ import annotations

import io
import re
from functools import lru_cache

from PIL import Image, ImageDraw

from rosterdesk.core.language import N_
from rosterdesk.printer.drawing.composing import Line, find_line
from rosterdesk.printer.errors import SlipError

# Real-time commands are obeyed even inside an image (Epson); the drawer's ESC p is not, but a
# slip that holds it nowhere is easier to trust.
_COMMANDS = re.compile(rb"\x10(?=[\x04\x05\x14])|\x1b(?=p)")


LONGEST_COMMAND = 4096  # bytes: less than the buffer of the simplest printers
_HEADER = 8
_SMALLEST = 12  # dots: 1.5 mm, the smallest text that a child reads


def print_raster(image: Image.Image) -> bytes:
    """Return the ``GS v 0`` commands for an image of mode "1" (black prints), the top first."""
    width = (image.width + 7) // 8
    dots = image.convert("L").point(lambda level: 0 if level else 255).convert("1").tobytes()
    band = (LONGEST_COMMAND - _HEADER) // width * width
    return b"".join(_print_band(dots[at : at + band], width) for at in range(0, len(dots), band))


def _print_band(dots: bytes, width: int) -> bytes:
    size = width.to_bytes(2, "little") + (len(dots) // width).to_bytes(2, "little")
    return b"\x1dv0\x00" + size + _drop_commands(dots)


def _drop_commands(dots: bytes) -> bytes:
    """Leave out one dot of each pair of bytes that a printer would obey."""
    return _COMMANDS.sub(lambda found: bytes([found[0][0] & 0x0A]), dots)


@lru_cache(maxsize=16)
def draw_logo(data: bytes, max_width: int, max_height: int) -> bytes:
    """Return the logo as a command, made smaller where it is too large, never larger."""
    with Image.open(io.BytesIO(data)) as opened:
        coloured = opened.convert("RGBA")
    white = Image.new("RGBA", coloured.size, "white")
    grey = Image.alpha_composite(white, coloured).convert("L")
    grey.thumbnail((max_width, max_height))
    return print_raster(grey.convert("1"))


def fits_one_line(text: str, height: int, max_width: int) -> bool:
    """Tell whether the text can be drawn on one line, smaller where it must; False without font."""
    line = find_line(text)
    return line is not None and _choose_size(line, height, max_width) >= _SMALLEST


@lru_cache(maxsize=64)
def draw_text(text: str, height: int, max_width: int, field: str) -> bytes:
    """Return a line of text as a command; raises SlipError where no font has its letters.

    ``height`` is that of the line in dots; text that is too wide is drawn smaller.
    """
    line = find_line(text)
    if line is None:
        raise SlipError(field, N_("{field}: no font on this computer has all its letters."))
    size = _choose_size(line, height, max_width)
    if size < _SMALLEST:
        raise SlipError(field, N_("{field}: the text is too long for the paper."))
    return print_raster(_draw_line(line, size, height, max_width))


def _choose_size(line: Line, height: int, max_width: int) -> int:
    size = height * 5 // 6
    length = line.measure(size)
    return int(size * max_width / length) if length > max_width else size


def _draw_line(line: Line, size: int, height: int, max_width: int) -> Image.Image:
    left, top, right, bottom = line.find_box(size)
    image = Image.new(
        "1", (min(int(right - left) + 1, max_width), max(height, int(bottom - top))), 1
    )
    offset = (image.height - (bottom - top)) / 2 - top
    line.draw(ImageDraw.Draw(image), (-left, offset), size)
    return image
