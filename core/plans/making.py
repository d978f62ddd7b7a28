from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import asdict
from datetime import date
from secrets import token_hex
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now, today
from rosterdesk.core.collecting import collector_paused
from rosterdesk.core.compare.comparing import compare
from rosterdesk.core.compare.matching import list_strangers
from rosterdesk.core.compare.model import (
    ChangeKind,
    Context,
    Difference,
    LastImport,
    PlanWarning,
)
from rosterdesk.core.compare.unchanged import (
    Apart,
    Unchanged,
    is_told_by_line,
    set_unchanged_apart,
)
from rosterdesk.core.compare.warnings.elsewhere import Elsewhere
from rosterdesk.core.customers.card_numbers import (
    CardNumbering,
    choose_shape,
    count_used,
    find_taken,
)
from rosterdesk.core.customers.locking import lock_school
from rosterdesk.core.customers.policies import read_policy
from rosterdesk.core.intake.reading import load_packed
from rosterdesk.core.intake.together import Came, came_together, count_beside, find_end
from rosterdesk.core.models import (
    Plan,
    PlanStatus,
    School,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.plans.answers import Answers, drop_outdated, read_answers, to_decisions
from rosterdesk.core.plans.changes import COLUMNS, change_to_row
from rosterdesk.core.plans.denying import warn_of_denial
from rosterdesk.core.plans.known import (
    load_customers,
    load_customers_of_school,
    load_elsewhere,
    take_snapshot,
)
from rosterdesk.core.plans.order import arrived_after, arrived_before
from rosterdesk.core.plans.policy import UNDECIDED
from rosterdesk.core.storage.bulk import insert_rows, select_any
from rosterdesk.core.storage.database import connection, writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.chain import digest_changes
from rosterdesk.core.trail.events import librarians, record, sender_of
from rosterdesk.core.trail.payloads import PlanMade, PlanStale

if TYPE_CHECKING:
    from tortoise.backends.base.client import BaseDBAsyncClient

    from rosterdesk.core.compare.model import Known, Policy
    from rosterdesk.core.compare.unchanged import Snapshot
    from rosterdesk.core.protection.files import FileStore
    from rosterdesk.core.roster.packed import PackedRoster

COMPARABLE = (
    SubmissionStatus.READ,
    SubmissionStatus.WAITING,
    SubmissionStatus.BLOCKED,
)
_TAKES_PLACE = (
    SubmissionStatus.WAITING,
    SubmissionStatus.BLOCKED,
    SubmissionStatus.APPROVED,
    SubmissionStatus.APPLIED,
)


async def compare_submission(
    submission_id: int,
    files: FileStore,
    roster: PackedRoster | None = None,
    snapshot: Snapshot | None = None,
) -> Plan | None:
    """Make the next version of the plan: the exact difference with the customers of now.

    ``roster`` is the submission's, where it was read just now, and ``snapshot`` the school's
    customers of that moment. Returns None where the submission was decided or superseded in the
    meantime.
    """
    submission = await Submission.get(id=submission_id).prefetch_related("school")
    if submission.status not in COMPARABLE:
        return None
    with collector_paused():
        if roster is None:
            roster = await load_packed(submission, files)
        async with writing() as client:
            await lock_school(submission.school_id)
            return await make_plan(client, submission, roster, snapshot=snapshot)


async def make_plan(
    client: BaseDBAsyncClient,
    submission: Submission,
    roster: PackedRoster,
    answers: Answers | None = None,
    snapshot: Snapshot | None = None,
) -> Plan | None:
    """Make the next version under the lock of the school; by default with the earlier answers."""
    await submission.refresh_from_db(fields=["status", "origin"])
    if submission.status not in COMPARABLE or await _is_superseded(submission):
        return None
    latest = await Plan.filter(submission=submission).order_by("-version").first()
    if answers is None:
        answers = read_answers(latest.decisions if latest else {})
    school = await School.get(id=submission.school_id)
    came = Came(await count_beside(submission), find_end(submission))
    difference, answers = await _compare(client, roster, school, answers, snapshot, came)
    warn_of_denial(submission, difference, answers)
    plan = await _keep_plan(client, submission, school, difference, answers, latest)
    await _supersede_others(submission)
    return plan


async def _is_superseded(submission: Submission) -> bool:
    """A file that was overtaken while it was being read takes nobody's place any more."""
    later = await Submission.filter(
        arrived_after(submission), school_id=submission.school_id, status__in=_TAKES_PLACE
    ).order_by("received_at", "id")
    newer = next((each for each in later if not came_together(each, submission)), None)
    if newer is not None:
        await supersede(submission, newer)
    return newer is not None


async def _compare(
    client: BaseDBAsyncClient,
    roster: PackedRoster,
    school: School,
    answers: Answers,
    snapshot: Snapshot | None,
    came: Came,
) -> tuple[Difference, Answers]:
    policy = read_policy(school)
    apart, known = await _set_apart(client, roster, school, policy, snapshot)
    strangers = list_strangers(apart.roster.pupils, known, policy)
    elsewhere = Elsewhere(
        await load_elsewhere(client, school.id, strangers, policy.similar_percent)
    )
    last_import = await _last_import(school.id)

    async def run(given: Answers) -> Difference:
        context = Context(
            today=today(),
            created_on=roster.frame.created_on,
            school_year=roster.frame.school_year,
            brin=school.code[:4],
            location=school.code[4:6] or None,
            last_import=last_import,
            beside=came.beside,
            end=came.end,
            decisions=to_decisions(given),
        )
        return await asyncio.to_thread(
            compare,
            apart.roster,
            school.id,
            known,
            elsewhere,
            policy,
            context,
            apart.unchanged,
        )

    difference = await run(answers)
    valid = drop_outdated(answers, difference.warnings)
    if valid is not answers:
        difference = await run(valid)
    await _refuse_cards_of_the_past(difference)
    await _refuse_second_keys_in_use(difference)
    await _warn_of_short_range(difference, policy)
    difference.warnings += [
        PlanWarning(each.code, values=each.values)
        for each in roster.frame.problems
        if each.code == "other_schools"
    ]
    return difference, valid


async def _set_apart(
    client: BaseDBAsyncClient,
    roster: PackedRoster,
    school: School,
    policy: Policy,
    snapshot: Snapshot | None,
) -> tuple[Apart, list[Known]]:
    """Return the file without the unchanged, and the customers of the school without them.

    Off the loop: a hundred thousand pupils take long, and the chat must answer meanwhile.
    """
    if not is_told_by_line(roster, policy):
        whole = await asyncio.to_thread(roster.unpack)
        return Apart(whole, (), Unchanged()), await load_customers_of_school(client, school.id)
    if snapshot is None or (snapshot.revision, snapshot.fields) != (school.revision, roster.fields):
        snapshot = await take_snapshot(client, school.id, roster.fields)
    apart = await asyncio.to_thread(set_unchanged_apart, roster, snapshot, policy)
    return apart, await load_customers(client, apart.others)


async def _refuse_cards_of_the_past(difference: Difference) -> None:
    """Take out a card number that another customer had once: numbers are never passed on."""
    wanting = [
        change
        for change in difference.changes
        if "card_number" in change.fields and change.kind is not ChangeKind.CONFLICT
    ]
    owners = await find_taken([change.fields["card_number"][1] for change in wanting])
    for change in wanting:
        owner = owners.get(change.fields["card_number"][1])
        if owner is not None and owner != change.customer_id:
            del change.fields["card_number"]
            change.remarks += ("card_in_use",)


async def _refuse_second_keys_in_use(difference: Difference) -> None:
    """Leave out an ECK-iD that is another customer's, or that two people of the file have."""
    wanting = [change for change in difference.changes if change.eck_id is not None]
    if not wanting:
        return
    wanted = Counter(change.eck_id for change in wanting)
    query = "SELECT id, eck_id FROM customer WHERE"
    found = await select_any(connection(), query, "eck_id", list(wanted))
    owners = {row["eck_id"]: row["id"] for row in found}
    for change in wanting:
        owner = owners.get(change.eck_id, change.customer_id)
        if owner != change.customer_id or wanted[change.eck_id] > 1:
            change.eck_id = None


async def _warn_of_short_range(difference: Difference, policy: Policy) -> None:
    """Stop a plan for which the school's range has not enough numbers left."""
    if not policy.card_prefix:
        return  # the library's own range, of which doctor tells
    new = [change for change in difference.changes if change.kind is ChangeKind.NEW]
    needed = sum("card_number" not in change.fields for change in new)
    shape = choose_shape(policy, CardNumbering("", 0))
    free = shape.size - await count_used(shape)
    if needed > free:
        warning = PlanWarning("cards_run_out", blocks=True, values={"needed": needed, "free": free})
        difference.warnings.append(warning)
        difference.blocked = True


async def _last_import(school_id: int) -> LastImport | None:
    plan = (
        await Plan.filter(submission__school_id=school_id, status=PlanStatus.APPLIED)
        .order_by("-applied_at")
        .prefetch_related("submission")
        .first()
    )
    if plan is None or plan.decided_at is None:
        return None
    said = plan.submission.answer
    created_on = said.get("created_on")
    return LastImport(
        plan.decided_at.date(),
        date.fromisoformat(created_on) if created_on else None,
        said.get("school_year"),
    )


async def _keep_plan(
    client: BaseDBAsyncClient,
    submission: Submission,
    school: School,
    difference: Difference,
    answers: Answers,
    latest: Plan | None,
) -> Plan:
    await Plan.filter(submission=submission, status__in=UNDECIDED).update(status=PlanStatus.STALE)
    status = PlanStatus.BLOCKED if difference.blocked else PlanStatus.WAITING
    salt = token_hex(16)
    plan = await Plan.create(
        submission=submission,
        version=latest.version + 1 if latest else 1,
        status=status,
        school_revision=school.revision,
        decisions=answers,
        counts=asdict(difference.counts),
        warnings=[asdict(warning) for warning in difference.warnings],
        made_at=now(),
        salt=salt,
    )
    changes = [change_to_row(plan.id, n, change) for n, change in enumerate(difference.changes)]
    plan.content = digest_changes(salt, changes)
    await plan.save(update_fields=["content"])
    await insert_rows(client, "change", COLUMNS, changes)
    await _show_plan(submission, plan)
    return plan


async def _show_plan(submission: Submission, plan: Plan) -> None:
    await Submission.filter(id=submission.id).update(status=SubmissionStatus(plan.status.value))
    submission.status = SubmissionStatus(plan.status.value)
    # The sender hears once that the library has it; later versions are the librarian's matter.
    to = [*await librarians(), *(sender_of(submission) if plan.version == 1 else [])]
    made = PlanMade(version=plan.version, content=plan.content, counts=plan.counts)
    await record(made, SYSTEM, submission=submission, to=to)


async def _supersede_others(submission: Submission) -> None:
    """A newer roster of the school takes the place of the plans that still wait."""
    others = await Submission.filter(
        arrived_before(submission),
        school_id=submission.school_id,
        status__in=(SubmissionStatus.WAITING, SubmissionStatus.BLOCKED),
    )
    for other in others:
        if not came_together(other, submission):
            await supersede(other, submission)


async def supersede(submission: Submission, newer: Submission, *, silently: bool = False) -> None:
    """Let the newer file take its place, under the lock of the school.

    The sender is told, unless ``silently``: who chose so has heard it.
    """
    await Plan.filter(submission=submission, status__in=UNDECIDED).update(
        status=PlanStatus.SUPERSEDED
    )
    await Submission.filter(id=submission.id).update(status=SubmissionStatus.SUPERSEDED)
    await record(
        PlanStale(superseded_by=newer.reference),
        SYSTEM,
        submission=submission,
        to=[*await librarians(), *([] if silently else sender_of(submission))],
    )
