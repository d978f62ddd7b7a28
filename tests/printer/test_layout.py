"""A library changes its slip in one small file, and hears at once what is wrong with it."""

from __future__ import annotations

import pytest
from PIL import Image
from tests.printer.slips import EXAMPLE

from rosterdesk.core.language import Language
from rosterdesk.core.named_files import NamedFileError
from rosterdesk.printer.drawing.codes import Symbology
from rosterdesk.printer.drawing.rasters import draw_logo, print_raster
from rosterdesk.printer.errors import SlipError
from rosterdesk.printer.model.commands import Kind, read_commands
from rosterdesk.printer.slips.layout import Layout, load_layout, paper_58
from rosterdesk.printer.slips.slip import build_slip

WHOLE = """
name = "Bieb Zuid"
logo = "logo.png"
logo_height = 64
symbology = "codabar"

[lines.nl]
top = ["Voor {school}"]
steps = ["Ga naar {link}"]
bottom = ["Vragen? Kom naar de balie van {library}."]

[lines.en]
bottom = ["Questions? Come to the desk."]
"""


def write(folder, text, size=(900, 300)):
    Image.new("RGB", size, "black").save(folder / "logo.png")
    path = folder / "layout.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_layout_is_read_whole(tmp_path):
    layout = load_layout(write(tmp_path, WHOLE))
    assert (layout.name, layout.symbology, layout.logo_height) == (
        "Bieb Zuid",
        Symbology.CODABAR,
        64,
    )
    assert layout.steps(Language.NL, with_link=True) == ("Ga naar {link}",)
    assert len(layout.steps(Language.EN, with_link=True)) == 3


def test_a_logo_is_made_to_fit(tmp_path):
    """900 by 300 dots become 192 by 64: never wider than the paper, nor higher than allowed."""
    layout = load_layout(write(tmp_path, WHOLE))
    commands = read_commands(build_slip(EXAMPLE, layout, paper_58()))
    logo = next(command for command in commands if command.kind is Kind.RASTER)
    assert (logo.value * 8, len(logo.data) // logo.value) == (192, 64)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('colour = "red"', "colour"),
        ("logo_height = 900", "logo_height"),
        ('symbology = "qr"', "symbology"),
        ('[lines.fr]\ntop = ["Bonjour"]', "lines"),
        ('[lines.nl]\ntop = ["{password}"]', "not known"),
        ('[lines.nl]\ntop = ["{"]', "not known"),
        ('logo = "layout.toml"', "not an image"),
        ("name = ", "cannot be read"),
    ],
)
def test_a_wrong_layout_says_where(tmp_path, text, why):
    with pytest.raises(SlipError, match=why) as caught:
        load_layout(write(tmp_path, text))
    assert caught.value.field == "layout"
    assert caught.value.say(Language.NL)


def test_a_logo_that_is_missing_is_named(tmp_path):
    with pytest.raises(NamedFileError) as caught:
        load_layout(write(tmp_path, 'logo = "missing.png"'))
    assert "missing.png" in caught.value.say(Language.NL)


def test_a_logo_that_is_too_large_is_not_even_decoded(tmp_path):
    with pytest.raises(SlipError, match="four million"):
        load_layout(write(tmp_path, 'logo = "logo.png"', size=(2500, 2500)))


def test_no_image_holds_a_command():
    """Dots that would be DLE EOT, DLE ENQ, DLE DC4 or ESC p lose one dot, and no more."""
    evil = bytes([0x10, 0x04, 0x10, 0x05, 0x10, 0x14, 0x1B, 0x70])
    drawn = print_raster(Image.frombytes("1", (64, 1), bytes(255 - byte for byte in evil)))
    (command,) = read_commands(drawn)
    assert command.data == bytes([0x00, 0x04, 0x00, 0x05, 0x00, 0x14, 0x0A, 0x70])


def test_without_a_file_the_slip_is_ours():
    assert Layout().logo is None
    assert draw_logo.cache_info().maxsize
