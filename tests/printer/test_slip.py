"""A slip is right before it is sent: whole, harmless, readable by others."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.printer.slips import EXAMPLE, lines_of, scan

from rosterdesk.core.language import Language
from rosterdesk.printer.drawing.codes import Symbology
from rosterdesk.printer.errors import SlipError
from rosterdesk.printer.model.commands import CUT_THROUGH, Kind, read_commands
from rosterdesk.printer.reading.picture import render_slip
from rosterdesk.printer.reading.text import read_password
from rosterdesk.printer.slips.layout import Cut, Layout, Lines, choose_paper, paper_58, paper_80
from rosterdesk.printer.slips.slip import (
    SeparatorContent,
    SlipContent,
    build_separator,
    build_slip,
    name_class,
)
from rosterdesk.printer.slips.testpage import build_test_page

PAPERS = {"58 mm": paper_58(), "80 mm": paper_80(), "576 dots": choose_paper(profile="TM-T20II")}
WITHOUT_CODES = choose_paper(profile="POS-5890")  # its profile has neither barcode nor QR
LAYOUT = Layout()
FORBIDDEN = re.compile(rb"\x1bp|\x10[\x04\x05\x14]")


WITH_A_KNIFE = [PAPERS["80 mm"], PAPERS["576 dots"], choose_paper(58, cut=Cut.AUTO)]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("symbology", list(Symbology))
@pytest.mark.parametrize("paper", [*PAPERS.values(), WITHOUT_CODES], ids=[*PAPERS, "drawn codes"])
def test_others_read_the_barcode_and_the_qr_code(paper, symbology, language, tmp_path):
    """zbarimg finds the card number and the link in the picture of the slip, and no third code."""
    layout = Layout(symbology=symbology)
    data = build_slip(replace(EXAMPLE, language=language), layout, paper)
    bars = {
        Symbology.CODE128: "CODE-128:20001234567890",
        Symbology.CODABAR: "Codabar:A20001234567890A",
    }[symbology]
    assert scan(render_slip(data, paper), tmp_path) == {bars, "QR-Code:https://t.me/BoekenbergBot"}


@pytest.mark.parametrize(
    "number",
    ["7", "42", "123", "1234567", "B-0042", "29876543210987", "16201620162016", "00160500160416"],
)
def test_every_kind_of_card_number_is_read_back(number, tmp_path):
    """Odd lengths, letters, and pairs that would be a command: 16 20 is DLE DC4, the drawer."""
    data = build_slip(replace(EXAMPLE, card_number=number), LAYOUT, paper_80())
    assert f"CODE-128:{number}" in scan(render_slip(data, paper_80()), tmp_path)
    assert not FORBIDDEN.search(data)


@pytest.mark.parametrize("paper", WITH_A_KNIFE)
@pytest.mark.parametrize("last", [False, True])
def test_a_slip_is_cut_once_at_its_end(paper, last):
    """The cut is partial between slips, so that they hang together, and whole after a class."""
    commands = list(read_commands(build_slip(EXAMPLE, LAYOUT, paper, end_of_class=last)))
    cuts = [at for at, command in enumerate(commands) if command.kind is Kind.CUT]
    assert cuts == [len(commands) - 1]
    assert CUT_THROUGH[commands[-1].value] is last


def test_a_printer_without_a_knife_feeds_to_its_tear_bar():
    commands = list(read_commands(build_slip(EXAMPLE, LAYOUT, paper_58())))
    assert (commands[-1].kind, commands[-1].value) == (Kind.FEED_LINES, 5)
    further = choose_paper(58, cut=Cut.NONE, feed=8)
    assert list(read_commands(build_slip(EXAMPLE, LAYOUT, further)))[-1].value == 8
    assert all(command.kind is not Kind.CUT for command in commands)


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_a_slip_begins_by_forgetting_the_one_before(paper):
    """A slip that broke off in bold and double size leaves nothing behind."""
    assert next(read_commands(build_slip(EXAMPLE, LAYOUT, paper))).kind is Kind.RESET


def build_or_refuse(content: SlipContent) -> bytes | SlipError:
    try:
        return build_slip(content, LAYOUT, paper_80())
    except SlipError as error:
        return error


hostile = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "\x1bp\x00\x19\xfa",
            "\x10\x14\x01\x00\x01",
            "\x1dV\x00",
            "a\x1b@b",
            "\x9b\x85",
            "\x00",
            "",
        ]
    ),
    st.text(st.sampled_from("pa@\x1b\x10\x14\x1d\x00\n\r\t\x7f\x9f\u202e\u2028"), max_size=20),
)


@settings(max_examples=150, deadline=None)
@given(
    name=hostile,
    school=hostile,
    class_name=hostile,
    library=hostile,
    job=hostile,
    card=hostile,
    link=hostile,
)
def test_nothing_in_the_data_can_command_the_printer(
    name, school, class_name, library, job, card, link
):
    """The slip has our commands only, or is refused with its field, whatever the fields hold."""
    content = replace(
        EXAMPLE,
        name=name,
        school=school,
        class_name=class_name,
        library=library,
        job=job,
        card_number=card,
        login_link=link,
    )
    data = build_or_refuse(content)
    if isinstance(data, SlipError):
        assert data.field in {field.name for field in fields(SlipContent)} | {"layout"}
        return
    commands = list(read_commands(data))
    assert not FORBIDDEN.search(data)
    assert [command.kind for command in commands].count(Kind.CUT) == 1
    assert [command.kind for command in commands].count(Kind.RESET) == 1
    texts = b"".join(command.data for command in commands if command.kind is Kind.TEXT)
    assert not re.search(rb"[\x00-\x1f\x7f]", texts)
    assert read_password(data) == EXAMPLE.password


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"card_number": "B" * 40}, "card_number"),
        ({"card_number": "2000é"}, "card_number"),
        ({"card_number": "2{C00"}, "card_number"),
        ({"card_number": ""}, "card_number"),
        ({"name": "\x1b\x00 \u202e"}, "name"),
        ({"name": "Lang " * 60}, "name"),
        ({"school": "Lang " * 60}, "school"),
        ({"class_name": "Lang " * 60}, "class_name"),
        ({"library": "Lang " * 60}, "library"),
        ({"password": "7K3M-9QRT"}, "password"),
        ({"password": "7K3M9QRT7K3M"}, "password"),
        ({"password": ""}, "password"),
        ({"login_link": "https://t.me/BoekenbergBot?start=" + "x" * 3000}, "login_link"),
        ({"login_link": "https://t.me/Boeken berg"}, "login_link"),
        ({"login_link": "https://example.org/?p=7k3m9qrt"}, "login_link"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_does_not_fit_is_refused_by_name(changes, field):
    """Nothing is sent, and the sentence names the field but quotes neither name nor password."""
    with pytest.raises(SlipError) as caught:
        build_slip(replace(EXAMPLE, **changes), LAYOUT, paper_58())
    assert caught.value.field == field
    for language in Language:
        said = caught.value.say(language)
        assert EXAMPLE.password not in said
        assert "Lang" not in said
    assert caught.value.say(Language.NL) != caught.value.say(Language.EN)


def test_a_barcode_too_wide_for_the_paper_is_refused():
    """A printer would print nothing there, silently: 22 letters fit 80 mm and not 58 mm."""
    content = replace(EXAMPLE, card_number="ABCDEFGHIJKLMNOP")
    assert build_slip(content, LAYOUT, paper_80())
    with pytest.raises(SlipError, match="too long for a barcode on paper of 58 mm"):
        build_slip(content, LAYOUT, paper_58())
    assert build_slip(content, Layout(barcode=False), paper_58())


def test_the_password_is_in_large_type_in_groups_and_nowhere_else():
    data = build_slip(EXAMPLE, LAYOUT, paper_80())
    assert "7K3M 9QRT" in lines_of(data)
    assert read_password(data) == "7K3M9QRT"
    assert data.count(b"7K3M") == 1
    assert data.count(b"9QRT") == 1


def test_the_slip_does_not_show_its_password_when_it_is_logged():
    assert EXAMPLE.password not in repr(EXAMPLE)


def test_the_name_is_above_the_fold_and_the_password_below():
    lines = lines_of(build_slip(EXAMPLE, LAYOUT, paper_80()))
    fold = next(at for at, line in enumerate(lines) if "hier vouwen" in line)
    assert {"Yasmine van den Berg", "Klas 2B", "De Regenboog"} <= set(lines[:fold])
    assert {"7K3M 9QRT", "20001234567890", "Pasnummer"} <= set(lines[fold:])
    assert lines.index("Yasmine van den Berg") < fold < lines.index("7K3M 9QRT")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            Language.NL,
            ["Werkt tot en met vrijdag 4 december 2026", "bon 12 van 28 · opdracht 2026-0147"],
        ),
        (Language.EN, ["Works until Friday 4 December 2026", "slip 12 of 28 · job 2026-0147"]),
    ],
)
def test_a_slip_is_in_one_language(language, expected):
    lines = lines_of(build_slip(replace(EXAMPLE, language=language), LAYOUT, paper_80()))
    assert set(expected) <= set(lines)
    other = {Language.NL: "password", Language.EN: "wachtwoord"}[language]
    assert not any(other in line for line in lines)


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
@pytest.mark.parametrize("language", list(Language))
def test_until_when_it_is_valid_stands_on_one_line(paper, language):
    """The longest date of the year too: a Wednesday in September."""
    content = replace(EXAMPLE, valid_until=date(2026, 9, 30), language=language)
    lines = lines_of(build_slip(content, LAYOUT, paper), paper)
    assert any("30 sep" in line.lower() and "2026" in line for line in lines)


@pytest.mark.parametrize(
    ("class_name", "shown"),
    [
        ("2B", "Klas 2B"),
        ("Groep 5", "Groep 5"),
        ("5/6", "Klas 5/6"),
        ("H4a", "Klas H4a"),
        ("", ""),
        (None, ""),
        ("Schakelklas", "Schakelklas"),
    ],
)
def test_a_class_is_called_a_class_once(class_name, shown):
    assert name_class(class_name, Language.NL) == shown


def test_without_a_link_there_is_no_code_and_no_step_for_it():
    lines = lines_of(build_slip(replace(EXAMPLE, login_link=None), LAYOUT, paper_80()))
    assert not any("[QR" in line or "can de code" in line for line in lines)
    assert "1. Typ je pasnummer en dit wachtwoord" in lines


def test_a_link_is_printed_as_a_person_would_type_it(tmp_path):
    """The part after the question mark is in the code alone."""
    link = "https://t.me/BoekenbergBot?start=c2xpcA"
    data = build_slip(replace(EXAMPLE, login_link=link), LAYOUT, paper_80())
    assert "t.me/BoekenbergBot" in lines_of(data)
    assert f"QR-Code:{link}" in scan(render_slip(data, paper_80()), tmp_path)


def test_a_library_says_it_in_its_own_words():
    layout = Layout(
        name="Bieb Zuid",
        lines={
            Language.NL: Lines(
                top=("{school} leest",), steps=("Naar {link}",), bottom=("Tot ziens",)
            )
        },
    )
    lines = lines_of(build_slip(EXAMPLE, layout, paper_80()))
    assert {"Bieb Zuid", "De Regenboog leest", "1. Naar t.me/BoekenbergBot", "Tot ziens"} <= set(
        lines
    )
    assert "Bibliotheek De Boekenberg" not in lines


def test_a_knife_that_cuts_through_the_text_is_fed_further_first():
    """Microcom's 814M does not feed to its knife (GS V 66): ``feed`` does."""
    commands = list(read_commands(build_slip(EXAMPLE, LAYOUT, choose_paper(80, feed=6))))
    assert [c.kind for c in commands[-2:]] == [Kind.FEED_LINES, Kind.CUT]


@pytest.mark.parametrize("paper", WITH_A_KNIFE)
def test_a_separator_names_the_class_and_counts(paper):
    """It holds no password, and is cut through: the next class begins loose."""
    content = SeparatorContent("De Boekenberg", "De Regenboog", "2B", 28, "2026-0147", Language.NL)
    data = build_separator(content, LAYOUT, paper)
    assert {"Klas 2B", "28 bonnen", "De Regenboog", "opdracht 2026-0147"} <= set(
        lines_of(data, paper)
    )
    assert read_password(data) is None
    assert CUT_THROUGH[list(read_commands(data))[-1].value]
    assert "1 bon" in lines_of(build_separator(replace(content, count=1), LAYOUT, paper), paper)


@pytest.mark.parametrize("paper", WITH_A_KNIFE)
@pytest.mark.parametrize("language", list(Language))
def test_the_test_page_shows_all_codes_letters_and_both_cuts(paper, language, tmp_path):
    data = build_test_page(LAYOUT, paper, language, "balie")
    kinds = [CUT_THROUGH[c.value] for c in read_commands(data) if c.kind is Kind.CUT]
    assert kinds == [False, True]
    assert scan(render_slip(data, paper), tmp_path) == {
        "CODE-128:20001234567890",
        "Codabar:A20001234567890A",
        "QR-Code:https://example.org/rosterdesk",
    }
    ruler = ("1234567890" * 5)[: paper.columns]
    assert ruler in lines_of(data, paper)
    assert read_password(data) is None


def test_density_goes_before_the_first_line():
    paper = choose_paper(80, density=8)
    first = [command.kind for command in read_commands(build_slip(EXAMPLE, LAYOUT, paper))][:2]
    assert first == [Kind.RESET, Kind.DENSITY]
