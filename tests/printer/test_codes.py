"""Barcodes fit, and mean what they should, before a printer sees them."""

from __future__ import annotations

import barcode
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosterdesk.printer.drawing.codes import REAL_TIME, Symbology, draw_barcode, fit_barcode
from rosterdesk.printer.errors import SlipError
from rosterdesk.printer.model.paper import paper_58, paper_80
from rosterdesk.printer.reading.text import read_barcode

numbers = st.text("0123456789", min_size=1, max_size=16)


@given(numbers)
def test_code_128_of_digits_says_the_same_and_holds_no_command(number):
    code = fit_barcode(number, Symbology.CODE128, paper_58())
    assert read_barcode(code.data.encode("latin-1")) == number
    assert not REAL_TIME.search(code.data.encode("latin-1"))
    assert code.dots <= paper_58().dots


@given(
    st.text(
        st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="{"),
        min_size=1,
        max_size=9,
    )
)
def test_code_128_of_characters_is_drawn_as_another_library_draws_it(text):
    """python-barcode draws the same bars for what it too writes in code set B."""
    theirs = barcode.get_barcode_class("code128")(text)
    theirs._charset = "B"
    drawn = draw_barcode(Symbology.CODE128, "{B" + text, 1)
    if not any(text[at : at + 2].isdigit() for at in range(len(text) - 1)):
        assert drawn == "".join(theirs.build())
    assert len(drawn) == 11 * (len(text) + 2) + 13


def test_fourteen_digits_fit_58_mm_three_dots_wide():
    """The digits go as pairs; most Dutch libraries' cards have such a number."""
    code = fit_barcode("20001234567890", Symbology.CODE128, paper_58())
    assert (code.module, code.dots, code.data[:2]) == (3, 336, "{C")


def test_code_set_c_is_pairs_and_not_digits():
    """ASCII digits after {C scan as other digits, with no error."""
    assert fit_barcode("2042", Symbology.CODE128, paper_80()).data == "{C\x14\x2a"


@pytest.mark.parametrize("number", ["1604", "1605", "1620", "16201605"])
def test_pairs_that_would_be_a_command_are_written_otherwise(number):
    """16 and 20 as pairs are DLE DC4, which opens the drawer even inside a barcode (Epson)."""
    data = fit_barcode(number, Symbology.CODE128, paper_80()).data
    assert not REAL_TIME.search(data.encode())
    assert read_barcode(data.encode()) == number


@pytest.mark.parametrize(
    ("number", "symbology"),
    [
        ("A1", Symbology.CODABAR),
        ("", Symbology.CODABAR),
        ("é", Symbology.CODE128),
        ("{A", Symbology.CODE128),
        ("9" * 60, Symbology.CODE128),
        ("9" * 40, Symbology.CODABAR),
    ],
)
def test_what_cannot_be_a_barcode_is_refused(number, symbology):
    with pytest.raises(SlipError) as caught:
        fit_barcode(number, symbology, paper_80())
    assert caught.value.field == "card_number"
