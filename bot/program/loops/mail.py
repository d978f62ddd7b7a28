from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from rosterdesk.bot.program.loops.duty import Duty, name_watch
from rosterdesk.bot.program.loops.loop import keep_doing
from rosterdesk.core.clock import today
from rosterdesk.core.models import Channel
from rosterdesk.core.storage.database import wake
from rosterdesk.core.trail.events import resume_deliveries
from rosterdesk.mailbox.imap.watcher import MailWatcher
from rosterdesk.mailbox.intake import MailIntake
from rosterdesk.mailbox.models import MailMessage
from rosterdesk.mailbox.opening.process import MailOpener
from rosterdesk.mailbox.replies.compose import Letterhead
from rosterdesk.mailbox.sending.dispatcher import MailDispatcher
from rosterdesk.mailbox.sending.sender import MailSender
from rosterdesk.mailbox.store.desk import DatabaseDesk, retry_interrupted
from rosterdesk.mailbox.store.kept.forgetting import sweep_account
from rosterdesk.mailbox.store.kept.health import HealthWriter, forget_silent
from rosterdesk.mailbox.store.kept.journal import DatabaseJournal
from rosterdesk.mailbox.store.letters.outbox import DatabaseOutbox
from rosterdesk.mailbox.trust.dns import resolve_txt as ask_dns

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from rosterdesk.bot.program.loops.duty import Loop
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library
    from rosterdesk.mailbox.settings import AccountSettings
    from rosterdesk.mailbox.trust.assessing import ResolveTxt


_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Mail:
    watchers: list[MailWatcher]
    duties: list[Duty]


@asynccontextmanager
async def open_mail(
    settings: Settings, library: Library, resolve_txt: ResolveTxt | None
) -> AsyncIterator[Mail]:
    await forget_silent()
    async with AsyncExitStack() as stack:
        intake = MailIntake(
            DatabaseDesk(
                library.files,
                library.keys,
                settings.mail,
                settings.language,
                settings.library_name,
            ),
            settings.mail,
            resolve_txt or ask_dns,
            opener=await stack.enter_async_context(MailOpener(isolation=settings.reader_isolation)),
        )
        journal = DatabaseJournal(library.files)
        watchers = [
            MailWatcher(account, journal, wake, max_message_bytes=settings.mail.max_message_bytes)
            for account in settings.mail.accounts
        ]
        for watcher in watchers:
            stack.push_async_callback(watcher.close)
        reading = partial(keep_doing, "mail intake", intake.take_next)
        duties = [
            *(_make_watching(watcher, settings.retention.folders_days) for watcher in watchers),
            Duty("mail intake", [reading], retry_interrupted),
            *_make_sending(settings, library),
        ]
        yield Mail(watchers, duties)


def _make_watching(watcher: MailWatcher, folders_days: int | None) -> Duty:
    name = watcher.account.name
    telling = partial(_tell_health, HealthWriter(), watcher)
    loops: list[Loop] = [
        watcher.run,
        partial(keep_doing, f"mail moves {name}", partial(_move_judged, watcher)),
        partial(keep_doing, f"mail health {name}", telling),
    ]
    if folders_days is not None:
        sweeping = partial(_sweep, watcher.account, folders_days)
        loops.append(
            partial(
                keep_doing, f"mail folders {name}", sweeping, poll_seconds=_HOUR, listening=False
            )
        )
    return Duty(name_watch(name), loops)


async def _sweep(account: AccountSettings, days: int) -> bool:
    await sweep_account(account, today() - timedelta(days=days))
    return False


async def _move_judged(watcher: MailWatcher) -> bool:
    """Have what was judged moved now: people look for it in its folder."""
    judged = MailMessage.filter(account=watcher.account.name, moved=False)
    if await judged.exclude(status="kept").exists():
        watcher.nudge()
    return False


async def _tell_health(writer: HealthWriter, watcher: MailWatcher) -> bool:
    await writer.write([watcher.health])
    return False


def _make_sending(settings: Settings, library: Library) -> list[Duty]:
    smtp = settings.mail.smtp
    if smtp is None:
        return []
    letterhead = Letterhead(
        address=smtp.sender,
        name=smtp.sender_name or settings.library_name,
        library=settings.library_name,
    )
    outbox = DatabaseOutbox(library, letterhead, settings.language, settings.mail)
    dispatcher = MailDispatcher(outbox, MailSender(smtp))
    sending = partial(keep_doing, "mail outbox", dispatcher.send_next)
    return [Duty("mail replies", [sending], partial(resume_deliveries, Channel.MAIL))]
