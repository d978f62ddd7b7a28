"""The names on a slip: in the letters of a code page, or drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.printer.pupils import DRAWN_NAMES, NAMES
from tests.printer.slips import EXAMPLE, lines_of

from rosterdesk.core.language import Language
from rosterdesk.printer.errors import SlipError
from rosterdesk.printer.model.commands import Kind, read_commands
from rosterdesk.printer.model.paper import Codes
from rosterdesk.printer.reading.picture import render_slip
from rosterdesk.printer.reading.text import slip_text
from rosterdesk.printer.slips.layout import Layout, Lines, choose_paper, paper_58, paper_80
from rosterdesk.printer.slips.names import clean_text, list_unprintable
from rosterdesk.printer.slips.slip import build_slip

PAPERS = {"58 mm": paper_58(), "80 mm": paper_80(), "576 dots": choose_paper(profile="TM-T20II")}
LAYOUT = Layout()


NAME_CASES = [(language, name) for language, names in NAMES.items() for name in names]


def test_the_names_are_enough_to_tell_something():
    """The names include at least 180 that are text, in at least 15 languages."""
    assert len(NAME_CASES) >= 190
    assert len(NAMES) >= 15


def test_names_in_many_languages_are_printed_as_they_are_written():
    """The bytes say the name, letter for letter, when read with the printer's code pages."""
    paper = PAPERS["576 dots"]
    for language, name in NAME_CASES:
        data = build_slip(replace(EXAMPLE, name=name), LAYOUT, paper)
        text = " ".join(lines_of(data, paper))
        assert name in text, (language, name)
        assert "[image]" not in text, (language, name)
    assert list_unprintable([name for _, name in NAME_CASES], paper) == []


@pytest.mark.parametrize("width", [58, 80])
def test_without_a_profile_only_the_pages_of_all_makers_are_used(width):
    """Numbers 0, 2, 16, 18 and 19 mean the same everywhere; what they lack is drawn."""
    paper = choose_paper(width, codes=Codes.NATIVE)
    drawn = {listed.name for listed in list_unprintable([name for _, name in NAME_CASES], paper)}
    for language, name in NAME_CASES:
        data = build_slip(replace(EXAMPLE, name=name), LAYOUT, paper)
        pages = {c.value for c in read_commands(data) if c.kind is Kind.CODE_PAGE}
        assert pages <= {0, 2, 16, 18, 19}
        assert (name in " ".join(lines_of(data, paper))) is (name not in drawn), (language, name)
        assert ("[image]" in lines_of(data, paper)) is (name in drawn), (language, name)
    assert {"Noë van ’t Hoff", "Łukasz Wiśniewski"}.isdisjoint(drawn)


def test_without_any_page_every_letter_with_an_accent_is_drawn():
    """``codepage=none``: not one byte above 127 is sent as text, and no page is chosen."""
    paper = choose_paper(58, code_pages=["none"])
    content = replace(EXAMPLE, name="Zoë Łukasz-Şükrü van der Meulen-de Groot", school="Dé Brug")
    data = build_slip(content, LAYOUT, paper)
    commands = list(read_commands(data))
    assert all(c.data.isascii() for c in commands if c.kind is Kind.TEXT)
    assert Kind.CODE_PAGE not in {c.kind for c in commands}
    assert {"7K3M 9QRT", "20001234567890"} <= set(lines_of(data, paper))


def test_a_long_line_that_must_be_drawn_is_drawn_on_several():
    """A library's own sentence with an accent is too long for one line, and yet readable."""
    paper = choose_paper(58, code_pages=["none"])
    line = "Heb je één vraag? Kom dan gerust even langs bij de balie van de bibliotheek."
    layout = Layout(lines={Language.NL: Lines(bottom=(line,))}, barcode=False)
    data = build_slip(EXAMPLE, layout, paper)
    images = [c for c in read_commands(data) if c.kind is Kind.RASTER]
    assert len(images) >= 3
    assert all(c.value * 8 <= paper.dots for c in images)


def test_kanji_mode_is_ended_only_where_it_is_asked_for():
    first = [c.kind for c in read_commands(build_slip(EXAMPLE, LAYOUT, paper_58()))]
    assert Kind.KANJI_OFF not in first
    paper = choose_paper(58, kanji_off=True)
    kinds = [c.kind for c in read_commands(build_slip(EXAMPLE, LAYOUT, paper))]
    assert kinds[:2] == [Kind.RESET, Kind.KANJI_OFF]


def test_names_that_are_written_with_loose_accents_are_joined():
    """e + U+0301 is printed as é (NFC); a printer would print e?."""
    data = build_slip(replace(EXAMPLE, name="Chloe\u0301 Hoogeveen"), LAYOUT, paper_80())
    assert "Chloé Hoogeveen" in lines_of(data)


@pytest.mark.parametrize("name", DRAWN_NAMES)
def test_names_that_no_code_page_holds_are_drawn(name):
    """They are listed beforehand, and stand on the slip as an image instead of question marks."""
    (listed,) = list_unprintable([name], paper_58())
    assert listed.drawable
    assert set(listed.characters) <= set(clean_text(name))
    data = build_slip(replace(EXAMPLE, name=name), LAYOUT, paper_58())
    assert "[image]" in lines_of(data, paper_58())
    assert "?" not in slip_text(data, paper_58())


def test_a_name_without_a_font_is_listed_and_refused(monkeypatch, tmp_path):
    """Adlam, on a computer with no fonts but our own: known beforehand, never a row of boxes."""
    monkeypatch.setenv("PATH", str(tmp_path))
    name = "\U0001e900\U0001e901"
    (listed,) = list_unprintable([name], paper_58())
    assert not listed.drawable
    with pytest.raises(SlipError) as caught:
        build_slip(replace(EXAMPLE, name=name), LAYOUT, paper_58())
    assert caught.value.say(Language.NL).startswith("Naam: geen lettertype")


def test_two_drawn_names_are_two_pictures():
    """The image shows the name: another name makes another picture."""
    slips = [build_slip(replace(EXAMPLE, name=name), LAYOUT, paper_58()) for name in DRAWN_NAMES]
    pictures = {render_slip(slip, paper_58()).tobytes() for slip in slips}
    assert len(pictures) == len(DRAWN_NAMES)
