"""Deciding and answering on the page: each act is a form with the version that was shown.

Every act goes by ``core.approval``, as in chat. What is refused is said on the card as it is now.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from rosterdesk.bot.page.access.acting import NotDoneError, NotFilledInError, do_or_say
from rosterdesk.bot.page.access.rights import GRANTERS, LIBRARIANS
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.approval.card import answer_as, draw_card
from rosterdesk.bot.page.approval.columns import NOBODYS, ORDERS, read_columns
from rosterdesk.bot.words.decisions import ANSWERED_ALREADY, GONE, NOBODY_TO_ASK
from rosterdesk.bot.words.printers import find_printers
from rosterdesk.bot.words.slips import choose_first
from rosterdesk.bot.words.verdicts.reasons import (
    find_reason,
    find_sender_language,
    say_reason,
)
from rosterdesk.core.approval.deadlines import next_morning, remind_later
from rosterdesk.core.approval.deciding import Decision, decide
from rosterdesk.core.approval.rules import Act
from rosterdesk.core.clock import now
from rosterdesk.core.compare.model import CardNumbers
from rosterdesk.core.customers.schools import get_school
from rosterdesk.core.intake.questions import LONGEST, ask_sender
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.language import N_
from rosterdesk.core.models import SlipOrder
from rosterdesk.core.plans.current import AlreadyDecidedError, StalePlanError
from rosterdesk.core.plans.making import compare_submission
from rosterdesk.core.plans.policy import UNDECIDED
from rosterdesk.core.plans.versions import find_latest
from rosterdesk.core.slips.requests import request_slips
from rosterdesk.core.trail.events import sender_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web

    from rosterdesk.bot.page.access.asking import Ask, Form
    from rosterdesk.bot.page.access.rights import Right
    from rosterdesk.core.errors import RosterdeskError
    from rosterdesk.core.models import Submission

    # Does it, and returns the name of what is said afterwards (screen.said).
    Act_ = Callable[[Ask, Submission, Form], Awaitable[str]]

_LONGEST_REASON = 1000
_OWN = "own"  # what a form says for a reason in one's own words


async def act_on(run: Act_, ask: Ask) -> web.Response:
    """Do it and show the card of now; where it is refused, with the reason above it."""
    submission = await find_submission(ask.named("reference"))
    form = await ask.read_form()

    async def refuse(error: RosterdeskError) -> web.Response:
        if isinstance(error, StalePlanError | AlreadyDecidedError):
            await _compare_again(submission, _read_version(form), ask)
        return await draw_card(ask, submission, error.say(ask.language), 409)

    path = f"/submissions/{submission.reference}"
    return await do_or_say(ask, run(ask, submission, form), refuse, path)


async def _compare_again(submission: Submission, version: int, ask: Ask) -> None:
    """Compare once more where the customers changed under the version that still stands."""
    plan = await find_latest(submission)
    if plan is not None and plan.version == version and plan.status in UNDECIDED:
        await compare_submission(submission.id, ask.parts.library.files)


def _read_version(form: Form) -> int:
    """Return the version that was shown; -1, which no plan has, where the form does not say it."""
    version = form.number("version")
    return -1 if version is None else version


async def approve(ask: Ask, submission: Submission, form: Form) -> str:
    decided = await decide(
        submission.reference,
        _read_version(form),
        Decision.APPROVE,
        ask.visitor.actor,
        ask.parts.settings.chat.approvals,
        ask.parts.settings.language,
    )
    return "approved" if decided else "voted"


async def reject(ask: Ask, submission: Submission, form: Form) -> str:
    await decide(
        submission.reference,
        _read_version(form),
        Decision.REJECT,
        ask.visitor.actor,
        ask.parts.settings.chat.approvals,
        ask.parts.settings.language,
        reason=await _read_reason(ask, submission, form),
    )
    return "rejected"


async def _read_reason(ask: Ask, submission: Submission, form: Form) -> str:
    """Return the reason, one's own words before a ready-made one; asks first who may reject."""
    if own := form.words("words", _LONGEST_REASON):
        return own
    if (chosen := find_reason(form.text("reason", 20))) is not None:
        return say_reason(chosen, find_sender_language(submission, ask.parts.settings.language))
    await answer_as(ask).require(Act.REJECT, submission)
    raise NotFilledInError(N_("Choose a reason, or type one: the sender reads it."))


async def lift(ask: Ask, submission: Submission, form: Form) -> str:
    number = form.number("number")
    await answer_as(ask).lift(
        submission.reference,
        _read_version(form),
        form.text("code", 40),
        -1 if number is None else number,
        ask.parts.library.files,
    )
    return "lifted"


async def settle(ask: Ask, submission: Submission, form: Form) -> str:
    row, customer = form.number("row"), form.number("customer")
    if row is None or customer is None:
        raise NotDoneError(ANSWERED_ALREADY)
    place = (form.text("sheet", 120) or None, row)
    files = ask.parts.library.files
    await answer_as(ask).settle(
        submission.reference, _read_version(form), place, customer or None, files
    )
    return "answered_here"


async def settle_all(ask: Ask, submission: Submission, form: Form) -> str:
    choice: Literal["same", "another"] = "same" if form.text("choice") == "same" else "another"
    files = ask.parts.library.files
    await answer_as(ask).settle_all(submission.reference, _read_version(form), choice, files)
    return "answered_here"


async def renumber(ask: Ask, submission: Submission, form: Form) -> str:
    accept, files = form.text("accept") == "yes", ask.parts.library.files
    await answer_as(ask).renumber(submission.reference, _read_version(form), files, accept=accept)
    return "answered_here"


async def choose_cards(ask: Ask, submission: Submission, form: Form) -> str:
    source = form.text("source")
    if source not in (CardNumbers.FILE, CardNumbers.GENERATED):
        raise NotDoneError(GONE)
    files = ask.parts.library.files
    await answer_as(ask).choose_cards(
        submission.reference, _read_version(form), CardNumbers(source), files
    )
    return "answered_here"


async def name_columns(ask: Ask, submission: Submission, form: Form) -> str:
    library, answering = ask.parts.library, answer_as(ask)
    roster = await answering.list_columns(submission, library)
    order = ORDERS.get(form.text("order", 3))
    columns = read_columns(form, roster)
    await answering.name_columns(submission.reference, roster, columns, library, order)
    return "columns_named"


async def name_school(ask: Ask, submission: Submission, form: Form) -> str:
    chosen, code = form.text("school", 18), form.text("code", 60)
    school = await get_school(form.number("school") or 0)
    asked = submission.answer.get("school_codes", ())
    if code not in asked or (school is None and chosen != NOBODYS):
        raise NotFilledInError(N_("Choose a school, or say that it is none of ours."))
    await answer_as(ask).name_school(submission.reference, code, school)
    return "code_named"


async def ask_question(ask: Ask, submission: Submission, form: Form) -> str:
    text = form.words("question", LONGEST)
    if not sender_of(submission):
        raise NotDoneError(NOBODY_TO_ASK)
    if not text:
        raise NotFilledInError(N_("Type your question first."))
    await ask_sender(submission, text, ask.visitor.actor)
    return "asked"


async def show_tomorrow(ask: Ask, submission: Submission, form: Form) -> str:
    del form
    await remind_later(submission, ask.visitor.staff, ask.visitor.actor, next_morning(now()))
    return "tomorrow"


async def print_slips(ask: Ask, submission: Submission, form: Form) -> str:
    printer = choose_first(await find_printers(ask.parts.settings))
    by_name = form.text("order") == SlipOrder.NAME
    order = SlipOrder.NAME if by_name else SlipOrder.CLASS
    await request_slips(submission, printer, ask.visitor.actor, order)
    return "printing"


ROUTES = Routes("acts on cards")
_ACTS: dict[str, tuple[Act_, Right]] = {
    "approve": (approve, LIBRARIANS),
    "reject": (reject, LIBRARIANS),
    "print": (print_slips, LIBRARIANS),
    "lift": (lift, GRANTERS),
    "settle": (settle, GRANTERS),
    "settle-all": (settle_all, GRANTERS),
    "renumber": (renumber, GRANTERS),
    "cards": (choose_cards, GRANTERS),
    "columns": (name_columns, GRANTERS),
    "school": (name_school, GRANTERS),
    "ask": (ask_question, GRANTERS),
    "tomorrow": (show_tomorrow, GRANTERS),
}
for _name, (_run, _right) in _ACTS.items():
    ROUTES.post(
        f"/submissions/{{reference}}/{_name}", partial(act_on, _run), right=_right, seconds=90
    )
