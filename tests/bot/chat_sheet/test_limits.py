"""Messages fit: into Telegram's limits with names of sixty characters, and into a glance."""

from __future__ import annotations

import re
from unicodedata import category

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


# These were asked for: a page of people, and all that a card has.
ASKED_FOR = ("look", "more of a card")
MOST_LINES = 12
VERDICT_WITHIN = 60
NOTHING = re.compile(r"(?<![\d.,:/-])0 \w|[+−~=]0\b")


@pytest.mark.parametrize("specimen", SPECIMENS)
def test_message_is_read_at_a_glance(specimen):
    """No more than twelve lines, no count of nothing, and no button named that is not there."""
    text = specimen.text.as_kwargs()["text"]
    if not specimen.name.startswith(ASKED_FOR):
        assert text.count("\n") < MOST_LINES
    assert NOTHING.search(text) is None
    rows = specimen.markup.inline_keyboard if specimen.markup else []
    there = {button.text for row in rows for button in row}
    named = {each for each in list_labels() if re.search(rf"{re.escape(each)}(?!\w)", text)}
    assert named <= there


@pytest.mark.parametrize(
    "specimen", [s for s in SPECIMENS if "card" in s.values[0].name.split(":")[0].split()[:2]]
)
def test_card_begins_with_its_verdict(specimen):
    """A list of chats shows sixty characters: sign, school and the whole verdict are in them."""
    first = specimen.text.as_kwargs()["text"].split("\n")[0]
    assert len(first) <= VERDICT_WITHIN
    school, verdict = re.fullmatch(r"\S+ (.+): (.+)", first).groups()
    assert len(school) >= len("De Regenboog")
    assert verdict


def list_labels() -> set[str]:
    """Return the labels of all buttons on the sheet that a sentence can name by their sign."""
    drawn = (s.values[0].markup for s in SPECIMENS)
    rows = [row for markup in drawn if markup for row in markup.inline_keyboard]
    return {button.text for row in rows for button in row if category(button.text[0]) == "So"}


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
