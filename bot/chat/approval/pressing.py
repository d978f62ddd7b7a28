"""The buttons of an approval card: what each does, and what its presser hears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiogram import F, Router

from rosterdesk.bot.chat.approval import (
    asking,
    conflicts,
    lifting,
    looking,
    mapping,
    papers,
    undoing,
)
from rosterdesk.bot.chat.approval.buttons import PlanAction
from rosterdesk.bot.chat.approval.choosing import (
    Rejecting,
    approve_plan,
    ask_reason,
    open_privately,
    print_slips,
    show_fresh,
    show_tomorrow,
    take_reason,
)
from rosterdesk.bot.chat.approval.press import Press
from rosterdesk.bot.chat.approval.words import phrases
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.chat.telegram.updates import say_sorry
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.usecases.decide import AlreadyDecidedError, StalePlanError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiogram import Bot
    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery

    from rosterdesk.bot.chat.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library


@dataclass(frozen=True, slots=True)
class _Action:
    """``run`` returns what the button says for a moment, None where a message says it.

    ``slow``: the press is answered before the work: Telegram refuses answers that come late.
    """

    run: Callable[[Press], Awaitable[str | None]]
    slow: bool = False


_ACTIONS = {
    "approve": _Action(approve_plan),
    "reject": _Action(ask_reason),
    "print": _Action(print_slips),
    "private": _Action(open_privately),
    "fresh": _Action(show_fresh),
    "later": _Action(show_tomorrow),
    "look": _Action(looking.look),
    "search": _Action(looking.ask_search),
    "picture": _Action(papers.send_picture, slow=True),
    "workbook": _Action(papers.send_workbook, slow=True),
    "original": _Action(papers.send_original, slow=True),
    "remarks": _Action(papers.send_remarks, slow=True),
    "ask": _Action(asking.ask_question),
    "map": _Action(mapping.start_mapping),
    "col": _Action(mapping.take_column),
    "solve": _Action(conflicts.show_conflict),
    "settle": _Action(conflicts.settle, slow=True),
    "renumber": _Action(conflicts.take_numbers, slow=True),
    "lift": _Action(lifting.list_warnings),
    "lifted": _Action(lifting.lift, slow=True),
    "undo": _Action(undoing.ask_undo, slow=True),
    "undone": _Action(undoing.undo_import, slow=True),
    "close": _Action(undoing.close),
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
    action = _ACTIONS.get(callback_data.action)
    if action is None or member is None or member.staff is None:
        said = phrases.say(language, "This button is of an older version of the program.")
        await quietly(query.answer(said, show_alert=True))
        return
    # A message that is too old has no content any more; its chat is that of the person then.
    chat_id = query.message.chat.id if query.message else query.from_user.id
    pressed = Press(query, callback_data, bot, member, library, settings, state, language, chat_id)
    await _run(pressed, action)


async def _run(pressed: Press, action: _Action) -> None:
    if action.slow:
        await quietly(pressed.query.answer())
    try:
        said = await action.run(pressed)
    except (StalePlanError, AlreadyDecidedError) as error:
        await _explain(pressed, action, error)
        await show_fresh(pressed)
    except RosterdeskError as error:
        await _explain(pressed, action, error)
    except Exception:  # the press was answered: this must be heard too
        if action.slow:
            await quietly(pressed.send(say_sorry(pressed.language)))
        raise
    else:
        if said is not None:
            await _answer(pressed, action, said)
        elif not action.slow:
            await quietly(pressed.query.answer())


async def _explain(pressed: Press, action: _Action, error: RosterdeskError) -> None:
    await _answer(pressed, action, error.say(pressed.language), alert=True)


async def _answer(pressed: Press, action: _Action, words: str, *, alert: bool = False) -> None:
    if action.slow:
        await quietly(pressed.send(words))
    else:
        await quietly(pressed.query.answer(words[:200], show_alert=alert))


def make_router() -> Router:
    router = Router(name="approval")
    router.callback_query.register(press, PlanAction.filter())
    typed = (F.text, ~F.text.startswith("/"))
    router.message.register(take_reason, Rejecting.reason, *typed)
    router.message.register(looking.take_search, looking.Searching.text, *typed)
    router.message.register(asking.take_question, asking.Asking.text, *typed)
    return router
