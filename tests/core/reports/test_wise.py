"""The CSV that Wise imports, by its public description of the fields."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from io import StringIO
from typing import Any

import pytest

from rosterdesk.core.compare.model import Known
from rosterdesk.core.language import Language
from rosterdesk.core.reports.wise import LEFT_OUT, Address, WiseFile, describe_left_out, write_wise

NL, EN = Language.NL, Language.EN
SANNE = Known(
    id=1,
    school_id=1,
    revision=1,
    external_number="0012",
    card_number="20001",
    first_name="Sanne",
    prefix="van den",
    surname="Berg",
    birth_date=date(2014, 2, 1),
    sex="F",
    class_code="5A",
    class_name="Groep 5A",
    year=5,
    email="sanne@voorbeeld.example",
    phone="+31 6 12345678",
    street="Dorpsstraat",
    house_number="12",
    house_number_suffix="b",
    postcode="1234 AB",
    city="Ons Dorp",
)
SCHOOL = Address("Schoolplein", "1", "4321 BA", "Ons Dorp", state="Utrecht")


def read(file: WiseFile, delimiter: str = ";") -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(file.content.decode(), newline=""), delimiter=delimiter))


def test_dutch_file_has_the_dutch_headers() -> None:
    assert read(write_wise([SANNE], NL)) == [
        {
            "LEERLINGNUMMER": "0012",
            "GROEP": "5A",
            "GROEPSNAAM": "Groep 5A",
            "JAARGROEP": "5",
            "VOORLETTERS": "",
            "ROEPNAAM": "Sanne",
            "NAAMTUS": "van den",
            "NAAM": "Berg",
            "ADRES": "Dorpsstraat",
            "HUISNUMMER": "12",
            "HUISNUMMERTOEVOEGING": "b",
            "POSTCODE": "1234 AB",
            "PLAATS": "Ons Dorp",
            "GEBOORTEDATUM": "01-02-2014",
            "GESLACHT": "V",
            "TELEFOON": "0031 6 12345678",
            "E_MAIL": "sanne@voorbeeld.example",
        }
    ]


def test_english_file_has_the_english_headers() -> None:
    assert read(write_wise([SANNE], EN, SCHOOL), ",") == [
        {
            "PATRON_ID": "20001",
            "STUDENT_ID": "0012",
            "FIRST_NAMES": "Sanne",
            "PREFIX": "van den",
            "LAST_NAME": "Berg",
            "HOUSE_NUMBER": "12 b",
            "ADDRESS": "Dorpsstraat",
            "ADDRESS_LINE_2": "",
            "ZIPCODE": "1234 AB",
            "CITY": "Ons Dorp",
            "STATE": "Utrecht",
            "DATE_OF_BIRTH": "2014-02-01",
            "GENDER": "V",
            "PHONE": "",
            "mobile": "0031 6 12345678",
            "E_MAIL": "sanne@voorbeeld.example",
        }
    ]


def test_cards_stand_in_the_dutch_file_only_when_main_cards_are_replaced() -> None:
    assert b"LENERNUMMER" not in write_wise([SANNE], NL).content
    assert read(write_wise([SANNE], NL, with_cards=True))[0]["LENERNUMMER"] == "20001"


@pytest.mark.parametrize("missing", ["street", "house_number", "postcode", "city"])
def test_address_of_the_school_stands_in_for_a_part_of_one(missing: str) -> None:
    """Half of one and half of the other would be an address where nobody lives."""
    (row,) = read(write_wise([replace(SANNE, **{missing: None})], NL, SCHOOL))
    assert (row["ADRES"], row["HUISNUMMER"], row["POSTCODE"]) == ("Schoolplein", "1", "4321 BA")
    assert row["HUISNUMMERTOEVOEGING"] == ""


LEFT_OUT_CASES: list[tuple[Language, dict[str, Any], str]] = [
    (NL, {"external_number": None}, "no_number"),
    (NL, {"external_number": "1" * 21}, "no_number"),
    (NL, {"class_code": None}, "no_class"),
    (NL, {"class_code": "5A+6A"}, "no_class"),
    (NL, {"class_code": "12345678901"}, "no_class"),
    (NL, {"year": None}, "no_year"),
    (NL, {"surname": None}, "no_name"),
    (NL, {"first_name": None}, "no_name"),
    (EN, {"card_number": None}, "no_card"),
    (EN, {"surname": None}, "no_name"),
    (EN, {"city": None}, "no_address"),
]


@pytest.mark.parametrize(("language", "values", "code"), LEFT_OUT_CASES)
def test_who_would_be_refused_is_left_out_with_a_reason(
    language: Language, values: dict[str, Any], code: str
) -> None:
    file = write_wise([replace(SANNE, **values), replace(SANNE, id=2)], language)
    assert file.left_out == ((1, code),)
    assert len(file.content.splitlines()) == 2


@pytest.mark.parametrize("code", LEFT_OUT)
def test_every_reason_can_be_said(code: str) -> None:
    assert describe_left_out(code, NL) != describe_left_out(code, EN)


@pytest.mark.parametrize(
    "values",
    [
        {"external_number": "1" * 20},
        {"class_code": "1234567890"},
        {"year": 0},
        {"first_name": None, "initials": "S."},
    ],
)
def test_limits_themselves_are_taken(values: dict[str, Any]) -> None:
    assert not write_wise([replace(SANNE, **values)], NL).left_out


def test_class_code_and_name_match_one_to_one() -> None:
    """Wise takes one name for a code and one code for a name."""
    customers = [
        replace(SANNE, class_code="5A", class_name="De kevers"),
        replace(SANNE, class_code="5A", class_name="De torren"),
        replace(SANNE, class_code="5B", class_name="De kevers"),
        replace(SANNE, class_code="5C", class_name=None),
        replace(SANNE, class_code="5D", class_name="x" * 40),
    ]
    rows = read(write_wise(customers, NL))
    assert [(row["GROEP"], row["GROEPSNAAM"]) for row in rows] == [
        ("5A", "De kevers"),
        ("5A", "De kevers"),
        ("5B", "De kevers 5B"),
        ("5C", "5C"),
        ("5D", "x" * 30),
    ]


@pytest.mark.parametrize(
    ("name", "written"),
    [("=1+1", "1+1"), ("@x", "x"), ("\t-x", "x"), ('Zoë; "Z"', 'Zoë; "Z"'), ("a\r\nb", "a b")],
)
def test_values_are_neither_formulas_nor_broken_rows(name: str, written: str) -> None:
    (row,) = read(write_wise([replace(SANNE, first_name=name)], NL))
    assert row["ROEPNAAM"] == written


@pytest.mark.parametrize(
    ("phone", "field", "shown"),
    [
        ("030-1234567", "PHONE", "030-1234567"),
        ("06-12345678", "mobile", "06-12345678"),
        ("+31 30 1234567", "PHONE", "0031 30 1234567"),
        ("0031612345678", "mobile", "0031612345678"),
    ],
)
def test_phone_stands_in_its_column(phone: str, field: str, shown: str) -> None:
    (row,) = read(write_wise([replace(SANNE, phone=phone)], EN), ",")
    assert row[field] == shown


def test_unknown_sex_is_left_empty() -> None:
    assert read(write_wise([replace(SANNE, sex="X")], NL))[0]["GESLACHT"] == ""


def test_file_is_utf8_with_windows_line_ends_and_no_mark() -> None:
    content = write_wise([replace(SANNE, first_name="Zoë")], NL).content
    assert content.startswith(b"LEERLINGNUMMER;")
    assert content.count(b"\r\n") == 2
    assert "Zoë".encode() in content
