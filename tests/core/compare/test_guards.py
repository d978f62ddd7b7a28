"""Each guard: where it fires, where it must not, and what lifting it does."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest
from tests.core.compare.people import (
    OTHER_SCHOOL,
    TODAY,
    get_codes,
    get_counts,
    make_known,
    make_pupil,
    make_school,
    run,
)

from rosterdesk.core.compare.model import (
    Context,
    Decisions,
    Difference,
    LastImport,
    Policy,
)
from rosterdesk.core.roster.model import LeftOut, Problem, Pupil, SchoolHint, Severity

SCHOOL_OF_SIX_YEARS = make_school(120, years=6)  # 20 in each
UNREAD = LeftOut("fields_missing", "6B", people=True, values={"fields": ["surname"]})
EXPLANATION = LeftOut("no_people_here", "Uitleg")
KNOWN = [make_known(pupil) for pupil in SCHOOL_OF_SIX_YEARS]
ERROR = Problem("date_invalid", Severity.ERROR, rows=((7, 7),))
REMARK = Problem("number_repaired", Severity.WARNING, rows=((7, 7),))


def go_up(pupils: list[Pupil], steps: int = 1) -> list[Pupil]:
    """Put everybody in the next year, without those whom that takes beyond the last."""
    return [
        replace(p, year=(p.year or 0) + steps, class_code=f"{(p.year or 0) + steps}A")
        for p in pupils
        if 1 <= (p.year or 0) + steps <= 6
    ]


def make_first_years(count: int = 20) -> list[Pupil]:
    return [make_pupil(500 + n, year=1, class_code="1A") for n in range(count)]


AUGUST = go_up(SCHOOL_OF_SIX_YEARS) + make_first_years()
SAME = SCHOOL_OF_SIX_YEARS


def sort_alone(pupils: list[Pupil], field: str) -> list[Pupil]:
    """Do what a spreadsheet does when one column is sorted by itself."""
    values = sorted((getattr(pupil, field) for pupil in pupils), reverse=True)
    return [replace(pupil, **{field: value}) for pupil, value in zip(pupils, values, strict=True)]


def known_elsewhere(pupils: list[Pupil], school_id: int = OTHER_SCHOOL) -> list[Any]:
    return [make_known(p, 5000 + p.row, school_id=school_id) for p in pupils]


def after(**last: Any) -> Context:
    """Describe a file of March 2026 that came after an import with these known facts."""
    return Context(
        today=TODAY,
        created_on=date(2026, 3, 1),
        school_year="2025-2026",
        last_import=LastImport(date(2026, 2, 1), **last),
    )


# name: (code or None, rows, keywords of run())
FILES: dict[str, tuple[str | None, list[Pupil], dict[str, Any]]] = {
    "a third leaves": ("many_leaving", [p for p in SAME if p.row % 3], {}),
    "one in six leaves": (None, [p for p in SAME if p.row % 6], {}),
    "one in six leaves, the school allows ten": (
        "many_leaving",
        [p for p in SAME if p.row % 6],
        {"policy": Policy(leaving_percent=10)},
    ),
    "one in six leaves, the school allows eight people": (
        "many_leaving",
        [p for p in SAME if p.row % 6],
        {"policy": Policy(leaving_count=8)},
    ),
    "numbers sorted alone": ("looks_shifted", sort_alone(SAME, "external_number"), {}),
    "surnames sorted alone": ("looks_shifted", sort_alone(SAME, "surname"), {}),
    "first names sorted alone": ("looks_shifted", sort_alone(SAME, "first_name"), {}),
    "birth dates sorted alone": ("looks_shifted", sort_alone(SAME, "birth_date"), {}),
    "e-mail addresses changed": (
        None,
        [replace(p, email=f"p{p.row}@school.example") for p in SAME],
        {},
    ),
    "a few names corrected": (
        None,
        [replace(p, surname="Andersom") for p in SAME[:6]] + SAME[6:],
        {},
    ),
    "all names in capitals": (None, [replace(p, surname=p.surname.upper()) for p in SAME], {}),
    "nobody known": ("wrong_school many_leaving", [make_pupil(500 + n) for n in range(60)], {}),
    "most known elsewhere": (
        "wrong_school partial_file",
        SAME[:20] + [make_pupil(500 + n) for n in range(60)],
        {"elsewhere": known_elsewhere([make_pupil(500 + n) for n in range(60)])},
    ),
    "new first years from several schools": (
        None,
        SAME + make_first_years(40),
        {
            "elsewhere": known_elsewhere(make_first_years(40)[:20], 3)
            + known_elsewhere(make_first_years(40)[20:], 4)
        },
    ),
    "the file names another school": (
        "wrong_school",
        SAME,
        {"school": SchoolHint("99YY", None), "context": Context(TODAY, brin="99XX")},
    ),
    "the file names another location": (
        "wrong_school",
        SAME,
        {
            "school": SchoolHint("99XX", "01"),
            "context": Context(TODAY, brin="99XX", location="00"),
        },
    ),
    "the file names this school": (
        None,
        SAME,
        {
            "school": SchoolHint("99xx", None),
            "context": Context(TODAY, brin="99XX", location="00"),
        },
    ),
    "everybody a new number": (
        "renumbered",
        [replace(p, external_number=f"N{p.row}") for p in SAME],
        {},
    ),
    "file older than the last": (
        "older_than_last",
        SAME,
        {"context": after(created_on=date(2026, 3, 2))},
    ),
    "file of an earlier school year": (
        "older_than_last",
        SAME,
        {"context": after(school_year="2026-2027")},
    ),
    "file of a later school year": (
        None,
        SAME,
        {"context": after(school_year="2024-2025")},
    ),
    "file of the same school year": (
        None,
        SAME,
        {"context": after(school_year=f"{2025}-2026")},  # equal, and not the same text
    ),
    "everybody down a year": (
        "older_than_last",
        go_up(SAME, -1),
        {"context": after()},
    ),
    "file of the same day": (None, SAME, {"context": after(created_on=date(2026, 3, 1))}),
    "everybody up a year": ("year_rollover", AUGUST, {}),
    "one class up a year": (None, go_up(SAME[:20]) + SAME[20:], {}),
    "a class is missing": ("partial_file", [p for p in SAME if p.class_code != "3A"], {}),
    "half of each class is missing": ("many_leaving", SAME[::2], {}),
    "class codes go with their pupils, and the last one left": (
        "year_rollover",
        [replace(p, class_code=f"{(p.year or 0) - 1}A") for p in go_up(SAME)],
        {},
    ),
    "the last year left and nobody came": (
        "year_rollover",
        go_up(SAME),
        {},
    ),
    "a row with an error": ("rows_with_errors", SAME[:-1], {"problems": (ERROR,)}),
    "a row with a remark": (None, SAME, {"problems": (REMARK,)}),
    "a sheet that was not read": ("partial_file", SAME[:-1], {"left_out": (UNREAD,)}),
    "what is missing may be in the file beside it": (
        "partial_file",
        SAME[:-1],
        {"context": Context(TODAY, beside=1)},
    ),
    "nobody is missing, whatever stands beside it": (
        None,
        SAME,
        {"context": Context(TODAY, beside=2)},
    ),
    "a sheet without people": (None, SAME, {"left_out": (EXPLANATION,)}),
    "only what changed": ("delta_file", SAME[:3], {"bulk": False}),
    "only new people, in a file of changes": (
        "delta_file",
        [make_pupil(500 + n) for n in range(6)],
        {"bulk": False},
    ),
    "similar names with new numbers": (
        "probable_duplicates",
        [replace(p, external_number=f"N{p.row}") for p in SAME[:3]] + SAME[3:],
        {},
    ),
    "the same file": (None, SAME, {}),
}
BLOCKING = {"many_leaving", "looks_shifted", "wrong_school", "renumbered", "older_than_last"}
WITHHOLDING = {"partial_file", "rows_with_errors", "delta_file"}


def run_case(name: str, **more: Any) -> Difference:
    _, rows, keywords = FILES[name]
    return run(rows, KNOWN, **(keywords | more))


def get_expected(name: str) -> set[str]:
    return set((FILES[name][0] or "").split())


FIRING = {name: get_expected(name) for name in FILES}
BLOCKED = [name for name, codes in FIRING.items() if codes & BLOCKING]
WITHHELD = [name for name, codes in FIRING.items() if codes & WITHHOLDING]


@pytest.mark.parametrize("name", FILES)
def test_guard_fires_where_it_should_and_only_there(name: str) -> None:
    assert get_codes(run_case(name)) == get_expected(name)


@pytest.mark.parametrize("name", FILES)
def test_only_blocking_guards_block(name: str) -> None:
    assert run_case(name).blocked == (name in BLOCKED)


@pytest.mark.parametrize("name", FILES)
def test_warnings_can_be_kept_as_json(name: str) -> None:
    for warning in run_case(name).warnings:
        assert json.loads(json.dumps(asdict(warning))) == asdict(warning)


@pytest.mark.parametrize("name", BLOCKED)
def test_lifted_guards_let_the_plan_pass(name: str) -> None:
    context: Context = FILES[name][2].get("context", Context(TODAY))
    # Once the file counts as whole, it shows how many would leave.
    decisions = Decisions(lifted=frozenset(get_expected(name) | {"many_leaving"}))
    difference = run_case(name, context=replace(context, decisions=decisions))
    assert not difference.blocked
    assert {w.code for w in difference.warnings if w.lifted} >= get_expected(name)


@pytest.mark.parametrize("name", WITHHELD)
def test_nobody_leaves_because_of_a_file_that_is_not_whole(name: str) -> None:
    assert run_case(name).counts.leaving == 0


def test_every_guard_is_tested_both_ways() -> None:
    fired = set().union(*FIRING.values())
    assert fired >= BLOCKING | WITHHOLDING | {"year_rollover", "probable_duplicates"}


class TestAugust:
    """Everyone up one year, the last year gone, as many new ones: no alarm, said as what it is."""

    difference = run(AUGUST, KNOWN)

    def test_is_not_blocked(self) -> None:
        assert get_counts(self.difference) == {"new": 20, "changed": 100, "leaving": 20}
        assert not self.difference.blocked

    def test_says_for_how_many_nothing_else_changes(self) -> None:
        (warning,) = self.difference.warnings
        assert warning.values == {"up": 100, "pupils": 100, "only_year": 100}

    def test_marks_the_lines_that_are_nothing_else(self) -> None:
        moved = [replace(p, city="Elders") if p.row == 2 else p for p in AUGUST]
        changed = [c for c in run(moved, KNOWN).changes if c.kind == "changed"]
        assert sum("year_up" in change.remarks for change in changed) == 99

    def test_a_field_kept_by_hand_is_something_else(self) -> None:
        edited = replace(KNOWN[0], surname="Verbeterd", hand_edited=frozenset({"surname"}))
        (warning,) = run(AUGUST, [edited, *KNOWN[1:]]).warnings
        assert warning.values["only_year"] == 99


def test_withheld_leavers_are_shown() -> None:
    difference = run(SAME[:-2], KNOWN, problems=(ERROR,))
    skipped = [change for change in difference.changes if change.kind == "skipped"]
    assert {change.remarks for change in skipped} == {("leaving_withheld",)}
    assert get_counts(difference) == {"unchanged": 118, "skipped": 2}


@pytest.mark.parametrize("code", ["rows_with_errors", "partial_file"])
def test_lifting_what_withholds_lets_them_leave(code: str) -> None:
    decisions = Decisions(lifted=frozenset({code}))
    if code == "rows_with_errors":
        difference = run(SAME[:-2], KNOWN, problems=(ERROR,), decisions=decisions)
        assert difference.counts.leaving == 2
    else:
        rows = [p for p in SAME if p.class_code != "3A"]
        assert run(rows, KNOWN, decisions=decisions).counts.leaving == 20


def test_delta_file_lists_nobody_who_is_not_in_it_and_cannot_be_lifted() -> None:
    decisions = Decisions(lifted=frozenset({"delta_file"}))
    difference = run(SAME[:3], KNOWN, bulk=False, decisions=decisions)
    assert get_counts(difference) == {"unchanged": 3}


@pytest.mark.parametrize(("size", "partial"), [(4, False), (5, True)])
def test_small_class_may_be_missing_as_a_whole(size: int, partial: bool) -> None:
    small = [make_pupil(800 + n, class_code="K1", year=None) for n in range(size)]
    difference = run(SAME, KNOWN + [make_known(pupil) for pupil in small])
    assert get_codes(difference) == ({"partial_file"} if partial else set())


def test_few_may_leave_a_school_of_six() -> None:
    known = [make_known(pupil) for pupil in make_school(6)]
    assert not run(make_school(6)[:1], known).blocked
    assert run(make_school(6)[:1], known, policy=Policy(leaving_few=4)).blocked


def test_empty_roster_is_blocked() -> None:
    difference = run([], KNOWN)
    assert difference.blocked
    assert get_codes(difference) == {"many_leaving"}


def test_first_roster_of_a_school_has_no_warnings() -> None:
    difference = run(SAME, [])
    assert get_counts(difference) == {"new": 120}
    assert not difference.warnings


def test_few_customers_added_by_hand_do_not_make_it_the_wrong_school() -> None:
    difference = run(SAME, KNOWN[:6])
    assert not difference.warnings


def test_former_pupils_do_not_count_as_leaving() -> None:
    known = [replace(one, school_member=False) for one in KNOWN[:60]] + KNOWN[60:]
    assert get_counts(run(SAME[60:], known)) == {"unchanged": 60}


def test_teachers_stay_when_the_file_has_only_pupils() -> None:
    teacher = make_known(make_pupil(900), 9000, role="teacher")
    assert get_counts(run(SAME, [*KNOWN, teacher])) == {"unchanged": 120}


class TestDateOfLeaving:
    """A file's own word about who left."""

    def test_past_date_makes_a_member_leave(self) -> None:
        rows = [replace(SAME[0], leaves_on=TODAY), *SAME[1:]]
        assert get_counts(run(rows, KNOWN)) == {"leaving": 1, "unchanged": 119}

    def test_future_date_changes_nothing_yet(self) -> None:
        rows = [replace(SAME[0], leaves_on=date(2027, 1, 1)), *SAME[1:]]
        assert get_counts(run(rows, KNOWN)) == {"unchanged": 120}

    def test_unknown_person_who_left_is_not_made_a_customer(self) -> None:
        rows = [*SAME, make_pupil(900, leaves_on=TODAY)]
        assert get_counts(run(rows, KNOWN)) == {"unchanged": 120, "skipped": 1}

    def test_former_pupil_who_left_is_unchanged(self) -> None:
        known = [replace(KNOWN[0], school_member=False), *KNOWN[1:]]
        rows = [replace(SAME[0], leaves_on=TODAY), *SAME[1:]]
        assert get_counts(run(rows, known)) == {"unchanged": 120}

    def test_in_a_delta_file_nobody_leaves(self) -> None:
        rows = [replace(SAME[0], leaves_on=TODAY)]
        assert get_counts(run(rows, KNOWN, bulk=False)) == {"skipped": 1}


def test_grace_days_say_when_leaving_ends() -> None:
    difference = run(SAME[1:], KNOWN, policy=Policy(grace_days=14))
    assert difference.changes[0].ends_on == date(2026, 9, 7)
