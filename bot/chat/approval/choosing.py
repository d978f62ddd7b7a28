"""Approving, rejecting, printing, later: what a card is there for."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from aiogram.fsm.state import State, StatesGroup
from aiogram.utils.formatting import Text

from rosterdesk.bot.chat.approval.card import load_card
from rosterdesk.bot.chat.approval.showing import Place, move_card, put_card
from rosterdesk.bot.chat.printing.printers import find_printers
from rosterdesk.bot.chat.screen.dialogs import begin_dialog
from rosterdesk.bot.chat.screen.outgoing import find_outgoing, forget_outgoing, show_back
from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.chat.telegram.updates import say_stale
from rosterdesk.bot.words.slips import choose_first
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.approval.deciding import Decision, decide
from rosterdesk.core.approval.rules import Act
from rosterdesk.core.clock import LOCAL, now
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.models import Channel, Delivery, Plan, SlipOrder
from rosterdesk.core.plans.making import UNDECIDED, compare_submission
from rosterdesk.core.slips.requests import request_slips
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import Kind, record

if TYPE_CHECKING:
    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery, Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.chat.approval.press import Press
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language

_LONGEST_REASON = 1000
_MORNING = time(8)


class Rejecting(StatesGroup):
    reason = State()


async def approve_plan(pressed: Press) -> str:
    asked, settings = pressed.asked, pressed.settings.chat.approvals
    decided = await decide(
        asked.reference,
        asked.version,
        Decision.APPROVE,
        pressed.actor,
        settings,
        pressed.settings.language,
    )
    if not decided:
        return phrases.say(
            pressed.language, "Your approval counts; another librarian must approve too."
        )
    return phrases.say(pressed.language, "Approved.")


async def ask_reason(pressed: Press) -> str:
    submission = await pressed.find_submission()
    await pressed.answering.require(Act.REJECT, submission)
    asked = pressed.asked
    question = phrases.say(
        pressed.language,
        "Why is {reference} rejected? The sender will read your answer. /cancel to stop.",
        reference=asked.reference,
    )
    prompt = pressed.send(question)
    facts = {"reference": asked.reference, "version": asked.version}
    await begin_dialog(pressed.state, Rejecting.reason, prompt, **facts)
    return phrases.say(pressed.language, "Please give a reason.")


async def take_reason(message: Message, state: FSMContext, language: Language) -> None:
    asked = await state.get_data()
    await show_back(
        message,
        state,
        "reject",
        phrases.say(
            language,
            "Reject {reference} for this reason? The sender will read it:",
            reference=asked["reference"],
        ),
        phrases.say(language, "❌ Yes, reject"),
        language,
        text=(message.text or "").strip()[:_LONGEST_REASON],
        **asked,
    )


async def reject_for_reason(
    query: CallbackQuery,
    member: Member,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    asked = await find_outgoing(query, "reject", state)
    if asked is None:
        await query.answer(say_stale(language), show_alert=True)
        return
    await quietly(query.answer())
    try:
        async with writing():
            await decide(
                asked["reference"],
                asked["version"],
                Decision.REJECT,
                member.actor,
                settings.chat.approvals,
                settings.language,
                reason=asked["text"],
            )
            await forget_outgoing(state)
        said = phrases.say(language, "Rejected; the sender hears it.")
    except RosterdeskError as error:
        said = error.say(language)
    await show_pressed(query, Text(said), [])


async def print_slips(pressed: Press) -> str:
    submission = await pressed.find_submission()
    printer = choose_first(await find_printers(pressed.settings))
    order = SlipOrder.NAME if pressed.asked.extra == SlipOrder.NAME else SlipOrder.CLASS
    job = await request_slips(submission, printer, pressed.actor, order)
    return phrases.say_many(
        pressed.language, job.total, "{count} slip is printing.", "{count} slips are printing."
    )


async def open_privately(pressed: Press) -> str:
    """Put the card into the presser's own chat: a group shows counts only."""
    submission = await pressed.find_submission()
    view = await load_card(submission.id, pressed.settings.chat.approvals)
    await move_card(pressed.bot, view, Place(pressed.member.account.chat_id, pressed.language))
    return phrases.say(pressed.language, "The card is in your own chat now.")


async def show_fresh(pressed: Press) -> None:
    """Compare again if that is still to be done, and put the card of now below the old one."""
    submission = await find_submission(pressed.asked.reference)
    plan = await Plan.filter(submission=submission).order_by("-version").first()
    if plan is not None and plan.version == pressed.asked.version and plan.status in UNDECIDED:
        await compare_submission(submission.id, pressed.library.files)
    view = await load_card(submission.id, pressed.settings.chat.approvals)
    place = Place(pressed.chat_id, pressed.language, pressed.topic)
    decided = view.plan is not None and view.plan.decided_at is not None
    await quietly((put_card if decided else move_card)(pressed.bot, view, place))


async def show_tomorrow(pressed: Press) -> str:
    """Remind this one person tomorrow morning, through the outbox: a restart does not forget."""
    submission = await pressed.find_submission()
    assert pressed.member.staff is not None
    async with writing():
        event = await record(
            Kind.PLAN_REMINDED, pressed.actor, submission=submission, data={"asked": True}
        )
        await Delivery.create(
            event=event,
            channel=Channel.CHAT,
            recipient=f"staff:{pressed.member.staff.id}",
            due_at=next_morning(now()),
        )
    return phrases.say(pressed.language, "You see it again tomorrow at eight.")


def next_morning(moment: datetime) -> datetime:
    day = moment.astimezone(LOCAL).date() + timedelta(days=1)
    return datetime.combine(day, _MORNING, tzinfo=LOCAL)
