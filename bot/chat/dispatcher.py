"""Putting the chat together: routers, who-is-this, no update twice, a stop that loses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import Dispatcher
from aiogram.fsm.storage.memory import SimpleEventIsolation

from rosterdesk.bot.chat.access import addresses
from rosterdesk.bot.chat.access.person import RecogniseMember
from rosterdesk.bot.chat.access.routes import check_rights, make_router
from rosterdesk.bot.chat.approval import groups
from rosterdesk.bot.chat.approval import pressing as approval
from rosterdesk.bot.chat.approval.returning import WelcomeBack
from rosterdesk.bot.chat.customers import (
    card_list,
    chats,
    editing,
    finding,
    inline,
    membership_list,
    showing,
    slip,
)
from rosterdesk.bot.chat.home import assistance, everyone
from rosterdesk.bot.chat.login import choosing, devices, entering, linking, pressing
from rosterdesk.bot.chat.login.shown import ForgetShown
from rosterdesk.bot.chat.mail import pressing as mail
from rosterdesk.bot.chat.mail import replying, vouching
from rosterdesk.bot.chat.printing import asking, restarting, setting_up
from rosterdesk.bot.chat.printing import pressing as printing
from rosterdesk.bot.chat.registering import dialog as registering
from rosterdesk.bot.chat.schools import caretakers, columns, schools, uploaders
from rosterdesk.bot.chat.staff import page, team
from rosterdesk.bot.chat.storage import DialogStorage
from rosterdesk.bot.chat.takeover import dialog as takeover
from rosterdesk.bot.chat.telegram.latest import NoteLatest
from rosterdesk.bot.chat.telegram.updates import AnswerErrors, DropNul, FinishHandlers, SkipSeen
from rosterdesk.bot.chat.uploads import remarks, replacing, upload

if TYPE_CHECKING:
    from rosterdesk.bot.chat.printing.workshop import Workshop
    from rosterdesk.bot.chat.telegram.health import ChatHealth
    from rosterdesk.bot.chat.telegram.updates import TakenUpdates
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library

# An update is offered to them in this order, commands first. In a dialog about a password all that
# is typed is a secret, so those come early; text of staff outside a dialog is a search.
_PARTS = (
    *(addresses, linking, everyone, assistance, groups, approval),
    *(pressing, devices, entering, choosing),
    *(registering, showing, slip, editing, card_list, chats, membership_list),
    *(uploaders, schools, caretakers, columns, team, page, takeover, inline),
    *(asking, restarting, setting_up),
)
_LATER_PARTS = (finding, upload, replacing, remarks, printing, mail, vouching, replying)
ALL_ROUTES = (
    *(part.ROUTES for part in _PARTS),
    everyone.WORDLESS_ROUTES,
    *(part.ROUTES for part in _LATER_PARTS),
    everyone.LAST_ROUTES,
)


def make_dispatcher(
    library: Library,
    settings: Settings,
    health: ChatHealth,
    taken: TakenUpdates | None = None,
    workshop: Workshop | None = None,
) -> Dispatcher:
    """Put it together; without a workshop no printer can be set up from this chat."""
    dispatcher = Dispatcher(
        storage=DialogStorage(),
        events_isolation=SimpleEventIsolation(),
        library=library,
        settings=settings,
        health=health,
        workshop=workshop,
    )
    running = FinishHandlers(taken)
    dispatcher.update.outer_middleware(running)
    dispatcher.update.outer_middleware(SkipSeen())
    dispatcher.update.outer_middleware(RecogniseMember(settings.language))
    dispatcher.update.outer_middleware(WelcomeBack(settings))
    dispatcher.shutdown.register(running.finish)
    for name in ("message", "callback_query"):
        dispatcher.observers[name].outer_middleware(NoteLatest())
    for name in ("message", "edited_message", "callback_query", "inline_query"):
        observer = dispatcher.observers[name]
        observer.outer_middleware(DropNul())
        observer.outer_middleware(AnswerErrors())
        observer.outer_middleware(ForgetShown())
    check_rights(dispatcher)
    dispatcher.include_router(make_router(ALL_ROUTES))
    return dispatcher
