"""``rosterdesk import``: receive, read, compare and, where asked for, approve and apply."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from tortoise.expressions import Q

from rosterdesk.bot.shell.exits import EXIT_MENDABLE, EXIT_REFUSED
from rosterdesk.bot.shell.rosters.deciding import end_overdue, offering_alone
from rosterdesk.bot.words.texts import format_counts
from rosterdesk.core.approval.deciding import Decision, decide, require_import
from rosterdesk.core.compare.answers import describe_warning
from rosterdesk.core.compare.model import PlanWarning
from rosterdesk.core.customers.schools import find_school
from rosterdesk.core.intake.reading import load_roster
from rosterdesk.core.intake.receiving import Arrival, receive
from rosterdesk.core.language import N_, Phrases
from rosterdesk.core.models import Channel, Submission, SubmissionStatus, Trust
from rosterdesk.core.pipeline import advance
from rosterdesk.core.plans.versions import find_latest
from rosterdesk.core.roster.answers import describe_refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.core.trail.actors import Actor

_phrases = Phrases("rosterdesk.bot")
_STEPS = {
    SubmissionStatus.RECEIVED: N_("Reading …"),
    SubmissionStatus.READ: N_("Comparing …"),
    SubmissionStatus.APPROVED: N_("Applying …"),
}
_CODE = N_("Nobody knows the school {code}: say which it is with 'submission school'.")
_EXIT = {
    SubmissionStatus.REFUSED: EXIT_REFUSED,
    SubmissionStatus.BLOCKED: EXIT_MENDABLE,
    SubmissionStatus.NEEDS_MAPPING: EXIT_MENDABLE,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The object of ``import --json``, the same in words, and the exit status."""

    data: dict[str, Any]
    lines: list[str]
    status: int


async def take_in(
    file_name: str,
    data: bytes,
    school_code: str,
    actor: Actor,
    library: Library,
    settings: Settings,
    *,
    approving: bool,
    alone: bool = False,
) -> Outcome:
    """Take the file in and say what became of it; who could not approve it hears so before."""
    await end_overdue(settings)
    school, language = await find_school(school_code), settings.language
    if approving:
        with offering_alone(settings):
            await require_import(school, actor, settings.chat.approvals, alone=alone)
    arrival = Arrival(
        school=school,
        file_name=file_name,
        data=data,
        channel=Channel.SHELL,
        trust=Trust.A,
        actor=actor,
        sender_name=actor.name,
    )
    received = await receive(arrival, library.files)
    tell = partial(_show_step, language=language)
    await advance(received.submission.id, library, tell)
    number = received.submission.id
    if approving and not received.repeated:
        for each in await Submission.filter(Q(id=number) | Q(part_of_id=number)).only("id"):
            await _approve_shown(each.id, actor, settings, alone=alone)
        await advance(number, library, tell)
    submission = await Submission.get(id=number)
    whole = await _report(submission, library, language, repeated=received.repeated)
    parts = await Submission.filter(part_of_id=number).order_by("id").prefetch_related("school")
    reports = [(part, await _report(part, library, language, repeated=False)) for part in parts]
    return _join(whole, reports)


def _join(whole: Outcome, parts: Sequence[tuple[Submission, Outcome]]) -> Outcome:
    """Return the outcome of a file with those of its parts, each with its school."""
    if not parts:
        return whole
    data = [{**each.data, "school": part.school.code} for part, each in parts]
    lines = [line for part, each in parts for line in (part.school.name, *each.lines)]
    status = max(each.status for _, each in parts)
    return Outcome({**whole.data, "parts": data}, [*whole.lines, *lines], status)


def _show_step(status: SubmissionStatus, language: Language) -> None:
    """Say on a terminal what takes its time; what is piped stays as it is."""
    if sys.stderr.isatty():
        print(_phrases.say(language, _STEPS[status]), file=sys.stderr)


async def _approve_shown(
    submission_id: int, actor: Actor, settings: Settings, *, alone: bool
) -> None:
    submission = await Submission.get(id=submission_id)
    if submission.status is not SubmissionStatus.WAITING:
        return
    plan = await find_latest(submission)
    assert plan is not None
    approvals = settings.chat.approvals
    await decide(
        submission.reference,
        plan.version,
        Decision.APPROVE,
        actor,
        approvals,
        settings.language,
        alone=alone,
    )


async def _report(
    submission: Submission, library: Library, language: Language, *, repeated: bool
) -> Outcome:
    plan = await find_latest(submission)
    warnings = [PlanWarning(**warning) for warning in plan.warnings] if plan else []
    status = "duplicate" if repeated else str(submission.status)
    told = [{"code": w.code, "message": describe_warning(w, language)} for w in warnings]
    data = {
        "submission": submission.reference,
        "status": status,
        "version": plan.version if plan else None,
        "counts": plan.counts if plan else None,
        "warnings": told,
    }
    lines = [f"{submission.reference}  {status}"]
    if codes := submission.answer.get("school_codes"):
        data["school_codes"] = codes
        lines += [_phrases.say(language, _CODE, code=code) for code in codes]
    lines += [", ".join(format_counts(plan.counts, language))] if plan and plan.counts else []
    lines += [str(warning["message"]) for warning in told]
    if submission.status is SubmissionStatus.REFUSED:
        roster = await load_roster(submission, library.files)
        lines += [describe_refusal(roster.refused, language)] if roster.refused else []
    return Outcome(data, lines, 0 if repeated else _EXIT.get(submission.status, 0))
