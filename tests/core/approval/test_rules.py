"""The rules of deciding over facts that are written down here: no database, no clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rosterdesk.core.approval.rules import (
    Act,
    Case,
    Decider,
    NotYoursError,
    OthersNeededError,
    Step,
    choose_votes,
    find_step,
    is_digest_time,
    may,
    require_permission,
)
from rosterdesk.core.approval.settings import ApprovalSettings
from rosterdesk.core.clock import LOCAL
from rosterdesk.core.customers.identity import Identity
from rosterdesk.core.models import StaffRole

SETTINGS = ApprovalSettings()
TWO = ApprovalSettings(approvers=2)
OPERATOR = Decider("shell:root")
SINCE = datetime(2026, 11, 2, 9, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, tzinfo=LOCAL)


def staff(number: int, role: StaffRole = StaffRole.LIBRARIAN, **facts: object) -> Decider:
    person = facts.pop("person", Identity(staff=frozenset({number})))
    return Decider(f"staff:{number}", number, role, person, **facts)


def identity(staff: tuple[int, ...] = (), customers: tuple[int, ...] = (), *addresses: str):
    return Identity(frozenset(staff), frozenset(customers), frozenset(addresses))


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        (StaffRole.LIBRARIAN, set(Act)),
        (StaffRole.ADMINISTRATOR, {Act.ANSWER, Act.NAME_COLUMNS, Act.UNDO}),
        (StaffRole.DESK, set()),
    ],
)
def test_a_role_may_do_what_is_its_own(role, acts):
    assert {act for act in Act if may(act, staff(3, role), Case(), SETTINGS)} == acts


@pytest.mark.parametrize("act", Act)
def test_only_caretakers_do_anything_where_a_school_has_them(act):
    case = Case(caretakers=frozenset({7}))
    assert may(act, staff(7), case, SETTINGS)
    assert not may(act, staff(8), case, SETTINGS)
    with pytest.raises(OthersNeededError):
        require_permission(act, OPERATOR, case, SETTINGS)
    assert require_permission(act, OPERATOR, case, SETTINGS, alone=True)


@pytest.mark.parametrize(
    ("decider", "sender", "same"),
    [
        (identity((3,)), identity((), (12,)), False),
        (identity((3,), (12,)), identity((), (12,)), True),
        (identity((3,)), identity((3,), (12,)), True),
        (identity((3,), (), "m@x.example"), identity((), (12,), "m@x.example"), True),
        (identity((3,), (), "m@x.example"), identity((), (12,), "n@x.example"), False),
        (identity((3,), (11,), "m@x.example"), identity((), (12,), "m@x.example"), True),
    ],
    ids=["strangers", "tied", "tied from the other side", "address", "addresses", "second card"],
)
def test_four_eyes_are_of_two_people(decider, sender, same):
    who, case = staff(3, person=decider), Case(sender=sender)
    for act in Act:
        expected = not (same and act in (Act.APPROVE, Act.ANSWER))
        assert may(act, who, case, SETTINGS) is expected, act
        assert may(act, who, case, ApprovalSettings(four_eyes=False)), act


def test_who_belongs_to_the_school_approves_and_answers_nothing_there():
    colleague = staff(3, of_school=True)
    for act in (Act.APPROVE, Act.ANSWER):
        with pytest.raises(NotYoursError, match="of this school"):
            require_permission(act, colleague, Case(), SETTINGS)
    assert may(Act.REJECT, colleague, Case(), SETTINGS)


def test_who_brought_the_file_to_the_command_line_sent_it():
    with pytest.raises(NotYoursError, match="sent this file yourself"):
        require_permission(Act.APPROVE, staff(3), Case(taken_in_by="staff:3"), SETTINGS)
    assert may(Act.APPROVE, staff(4), Case(taken_in_by="staff:3"), SETTINGS)


def test_an_operator_passes_a_rule_over_only_when_there_is_one():
    own, others = Case(taken_in_by="shell:root"), Case(taken_in_by="shell:anna")
    assert not require_permission(Act.APPROVE, OPERATOR, Case(), SETTINGS)
    assert not require_permission(Act.APPROVE, OPERATOR, others, SETTINGS)
    assert require_permission(Act.APPROVE, OPERATOR, own, SETTINGS)
    assert not require_permission(Act.APPROVE, OPERATOR, own, ApprovalSettings(four_eyes=False))
    with pytest.raises(OthersNeededError, match="2 librarians"):
        require_permission(Act.APPROVE, OPERATOR, Case(), TWO)
    assert require_permission(Act.APPROVE, OPERATOR, Case(), TWO, alone=True)
    assert not require_permission(Act.REJECT, OPERATOR, Case(), TWO)


@pytest.mark.parametrize(
    ("voters", "case", "counting"),
    [
        ([staff(1), staff(2)], Case(), [1, 2]),
        ([staff(1), staff(2, StaffRole.DESK)], Case(), [1]),
        ([staff(1), staff(2)], Case(caretakers=frozenset({2})), [2]),
        ([staff(1), staff(2)], Case(sender=identity((1,), (12,))), [2]),
        ([staff(1, person=identity((1,), (), "a@x")), staff(2, of_school=True)], Case(), [1]),
        (
            [
                staff(1, person=identity((1,), (), "a@x.example")),
                staff(2, person=identity((2,), (5,))),
                staff(3, person=identity((3,), (5,), "a@x.example")),
            ],
            Case(),
            [2],
        ),
    ],
    ids=["two", "a clerk", "no caretaker", "the sender", "of the school", "three hats of one"],
)
def test_a_vote_counts_once_for_each_person_who_may_still_approve(voters, case, counting):
    chosen = choose_votes(voters, case, TWO)
    assert len(chosen) == len(counting)
    assert {each.staff_id for each in chosen} <= {each.staff_id for each in voters}
    if len(voters) == 2:
        assert [each.staff_id for each in chosen] == counting


@pytest.mark.parametrize(
    ("hours", "step"),
    [
        (23.9, None),
        (24, Step.REMIND),
        (71.9, Step.REMIND),
        (72, Step.ESCALATE),
        (13 * 24 - 0.1, Step.ESCALATE),
        (13 * 24, Step.WARN),
        (14 * 24 - 0.1, Step.WARN),
        (14 * 24, Step.EXPIRE),
        (400 * 24, Step.EXPIRE),
    ],
)
def test_what_waits_comes_to_each_step_at_its_time(hours, step):
    assert find_step(SINCE, SINCE + timedelta(hours=hours), SETTINGS) is step


@pytest.mark.parametrize(
    ("days", "hour", "set_hour", "due"),
    [(0, 8, 8, True), (0, 7, 8, False), (4, 23, 8, True), (5, 9, 8, False), (0, 9, None, False)],
    ids=["monday", "too early", "friday night", "saturday", "none wanted"],
)
def test_the_overview_is_due_on_working_days_from_its_hour(days, hour, set_hour, due):
    moment = MONDAY + timedelta(days=days, hours=hour)
    assert is_digest_time(moment, ApprovalSettings(digest_hour=set_hour)) is due
