"""The matching of rows with people: one case a line, each says what a row becomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from tests.core.compare.people import (
    OTHER_SCHOOL,
    SCHOOL,
    get_codes,
    get_counts,
    get_only,
    make_known,
    make_pupil,
    make_school,
    run,
)

if TYPE_CHECKING:
    from rosterdesk.core.roster.model import Pupil

from rosterdesk.core.compare.matching import list_strangers
from rosterdesk.core.compare.model import ChangeKind, Decisions, Known, Policy

ONE = make_pupil(1, first_name="Sanne", prefix="van den", surname="Berg")
BORN = ONE.birth_date
WITH_PREFIX = Policy(number_prefix="99XX")
STRICT_ZEROS = Policy(ignore_leading_zeros=False)


def like_one(**values: object) -> Pupil:
    return replace(ONE, **values)  # type: ignore[arg-type]


# (pupil, values of the known customer, policy, kind of the change or None for unchanged)
HERE = {
    "same number": (ONE, {}, Policy(), None),
    "number without its zeros": (like_one(external_number="0010001"), {}, Policy(), None),
    "zeros count by policy": (like_one(external_number="0010001"), {}, STRICT_ZEROS, "conflict"),
    "number with the BRIN": (like_one(external_number="99XX-10001"), {}, WITH_PREFIX, None),
    "number in other case": (
        like_one(external_number="ab1"),
        {"external_number": "AB1"},
        Policy(),
        None,
    ),
    "former pupil": (ONE, {"school_member": False}, Policy(), "returned"),
    "card number, number unknown": (
        like_one(external_number="7", card_number="2000 1"),
        {"card_number": "20001"},
        Policy(),
        "changed",
    ),
    "card number of quite another person": (
        make_pupil(50, card_number="20001"),
        {"card_number": "20001"},
        Policy(),
        "conflict",
    ),
    "no number in the file: by name and birth date": (
        like_one(external_number=None),
        {},
        Policy(),
        None,
    ),
    "no number known: by name and birth date": (
        ONE,
        {"external_number": None},
        Policy(),
        "changed",
    ),
    "prefix inside the surname": (
        like_one(external_number=None, prefix=None, surname="Van den Berg"),
        {},
        Policy(),
        "changed",
    ),
    "accents do not count": (
        like_one(external_number=None, first_name="Sánne"),
        {},
        Policy(),
        "changed",
    ),
    "same person, new number": (like_one(external_number="7"), {}, Policy(), "conflict"),
    "similar name, new number": (
        like_one(external_number="7", first_name="Sanna"),
        {},
        Policy(),
        "conflict",
    ),
    "call name cut short, new number": (
        like_one(external_number="7", first_name="San"),
        {},
        Policy(),
        "conflict",
    ),
    "double surname, new number": (
        like_one(external_number="7", surname="Berg-Smit"),
        {},
        Policy(),
        "conflict",
    ),
    "names in each other's column": (
        like_one(external_number="7", first_name="Berg", prefix=None, surname="Sanne"),
        {},
        Policy(),
        "conflict",
    ),
    "number of another person": (
        like_one(first_name="Yusuf", prefix=None, surname="Yilmaz", birth_date=date(2020, 2, 2)),
        {},
        Policy(),
        "conflict",
    ),
    "married, same birth date": (like_one(prefix=None, surname="Smit"), {}, Policy(), "changed"),
    "birth date corrected": (like_one(birth_date=date(2014, 2, 1)), {}, Policy(), "changed"),
}


@pytest.mark.parametrize("case", HERE.values(), ids=HERE.keys())
def test_row_meets_customer_of_this_school(
    case: tuple[Pupil, dict[str, object], Policy, str | None],
) -> None:
    pupil, values, policy, kind = case
    known = [make_known(ONE, 1, **values)]
    difference = run([pupil], known, policy=policy)
    assert [change.kind for change in difference.changes] == ([kind] if kind else [])
    assert difference.counts.unchanged == (kind is None)
    if kind == "conflict":
        assert difference.changes[0].candidates == (1,)
        assert difference.changes[0].customer_id is None
    elif kind:
        assert difference.changes[0].customer_id == 1


OTHERS = {
    "twin": like_one(external_number="7", first_name="Tom"),
    "namesake born on another day": like_one(external_number="7", birth_date=date(2013, 5, 5)),
    "nobody alike": make_pupil(50),
}


@pytest.mark.parametrize("pupil", OTHERS.values(), ids=OTHERS.keys())
def test_other_person_is_new_and_the_known_one_leaves(pupil: Pupil) -> None:
    difference = run([pupil], [make_known(ONE, 1)])
    assert get_counts(difference) == {"new": 1, "leaving": 1}


def test_conflict_keeps_the_candidate_from_leaving() -> None:
    """A person in doubt is not absent."""
    difference = run([like_one(external_number="7")], [make_known(ONE, 1)])
    assert get_counts(difference) == {"conflicts": 1}
    assert get_codes(difference) == {"probable_duplicates"}
    assert not difference.blocked


ROW = (None, ONE.row)
DOUBLE = like_one(external_number="7")
REUSED = like_one(first_name="Yusuf", prefix=None, surname="Yilmaz", birth_date=date(2020, 2, 2))
ANSWERS = {
    "double is the same": (DOUBLE, Decisions(people={ROW: 1}), {"changed": 1}),
    "double is another": (DOUBLE, Decisions(people={ROW: None}), {"new": 1, "leaving": 1}),
    "all doubles are the same": (DOUBLE, Decisions(all_conflicts="same"), {"changed": 1}),
    "all doubles are others": (
        DOUBLE,
        Decisions(all_conflicts="another"),
        {"new": 1, "leaving": 1},
    ),
    "somebody who is no candidate": (DOUBLE, Decisions(people={ROW: 99}), {"conflicts": 1}),
    "answer for another row": (DOUBLE, Decisions(people={(None, 900): 1}), {"conflicts": 1}),
    "reused number, same": (REUSED, Decisions(people={ROW: 1}), {"changed": 1}),
    "reused number, another": (
        REUSED,
        Decisions(people={ROW: None}),
        {"new": 1, "leaving": 1},
    ),
    "reused numbers are not all the same at once": (
        REUSED,
        Decisions(all_conflicts="same"),
        {"conflicts": 1},
    ),
    "nor all another's": (REUSED, Decisions(all_conflicts="another"), {"conflicts": 1}),
}


@pytest.mark.parametrize("case", ANSWERS.values(), ids=ANSWERS.keys())
def test_answer_of_the_librarian_is_followed(
    case: tuple[Pupil, Decisions, dict[str, int]],
) -> None:
    pupil, decisions, counts = case
    assert get_counts(run([pupil], [make_known(ONE, 1)], decisions=decisions)) == counts


def test_new_person_takes_the_number_from_its_former_bearer() -> None:
    former = make_known(ONE, 1, school_member=False)
    difference = run([REUSED], [former], decisions=Decisions(people={ROW: None}))
    change = get_only(difference)
    assert (change.kind, change.number_from) == (ChangeKind.NEW, 1)


def test_same_person_keeps_the_number() -> None:
    difference = run([REUSED], [make_known(ONE, 1)], decisions=Decisions(people={ROW: 1}))
    assert get_only(difference).number_from is None


def test_two_who_swapped_numbers_can_be_put_right() -> None:
    """Each row is asked about, with the bearer of the number and the person of that name."""
    two = make_pupil(2, first_name="Yusuf", surname="Yilmaz")
    known = [make_known(ONE, 1), make_known(two, 2)]
    rows = [
        replace(ONE, external_number=two.external_number),
        replace(two, external_number=ONE.external_number),
    ]
    asked = run(rows, known)
    assert {change.candidates for change in asked.changes} == {(2, 1), (1, 2)}
    people = {(None, rows[0].row): 1, (None, rows[1].row): 2}
    answered = run(rows, known, decisions=Decisions(people=people))
    assert {(c.customer_id, c.number_from) for c in answered.changes} == {(1, 2), (2, 1)}
    assert get_counts(answered) == {"changed": 2}


def make_elsewhere(**values: object) -> Known:
    return make_known(ONE, 1, school_id=OTHER_SCHOOL, external_number="555", **values)


MOVED = {
    "by name and birth date": (ONE, make_elsewhere(), "moved"),
    "by card number": (
        like_one(first_name="S.", card_number="20001"),
        make_elsewhere(card_number="20001"),
        "moved",
    ),
    "former pupil there": (ONE, make_elsewhere(school_member=False), "moved"),
    "similar name": (like_one(first_name="Sanna"), make_elsewhere(), "conflict"),
    "card of quite another person": (
        like_one(
            first_name="Yusuf",
            prefix=None,
            surname="Yilmaz",
            birth_date=date(2020, 2, 2),
            card_number="20001",
        ),
        make_elsewhere(card_number="20001"),
        "conflict",
    ),
    "teacher who works there": (
        like_one(role="teacher"),
        make_elsewhere(role="teacher"),
        "conflict",
    ),
    "namesake": (like_one(birth_date=date(2013, 5, 5)), make_elsewhere(), "new"),
}


@pytest.mark.parametrize("case", MOVED.values(), ids=MOVED.keys())
def test_row_meets_customer_of_another_school(case: tuple[Pupil, Known, str]) -> None:
    pupil, known, kind = case
    assert get_only(run([pupil], [], elsewhere=[known])).kind == kind


def test_moving_takes_the_customer_along() -> None:
    """Card and public membership stay; school, number and class are the new school's."""
    known = make_elsewhere(card_number="20001", public_member=True, class_code="7C")
    change = get_only(run([ONE], [], elsewhere=[known]))
    assert change.customer_id == known.id
    assert change.fields == {
        "school_id": (OTHER_SCHOOL, SCHOOL),
        "external_number": ("555", "10001"),
        "class_code": ("7C", "5A"),
    }


def test_moving_leaves_the_number_of_the_other_school_behind() -> None:
    """It may be somebody else's here."""
    change = get_only(run([like_one(external_number=None)], [], elsewhere=[make_elsewhere()]))
    assert change.fields["external_number"] == ("555", None)


def test_former_pupil_elsewhere_becomes_a_member_again() -> None:
    change = get_only(run([ONE], [], elsewhere=[make_elsewhere(school_member=False)]))
    assert change.fields["school_member"] == (False, True)


def test_conflict_elsewhere_answered_same_is_a_move() -> None:
    decisions = Decisions(people={ROW: 1})
    difference = run(
        [like_one(first_name="Sanna")], [], elsewhere=[make_elsewhere()], decisions=decisions
    )
    assert get_counts(difference) == {"moved": 1}


def test_similar_name_here_that_is_taken_does_not_hide_the_one_elsewhere() -> None:
    """Sanna is known here under her own number; Sannie may be the one of the other school."""
    sanna = like_one(row=50, external_number="8", first_name="Sanna")
    sannie = like_one(first_name="Sannie")
    difference = run([sanna, sannie], [make_known(sanna, 2)], elsewhere=[make_elsewhere()])
    assert get_only(difference).candidates == (1,)


def test_customer_of_this_school_goes_before_one_elsewhere() -> None:
    difference = run([ONE], [make_known(ONE, 2)], elsewhere=[make_elsewhere()])
    assert get_counts(difference) == {"unchanged": 1}


def test_two_customers_of_one_name_and_birth_date_are_a_question() -> None:
    known = [make_known(ONE, 1), make_known(ONE, 2, external_number="8")]
    change = get_only(run([like_one(external_number=None)], known))
    assert (change.kind, change.candidates) == (ChangeKind.CONFLICT, (1, 2))


def test_numbers_that_differ_only_in_zeros_stay_two_people() -> None:
    """A school that has both 10001 and 0010001 tells two people apart."""
    other = make_pupil(2, external_number="0010001")
    known = [make_known(ONE, 1), make_known(other, 2)]
    assert get_counts(run([ONE, other], known)) == {"unchanged": 2}


def test_zeros_that_fit_two_people_are_a_question() -> None:
    other = make_pupil(2, external_number="0010001")
    known = [make_known(ONE, 1), make_known(other, 2)]
    change = get_only(run([like_one(external_number="010001")], known))
    assert change.candidates == (1, 2)


REPEATED = {
    "identical rows": (ONE, like_one(row=99), {"new": 1, "skipped": 1}, "listed_twice"),
    "two people, one number": (ONE, make_pupil(2, external_number="10001"), {"skipped": 2}, None),
    "one person, two numbers": (
        ONE,
        like_one(row=99, external_number="7"),
        {"new": 1, "skipped": 1},
        "listed_twice",
    ),
}


@pytest.mark.parametrize("case", REPEATED.values(), ids=REPEATED.keys())
def test_repeated_rows_make_no_doubles(
    case: tuple[Pupil, Pupil, dict[str, int], str | None],
) -> None:
    one, other, counts, remark = case
    for rows in ([one, other], [other, one]):
        difference = run(rows, [])
        assert get_counts(difference) == counts
        assert get_codes(difference) == {"repeated_rows"}
        skipped = [c.remarks for c in difference.changes if c.kind is ChangeKind.SKIPPED]
        assert set(skipped) == {(remark or "number_twice",)}


def test_second_row_of_a_recognised_person_is_a_question() -> None:
    """Two people of one name and birth date do exist; which it is, a person must say."""
    rows = [ONE, like_one(row=99, external_number="7")]
    known = [make_known(ONE, 1)]
    assert get_counts(run(rows, known)) == {"conflicts": 1, "unchanged": 1}
    another = Decisions(people={(None, 99): None})
    assert get_counts(run(rows, known, decisions=another)) == {"new": 1, "unchanged": 1}
    assert get_counts(run(rows, [], decisions=another)) == {"new": 2}


def test_number_that_two_people_bear_makes_nobody_leave() -> None:
    rows = [ONE, make_pupil(2, external_number="10001")]
    assert get_counts(run(rows, [make_known(ONE, 1)])) == {"skipped": 2}


UNRECOGNISABLE = like_one(external_number=None, birth_date=None)


def test_row_that_no_later_file_could_find_is_skipped() -> None:
    """It would become a new customer again with every file."""
    assert get_only(run([UNRECOGNISABLE], [])).remarks == ("cannot_be_recognised",)


class TestRenumbering:
    """A school that gave everybody a new number."""

    OLD = make_school(20)
    KNOWN = [make_known(pupil) for pupil in OLD]  # noqa: RUF012 - never changed
    NEW = [replace(pupil, external_number=f"N{pupil.row}") for pupil in OLD]  # noqa: RUF012

    def test_is_one_question(self) -> None:
        difference = run(self.NEW, self.KNOWN)
        assert get_counts(difference) == {"changed": 20}
        assert get_codes(difference) == {"renumbered"}
        assert difference.blocked

    def test_accepted_it_changes_numbers_only(self) -> None:
        difference = run(self.NEW, self.KNOWN, decisions=Decisions(renumber=True))
        assert not difference.blocked
        assert {tuple(change.fields) for change in difference.changes} == {("external_number",)}

    def test_refused_it_is_a_question_each(self) -> None:
        difference = run(self.NEW, self.KNOWN, decisions=Decisions(renumber=False))
        assert get_counts(difference) == {"conflicts": 20}
        assert not difference.blocked

    def test_answer_about_one_person_goes_before_the_whole(self) -> None:
        decisions = Decisions(renumber=True, people={(None, self.NEW[0].row): None})
        difference = run(self.NEW, self.KNOWN, decisions=decisions)
        assert get_counts(difference) == {"new": 1, "changed": 19, "leaving": 1}

    def test_two_new_numbers_are_no_renumbering(self) -> None:
        difference = run(self.NEW[:2] + self.OLD[2:], self.KNOWN)
        assert get_counts(difference) == {"conflicts": 2, "unchanged": 18}
        assert "renumbered" not in get_codes(difference)


def test_strangers_are_those_without_a_known_number() -> None:
    """Only they can be somebody from another school."""
    pupils = [ONE, make_pupil(2, external_number="007"), make_pupil(3), make_pupil(4)]
    known = [make_known(ONE, 1), make_known(make_pupil(2, external_number="7"), 2)]
    assert list_strangers(pupils, known, Policy()) == pupils[2:]
    assert list_strangers(pupils, known, STRICT_ZEROS) == pupils[1:]
