"""The composition root: the one place where everything is made and tied together."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from rosterdesk.bot.errors import ProgramError
from rosterdesk.bot.program.database import APPS
from rosterdesk.bot.program.loops.anchors import find_differences
from rosterdesk.bot.program.loops.duty import Duties, Duty, name_watch
from rosterdesk.bot.program.loops.loop import keep_doing
from rosterdesk.bot.program.setting_changes import note_settings
from rosterdesk.core.clock import now
from rosterdesk.core.language import N_
from rosterdesk.core.library import Library, open_library
from rosterdesk.core.models import Channel
from rosterdesk.core.pipeline import advance_all
from rosterdesk.core.storage.database import open_database
from rosterdesk.core.storage.locks.opening import open_locks
from rosterdesk.core.trail.events import resume_deliveries

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiogram import Bot

    from rosterdesk.bot.chat.telegram.health import ChatHealth
    from rosterdesk.bot.chat.telegram.pacing import Rates
    from rosterdesk.bot.program.loops.duty import Loop
    from rosterdesk.bot.program.printers import RunningPrinters
    from rosterdesk.bot.settings import Settings
    from rosterdesk.mailbox.imap.watcher import MailWatcher
    from rosterdesk.mailbox.trust.assessing import ResolveTxt
    from rosterdesk.printer.devices.owner import Printer


class Part(StrEnum):
    """A part of the work that a process can do; several processes may share the parts."""

    CHAT = "chat"
    MAIL = "mail"
    PAGE = "page"
    PRINT = "print"


ALL_PARTS = frozenset(Part)
_HOUR = 3600.0
_MINUTE = 60.0


def choose_parts(only: str | None) -> frozenset[Part]:
    """Read ``--only chat,mail``; None means all of them."""
    if only is None:
        return ALL_PARTS
    try:
        return frozenset(Part(name.strip()) for name in only.split(","))
    except ValueError as error:
        raise ProgramError(N_("--only takes chat, mail, page and print, by comma.")) from error


@dataclass(slots=True)
class Service:
    """A running rosterdesk. ``loops`` are its tasks; they end when ``run`` is cancelled.

    What only one process may do is a duty: ``duties`` has what this one does at this moment.
    """

    settings: Settings
    library: Library
    duties: Duties
    printers: dict[str, Printer] = field(default_factory=dict)
    running_printers: RunningPrinters | None = None  # None where this process does not print
    watchers: list[MailWatcher] = field(default_factory=list)
    bot: Bot | None = None
    health: ChatHealth | None = None  # None where this process has no chat
    loops: list[Loop] = field(default_factory=list)
    page: str | None = None  # where the page is served on this machine
    torn: bool = False  # the audit trail is not what was signed

    def list_watching(self) -> list[MailWatcher]:
        """Return the watchers of the mailboxes that this process looks at, and no other one."""
        return [each for each in self.watchers if self.duties.has(name_watch(each.account.name))]

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            for loop in self.loops:
                group.create_task(loop())


@asynccontextmanager
async def open_core(
    settings: Settings, *, migrating: bool = True, warm: bool = False
) -> AsyncIterator[Library]:
    """Open the database and the stored files: what the command line needs."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    async with (
        open_database(settings.find_database(), APPS, migrating=migrating),
        open_locks(settings.find_database()) as locks,
        open_library(settings, locks=locks, warm=warm) as library,
    ):
        yield library


@asynccontextmanager
async def open_service(
    settings: Settings,
    parts: frozenset[Part] = ALL_PARTS,
    *,
    resolve_txt: ResolveTxt | None = None,
    rates: Rates | None = None,
) -> AsyncIterator[Service]:
    """Wire the parts of a process.

    ``resolve_txt`` and ``rates`` are for stand-ins: a DNS that is not there, and a chat that bears
    more messages a second than Telegram does.
    """
    async with AsyncExitStack() as stack:
        warm = settings.warm_reader and parts != {Part.PRINT}
        library = await stack.enter_async_context(open_core(settings, warm=warm))
        service = Service(settings, library, Duties(library.locks))
        service.torn = bool(await find_differences(settings, library.keys))
        await note_settings(settings, library.keys)
        if parts != {Part.PRINT}:
            from rosterdesk.bot.program.loops.house import (  # noqa: PLC0415 - not where it prints
                keep_house,
                watch_deadlines,
            )

            tidy = partial(keep_house, settings, library)
            loop = partial(keep_doing, "housekeeping", tidy, poll_seconds=_HOUR, listening=False)
            watch = partial(watch_deadlines, settings)
            deadlines = partial(
                keep_doing, "deadlines", watch, poll_seconds=_MINUTE, listening=False
            )
            _add_duty(service, Duty("housekeeping", [loop, deadlines]))
            service.loops.append(partial(keep_doing, "pipeline", partial(advance_all, library)))
        running = await _add_printers(service, stack, parts)
        if Part.MAIL in parts and settings.mail.accounts:
            await _add_mail(service, stack, resolve_txt)
        if Part.CHAT in parts and settings.read_bot_token():
            await _add_chat(service, stack, rates)
        if Part.PAGE in parts and settings.page.url is not None:
            await _add_page(service, stack, running)
        _add_watch(service)
        yield service


def _add_duty(service: Service, duty: Duty) -> None:
    service.loops.append(partial(service.duties.do, duty))


async def _add_printers(
    service: Service, stack: AsyncExitStack, parts: frozenset[Part]
) -> RunningPrinters | None:
    """Add the printers that this process drives: where the page is served, those that ask it."""
    printing = service.settings.printing
    prints, serves = Part.PRINT in parts, Part.PAGE in parts and service.settings.page.url
    urls = {
        name: url
        for name, url in printing.printers.items()
        if (serves if printing.asks(name) else prints)
    }
    if not (prints or urls):
        return None
    from rosterdesk.bot.program.printers import (  # noqa: PLC0415 - only where it prints
        RunningPrinters,
        name_machine,
    )

    running = RunningPrinters(
        service.settings, service.duties, service.printers, urls, name_machine(prints=prints)
    )
    stack.push_async_callback(running.close)
    service.loops.append(running.run)
    if prints:
        service.running_printers = running
    return running


async def _add_mail(
    service: Service, stack: AsyncExitStack, resolve_txt: ResolveTxt | None
) -> None:
    from rosterdesk.bot.program.loops.mail import open_mail  # noqa: PLC0415 - only where there is mail

    mail = await stack.enter_async_context(
        open_mail(service.settings, service.library, resolve_txt)
    )
    service.watchers = mail.watchers
    for duty in mail.duties:
        _add_duty(service, duty)


async def _add_chat(service: Service, stack: AsyncExitStack, rates: Rates | None) -> None:
    from rosterdesk.bot.program.loops.chat import open_chat  # noqa: PLC0415 - only where there is chat

    running = service.running_printers
    chat = await stack.enter_async_context(
        open_chat(service.settings, service.library, rates, running)
    )
    service.bot, service.health = chat.bot, chat.health
    # All of it together: Telegram counts the messages of a bot, whoever sends them.
    _add_duty(service, Duty("chat", chat.loops, partial(resume_deliveries, Channel.CHAT)))


async def _add_page(
    service: Service, stack: AsyncExitStack, running: RunningPrinters | None
) -> None:
    from rosterdesk.bot.page.parts import find_no_printer  # noqa: PLC0415 - only where it is served
    from rosterdesk.bot.program.loops.page import open_page  # noqa: PLC0415 - as above
    from rosterdesk.bot.program.watch.troubles import find_troubles  # noqa: PLC0415 - as above

    find = running.find_polled if running is not None else find_no_printer
    troubles = partial(find_troubles, service)
    page = await stack.enter_async_context(
        open_page(service.settings, service.library, find, troubles)
    )
    if running is not None:
        stack.push_async_callback(running.close_polled)
    service.page = page.address
    service.loops += page.loops


def _add_watch(service: Service) -> None:
    from rosterdesk.bot.program.watch.alarm import Alarm  # noqa: PLC0415 - they import the service
    from rosterdesk.bot.program.watch.serving import serve_figures  # noqa: PLC0415 - as above
    from rosterdesk.bot.program.watch.troubles import find_troubles  # noqa: PLC0415 - as above

    settings = service.settings.watch
    if settings.port is not None:
        service.loops.append(partial(serve_figures, service, settings))
    if settings.alarm:
        alarm = Alarm(service.library.locks)

        async def look() -> bool:
            await alarm.look(await find_troubles(service), now())
            return False

        service.loops.append(
            partial(keep_doing, "alarm", look, poll_seconds=_MINUTE, listening=False)
        )
