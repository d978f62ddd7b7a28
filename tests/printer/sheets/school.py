"""A school of 300 on paper: ``python -m tests.printer.sheets.school [FOLDER]`` counts what is read.

Names in 15 languages and more, of up to 65 letters, and from right to left; each sheet's codes are
read by zbarimg, its texts by pdfium. With a folder the pages are kept there as pictures.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from time import process_time

from tests.printer.sheets.reading import Reading
from tests.printer.sheets.test_sheet import ALL_NAMES, LEFTWARD, LONG, make_sheet

from rosterdesk.printer.model.address import Form
from rosterdesk.printer.sheets.sheet import build_sheet
from rosterdesk.printer.slips.layout import Layout
from rosterdesk.printer.slips.names import clean_text
from rosterdesk.printer.slips.slip import group_password

_CHILDREN, _CLASSES = 300, 12


def main(arguments: list[str]) -> int:
    names = list(islice(cycle([*ALL_NAMES, *LEFTWARD, LONG]), _CHILDREN))
    whole = make_sheet(names)
    size = _CHILDREN // _CLASSES
    wrong = codes = pages = 0
    seconds = 0.0
    with tempfile.TemporaryDirectory() as scratch:
        for form in Form:
            for number in range(_CLASSES):
                cards = whole.cards[number * size : (number + 1) * size]
                content = replace(whole, class_name=f"{number + 1}A", cards=cards, form=form)
                before = process_time()
                data = build_sheet(content, Layout())
                seconds += process_time() - before
                read = Reading(data)
                pages += len(read)
                found = [
                    code for page in range(1, len(read)) for code in read.scan(page, Path(scratch))
                ]
                codes += len(found)
                text = "\n".join(
                    line for page in range(len(read)) for line in read.read_lines(page)
                )
                flat = " ".join(text.split())
                for card in cards:
                    wrong += card.card_number not in found
                    wrong += group_password(card.password) not in flat
                    wrong += card.name not in LEFTWARD and clean_text(card.name) not in flat
                if arguments and number == 0:
                    read.save(Path(arguments[0]), form)
    sys.stdout.write(
        f"{_CHILDREN} children, {pages} pages, {codes} codes read, {wrong} texts or codes missing;"
        f" {seconds / 2:.1f} s of CPU to build the cards or letters of all\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
