"""A class's sheet: every text and code that went in comes out, on paper and read aloud."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.printer.pupils import NAMES
from tests.printer.sheets.reading import Reading
from tests.printer.slips import EXAMPLE, password_of

from rosterdesk.core.language import Language
from rosterdesk.printer.drawing.codes import Symbology
from rosterdesk.printer.errors import SlipError
from rosterdesk.printer.model.address import Form
from rosterdesk.printer.sheets.sheet import SheetContent, build_sheet
from rosterdesk.printer.slips.layout import Layout, Lines
from rosterdesk.printer.slips.names import clean_text
from rosterdesk.printer.slips.slip import group_password

LONG = "Maximiliaan-Alexander van der Hoeven-van den Broeck tot Wassenaar"
LEFTWARD = ("محمد شريف", "خديجة بن علي")
ALL_NAMES = [name for names in NAMES.values() for name in names]


def make_sheet(names: list[str], form: Form = Form.CARDS, **changes: object) -> SheetContent:
    cards = [
        replace(
            EXAMPLE,
            name=name,
            number=number,
            total=len(names),
            card_number=f"2000{number:010}",
            password=password_of(number),
        )
        for number, name in enumerate(names, start=1)
    ]
    made = SheetContent("De Boekenberg", "De Regenboog", "2B", "7KQ4M", Language.NL, cards, form)
    return replace(made, **changes)


CLASS = make_sheet([*ALL_NAMES[::7][:25], *LEFTWARD, LONG])


@pytest.fixture(scope="module")
def sheet() -> Reading:
    return Reading(build_sheet(CLASS, Layout()))


def test_a_class_of_28_is_a_page_for_the_teacher_and_four_of_cards(sheet):
    assert len(CLASS.cards) == 28
    assert len(sheet) == 1 + 4
    assert sheet.title == "Klas 2B, De Regenboog"


def test_the_teachers_page_has_all_names_in_order_and_no_password(sheet):
    text = "\n".join(sheet.read_lines(0))
    places = [text.index(clean_text(card.name)) for card in CLASS.cards if card.name != LONG]
    assert places == sorted(places)
    assert "PASS" not in text
    assert text.count("wachtwoord") == 2  # what to do with it, and that there is none


def test_each_card_has_its_own_texts(sheet):
    lines = [line for page in range(1, 5) for line in sheet.read_lines(page)]
    text = "\n".join(lines)
    for card in CLASS.cards:
        start = text.index(card.card_number)
        own = text[start : start + 200]
        assert group_password(card.password) in own
        assert f"kaart {card.number} van 28" in own
        above = " ".join(text[:start].splitlines()[-4:])
        assert clean_text(card.name) in above


def test_every_code_is_read_by_others(sheet, tmp_path):
    found = [code for page in range(1, 5) for code in sheet.scan(page, tmp_path)]
    links = [code for code in found if code.startswith("https")]
    assert sorted(set(found) - set(links)) == [card.card_number for card in CLASS.cards]
    assert links == [EXAMPLE.login_link] * 28


def test_it_can_be_read_aloud(sheet):
    """It is tagged, in the order of the cards; codes have words, ornaments have none."""
    assert sheet.is_tagged
    assert [tag.kind for tag in sheet.read_tags(0)[:3]] == ["P", "H1", "P"]
    tags = sheet.read_tags(1)
    assert [tag.kind for tag in tags].count("H2") == 8
    assert [tag.kind for tag in tags].count("Figure") == 16
    assert all(tag.alt for tag in tags if tag.kind == "Figure")
    aloud = [tag.alt for page in range(5) for tag in sheet.read_tags(page)]
    for name in LEFTWARD:
        assert aloud.count(name) == 2


def test_a_long_name_has_two_lines_and_stays_large(sheet):
    lines = sheet.read_lines(4)
    assert not any(LONG in line for line in lines)
    assert LONG in " ".join(lines)


@pytest.mark.parametrize("name", ALL_NAMES[::12])
def test_names_of_many_languages_come_out_as_they_went_in(name):
    read = Reading(build_sheet(make_sheet([name]), Layout()))
    assert clean_text(name) in " ".join(read.read_lines(0))


def test_a_single_card_needs_no_page_for_the_teacher():
    assert len(Reading(build_sheet(make_sheet(["Noor Bakker"]), Layout()))) == 1


def test_a_letter_is_for_the_parents_of_one_child_in_up_to_two_languages():
    layout = Layout(letter_languages=(Language.EN,))
    read = Reading(build_sheet(make_sheet(["Noor Bakker", "Sem Vos"], Form.LETTERS), layout))
    assert len(read) == 3
    first, second = (" ".join(read.read_lines(page)) for page in (1, 2))
    assert "Aan de ouders van Noor Bakker · Klas 2B · De Regenboog" in first
    assert "Uw kind" in first
    assert "Your child" in first
    assert "Sem" not in first
    assert group_password(password_of(2)) in second
    assert group_password(password_of(1)) not in second


def test_a_library_writes_its_own_letter_and_line():
    own = Lines(letter=("Wij zijn {library}.", "Tot gauw!"), card="Plak dit in je agenda.")
    layout = Layout(lines={Language.NL: own})
    letter = Reading(build_sheet(make_sheet(["Noor Bakker"], Form.LETTERS), layout))
    assert "Wij zijn Bibliotheek De Boekenberg." in letter.read_lines(0)
    card = Reading(build_sheet(make_sheet(["Noor Bakker"]), layout))
    assert "Plak dit in je agenda." in card.read_lines(0)


@pytest.mark.parametrize("number", ["12345", "AB-1234567", "29000000000000077"])
@pytest.mark.parametrize("symbology", list(Symbology))
def test_card_numbers_of_all_kinds_are_read_or_refused(number, symbology, tmp_path):
    content = make_sheet(["Noor Bakker"])
    card = replace(content.cards[0], card_number=number)
    if symbology is Symbology.CODABAR and "A" in number:
        with pytest.raises(SlipError, match="Codabar lacks"):
            build_sheet(replace(content, cards=[card]), Layout(symbology=symbology))
        return
    data = build_sheet(replace(content, cards=[card]), Layout(symbology=symbology))
    assert any(number in code for code in Reading(data).scan(0, tmp_path))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"card_number": "9" * 60}, "card_number"),
        ({"login_link": "https://x.example/" + "a" * 400}, "login_link"),
        ({"login_link": "https://x.example/PASS0001"}, "login_link"),
        ({"name": "𓀀"}, "name"),
        ({"name": "  "}, "name"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(change, field):
    content = make_sheet(["Noor Bakker"])
    with pytest.raises(SlipError) as caught:
        build_sheet(replace(content, cards=[replace(content.cards[0], **change)]), Layout())
    assert caught.value.field == field


def test_nothing_but_its_own_text_is_in_the_file():
    """No name of a file, of a user or of a machine; and no password outside of its own card."""
    data = build_sheet(make_sheet(["Noor Bakker"]), Layout())
    assert not re.search(rb"/home/|/tmp/|\.ttf|site-packages", data)
    assert b"PASS" not in data  # text is written as glyphs of a font of which only they are kept
