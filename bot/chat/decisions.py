"""The buttons of an approval card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import F, Router
from aiogram.fsm.state import State, StatesGroup

from rosterdesk.bot.chat.cards import PlanAction
from rosterdesk.bot.chat.showing import send_card, show_card
from rosterdesk.bot.chat.texts import phrases
from rosterdesk.core.actors import SYSTEM
from rosterdesk.core.database import writing
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.events import Kind, record
from rosterdesk.core.models import Plan, StaffRole
from rosterdesk.core.usecases.compare import compare_submission
from rosterdesk.core.usecases.decide import StalePlanError, approve, find_submission, reject
from rosterdesk.core.usecases.slips import request_slips

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery, Message

    from rosterdesk.bot.chat.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library


class Rejecting(StatesGroup):
    reason = State()


# Who may press what; a click that is not in here is refused and written down.
RIGHTS = {
    "approve": (StaffRole.LIBRARIAN,),
    "reject": (StaffRole.LIBRARIAN,),
    "print": (StaffRole.LIBRARIAN, StaffRole.DESK),
}


async def press(
    query: CallbackQuery,
    callback_data: PlanAction,
    bot: Bot,
    member: Member | None,
    library: Library,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
    if member is None or not member.has_role(*RIGHTS.get(callback_data.action, ())):
        await _refuse(query, member, callback_data, language)
        return
    message = query.message
    if message is None:
        await query.answer()
        return
    try:
        said = await _do(callback_data, member, settings, state, language)
    except StalePlanError as error:
        await query.answer(error.say(language), show_alert=True)
        await _show_fresh(bot, callback_data, message.chat.id, library, language)
        return
    except RosterdeskError as error:
        said = error.say(language)
    await query.answer(said[:200])
    submission = await find_submission(callback_data.reference)
    await show_card(bot, submission.id, message.chat.id, language)
    if callback_data.action == "reject" and await state.get_state():
        await bot.send_message(
            message.chat.id,
            phrases.say(
                language,
                "Why is {reference} rejected? The sender will read your answer. /cancel to stop.",
                reference=callback_data.reference,
            ),
        )


async def _do(
    asked: PlanAction,
    member: Member,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> str:
    """Do it and return what the button says for a moment."""
    if asked.action == "approve":
        await approve(asked.reference, asked.version, member.actor)
        return phrases.say(language, "Approved.")
    if asked.action == "reject":
        await state.set_state(Rejecting.reason)
        await state.set_data({"reference": asked.reference, "version": asked.version})
        return phrases.say(language, "Please give a reason.")
    submission = await find_submission(asked.reference)
    printer = next(iter(settings.printing.printers))
    job = await request_slips(submission, printer, member.actor)
    return phrases.say_many(
        language, job.total, "{count} slip is printing.", "{count} slips are printing."
    )


async def _show_fresh(
    bot: Bot, asked: PlanAction, chat_id: int, library: Library, language: Language
) -> None:
    """Compare again if that is still to be done, and put the card of now below the old one."""
    submission = await find_submission(asked.reference)
    plan = await Plan.filter(submission=submission).order_by("-version").first()
    if plan is not None and plan.version == asked.version:
        await compare_submission(submission.id, library.files)
    await send_card(bot, submission.id, chat_id, language)


async def take_reason(
    message: Message, bot: Bot, member: Member | None, state: FSMContext, language: Language
) -> None:
    asked = await state.get_data()
    await state.clear()
    if member is None or not member.has_role(*RIGHTS["reject"]):
        return
    try:
        await reject(
            asked["reference"], asked["version"], (message.text or "").strip(), member.actor
        )
        said = phrases.say(language, "Rejected; the sender hears it.")
    except RosterdeskError as error:
        said = error.say(language)
    await message.reply(said)
    submission = await find_submission(asked["reference"])
    await show_card(bot, submission.id, message.chat.id, language)


async def _refuse(
    query: CallbackQuery, member: Member | None, asked: PlanAction, language: Language
) -> None:
    await query.answer(phrases.say(language, "You may not do this."), show_alert=True)
    async with writing():
        await record(
            Kind.ACCESS_REFUSED,
            member.actor if member else SYSTEM,
            data={"user": query.from_user.id, "action": asked.action[:20]},
        )


def make_router() -> Router:
    router = Router(name="decisions")
    router.callback_query.register(press, PlanAction.filter())
    router.message.register(take_reason, Rejecting.reason, F.text, ~F.text.startswith("/"))
    return router
