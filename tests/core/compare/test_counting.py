"""Sums and first conditions of comparing, where each part counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.core.compare.people import (
    SCHOOL,
    TODAY,
    get_counts,
    get_only,
    make_known,
    make_pupil,
    make_roster,
    run,
)
from tests.core.compare.test_guards import ERROR

from rosterdesk.core.compare.comparing import compare
from rosterdesk.core.compare.leaving import split_leavers
from rosterdesk.core.compare.matching import Matching
from rosterdesk.core.compare.model import CardNumbers, Context, Decisions, Policy
from rosterdesk.core.compare.unchanged import Unchanged
from rosterdesk.core.compare.warnings.elsewhere import Elsewhere

PUPILS = [make_pupil(number) for number in range(8)]
KNOWN = [make_known(pupil) for pupil in PUPILS]


def test_everybody_recognised_is_counted_once():
    pairs = list(zip(PUPILS, KNOWN, strict=True))
    matching = Matching(pairs=pairs[:2], renumbered=pairs[1:3], unchanged=Unchanged(count=3))
    assert (matching.paired, matching.recognised) == (5, 6)


def test_the_unchanged_are_those_apart_those_alike_and_those_gone_before():
    pupils = [*PUPILS[:4], replace(PUPILS[4], leaves_on=TODAY)]
    known = [*KNOWN[:4], replace(KNOWN[4], school_member=False)]
    difference = compare(
        make_roster(pupils),
        SCHOOL,
        known,
        Elsewhere([]),
        Policy(),
        Context(TODAY),
        Unchanged(count=3),
    )
    assert get_counts(difference) == {"unchanged": 8}


def test_members_are_those_of_the_roles_in_the_file_and_nobody_else():
    teacher = make_known(make_pupil(90), 9000, role="teacher")
    former = replace(KNOWN[0], school_member=False)
    matching = Matching(unchanged=Unchanged(count=3))
    roster = make_roster(PUPILS)
    leavers = split_leavers(matching, roster, [former, *KNOWN[1:], teacher], TODAY)
    assert leavers.members == 3 + 7


@pytest.mark.parametrize(
    ("leaves_on", "gone"),
    [(date(2026, 8, 23), True), (TODAY, True), (date(2026, 8, 25), False), (None, False)],
)
def test_a_last_day_is_over_on_the_day_itself(leaves_on, gone):
    rows = [replace(PUPILS[0], leaves_on=leaves_on), *PUPILS[1:]]
    assert run(rows, KNOWN).counts.leaving == int(gone)


def test_who_is_absent_and_who_is_gone_are_both_shown_where_leaving_is_withheld():
    rows = [replace(PUPILS[0], leaves_on=TODAY), *PUPILS[1:-1]]
    difference = run(rows, KNOWN, problems=(ERROR,))
    assert [each.customer_id for each in difference.changes] == [KNOWN[0].id, KNOWN[-1].id]
    assert {each.remarks for each in difference.changes} == {("leaving_withheld",)}


def test_a_number_that_two_customers_have_but_for_zeros_is_asked_and_never_guessed():
    twin = replace(KNOWN[0], id=900, external_number="010000", surname="Anders", first_name="Wie")
    stranger = make_pupil(77, external_number="0010000")
    difference = run([stranger, *PUPILS[1:]], [*KNOWN, twin])
    (conflict,) = [each for each in difference.changes if each.kind == "conflict"]
    assert conflict.remarks == ("number_ambiguous",)
    assert difference.counts.leaving == 0


@pytest.mark.parametrize(("school", "kind"), [(SCHOOL, "changed"), (2, "moved")])
def test_an_answer_pairs_who_is_here_and_moves_who_is_elsewhere(school, kind):
    known = replace(KNOWN[0], external_number="X1", school_id=school)
    here, there = ([known], []) if school == SCHOOL else ([], [known])
    decisions = Decisions(people={(None, PUPILS[0].row): known.id})
    answered = get_only(run(PUPILS[:1], here, elsewhere=there, decisions=decisions))
    assert (answered.kind, answered.customer_id) == (kind, known.id)


def test_a_card_that_one_row_wants_is_given_and_one_that_two_want_is_not():
    policy = Policy(card_numbers=CardNumbers.FILE)
    one = replace(PUPILS[0], card_number="2000000011")
    two = replace(PUPILS[1], card_number="2000000011")
    alone = get_only(run([one], [], policy=policy))
    assert alone.fields["card_number"][1] == "2000000011"
    both = run([one, two], [], policy=policy).changes
    assert ["card_number" in each.fields for each in both] == [False, False]
    assert {each.remarks for each in both} == {("card_twice",)}


@pytest.mark.parametrize(
    ("blank", "shown"),
    [
        ({"surname": None}, "Iemand Bekend"),
        ({"first_name": None}, "Iemand Bekend"),
        ({"first_name": None, "initials": "S."}, "S. Jansenba"),
        ({}, "Sanneba Jansenba"),
    ],
)
def test_a_name_that_the_file_leaves_out_is_shown_as_it_is_known(blank, shown):
    known = replace(KNOWN[0], surname="Bekend", first_name="Iemand")
    pupil = replace(PUPILS[0], city="Elders", **blank)
    assert get_only(run([pupil], [known])).name == shown


def test_two_rows_and_two_customers_of_one_number_but_for_zeros_are_not_paired_by_order():
    twin = replace(KNOWN[0], id=900, external_number="010000", surname="Anders", first_name="Wie")
    rows = [make_pupil(77, external_number="0010000"), make_pupil(78, external_number="00010000")]
    difference = run([*rows, *PUPILS[1:]], [*KNOWN, twin])
    conflicts = [each for each in difference.changes if each.kind == "conflict"]
    assert [each.remarks for each in conflicts] == [("number_ambiguous",)] * 2
    assert difference.counts.leaving == 0
