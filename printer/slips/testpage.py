"""The page that shows what a printer makes of everything our slips use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.printer.drawing.codes import Symbology
from rosterdesk.printer.drawing.rasters import draw_logo, draw_text, print_raster
from rosterdesk.printer.model.paper import Cut, Paper
from rosterdesk.printer.slips.names import is_printable
from rosterdesk.printer.slips.writer import LINE_HEIGHT, SlipWriter, wrap

if TYPE_CHECKING:
    from rosterdesk.printer.slips.layout import Layout

phrases = Phrases("rosterdesk.printer")

_NUMBER = "20001234567890"
_LINK = "https://example.org/rosterdesk"
_LARGE_TEXT = "7K3M 9QRT"
_MOST_PAGES = 12
_ADVICE = (
    N_("lines run on or are cut off: width=58"),
    N_("Chinese signs: kanji=off"),
    N_("wrong letters with accents: codepage=none"),
    N_("letters in place of a code: codes=drawn"),
    N_("not cut: cut=none; cut through the text: feed=6"),
    N_("all of it: rosterdesk printer setup"),
)
# One line for each group of pupils' languages; what no code page holds comes out as an image.
_LETTERS = (
    "áàâä éèêë íìîï óòôö úùûü ÿ ç ñ €",
    "ğ ı ş İ Ş  ą ć ę ł ń ś ź ż",
    "č ď ě ň ř š ť ů ž  ă ő ű đ",
    "å æ ø ð þ ß  ā ē ģ ķ ļ ū ė į",
    "Жанна Щербань Їжак  Ελένη",
    "Nguyễn Thị Ánh  Ștefan",
)


def build_test_page(
    layout: Layout,
    paper: Paper,
    language: Language = Language.NL,
    name: str = "",
    url: str = "",
) -> bytes:
    """Return the page: letters, a ruler, all codes, both cuts (so it has two)."""
    writer = SlipWriter(paper)
    if layout.logo:
        writer.image(draw_logo(layout.logo, paper.dots, layout.logo_height))
    _write_title(writer, paper, language, name)
    _write_address(writer, paper, language, url)
    _write_ruler(writer)
    _write_letters(writer, paper, language)
    _write_styles(writer, paper, language)
    _write_codes(writer, language)
    _write_alternatives(writer, language)
    writer.write(phrases.say(language, N_("Half cut: the paper hangs on a strip")))
    writer.cut(Cut.PART)
    writer.skip()
    writer.write(phrases.say(language, N_("Whole cut: the paper falls off")))
    writer.cut(Cut.FULL)
    return writer.finish()


def _write_title(writer: SlipWriter, paper: Paper, language: Language, name: str) -> None:
    writer.banner(phrases.say(language, N_("Test page")))
    writer.gap()
    if name:
        writer.write(name, bold=True, max_lines=1)
    facts = phrases.say(
        language,
        N_("{width} mm, {dots} dots, {columns} characters"),
        width=paper.width,
        dots=paper.dots,
        columns=paper.columns,
    )
    writer.write(facts, small=True)
    writer.write(phrases.say(language, N_("profile {profile}"), profile=paper.profile), small=True)
    writer.skip()


def _write_address(writer: SlipWriter, paper: Paper, language: Language, url: str) -> None:
    """Name what the settings say, so that the page shows what is to be changed in them."""
    for line in wrap(url, writer.columns()) if url else ():
        writer.write_as_is(line)
    pages = ", ".join(f"{page}:{number}" for page, number in paper.code_pages[:_MOST_PAGES])
    more = "" if len(paper.code_pages) <= _MOST_PAGES else ", …"
    said = (
        phrases.say(language, N_("code pages {pages}"), pages=pages + more)
        if pages
        else phrases.say(language, N_("no code page: accents are drawn"))
    )
    writer.write(said, align="left", max_lines=8)
    writer.skip()


def _write_alternatives(writer: SlipWriter, language: Language) -> None:
    """Say what to change where a line of this page looks wrong."""
    writer.write(phrases.say(language, N_("Looks wrong?")), bold=True)
    for advice in _ADVICE:
        writer.write(f"- {phrases.say(language, advice)}", align="left", indent=2)
    writer.skip()


def _write_ruler(writer: SlipWriter) -> None:
    """Number the columns: a line that wraps shows that the width is set too large."""
    columns = writer.columns()
    tens = "".join(f"{ten:>10}" for ten in range(10, columns + 1, 10))
    writer.write_as_is(tens.ljust(columns))
    writer.write_as_is(("1234567890" * columns)[:columns])
    writer.rule()
    writer.skip()


def _write_letters(writer: SlipWriter, paper: Paper, language: Language) -> None:
    writer.write(phrases.say(language, N_("Letters")), bold=True)
    for line in _LETTERS:
        if is_printable(line.replace(" ", ""), paper):
            writer.write(line)
    writer.skip()
    writer.write(phrases.say(language, N_("Drawn as an image")), bold=True)
    for line in _LETTERS:
        if not is_printable(line.replace(" ", ""), paper):
            writer.write(line)
    writer.skip()


def _write_styles(writer: SlipWriter, paper: Paper, language: Language) -> None:
    writer.write(phrases.say(language, N_("Double")), width=2, height=2)
    # As large as a password, and drawn: text of that size is a password and nothing else is.
    size = min(4, writer.columns() // len(_LARGE_TEXT))
    writer.write(phrases.say(language, N_("A password is as large as this:")))
    writer.image(draw_text(_LARGE_TEXT, LINE_HEIGHT * size, paper.dots, "slip"))
    writer.write(phrases.say(language, N_("Bold")), bold=True)
    writer.write(phrases.say(language, N_("Small")), small=True)
    writer.gap()
    writer.image(print_raster(_draw_patterns(paper.dots)))
    writer.skip()


def _write_codes(writer: SlipWriter, language: Language) -> None:
    for title, symbology in (("Code 128", Symbology.CODE128), ("Codabar", Symbology.CODABAR)):
        writer.write(title)
        writer.gap()
        writer.barcode(_NUMBER, symbology)
        writer.write(_NUMBER)
        writer.skip()
    writer.write(phrases.say(language, N_("QR code")))
    writer.skip()
    writer.qr(_LINK)
    writer.skip(2)


def _draw_patterns(dots: int, height: int = 48) -> Image.Image:
    """Return bars of black, grey and fine lines: a weak head or wrong density shows in them."""
    image = Image.new("1", (dots // 8 * 8, height), 1)
    draw = ImageDraw.Draw(image)
    part = image.width // 4
    draw.rectangle((0, 0, part - 8, height), fill=0)
    for x in range(part, 2 * part - 8):
        for y in range(x % 2, height, 2):
            draw.point((x, y), fill=0)
    for x in range(2 * part, 3 * part - 8, 4):
        draw.line((x, 0, x, height), fill=0)
    for y in range(0, height, 4):
        draw.line((3 * part, y, image.width, y), fill=0)
    return image
