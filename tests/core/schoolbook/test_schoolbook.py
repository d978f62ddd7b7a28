"""Schools and who may send for them, from one workbook: all of it, or nothing with every reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from tests.core.roster.making import cells_to_csv, cells_to_ods, cells_to_xls

from rosterdesk.core.customers.card_numbers import CardNumbering
from rosterdesk.core.customers.registering import end_of_day
from rosterdesk.core.language import Language
from rosterdesk.core.models import Card, Customer, Event, School, Uploader
from rosterdesk.core.schoolbook.loading import load_schoolbook
from rosterdesk.core.schoolbook.model import SchoolbookError
from rosterdesk.core.schoolbook.reading import read_schoolbook
from rosterdesk.core.schoolbook.template import write_schoolbook
from rosterdesk.core.trail.actors import shell_actor

if TYPE_CHECKING:
    from rosterdesk.core.schoolbook.loading import Loaded

WHO, NUMBERING, TODAY = shell_actor("tester"), CardNumbering("2", 10), date(2027, 8, 1)
SCHOOLS = [
    ["Code", "Naam", "Straat", "Huisnummer", "Postcode", "Plaats", "Schoolsoort"],
    ["12AB00", "De Regenboog", "Dorpsstraat", "12", "1234ab", "Voorbeelddam", "basisonderwijs"],
    ["12ab01", "De Zonnewijzer", "", "", "", "", ""],
]
PEOPLE = [
    ["Schoolcode", "Voornaam", "Tussenvoegsel", "Achternaam", "E-mail", "Mag sturen tot en met"],
    ["12AB00", "Marijke", "de", "Wit", "marijke@regenboog.example", ""],
    ["12AB01", "Marijke", "de", "Wit", "Marijke@regenboog.example", "31-07-2028"],
    ["12AB01", "Joost", "", "Zwart", "joost@zonnewijzer.example", ""],
]


def workbook(schools: list[list[str]] = SCHOOLS, people: list[list[str]] = PEOPLE) -> bytes:
    return cells_to_ods({"Scholen": schools, "Bevoegde personen": people})


async def load(data: bytes, *, dry_run: bool = False) -> Loaded:
    return await load_schoolbook(read_schoolbook(data, TODAY), WHO, NUMBERING, dry_run=dry_run)


async def refuse(data: bytes) -> list[str]:
    with pytest.raises(SchoolbookError) as caught:
        await load(data)
    return [remark.say(Language.NL) for remark in caught.value.remarks]


async def count_all() -> list[int]:
    return [await model.all().count() for model in (School, Customer, Card, Uploader, Event)]


@pytest.mark.usefixtures("database")
async def test_a_workbook_is_taken_as_a_whole():
    """A person who sends for two schools is one customer; a dry run leaves nothing behind."""
    seen = await load(workbook(), dry_run=True)
    assert [school.code for school in seen.schools] == ["12AB00", "12AB01"]
    assert await count_all() == [0] * 5

    await load(workbook())
    school = await School.get(code="12AB00")
    assert (school.postcode, school.house_number, school.school_type) == (
        "1234 AB",
        "12",
        "basisonderwijs",
    )
    marijke = await Customer.get(surname="Wit")
    rights = await Uploader.filter(customer=marijke).order_by("id")
    assert [right.expires_at for right in rights] == [None, end_of_day(date(2028, 7, 31))]
    assert await Customer.all().count() == 2
    assert await Uploader.all().count() == 3

    events = await Event.all().count()
    again = await load(workbook())
    assert (again.schools, again.uploaders, again.changed, again.until) == ([], [], [], [])
    assert again.unchanged == 5
    assert await Event.all().count() == events
    # Somebody who is a customer already gets the right only: no second customer, no second card.
    right = [PEOPLE[0], ["12AB00", "", "", "Zwart", "joost@zonnewijzer.example", ""]]
    assert (await load(cells_to_csv(right))).uploaders[0][1] is None
    assert await Customer.all().count() == 2


@pytest.mark.usefixtures("database")
async def test_the_maintained_workbook_brings_what_is_new_and_changed():
    """Rows are added and changed; a blank overwrites nothing, a row that is gone ends nothing."""
    await load(workbook())
    schools = [
        SCHOOLS[0],
        ["12AB00", "De Regenboog", "Kerkstraat", "", "", "", ""],
        ["12AB02", "De Wegwijzer", "", "", "", "", ""],
    ]
    people = [
        PEOPLE[0],
        ["12AB01", "Marijke", "de", "Wit", "marijke@regenboog.example", "31-07-2029"],
        ["12AB02", "Marijke", "de", "Wit", "marijke@regenboog.example", ""],
        ["12AB02", "Sanne", "", "Blauw", "sanne@wegwijzer.example", ""],
    ]
    before = await count_all()
    for dry_run in (True, False):
        found = await load(workbook(schools, people), dry_run=dry_run)
        assert [school.code for school in found.schools] == ["12AB02"]
        assert [(school.code, changes) for school, changes in found.changed] == [
            ("12AB00", {"street": ("Dorpsstraat", "Kerkstraat")})
        ]
        assert [(name, school.code) for name, _, school in found.uploaders] == [
            ("Marijke de Wit", "12AB02"),
            ("Sanne Blauw", "12AB02"),
        ]
        ((name, school, (was, is_now)),) = found.until
        assert (name, school.code) == ("Marijke de Wit", "12AB01")
        assert (was, is_now) == (end_of_day(date(2028, 7, 31)), end_of_day(date(2029, 7, 31)))
        assert found.unchanged == 0
        if dry_run:
            assert await count_all() == before
    school = await School.get(code="12AB00")
    assert (school.street, school.house_number, school.city) == ("Kerkstraat", "12", "Voorbeelddam")
    assert await School.all().count() == 3
    assert await Uploader.all().count() == 5


@pytest.mark.usefixtures("database")
async def test_a_blank_last_day_takes_no_end_away_from_a_right():
    await load(workbook())
    people = [PEOPLE[0], ["12AB01", "", "", "Wit", "marijke@regenboog.example", ""]]
    assert (await load(workbook(people=people))).unchanged == 3
    right = await Uploader.get(customer__surname="Wit", school__code="12AB01")
    assert right.expires_at == end_of_day(date(2028, 7, 31))


@pytest.mark.usefixtures("database")
async def test_a_wrong_row_keeps_the_changes_of_the_others_out():
    await load(workbook())
    before = await count_all()
    schools = [SCHOOLS[0], ["12AB00", "De Nieuwe Naam", "", "", "", "", ""]]
    other = [PEOPLE[0], ["12AB00", "", "", "Anders", PEOPLE[1][4], ""]]
    assert "dit is het adres van" in (await refuse(workbook(schools, other)))[0]
    assert (await School.get(code="12AB00")).name == "De Regenboog"
    assert await count_all() == before


@pytest.mark.usefixtures("database")
async def test_every_refusal_says_where_and_how_to_mend_it():
    """The good rows among them are not taken either."""
    schools = [*SCHOOLS, ["een school", "", "", "", "12", "", "x" * 31], SCHOOLS[1]]
    people = [PEOPLE[0], ["12AB00", "", "", "", "geen adres", "31-13-2027"]]
    people += [["12AB00", "", "", "Wit", "w@school.example", "31-07-2020"]]
    said = await refuse(workbook(schools, people))
    assert [each.partition(":")[0] for each in said] == [
        "Scholen, rij 4, Schoolsoort",
        "Scholen, rij 4, Postcode",
        "Scholen, rij 4, Code",
        "Scholen, rij 4, Naam",
        "Bevoegde personen, rij 2, E-mail",
        "Bevoegde personen, rij 2, Achternaam",
        "Bevoegde personen, rij 2, Mag sturen tot en met",
        "Bevoegde personen, rij 3, Mag sturen tot en met",
    ]
    strangers = [*PEOPLE, ["99ZZ00", "", "", "Groen", "g@school.example", ""], PEOPLE[1]]
    said = await refuse(workbook([*SCHOOLS, SCHOOLS[1]], strangers))
    assert [each.partition(":")[0] for each in said] == [
        "Scholen, rij 4, code",
        "Bevoegde personen, rij 5, code",
        "Bevoegde personen, rij 6, email",
    ]
    other = [PEOPLE[0], PEOPLE[1], ["12AB01", "", "", "Anders", PEOPLE[1][4], ""]]
    assert "dit is het adres van Marijke de Wit" in (await refuse(workbook(people=other)))[0]
    assert await count_all() == [0] * 5


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize("language", list(Language))
def test_the_blank_workbook_has_the_columns_that_are_read(kind: str, language: Language):
    with pytest.raises(SchoolbookError) as caught:
        read_schoolbook(write_schoolbook(kind, language), TODAY)
    (remark,) = caught.value.remarks
    assert "school load --template" in remark.say(language)


def test_what_is_no_workbook_of_schools():
    for data, said in (
        (b"\x00\x01\x02", "kan niet gelezen worden"),
        (cells_to_xls({"Blad1": [["x", "y"], ["1", "2"]]}), "geen scholen"),
        (cells_to_ods({"Blad1": [["Code"], ["12AB00"]]}), "deze kolom ontbreekt"),
    ):
        with pytest.raises(SchoolbookError) as caught:
            read_schoolbook(data, TODAY)
        assert said in caught.value.remarks[0].say(Language.NL)
