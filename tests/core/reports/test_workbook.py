"""The workbook: a sheet for each kind of change, safe to open, in both formats and languages."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any, Literal

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from tests.core.compare.people import OTHER_SCHOOL, make_known, make_pupil, run
from tests.core.compare.test_guards import AUGUST, KNOWN

from rosterdesk.core.compare.model import Counts, Difference
from rosterdesk.core.language import Language
from rosterdesk.core.reports.cells import neutralise
from rosterdesk.core.reports.workbook import ReportMeta, write_difference

META = ReportMeta(
    school="De Voorbeeldschool",
    file="leerlingen.xlsx",
    reference="R-2026-0001",
    version=2,
    made_on=date(2026, 8, 24),
    customers={35: "Sanne van den Berg (2A, 10033)"},
    schools={1: "De Voorbeeldschool", OTHER_SCHOOL: "De Andere School"},
)
KINDS: list[Literal["xlsx", "ods"]] = ["xlsx", "ods"]


def make_difference() -> Difference:
    """Make one that has every kind of change."""
    hand = replace(KNOWN[30], surname="Handmatig", hand_edited=frozenset({"surname"}))
    returned = replace(KNOWN[31], school_member=False)
    known = [*KNOWN[:30], hand, returned, *KNOWN[32:]]
    rows = [
        replace(pupil, first_name="=1+1", phone="+31612345678") if pupil.row == 5 else pupil
        for pupil in AUGUST
        if pupil.row != 35
    ]
    rows += [
        make_pupil(700, prefix="van den", class_code="1B"),
        make_pupil(33, row=999, external_number="N1", class_code="3A", year=3),
        make_pupil(701, row=1000, external_number=None, birth_date=None),
    ]
    elsewhere = [make_known(rows[-3], 7000, school_id=OTHER_SCHOOL, external_number="9")]
    return run(rows, known, elsewhere=elsewhere)


DIFFERENCE = make_difference()


def read(kind: Literal["xlsx", "ods"], language: Language = Language.NL) -> dict[str, list[Any]]:
    book = CalamineWorkbook.from_filelike(
        BytesIO(write_difference(DIFFERENCE, META, language, kind))
    )
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_change_has_its_sheet(kind: Literal["xlsx", "ods"]) -> None:
    assert list(read(kind)) == [
        "Samenvatting",
        "Nieuw",
        "Gewijzigd",
        "Leerjaar omhoog",
        "Andere school",
        "Terug",
        "Vertrekt",
        "Te beslissen",
        "Overgeslagen",
    ]
    assert next(iter(read(kind, Language.EN))) == "Summary"


def test_both_formats_hold_the_same() -> None:
    assert read("xlsx") == read("ods")


@pytest.mark.parametrize("kind", KINDS)
def test_summary_has_the_counts(kind: Literal["xlsx", "ods"]) -> None:
    summary = {row[0]: row[1] for row in read(kind)["Samenvatting"]}
    assert "De Voorbeeldschool" in summary
    assert summary["Nieuw"] == DIFFERENCE.counts.new
    assert summary["Vertrekt"] == DIFFERENCE.counts.leaving
    assert any(str(line).startswith("Een nieuw schooljaar") for line in summary)


def test_changed_fields_stand_before_and_after() -> None:
    header, *rows = read("xlsx")["Gewijzigd"]
    assert header == ["Klas", "Naam", "Leerlingnummer", "Veld", "Was", "Wordt", "Opmerking"]
    assert ["leerjaar", 1, 2] in [row[3:6] for row in rows]


def test_kept_field_is_shown_with_its_remark() -> None:
    kept = [row for row in read("xlsx")["Gewijzigd"] if row[4] == "Handmatig"]
    assert [row[6] for row in kept] == [
        "Met de hand gewijzigd: achternaam. Het bestand overschrijft dit niet."
    ]


def test_schools_and_candidates_are_named() -> None:
    sheets = read("xlsx")
    moved = [row[4:6] for row in sheets["Andere school"]]
    assert ["De Andere School", "De Voorbeeldschool"] in moved
    assert "Sanne van den Berg (2A, 10033)" in sheets["Te beslissen"][1]


def test_roles_are_shown_only_where_somebody_is_no_pupil() -> None:
    def read_header(role: str) -> list[str]:
        difference = run([make_pupil(1), make_pupil(2, role=role)], [])
        content = write_difference(difference, META, Language.NL)
        rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("Nieuw")
        return [str(cell) for row in rows.to_python() for cell in row]

    assert "Rol" not in read_header("pupil")
    assert {"Rol", "leerling", "docent"} <= set(read_header("teacher"))


def test_birth_dates_are_dates() -> None:
    header, first, *_ = read("xlsx")["Nieuw"]
    assert isinstance(first[header.index("Geboortedatum")], date)


def test_people_stand_in_the_order_of_the_difference() -> None:
    _, *rows = read("xlsx")["Vertrekt"]
    assert [row[1] for row in rows] == [
        change.name for change in DIFFERENCE.changes if change.kind == "leaving"
    ]


def test_before_and_after_have_their_colours() -> None:
    book = load_workbook(BytesIO(write_difference(DIFFERENCE, META, Language.NL)))
    _, before, after = book["Gewijzigd"]["D2:F2"][0]
    assert before.fill.start_color.rgb != after.fill.start_color.rgb
    assert book["Gewijzigd"].freeze_panes == "A2"


def test_no_cell_is_a_formula() -> None:
    book = load_workbook(BytesIO(write_difference(DIFFERENCE, META, Language.NL)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "'=1+1" in {cell.value for cell in cells}
    ods = write_difference(DIFFERENCE, META, Language.NL, "ods")
    with zipfile.ZipFile(BytesIO(ods)) as archive:
        assert b"formula" not in archive.read("content.xml")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+31612345678", "'+31612345678"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r=1", "'=1"),
        (" =1", "'=1"),
        ("＝1", "'＝1"),
        ("'t Hoen", "'t Hoen"),
        ("a\x00b\x0bc\ud800", "a b c"),
        ("x" * 40_000, "x" * 32_767),
        ("Zoë - Çelik", "Zoë - Çelik"),
        ("", ""),
    ],
)
def test_text_that_a_spreadsheet_would_execute_is_neutralised(text: str, safe: str) -> None:
    assert neutralise(text) == safe


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_text_still_makes_a_workbook(kind: Literal["xlsx", "ods"]) -> None:
    hostile = "=\x00<&]]>\ud800\ufffe" + "x" * 40_000
    pupil = make_pupil(1, first_name=hostile, surname=hostile, class_code=hostile)
    content = write_difference(run([pupil], []), META, Language.NL, kind)
    assert len(CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names) == 2


def test_nothing_to_do_is_a_summary_alone() -> None:
    nothing = Difference([], Counts(unchanged=3), [], blocked=False)
    book = load_workbook(BytesIO(write_difference(nothing, META, Language.EN)))
    assert book.sheetnames == ["Summary"]
