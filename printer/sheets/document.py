"""A PDF in memory: text in embedded fonts, tagged so that it can be read aloud, and nothing else.

fpdf2 tags images alone (2.8.9). What it does for those is done here for text, through the same
parts of it, which it calls its own: its version is bounded for that reason.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from fpdf import FPDF, ViewerPreferences
from fpdf.fonts import TTFFont

from rosterdesk.core.language import N_
from rosterdesk.printer.drawing.fonts import find_font, has_all, is_leftward
from rosterdesk.printer.errors import SlipError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from rosterdesk.core.language import Language

WIDTH, HEIGHT = 210.0, 297.0  # mm: A4
MARGIN = 10.0  # mm: more than any office printer leaves white
LINE = 100  # characters: a date in full always fits
_SMALLEST = 6.0  # points
_STILL_LARGE = 0.6  # of the size that is wanted: a name that were smaller has two lines
_LEADING = 0.3528 * 1.22  # mm of a line for each point of its text


class Document(FPDF):
    """Pages of A4. Text is placed by its upper left corner, in mm; sizes are in points.

    It holds the files of its fonts open until it is left.
    """

    def __init__(self, title: str, language: Language) -> None:
        super().__init__(unit="mm", format="A4")
        self.set_auto_page_break(auto=False)
        self.set_margin(0)
        self.c_margin = 0
        self.set_title(title)
        self.set_lang(str(language))
        self.set_producer("rosterdesk")
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_text_shaping(use_shaping_engine=True)
        self._families: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.close()

    @contextmanager
    def tag(self, kind: str, *, alt: str | None = None) -> Iterator[None]:
        """Tag what is drawn meanwhile as H1, H2, P or Figure; ``alt`` is read in its place."""
        number = self.struct_builder.next_mcid_for_page(self.page)
        self._add_marked_content(struct_type=f"/{kind}", mcid=number, alt_text=alt)
        self._out(f"/{kind} <</MCID {number}>> BDC")
        yield
        self._out("EMC")

    @contextmanager
    def ornament(self) -> Iterator[None]:
        """Mark what is drawn meanwhile as nothing to read."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    def write_line(
        self,
        text: str,
        at: tuple[float, float],
        width: float,
        size: float,
        *,
        bold: bool = False,
        tag: str = "P",
        field: str = "layout",
    ) -> float:
        """Write one line, smaller where it is too long; return where the next one begins.

        Raises SlipError where no font has its letters, or it does not fit at all.
        """
        chosen = self._choose_size(text, width, size, bold=bold, field=field)
        if chosen < _SMALLEST:
            raise SlipError(field, N_("{field}: the text is too long for the paper."))
        height = size * _LEADING
        leftward = is_leftward(text)  # drawn from the right, and some letters as one
        with self.tag(tag, alt=text if leftward else None):
            self.set_xy(*at)
            self.cell(width, height, text, align="R" if leftward else "L")
        return at[1] + height

    def write_name(
        self, name: str, at: tuple[float, float], width: float, size: float, tag: str = "P"
    ) -> float:
        """Write a name on one line, or on two that are smaller; return where the next one begins.

        Raises SlipError as ``write_line`` does.
        """
        if self._choose_size(name, width, size, bold=True, field="name") >= size * _STILL_LARGE:
            return self.write_line(name, at, width, size, bold=True, tag=tag, field="name")
        first, second = _halve(name)
        small = size / 2
        y = self.write_line(first, at, width, small, bold=True, tag=tag, field="name")
        return self.write_line(second, (at[0], y), width, small, bold=True, tag=tag, field="name")

    def write_text(
        self,
        text: str,
        at: tuple[float, float],
        width: float,
        size: float,
        *,
        bold: bool = False,
        field: str = "layout",
    ) -> float:
        """Write a paragraph, wrapped at words; return where the next one begins."""
        self._choose_font(text, size, bold=bold, field=field)
        height = size * _LEADING
        leftward = is_leftward(text)
        with self.tag("P", alt=text if leftward else None):
            self.set_xy(*at)
            self.multi_cell(width, height, text, align="R" if leftward else "L")
        return self.get_y()

    def finish(self) -> bytes:
        return bytes(self.output())

    def _choose_size(
        self, text: str, width: float, size: float, *, bold: bool, field: str
    ) -> float:
        self._choose_font(text, size, bold=bold, field=field)
        length = self.get_string_width(text)
        if length > width:
            size = int(size * width / length * 10) / 10
            self.set_font_size(size)
        return size

    def _choose_font(self, text: str, size: float, *, bold: bool, field: str) -> None:
        path = choose_font(text, bold=bold)
        if path is None:
            raise SlipError(field, N_("{field}: no font on this computer has all its letters."))
        if path not in self._families:
            self.add_font(path, fname=path)
            self._families.add(path)
        self.set_font(path, size=size)


def _halve(name: str) -> tuple[str, str]:
    """Return the name in two parts that are about as long, parted between words where it can be."""
    middle = len(name) // 2
    spaces = [place for place, letter in enumerate(name) if letter == " "] or [middle]
    place = min(spaces, key=lambda each: abs(each - middle))
    return name[:place].rstrip(), name[place:].lstrip()


@cache
def _find_own(*, bold: bool) -> str:
    name = "SourceSansPro-Semibold.ttf" if bold else "SourceSansPro-Regular.ttf"
    return str(files("font_source_sans_pro").joinpath("files", name))


def choose_font(text: str, *, bold: bool = False) -> str | None:
    """Return the file of a font that has all letters of the text, or None."""
    own = _find_own(bold=bold)
    return own if has_all(own, text) else find_font(text)
