"""Events of a plan: made, answered, decided about, applied, undone."""

from __future__ import annotations

from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads.payload import Payload, Private


class PlanMade(Payload):
    KIND = Kind.PLAN_MADE

    version: int
    content: str | None
    counts: dict[str, int]


class PlanAnswered(Payload):
    KIND = Kind.PLAN_ANSWERED

    version: int
    answer: str
    row: tuple[str | None, int] | None = None  # the sheet and the row in it
    customer: int | None = None
    choice: str | None = None
    source: str | None = None  # of card numbers
    warned: dict[str, int] | None = None  # the numbers of the warning that asked
    accept: bool | None = None
    renumbered: int | None = None
    people: int | None = None
    fields: tuple[str, ...] | None = None
    alone: bool = False


class GuardLifted(Payload):
    KIND = Kind.GUARD_LIFTED

    version: int
    code: str
    number: int
    alone: bool = False


class PlanVoted(Payload):
    KIND = Kind.PLAN_VOTED

    version: int
    given: int
    needed: int


class PlanApproved(Payload):
    KIND = Kind.PLAN_APPROVED

    version: int
    content: str | None
    alone: bool = False


class PlanRejected(Payload):
    KIND = Kind.PLAN_REJECTED

    version: int
    alone: bool = False
    reason: Private[str | None] = None


class PlanStale(Payload):
    KIND = Kind.PLAN_STALE

    version: int | None = None
    superseded_by: str | None = None


class PlanApplied(Payload):
    KIND = Kind.PLAN_APPLIED

    version: int
    content: str | None
    counts: dict[str, int]


class PlanUndone(Payload):
    KIND = Kind.PLAN_UNDONE

    version: int
    people: int
    left: int
    slips: int = 0  # on paper by then, and opening nothing any more
    alone: bool = False


class PlanReminded(Payload):
    KIND = Kind.PLAN_REMINDED

    version: int | None = None
    asked: bool = False


class PlanEscalated(Payload):
    KIND = Kind.PLAN_ESCALATED

    version: int | None = None


class PlanExpires(Payload):
    KIND = Kind.PLAN_EXPIRES

    version: int | None = None


class DigestMade(Payload):
    KIND = Kind.DIGEST_MADE


class CaretakersChanged(Payload):
    KIND = Kind.CARETAKERS_CHANGED

    staff: int
    cares: bool


class ChangesShown(Payload):
    KIND = Kind.CHANGES_SHOWN

    form: str
