"""A letter for the parents of one child, in the library's language and perhaps a second one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.language import N_, Phrases
from rosterdesk.printer.sheets.codes import draw_card_number, draw_link
from rosterdesk.printer.sheets.document import HEIGHT, LINE, MARGIN, WIDTH
from rosterdesk.printer.slips.layout import fill_line
from rosterdesk.printer.slips.names import clean_text
from rosterdesk.printer.slips.slip import format_valid, group_password, name_class

if TYPE_CHECKING:
    from rosterdesk.core.language import Language
    from rosterdesk.printer.sheets.document import Document
    from rosterdesk.printer.slips.layout import Layout
    from rosterdesk.printer.slips.slip import SlipContent

phrases = Phrases("rosterdesk.printer")

_EDGE = 2.5 * MARGIN
_INNER = WIDTH - 2 * _EDGE
_TITLE, _TEXT, _PASSWORD, _SMALL = 18.0, 11.5, 30.0, 9.0  # points
_SQUARE = 36.0
_OURS = (
    N_("Your child can borrow books from the library, at school and in all our branches."),
    N_(
        "To see on the web what is borrowed and to reserve books, your child logs in once with the"
        " card number and the one-time password on this letter, and then chooses a password."
    ),
    N_("Keep this letter until that is done. Is it lost? School or library prints a new one."),
)


def draw_letter(document: Document, card: SlipContent, layout: Layout) -> None:
    """Draw it on the page that was begun; raises SlipError."""
    language = card.language
    library = clean_text(layout.name or card.library)
    y = document.write_line(library, (_EDGE, _EDGE), _INNER, _TEXT, field="library")
    group = name_class(card.class_name, language)
    child = " · ".join(filter(None, [clean_text(card.name), group, clean_text(card.school)]))
    said = phrases.say(language, N_("For the parents of {child}"), child=child)
    y = document.write_line(
        said, (_EDGE, y + 10), _INNER, _TITLE, bold=True, tag="H1", field="name"
    )
    languages = [language, *(each for each in layout.letter_languages if each is not language)]
    for each in languages[:2]:
        y = _write_paragraphs(document, card, layout, each, y + 5)
    _draw_secret(document, card, layout, y + 8)
    foot = phrases.say(
        language,
        N_("{valid} · card {number} of {total} · job {job}"),
        valid=format_valid(card, LINE),
        number=card.number,
        total=card.total,
        job=card.job,
    )
    document.write_line(foot, (_EDGE, HEIGHT - _EDGE), _INNER, _SMALL)


def _write_paragraphs(
    document: Document, card: SlipContent, layout: Layout, language: Language, y: float
) -> float:
    own = layout.own_lines(language).letter
    for line in own or tuple(phrases.say(language, each) for each in _OURS):
        filled = fill_line(line, library=card.library, school=card.school)
        y = document.write_text(filled, (_EDGE, y), _INNER, _TEXT) + 2.5
    return y


def _draw_secret(document: Document, card: SlipContent, layout: Layout, y: float) -> None:
    """Draw the card number, the password and the codes, below what is to be read."""
    language = card.language
    if card.login_link is not None:
        alt = phrases.say(language, N_("Code with the link to log in"))
        draw_link(document, card.login_link, (WIDTH - _EDGE - _SQUARE, y), _SQUARE, alt)
    width = _INNER - _SQUARE - MARGIN
    y = document.write_line(phrases.say(language, N_("Card number")), (_EDGE, y), width, _SMALL)
    if layout.barcode:
        alt = phrases.say(language, N_("Barcode of card number {number}"), number=card.card_number)
        number = clean_text(card.card_number)
        draw_card_number(
            document, number, layout.symbology, (_EDGE - 4, y + 1), (width + 4, 12), alt
        )
        y += 14
    y = document.write_line(
        card.card_number, (_EDGE, y), width, _TITLE, bold=True, field="card_number"
    )
    said = phrases.say(language, N_("One-time password"))
    y = document.write_line(said, (_EDGE, y + 4), width, _SMALL)
    document.write_line(
        group_password(card.password), (_EDGE, y), width, _PASSWORD, bold=True, field="password"
    )
