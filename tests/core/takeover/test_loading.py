"""Taking over: everybody or nobody, shown before, and undone as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.core.dumps import dump_people
from tests.core.roster.making import write_csv
from tests.core.takeover.making import export_koha, export_wise, make_people
from tests.core.worlds import WHO, World, latest_plan, refresh

from rosterdesk.core.applying.undo import UndoRefusedError
from rosterdesk.core.clock import today
from rosterdesk.core.customers.registering import change_customer
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.models import (
    Card,
    Customer,
    Event,
    Membership,
    Plan,
    School,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.plans.policy import set_policy
from rosterdesk.core.roster.model import Pupil
from rosterdesk.core.takeover.loading import TakenOver, take_over
from rosterdesk.core.takeover.model import NotTakenError, UnknownColumnsError, UnreadableError
from rosterdesk.core.takeover.reading import read_members
from rosterdesk.core.takeover.undoing import undo_takeover

PEOPLE = make_people(60, schools=2)
ATTRIBUTES = {"loan_number_attribute": "LLNR", "loan_class_attribute": "KLAS"}


@pytest.fixture
async def schools(world: World) -> list[School]:
    made = [await add_school(f"{n}AB00", f"School {n}", WHO) for n in (10, 11)]
    await set_policy([school.id for school in made], ATTRIBUTES, WHO)
    return made


async def load(world: World, data: bytes, **facts) -> TakenOver:
    file = read_members(data)
    return await take_over(file, "leden.csv", WHO, world.library.numbering, **facts)


async def test_a_dry_run_shows_the_difference_and_changes_nothing(world, schools):
    before = await dump_people()
    taken = await load(world, export_koha(PEOPLE), dry_run=True)
    assert [(each.code, dict(each.counts)) for each in taken.schools] == [
        ("10AB00", {"new": 30, "changed": 0, "unchanged": 0}),
        ("11AB00", {"new": 30, "changed": 0, "unchanged": 0}),
    ]
    assert taken.reference is None
    assert await dump_people() == before
    assert not await Submission.all().exists()


@pytest.mark.parametrize("write", [export_koha, export_wise], ids=["koha", "wise"])
async def test_everybody_has_their_card_number_and_membership(world, schools, write):
    await load(world, write(PEOPLE))
    for person in PEOPLE:
        card = await Card.get(number=person.card).prefetch_related("customer__school")
        one = card.customer
        assert (one.school.code, one.external_number) == (person.school, person.number)
        assert (one.first_name, one.prefix, one.surname) == (
            person.first_name,
            person.prefix,
            person.surname,
        )
        assert (one.birth_date, one.sex, one.class_code) == (
            person.born,
            person.sex,
            person.class_code,
        )
        assert (one.street, one.house_number, one.house_number_suffix, one.postcode) == (
            person.street,
            person.house,
            person.suffix,
            person.postcode,
        )
        assert card.status == ("blocked" if person.blocked else "active")
        (membership,) = await Membership.filter(customer=one)
        assert (membership.starts_on, membership.ends_on) == (person.since, person.until)


async def test_it_is_undone_as_a_whole(world, schools):
    before = await dump_people()
    taken = await load(world, export_koha(PEOPLE))
    assert taken.reference is not None
    assert await undo_takeover(taken.reference, WHO, days=14) == 60
    assert await dump_people() == before
    statuses = await Submission.all().values_list("status", flat=True)
    assert set(statuses) == {SubmissionStatus.UNDONE}
    with pytest.raises(UndoRefusedError):
        await undo_takeover(f"{taken.reference}-1", WHO, days=14)


async def test_who_changed_since_stands_in_the_way_of_all(world, schools):
    taken = await load(world, export_koha(PEOPLE))
    last = await Customer.filter(school=schools[1]).first()
    await change_customer(last, WHO, phone="010-1234567")
    before = await dump_people()
    with pytest.raises(UndoRefusedError):
        await undo_takeover(taken.reference, WHO, days=14)
    assert await dump_people() == before


async def test_a_second_time_adds_only_what_is_new(world, schools):
    await load(world, export_koha(PEOPLE[:50]))
    customer = await Customer.get(external_number=PEOPLE[0].number)
    await change_customer(customer, WHO, city="Elders")
    again = [replace(person, email="nieuw@school.example") for person in PEOPLE[:1]]
    taken = await load(world, export_koha([*again, *PEOPLE[1:]]))
    assert [dict(each.counts) for each in taken.schools] == [
        {"new": 5, "changed": 1, "unchanged": 24},
        {"new": 5, "changed": 0, "unchanged": 25},
    ]
    await customer.refresh_from_db()
    assert (customer.email, customer.city) == ("nieuw@school.example", "Elders")
    before_second = await Customer.all().count()
    await undo_takeover(taken.reference, WHO, days=14)
    await customer.refresh_from_db()
    assert (await Customer.all().count(), customer.email) == (before_second - 10, PEOPLE[0].email)


async def test_the_first_roster_gives_no_doubles(world, schools):
    """With the pupil number, and without: then name and birth date say who it is."""
    staying = [p for p in PEOPLE if p.school == "10AB00" and p.until is None]
    await load(world, export_koha(PEOPLE))
    await Customer.filter(external_number__in=[p.number for p in staying[:5]]).update(
        external_number=None
    )
    pupils = [
        Pupil(
            None,
            row,
            external_number=p.number,
            first_name=p.first_name,
            prefix=p.prefix,
            surname=p.surname,
            birth_date=p.born,
            sex=p.sex,
            class_code=p.class_code,
            year=p.year,
        )
        for row, p in enumerate(staying, 2)
    ]
    received = await world.send(write_csv(pupils), school=schools[0])
    plan = await latest_plan(await refresh(received.submission))
    assert (plan.counts["new"], plan.counts["leaving"], plan.counts["conflicts"]) == (0, 0, 0)
    assert plan.counts["changed"] == len(staying)  # their year, which Koha has no place for


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"card": PEOPLE[1].card}, "card_twice"),
        ({"number": PEOPLE[2].number}, "number_twice"),
        ({"card": "12"}, "card_invalid"),
        ({"surname": "", "prefix": None}, "no_surname"),
        ({"school": "99XX00"}, "school_unknown"),
        ({"first_name": "A" * 81}, "value_long"),
    ],
    ids=str,
)
async def test_one_line_that_cannot_be_taken_stops_all(world, schools, changes, code):
    data = export_koha([replace(PEOPLE[0], **changes), *PEOPLE[1:]])
    with pytest.raises(NotTakenError) as refused:
        await load(world, data)
    assert code in {remark.code for remark in refused.value.remarks}
    assert not await Customer.all().exists()


async def test_a_card_of_somebody_else_is_no_card_of_the_file(world, schools):
    other = await Customer.create(school=world.school, surname="Wit")
    await Card.create(customer=other, number=PEOPLE[3].card)
    with pytest.raises(NotTakenError) as refused:
        await load(world, export_koha(PEOPLE))
    assert [(r.line, r.code) for r in refused.value.remarks] == [(5, "card_in_use")]


async def test_branches_that_are_no_schools_are_left_where_that_is_said(world, schools):
    people = [*PEOPLE[:10], *(replace(p, school="CENTRAAL") for p in PEOPLE[10:])]
    taken = await load(world, export_koha(people), leave_others=True)
    assert dict(taken.others) == {"CENTRAAL": 50}
    assert await Customer.all().count() == 10


async def test_a_plain_table_is_asked_about_what_nobody_knows(world, schools):
    data = b"Pasnummer;Achternaam;Soort lid\n20001234;Wit;jeugd\n"
    with pytest.raises(UnknownColumnsError) as asked:
        read_members(data)
    assert asked.value.headers == ("Soort lid",)
    file = read_members(data, {"Soort lid": "category"})
    assert [(row.card, row.category) for row in file.rows] == [("20001234", "jeugd")]
    with pytest.raises(UnreadableError):
        read_members(data, {"Soort lid": "shoe_size"})
    await take_over(file, "x.csv", WHO, world.library.numbering, school=schools[0])
    assert (await Card.get(number="20001234")).status == "active"


@pytest.mark.parametrize("data", [b"", b"{}", b'{"users": 3}', b"a;b\n1;2\n", b"[1]"], ids=repr)
def test_what_is_no_list_of_members_is_refused(data):
    with pytest.raises(UnreadableError):
        read_members(data)


def read_koha_line(surname: str, attributes: str = "") -> dict[str, object]:
    head = "cardnumber,surname,branchcode,categorycode,patron_attributes"
    (row,) = read_members(f"{head}\n20001234,{surname},A,B,{attributes}\n".encode()).rows
    return row.values


def test_what_cannot_be_kept_is_taken_out_of_a_value_and_no_cell_is_endless():
    assert read_koha_line("Wi\0t")["surname"] == "Wit"
    attributes = read_koha_line("Wit", '"LLNR:5\r,KLAS:5a"')["attributes"]
    assert attributes == {"LLNR": "5", "KLAS": "5a"}
    with pytest.raises(UnreadableError):
        read_koha_line("W" * 200_000)
    user = b'{"users": [{"barcode": "20001234", "personal": {"lastName": "Wi\\u0000t"}}]}'
    assert read_members(user).rows[0].values["surname"] == "Wit"


async def test_eck_id_is_the_second_key(world, schools):
    head = "school,cardnumber,leerlingnummer,surname,firstname,eck_id\n"
    one = f"{head}10AB00,,501,Wit,Jo,https://ketenid.nl/202701/abc\n".encode()
    await load(world, one)
    again = f"{head}10AB00,77001234,,Wit,Jo,https://ketenid.nl/202701/abc\n".encode()
    taken = await load(world, again)
    assert dict(taken.schools[0].counts) == {"new": 0, "changed": 1, "unchanged": 0}
    elsewhere = f"{head}11AB00,,502,Zwart,Bo,https://ketenid.nl/202701/abc\n".encode()
    with pytest.raises(NotTakenError) as refused:
        await load(world, elsewhere)
    assert [remark.code for remark in refused.value.remarks] == ["eck_in_use"]
    kept = [event.data for event in await Event.all()] + [
        change for plan in await Plan.all() for change in await plan.changes.all().values("details")
    ]
    assert "ketenid" not in str(kept)


async def test_membership_that_is_over_stays_over(world, schools):
    over = today() - timedelta(days=10)
    people = [replace(PEOPLE[0], until=over, since=over + timedelta(days=5))]
    await load(world, export_koha(people))
    (membership,) = await Membership.all()
    assert (membership.starts_on, membership.ends_on) == (over, over)
