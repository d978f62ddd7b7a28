"""The command line as scripts use it: arguments in, JSON and an exit status out."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import json
import os
import pwd
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from tests.core.roster.corpus.case import column
from tests.core.roster.making import (
    make_pupils,
    write_csv,
    write_ods,
    write_xls,
    write_xlsx,
    write_zip,
)

from rosterdesk.bot.chat.access.accounts import link_account
from rosterdesk.bot.program.database import APPS
from rosterdesk.bot.program.service import open_core
from rosterdesk.bot.settings import Settings
from rosterdesk.bot.shell.main import main
from rosterdesk.core.clock import today
from rosterdesk.core.customers.registering import find_by_card
from rosterdesk.core.customers.staff import Person
from rosterdesk.core.intake.mapping import map_columns
from rosterdesk.core.intake.reading import load_roster
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.models import Membership
from rosterdesk.core.storage.database import open_database, sqlite_url
from rosterdesk.core.trail.actors import find_shell_actor, shell_actor

if TYPE_CHECKING:
    from pathlib import Path


class Shell:
    """Runs the program in this process, on a data folder of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._patch = monkeypatch
        self._capture = capsys

    def run(self, *words: object, status: int = 0) -> str:
        """Return what was printed; what went to stderr is in ``errors``."""
        self._patch.setattr(sys, "argv", ["rosterdesk", *map(str, words)])
        with pytest.raises(SystemExit) as exit_:
            main()
        printed = self._capture.readouterr()
        self.errors = printed.err
        assert (exit_.value.code or 0) == status, printed.err
        return printed.out

    def json(self, *words: object, status: int = 0) -> Any:
        return json.loads(self.run(*words, "--json", status=status))


@pytest.fixture
def shell(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    sqlite_template: Path,
) -> Shell:
    shutil.copytree(sqlite_template, tmp_path / "data")
    monkeypatch.setenv("ROSTERDESK_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return Shell(monkeypatch, capsys)


PUPILS = make_pupils(30)
FORMATS = {
    "windows.csv": write_csv(PUPILS, delimiter=";", encoding="cp1252"),
    "roster.xlsx": write_xlsx(PUPILS),
    "roster.xls": write_xls(PUPILS),
    "roster.ods": write_ods(PUPILS),
    "roster.zip": write_zip({"roster.csv": write_csv(PUPILS)}),
}


def test_five_formats_give_the_same_pupils_five_times(shell, tmp_path):
    read = []
    for name, data in FORMATS.items():
        (tmp_path / name).write_bytes(data)
        answer = shell.json("read", tmp_path / name)
        assert (answer["status"], answer["problems"]) == ("ok", [])
        read.append([{k: v for k, v in p.items() if k != "sheet"} for p in answer["pupils"]])
    assert len(read[0]) == 30
    assert all(pupils == read[0] for pupils in read)
    first = read[0][0]
    assert (first["external_number"], first["surname"]) == (
        PUPILS[0].external_number,
        PUPILS[0].surname,
    )
    assert first["birth_date"] == PUPILS[0].birth_date.isoformat()


def test_reading_makes_no_database(shell, tmp_path):
    shutil.rmtree(tmp_path / "data")
    (tmp_path / "roster.csv").write_bytes(FORMATS["windows.csv"])
    shell.run("read", tmp_path / "roster.csv")
    assert not (tmp_path / "data").exists()


def test_a_file_that_is_no_roster_is_refused_with_status_2(shell, tmp_path):
    (tmp_path / "roster.xlsx").write_bytes(b"\x00\x01\x02")
    answer = shell.json("read", tmp_path / "roster.xlsx", status=2)
    assert answer["status"] == "refused"
    assert answer["refused"]["code"] in {"unsupported_type", "damaged"}
    assert answer["refused"]["message"]


def test_the_rows_to_mend_are_written_beside_the_reading(shell, tmp_path):
    """The rows get a file of their own in a folder, or the one told, in the roster's form only."""
    (tmp_path / "klas.csv").write_bytes(column("Geboortedatum", "13-02-2015", "31-02-2015"))
    for target in (tmp_path, tmp_path / "fout.csv"):
        answer = shell.json("read", tmp_path / "klas.csv", "--remarks", target, status=1)
        assert (answer["status"], len(answer["pupils"])) == ("ok", 1)
    written = (tmp_path / "fout.csv").read_bytes()
    assert written == (tmp_path / "klas-met-opmerkingen.csv").read_bytes()
    assert [line.split(b";")[0] for line in written.splitlines()] == [b"Leerlingnummer", b"102"]
    shell.run("read", tmp_path / "klas.csv", "--remarks", tmp_path / "fout.xlsx", status=1)
    assert "fout.csv" in shell.errors
    assert not (tmp_path / "fout.xlsx").exists()


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_blank_roster_is_written_and_its_example_is_nobody(shell, tmp_path, kind, language):
    file = tmp_path / f"leeg.{kind}"
    shell.run("template", file, "--language", language)
    answer = shell.json("read", file, status=2)
    assert answer["refused"]["code"] == "no_pupils"
    shell.run("template", tmp_path / "leeg.pdf", status=1)
    assert "leeg.xlsx / leeg.ods" in shell.errors


def test_import_waits_and_is_applied_when_approved(shell, tmp_path):
    file = tmp_path / "roster.xlsx"
    file.write_bytes(FORMATS["roster.xlsx"])
    shell.run("school", "add", "12AB00", "--name", "De Regenboog")
    waiting = shell.json("import", file, "--school", "12AB00")
    assert waiting["status"] == "waiting"
    assert (waiting["version"], waiting["counts"]["new"], waiting["warnings"]) == (1, 30, [])
    reference = waiting["submission"]
    assert shell.json("import", file, "--school", "12AB00")["status"] == "duplicate"
    shell.run("submission", "approve", reference, "--version", "2", status=1)
    assert "versie" in shell.errors
    shell.run("submission", "approve", reference, "--version", "1")
    (listed,) = shell.json("submission", "list")
    assert (listed["submission"], listed["status"]) == (reference, "applied")
    assert len(shell.json("customer", "find", "--school", "12AB00")) == 30


def test_what_was_answered_about_columns_is_listed_and_forgotten(shell, tmp_path):
    file = tmp_path / "klas.csv"
    file.write_bytes(b"leerlingnummer,voornaam,Xq1,klas\n1,Noor,Bakker,5a\n2,Daan,Smit,5a\n")
    shell.run("school", "add", "12AB00", "--name", "De Regenboog")
    reference = shell.json("import", file, "--school", "12AB00", status=1)["submission"]
    asyncio.run(answer_columns(tmp_path / "data", reference))
    (listed,) = shell.json("school", "columns", "12AB00")
    assert (listed["columns"], listed["answered_by"]) == ({"xq1": "surname"}, "tester")
    assert "xq1 → Achternaam" in shell.run("school", "columns", "12AB00")
    assert shell.json("school", "columns", "12AB00", "--forget", listed["number"]) == []
    shell.run("school", "columns", "12AB00", "--forget", listed["number"], status=1)
    assert "is er niet meer" in shell.errors


async def answer_columns(data: Path, reference: str) -> None:
    async with open_core(Settings(data=data)) as library:
        submission = await find_submission(reference)
        roster = await load_roster(submission, library.files)
        await map_columns(reference, roster, {"Xq1": "surname"}, shell_actor("tester"))


def test_import_with_approval_applies_at_once(shell, tmp_path, monkeypatch):
    """The command says on a terminal what it is doing on the way."""
    file = tmp_path / "roster.ods"
    file.write_bytes(FORMATS["roster.ods"])
    shell.run("school", "add", "12AB00", "--name", "De Regenboog")
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda _: True)
    assert shell.json("import", file, "--school", "12AB00", "--approve")["status"] == "applied"
    assert shell.errors.splitlines() == ["Inlezen …", "Vergelijken …", "Verwerken …"]


def test_a_plan_is_answered_applied_exported_and_taken_back(shell, tmp_path):
    """All that a card in chat can do: lift a guard, settle a question, export, undo."""
    file, book, wise = (tmp_path / name for name in ("roster.csv", "changes.ods", "wise.csv"))
    shell.run("school", "add", "12AB00", "--name", "De Regenboog")
    first = import_pupils(shell, file, PUPILS, "--approve")
    renumbered = replace(PUPILS[0], external_number="77001")
    sent = import_pupils(shell, file, [renumbered, *PUPILS[1:10]], status=1)
    assert (sent["status"], sent["counts"]["conflicts"]) == ("blocked", 1)
    on = (sent["submission"], "--version")
    leaving = sent["counts"]["leaving"] + 1  # who is another person now, is missing here
    guard = ("--warning", "many_leaving", "--number", leaving)
    shell.run("submission", "settle", *on, 1, "--choice", "perhaps", status=1)
    assert "same of another" in shell.errors
    assert "v2  blocked" in shell.run("submission", "settle", *on, 1, "--choice", "another")
    assert "v3  waiting" in shell.run("submission", "lift", *on, 2, *guard)
    shell.run("submission", "export", on[0], "--wise", wise, status=1)
    assert "niet verwerkt" in shell.errors
    shell.run("submission", "approve", *on, 3)

    files = ("--workbook", book, "--wise", wise, "--language", "nl")
    told = shell.json("submission", "export", on[0], *files)
    assert (told["customers"], told["left_out"]) == (1, [])
    assert {file.stat().st_mode & 0o777 for file in (book, wise)} == {0o600}
    assert set(pd.read_excel(book, sheet_name=None, engine="calamine")) > {"Vertrekt"}
    (row,) = csv.DictReader(io.StringIO(wise.read_text()), delimiter=";")
    assert (row["LEERLINGNUMMER"], row["NAAM"]) == ("77001", renumbered.surname)
    shell.run("submission", "export", first["submission"], "--wise", wise, "--language", "en")
    assert len(list(csv.DictReader(io.StringIO(wise.read_text())))) == 30

    shell.run("submission", "undo", on[0])
    found = shell.json("customer", "find", "--school", "12AB00")
    assert renumbered.external_number not in {one["external_number"] for one in found}
    assert len(found) == 30


def test_more_librarians_are_not_passed_over_without_a_word(shell, tmp_path, monkeypatch):
    monkeypatch.setenv("ROSTERDESK_CHAT__APPROVALS__APPROVERS", "2")
    file = tmp_path / "roster.csv"
    shell.run("school", "add", "12AB00", "--name", "De Regenboog")
    file.write_bytes(write_csv(PUPILS))
    shell.run("import", file, "--school", "12AB00", "--approve", status=1)
    assert "--alone" in shell.errors
    assert shell.json("submission", "list") == []
    reference = import_pupils(shell, file, PUPILS)["submission"]
    shell.run("submission", "approve", reference, "--version", 1, status=1)
    assert "2 medewerkers" in shell.errors
    shell.run("submission", "approve", reference, "--version", 1, "--alone")
    (listed,) = shell.json("submission", "list")
    assert listed["status"] == "applied"
    assert '"alone": true' in read_approval(tmp_path / "data")


def import_pupils(shell, file, pupils, *words, status=0):
    file.write_bytes(write_csv(pupils))
    return shell.json("import", file, "--school", "12AB00", *words, status=status)


def read_approval(data):
    """Return what the audit trail keeps of the approval."""
    with closing(sqlite3.connect(data / "rosterdesk.sqlite3")) as opened:
        ((kept,),) = opened.execute("SELECT data FROM event WHERE kind = 'plan.approved'")
    return json.dumps(json.loads(kept))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "roster.csv", "--school", "99ZZ00"), "geen school met code 99ZZ00"),
        (("submission", "show", "ABCDEF"), "kenmerk ABCDEF"),
        (("customer", "show", "123"), "pas 123"),
        (("slip", "print"), "--customer of --school"),
        (("submission", "export", "ABCDEF"), "--workbook, --wise"),
        (("printer", "test", "zolder"), "nog geen printer"),
        (("run", "--only", "fax"), "--only kent"),
    ],
    ids=["school", "submission", "customer", "slip", "export", "printer", "part"],
)
def test_what_can_be_mended_is_one_line_without_a_traceback(shell, tmp_path, words, said):
    (tmp_path / "roster.csv").write_bytes(FORMATS["windows.csv"])
    shell.run(*words, status=1)
    assert said in shell.errors
    assert len(shell.errors.strip().splitlines()) == 1


def test_unknown_setting_is_refused(shell, monkeypatch):
    monkeypatch.setenv("ROSTERDESK_LIBARY_NAME", "De Boekenberg")
    shell.run("printer", "list", status=1)
    assert "ROSTERDESK_LIBARY_NAME" in shell.errors


def test_unknown_key_in_the_file_is_refused(shell, tmp_path):
    (tmp_path / "rosterdesk.toml").write_text('libary_name = "De Boekenberg"\n')
    shell.run("printer", "list", status=1)
    assert "libary_name" in shell.errors


def test_staff_get_a_code_to_link_their_chat(shell):
    answer = shell.json("staff", "add", "Anna Smit", "--role", "librarian")
    assert len(answer["code"]) >= 12
    shell.run("staff", "add", "Anna Smit", "--role", "librarian", status=1)
    assert "Anna Smit" in shell.errors


def test_slips_of_a_class_are_asked_for_by_name_and_gone_on_with(shell, monkeypatch):
    shell.run("school", "add", "12AB00", "--name", "De Regenboog")
    for name in ("Sanne", "Ali"):
        shell.run(
            "customer", "add", "--school", "12AB00", "--first-name", name, "--surname", "Bakker",
            "--class", "2B",
        )  # fmt: skip
    shell.run("slip", "print", "--school", "12AB00", "--class", "2b", status=1)
    assert "Er is geen printer" in shell.errors
    monkeypatch.setenv("ROSTERDESK_PRINTING__PRINTERS", '{"desk": "dummy:"}')
    asked = shell.run("slip", "print", "--school", "12AB00", "--class", "2b", "--order", "name")
    job, _, count = asked.partition(":")
    assert "2 -> desk" in count
    shell.run("slip", "print", "--school", "12AB00", status=1)
    assert "niemand" in shell.errors
    shell.run("slip", "print", "--school", "12AB00", "--order", "size", status=1)
    assert "class, name" in shell.errors
    assert "1 to print, 0 of them" in shell.run("slip", "restart", job, "--at", "2")


def test_audit_verifies_exports_and_tells_who_looked(shell, tmp_path):
    shell.run("school", "add", "12AB00", "--name", "De Regenboog")
    made = shell.json(
        "customer", "add", "--school", "12AB00", "--first-name", "Sanne", "--surname", "Vries"
    )
    card = made["card"] if "card" in made else made["cards"][0]["number"]
    shell.run("customer", "show", card)
    verdict = shell.json("audit", "verify")
    assert verdict["findings"] == []
    assert "whole" in shell.run("audit", "verify", "--noted", verdict["tip"])
    assert "64" in (shell.run("audit", "verify", "--noted", "x", status=1) or shell.errors)
    assert [each["what"] for each in shell.json("audit", "register", "--customer", card)] == [
        "customer.shown"
    ]
    trail = tmp_path / "trail.jsonl"
    shell.run("audit", "export", trail)
    before = "0" * 64
    for number, line in enumerate(map(json.loads, trail.read_text().splitlines()), start=1):
        content = f"{before}\n{number}\n{line['event']}\n{line['chained']}"
        before = hashlib.sha256(content.encode()).hexdigest()
        assert line["digest"] == before, "as docs/audit.md says that it is made"
    assert trail.stat().st_mode & 0o077 == 0
    shell.run("audit", "export", trail, status=1)


async def end_memberships(data):
    async with open_database(sqlite_url(data), APPS):
        await Membership.all().update(ends_on=today())


def test_a_former_customer_is_exported_erased_and_the_keys_rotated(shell, tmp_path):
    shell.run("school", "add", "12AB00", "--name", "De Regenboog")
    card = shell.json(
        "customer", "add", "--school", "12AB00", "--first-name", "Sanne", "--surname", "Vries"
    )["card"]
    shell.run("customer", "export", card, "--to", tmp_path)
    assert json.loads((tmp_path / f"{card}.json").read_text())["customer"][0]["surname"] == "Vries"
    assert "Je gegevens" in (tmp_path / f"{card}.html").read_text()
    assert shell.json("audit", "register")[0]["what"] == "customer.exported"
    shell.run("customer", "erase", card, "--yes", status=1)
    assert "is nog lid" in shell.errors
    asyncio.run(end_memberships(tmp_path / "data"))
    assert "customer" in shell.run("customer", "erase", card, "--yes")
    shell.run("customer", "show", card, status=1)
    assert "0 files" in shell.run("keys", "rotate")
    assert "0 old keys" in shell.run("keys", "rotate", "--forget-old")
    assert shell.json("audit", "verify")["findings"] == []


def test_a_backup_restores_elsewhere_and_moves_to_another_database(
    shell, tmp_path, monkeypatch, fresh_postgres
):
    shell.run("school", "add", "12AB00", "--name", "De Regenboog")
    tip = shell.json("audit", "verify")["tip"]
    words, sealed = tmp_path / "words", tmp_path / "all.sealed"
    words.write_text("een lange wachtzin\n")
    assert tip in shell.run("backup", sealed, "--passphrase-file", words)
    shell.run("restore", sealed, "--passphrase-file", words, status=1)
    monkeypatch.setenv("ROSTERDESK_DATA", str(tmp_path / "elsewhere"))
    shell.run("restore", sealed, "--passphrase-file", words)
    assert shell.json("school", "list")[0]["code"] == "12AB00"
    source = f"sqlite://{tmp_path / 'elsewhere' / 'rosterdesk.sqlite3'}"
    shell.run("move-database", source, fresh_postgres)
    monkeypatch.setenv("ROSTERDESK_DATABASE_URL", fresh_postgres)
    assert shell.json("school", "list")[0]["code"] == "12AB00"
    assert shell.json("audit", "verify", "--noted", tip)["findings"] == []


def test_schools_come_from_a_workbook(shell, tmp_path):
    """A template without rows is refused with status 2; schools that a dry run shows are taken."""
    shell.run("school", "load", "--template", tmp_path / "scholen.xlsx")
    shell.run("school", "load", "--template", tmp_path / "scholen.xlsx", status=1)
    shell.run("school", "load", tmp_path / "scholen.xlsx", status=2)
    assert "geen scholen" in shell.errors
    file = tmp_path / "scholen.csv"
    file.write_text("Code;Naam\n12AB00;De Regenboog\n")
    assert "zouden 1 scholen" in shell.run("school", "load", file, "--dry-run")
    assert shell.json("school", "list") == []
    loaded = shell.json("school", "load", file)
    assert loaded["schools"] == [{"code": "12AB00", "name": "De Regenboog"}]
    again = shell.json("school", "load", file)
    assert (again["schools"], again["unchanged"]) == ([], 1)
    shell.run("school", "load", tmp_path / "nergens.csv", status=1)


def test_chats_of_a_customer_are_listed_and_logged_out(shell, tmp_path):
    shell.run("school", "add", "12AB00", "--name", "De Regenboog")
    card = shell.json("customer", "add", "--school", "12AB00", "--surname", "Bakker")["card"]

    async def link() -> None:
        async with open_core(Settings(data=tmp_path / "data")):
            customer = await find_by_card(card)
            for number in (2001, 2002, 2003):
                await link_account(number, number, Person(customer=customer))

    asyncio.run(link())
    listed = shell.json("customer", "chats", card)
    assert "…2002" in shell.run("customer", "chats", card)
    assert len(listed) == 3
    assert shell.json("customer", "chats", card, "--end", listed[0]["chat"]) == {"ended": 1}
    assert shell.json("customer", "chats", card, "--end-all") == {"ended": 2}
    assert shell.json("customer", "chats", card) == []


def test_the_trail_names_the_real_user_whatever_the_environment_claims(
    shell, monkeypatch, tmp_path
):
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME", "SUDO_USER"):
        monkeypatch.setenv(name, "Anna Smit")
    shell.run("school", "add", "12AB00", "--name", "De Regenboog")
    with closing(sqlite3.connect(tmp_path / "data" / "rosterdesk.sqlite3")) as database:
        found = database.execute("SELECT actor, actor_reference FROM event").fetchall()
    assert found == [(pwd.getpwuid(os.getuid()).pw_name, f"shell:{os.getuid()}")]


def test_a_user_whom_no_list_names_is_a_number(monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 3_999_999_999)
    actor = find_shell_actor()
    assert (actor.reference, actor.name) == ("shell:3999999999", "user 3999999999")


def test_what_one_command_shows_another_one_takes(shell):
    """`customer find` shows the card that `customer set` needs; a school is told in Dutch."""
    shell.run("school", "add", "12AB00", "--name", "De Regenboog")
    shell.run(
        *("customer", "add", "--school", "12AB00", "--first-name", "Anna", "--surname", "Jansen")
    )
    (found,) = shell.json("customer", "find", "Jansen")
    shell.run("customer", "set", found["card"], "--class", "5a")
    assert found["card"] in shell.run("customer", "find", "Jansen")
    said = shell.run("school", "show", "12AB00")
    assert "Schoolsoort: –" in said
    assert "Mag leerlingbestanden sturen: –" in said
    assert "None" not in said
