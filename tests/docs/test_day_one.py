"""The walk of docs/day-one.md: each command as it is printed, with a made library."""

from __future__ import annotations

import csv
import json
import shlex
from io import StringIO

from tests.bot.shell.test_commands import Shell, shell
from tests.core.handover.checking import check_koha
from tests.core.roster.making import cells_to_csv
from tests.core.takeover.making import export_koha, make_people
from tests.docs.walking import read_steps
from tests.docs.writing import DOCS

from rosterdesk.core.clock import today

__all__ = ["shell"]
PEOPLE = make_people(60, schools=2)
SCHOOLS = {"10AB00": "12AB00", "11AB00": "34CD00"}


def write_files(folder) -> None:
    (folder / "scholen.csv").write_bytes(
        cells_to_csv([("code", "naam"), ("12AB00", "De Regenboog"), ("34CD00", "De Wilg")])
    )
    members = export_koha(PEOPLE).decode()
    for made, code in SCHOOLS.items():
        members = members.replace(made, code if code == "12AB00" else "WILG")
    (folder / "leden.csv").write_text(members)
    head = ("Leerlingnummer", "Roepnaam", "Tussenvoegsel", "Achternaam", "Geboortedatum", "Klas")
    pupils = [
        (p.number, p.first_name, p.prefix, p.surname, f"{p.born:%d-%m-%Y}", p.class_code)
        for p in PEOPLE
        if p.school == "10AB00" and p.until is None
    ]
    newcomer = ("9001", "Nova", "", "Nieuwenhuis", f"01-02-{today().year - 8}", "4A")
    (folder / "leerlingen.csv").write_bytes(cells_to_csv([head, *pupils, newcomer]))


def test_from_nothing_to_a_file_for_the_loan_system(shell: Shell, tmp_path, monkeypatch):
    monkeypatch.setenv("ROSTERDESK_LANGUAGE", "en")
    write_files(tmp_path)
    steps = read_steps((DOCS / "day-one.md").read_text(encoding="utf-8"))
    assert len(steps) == 12
    staying = [p for p in PEOPLE if p.school == "10AB00" and p.until is None]
    for step in steps:
        said = shell.run(*shlex.split(step.command)[1:])
        at = 0
        for piece in step.said:
            wanted = piece.replace("regenboog.csv  31", f"regenboog.csv  {len(staying) + 1}")
            assert wanted in said[at:], step.command
            at = said.index(wanted, at)
    rows = check_koha((tmp_path / "regenboog.csv").read_bytes())
    cards = {row["cardnumber"] for row in rows}
    assert cards >= {person.card for person in staying if not person.blocked}
    assert len(rows) == len(staying) + 1
    feed = json.loads(shell.run("changes", "--since", "0", "--json"))
    assert len({change["id"] for change in feed["changes"]}) == 61
    again = shell.json("changes", "--since", feed["cursor"])
    assert (again["changes"], again["cursor"]) == ([], feed["cursor"])
    assert [each["name"] for each in shell.json("handover", "reader", "list")] == ["catalogus"]
    assert shell.run("handover", "reader", "add", "statistiek").strip().isprintable()
    shell.run("handover", "reader", "remove", "catalogus")
    shell.run("handover", "reader", "remove", "catalogus", status=1)
    assert [each["name"] for each in shell.json("handover", "reader", "list")] == ["statistiek"]
    assert next(csv.reader(StringIO((tmp_path / "vertrokken.csv").read_text())))[0] == "cardnumber"
