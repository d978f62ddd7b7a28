"""The changes that a library can make to its slips without touching code: one small TOML file.

::

    name = "Bibliotheek De Boekenberg"   # in place of the library's name
    logo = "logo.png"                    # beside this file; at most logo_height dots high
    logo_height = 96                     # 8 dots are 1 mm
    symbology = "codabar"                # or "code128"; barcode = false leaves it out

    [lines.nl]
    steps = ["Ga naar {link}.", "Typ je pasnummer en dit wachtwoord."]
    bottom = ["Vragen? Kom naar de balie."]
    card = "Plak dit in je agenda."              # A4: the line in a child's words
    letter = ["Uw kind leest bij ons.", "Vragen? Bel 012-3456789."]   # A4: for the parents
"""

from __future__ import annotations

import io
import tomllib
from typing import TYPE_CHECKING, Annotated

from PIL import Image, UnidentifiedImageError
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.core.named_files import read_named_bytes, read_named_text
from rosterdesk.printer.drawing.codes import Symbology
from rosterdesk.printer.errors import SlipError
from rosterdesk.printer.model.paper import Cut, Paper, choose_paper, paper_58, paper_80

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Cut", "Layout", "Lines", "Paper", "choose_paper", "load_layout", "paper_58", "paper_80"]

phrases = Phrases("rosterdesk.printer")

MAX_LOGO_HEIGHT = 240  # 30 mm: a logo may not push the password off a short slip
_MAX_LOGO_PIXELS = 4_000_000
_PLACEHOLDERS = {"library": "", "school": "", "link": ""}

_STEPS_WITH_LINK = (
    N_("Scan the square or go to {link}"),
    N_("Type your card number and this password"),
    N_("Then choose a password of your own"),
)
_STEPS_WITHOUT_LINK = _STEPS_WITH_LINK[1:]

Line = Annotated[str, StringConstraints(max_length=200)]
Paragraph = Annotated[str, StringConstraints(max_length=600)]


class Lines(BaseModel):
    """A library's own text in one language; ``{library}``, ``{school}``, ``{link}`` are filled."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    top: tuple[Line, ...] = Field(default=(), max_length=4)
    steps: tuple[Line, ...] | None = Field(default=None, max_length=6)
    bottom: tuple[Line, ...] = Field(default=(), max_length=6)
    card: Annotated[str, StringConstraints(max_length=90)] | None = None  # on a card of A4
    letter: tuple[Paragraph, ...] | None = Field(default=None, max_length=6)


class Layout(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Line | None = None
    logo: bytes | None = Field(default=None, repr=False)  # of an image file; see load_layout
    logo_height: int = Field(default=96, ge=8, le=MAX_LOGO_HEIGHT)  # dots
    barcode: bool = True
    symbology: Symbology = Symbology.CODE128
    lines: dict[Language, Lines] = Field(default_factory=dict)
    # The languages of a letter, besides the child's own: one more at most is printed.
    letter_languages: tuple[Language, ...] = Field(default=(), max_length=2)

    def own_lines(self, language: Language) -> Lines:
        return self.lines.get(language) or Lines()

    def steps(self, language: Language, *, with_link: bool) -> tuple[str, ...]:
        """Return how to log in: the library's own sentences, or ours."""
        own = self.own_lines(language).steps
        if own is not None:
            return own
        ours = _STEPS_WITH_LINK if with_link else _STEPS_WITHOUT_LINK
        return tuple(phrases.say(language, step, link="{link}") for step in ours)


def load_layout(path: Path | None) -> Layout:
    """Read a library's layout, or take the usual one; raises SlipError naming what is wrong."""
    if path is None:
        return Layout()
    try:
        values = tomllib.loads(read_named_text("printing.layout_file", path))
        if "logo" in values:
            values["logo"] = _read_logo(path.parent / str(values["logo"]))
        layout = Layout.model_validate(values)
        _fill_all(layout)
    except ValidationError as error:
        key = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise SlipError("layout", N_("The layout file is wrong at {key}."), key=key) from error
    except tomllib.TOMLDecodeError as error:
        raise SlipError("layout", N_("The layout file cannot be read.")) from error
    return layout


def fill_line(line: str, **values: str) -> str:
    """Fill a line's placeholders; raises SlipError for one that we do not know."""
    try:
        return line.format(**{**_PLACEHOLDERS, **values})
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        raise SlipError(
            "layout", N_("A line of the layout has a placeholder that is not known.")
        ) from error


def _fill_all(layout: Layout) -> None:
    for lines in layout.lines.values():
        for line in (*lines.top, *(lines.steps or ()), *lines.bottom, *(lines.letter or ())):
            fill_line(line)


def _read_logo(path: Path) -> bytes:
    data = read_named_bytes("logo", path)
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MAX_LOGO_PIXELS:
                raise SlipError("layout", N_("The logo has more than four million dots."))
            image.verify()
    except (UnidentifiedImageError, SyntaxError, ValueError) as error:
        raise SlipError("layout", N_("The logo is not an image that we can read.")) from error
    return data
