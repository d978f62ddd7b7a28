"""Texts and entities, without a server."""

from __future__ import annotations

import pytest
from aiogram.types import MessageEntity
from aiogram.utils.formatting import Bold, Code, Spoiler, Text, TextLink

from rosterdesk.bot.standins.botapi.errors import ApiError
from rosterdesk.bot.standins.botapi.text import check_caption, check_text, measure, tidy


def entity(kind: str, offset: int, length: int, **facts: object) -> MessageEntity:
    return MessageEntity(type=kind, offset=offset, length=length, **facts)


@pytest.mark.parametrize(("text", "units"), [("", 0), ("é", 1), ("📚", 2), ("a📚b", 4)])
def test_lengths_are_counted_in_utf_16(text, units):
    assert measure(text) == units


@pytest.mark.parametrize(
    ("text", "fits"),
    [("a" * 4096, True), ("a" * 4097, False), ("📚" * 2048, True), ("📚" * 2049, False)],
)
def test_a_text_has_at_most_4096_units(text, fits):
    if fits:
        assert check_text(text, ())[0] == text
    else:
        with pytest.raises(ApiError, match="message is too long"):
            check_text(text, ())


@pytest.mark.parametrize(("length", "fits"), [(1024, True), (1025, False)])
def test_a_caption_has_at_most_1024_units(length, fits):
    if fits:
        check_caption("a" * length, ())
    else:
        with pytest.raises(ApiError, match="caption is too long"):
            check_caption("a" * length, ())


@pytest.mark.parametrize("text", ["", "  \n "])
def test_a_text_is_not_empty_but_a_caption_may_be(text):
    with pytest.raises(ApiError, match="text must be non-empty"):
        check_text(text, ())
    assert check_caption(text, ()) == ("", [])


def test_spaces_around_a_text_go_and_its_entities_move_along():
    text, entities = tidy("  📚 hoi  ", [entity("bold", 2, 8)])
    assert text == "📚 hoi"
    assert [(each.offset, each.length) for each in entities] == [(0, 6)]


@pytest.mark.parametrize(
    ("entities", "told"),
    [
        ([entity("bold", -1, 2)], "wrong offset or length"),
        ([entity("bold", 0, 0)], "wrong offset or length"),
        ([entity("bold", 0, 99)], "ends after the end of the text"),
        ([entity("bold", 1, 2)], "begins in a middle of a UTF-16 symbol"),
        ([entity("bold", 0, 1)], "ends in a middle of a UTF-16 symbol"),
        ([entity("blink", 0, 2)], "unsupported entity type"),
        ([entity("text_link", 0, 2)], "lacks its target"),
        ([entity("bold", 0, 4), entity("italic", 3, 3)], "overlap without nesting"),
        ([entity("spoiler", 0, 6), entity("code", 0, 2)], "can't contain"),
        ([entity("pre", 0, 6), entity("bold", 3, 2)], "can't contain"),
        ([entity("blockquote", 0, 6), entity("blockquote", 3, 2)], "can't be nested"),
        ([entity("bold", 2, 1)] * 101, "more than 100"),
    ],
)
def test_forbidden_entities_are_refused(entities, told):
    with pytest.raises(ApiError, match=told):
        tidy("📚 boek", entities)


def test_what_aiogram_builds_but_the_api_forbids_is_refused():
    made = Text("wachtwoord ", Spoiler(Code("abc"))).as_kwargs()
    with pytest.raises(ApiError, match="can't contain"):
        tidy(made["text"], made["entities"])


def test_nested_and_quoted_entities_pass():
    made = Text(Bold("vet ", TextLink("link", url="https://example.org"), " slot")).as_kwargs()
    assert len(tidy(made["text"], made["entities"])[1]) == 2
    assert len(tidy("code", [entity("blockquote", 0, 4), entity("code", 0, 4)])[1]) == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start abc", [("bot_command", "/start")]),
        ("/help@rosterdesk_bot", [("bot_command", "/help@rosterdesk_bot")]),
        ("mail an@school.example", [("email", "an@school.example")]),
        ("zie https://example.org/a?b=1", [("url", "https://example.org/a?b=1")]),
        ("dag @an_de_vries", [("mention", "@an_de_vries")]),
        ("#groep8", [("hashtag", "#groep8")]),
        ("groep 7/8 en 1 < 2", []),
    ],
)
def test_telegram_finds_entities_by_itself(text, found):
    entities = tidy(text, ())[1]
    assert [(each.type, each.extract_from(text)) for each in entities] == found


def test_nothing_is_found_inside_code():
    entities = tidy("/start", [entity("code", 0, 6)])[1]
    assert [each.type for each in entities] == ["code"]


def test_a_half_character_is_refused():
    with pytest.raises(ApiError, match="UTF-8"):
        tidy("\ud83d", ())
