"""Files that are written again: without what may not be kept, or with remarks; and the template."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from tests.core.roster.corpus.case import TEXT, html_table, lines, sheet_xlsx
from tests.core.roster.corpus.exchange import NOOR, SECRET, edexml, oneroster
from tests.core.roster.making import cells_to_csv, cells_to_ods, cells_to_xls, write_xlsx, write_zip
from tests.core.roster.test_corpus import CASES

from rosterdesk.core.language import Language
from rosterdesk.core.roster.files.archive import open_archive
from rosterdesk.core.roster.hints import Hints
from rosterdesk.core.roster.limits import Limits
from rosterdesk.core.roster.model import Pupil, Roster, RosterStatus
from rosterdesk.core.roster.reading import read_roster
from rosterdesk.core.roster.recognise import recognise
from rosterdesk.core.roster.remarks import mark_problems
from rosterdesk.core.roster.rewriting.books import Book, Sheet, open_book
from rosterdesk.core.roster.rewriting.writers import write_book
from rosterdesk.core.roster.scrub import keep_file, scrub_file
from rosterdesk.core.roster.template import name_template, write_template

BSN = "123456782"
DATE, NUMBER, NAME = TEXT[0].index("Geboortedatum"), 0, TEXT[0].index("Achternaam")


def _cells() -> list[list[object]]:
    """Twelve pupils with a BSN; the second has no date, the third no number, the fourth a trick."""
    rows = [[*row[:3], "BSN" if i == 0 else BSN, *row[3:]] for i, row in enumerate(TEXT)]
    rows[2][DATE + 1] = "31-02-2012"
    rows[3][NUMBER] = ""
    rows[3][NAME + 1] = '=HYPERLINK("http://evil.example","x")'
    return rows


CELLS = _cells()
CSV = cells_to_csv(CELLS)
FILES = {
    "csv": ("csv", CSV),
    "sep": ("csv", b"sep=;\r\n" + CSV),
    "Windows-1252": ("csv", cells_to_csv(CELLS, encoding="cp1252")),
    "xlsx": ("xlsx", write_book(Book("xlsx", [Sheet("Blad1", CELLS)]))),
    "xls": ("xls", cells_to_xls({"Blad1": CELLS})),
    "ods": ("ods", cells_to_ods({"Blad1": CELLS})),
    "html": ("xls", html_table(CELLS, '<meta charset="utf-8">')),
    "zip": ("zip", write_zip({"a.csv": CSV, "brief.txt": f"BSN {BSN}".encode()})),
}
EXCHANGE = {"edexml": edexml(NOOR.format(extra=SECRET)), "oneroster": oneroster()}


def _everything(data: bytes) -> bytes:
    """The bytes and those of all members, so that packing hides nothing."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("name", FILES)
def test_the_kept_file_has_the_pupils_and_no_bsn(name: str) -> None:
    """Same format, same pupils, same row numbers, and not a trace of the dropped column."""
    file_format, data = FILES[name]
    roster = read_roster(data, "a")
    assert roster.dropped == ("BSN",)
    kept = scrub_file(data, roster)
    again = read_roster(kept, "a")
    assert BSN.encode() not in _everything(kept)
    assert (again.format, again.dropped) == (file_format, ())
    assert (again.pupils, again.problems) == (roster.pupils, roster.problems)


def test_a_file_with_nothing_to_hide_is_kept_as_it_came() -> None:
    """The file is the same byte for byte, though it is written anew."""
    data = cells_to_csv(TEXT)
    assert scrub_file(data, read_roster(data, "a")) == data


def test_an_edexml_is_kept_without_its_sensitive_elements() -> None:
    """The kept file reads as the same pupils."""
    data = EXCHANGE["edexml"]
    roster = read_roster(data, "a.xml")
    kept = scrub_file(data, roster)
    for hidden in (BSN, "0612345678", "etniciteit", "fotourl", "gewicht"):
        assert hidden.encode() not in kept
    assert read_roster(kept, "a.xml").pupils == roster.pupils


def test_a_oneroster_set_is_kept_without_passwords_and_race() -> None:
    """Every file of the set stays, for without them the classes would be lost."""
    data = oneroster(users=_users_with_password())
    roster = read_roster(data, "a.zip")
    kept = scrub_file(data, roster)
    again = read_roster(kept, "a.zip")
    assert b"hunter2" not in _everything(kept)
    assert (again.pupils, again.dropped) == (roster.pupils, ())


def _users_with_password() -> str:
    return """sourcedId,status,orgSourcedIds,role,givenName,familyName,password
        u1,active,o1,student,Noor,Berg,hunter2"""


def test_secret_addresses_are_blank_in_the_kept_file() -> None:
    """The addresses of the others stay."""
    data = lines("""Leerlingnummer;Roepnaam;Achternaam;Klas;Straat;Postcode;Geheim adres
        1;Noor;Berg;5a;Schuilplaats;1234AB;J
        2;Daan;Bos;5a;Dorpsstraat;1234AB;N""")
    roster = read_roster(data, "a.csv")
    kept = scrub_file(data, roster)
    assert b"Schuilplaats" not in kept
    assert b"Dorpsstraat" in kept
    assert read_roster(kept, "a.csv").pupils == roster.pupils


def test_a_file_with_unknown_headers_is_scrubbed_too() -> None:
    """It waits for the librarian's answers on disk."""
    data = lines("""Code lln;Hoe heet je;Familie;Geheimpje
        A;Noor;Bakker;123456782
        B;Daan;Smit;111222333
        C;Lot;Vos;123456782""")
    roster = read_roster(data, "a.csv")
    kept = scrub_file(data, roster)
    assert (roster.status, roster.dropped) == (RosterStatus.NEEDS_MAPPING, ("Geheimpje",))
    assert BSN.encode() not in kept
    assert read_roster(kept, "a.csv").columns == tuple(
        column for column in roster.columns if column.header != "Geheimpje"
    )


@pytest.mark.parametrize("name", FILES)
def test_the_sender_gets_the_failed_rows_back(name: str) -> None:
    """Only those rows, with a remark in each, and without the BSN."""
    _, data = FILES[name]
    roster = read_roster(data, "klas.dat")
    file, marked = mark_problems(data, roster, Language.NL)
    again = read_roster(marked, file)
    assert file.startswith("klas-met-opmerkingen.")
    assert BSN.encode() not in _everything(marked)
    assert [p.code for p in again.problems] == [p.code for p in roster.problems]
    assert (len(again.pupils), again.columns[-1].header) == (0, "Opmerkingen")


def _list_marked(data: bytes) -> object:
    kind = recognise(data)
    if kind == "zip":
        archive = open_archive(data, Limits())
        if archive.kind == "zip":
            return {name: _list_marked(archive.read(name)) for name in archive.names}
        kind = archive.kind
    return [(sheet.name, _list_remarks(sheet.rows)) for sheet in open_book(data, kind).sheets]


def _list_remarks(rows: list[list[object]]) -> list[object]:
    """The last column has them; beside it, what nobody recognised is shown once and never kept."""
    return [row[-1] if row else "" for row in rows]


def test_what_is_kept_gives_the_same_remarks_as_what_came() -> None:
    """The rows that problems name are those of the kept file too, whatever the layout."""
    tried = 0
    for case in CASES:
        roster = read_roster(case.data, "a.dat", hints=case.hints)
        if roster.problems and roster.status is not RosterStatus.REFUSED:
            kept = scrub_file(case.data, roster)
            name, marked = mark_problems(case.data, roster, Language.NL)
            again, marked_again = mark_problems(kept, roster, Language.NL)
            assert name == again, case.habit
            assert _list_marked(marked) == _list_marked(marked_again), case.habit
            tried += 1
    assert tried >= 40


def test_what_is_kept_is_read_as_what_came() -> None:
    """After an answer about columns the kept form is read: as whole, and as damaged, as the file.

    What only the file itself showed (a row cut off, a member that was damaged) is carried over.
    """
    tried = 0
    for case in CASES:
        first = read_roster(case.data, "a.dat", hints=case.hints)
        if first.status is RosterStatus.REFUSED:
            continue
        kept = keep_file(case.data, first, case.hints)
        earlier = replace(first, pupils=())
        again = read_roster(kept, "a.dat", hints=replace(case.hints, charset=None, earlier=earlier))
        assert again.status is first.status, case.habit
        assert _without_places(again.pupils) == _without_places(first.pupils), case.habit
        assert {p.code for p in first.problems} <= {p.code for p in again.problems}, case.habit
        assert [p.code for p in first.unread] == [p.code for p in again.unread], case.habit
        tried += 1
    assert tried >= 400


def _without_places(pupils: tuple[Pupil, ...]) -> list[Pupil]:
    return [replace(pupil, sheet=None, row=0) for pupil in pupils]


def test_the_returned_workbook_is_marked_and_harmless() -> None:
    """The cells in question are coloured, and a formula in the data is text."""
    data = FILES["xlsx"][1]
    _, marked = mark_problems(data, read_roster(data, "a.xlsx"), Language.EN)
    sheet = openpyxl.load_workbook(io.BytesIO(marked))["Blad1"]
    header = [cell.value for cell in sheet[1]]
    born, surname, remarks = (header.index(n) for n in ("Geboortedatum", "Achternaam", "Remarks"))
    assert sheet.cell(2, born + 1).fill.fgColor.rgb.endswith("FFD966")
    assert sheet.cell(2, remarks + 1).value.startswith("This date does not exist")
    assert sheet.cell(3, surname + 1).value.startswith("'=HYPERLINK")
    assert sheet.cell(3, surname + 1).data_type == "s"
    assert sheet.max_row == 3


@pytest.mark.parametrize("name", ["xlsx", "csv", "ods", "xls"])
def test_a_mended_file_is_read_without_a_remark(name: str) -> None:
    """The sender fills in what was asked, and sends the same file back."""
    _, data = FILES[name]
    file, marked = mark_problems(data, read_roster(data, f"a.{name}"), Language.NL)
    book = open_book(marked, name)
    rows = book.sheets[0].rows
    rows[1][DATE] = "31-01-2012"
    rows[2][NUMBER], rows[2][NAME] = "999999", "Bakker"
    roster = read_roster(write_book(book), file)
    assert (len(roster.pupils), roster.problems) == (2, ())


def test_a_roster_per_location_comes_back_as_a_roster_per_location() -> None:
    """Each file with its own remarks."""
    good = cells_to_csv(TEXT[:2])
    data = write_zip({"noord.csv": good, "zuid.csv": CSV})
    file, marked = mark_problems(data, read_roster(data, "a.zip"), Language.NL)
    assert file == "a-met-opmerkingen.zip"
    with zipfile.ZipFile(io.BytesIO(marked)) as archive:
        assert archive.read("noord.csv").count(b"\r\n") == 1
        assert archive.read("zuid.csv").count(b"\r\n") > 2


@pytest.mark.parametrize("name", EXCHANGE)
def test_the_remarks_on_an_exchange_file_are_a_list(name: str) -> None:
    """Nobody mends EDEXML by hand: the list says where to look in the school's system."""
    roster = read_roster(EXCHANGE[name], name)
    file, marked = mark_problems(EXCHANGE[name], roster, Language.NL)
    sheet = openpyxl.load_workbook(io.BytesIO(marked)).worksheets[0]
    assert file.endswith(".xlsx")
    assert [cell.value for cell in sheet[1]] == ["Blad", "Rij", "Kolom", "Opmerking"]
    assert sheet.max_row == 1 + len(roster.problems)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize("language", Language)
def test_the_template_is_read_without_a_question(kind: str, language: Language) -> None:
    """Its columns are all known, and its example row is nobody."""
    roster = read_roster(write_template(kind, language), f"leeg.{kind}")
    assert roster.refused
    assert roster.refused.code == "no_pupils"
    assert name_template(kind, language).endswith(f".{kind}")
    assert all(column.field for column in roster.columns)


def test_the_template_limits_what_can_be_chosen() -> None:
    """Drop-downs for sex and year; the number is text, so that its zeros stay."""
    book = openpyxl.load_workbook(io.BytesIO(write_template("xlsx", Language.NL)))
    sheet = book["Leerlingen"]
    rules = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules == {'"M,V,X"', '"0,1,2,3,4,5,6,7,8,9"'}
    assert sheet["A3"].number_format == "@"


def test_a_filled_in_template_gives_its_pupil() -> None:
    """The example's own values are read as they are meant."""
    book = openpyxl.load_workbook(io.BytesIO(write_template("xlsx", Language.EN)))
    book["Pupils"]["A2"] = "0042"
    target = io.BytesIO()
    book.save(target)
    roster = read_roster(target.getvalue(), "a.xlsx", hints=Hints())
    (pupil,) = roster.pupils
    assert (pupil.external_number, pupil.sex, pupil.prefix) == ("0042", "F", "van den")


def test_the_kept_file_of_the_hidden_sheets() -> None:
    """A BSN on a sheet that is not read is dropped with the sheet's column."""
    data = sheet_xlsx({"Nu": TEXT, "Oud": CELLS}, hidden=["Oud"])
    roster = read_roster(data, "a.xlsx")
    assert roster.dropped == ("BSN",)
    assert BSN.encode() not in _everything(scrub_file(data, roster))


def test_an_unread_roster_is_refused_not_kept() -> None:
    """Asked to scrub what it cannot read, it says so."""
    roster = replace(_empty(), dropped=("BSN",))
    data = write_xlsx([])[:500]
    with pytest.raises(Exception, match="damaged"):
        scrub_file(data, roster)


def _empty() -> Roster:
    return Roster(file="a", format="xlsx", status=RosterStatus.OK)


TRICK = '=HYPERLINK("http://evil.example")'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", "\t@"])
def test_no_cell_of_the_kept_file_is_a_formula(start: str) -> None:
    """A librarian may open it; what is read from it is what was read before."""
    name = f"{start}1+cmd|' /C calc'!A1"
    rows = [["Leerlingnummer", "Roepnaam", "Achternaam", "Groep"], ["1", name, "Berg", "5a"]]
    data = cells_to_csv(rows)
    roster = read_roster(data, "a.csv")
    kept = scrub_file(data, roster)
    (cell,) = [row[1] for row in open_book(kept, "csv").sheets[0].rows[1:]]
    assert cell.startswith("'")
    assert read_roster(kept, "a.csv").pupils == roster.pupils


def test_a_header_is_no_formula_in_what_the_sender_gets_back() -> None:
    data = cells_to_csv(
        [
            ["Leerlingnummer", "Roepnaam", "Achternaam", "Geboortedatum", "Groep", TRICK],
            ["1", "Noor", "Berg", "31-02-2015", "5a", "x"],
        ]
    )
    roster = read_roster(data, "a.csv")
    assert roster.problems
    _, marked = mark_problems(data, roster, Language.EN)
    header = open_book(marked, "csv").sheets[0].rows[0]
    assert f"'{TRICK}" in header
    assert TRICK.encode() not in scrub_file(data, roster)
