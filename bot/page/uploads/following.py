"""A file that was sent: how far it is, what the library asks about it, and the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from rosterdesk.bot.page.access.asking import give_file
from rosterdesk.bot.page.access.rights import UPLOADERS
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.live import digest_state, follow
from rosterdesk.bot.page.uploads.choosing import PRINTED, see_sent
from rosterdesk.bot.page.uploads.mending import find_mine, name_corrected, see_draft
from rosterdesk.bot.page.uploads.words import OUTCOMES
from rosterdesk.bot.words.corrections import list_lines
from rosterdesk.bot.words.texts import name_channel
from rosterdesk.core.customers.registering import schools_to_send_for
from rosterdesk.core.drafts.sending import list_corrections
from rosterdesk.core.errors import NotThereError
from rosterdesk.core.intake.questions import answer_question
from rosterdesk.core.intake.remarks import give_remarks, has_remarks
from rosterdesk.core.language import N_
from rosterdesk.core.models import (
    Draft,
    Event,
    Plan,
    Question,
    Slip,
    SlipStatus,
    Submission,
    SubmissionStatus,
)
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import SubmissionDivided

if TYPE_CHECKING:
    from datetime import datetime

    from rosterdesk.bot.page.access.asking import Ask
    from rosterdesk.bot.words.corrections import Line

_LONGEST_ANSWER = 1000
_STEPS = {
    Kind.SUBMISSION_RECEIVED: N_("Received"),
    Kind.SUBMISSION_REFUSED: N_("Could not be read"),
    Kind.SUBMISSION_NEEDS_MAPPING: N_("The library looks at the columns"),
    Kind.QUESTION_ASKED: N_("The library asked something"),
    Kind.QUESTION_ANSWERED: N_("Answered"),
    Kind.PLAN_APPROVED: N_("Approved by the library"),
    Kind.PLAN_REJECTED: N_("Rejected by the library"),
    Kind.PLAN_APPLIED: N_("Carried out"),
    Kind.PLAN_UNDONE: N_("Undone by the library"),
    Kind.SLIPS_REQUESTED: N_("Passwords are being printed"),
}


class NotYourFileError(NotThereError):
    """The submission is not of a school that the person may send for."""

    package = "rosterdesk.bot.page"


@dataclass(frozen=True, slots=True)
class Step:
    said: str
    at: datetime


async def find_sent(ask: Ask) -> Submission:
    """Return the submission, of a school that the visitor may send for."""
    schools = await schools_to_send_for(ask.visitor.customer)
    found = await Submission.get_or_none(
        reference=ask.named("reference").upper(), school_id__in=[each.id for each in schools] or [0]
    ).prefetch_related("school")
    if found is None:
        raise NotYourFileError(N_("There is no such file among those of your schools."))
    return found


async def show_sent(ask: Ask) -> web.Response:
    # Before anything is read: what changes meanwhile is then told, and not taken as shown.
    shown = digest_state(await see_sent(await schools_to_send_for(ask.visitor.customer)))
    submission = await find_sent(ask)
    mine = submission.sender_id == ask.visitor.customer.id
    plan = await Plan.filter(submission=submission).order_by("-version").first()
    slips = Slip.filter(submission=submission).exclude(status=SlipStatus.CANCELLED)
    parts = await Submission.filter(part_of=submission).order_by("id").prefetch_related("school")
    return ask.show(
        "sent.html",
        shown=shown,
        submission=submission,
        mine=mine,
        channel=name_channel(submission.channel, ask.language),
        outcome=OUTCOMES[submission.status],
        parts=[(part, OUTCOMES[part.status]) for part in parts] if mine else [],
        elsewhere=await _name_others(submission) if mine else "",
        counts=plan.counts if plan is not None else {},
        reason=plan.reason if plan is not None and _is_rejected(submission) else "",
        questions=await Question.filter(submission=submission).order_by("id") if mine else [],
        steps=await _list_steps(submission, ask),
        slips=await slips.count(),
        printed=await slips.filter(status__in=PRINTED).count(),
        corrected=submission.answer.get("corrected", 0) if mine else 0,
        corrections=await _list_corrections(submission, ask) if mine else [],
        remarks=mine and has_remarks(submission),
    )


async def _list_corrections(submission: Submission, ask: Ask) -> list[Line]:
    corrected = await list_corrections(submission, ask.parts.library.files)
    return list(list_lines(corrected, ask.language))


async def _name_others(submission: Submission) -> str:
    """Return the schools of the file whose rows nobody takes."""
    divided = await Event.filter(submission=submission, kind=Kind.SUBMISSION_DIVIDED).first()
    return ", ".join(sorted(SubmissionDivided.read(divided).others)) if divided else ""


def _is_rejected(submission: Submission) -> bool:
    return submission.status is SubmissionStatus.REJECTED


async def _list_steps(submission: Submission, ask: Ask) -> list[Step]:
    events = await Event.filter(submission=submission, kind__in=_STEPS).order_by("id")
    return [Step(ask.say(_STEPS[Kind(event.kind)]), event.at) for event in events]


async def take_answer(ask: Ask) -> web.Response:
    submission = await find_sent(ask)
    if submission.sender_id != ask.visitor.customer.id:
        raise NotYourFileError(N_("There is no such file among those of your schools."))
    form = await ask.read_form()
    question = await Question.get_or_none(id=ask.numbered("number"), submission=submission)
    if question is None:
        raise web.HTTPNotFound
    text = form.words("answer", _LONGEST_ANSWER)
    where = f"/sent/{submission.reference}"
    if not text:
        return ask.go(where)
    taken = await answer_question(question, text, ask.visitor.actor)
    return ask.go(where, "answered" if taken else "")


async def give_marked(ask: Ask) -> web.Response:
    submission = await find_sent(ask)
    if submission.sender_id != ask.visitor.customer.id:
        raise web.HTTPNotFound
    name, data = await give_remarks(submission, ask.parts.library, ask.visitor.actor, ask.language)
    return give_file(data, name)


async def give_sent(ask: Ask) -> web.Response:
    """Return the file as it was corrected and sent; to its sender alone."""
    submission = await find_sent(ask)
    mine = submission.sender_id == ask.visitor.customer.id
    if not mine or submission.corrections is None or submission.original is None:
        raise web.HTTPNotFound
    data = await ask.parts.library.files.load(submission.original)
    return give_file(data, name_corrected(ask, submission.file_name, submission.answer["format"]))


async def follow_draft(ask: Ask) -> web.StreamResponse:
    draft = await find_mine(ask)

    async def look() -> object:
        found = await Draft.get_or_none(id=draft.id)
        return found and see_draft(found)

    return await follow(ask, look)


async def follow_sent(ask: Ask) -> web.StreamResponse:
    schools = await schools_to_send_for(ask.visitor.customer)

    async def look() -> object:
        return await see_sent(schools)

    return await follow(ask, look)


ROUTES = Routes("sent files")
ROUTES.get("/sent/live", follow_sent, right=UPLOADERS, seconds=None)
ROUTES.get("/sent/{reference}", show_sent, right=UPLOADERS)
ROUTES.post("/sent/{reference}/answer/{number}", take_answer, right=UPLOADERS)
ROUTES.get("/sent/{reference}/remarks", give_marked, right=UPLOADERS, seconds=90)
ROUTES.get("/sent/{reference}/file", give_sent, right=UPLOADERS)
ROUTES.get("/uploads/{key}/live", follow_draft, right=UPLOADERS, seconds=None)
