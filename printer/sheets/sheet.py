"""The sheet of a class: a page for the teacher, and cards to cut out; or a letter for each child.

Passwords stand on the cards and letters alone. The bytes are made whole in memory; nobody writes
them to a file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rosterdesk.core.language import N_, Phrases
from rosterdesk.printer.model.address import Form
from rosterdesk.printer.sheets.card import PER_PAGE, draw_card, draw_cut_marks
from rosterdesk.printer.sheets.document import HEIGHT, MARGIN, WIDTH, Document
from rosterdesk.printer.sheets.letter import draw_letter
from rosterdesk.printer.slips.names import clean_text
from rosterdesk.printer.slips.sample import make_sample
from rosterdesk.printer.slips.slip import check_content, name_class

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.language import Language
    from rosterdesk.printer.slips.layout import Layout
    from rosterdesk.printer.slips.slip import SlipContent

phrases = Phrases("rosterdesk.printer")

_NAMES_PER_PAGE = 40
_TITLE, _TEXT, _SMALL = 22.0, 12.0, 9.0  # points
_INNER = WIDTH - 4 * MARGIN  # of a page that is read, not cut


@dataclass(frozen=True, slots=True)
class SheetContent:
    """The children of one class, in the order of the sheet; a single one gets no teacher's page."""

    library: str
    school: str
    class_name: str | None
    job: str
    language: Language  # of the teacher's page
    cards: Sequence[SlipContent]
    form: Form = Form.CARDS


def build_sheet(content: SheetContent, layout: Layout) -> bytes:
    """Return the PDF; raises SlipError, naming what does not fit."""
    for card in content.cards:
        check_content(card)
    title = _name_sheet(content)
    with Document(title, content.language) as document:
        if len(content.cards) > 1:
            _draw_cover(document, content, layout, title)
        if content.form is Form.LETTERS:
            _draw_letters(document, content.cards, layout)
        else:
            _draw_cards(document, content.cards, layout)
        return document.finish()


def _draw_letters(document: Document, cards: Sequence[SlipContent], layout: Layout) -> None:
    for card in cards:
        document.add_page()
        draw_letter(document, card, layout)


def _draw_cards(document: Document, cards: Sequence[SlipContent], layout: Layout) -> None:
    for start in range(0, len(cards), PER_PAGE):
        document.add_page()
        draw_cut_marks(document)
        for place, card in enumerate(cards[start : start + PER_PAGE]):
            draw_card(document, place, card, layout)


def build_sample_sheet(layout: Layout, library: str, form: Form, language: Language) -> bytes:
    """Return a sheet for nobody: a page for a teacher, and two cards or letters."""
    sample = make_sample(library, language)
    cards = [replace(sample, number=number, total=2) for number in (1, 2)]
    return build_sheet(
        SheetContent(library, sample.school, sample.class_name, "-", language, cards, form), layout
    )


def _name_sheet(content: SheetContent) -> str:
    group = name_class(content.class_name, content.language)
    school = clean_text(content.school)
    return f"{group}, {school}" if group else school


def _draw_cover(document: Document, content: SheetContent, layout: Layout, title: str) -> None:
    """Draw the teacher's page: names to tick off, and not a single password."""
    for start in range(0, len(content.cards), _NAMES_PER_PAGE):
        document.add_page()
        y = 2 * MARGIN
        y = document.write_line(
            layout.name or content.library, (2 * MARGIN, y), _INNER, _TEXT, field="library"
        )
        y = document.write_line(
            title, (2 * MARGIN, y), _INNER, _TITLE, bold=True, tag="H1", field="school"
        )
        y = _write_advice(document, content, y + 2)
        _draw_names(document, content.cards[start : start + _NAMES_PER_PAGE], y + 4)
        foot = phrases.say(
            content.language,
            N_("{count} cards · job {job} · this page holds no passwords"),
            count=len(content.cards),
            job=content.job,
        )
        document.write_line(foot, (2 * MARGIN, HEIGHT - 2 * MARGIN), _INNER, _SMALL)


def _write_advice(document: Document, content: SheetContent, y: float) -> float:
    message = (
        N_(
            "Give each child their own letter, and tick the name. A password works once; the child"
            " then chooses one of their own."
        )
        if content.form is Form.LETTERS
        else N_(
            "Cut the cards out along the lines, give each child their own, and tick the name. A"
            " password works once; the child then chooses one of their own."
        )
    )
    return document.write_text(
        phrases.say(content.language, message), (2 * MARGIN, y), _INNER, _TEXT
    )


def _draw_names(document: Document, cards: Sequence[SlipContent], y: float) -> None:
    """Draw two columns, read downwards."""
    half = (len(cards) + 1) // 2
    width = (_INNER - MARGIN) / 2
    line = 9.0 if half <= 22 else 8.0
    for place, card in enumerate(cards):
        left = 2 * MARGIN + (place // half) * (width + MARGIN)
        top = y + (place % half) * line
        with document.ornament():
            document.rect(left, top + 0.6, 4, 4)
        document.write_line(str(card.number), (left + 6, top), 8, _TEXT)
        name = clean_text(card.name)
        document.write_line(name, (left + 14, top), width - 14, _TEXT, field="name")
