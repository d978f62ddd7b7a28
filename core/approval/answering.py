"""Acts on a plan other than deciding, by those who may: answers, columns, undoing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from rosterdesk.core.applying.undo import undo
from rosterdesk.core.approval.deciding import require
from rosterdesk.core.approval.rules import Act, require_in_time
from rosterdesk.core.approval.waiting import find_waiting
from rosterdesk.core.clock import now
from rosterdesk.core.intake.changing import can_change_columns, change_columns, list_changeable
from rosterdesk.core.intake.mapping import map_columns
from rosterdesk.core.intake.reading import load_roster
from rosterdesk.core.intake.school_codes import answer_code
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.models import SubmissionStatus
from rosterdesk.core.plans import settling

if TYPE_CHECKING:
    from collections.abc import Collection

    from rosterdesk.core.applying.undo import Undone
    from rosterdesk.core.approval.settings import ApprovalSettings
    from rosterdesk.core.compare.model import CardNumbers, RowKey
    from rosterdesk.core.intake.mapping import Columns
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Plan, School, Submission
    from rosterdesk.core.protection.files import FileStore
    from rosterdesk.core.roster.hints import DateOrder
    from rosterdesk.core.roster.model import Roster
    from rosterdesk.core.trail.actors import Actor


@dataclass(frozen=True, slots=True)
class Answering:
    """Somebody who answers what plans ask, under the rules of the library.

    ``alone`` is an operator's word for passing over the library's rules. Every method raises what
    ``deciding.require`` raises, beside what it does itself.
    """

    actor: Actor
    settings: ApprovalSettings
    alone: bool = False

    async def require(self, act: Act, submission: Submission) -> bool:
        """Raise where the actor may not; return whether the library's rules were passed over."""
        if act is Act.ANSWER and (waiting := await find_waiting(submission.id)):
            require_in_time(waiting.since, now(), self.settings)
        return await require(act, submission, self.actor, self.settings, alone=self.alone)

    async def lift(
        self, reference: str, version: int, code: str, number: int, files: FileStore
    ) -> Plan:
        return await settling.lift_guard(
            reference, version, code, number, self.actor, files, permit=self._permit
        )

    async def settle(
        self, reference: str, version: int, row: RowKey, customer_id: int | None, files: FileStore
    ) -> Plan:
        return await settling.settle_conflict(
            reference, version, row, customer_id, self.actor, files, permit=self._permit
        )

    async def settle_all(
        self, reference: str, version: int, choice: Literal["same", "another"], files: FileStore
    ) -> Plan:
        return await settling.settle_all(
            reference, version, choice, self.actor, files, permit=self._permit
        )

    async def renumber(
        self, reference: str, version: int, files: FileStore, *, accept: bool
    ) -> Plan:
        return await settling.renumber(
            reference, version, self.actor, files, accept=accept, permit=self._permit
        )

    async def choose_cards(
        self, reference: str, version: int, source: CardNumbers, files: FileStore
    ) -> Plan:
        return await settling.choose_cards(
            reference, version, source, self.actor, files, permit=self._permit
        )

    async def list_columns(self, submission: Submission, library: Library) -> Roster:
        """Return the roster with samples of the columns that are asked about, or can be changed."""
        await self.require(Act.NAME_COLUMNS, submission)
        if submission.status is SubmissionStatus.NEEDS_MAPPING:
            return await load_roster(submission, library.files)
        return await list_changeable(submission, library)

    async def name_columns(
        self,
        reference: str,
        roster: Roster,
        columns: Columns,
        library: Library,
        date_order: DateOrder | None = None,
    ) -> None:
        """Answer what was asked about the columns, or change what they are while the plan waits."""
        submission = await find_submission(reference)
        await self.require(Act.NAME_COLUMNS, submission)
        if can_change_columns(submission):
            await change_columns(reference, roster, columns, self.actor, library)
        else:
            await map_columns(reference, roster, columns, self.actor, date_order)

    async def name_school(self, reference: str, code: str, school: School | None) -> None:
        await self.require(Act.NAME_COLUMNS, await find_submission(reference))
        await answer_code(reference, code, school, self.actor)

    async def undo(
        self, reference: str, *, days: int, people: Collection[int] | None = None
    ) -> Undone:
        alone = await self.require(Act.UNDO, await find_submission(reference))
        return await undo(reference, self.actor, days=days, people=people, alone=alone)

    @property
    def _permit(self) -> settling.Permit:
        return partial(self.require, Act.ANSWER)
