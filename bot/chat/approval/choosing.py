"""Approving, printing, more, later: what a card is there for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.chat.approval.showing import Place, move_card, put_card, unfold_card
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.words.cards import load_current_card
from rosterdesk.bot.words.decisions import APPROVED, TOMORROW, VOTED
from rosterdesk.bot.words.printers import find_printers
from rosterdesk.bot.words.slips import choose_first
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.approval.deadlines import next_morning, remind_later
from rosterdesk.core.approval.deciding import Decision, decide
from rosterdesk.core.clock import now
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.models import SlipOrder
from rosterdesk.core.plans.making import compare_submission
from rosterdesk.core.plans.policy import UNDECIDED
from rosterdesk.core.plans.versions import find_latest
from rosterdesk.core.slips.requests import request_slips

if TYPE_CHECKING:
    from rosterdesk.bot.chat.approval.press import Press


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
        return phrases.say(pressed.language, VOTED)
    return phrases.say(pressed.language, APPROVED)


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
    view = await load_current_card(submission.id, pressed.settings)
    await move_card(pressed.bot, view, Place(pressed.member.account.chat_id, pressed.language))
    return phrases.say(pressed.language, "The card is in your own chat now.")


async def show_fresh(pressed: Press) -> None:
    """Compare again if that is still to be done, and put the card of now below the old one."""
    submission = await find_submission(pressed.asked.reference)
    plan = await find_latest(submission)
    if plan is not None and plan.version == pressed.asked.version and plan.status in UNDECIDED:
        await compare_submission(submission.id, pressed.library.files)
    view = await load_current_card(submission.id, pressed.settings)
    place = Place(pressed.chat_id, pressed.language, pressed.topic)
    decided = view.plan is not None and view.plan.decided_at is not None
    await quietly((put_card if decided else move_card)(pressed.bot, view, place))


async def show_more(pressed: Press) -> None:
    """Show the card with all that it has, or short again, where it stands."""
    pressed.require_private()
    submission = await pressed.find_submission()
    view = await load_current_card(submission.id, pressed.settings)
    place = Place(pressed.chat_id, pressed.language)
    await unfold_card(pressed.bot, view, place, whole=bool(pressed.asked.extra))


async def show_tomorrow(pressed: Press) -> str:
    """Remind this one person tomorrow morning, through the outbox: a restart does not forget."""
    submission = await pressed.find_submission()
    assert pressed.member.staff is not None
    await remind_later(submission, pressed.member.staff, pressed.actor, next_morning(now()))
    return phrases.say(pressed.language, TOMORROW)
