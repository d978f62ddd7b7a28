"""Properties that must hold for every roster and every set of customers."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.compare.people import OTHER_SCHOOL, SCHOOL, run
from tests.core.compare.reference import Customers, apply

from rosterdesk.core.compare.model import (
    CardNumbers,
    ChangeKind,
    Decisions,
    Known,
    Policy,
    PublicLibrary,
)
from rosterdesk.core.roster.model import Pupil

# Few values, so that numbers, names and birth dates collide all the time.
NUMBERS = st.sampled_from([None, "1", "01", "001", "2", "02", "3", "4", "5", "99XX6", "6"])
FIRST_NAMES = st.sampled_from([None, "Sanne", "Sannie", "Sánne", "Yusuf", "Bram"])
SURNAMES = st.sampled_from([None, "Berg", "van den Berg", "Bergh", "Yilmaz", "Smit"])
BIRTH_DATES = st.sampled_from([None, date(2014, 1, 1), date(2014, 1, 2), date(2015, 6, 6)])
CARDS = st.sampled_from([None, None, "C1", "C2", "c 1"])
CLASSES = st.sampled_from([None, "1A", "2A", "10A"])
YEARS = st.sampled_from([None, 0, 1, 2])
# The same cases each time; a long search takes other ones: ROSTERDESK_EXAMPLES=5000.
EXAMPLES = os.environ.get("ROSTERDESK_EXAMPLES")
always = settings(
    max_examples=int(EXAMPLES or 100), derandomize=EXAMPLES is None, database=None, deadline=None
)
DOING_NOTHING = {ChangeKind.CONFLICT, ChangeKind.SKIPPED}

PUPIL_VALUES: dict[str, Any] = {
    "external_number": NUMBERS,
    "first_name": FIRST_NAMES,
    "surname": SURNAMES,
    "prefix": st.sampled_from([None, "van den"]),
    "birth_date": BIRTH_DATES,
    "card_number": CARDS,
    "class_code": CLASSES,
    "year": YEARS,
    "house_number": st.sampled_from([None, "1", "2"]),
    "role": st.sampled_from(["pupil", "pupil", "teacher"]),
    "public_library": st.sampled_from([None, True, False]),
    "leaves_on": st.sampled_from([None, None, None, date(2026, 1, 1), date(2027, 1, 1)]),
}
PUPILS = st.lists(st.fixed_dictionaries(PUPIL_VALUES), max_size=8).map(
    lambda rows: [Pupil(sheet=None, row=n, **row) for n, row in enumerate(rows, start=2)]
)
KNOWN_VALUES: dict[str, Any] = {
    name: strategy
    for name, strategy in PUPIL_VALUES.items()
    if name not in {"public_library", "leaves_on", "card_number", "external_number"}
}
FACTS = st.fixed_dictionaries(
    KNOWN_VALUES
    | {
        "school_id": st.sampled_from([SCHOOL, SCHOOL, OTHER_SCHOOL]),
        "school_member": st.booleans(),
        "public_member": st.booleans(),
        "hand_edited": st.sampled_from([frozenset(), frozenset(), frozenset({"surname"})]),
    }
)
POLICIES = st.builds(
    Policy,
    number_prefix=st.sampled_from(["", "99XX"]),
    ignore_leading_zeros=st.booleans(),
    public_library=st.sampled_from(PublicLibrary),
    card_numbers=st.sampled_from(CardNumbers),
    public_library_from_year=st.sampled_from([None, 1]),
)


DECISIONS = st.builds(
    Decisions,
    people=st.dictionaries(
        st.tuples(st.none(), st.integers(2, 9)), st.sampled_from([None, 1, 2, 3, 4, 5])
    ),
    all_conflicts=st.sampled_from([None, "same", "another"]),
    renumber=st.sampled_from([None, True, False]),
    lifted=st.frozensets(st.sampled_from(["partial_file", "rows_with_errors"])),
    overwrite_all=st.booleans(),
)


@st.composite
def draw_customers(draw: st.DrawFn) -> Customers:
    """Draw customers of two schools; a number is one person's in a school, a card everywhere."""
    people = draw(st.lists(FACTS, max_size=8))
    cards = draw(st.permutations(["C1", "C2", "C3", *[None] * 8]))
    numbers = {
        school: draw(st.permutations(["1", "01", "2", "3", "6", "99XX6", *[None] * 3]))
        for school in (SCHOOL, OTHER_SCHOOL)
    }
    return {
        number: Known(
            id=number,
            revision=1,
            card_number=cards.pop(),
            external_number=numbers[facts["school_id"]].pop(),
            **facts,
        )
        for number, facts in enumerate(people, start=1)
    }


def compare_all(pupils: list[Pupil], customers: Customers, policy: Policy, **more: Any):
    here = [known for known in customers.values() if known.school_id == SCHOOL]
    others = [known for known in customers.values() if known.school_id != SCHOOL]
    return run(pupils, here, elsewhere=others, policy=policy, **more)


def list_doing(difference) -> list[Any]:
    return [change for change in difference.changes if change.kind not in DOING_NOTHING]


@always
@given(PUPILS, draw_customers(), POLICIES)
def test_after_applying_nothing_is_left_to_do(
    pupils: list[Pupil], customers: Customers, policy: Policy
) -> None:
    first = compare_all(pupils, customers, policy)
    after = apply(first, customers, SCHOOL)
    assert list_doing(compare_all(pupils, after, policy)) == []


@always
@given(PUPILS, POLICIES)
def test_customers_that_a_roster_made_are_unchanged_by_it(
    pupils: list[Pupil], policy: Policy
) -> None:
    made = apply(run(pupils, [], policy=policy), {}, SCHOOL)
    assert list_doing(compare_all(pupils, made, policy)) == []


@always
@given(PUPILS, draw_customers(), POLICIES, st.randoms(use_true_random=False))
def test_order_of_rows_and_customers_changes_nothing(
    pupils: list[Pupil], customers: Customers, policy: Policy, random: Any
) -> None:
    shuffled, others = list(pupils), list(customers.items())
    random.shuffle(shuffled)
    random.shuffle(others)
    one = compare_all(pupils, customers, policy)
    other = compare_all(shuffled, dict(others), policy)
    for change in (*one.changes, *other.changes):
        change.candidates = tuple(sorted(change.candidates))
    assert one == other


@always
@given(PUPILS, draw_customers(), POLICIES)
def test_blank_is_never_written(pupils: list[Pupil], customers: Customers, policy: Policy) -> None:
    """The only exception: a pupil who moves leaves the number of the other school behind."""
    for change in compare_all(pupils, customers, policy).changes:
        written = {name for name, (_, after) in change.fields.items() if after is None}
        assert written <= ({"external_number"} if change.kind is ChangeKind.MOVED else set())
        assert all(before != after for before, after in change.fields.values())


@always
@given(PUPILS, draw_customers(), POLICIES, DECISIONS)
def test_everybody_is_accounted_for_once(
    pupils: list[Pupil], customers: Customers, policy: Policy, decisions: Decisions
) -> None:
    """Each row is one line or unchanged; each customer stands in at most one line that acts."""
    difference = compare_all(pupils, customers, policy, decisions=decisions)
    rows = [change.row for change in difference.changes if change.row is not None]
    assert len(rows) == len(set(rows))
    gone = sum(
        change.row is None and pupil_left(customers[change.customer_id or 0], pupils)
        for change in difference.changes
    )
    assert len(rows) + difference.counts.unchanged + gone >= len(pupils)
    ids = [c.customer_id for c in list_doing(difference) if c.customer_id is not None]
    assert len(ids) == len(set(ids))


def pupil_left(known: Known, pupils: list[Pupil]) -> bool:
    return any(pupil.leaves_on is not None for pupil in pupils) and known.school_member


@always
@given(PUPILS, draw_customers(), POLICIES)
def test_hand_edited_fields_are_never_written_unasked(
    pupils: list[Pupil], customers: Customers, policy: Policy
) -> None:
    for change in list_doing(compare_all(pupils, customers, policy)):
        if change.customer_id is not None:
            assert not customers[change.customer_id].hand_edited & change.fields.keys()


@always
@given(PUPILS, draw_customers(), POLICIES)
def test_nobody_leaves_because_of_a_delta(
    pupils: list[Pupil], customers: Customers, policy: Policy
) -> None:
    difference = compare_all(pupils, customers, policy, bulk=False)
    assert difference.counts.leaving == 0
    after = apply(difference, customers, SCHOOL)
    for number, known in customers.items():
        assert after[number].school_member >= known.school_member


@always
@given(PUPILS, draw_customers(), POLICIES, DECISIONS)
def test_numbers_and_cards_stay_one_persons(
    pupils: list[Pupil], customers: Customers, policy: Policy, decisions: Decisions
) -> None:
    """The librarian may answer anything, also to rows and about customers that are not there."""
    difference = compare_all(pupils, customers, policy, decisions=decisions)
    after = apply(difference, customers, SCHOOL).values()
    numbers = [(c.school_id, c.external_number) for c in after if c.external_number]
    cards = [c.card_number for c in after if c.card_number]
    assert len(numbers) == len(set(numbers))
    assert len(cards) == len(set(cards))


@always
@given(PUPILS, draw_customers(), POLICIES)
def test_input_is_left_as_it_was(pupils: list[Pupil], customers: Customers, policy: Policy) -> None:
    before = {number: replace(known) for number, known in customers.items()}
    compare_all(pupils, customers, policy)
    assert customers == before
