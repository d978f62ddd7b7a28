"""Names that are drawn: each accent stands with its own letter, whatever our font has of it."""

from __future__ import annotations

import unicodedata

import pytest
from PIL import Image

from rosterdesk.printer.drawing.composing import find_line
from rosterdesk.printer.drawing.fonts import OWN_FONT
from rosterdesk.printer.drawing.rasters import draw_text

HEIGHTS = (24, 48)
LACKING = "ễầổữẩẫếằỏửỷảẳẵẺẾỀỄỐỖỞỬỶǻṓ"  # of Vietnamese, Danish and others
HAD = "êăơñőåȧ"


def read_dots(command: bytes) -> Image.Image:
    """Return the image of ``GS v 0`` commands, black on white, read without our own reader."""
    rows, width = b"", 0
    while command:
        assert command[:4] == b"\x1dv0\x00"
        width, high = (int.from_bytes(command[at : at + 2], "little") for at in (4, 6))
        rows += command[8 : 8 + width * high]
        command = command[8 + width * high :]
    dots = bytes(255 - byte for byte in rows)
    return Image.frombytes("1", (width * 8, len(rows) // width), dots)


def count_dots(image: Image.Image, left: int, right: int) -> list[int]:
    """Return how many dots each column has."""
    columns = image.crop((left, 0, right, image.height)).convert("L").rotate(-90, expand=True)
    raw = columns.tobytes()
    return [raw[at : at + columns.width].count(0) for at in range(0, len(raw), columns.width)]


@pytest.mark.parametrize("height", HEIGHTS)
@pytest.mark.parametrize("letter", LACKING + HAD)
def test_an_accent_stands_with_its_own_letter(letter, height):
    """Laid out as a text, ễ was taken apart and its tilde set over the next letter: Nguyêñ."""
    cell = round((height * 5 // 6) * 0.602)
    base = unicodedata.normalize("NFD", letter)[0]
    whole = read_dots(draw_text(f"H{letter}n", height, 384, "name"))
    bare = read_dots(draw_text(f"H{base}n", height, 384, "name"))
    for left, right in ((0, cell - 1), (2 * cell, 3 * cell)):  # the letters beside it
        beside = zip(count_dots(whole, left, right), count_dots(bare, left, right), strict=True)
        # One dot may differ: a line with an accent above it may begin half a dot higher.
        assert all(abs(one - other) <= 1 for one, other in beside)
    assert count_dots(whole, cell, 2 * cell) != count_dots(bare, cell, 2 * cell)


def test_a_name_looks_the_same_on_every_computer():
    """No other font is looked for where ours has the parts; two accents on one place are not."""
    line = find_line("Nguyễn Thị Ánh")
    assert line is not None
    assert (line.path, line.letters, line.accents) == (OWN_FONT, "Nguyên Thị Ánh", ((4, "\u0303"),))
    assert line.measure(20) == find_line("Nguyen Thi Anh").measure(20)
    assert find_line("漢\U0010ffff") is None
