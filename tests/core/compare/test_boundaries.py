"""The last file that a guard lets pass and the first that it stops, with what it says of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.core.compare.people import (
    OTHER_SCHOOL,
    TODAY,
    get_codes,
    make_known,
    make_pupil,
    make_school,
    run,
)
from tests.core.compare.test_guards import AUGUST, KNOWN, SCHOOL_OF_SIX_YEARS, known_elsewhere

from rosterdesk.core.compare.model import Context, Policy
from rosterdesk.core.compare.warnings.renumbering import is_renumbered
from rosterdesk.core.compare.warnings.rollover import is_most
from rosterdesk.core.compare.warnings.shifting import Shift, is_shifted
from rosterdesk.core.roster.model import SchoolHint

POLICY = Policy()
HUNDRED = make_school(100)
KNOWN_HUNDRED = [make_known(pupil) for pupil in HUNDRED]


def find_values(difference, code):
    """Return what the warning says, None where it is not there."""
    return next((each.values for each in difference.warnings if each.code == code), None)


def make_strangers(count):
    return [make_pupil(500 + number) for number in range(count)]


@pytest.mark.parametrize(
    ("leaving", "policy", "stops"),
    [
        (30, POLICY, False),  # 30 % may leave
        (31, POLICY, True),
        (8, Policy(leaving_count=8), False),
        (9, Policy(leaving_count=8), True),
        (5, Policy(leaving_percent=0), False),  # so few may always leave
        (6, Policy(leaving_percent=0), True),
        (6, Policy(leaving_few=6, leaving_percent=0, leaving_count=0), False),
        (100, Policy(leaving_percent=100), False),
    ],
)
def test_as_many_may_leave_as_the_policy_says_and_not_one_more(leaving, policy, stops):
    difference = run(HUNDRED[leaving:] or make_strangers(100), KNOWN_HUNDRED, policy=policy)
    assert ("many_leaving" in get_codes(difference)) == stops


def test_the_share_that_leaves_is_rounded_and_of_the_members():
    difference = run(SCHOOL_OF_SIX_YEARS[:59], KNOWN, policy=Policy(partial_count=99))
    assert find_values(difference, "many_leaving") == {
        "leaving": 61,
        "members": 120,
        "percent": 51,
    }


@pytest.mark.parametrize(("known", "stops"), [(19, True), (20, False), (21, False)])
def test_a_file_needs_one_in_five_who_is_known_here(known, stops):
    pupils = HUNDRED[:known] + make_strangers(100 - known)
    difference = run(pupils, KNOWN_HUNDRED)
    values = find_values(difference, "wrong_school")
    assert values == ({"known": known, "pupils": 100} if stops else None)


@pytest.mark.parametrize(
    ("pupils", "members", "stops"), [(4, 100, False), (5, 100, True), (9, 4, False), (9, 5, True)]
)
def test_fewer_than_five_are_too_few_to_say_that_it_is_another_schools(pupils, members, stops):
    difference = run(make_strangers(pupils), KNOWN_HUNDRED[:members])
    assert ("wrong_school" in get_codes(difference)) == stops


@pytest.mark.parametrize(
    ("elsewhere", "here", "stops"),
    [(5, 5, True), (5, 6, False), (4, 4, False), (6, 6, True), (60, 0, True)],
)
def test_half_of_the_file_at_one_other_school_is_that_schools(elsewhere, here, stops):
    others = make_strangers(elsewhere)
    difference = run(
        HUNDRED[:here] + others,
        KNOWN_HUNDRED[: max(here, 1)],
        elsewhere=known_elsewhere(others),
    )
    values = find_values(difference, "wrong_school")
    assert values == (
        {"elsewhere": elsewhere, "pupils": elsewhere + here, "school_id": OTHER_SCHOOL}
        if stops
        else None
    )


@pytest.mark.parametrize(
    ("hint", "own", "codes"),
    [
        (SchoolHint("99YY", None), Context(TODAY, brin="99XX"), ("99YY", "99XX")),
        (SchoolHint("9X", "01"), Context(TODAY, brin="9X", location="00"), ("9X01", "9X00")),
        (SchoolHint("99XX", None), Context(TODAY, brin="99XX", location="00"), None),
        (SchoolHint("99XX", "01"), Context(TODAY, brin="99XX"), None),
        (SchoolHint("", "01"), Context(TODAY, brin="99XX"), None),
        (SchoolHint("99XX", "01"), Context(TODAY), None),
    ],
)
def test_a_code_differs_as_far_as_both_say_it(hint, own, codes):
    values = find_values(run(HUNDRED, KNOWN_HUNDRED, school=hint, context=own), "wrong_school")
    assert values == ({"file_code": codes[0], "own_code": codes[1]} if codes else None)


@pytest.mark.parametrize(
    ("pairs", "odd", "shifted"), [(100, 40, True), (100, 39, False), (5, 5, True), (4, 4, False)]
)
@pytest.mark.parametrize("field", ["surnames", "first_names", "birth_dates"])
def test_two_in_five_who_differ_are_a_column_that_was_moved(pairs, odd, shifted, field):
    assert is_shifted(Shift(pairs, **{field: odd}), POLICY) is shifted


@pytest.mark.parametrize(
    ("renumbered", "others", "is_question"),
    [(5, 5, True), (5, 6, False), (4, 0, False), (50, 50, True), (49, 51, False), (5, 0, True)],
)
def test_half_with_a_new_number_is_one_question(renumbered, others, is_question):
    assert is_renumbered(renumbered, others, POLICY) is is_question


@pytest.mark.parametrize(
    ("count", "total", "most"),
    [(5, 8, True), (5, 9, False), (4, 4, False), (6, 10, True), (59, 100, False), (60, 100, True)],
)
def test_most_is_three_in_five_and_five_at_least(count, total, most):
    assert is_most(count, total, POLICY) is most


# Half of the second and of the last year are in a class B.
SPLIT = [
    replace(each, class_code=f"{each.year}B") if each.id % 2 and each.year in {2, 6} else each
    for each in KNOWN
]


class TestRollover:
    """A new school year excuses the highest class, and nothing else."""

    def test_the_highest_class_that_left_is_not_missed(self):
        difference = run(AUGUST, SPLIT)
        assert get_codes(difference) == {"year_rollover"}

    def test_another_class_that_nobody_is_in_any_more_is_missed(self):
        gone = {each.external_number for each in SPLIT if each.class_code == "2B"}
        difference = run([p for p in AUGUST if p.external_number not in gone], SPLIT)
        assert find_values(difference, "partial_file") == {"classes": ["2B"], "years": []}
        assert difference.counts.leaving == 0

    @pytest.mark.parametrize("step", [-1, 0, 2])
    def test_who_did_not_go_up_one_year_is_not_marked(self, step):
        pupil = AUGUST[30]
        known = next(each for each in KNOWN if each.external_number == pupil.external_number)
        moved = replace(pupil, year=(known.year or 0) + step, class_code="7X")
        difference = run([moved if p is pupil else p for p in AUGUST], KNOWN)
        assert find_values(difference, "year_rollover")["only_year"] == 99
        (change,) = [each for each in difference.changes if each.customer_id == known.id]
        assert "year_up" not in change.remarks
