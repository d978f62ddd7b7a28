"""One of the eight cards of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.language import N_, Phrases
from rosterdesk.printer.sheets.codes import draw_card_number, draw_link
from rosterdesk.printer.sheets.document import HEIGHT, LINE, MARGIN, WIDTH
from rosterdesk.printer.slips.names import clean_text
from rosterdesk.printer.slips.slip import format_valid, group_password, name_class

if TYPE_CHECKING:
    from rosterdesk.printer.sheets.document import Document
    from rosterdesk.printer.slips.layout import Layout
    from rosterdesk.printer.slips.slip import SlipContent

phrases = Phrases("rosterdesk.printer")

_COLUMNS, _ROWS = 2, 4
PER_PAGE = _COLUMNS * _ROWS
_WIDE = (WIDTH - 2 * MARGIN) / _COLUMNS
_HIGH = (HEIGHT - 2 * MARGIN) / _ROWS
_PAD = 5.0
_TICK = 4.0  # mm of each cut mark, outside of the cards
_SQUARE = 25.0
_QUIET = 3.0  # mm of white that the barcode may have of the padding
_NAME, _PASSWORD, _NUMBER, _TEXT, _SMALL = 15.0, 24.0, 11.0, 9.5, 7.5  # points


def draw_cut_marks(document: Document) -> None:
    """Draw where to cut: a tick at each end, and a thin line between the cards."""
    with document.ornament():
        for column in range(_COLUMNS + 1):
            x = MARGIN + column * _WIDE
            _draw_cut(document, (x, MARGIN), (x, HEIGHT - MARGIN))
        for row in range(_ROWS + 1):
            y = MARGIN + row * _HIGH
            _draw_cut(document, (MARGIN, y), (WIDTH - MARGIN, y))


def _draw_cut(document: Document, begin: tuple[float, float], end: tuple[float, float]) -> None:
    upright = begin[0] == end[0]
    step = (0.0, _TICK) if upright else (_TICK, 0.0)
    document.set_draw_color(0)
    document.set_line_width(0.2)
    document.line(begin[0] - step[0], begin[1] - step[1], *begin)
    document.line(*end, end[0] + step[0], end[1] + step[1])
    document.set_draw_color(170)
    document.set_line_width(0.1)
    document.set_dash_pattern(dash=1, gap=1.5)
    document.line(*begin, *end)
    document.set_dash_pattern()
    document.set_draw_color(0)


def draw_card(document: Document, place: int, card: SlipContent, layout: Layout) -> None:
    """Draw it at the place that counts from 0, row by row; raises SlipError."""
    left = MARGIN + place % _COLUMNS * _WIDE + _PAD
    top = MARGIN + place // _COLUMNS * _HIGH + _PAD - 1
    width = _WIDE - 2 * _PAD
    y = _write_owner(document, card, layout, (left, top), width)
    if layout.barcode:
        alt = phrases.say(
            card.language, N_("Barcode of card number {number}"), number=card.card_number
        )
        draw_card_number(
            document,
            clean_text(card.card_number),
            layout.symbology,
            (left - _QUIET, y + 1),
            (width + 2 * _QUIET, 9),
            alt,
        )
        y += 11
    _draw_square(document, card, (left + width - _SQUARE + 2, y))
    beside = width - _SQUARE - 3 if card.login_link else width
    y = document.write_line(
        card.card_number, (left, y), beside, _NUMBER, bold=True, field="card_number"
    )
    said = phrases.say(card.language, N_("Password (works once)"))
    y = document.write_line(said, (left, y + 1.5), beside, _SMALL)
    y = document.write_line(
        group_password(card.password), (left, y), beside, _PASSWORD, bold=True, field="password"
    )
    _write_foot(document, card, layout, (left, top + _HIGH - 2 * _PAD - 10), width)


def _write_owner(
    document: Document,
    card: SlipContent,
    layout: Layout,
    at: tuple[float, float],
    width: float,
) -> float:
    y = document.write_name(clean_text(card.name), at, width, _NAME, tag="H2")
    group = name_class(card.class_name, card.language)
    where = " · ".join(filter(None, [group, clean_text(layout.name or card.library)]))
    return document.write_line(where, (at[0], y), width, _TEXT, field="library")


def _draw_square(document: Document, card: SlipContent, at: tuple[float, float]) -> None:
    if card.login_link is not None:
        alt = phrases.say(card.language, N_("Code with the link to log in"))
        draw_link(document, card.login_link, at, _SQUARE, alt)


def _write_foot(
    document: Document,
    card: SlipContent,
    layout: Layout,
    at: tuple[float, float],
    width: float,
) -> None:
    """Write one line in a child's words, until when it is valid, and which card it is."""
    message = (
        N_("Scan the square, type this password, and choose one of your own.")
        if card.login_link
        else N_("Log in with this password, and choose one of your own.")
    )
    own = layout.own_lines(card.language).card
    y = document.write_line(own or phrases.say(card.language, message), at, width, _TEXT)
    said = phrases.say(
        card.language,
        N_("{valid} · card {number} of {total} · job {job}"),
        valid=format_valid(card, LINE),
        number=card.number,
        total=card.total,
        job=card.job,
    )
    document.write_line(said, (at[0], y + 0.5), width, _SMALL)
