"""The four strips that setup prints, one for each thing that only paper can tell.

None needs more of the printer than what the strips before it showed; the first is drawn only.
"""

from __future__ import annotations

from PIL import Image, ImageDraw

from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.printer.drawing.codes import Symbology
from rosterdesk.printer.drawing.fonts import OWN_FONT, load_font
from rosterdesk.printer.drawing.rasters import draw_text, print_raster
from rosterdesk.printer.model.paper import Codes, Cut, Paper, choose_paper
from rosterdesk.printer.slips.sample import SAMPLE_NAME
from rosterdesk.printer.slips.writer import LINE_HEIGHT, SlipWriter

phrases = Phrases("rosterdesk.printer")

WIDTHS = ((384, 58), (512, 80), (576, 80))  # dots of a line, and mm of the roll that it means
NATIVE, DRAWN = "1", "2"  # what the numbers of the first and of the second block begin with
MODULES = (4, 3, 2)  # dots of the narrowest bar, in three sizes
CUT_LINES = 12
_LINK = "https://example.org/1"
_END = 6  # lines, past every tear bar
# Each letter from another one of the pages that all makers number alike, so that a printer in
# which one of them is another page shows it.
_PARTS = (
    ("CP1252", "Zoë "),
    ("CP852", "Ş"),
    ("CP850", "ü"),
    ("CP437", "kr"),
    ("CP858", "ü "),
    ("CP852", "Łukasz"),
)


def strip_widths(language: Language) -> bytes:
    """Return strip 1: lines of three widths, drawn, each with a block at its end."""
    writer = SlipWriter(_cautious(58))
    _draw_title(writer, phrases.say(language, N_("Strip 1: which is the last whole line?")))
    for number, (dots, _) in enumerate(WIDTHS, start=1):
        writer.image(print_raster(_draw_line(str(number), dots)), align="left")
        writer.gap()
    return _finish(writer)


def strip_letters(width: int, language: Language) -> bytes:
    """Return strip 2: the same names from code pages, after ``FS .``, and drawn."""
    writer = SlipWriter(_cautious(width))
    _draw_title(writer, phrases.say(language, N_("Strip 2: which line reads right?")))
    plain = SlipWriter(choose_paper(width, cut=Cut.NONE))
    plain.write_pages([("CP437", "1  "), *_PARTS])
    without_kanji = SlipWriter(choose_paper(width, kanji_off=True, cut=Cut.NONE))
    without_kanji.write_pages([("CP437", "2  "), *_PARTS])
    drawn = SlipWriter(_cautious(width))
    drawn.image(draw_text(f"3  {SAMPLE_NAME}", LINE_HEIGHT, drawn.paper.dots, "slip"), align="left")
    return writer.finish() + plain.finish() + without_kanji.finish() + _finish(drawn)


def strip_codes(width: int, language: Language) -> bytes:
    """Return strip 3: the printer's own codes, and drawn ones, in three sizes."""
    native = SlipWriter(choose_paper(width, code_pages=["none"], codes=Codes.NATIVE, cut=Cut.NONE))
    _draw_title(native, phrases.say(language, N_("Strip 3: scan block 1, then 2")))
    _write_block(native, NATIVE)
    drawn = SlipWriter(_cautious(width))
    _write_block(drawn, DRAWN)
    return native.finish() + _finish(drawn)


def strip_cut(width: int, language: Language) -> bytes:
    """Return strip 4: numbered lines, then the knife."""
    writer = SlipWriter(choose_paper(width, code_pages=["none"], cut=Cut.PART, feed=0))
    _draw_title(writer, phrases.say(language, N_("Strip 4: below which line is it cut?")))
    for number in range(1, CUT_LINES + 1):
        writer.write_as_is(f"{number} ".ljust(writer.columns(), "-"))
    writer.cut(Cut.PART)
    writer.skip(_END)
    return writer.finish()


def _cautious(width: int) -> Paper:
    return choose_paper(width, code_pages=["none"], codes=Codes.DRAWN, cut=Cut.NONE)


def _draw_title(writer: SlipWriter, title: str) -> None:
    writer.image(draw_text(title, LINE_HEIGHT, writer.paper.dots, "slip"), align="left")
    writer.gap()


def _draw_line(label: str, dots: int, height: int = 40) -> Image.Image:
    image = Image.new("1", (dots, height), 1)
    draw = ImageDraw.Draw(image)
    draw.text((0, height // 2), label, font=load_font(OWN_FONT, 32), fill=0, anchor="lm")
    draw.rectangle((40, height // 2 - 2, dots - 1, height // 2 + 1), fill=0)
    draw.rectangle((dots - 24, 0, dots - 1, height - 1), fill=0)
    return image


def _write_block(writer: SlipWriter, block: str) -> None:
    writer.write_as_is(f"== {block} ==")
    for module in MODULES:
        writer.barcode(f"{block}00{module}", Symbology.CODE128, modules=(module,))
        writer.skip()
    writer.qr(_LINK)
    writer.skip()


def _finish(writer: SlipWriter) -> bytes:
    writer.skip(_END)
    return writer.finish()
