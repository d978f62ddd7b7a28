"""The picture is what would be printed, with the password hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.printer.slips import EXAMPLE

from rosterdesk.core.language import Language
from rosterdesk.printer.examples import build_examples, main
from rosterdesk.printer.model.commands import UnknownCommandError, read_commands
from rosterdesk.printer.reading.picture import PictureError, render_slip
from rosterdesk.printer.reading.text import read_password, slip_text
from rosterdesk.printer.slips.layout import Layout, paper_58, paper_80
from rosterdesk.printer.slips.slip import build_slip

PAPERS = {"58 mm": paper_58(), "80 mm": paper_80()}


def build(paper, **changes) -> bytes:
    return build_slip(replace(EXAMPLE, **changes), Layout(), paper)


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_a_picture_hides_the_password(paper):
    """Two passwords make one picture, unless the mask is taken off."""
    one, other = build(paper), build(paper, password="2222AAAA")
    assert render_slip(one, paper) == render_slip(other, paper)
    assert render_slip(one, paper, mask_password=False) != render_slip(
        other, paper, mask_password=False
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Zoë"},
        {"card_number": "20001234567891"},
        {"number": 13},
        {"login_link": "https://t.me/Andere"},
        {"class_name": "3C"},
        {"language": Language.EN},
    ],
    ids=str,
)
def test_everything_else_shows(changes):
    paper = paper_80()
    assert render_slip(build(paper), paper) != render_slip(build(paper, **changes), paper)


def test_the_text_hides_the_password_when_asked():
    text = slip_text(build(paper_80()), mask_password=True)
    assert "•••• ••••" in text
    assert "7K3M" not in text
    assert "Yasmine van den Berg" in text


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_a_picture_is_as_wide_as_its_paper(paper):
    assert render_slip(build(paper), paper).width == paper.dots + 2 * paper.margin + 32


@pytest.mark.parametrize(
    "data",
    [
        b"\x1bp\x00\x19\xfa",
        b"\x10\x14\x01\x00\x01",
        b"\x07",
        b"\x1b",
        b"\x1dk\x04123\x00",
        b"\x1dkI\x20{B",
        b"\x1dv0\x00\x02\x00\x02\x00abc",
        b"\x1dV\x07",
        b"\x1c&",
        b"\x00",
        b"\x1b!\x30",
        b"\x1d(A\x02\x00\x00\x02",
        b"\x1d(k\x03\x002C\x06",
        b"\x1dv0\x01\x01\x00\x01\x00a",
        b"text\x1b",
    ],
    ids=lambda data: data.hex(" "),
)
def test_what_is_not_ours_is_an_error(data):
    """Unknown commands, and known ones that break off, are never skipped."""
    with pytest.raises(UnknownCommandError):
        list(read_commands(data))
    with pytest.raises(UnknownCommandError):
        render_slip(b"\x1b@" + data, paper_80())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"x" * 43 + b"\n", "run off"),
        (b"\x1dw\x06\x1dkI\x1e{B" + b"A" * 28, "run off"),
        (b"\x1dv0\x00\x41\x00\x01\x00" + b"a" * 65, "run off"),
        (b"never printed", "last line"),
        (b"text\x1dv0\x00\x01\x00\x01\x00a", "middle of a line"),
        (b"\x1dH\x02", "text of its own"),
        (b"\x1dkC\x0c123456789012", "kind of barcode"),
    ],
)
def test_what_would_come_out_wrong_is_an_error(data, why):
    """A real printer wraps, drops or delays these without a word."""
    with pytest.raises(PictureError, match=why):
        render_slip(data, paper_80())


def test_text_in_a_code_page_that_the_printer_lacks_is_an_error():
    with pytest.raises(ValueError, match="no code page 99"):
        slip_text(b"\x1bt\x63\xe9\n")


def test_only_a_slip_has_a_password():
    assert read_password(b"\x1d!\x11Groot\n\x1d!\x00klein\n") is None
    assert read_password(b"\x1d!\x227K3M 9QRT\n") == "7K3M9QRT"


def test_the_pictures_of_the_documentation_are_made_by_a_command(tmp_path, capsys):
    assert main([str(tmp_path)]) == 0
    names = {f"{name}.png" for name, _, _ in build_examples()}
    assert {path.name for path in tmp_path.iterdir()} == names
    assert {
        "slip-58-nl.png",
        "slip-80-en.png",
        "separator-80-nl.png",
        "test-page-80-nl.png",
    } <= names
    assert capsys.readouterr().out.count("\n") == len(names)
