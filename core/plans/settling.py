"""The librarian's answers to a plan: each is written down and makes the next version at once.

Who may answer is asked by ``permit``, under the lock of the school: doors go by approval.answering.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rosterdesk.core.collecting import collector_paused
from rosterdesk.core.compare.model import CardNumbers, ChangeKind, PlanWarning
from rosterdesk.core.customers.locking import lock_school
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.intake.reading import load_packed
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.language import N_
from rosterdesk.core.models import Plan
from rosterdesk.core.plans.answers import Answers, get_number, is_liftable, read_answers
from rosterdesk.core.plans.changes import load_changes
from rosterdesk.core.plans.current import explain_undecidable
from rosterdesk.core.plans.making import make_plan
from rosterdesk.core.plans.policy import UNDECIDED, set_policy
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import GuardLifted, PlanAnswered

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from rosterdesk.core.compare.model import Change, RowKey
    from rosterdesk.core.models import Submission
    from rosterdesk.core.protection.files import FileStore
    from rosterdesk.core.trail.actors import Actor

    Note = PlanAnswered | GuardLifted
    # Raises where somebody may not answer; returns whether the library's rules were passed over.
    Permit = Callable[[Submission], Awaitable[bool]]


class NotAQuestionError(RosterdeskError):
    """The plan does not ask this, or not this any more."""


class OtherNumberError(RosterdeskError):
    """The number that was given is not the one that the warning shows."""


async def settle_conflict(
    reference: str,
    version: int,
    row: RowKey,
    customer_id: int | None,
    actor: Actor,
    files: FileStore,
    *,
    permit: Permit | None = None,
) -> Plan:
    """Say who a row is: one of its candidates, or (None) another person.

    Like every answer here it raises what `decide.approve` raises where that version is not
    the one that waits, and returns the next version.
    """

    def answer(given: Answers, changes: Sequence[Change], _: Plan) -> tuple[Answers, Note]:
        conflict = _find_conflict(row, changes)
        if customer_id is not None and customer_id not in conflict.candidates:
            raise NotAQuestionError(N_("That customer is not one of the people that it may be."))
        others = [one for one in given.get("people", []) if (one[0], one[1]) != row]
        people = [*others, (*row, customer_id)]
        return {**given, "people": people}, PlanAnswered(
            version=version, answer="conflict", row=row, customer=customer_id
        )

    return await _answer(reference, version, actor, files, answer, permit)


async def settle_all(
    reference: str,
    version: int,
    choice: Literal["same", "another"],
    actor: Actor,
    files: FileStore,
    *,
    permit: Permit | None = None,
) -> Plan:
    """Answer all questions of the plan at once; "same" settles those with one likely double."""

    def answer(given: Answers, _: Sequence[Change], plan: Plan) -> tuple[Answers, Note]:
        if not plan.counts["conflicts"]:
            raise NotAQuestionError(N_("This plan asks nothing about people."))
        return {**given, "all_conflicts": choice}, PlanAnswered(
            version=version, answer="all_conflicts", choice=choice
        )

    return await _answer(reference, version, actor, files, answer, permit)


async def renumber(
    reference: str,
    version: int,
    actor: Actor,
    files: FileStore,
    *,
    accept: bool,
    permit: Permit | None = None,
) -> Plan:
    """Take a whole renumbering over, or (``accept=False``) ask about each person."""

    def answer(given: Answers, _: Sequence[Change], plan: Plan) -> tuple[Answers, Note]:
        warning = _find_warning("renumbered", plan)
        note = PlanAnswered(
            version=version, answer="renumber", accept=accept, renumbered=get_number(warning)
        )
        return {**given, "renumber": accept}, note

    return await _answer(reference, version, actor, files, answer, permit)


async def lift_guard(
    reference: str,
    version: int,
    code: str,
    number: int,
    actor: Actor,
    files: FileStore,
    *,
    permit: Permit | None = None,
) -> Plan:
    """Take away what a warning stops or withholds; ``number`` repeats the one that it shows.

    So nobody lifts what they did not read, and the lifting ends where the number changes.
    """

    def answer(given: Answers, _: Sequence[Change], plan: Plan) -> tuple[Answers, Note]:
        warning = _find_warning(code, plan)
        if not is_liftable(warning):
            raise NotAQuestionError(N_("This warning cannot be lifted."))
        shown = get_number(warning)
        if number != shown:
            raise OtherNumberError(
                N_("The warning says {shown}, not {number}."), shown=shown, number=number
            )
        lifted = {**given.get("lifted", {}), code: shown}
        return {**given, "lifted": lifted}, GuardLifted(version=version, code=code, number=shown)

    return await _answer(reference, version, actor, files, answer, permit)


async def choose_cards(
    reference: str,
    version: int,
    source: CardNumbers,
    actor: Actor,
    files: FileStore,
    *,
    permit: Permit | None = None,
) -> Plan:
    """Say whether the school's files give the card numbers, for this file and the next ones."""

    def answer(given: Answers, _: Sequence[Change], plan: Plan) -> tuple[Answers, Note]:
        warning = _find_warning("card_numbers", plan)
        return given, PlanAnswered(
            version=version, answer="card_numbers", source=source, warned=warning.values
        )

    async def remember(submission: Submission) -> None:
        await set_policy([submission.school_id], {"card_numbers": str(source)}, actor)

    return await _answer(reference, version, actor, files, answer, permit, remember)


async def overwrite_hand_edits(
    reference: str,
    version: int,
    actor: Actor,
    files: FileStore,
    customer_id: int | None = None,
    fields: Sequence[str] = (),
    *,
    permit: Permit | None = None,
) -> Plan:
    """Let the file overwrite fields changed by hand: of one customer, or (None) everybody's.

    Without ``fields`` all that the plan keeps of that customer.
    """

    def answer(given: Answers, changes: Sequence[Change], _: Plan) -> tuple[Answers, Note]:
        kept = {c.customer_id: sorted(c.kept) for c in changes if c.kept}
        if not kept or (customer_id is not None and customer_id not in kept):
            raise NotAQuestionError(N_("This plan keeps nothing that was changed by hand."))
        if customer_id is None:
            return {**given, "overwrite_all": True}, PlanAnswered(
                version=version, answer="overwrite_all", people=len(kept)
            )
        names = sorted({*(fields or kept[customer_id])} & {*kept[customer_id]})
        before = given.get("overwrite", {})
        key = str(customer_id)
        overwrite = {**before, key: sorted({*before.get(key, ()), *names})}
        note = PlanAnswered(
            version=version, answer="overwrite", customer=customer_id, fields=tuple(names)
        )
        return {**given, "overwrite": overwrite}, note

    return await _answer(reference, version, actor, files, answer, permit)


async def _answer(
    reference: str,
    version: int,
    actor: Actor,
    files: FileStore,
    answer: Callable[[Answers, Sequence[Change], Plan], tuple[Answers, Note]],
    permit: Permit | None,
    remember: Callable[[Submission], Awaitable[None]] | None = None,
) -> Plan:
    submission = await find_submission(reference)
    with collector_paused():
        roster = await load_packed(submission, files)
        async with writing() as client:
            await lock_school(submission.school_id)
            alone = await permit(submission) if permit else False
            plan = await _require_undecided(submission, version)
            changes = await _load_questions(plan)
            answers, note = answer(read_answers(plan.decisions), changes, plan)
            said = note.model_copy(update={"alone": alone})
            await record(said, actor, submission=submission)
            if remember:
                await remember(submission)
            fresh = await make_plan(client, submission, roster, answers)
    assert fresh is not None  # nobody else could decide: the school was locked
    return fresh


async def _require_undecided(submission: Submission, version: int) -> Plan:
    latest = await Plan.filter(submission=submission).order_by("-version").first()
    if latest is None or latest.version != version or latest.status not in UNDECIDED:
        await explain_undecidable(submission, version)
    return latest


async def _load_questions(plan: Plan) -> list[Change]:
    """Return the lines that ask something: conflicts, and those that keep what was edited."""
    changed = (ChangeKind.CONFLICT, ChangeKind.CHANGED, ChangeKind.MOVED, ChangeKind.RETURNED)
    return [change for _, change in await load_changes(plan.id, (*changed, ChangeKind.SKIPPED))]


def _find_conflict(row: RowKey, changes: Sequence[Change]) -> Change:
    for change in changes:
        if change.kind is ChangeKind.CONFLICT and (change.sheet, change.row) == row:
            return change
    raise NotAQuestionError(N_("This plan asks nothing about that row."))


def _find_warning(code: str, plan: Plan) -> PlanWarning:
    for warning in plan.warnings:
        if warning["code"] == code:
            return PlanWarning(**warning)
    raise NotAQuestionError(N_("This plan does not have that warning."))
