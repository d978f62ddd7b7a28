"""Setting the unchanged apart must be seen in nothing but the time that comparing takes."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from tests.core.compare.people import (
    SCHOOL,
    TODAY,
    make_known,
    make_pupil,
    make_roster,
    make_school,
)
from tests.core.compare.test_properties import (
    BIRTH_DATES,
    CLASSES,
    DECISIONS,
    POLICIES,
    PUPILS,
    SURNAMES,
    YEARS,
    always,
    draw_customers,
)

from rosterdesk.core.compare.comparing import compare
from rosterdesk.core.compare.model import (
    AddressOf,
    Context,
    Decisions,
    Difference,
    Known,
    LastImport,
    Policy,
    PublicLibrary,
)
from rosterdesk.core.compare.unchanged import (
    SNAPSHOT_COLUMNS,
    Apart,
    Snapshot,
    Unchanged,
    is_told_by_line,
    set_unchanged_apart,
)
from rosterdesk.core.compare.warnings.elsewhere import Elsewhere
from rosterdesk.core.roster.model import Pupil
from rosterdesk.core.roster.packed import pack_roster, parse_packed

if TYPE_CHECKING:
    from tests.core.compare.reference import Customers

# Every guard speaks already where one or two people are concerned.
SHARP = {
    f"{guard}_count": 1
    for guard in ("wrong_school", "shifted", "renumbered", "partial", "rollover", "leaving")
} | {"leaving_few": 0}
COMMON = {field.name for field in fields(Pupil)} & {field.name for field in fields(Known)}
NUMBER = make_pupil(1).external_number
CONTEXT = Context(today=TODAY, last_import=LastImport(TODAY))


def set_apart(pupils: list[Pupil], known: list[Known], policy: Policy) -> tuple[Apart, list[Known]]:
    """Set them apart as a file and a database have them; also return who is left over."""
    file = parse_packed(pack_roster(make_roster(pupils)).dump())
    if not is_told_by_line(file, policy):
        return Apart(file.unpack(), (), Unchanged()), known
    apart = set_unchanged_apart(file, take_snapshot(known, file.fields), policy)
    return apart, [one for one in known if one.id in set(apart.others)]


def take_snapshot(known: list[Known], names: tuple[str, ...]) -> Snapshot:
    columns = {name: [_get_value(one, name) for one in known] for name in SNAPSHOT_COLUMNS}
    return Snapshot(1, names, [one.id for one in known], [_say(o, names) for o in known], columns)


def _say(known: Known, names: tuple[str, ...]) -> str:
    if known.external_number is None or not known.school_member:
        return ""
    values = [_get_value(known, name) for name in names]
    texts = [str(value) if isinstance(value, int) else value for value in values]
    return orjson.dumps(texts).decode()


def _get_value(known: Known, name: str) -> Any:
    value = getattr(known, name)
    return value.isoformat() if name == "birth_date" and value else value


def compare_apart(
    pupils: list[Pupil],
    customers: Customers,
    policy: Policy,
    decisions: Decisions,
    *,
    apart: bool,
    **more: Any,
) -> Difference:
    here = [known for known in customers.values() if known.school_id == SCHOOL]
    others = [known for known in customers.values() if known.school_id != SCHOOL]
    made, known = Apart(make_roster(pupils), (), Unchanged()), here
    if apart:
        made, known = set_apart(pupils, here, policy)
    return compare(
        make_roster(list(made.roster.pupils), **more),
        SCHOOL,
        known,
        Elsewhere(others),
        policy,
        replace(CONTEXT, decisions=decisions),
        made.unchanged,
    )


@st.composite
def draw_members(draw: st.DrawFn) -> dict[int, Known]:
    """Draw members who are sure to be themselves, in classes and years that others are in too."""
    facts = st.fixed_dictionaries(
        {"class_code": CLASSES, "year": YEARS, "birth_date": BIRTH_DATES, "surname": SURNAMES}
        | {"public_member": st.booleans()}
    )
    drawn = draw(st.lists(facts, min_size=1, max_size=6))
    return {
        row: make_known(make_pupil(row, row=row), **values)
        for row, values in enumerate(drawn, start=100)
    }


@st.composite
def draw_file(draw: st.DrawFn, customers: Customers) -> list[Pupil]:
    """Draw a file of mostly the school's own customers as they are, and some other rows."""
    here = [known for known in customers.values() if known.school_id == SCHOOL]
    own = draw(st.lists(st.sampled_from(here), min_size=1, unique_by=lambda one: one.id))
    rows = [Pupil(None, known.id + 50, **{n: getattr(known, n) for n in COMMON}) for known in own]
    rows += draw(PUPILS)
    if draw(st.integers(0, 9)):  # a file with cards is looked at as a whole, as is one of doubles
        rows = [replace(row, card_number=None) for row in rows]
        rows = list({row.external_number: row for row in rows}.values())
    blank = draw(st.sets(st.sampled_from(["class_code", "year", "first_name", "house_number"])))
    return [replace(row, **dict.fromkeys(blank)) for row in draw(st.permutations(rows))]


@always
@given(st.data(), draw_customers(), draw_members(), POLICIES, DECISIONS, st.booleans())
def test_the_difference_is_the_same_to_the_last_line(
    data: st.DataObject,
    customers: Customers,
    members: Customers,
    policy: Policy,
    decisions: Decisions,
    bulk: bool,
) -> None:
    policy = replace(policy, **SHARP) if data.draw(st.booleans()) else policy
    everybody = customers | members
    pupils = data.draw(draw_file(everybody))
    one = compare_apart(pupils, everybody, policy, decisions, apart=False, bulk=bulk)
    other = compare_apart(pupils, everybody, policy, decisions, apart=True, bulk=bulk)
    assert one == other
    here = [known for known in everybody.values() if known.school_id == SCHOOL]
    event(f"set apart: {min(2, set_apart(pupils, here, policy)[0].unchanged.count)}")


def test_of_a_school_in_which_little_changed_little_is_looked_at() -> None:
    pupils = make_school(60, years=6)
    known = [make_known(pupil) for pupil in pupils]
    file = [replace(pupils[0], surname="Anders"), *pupils[1:-1], make_pupil(99, row=900)]
    apart, others = set_apart(file, known, Policy())
    assert {pupil.row for pupil in apart.roster.pupils} == {pupils[0].row, 900}
    assert {one.id for one in others} == {pupils[0].row, pupils[-1].row}
    assert apart.unchanged.count == 58


def test_a_member_who_may_now_join_the_public_library_is_not_unchanged() -> None:
    pupil = make_pupil(1)
    known = make_known(pupil)
    joins = Policy(public_library=PublicLibrary.EVERYONE)
    assert set_apart([pupil], [known], joins)[0].unchanged.count == 0
    known.public_member = True
    assert set_apart([pupil], [known], joins)[0].unchanged.count == 1


@pytest.mark.parametrize(("wish", "is_member", "unchanged"), [(True, False, 0), (True, True, 1)])
def test_who_agrees_to_join_is_not_unchanged(wish: bool, is_member: bool, unchanged: int) -> None:
    others = [make_pupil(2), replace(make_pupil(3), public_library=False)]
    known = [replace(make_known(make_pupil(1)), public_member=is_member), *map(make_known, others)]
    apart, _ = set_apart([replace(make_pupil(1), public_library=wish), *others], known, Policy())
    assert apart.unchanged.count == 2 + unchanged


def test_who_is_said_to_leave_is_not_unchanged() -> None:
    pupils = [replace(make_pupil(1), leaves_on=TODAY), make_pupil(2)]
    apart, _ = set_apart(pupils, [make_known(pupil) for pupil in pupils], Policy())
    assert apart.roster.pupils == (pupils[0],)


def test_only_what_the_file_fills_is_said() -> None:
    some = Unchanged(("year",), 3, {"year": [1, None, 2], "role": ["pupil"] * 3})
    assert (some.count_said("year"), some.count_said("role")) == (2, 0)
    assert (some.collect_said("role"), some.collect_known("role")) == (set(), {"pupil"})


def test_an_empty_file_and_one_without_numbers_are_looked_at_as_they_are() -> None:
    known = make_known(make_pupil(1))
    empty = Apart(make_roster([]), (), Unchanged())
    assert set_apart([], [known], Policy()) == (empty, [known])
    nameless = make_pupil(1, external_number=None)
    assert set_apart([nameless], [known], Policy())[0].roster.pupils == (nameless,)


def test_who_stands_in_the_file_once_more_is_not_set_apart() -> None:
    pupils = make_school(12, years=2)
    again = replace(pupils[0], row=900, external_number="99999")
    apart, _ = set_apart([*pupils, again], [make_known(pupil) for pupil in pupils], Policy())
    assert {pupil.row for pupil in apart.roster.pupils} == {pupils[0].row, 900}
    assert apart.unchanged.count == 11


@pytest.mark.parametrize(
    "pupils",
    [
        pytest.param(
            [make_pupil(1), replace(make_pupil(2), external_number=NUMBER)], id="repeated"
        ),
        pytest.param([replace(make_pupil(1), card_number="2000000001")], id="a card"),
    ],
)
def test_a_file_whose_lines_do_not_say_who_it_is_is_looked_at_whole(pupils: list[Pupil]) -> None:
    apart, others = set_apart(pupils, known := [make_known(pupils[0])], Policy())
    assert apart.roster.pupils == tuple(pupils)
    assert others == known


def test_addresses_that_are_not_taken_over_are_not_compared() -> None:
    pupil = replace(make_pupil(1), street="Dorpsstraat")
    policy = Policy(address=AddressOf.SCHOOL)
    assert set_apart([pupil], [make_known(pupil)], policy)[0].roster.pupils == (pupil,)


@pytest.mark.parametrize("apart", [True, False])
@pytest.mark.parametrize(("elsewhere", "warns"), [(5, False), (6, True)])
def test_who_is_unchanged_counts_among_the_pupils_of_a_file(elsewhere, warns, apart):
    """Half of a file is another school's from six of twelve on, and five are fewer than half."""
    pupils = make_school(12)
    customers = {
        pupil.row: make_known(pupil, school_id=SCHOOL + 1 if place < elsewhere else SCHOOL)
        for place, pupil in enumerate(pupils)
    }
    found = compare_apart(pupils, customers, Policy(), Decisions(), apart=apart)
    said = [each.values for each in found.warnings if each.code == "wrong_school"]
    expected = {"elsewhere": 6, "pupils": 12, "school_id": SCHOOL + 1}
    assert said == ([expected] if warns else [])
