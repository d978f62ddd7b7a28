"""The picture of a slip, from the very bytes that would be sent.

It draws what our slips hold and nothing more: an unknown command, a line or a code that runs off
the paper, raise. The password is masked by its size: text ``SECRET_WIDTH`` times as wide as normal
or wider is a password and nothing else is (``slip.py`` keeps to that, its tests hold it to it).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageOps
from qrcode import QRCode
from qrcode.constants import (
    ERROR_CORRECT_H,
    ERROR_CORRECT_L,
    ERROR_CORRECT_M,
    ERROR_CORRECT_Q,
)

from rosterdesk.printer.drawing.codes import Symbology, draw_barcode
from rosterdesk.printer.drawing.glyphs import draw_glyph
from rosterdesk.printer.model.commands import CUT_THROUGH, Command, Kind, read_commands
from rosterdesk.printer.reading.text import MASK, decode_text, is_secret, slip_text

if TYPE_CHECKING:
    from rosterdesk.printer.model.paper import Paper

__all__ = ["PictureError", "render_paper", "render_slip", "render_strip", "slip_text"]

LINE_SPACING = 30  # dots: a printer's own, 1/6 inch
_BEFORE = 72  # dots between the knife and the head: white above every slip
_AFTER = 40
_SYMBOLOGIES = {73: Symbology.CODE128, 71: Symbology.CODABAR}
_QR_LEVELS = {48: ERROR_CORRECT_L, 49: ERROR_CORRECT_M, 50: ERROR_CORRECT_Q, 51: ERROR_CORRECT_H}
_WHITE, _DESK, _SHADOW = 255, 232, 196  # greys of the paper and of what it lies on
_EDGE = 16


class PictureError(ValueError):
    """The bytes are understood, but this is not what would come out right on this paper."""


@dataclass
class _Style:
    page: int = 0
    width: int = 1
    height: int = 1
    secret: bool = False
    bold: bool = False
    inverted: bool = False
    font: int = 0
    align: int = 0
    bar_height: int = 162  # Epson's own
    bar_width: int = 3
    qr_size: int = 3
    qr_level: int = 48
    qr_data: bytes = b""


@dataclass
class _Strip:
    """The paper as it comes out: rows from top to bottom, and the line being filled."""

    paper: Paper
    masked: bool
    bare: bool = False  # nothing but what is printed: no knife is drawn
    style: _Style = field(default_factory=_Style)
    rows: list[Image.Image] = field(default_factory=list)
    line: list[Image.Image] = field(default_factory=list)


def render_slip(data: bytes, paper: Paper, mask_password: bool = True) -> Image.Image:
    """Return the slip lying on a desk, one pixel a dot; raises as ``render_paper``."""
    return _lay_on_desk(render_paper(data, paper, mask_password))


def render_paper(data: bytes, paper: Paper, mask_password: bool = True) -> Image.Image:
    """Return the paper itself, one pixel a dot; raises UnknownCommandError, PictureError."""
    strip = _Strip(paper, mask_password)
    strip.rows.append(_blank(paper, _BEFORE))
    return _render(strip, data)


def render_strip(data: bytes, paper: Paper) -> Image.Image:
    """Return what the head prints, password and all: for a printer that takes a picture."""
    whole = _render(_Strip(paper, masked=False, bare=True), data)
    return whole.crop((paper.margin, 0, paper.margin + paper.dots, whole.height))


def _render(strip: _Strip, data: bytes) -> Image.Image:
    for command in read_commands(data):
        _apply(strip, command)
    if strip.line:
        raise PictureError("the last line is never printed")
    return _stack(strip)


def _apply(strip: _Strip, command: Command) -> None:
    style, value = strip.style, command.value
    match command.kind:
        case Kind.TEXT:
            _add_text(strip, command.data)
        case Kind.NEW_LINE:
            _end_line(strip)
        case Kind.FEED_LINES:
            strip.rows.append(_blank(strip.paper, value * LINE_SPACING))
        case Kind.FEED_DOTS:
            strip.rows.append(_blank(strip.paper, value))
        case Kind.RASTER:
            _add_row(strip, _read_raster(command))
        case Kind.BARCODE:
            _add_row(strip, _draw_bars(strip, command))
        case Kind.QR_PRINT:
            _add_row(strip, _draw_qr(style))
        case Kind.CUT:
            _cut(strip, through=CUT_THROUGH[value])
        case Kind.RESET:
            strip.style = _Style()
        case _:
            _change_style(style, command)


def _change_style(style: _Style, command: Command) -> None:
    value = command.value
    match command.kind:
        case Kind.SIZE:
            style.width, style.height = (value >> 4) + 1, (value & 7) + 1
            style.secret = is_secret(value)
        case Kind.BAR_TEXT if value:
            raise PictureError("the number under a barcode is printed as text of its own")
        case Kind.QR_STORE:
            style.qr_data = command.data
        case Kind.BAR_TEXT | Kind.BAR_FONT | Kind.QR_MODEL | Kind.DENSITY | Kind.KANJI_OFF:
            pass  # these do not show
        case kind:
            setattr(style, _FIELDS[kind], value)


_FIELDS = {
    Kind.CODE_PAGE: "page",
    Kind.BOLD: "bold",
    Kind.INVERT: "inverted",
    Kind.FONT: "font",
    Kind.ALIGN: "align",
    Kind.BAR_HEIGHT: "bar_height",
    Kind.BAR_WIDTH: "bar_width",
    Kind.QR_SIZE: "qr_size",
    Kind.QR_LEVEL: "qr_level",
}


def _add_text(strip: _Strip, data: bytes) -> None:
    style = strip.style
    for character in decode_text(data, style.page, strip.paper):
        hidden = strip.masked and style.secret and character != " "
        glyph = draw_glyph(
            MASK if hidden else character,
            style.font,
            (style.width, style.height),
            bold=bool(style.bold) and not hidden,
        )
        strip.line.append(ImageOps.invert(glyph) if style.inverted else glyph)


def _end_line(strip: _Strip) -> None:
    """Print the line: its characters stand on one base line (Epson), in their alignment."""
    if not strip.line:
        strip.rows.append(_blank(strip.paper, LINE_SPACING))
        return
    width = sum(glyph.width for glyph in strip.line)
    height = max(glyph.height for glyph in strip.line)
    line = Image.new("L", (width, height), _WHITE)
    x = 0
    for glyph in strip.line:
        line.paste(glyph, (x, height - glyph.height))
        x += glyph.width
    strip.line = []
    _add_row(strip, line, max(LINE_SPACING, height))


def _add_row(strip: _Strip, image: Image.Image, height: int = 0) -> None:
    """Put an image on the paper at its alignment; raises PictureError where it runs off."""
    if strip.line:
        raise PictureError("an image or a code stands in the middle of a line")
    room = strip.paper.dots - image.width
    if room < 0:
        raise PictureError(f"{-room} dots run off the paper")
    row = _blank(strip.paper, height or image.height)
    row.paste(image, (strip.paper.margin + room * strip.style.align // 2, 0))
    strip.rows.append(row)


def _read_raster(command: Command) -> Image.Image:
    size = command.value * 8, len(command.data) // command.value
    dots = Image.frombytes("1", size, command.data)
    return ImageOps.invert(dots.convert("L"))


def _draw_bars(strip: _Strip, command: Command) -> Image.Image:
    if command.value not in _SYMBOLOGIES:
        raise PictureError("a kind of barcode that our slips do not have")
    bars = draw_barcode(
        _SYMBOLOGIES[command.value], command.data.decode("ascii"), strip.style.bar_width
    )
    row = Image.new("L", (len(bars), 1))
    row.putdata([0 if bar == "1" else _WHITE for bar in bars])
    return row.resize((len(bars), strip.style.bar_height))


def _draw_qr(style: _Style) -> Image.Image:
    code = QRCode(error_correction=_QR_LEVELS[style.qr_level], box_size=style.qr_size, border=0)
    code.add_data(style.qr_data)
    image: Image.Image = code.make_image().get_image().convert("L")
    return image


def _cut(strip: _Strip, *, through: bool) -> None:
    """Draw where the knife goes: a line of dots, with a bridge left where it is a partial cut."""
    if strip.bare:
        return
    end = _blank(strip.paper, _AFTER)
    draw = ImageDraw.Draw(end)
    for x in range(0, end.width, 8):
        if through or abs(x - end.width // 2) > LINE_SPACING:
            draw.line((x, _AFTER - 1, x + 3, _AFTER - 1), fill=_SHADOW)
    strip.rows += [end]


def _blank(paper: Paper, height: int) -> Image.Image:
    return Image.new("L", (paper.dots + 2 * paper.margin, height), _WHITE)


def _stack(strip: _Strip) -> Image.Image:
    whole = _blank(strip.paper, sum(row.height for row in strip.rows))
    y = 0
    for row in strip.rows:
        whole.paste(row, (0, y))
        y += row.height
    return whole


def _lay_on_desk(slip: Image.Image) -> Image.Image:
    size = slip.width + 2 * _EDGE, slip.height + 2 * _EDGE
    desk = Image.new("L", size, _DESK)
    shadow = Image.new("L", slip.size, _SHADOW)
    desk.paste(shadow, (_EDGE + 3, _EDGE + 3))
    desk.paste(slip, (_EDGE, _EDGE))
    return desk
