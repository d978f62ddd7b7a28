"""The buttons of an approval card: what each does, and what its presser hears."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from aiogram import F

from rosterdesk.bot.chat.access.rights import (
    GRANTERS_ANYWHERE,
    LIBRARIANS_ANYWHERE,
    PRINTING_ANYWHERE,
    Right,
)
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.approval import giving, lifting, looking, papers, undoing
from rosterdesk.bot.chat.approval.buttons import PlanAction
from rosterdesk.bot.chat.approval.choosing import (
    approve_plan,
    open_privately,
    print_slips,
    show_fresh,
    show_more,
    show_tomorrow,
)
from rosterdesk.bot.chat.approval.press import Press
from rosterdesk.bot.chat.approval.questions import asking, conflicts, mapping, school_codes
from rosterdesk.bot.chat.approval.rejecting import (
    REASON,
    Rejecting,
    ask_reason,
    reject_because,
    reject_for_reason,
)
from rosterdesk.bot.chat.screen.outgoing import OutgoingAction, take_typed
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.plans.current import AlreadyDecidedError, StalePlanError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiogram import Bot
    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library


@dataclass(frozen=True, slots=True)
class _Action:
    """``run`` returns what the button says for a moment, None where a message says it.

    ``slow``: the press is answered before the work: Telegram refuses answers that come late.
    """

    run: Callable[[Press], Awaitable[str | None]]
    right: Right
    slow: bool = False


_ACTIONS = {
    "approve": _Action(approve_plan, LIBRARIANS_ANYWHERE),
    "reject": _Action(ask_reason, LIBRARIANS_ANYWHERE),
    "because": _Action(reject_because, LIBRARIANS_ANYWHERE),
    "print": _Action(print_slips, PRINTING_ANYWHERE),
    "private": _Action(open_privately, GRANTERS_ANYWHERE),
    "fresh": _Action(show_fresh, GRANTERS_ANYWHERE),
    "more": _Action(show_more, GRANTERS_ANYWHERE),
    "later": _Action(show_tomorrow, GRANTERS_ANYWHERE),
    "look": _Action(looking.look, GRANTERS_ANYWHERE),
    "search": _Action(looking.ask_search, GRANTERS_ANYWHERE),
    "picture": _Action(papers.send_picture, GRANTERS_ANYWHERE, slow=True),
    "workbook": _Action(papers.send_workbook, GRANTERS_ANYWHERE, slow=True),
    "original": _Action(papers.send_original, GRANTERS_ANYWHERE, slow=True),
    "mended": _Action(papers.send_corrections, GRANTERS_ANYWHERE, slow=True),
    "remarks": _Action(papers.send_remarks, GRANTERS_ANYWHERE, slow=True),
    "ask": _Action(asking.ask_question, GRANTERS_ANYWHERE),
    "map": _Action(mapping.start_mapping, GRANTERS_ANYWHERE),
    "codes": _Action(school_codes.ask_code, GRANTERS_ANYWHERE),
    "code": _Action(school_codes.take_code, GRANTERS_ANYWHERE, slow=True),
    "col": _Action(mapping.take_column, GRANTERS_ANYWHERE),
    "solve": _Action(conflicts.show_conflict, GRANTERS_ANYWHERE),
    "settle": _Action(conflicts.settle, GRANTERS_ANYWHERE, slow=True),
    "renumber": _Action(conflicts.take_numbers, GRANTERS_ANYWHERE, slow=True),
    "cards": _Action(conflicts.take_cards, GRANTERS_ANYWHERE, slow=True),
    "lift": _Action(lifting.list_warnings, GRANTERS_ANYWHERE),
    "lifted": _Action(lifting.lift, GRANTERS_ANYWHERE, slow=True),
    "give": _Action(giving.ask_form, GRANTERS_ANYWHERE),
    "given": _Action(giving.give, GRANTERS_ANYWHERE, slow=True),
    "undo": _Action(undoing.ask_undo, GRANTERS_ANYWHERE, slow=True),
    "undone": _Action(undoing.undo_import, GRANTERS_ANYWHERE, slow=True),
    "close": _Action(undoing.close, GRANTERS_ANYWHERE),
}


async def press(
    action: _Action,
    query: CallbackQuery,
    callback_data: PlanAction,
    bot: Bot,
    member: Member,
    library: Library,
    settings: Settings,
    state: FSMContext,
    language: Language,
) -> None:
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


ROUTES = Routes("approval")
for _name, _action in _ACTIONS.items():
    ROUTES.press(partial(press, _action), PlanAction, _name, right=_action.right)
ROUTES.press(reject_for_reason, OutgoingAction, "reject", right=LIBRARIANS_ANYWHERE)
ROUTES.press(asking.send_question, OutgoingAction, "ask", right=GRANTERS_ANYWHERE)
_TYPED = (F.text, ~F.text.startswith("/"))
ROUTES.typed(
    partial(take_typed, REASON),
    Rejecting.reason,
    *_TYPED,
    asks="typed:reject",
    right=LIBRARIANS_ANYWHERE,
)
ROUTES.typed(
    looking.take_search, looking.Searching.text, *_TYPED, asks="typed:plan", right=GRANTERS_ANYWHERE
)
ROUTES.typed(
    partial(take_typed, asking.QUESTION),
    asking.Asking.text,
    *_TYPED,
    asks="typed:plan",
    right=GRANTERS_ANYWHERE,
)
