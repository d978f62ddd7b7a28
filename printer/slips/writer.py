"""A slip while it is being written: lines, codes and images that are known to fit."""

from __future__ import annotations

import re
import textwrap
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

from rosterdesk.core.language import N_
from rosterdesk.printer.drawing.codes import MODULE_DOTS, Symbology, draw_barcode, fit_barcode
from rosterdesk.printer.drawing.rasters import (
    LONGEST_COMMAND,
    draw_text,
    fits_one_line,
    print_raster,
)
from rosterdesk.printer.errors import SlipError
from rosterdesk.printer.library import QR_ECLEVEL_M, Dummy, Encoder
from rosterdesk.printer.model.commands import Kind, read_command
from rosterdesk.printer.model.pages import python_codec
from rosterdesk.printer.model.paper import Cut, Paper
from rosterdesk.printer.slips.names import clean_text, is_printable

if TYPE_CHECKING:
    from collections.abc import Iterable

LINE_HEIGHT = 24  # dots of a character of font A
_QR_MODULES = (6, 5, 4, 3)  # dots a module, the largest that fits; 3 dots are 0.375 mm
_QR_SHARE = 2  # a code takes at most this part of the paper's width
# Never in a slip, wherever it stands: real-time commands, and the cash drawer's ESC p.
_FORBIDDEN = re.compile(rb"\x10[\x04\x05\x14]|\x1bp")
_PAGE = b"\x1bt"
_KANJI_OFF = b"\x1c."  # FS .: high bytes are letters of the code page, never half a sign
_CUTS = {Cut.PART: b"\x1dVB\x00", Cut.FULL: b"\x1dVA\x00"}  # GS V: feed to the knife, then cut


class SlipWriter:
    """A writer of one slip into its own fresh printer; ``finish`` returns all bytes at once."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._encoder = _make_encoder(paper)
        self._printer = Dummy(paper.profile, magic_encode_args={"encoder": self._encoder})
        self._printer.hw("INIT")
        if paper.kanji_off:
            self._raw(_KANJI_OFF)
        self._style: dict[str, Any] = {"align": "left", "bold": False, "font": "a"}
        self._size = (1, 1)
        if paper.density is not None:
            self._printer.set(density=paper.density)

    def write(
        self,
        text: str,
        *,
        width: int = 1,
        height: int = 1,
        bold: bool = False,
        small: bool = False,
        align: str = "center",
        indent: int = 0,
        max_lines: int = 6,
        field: str = "layout",
    ) -> None:
        """Write a paragraph, wrapped at words; raises SlipError where it needs too many lines.

        ``width`` and ``height`` multiply the size; ``indent`` moves all lines but the first to the
        right, in characters. What no code page holds is drawn as an image.
        """
        cleaned = clean_text(text)
        small = small and self._paper.small_columns is not None
        self._set_style(align=align, bold=bold, font="b" if small else "a")
        lines = wrap(cleaned, self.columns(width, small=small), indent)
        if not is_printable(cleaned, self._paper):
            lines = self._choose_drawn_lines(cleaned, lines, LINE_HEIGHT * height)
        if len(lines) > max_lines:
            raise SlipError(field, N_("{field}: the text is too long for the paper."))
        if not is_printable(cleaned, self._paper):
            for line in lines:
                self._raw(draw_text(line, LINE_HEIGHT * height, self._paper.dots, field))
            return
        self._set_size(width, height)
        for line in lines:
            self._write_line(line)

    def write_as_is(self, line: str) -> None:
        """Write one line of ASCII with its spaces, at the left."""
        self._set_style(align="left", bold=False, font="a")
        self._set_size(1, 1)
        self._write_line(line)

    @property
    def paper(self) -> Paper:
        return self._paper

    def columns(self, width: int = 1, *, small: bool = False) -> int:
        if small and self._paper.small_columns is not None:
            return self._paper.small_columns // width
        return self._paper.columns // width

    def skip(self, lines: int = 1) -> None:
        self._set_size(1, 1)
        self._raw(b"\n" * lines)

    def gap(self, dots: int = 12) -> None:
        """Feed a part of a line."""
        self._raw(b"\x1bJ" + bytes([dots]))

    def rule(self, label: str = "") -> None:
        """Draw a dashed line over the whole width, with a word in its middle."""
        middle = f" {clean_text(label)} " if label else "-"
        self._set_style(align="center", bold=False, font="a")
        self._set_size(1, 1)
        side = (self._paper.columns - len(middle)) // 2
        right = (" -" * self._paper.columns)[:side].rstrip()
        self._write_line(f"{right[::-1]}{middle}{right}")

    def banner(self, text: str) -> None:
        """Write a line in double size, white on a black bar as wide as the paper."""
        cleaned = clean_text(text)
        columns = self.columns(2)
        if not is_printable(cleaned, self._paper) or len(cleaned) > columns:
            self.write(cleaned, width=2, height=2, bold=True, field="class_name")
            return
        self._set_style(align="center", bold=True, font="a")
        self._set_size(2, 2)
        self._printer.set(invert=True)
        self._text(cleaned.center(columns))
        self._printer.set(invert=False)
        self._raw(b"\n")

    def barcode(
        self,
        number: str,
        symbology: Symbology,
        height: int = 72,
        modules: tuple[int, ...] = MODULE_DOTS,
    ) -> None:
        """Print the number as bars ``height`` dots high; raises SlipError where it does not fit.

        ``modules`` are the widths in dots of a narrow bar that may be chosen from.
        """
        code = fit_barcode(clean_text(number), symbology, self._paper, modules)
        self._set_style(align="center", bold=False, font="a")
        self._set_size(1, 1)
        if not self._paper.native_barcode:
            self._raw(_draw_bars(draw_barcode(symbology, code.data, code.module), height))
            return
        kind = "CODE128" if symbology is Symbology.CODE128 else "CODABAR"
        # The public barcode() prints to the standard output each time (python-escpos 3.1).
        self._printer._hw_barcode(  # noqa: SLF001
            code.data, kind, height, code.module, "OFF", align_ct=False, function_type="B"
        )

    def qr(self, link: str) -> None:
        size = fit_qr(link, self._paper)
        self._set_style(align="center", bold=False, font="a")
        self._set_size(1, 1)
        if self._paper.native_qr:
            self._printer.qr(link, ec=QR_ECLEVEL_M, size=size, native=True)
        else:
            self._raw(_draw_qr(link, size))

    def write_pages(self, parts: Iterable[tuple[str, str]]) -> None:
        """Write a line at the left whose parts are each in the code page that is named."""
        self._set_style(align="left", bold=False, font="a")
        self._set_size(1, 1)
        numbers = dict(self._paper.code_pages)
        for page, text in parts:
            self._raw(_PAGE + bytes([numbers[page]]) + text.encode(python_codec(page)))
        self._raw(b"\n")

    def image(self, command: bytes, align: str = "center") -> None:
        """Add a raster that was made by the functions of ``rasters``."""
        self._set_style(align=align, bold=False, font="a")
        self._raw(command)

    def cut(self, cut: Cut) -> None:
        """Cut the paper, or feed it past the tear bar where there is no knife."""
        self._set_size(1, 1)
        wanted = self._paper.cut if self._paper.cut is not Cut.AUTO else cut
        if self._paper.feed:
            self._printer.print_and_feed(self._paper.feed)
        if wanted is not Cut.NONE:
            self._raw(_CUTS[wanted])

    def finish(self) -> bytes:
        """Return all bytes; raises SlipError if a forbidden command is among them."""
        data: bytes = self._printer.output
        if _FORBIDDEN.search(data) or _has_long_command(data):
            raise SlipError("slip", N_("The slip would hold a command that must not be printed."))
        return data

    def _set_style(self, **wanted: object) -> None:
        changed = {key: value for key, value in wanted.items() if self._style[key] != value}
        if changed:
            self._printer.set(**changed)
            self._style.update(changed)

    def _set_size(self, width: int, height: int) -> None:
        if (width, height) != self._size:
            self._printer.set(custom_size=True, width=width, height=height)
            self._size = (width, height)

    def _choose_drawn_lines(self, text: str, lines: list[str], height: int) -> list[str]:
        """Return the text as one line where it can be read so, drawn smaller where it must be."""
        if len(lines) == 1 or fits_one_line(text, height, self._paper.dots):
            return [text]
        return lines

    def _write_line(self, line: str) -> None:
        self._text(line)
        self._raw(b"\n")

    def _text(self, text: str) -> None:
        # A printer of which no code page is trusted is told none: ASCII is the same in all.
        if self._paper.code_pages:
            self._printer.text(text)
        else:
            self._raw(text.encode("ascii"))

    def _raw(self, data: bytes) -> None:
        self._printer._raw(data)  # noqa: SLF001 - python-escpos' one door for whole commands


def _has_long_command(data: bytes) -> bool:
    """Tell whether a command is longer than what a half one is filled up with (``halves.py``)."""
    at = 0
    while at < len(data):
        command, end = read_command(data, at)
        if command.kind is not Kind.TEXT and end - at > LONGEST_COMMAND:
            return True
        at = end
    return False


def wrap(text: str, columns: int, indent: int = 0) -> list[str]:
    following = " " * indent
    lines = textwrap.wrap(text, columns, subsequent_indent=following, break_on_hyphens=False)
    return lines or [""]


@lru_cache(maxsize=64)
def fit_qr(link: str, paper: Paper) -> int:
    """Return the dots of one module; raises SlipError where no readable code fits."""
    code = QRCode(error_correction=ERROR_CORRECT_M)
    code.add_data(link)
    try:
        modules = 17 + 4 * code.best_fit()
    except (DataOverflowError, ValueError) as error:
        raise SlipError("login_link", N_("The link is too long for a QR code.")) from error
    for size in _QR_MODULES:
        if modules * size <= paper.dots // _QR_SHARE:
            return size
    raise SlipError("login_link", N_("The link is too long for a QR code."))


@lru_cache(maxsize=64)
def _draw_qr(link: str, size: int) -> bytes:
    code = QRCode(error_correction=ERROR_CORRECT_M, box_size=size, border=0)
    code.add_data(link)
    code.make()
    return print_raster(code.make_image().get_image().convert("1"))


def _draw_bars(bars: str, height: int) -> bytes:
    from PIL import Image  # noqa: PLC0415 - printers that draw their own bars need no image

    row = Image.new("1", (len(bars), 1), 1)
    row.putdata([0 if bar == "1" else 1 for bar in bars])
    return print_raster(row.resize((len(bars), height)))


def _make_encoder(paper: Paper) -> Encoder:
    """Return an encoder of its own for each slip (it remembers the page it used last)."""
    encoder = Encoder(dict(paper.code_pages))
    encoder.available_characters = _share_tables(paper)
    return encoder


@lru_cache(maxsize=64)
def _share_tables(_paper: Paper) -> dict[str, dict[str, int]]:
    """Return the dictionary into which the encoders of one kind of paper put their tables."""
    return {}
