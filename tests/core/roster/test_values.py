"""Single cells: a line per form in which a school writes it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from rosterdesk.core.roster.columns.headers import find_field, guess_field, normalise_header
from rosterdesk.core.roster.columns.private import is_state_number
from rosterdesk.core.roster.hints import Hints
from rosterdesk.core.roster.reading import read_roster
from rosterdesk.core.roster.values.classes import derive_year, make_class_code, read_year
from rosterdesk.core.roster.values.contact import (
    read_email,
    read_postcode,
    split_house,
    split_street,
)
from rosterdesk.core.roster.values.dates import read_dates
from rosterdesk.core.roster.values.names import derive_initials, split_full_name, split_prefix
from rosterdesk.core.roster.values.numbers import fit_number, read_number
from rosterdesk.core.roster.values.sex import read_sexes
from rosterdesk.core.roster.values.text import clean_text, to_text

TODAY = date(2026, 9, 1)
NOON = datetime(2015, 5, 31, 12)  # noqa: DTZ001 - as calamine gives it


@pytest.mark.parametrize(
    ("surname", "split"),
    [
        ("Bakker", (None, "Bakker")),
        ("de Vries", ("de", "Vries")),
        ("De Vries", ("de", "Vries")),
        ("van den Dool", ("van den", "Dool")),
        ("van 't Hof", ("van 't", "Hof")),
        ("in ’t Veld", ("in ’t", "Veld")),
        ("'t Lam", ("'t", "Lam")),
        ("Dool, van den", ("van den", "Dool")),
        ("Dool (van den)", ("van den", "Dool")),
        ("Bakker-de Vries", (None, "Bakker-de Vries")),
        ("El Amrani", (None, "El Amrani")),
        ("Vander", (None, "Vander")),
        ("De", (None, "De")),
    ],
)
def test_prefixes_inside_surnames(surname: str, split: tuple[str | None, str]) -> None:
    """The Dutch list decides; what may be part of a foreign surname stays."""
    assert split_prefix(surname) == split


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dool, Abigail van den", ("Abigail", None, "van den", "Dool")),
        ("Dool, van den, Abigail", ("Abigail", None, "van den", "Dool")),
        ("van den Dool, A.B.C. (Abigail)", ("Abigail", "A.B.C.", "van den", "Dool")),
        ("van den Dool, Abigail", ("Abigail", None, "van den", "Dool")),
        ("Dool van den, Abigail", ("Abigail", None, "van den", "Dool")),
        ("Abigail van den Dool", ("Abigail", None, "van den", "Dool")),
        ("Anne Fleur de Vries", ("Anne Fleur", None, "de", "Vries")),
        ("Abigail Bakker", ("Abigail", None, None, "Bakker")),
        ("A.B. Bakker", (None, "A.B.", None, "Bakker")),
        ("Bakker", (None, None, None, "Bakker")),
        ("", (None, None, None, None)),
    ],
)
def test_whole_names(text: str, name: tuple[str | None, ...]) -> None:
    """First name, initials, prefix, surname."""
    assert tuple(split_full_name(text)) == name


@pytest.mark.parametrize(
    ("names", "initials"),
    [("Jan", "J."), ("jan pieter", "J.P."), ("Anne-Fleur", "A.F."), ("Çem", "Ç."), ("", "")],
)
def test_initials(names: str, initials: str) -> None:
    """One for each name, capital, with a point."""
    assert derive_initials(names) == initials


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (NOON, date(2015, 5, 31)),
        (42155.0, date(2015, 5, 31)),
        ("42155", date(2015, 5, 31)),
        (20150531.0, date(2015, 5, 31)),
        ("31052015", date(2015, 5, 31)),
        ("1052015", date(2015, 5, 1)),
        ("31-5-15", date(2015, 5, 31)),
        ("31-5-27", date(1927, 5, 31)),
        ("31.05.2015", date(2015, 5, 31)),
        ("31 - 05 - 2015", date(2015, 5, 31)),
        ("2015/5/31", date(2015, 5, 31)),
        ("2015-05-31 00:00:00", date(2015, 5, 31)),
        ("31-05-2015 00:00", date(2015, 5, 31)),
        ("31-mei-2015", date(2015, 5, 31)),
        ("May 31, 2015", date(2015, 5, 31)),
        ("31-02-2015", None),
        ("0000-00-00", None),
        ("nvt", None),
        (True, None),
        (-1.0, None),
        (float("inf"), None),
        (float("nan"), None),
        (1e300, None),
    ],
)
def test_dates(cell: object, day: date | None) -> None:
    """Each form alone, in a column where the day comes first."""
    assert read_dates([cell, "31-12-2014"], None, TODAY)[0][0] == day


@pytest.mark.parametrize(
    ("cells", "doubt"),
    [
        (["02/03/2015"], "date_ambiguous"),
        (["02-03-2015"], None),
        (["03-03-2015"], None),
        (["02-03-2015", "13-03-2015"], None),
        (["02-03-2015", "03-13-2015"], None),
        (["13-03-2015", "03-13-2015"], "date_mixed"),
        ([f"{day}-03-2015" for day in range(13, 32)] + ["03-13-2015"], None),
        ([], None),
    ],
)
def test_the_order_is_that_of_the_column(cells: list[str], doubt: str | None) -> None:
    """One slip among many is a wrong date; more is a mixed column."""
    assert read_dates(cells, None, TODAY)[1] == doubt


@pytest.mark.parametrize(
    ("cells", "sexes"),
    [
        (["M", "V"], ["M", "F"]),
        (["m", "f"], ["M", "F"]),
        (["J", "M"], ["M", "F"]),
        (["1", "2", "0", "9"], ["M", "F", None, None]),
        ([1.0, 2.0], ["M", "F"]),
        (["Man", "Vrouw", "X"], ["M", "F", "X"]),
        (["jongen", "meisje"], ["M", "F"]),
        (["M"], ["M"]),
        (["J", "M", "V"], ["M", None, "F"]),
    ],
)
def test_sexes_are_read_by_column(cells: list[object], sexes: list[str | None]) -> None:
    """M is a boy beside V, and a girl beside J."""
    assert read_sexes(cells)[0] == sexes


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("00123", ("00123", None)),
        (123.0, ("123", None)),
        (123, ("123", None)),
        ("123.0", ("123", "number_repaired")),
        ("123,00", ("123", "number_repaired")),
        ("1.5E+10", ("1.5E+10", "number_invalid")),
        ("E123", ("E123", None)),
        ("12E3", ("12E3", None)),
        (1e15, ("1000000000000000", "number_invalid")),
        ("", ("", None)),
    ],
)
def test_numbers(cell: object, number: tuple[str, str | None]) -> None:
    """Text that a spreadsheet took for an amount."""
    assert read_number(cell) == number


@pytest.mark.parametrize(
    ("text", "width", "known", "fitted"),
    [
        ("123", 5, set(), "00123"),
        ("123", 5, {"123"}, "123"),
        ("00123", None, {"123"}, "123"),
        ("00123", None, set(), "00123"),
        ("99XX00123", None, {"123"}, "123"),
        ("99XX00123", None, set(), "99XX00123"),
        ("A12", 5, set(), "A12"),
    ],
)
def test_numbers_are_fitted_to_those_known(
    text: str, width: int | None, known: set[str], fitted: str
) -> None:
    """Zeros put back or taken off, the school's code taken off, where the customers show it."""
    assert fit_number(text, width, Hints(known_numbers=frozenset(known))) == fitted


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("123456782", True),
        ("1234.56.782", True),
        ("12345672", True),
        ("123456789", False),
        ("000000000", False),
        ("101234561", False),
        ("85073003328", True),
        ("0612345678", False),
        ("Noor", False),
    ],
)
def test_state_numbers(text: str, is_one: bool) -> None:
    """BSN by the 11-test, the Belgian number by 97."""
    assert is_state_number(text) is is_one


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Leerling-nummer", "external_number"),
        ("GEBOORTEDATUM (dd-mm-jjjj)", "birth_date"),
        ("Voorletters-1", "initials"),
        ("E-mail adres", "email"),
        ("Leerling achternaam", "surname"),
        ("BSN leerling", "dropped"),
        ("Burgerservicenummer (BSN)", "dropped"),
        ("E-mail ouder 1", "unused"),
        ("Lievelingsdier", None),
        ("", None),
    ],
)
def test_headers(header: str, field: str | None) -> None:
    """A header is known in every spelling of capitals, signs and units."""
    assert find_field(header) == field


@pytest.mark.parametrize(
    ("header", "field"),
    [("Leerlingnumer", "external_number"), ("Gebortedatum", "birth_date"), ("Nam", None)],
)
def test_misspelt_headers(header: str, field: str | None) -> None:
    """A letter or two, never in short words."""
    assert guess_field(header) == field


def test_normalised_headers_are_the_keys_of_remembered_answers() -> None:
    """Two spellings of one header are one question."""
    assert normalise_header("Klas.Code ") == normalise_header("klas_code") == "klascode"


@pytest.mark.parametrize(
    ("text", "code"),
    [("5a", "5a"), ("5/6", "5-6"), ("Groep 5a", "Groep 5a"), ("Groep 5 blauw", "5 blauw"),
     ('"5"', "5"), ("a&b|c", "a-b-c")],
)  # fmt: skip
def test_class_codes(text: str, code: str) -> None:
    """Ten characters, and none that the library's system forbids."""
    assert make_class_code(text) == code


@pytest.mark.parametrize(
    ("cell", "year"),
    [(5, 5), ("groep 5", 5), ("3e", 3), ("leerjaar 2", 2), (11, 1), (16.0, 6), ("B", None),
     ("17", None), ("", None)],
)  # fmt: skip
def test_years(cell: object, year: int | None) -> None:
    """One digit; EDEXML's 11-16 are the years of secondary school."""
    assert read_year(cell)[0] == year


def test_addresses_and_mail() -> None:
    """One case for each rule."""
    assert read_postcode("NL-1234 ab") == ("1234 AB", False)
    assert read_postcode("9000") == ("9000", False)
    assert read_postcode("0123 AB") == (None, True)
    assert split_house("12-a") == ("12", "a")
    assert split_house("A12") == ("A12", None)
    assert split_street("Plein 1940-1945 7 bis") == ("Plein 1940-1945", "7", "bis")
    assert split_street("Dorpsstraat") == ("Dorpsstraat", None, None)
    assert read_email("Noor <noor@school.example>") == ("noor@school.example", False)
    assert read_email("a..b@c.example") == (None, True)


def test_text() -> None:
    """Text that nobody sees is taken out; text that a person typed stays."""
    assert clean_text("  No\u200bo\u0308r\u00a0 \n van\tden ") == "Noör van den"
    assert clean_text('="007"') == "007"
    assert clean_text("'=1+1") == "=1+1"
    assert clean_text("'t Hart") == "'t Hart"
    assert to_text(12.5) == "12.5"
    assert to_text(date(2015, 5, 31)) == "31-05-2015"


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("3b", 3),
        ("groep 5", 5),
        ("Groep 5a", 5),
        ("1HV2", 1),
        ("4 vwo", 4),
        ("5/6", None),
        ("5-6", None),
        ("56", None),
        ("5a/6b", None),
        ("9a", None),
        ("h3a", None),
        ("0a", None),
        ("5 mei groep", None),
        ("", None),
        (None, None),
    ],
)
def test_a_year_from_the_name_of_a_class(name: str | None, year: int | None) -> None:
    """The year is taken only where it can mean nothing else."""
    assert derive_year(name) == year


def _class_list(born: dict[str, int], role: str = "leerling") -> bytes:
    """Six people in each class, born in that year, without a column of years."""
    rows = [
        f"{name}{n};Noor;Bakker{chr(64 + n)};{name};0{n}-05-{year};{role}"
        for name, year in born.items()
        for n in range(1, 7)
    ]
    return "\n".join(["Leerlingnummer;Roepnaam;Achternaam;Klas;Geboortedatum;Rol", *rows]).encode()


@pytest.mark.parametrize(
    ("data", "years"),
    [
        pytest.param(_class_list({"3b": 2019, "5a": 2017, "5/6": 2016}), {3, 5, None}, id="years"),
        pytest.param(_class_list({"1a": 2017, "2a": 2017}), {None}, id="the digits are no years"),
        pytest.param(_class_list({"3b": 1980}, "leerkracht"), {None}, id="teachers have no year"),
    ],
)
def test_years_are_derived_only_where_that_is_safe(data: bytes, years: set[int | None]) -> None:
    """The birth dates must agree: a higher year is older."""
    data = data.replace(b"01-05", b"31-05")  # shows the order of day and month
    assert {pupil.year for pupil in read_roster(data, "a.csv").pupils} == years
