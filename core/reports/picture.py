"""The summary of a plan as a picture for the chat: per class how many come and how many go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import accumulate
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from rosterdesk.core.compare.model import Difference
from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.core.reports.classes import ClassSummary, summarise_classes

if TYPE_CHECKING:
    from collections.abc import Sequence

phrases = Phrases("rosterdesk.core")

# Lengths in pixels. A chat shows a picture at about half this width, so text is twice as large.
WIDTH, MARGIN = 1000, 48
HEAD_HEIGHT, ROW_HEIGHT, NAME_HEIGHT, FOOT_HEIGHT = 190, 62, 36, 56
CLASS_WIDTH, GAP, RADIUS = 190, 18, 9
MOST_HEIGHT = 8000  # Telegram refuses a photo whose width and height together exceed 10,000
MOST_NAMES = 15

PAPER, INK, SOFT, LINE, STRIPE = "#FFFFFF", "#1F2933", "#6B7780", "#E3E8EC", "#F6F8FA"
GREEN, GREEN_INK = "#8CCFA5", "#1C6B3A"
RED, RED_INK = "#F0A79F", "#A3291D"


@dataclass(frozen=True, slots=True)
class _Pen:
    """The surface that is drawn on, and the language; ``names`` says whether people are named."""

    draw: ImageDraw.ImageDraw
    language: Language
    names: bool
    unit: float  # pixels for one person in a bar


def draw_summary(
    difference: Difference | Sequence[ClassSummary],
    language: Language,
    *,
    title: str = "",
    names: bool = False,
) -> bytes:
    """Return a PNG. ``names`` shows who they are: only for a chat of those who may know."""
    classes = summarise_classes(difference) if isinstance(difference, Difference) else difference
    heights = [_measure_row(row, names=names) for row in classes]
    fitting = sum(total <= MOST_HEIGHT - HEAD_HEIGHT for total in accumulate(heights))
    shown, hidden, heights = classes[:fitting], classes[fitting:], heights[:fitting]
    height = HEAD_HEIGHT + sum(heights) + (FOOT_HEIGHT if hidden or not shown else MARGIN // 2)
    image = Image.new("RGB", (WIDTH, height), PAPER)
    pen = _Pen(ImageDraw.Draw(image), language, names, _measure_unit(shown))
    _draw_head(pen, title, classes)
    top = HEAD_HEIGHT
    for number, (row, row_height) in enumerate(zip(shown, heights, strict=True)):
        _draw_row(pen, row, top, row_height, striped=number % 2 == 0)
        top += row_height
    _draw_foot(pen, top, hidden, empty=not shown)
    return _to_png(image)


def _draw_head(pen: _Pen, title: str, classes: Sequence[ClassSummary]) -> None:
    pen.draw.text((MARGIN, 30), _shorten(title, 40, WIDTH - 2 * MARGIN), INK, _get_font(40))
    coming = sum(len(row.coming) for row in classes)
    leaving = sum(len(row.leaving) for row in classes)
    middle = _get_middle()
    texts = (
        (
            phrases.say_many(pen.language, leaving, N_("{count} leaves"), N_("{count} leave")),
            RED_INK,
        ),
        (
            phrases.say_many(pen.language, coming, N_("{count} joins"), N_("{count} join")),
            GREEN_INK,
        ),
    )
    (left, left_ink), (right, right_ink) = texts
    pen.draw.text((middle - GAP, 128), left, left_ink, _get_font(32), anchor="rm")
    pen.draw.text((middle + GAP, 128), right, right_ink, _get_font(32), anchor="lm")
    pen.draw.text((MARGIN, 128), phrases.say(pen.language, N_("Class")), SOFT, _get_font(28), "lm")
    pen.draw.line((MARGIN, 166, WIDTH - MARGIN, 166), LINE, 3)


def _draw_row(pen: _Pen, row: ClassSummary, top: int, height: int, *, striped: bool) -> None:
    if striped:
        box = (MARGIN // 2, top, WIDTH - MARGIN // 2, top + height - 1)
        pen.draw.rounded_rectangle(box, RADIUS, STRIPE)
    centre, middle = top + ROW_HEIGHT // 2, _get_middle()
    code = row.code or phrases.say(pen.language, N_("none"))
    pen.draw.text((MARGIN, centre), _shorten(code, 32, CLASS_WIDTH), INK, _get_font(32), "lm")
    pen.draw.line((middle, top, middle, top + height - 1), LINE, 3)
    _draw_bar(pen, len(row.leaving), -1, centre)
    _draw_bar(pen, len(row.coming), 1, centre)
    if pen.names:
        _draw_names(pen, row.leaving, -1, top + ROW_HEIGHT)
        _draw_names(pen, row.coming, 1, top + ROW_HEIGHT)


def _draw_bar(pen: _Pen, count: int, side: int, centre: int) -> None:
    """Draw a bar away from the middle, to the left (-1) or the right (1), its count behind it."""
    if not count:
        return
    start = _get_middle() + side * GAP
    end = start + side * max(int(count * pen.unit), 2 * RADIUS)
    box = (min(start, end), centre - 17, max(start, end), centre + 17)
    pen.draw.rounded_rectangle(box, RADIUS, RED if side < 0 else GREEN)
    where, anchor = (end + side * 12, centre), "rm" if side < 0 else "lm"
    sign = "−" if side < 0 else "+"
    ink = RED_INK if side < 0 else GREEN_INK
    pen.draw.text(where, f"{sign}{count}", ink, _get_font(30), anchor)


def _draw_names(pen: _Pen, people: list[str], side: int, top: int) -> None:
    anchor = "rm" if side < 0 else "lm"
    room = _get_half() - 2 * GAP
    for number, name in enumerate(_list_shown(people, pen.language)):
        where = (_get_middle() + side * GAP, top + number * NAME_HEIGHT + NAME_HEIGHT // 2 - 6)
        pen.draw.text(
            where, _shorten(name, 26, room, bold=False), INK, _get_font(26, bold=False), anchor
        )


def _draw_foot(pen: _Pen, top: int, hidden: Sequence[ClassSummary], *, empty: bool) -> None:
    said = ""
    if empty:
        said = phrases.say(pen.language, N_("Nobody joins and nobody leaves."))
    elif hidden:
        said = phrases.say_many(
            pen.language, len(hidden), N_("and {count} more class"), N_("and {count} more classes")
        )
    pen.draw.text((MARGIN, top + FOOT_HEIGHT // 2), said, SOFT, _get_font(28, bold=False), "lm")


def _list_shown(people: list[str], language: Language) -> list[str]:
    """Return the names for one class, the last line saying how many more there are."""
    if len(people) <= MOST_NAMES:
        return people
    rest = len(people) - MOST_NAMES + 1
    more = phrases.say(language, N_("and {count} more"), count=rest)
    return [*people[: MOST_NAMES - 1], more]


def _measure_row(row: ClassSummary, *, names: bool) -> int:
    lines = min(max(len(row.coming), len(row.leaving)), MOST_NAMES) if names else 0
    return ROW_HEIGHT + lines * NAME_HEIGHT + (10 if lines else 0)


def _measure_unit(classes: Sequence[ClassSummary]) -> float:
    """Return the pixels for one person: the largest class fills its side, a few stay small."""
    most = max((max(len(row.coming), len(row.leaving)) for row in classes), default=1)
    room = _get_half() - GAP - 80  # the count stands behind the bar
    return min(room / max(most, 1), 14.0)


def _get_middle() -> int:
    return MARGIN + CLASS_WIDTH + GAP + _get_half()


def _get_half() -> int:
    return (WIDTH - 2 * MARGIN - CLASS_WIDTH - GAP) // 2


def _shorten(text: str, size: int, room: int, *, bold: bool = True) -> str:
    """Return the text, cut with … where it would not fit."""
    font = _get_font(size, bold=bold)
    if font.getlength(text) <= room:
        return text
    while text and font.getlength(f"{text}…") > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


@cache
def _get_font(size: int, *, bold: bool = True) -> ImageFont.FreeTypeFont:
    """Return Source Sans: Pillow's own font has no ë, which half of a class may need."""
    name = "SourceSansPro-Semibold.ttf" if bold else "SourceSansPro-Regular.ttf"
    return ImageFont.truetype(str(files("font_source_sans_pro").joinpath("files", name)), size)


def _to_png(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()
