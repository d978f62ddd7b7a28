"""Pure rules over facts: who may decide about a plan, whose votes count, and what is due when.

The facts are those of the moment of deciding; ``facts`` finds them in the database. The rules are
about the person: as staff and as a customer, under whatever account or address.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

from rosterdesk.core.clock import LOCAL
from rosterdesk.core.customers.identity import Identity
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import StaffRole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from rosterdesk.core.approval.settings import ApprovalSettings

_SATURDAY = 5
NOBODY = Identity()


class NotYoursError(RosterdeskError):
    """Somebody else may decide about this, but not this person."""


class OthersNeededError(RosterdeskError):
    """An operator at a shell cannot stand for the librarians whom the library asks for."""


class ExpiredPlanError(RosterdeskError):
    """The plan waited longer than the library lets plans wait."""


class Act(Enum):
    """An act that somebody wants to do on a submission."""

    APPROVE = auto()
    REJECT = auto()
    ANSWER = auto()  # lift a warning, settle who somebody is, take new numbers over
    NAME_COLUMNS = auto()
    UNDO = auto()


class Step(Enum):
    """The step that a waiting submission has come to."""

    REMIND = auto()
    ESCALATE = auto()
    WARN = auto()
    EXPIRE = auto()


# Rejecting, undoing and naming columns let nothing of a file through: no second pair of eyes.
_NEEDS_OTHER_EYES = (Act.APPROVE, Act.ANSWER)
_LIBRARIANS = (StaffRole.LIBRARIAN,)
_ROLES = {
    Act.APPROVE: _LIBRARIANS,
    Act.REJECT: _LIBRARIANS,
    Act.ANSWER: (*_LIBRARIANS, StaffRole.ADMINISTRATOR),
    Act.NAME_COLUMNS: (*_LIBRARIANS, StaffRole.ADMINISTRATOR),
    Act.UNDO: (*_LIBRARIANS, StaffRole.ADMINISTRATOR),
}


@dataclass(frozen=True, slots=True)
class Decider:
    """Somebody who wants to decide: staff, or an operator at a shell.

    ``staff_id`` and ``role`` are None for an operator, of whom the library does not know who it
    is. ``of_school`` says that the person belongs to the school as a customer.
    """

    reference: str  # as in the audit trail: staff:3, shell:root
    staff_id: int | None = None
    role: StaffRole | None = None
    person: Identity = NOBODY
    of_school: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """The facts that a decision about a submission depends on.

    ``caretakers`` are the librarians who decide about its school; without any, all of them do.
    ``taken_in_by`` is who brought the file to the command line, as in the audit trail.
    """

    caretakers: frozenset[int] = frozenset()
    sender: Identity = NOBODY
    taken_in_by: str | None = None


def require_permission(
    act: Act, decider: Decider, case: Case, settings: ApprovalSettings, *, alone: bool = False
) -> bool:
    """Return whether a rule of the library was passed over, which only an operator can do.

    ``alone`` is an operator's own word for doing so. Raises NotYoursError and OthersNeededError.
    """
    if decider.role is None:
        return _judge_operator(act, decider, case, settings, alone=alone)
    if decider.role not in _ROLES[act]:
        raise NotYoursError(N_("Only a librarian decides about this."))
    if case.caretakers and decider.staff_id not in case.caretakers:
        raise NotYoursError(N_("Other librarians decide about this school."))
    if settings.four_eyes and act in _NEEDS_OTHER_EYES:
        _require_other_eyes(decider, case)
    return False


def _require_other_eyes(decider: Decider, case: Case) -> None:
    if decider.person.is_same(case.sender) or decider.reference == case.taken_in_by:
        raise NotYoursError(N_("You sent this file yourself: another librarian must approve it."))
    if decider.of_school:
        raise NotYoursError(N_("You are of this school yourself: another librarian must approve."))


def _judge_operator(
    act: Act, decider: Decider, case: Case, settings: ApprovalSettings, *, alone: bool
) -> bool:
    """Ask an operator for so many words: who has the shell can change settings and tables too."""
    needed = settings.approvers if act is Act.APPROVE else 1
    if not alone and needed > 1:
        raise OthersNeededError(N_("{count} librarians must approve a plan."), count=needed)
    if not alone and case.caretakers:
        raise OthersNeededError(N_("Other librarians decide about this school."))
    own = settings.four_eyes and act in _NEEDS_OTHER_EYES and decider.reference == case.taken_in_by
    return needed > 1 or bool(case.caretakers) or own


def may(act: Act, decider: Decider, case: Case, settings: ApprovalSettings) -> bool:
    try:
        require_permission(act, decider, case, settings)
    except (NotYoursError, OthersNeededError):
        return False
    return True


def choose_votes(
    voters: Iterable[Decider], case: Case, settings: ApprovalSettings
) -> list[Decider]:
    """Return one voter for each person who approved and may still do so at this moment."""
    chosen: list[tuple[Decider, Identity]] = []
    for voter in voters:
        if not may(Act.APPROVE, voter, case, settings):
            continue
        first, person = voter, voter.person
        for one in [each for each in chosen if each[1].is_same(person)]:
            chosen.remove(one)
            first, person = one[0], person.join(one[1])
        chosen.append((first, person))
    return [voter for voter, _ in chosen]


def find_step(since: datetime, moment: datetime, settings: ApprovalSettings) -> Step | None:
    """Return what a submission that waits since then has come to, None where it is early."""
    waited, expires = moment - since, timedelta(days=settings.expire_days)
    if waited >= expires:
        return Step.EXPIRE
    if waited >= expires - timedelta(hours=settings.warn_hours):
        return Step.WARN
    if waited >= timedelta(hours=settings.escalate_hours):
        return Step.ESCALATE
    if waited >= timedelta(hours=settings.remind_hours):
        return Step.REMIND
    return None


def require_in_time(since: datetime, moment: datetime, settings: ApprovalSettings) -> None:
    """Raise ExpiredPlanError where it waited too long, though nobody has rejected it yet."""
    if find_step(since, moment, settings) is Step.EXPIRE:
        raise ExpiredPlanError(
            N_("Nobody decided on it in {days} days. Please send a new file."),
            days=settings.expire_days,
        )


def is_digest_time(moment: datetime, settings: ApprovalSettings) -> bool:
    """Return whether the morning's overview is due: on working days, from the hour that is set."""
    local, hour = moment.astimezone(LOCAL), settings.digest_hour
    return hour is not None and local.hour >= hour and local.weekday() < _SATURDAY
