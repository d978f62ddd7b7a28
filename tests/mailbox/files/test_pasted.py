"""Rosters pasted into a mail, as Excel and Outlook write them, and tables that are none."""

from __future__ import annotations

import pytest
from tests.bot.letters import write_letter

from rosterdesk.mailbox.files.pasted import find_pasted
from rosterdesk.mailbox.opening.parse import parse_mail

HEADS = ["Leerlingnummer", "Roepnaam", "Tussenvoegsel", "Achternaam", "Geboortedatum", "Klas"]
PEOPLE = [
    ["8100", "Lotte", "", "Jansen", "09-01-2016", "4A"],
    ["8101", "Daan", "van", "Willems", "10-02-2016", "4A"],
]
LIST = "".join(";".join(row) + "\r\n" for row in [HEADS, *PEOPLE]).encode()


def write_table(*rows: list[str]) -> str:
    cells = ("".join(f'<td class="xl65"><p>{cell}&nbsp;</p></td>' for cell in row) for row in rows)
    return "<table border=0>" + "".join(f"<tr height=20>{row}</tr>" for row in cells) + "</table>"


def write_lines(between: str) -> str:
    cells = (cell for row in [HEADS, *PEOPLE] for cell in row)
    return f"Beste collega,\n\nHierbij de lijst.\n\n{between.join(cells)}\n\nGroet,\nAnna\n"


def write_aligned(*rows: list[str], indent: str = "") -> str:
    wide = [max(map(len, column)) + 2 for column in zip(*[HEADS, *PEOPLE], strict=True)]
    lines = ("".join(map(str.ljust, row, wide)).rstrip() for row in rows)
    return "".join(f"{indent}{line}\n" for line in lines)


WORDS = "Wij sturen u hierbij de lijst van dit jaar.\n" * 30
TABLE = write_table(HEADS, *PEOPLE)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (f"<p>Hierbij:</p>{TABLE}<p>Groet</p>", "Hierbij"),
        (write_table(HEADS, PEOPLE[0]) + "<p>en</p>" + write_table(PEOPLE[1]), ""),
        (f"<table><tr><td>{TABLE}</td></tr></table>", ""),
        ("", write_lines("\n")),
        ("", write_lines("\n\n")),
        ("", WORDS + "\n".join("\t".join(row) for row in [HEADS, *PEOPLE]) + "\n\nGroet"),
        ("", WORDS + "\n\n".join(";".join(row) for row in [HEADS, *PEOPLE])),
        ("", f"Hierbij:\n\n{write_aligned(HEADS, *PEOPLE)}\nGroet,\nAnna Smit, tel. 010 - 1234567"),
        ("", write_aligned(HEADS, *PEOPLE, indent="    ").replace(" ", "\xa0")),
    ],
    ids=[
        *("table", "two tables", "in a layout", "cells", "cells apart", "tabs", "semicolons"),
        *("blanks", "blanks, indented"),
    ],
)
def test_a_pasted_roster_is_found_whole(html: str, text: str):
    assert find_pasted(html, text, "Leerlingen") == LIST


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (write_table(["Naam", "Telefoon"], ["Anna", "010 - 1234567"]), ""),
        (write_table(["Naam", "Groep"]), ""),
        (f"<p>Dank!</p><div class=gmail_quote>{TABLE}</div>", "Dank!"),
        (f"<p>Dank!</p><div><b>Van:</b> Anna</div>{TABLE}", ""),
        (f"<script>{TABLE}</script>", ""),
        ("", write_lines("\n").replace("Jansen\n", "")),
        ("", "Leerling\nKlas\nWie is dat?"),
        (
            "",
            write_aligned(
                HEADS, *PEOPLE, ["8102", "Bo", "", "van Overvloed-Lang", "1-2-2016", "4A"]
            ),
        ),
        ("", write_aligned(HEADS, *PEOPLE) + "8102  Bo  Smit  01-02-2016  4A\n"),
        ("", write_aligned(HEADS, PEOPLE[0]) + "\nNog een:\n" + write_aligned(PEOPLE[1])),
        ("", "Dank!\n\nOp 1 dec. schreef Anna:\n" + write_lines("\n")),
    ],
    ids=[
        *("contacts", "heads", "quoted", "Outlook", "script", "a cell is missing", "words"),
        *("too wide", "not in columns", "goes on below words", "below"),
    ],
)
def test_what_is_no_roster_or_an_older_one_is_not_taken(html: str, text: str):
    assert find_pasted(html, text, "Re: Leerlingen") is None


def test_a_roster_that_is_sent_on_is_found():
    assert find_pasted(f"<div><b>From:</b> x</div>{TABLE}", "", "FW: lijst") == LIST


def test_of_a_mail_with_both_forms_one_roster_comes():
    rows = [HEADS, *([f"{n}", "Bo", "", "Smit", "01-02-2016", "4A"] for n in range(1_500))]
    raw = write_letter("\n".join("\t".join(row) for row in rows))
    assert len(parse_mail(raw).rosters) == 1
    html = write_table(*rows).encode()
    head = b"From: a@b.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    (found,) = parse_mail(head + html).rosters
    assert (found.pasted, found.data.count(b"\r\n")) == (True, 1_501), "however long it is"
