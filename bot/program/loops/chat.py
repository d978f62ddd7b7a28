from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from rosterdesk.bot.chat.access.commands import offer_to_everybody, offer_to_staff
from rosterdesk.bot.chat.approval.printed import CardWatch
from rosterdesk.bot.chat.approval.reminders import make_digests
from rosterdesk.bot.chat.approval.showing import send_moved
from rosterdesk.bot.chat.dispatcher import make_dispatcher
from rosterdesk.bot.chat.outbox.deliveries import Outbox
from rosterdesk.bot.chat.printing.showing import JobWatch
from rosterdesk.bot.chat.printing.workshop import Workshop
from rosterdesk.bot.chat.telegram.client import open_bot
from rosterdesk.bot.chat.telegram.health import ChatHealth
from rosterdesk.bot.chat.telegram.polling import keep_polling
from rosterdesk.bot.chat.telegram.updates import TakenUpdates, forget_seen
from rosterdesk.bot.chat.telegram.webhook import serve_webhook
from rosterdesk.bot.chat.vanishing import delete_due
from rosterdesk.bot.program.loops.loop import keep_doing
from rosterdesk.bot.words.printers import find_printers
from rosterdesk.core.clock import now
from rosterdesk.printer.settings import OWN_FILE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from aiogram import Bot, Dispatcher

    from rosterdesk.bot.chat.printing.workshop import Running
    from rosterdesk.bot.chat.telegram.pacing import Rates
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library


@dataclass(frozen=True, slots=True)
class Chat:
    bot: Bot
    health: ChatHealth
    loops: list[Callable[[], Coroutine[None, None, None]]]


@dataclass(slots=True)
class _Offering:
    """The offer of commands: made to all at the start, then to staff whose role has changed."""

    bot: Bot
    language: Language
    done: bool = False

    async def offer(self) -> bool:
        if not self.done:
            self.done = await offer_to_everybody(self.bot, self.language)
        await offer_to_staff(self.bot, self.language)
        return False


@asynccontextmanager
async def open_chat(
    settings: Settings,
    library: Library,
    rates: Rates | None = None,
    running: Running | None = None,
) -> AsyncIterator[Chat]:
    """Open the chat; ``running`` are the printers of this process, where it prints."""
    token = settings.read_bot_token()
    assert token is not None
    health, taken = ChatHealth(), TakenUpdates()
    bot = open_bot(
        token,
        settings.chat.api_url,
        health,
        rates=rates,
        local_files=settings.chat.local_files,
        taken=taken,
    )
    workshop = None
    if running is not None:
        workshop = Workshop(running, settings.printing, settings.data / OWN_FILE)
    dispatcher = make_dispatcher(library, settings, health, taken, workshop)

    outbox = Outbox(bot, settings)
    offering = _Offering(bot, settings.language)
    watches = JobWatch(bot, settings.language), CardWatch(bot, settings)
    follow_jobs = partial(_follow_jobs, *watches, settings)
    loops: list[Callable[[], Coroutine[None, None, None]]] = [
        _take_updates(settings, dispatcher, bot, health),
        partial(keep_doing, "chat outbox", outbox.deliver_due),
        # Not at every slip: a chat takes one edit a second, and people read slower.
        partial(keep_doing, "print jobs", follow_jobs, listening=False),
        partial(keep_doing, "vanishing messages", partial(delete_due, bot)),
        partial(keep_doing, "commands", offering.offer, poll_seconds=60.0, listening=False),
        partial(keep_doing, "approvals", partial(_look_after, settings, outbox), poll_seconds=60.0),
    ]
    try:
        yield Chat(bot, health, loops)
    finally:
        if workshop is not None:
            await workshop.close()
        await bot.session.close()


def _take_updates(
    settings: Settings, dispatcher: Dispatcher, bot: Bot, health: ChatHealth
) -> Callable[[], Coroutine[None, None, None]]:
    webhook = settings.chat.webhook
    if webhook is None:
        return partial(keep_polling, dispatcher, bot, health)
    return partial(serve_webhook, dispatcher, bot, health, webhook)


async def _follow_jobs(jobs: JobWatch, cards: CardWatch, settings: Settings) -> bool:
    await jobs.update(await find_printers(settings))
    await cards.update()
    return False  # the next look comes with the loop's own pause


async def _look_after(settings: Settings, outbox: Outbox) -> bool:
    """Do what the time asks for; all of it at once, so that there is never more."""
    moment = now()
    await forget_seen(moment)
    await make_digests(moment, settings.chat.approvals)
    await send_moved(outbox.bot, settings)
    return await outbox.escalate_unseen()
