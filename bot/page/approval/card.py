"""The card of a submission: the verdict first, then what would change, person by person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.dates import format_date

from rosterdesk.bot.page.access.rights import GRANTERS
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.approval.columns import describe_questions
from rosterdesk.bot.page.approval.lines import draw_lines, draw_sign, read_filter
from rosterdesk.bot.page.approval.people import describe_conflicts, name_schools
from rosterdesk.bot.page.approval.waiting import list_mine
from rosterdesk.bot.page.approval.words import TONES, describe_step, name_actor
from rosterdesk.bot.page.live import digest_state, follow
from rosterdesk.bot.words.cards import (
    describe_corrected,
    describe_printing,
    describe_sender,
    describe_status,
    describe_unreachable,
    load_card,
)
from rosterdesk.bot.words.corrections import list_lines
from rosterdesk.bot.words.decisions import LIFT_WITH_CARE
from rosterdesk.bot.words.submissions import describe_lift, describe_lifting
from rosterdesk.bot.words.texts import COUNTS, drop_sign, format_count
from rosterdesk.bot.words.verdicts.reasons import (
    find_sender_language,
    list_reasons,
    say_reason,
)
from rosterdesk.core.approval.answering import Answering
from rosterdesk.core.approval.rules import Act
from rosterdesk.core.approval.timeline import list_steps, see_submission
from rosterdesk.core.collecting import collector_paused
from rosterdesk.core.compare.answers import describe_warning
from rosterdesk.core.compare.model import ChangeKind, PlanWarning
from rosterdesk.core.drafts.sending import list_corrections
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.intake.remarks import has_remarks
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.login.roles import Role
from rosterdesk.core.models import SubmissionStatus
from rosterdesk.core.plans.answers import get_number, is_liftable
from rosterdesk.core.plans.changes import load_changes
from rosterdesk.core.plans.filtering import EVERYTHING
from rosterdesk.core.plans.versions import find_latest
from rosterdesk.core.roster.answers import describe_unread
from rosterdesk.core.trail.events import sender_of
from rosterdesk.core.trail.payloads import ChangesShown
from rosterdesk.core.trail.sightings import note_looking

if TYPE_CHECKING:
    from collections.abc import Collection

    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask
    from rosterdesk.bot.words.cards import CardView
    from rosterdesk.bot.words.corrections import Line
    from rosterdesk.core.compare.model import Change
    from rosterdesk.core.models import Plan, Submission
    from rosterdesk.core.plans.filtering import Filter

UNDECIDED = (SubmissionStatus.WAITING, SubmissionStatus.BLOCKED)
_OPEN = (*UNDECIDED, SubmissionStatus.NEEDS_MAPPING)
_CONFLICTS = "conflicts"


@dataclass(frozen=True, slots=True)
class Warned:
    """``lift`` is what a person says by lifting it, '' where it cannot be lifted."""

    code: str
    sentence: str
    tone: str
    lifted: str
    lift: str
    number: int


def answer_as(ask: Ask) -> Answering:
    """Return the visitor, under the library's rules."""
    return Answering(ask.visitor.actor, ask.parts.settings.chat.approvals)


async def show_card(ask: Ask) -> web.Response:
    with collector_paused():  # thousands of lines are made, and none of them is a circle
        return await draw_card(ask, await find_submission(ask.named("reference")))


async def change_columns(ask: Ask) -> web.Response:
    """Show the card with what its columns are, to be changed."""
    submission = await find_submission(ask.named("reference"))
    await answer_as(ask).require(Act.NAME_COLUMNS, submission)
    return await draw_card(ask, submission, changing=True)


async def draw_card(
    ask: Ask,
    submission: Submission,
    wrong: str = "",
    status: int = 200,
    wanted: Filter = EVERYTHING,
    *,
    changing: bool = False,
) -> web.Response:
    """Return the card of now, after writing down who looks at its people."""
    # Before anything is read: what changes meanwhile is then told, and not taken as shown.
    shown = digest_state(await see_submission(submission))
    view = await load_card(submission.id, ask.parts.settings.chat.approvals)
    changes = await _load_changes(view.plan)
    corrections = await _list_corrections(view.submission, ask)
    await _note_people([*changes, *corrections], view.submission, ask)
    values = {
        "shown": shown,
        "wrong": wrong,
        "version": view.plan.version if view.plan else 0,
        **_describe(view, ask),
        "corrections": corrections,
        **await _describe_acts(view, ask),
        **await _describe_people(view, changes, wanted, ask),
        **await describe_questions(view.submission, ask, changing=changing),
        **await _find_neighbours(view.submission, ask),
        "steps": [
            (describe_step(event, ask.language), name_actor(event, view.submission), event.at)
            for event in await list_steps(view.submission)
        ],
    }
    return ask.show_all("card.html", values, status)


async def _list_corrections(submission: Submission, ask: Ask) -> list[Line]:
    """Return what the sender corrected: values of the school's file, shown where that may be."""
    if not ask.parts.settings.chat.approvals.originals:
        return []
    corrected = await list_corrections(submission, ask.parts.library.files)
    return list(list_lines(corrected, ask.language))


async def _note_people(shown: Collection[object], submission: Submission, ask: Ask) -> None:
    if shown:
        await note_looking(ChangesShown(form="page"), ask.visitor.actor, submission)


async def _load_changes(plan: Plan | None) -> list[Change]:
    return [change for _, change in await load_changes(plan.id)] if plan else []


def _describe(view: CardView, ask: Ask) -> dict[str, object]:
    language, submission = ask.language, view.submission
    verdict, *rest = (drop_sign(line) for line in describe_status(view, language))
    counts = view.plan.counts if view.plan else {}
    day = format_date(view.earlier.day, "d MMM y", locale=str(language)) if view.earlier else ""
    return {
        "view": view,
        "submission": submission,
        "verdict": verdict,
        "tone": TONES.get(submission.status, ""),
        "status_lines": rest,
        "sender": describe_sender(view, language),
        "counts": _list_counts(view, ask),
        "changes_nothing": view.plan is not None and not any(counts.values()),
        "earlier_day": day,
        "warnings": _list_warnings(view, ask),
        "corrected": _describe_corrected(submission, ask),
        "unread": describe_unread(submission.answer.get("unread", ()), language),
        "unreachable": drop_sign(describe_unreachable(language)),
        "print_label": drop_sign(describe_printing(view.slips_wanted, language)),
        "lift_with_care": LIFT_WITH_CARE,
        "dropped": ", ".join(map(str, submission.answer.get("dropped") or ())),
    }


def _describe_corrected(submission: Submission, ask: Ask) -> str:
    corrected = submission.answer.get("corrected")
    return describe_corrected(corrected, ask.language) if corrected else ""


def _list_counts(view: CardView, ask: Ask) -> list[tuple[str, str, int | None]]:
    """Return sign, phrase, and the number of the earlier import where there is one."""
    if view.plan is None:
        return []
    found = []
    for name in COUNTS:
        count = view.plan.counts.get(name, 0)
        before = view.earlier.counts.get(name, 0) if view.earlier else None
        if count or before:
            kind = ChangeKind.CONFLICT if name == _CONFLICTS else name
            sign = draw_sign(ChangeKind(kind)) if kind in set(ChangeKind) else "＝"
            found.append((sign, format_count(name, count, ask.language), before))
    return found


def _list_warnings(view: CardView, ask: Ask) -> list[Warned]:
    if view.plan is None:
        return []
    lifted = {(each.code, each.number): each for each in view.liftings}
    undecided = view.submission.status in UNDECIDED
    found = []
    for warning in (PlanWarning(**each) for each in view.plan.warnings):
        number = get_number(warning)
        lifting = lifted.get((warning.code, number)) if warning.lifted else None
        found.append(
            Warned(
                warning.code,
                describe_warning(warning, ask.language),
                "bad" if warning.blocks and not warning.lifted else "care",
                describe_lifting(lifting, ask.language) if lifting else "",
                drop_sign(describe_lift(warning, ask.language))
                if undecided and is_liftable(warning)
                else "",
                number,
            )
        )
    return found


async def _describe_acts(view: CardView, ask: Ask) -> dict[str, object]:
    """Return what can be done here now, by this visitor, or why not."""
    status, submission = view.submission.status, view.submission
    codes = {warning["code"] for warning in view.plan.warnings} if view.plan else set()
    undecided = status in UNDECIDED
    return {
        "may_not_approve": await _find_refusal(Act.APPROVE, view, ask)
        if status is SubmissionStatus.WAITING
        else "",
        "may_not_reject": await _find_refusal(Act.REJECT, view, ask) if status in _OPEN else "",
        "may_not_answer": await _find_refusal(Act.ANSWER, view, ask) if undecided else "",
        "is_librarian": ask.visitor.has(Role.LIBRARIAN),
        "can_approve": status is SubmissionStatus.WAITING,
        "can_reject": status in _OPEN,
        "can_ask": status in _OPEN and bool(sender_of(submission)),
        "asks_numbers": undecided and "renumbered" in codes,
        "asks_cards": undecided and "card_numbers" in codes,
        "can_undo": status is SubmissionStatus.APPLIED,
        "can_see_original": ask.parts.settings.chat.approvals.originals
        and submission.original is not None,
        "has_remarks": ask.parts.settings.chat.approvals.originals and has_remarks(submission),
        "reasons": _describe_reasons(view, ask),
    }


def _describe_reasons(view: CardView, ask: Ask) -> list[tuple[str, str]]:
    """Return the ready reasons by their code, each as the sender will read it."""
    spoken = find_sender_language(view.submission, ask.parts.settings.language)
    return [(each.code, say_reason(each, spoken)) for each in list_reasons(view.plan)]


async def _find_refusal(act: Act, view: CardView, ask: Ask) -> str:
    """Return why the visitor may not, '' where they may: the very rules that hold at the act."""
    try:
        await answer_as(ask).require(act, view.submission)
    except RosterdeskError as error:
        return error.say(ask.language)
    return ""


async def _describe_people(
    view: CardView, changes: list[Change], wanted: Filter, ask: Ask
) -> dict[str, object]:
    undecided = view.submission.status in UNDECIDED
    schools = await name_schools(changes)
    return {
        "lines": draw_lines(changes, wanted, schools, ask.language),
        "conflicts": await describe_conflicts(changes, ask.language) if undecided else [],
    }


async def _find_neighbours(submission: Submission, ask: Ask) -> dict[str, object]:
    """Return the files that wait before and after this one, for going through them all."""
    waiting = [each for each in await list_mine(ask) if each.id != submission.id]
    place = (submission.received_at, submission.id)
    before = [each for each in waiting if (each.received_at, each.id) < place]
    after = [each for each in waiting if (each.received_at, each.id) > place]
    return {
        "previous": before[-1] if before else None,
        "next": after[0] if after else None,
        "still_waiting": len(waiting),
    }


async def show_lines(ask: Ask) -> web.Response:
    """Return the lines that the search field asks for: a name stands in no address, so by POST.

    A script of ours takes the lines alone; else they stand in the whole card.
    """
    submission = await find_submission(ask.named("reference"))
    form = await ask.read_form()
    wanted = read_filter(form)
    with collector_paused():
        if not form.has("part"):
            return await draw_card(ask, submission, wanted=wanted)
        changes = await _load_changes(await find_latest(submission))
        await _note_people(changes, submission, ask)
        schools = await name_schools(changes)
        return ask.show("lines.html", lines=draw_lines(changes, wanted, schools, ask.language))


async def follow_card(ask: Ask) -> web.StreamResponse:
    submission = await find_submission(ask.named("reference"))

    async def look() -> object:
        return await see_submission(submission)

    return await follow(ask, look)


ROUTES = Routes("cards")
ROUTES.get("/submissions/{reference}", show_card, right=GRANTERS)
ROUTES.get("/submissions/{reference}/columns", change_columns, right=GRANTERS, seconds=90)
ROUTES.post("/submissions/{reference}/lines", show_lines, right=GRANTERS)
ROUTES.get("/submissions/{reference}/live", follow_card, right=GRANTERS, seconds=None)
