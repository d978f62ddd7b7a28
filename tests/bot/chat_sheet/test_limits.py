"""No message is over Telegram's limits, with names of sixty characters, in either language."""

from __future__ import annotations

import pytest

from rosterdesk.bot.demo.sheet.page import write_page
from rosterdesk.bot.demo.sheet.picture import draw_sheet
from rosterdesk.bot.demo.sheet.sentences import list_sentences
from rosterdesk.bot.demo.sheet.specimens import NAME, make_specimens
from rosterdesk.bot.standins.botapi import limits
from rosterdesk.bot.standins.botapi.text import measure
from rosterdesk.core.language import Language

SPECIMENS = [
    pytest.param(specimen, id=f"{language}: {specimen.name}")
    for language in Language
    for specimen in make_specimens(language)
]


@pytest.mark.parametrize("specimen", SPECIMENS)
def test_message_and_its_buttons_fit(specimen):
    drawn = specimen.text.as_kwargs()
    assert 0 < measure(drawn["text"]) <= limits.TEXT_LENGTH
    assert len(drawn["entities"]) <= limits.ENTITIES
    rows = specimen.markup.inline_keyboard if specimen.markup else []
    buttons = [button for row in rows for button in row]
    assert len(buttons) <= limits.INLINE_BUTTONS
    assert all(len(row) <= limits.INLINE_BUTTONS_A_ROW for row in rows)
    assert all(len((b.callback_data or "").encode()) <= 64 for b in buttons)
    assert all(0 < len(b.text) <= 64 for b in buttons)


def test_names_on_the_sheet_are_as_long_as_promised():
    assert len(NAME) == 60


def test_each_sentence_has_both_languages_and_fits():
    found = list(list_sentences())
    assert len(found) > 200
    for _, english, dutch in found:
        assert 0 < measure(english) <= limits.TEXT_LENGTH
        assert 0 < measure(dutch) <= limits.TEXT_LENGTH


def test_page_and_pictures_are_made():
    page = write_page()
    assert "Goedkeuren" in page
    assert "Approve" in page
    assert all(picture.startswith(b"\x89PNG") for picture in draw_sheet())
