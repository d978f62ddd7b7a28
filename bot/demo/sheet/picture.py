"""The sheet as a picture: the two languages beside each other."""

from __future__ import annotations

import re
import textwrap
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from rosterdesk.bot.demo.sheet.specimens import make_specimens
from rosterdesk.core.language import Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.bot.demo.sheet.specimens import Specimen

_COLUMN, _MARGIN, _LINE, _SIZE, _LETTERS = 620, 24, 22, 16, 74
# The font of the pictures has no such signs; the page in a browser shows them.
_SIGNS = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u231a-\u23ff]+ ?")
_WIDER = str.maketrans("＋～＞＜－＝", "+~><-=")
_PAPER, _BUBBLE, _BUTTON, _INK, _SOFT = "#E9EEF2", "#FFFFFF", "#D5E3EE", "#1F2933", "#6B7780"


def draw_sheet() -> list[bytes]:
    """Return PNG pages, some messages on each."""
    pairs = list(zip(make_specimens(Language.NL), make_specimens(Language.EN), strict=True))
    return [_draw_page(pairs[n : n + 8]) for n in range(0, len(pairs), 8)]


def _draw_page(pairs: Sequence[tuple[Specimen, Specimen]]) -> bytes:
    heights = [max(_measure(one), _measure(other)) for one, other in pairs]
    size = (2 * _COLUMN + 3 * _MARGIN, sum(heights) + _MARGIN)
    image = Image.new("RGB", size, _PAPER)
    pen, top = ImageDraw.Draw(image), _MARGIN
    for (dutch, english), height in zip(pairs, heights, strict=True):
        _draw(pen, dutch, _MARGIN, top)
        _draw(pen, english, 2 * _MARGIN + _COLUMN, top)
        top += height
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _measure(specimen: Specimen) -> int:
    rows = len(specimen.markup.inline_keyboard) if specimen.markup else 0
    return _LINE * (len(_wrap(specimen)) + 2) + rows * (_LINE + 12) + 24


def _wrap(specimen: Specimen) -> list[str]:
    text = clean(specimen.text.as_kwargs()["text"])
    return [
        part
        for line in text.splitlines()
        for part in textwrap.wrap(line, _LETTERS, drop_whitespace=False) or [""]
    ]


def clean(text: str) -> str:
    return _SIGNS.sub("", text).translate(_WIDER)


def _draw(pen: ImageDraw.ImageDraw, specimen: Specimen, left: int, top: int) -> None:
    font = _get_font()
    pen.text((left, top), specimen.name, _SOFT, font)
    lines, top = _wrap(specimen), top + _LINE
    bottom = top + _LINE * len(lines) + 16
    pen.rounded_rectangle((left, top, left + _COLUMN, bottom), 10, _BUBBLE)
    for number, line in enumerate(lines):
        pen.text((left + 12, top + 8 + number * _LINE), line, _INK, font)
    for row in specimen.markup.inline_keyboard if specimen.markup else []:
        width = _COLUMN / len(row)
        for number, button in enumerate(row):
            box = (left + number * width, bottom + 4, left + (number + 1) * width - 4, bottom + 30)
            pen.rounded_rectangle(box, 6, _BUTTON)
            pen.text((box[0] + width / 2, bottom + 17), clean(button.text), _INK, font, "mm")
        bottom += _LINE + 12


def _get_font() -> ImageFont.FreeTypeFont:
    path = files("font_source_sans_pro").joinpath("files", "SourceSansPro-Regular.ttf")
    return ImageFont.truetype(str(path), _SIZE)
