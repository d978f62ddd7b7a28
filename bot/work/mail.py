from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from rosterdesk.bot.work.loop import keep_doing
from rosterdesk.core.database import wake
from rosterdesk.mailbox.compose import Letterhead
from rosterdesk.mailbox.dns import resolve_txt as ask_dns
from rosterdesk.mailbox.intake import MailIntake
from rosterdesk.mailbox.models import MailMessage
from rosterdesk.mailbox.outbox import MailDispatcher
from rosterdesk.mailbox.sender import MailSender
from rosterdesk.mailbox.store.desk import DatabaseDesk, retry_interrupted
from rosterdesk.mailbox.store.health import HealthWriter, forget_others
from rosterdesk.mailbox.store.journal import DatabaseJournal
from rosterdesk.mailbox.store.outbox import DatabaseOutbox
from rosterdesk.mailbox.watcher import MailWatcher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Sequence

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library
    from rosterdesk.mailbox.trust import ResolveTxt


@dataclass(frozen=True, slots=True)
class Mail:
    watchers: list[MailWatcher]
    loops: list[Callable[[], Coroutine[None, None, None]]]


@asynccontextmanager
async def open_mail(
    settings: Settings, library: Library, resolve_txt: ResolveTxt | None
) -> AsyncIterator[Mail]:
    await retry_interrupted()
    await forget_others(account.name for account in settings.mail.accounts)
    intake = MailIntake(
        DatabaseDesk(library.files, library.keys, settings.mail),
        settings.mail,
        resolve_txt or ask_dns,
    )
    async with AsyncExitStack() as stack:
        journal = DatabaseJournal(library.files)
        watchers = [
            MailWatcher(account, journal, wake, max_message_bytes=settings.mail.max_message_bytes)
            for account in settings.mail.accounts
        ]
        for watcher in watchers:
            stack.push_async_callback(watcher.close)
        loops: list[Callable[[], Coroutine[None, None, None]]] = [w.run for w in watchers]
        loops.append(partial(keep_doing, "mail intake", intake.take_next))
        loops.append(partial(keep_doing, "mail moves", partial(_move_judged, watchers)))
        loops.append(
            partial(keep_doing, "mail health", partial(_tell_health, HealthWriter(), watchers))
        )
        loops += _make_sending(settings, library)
        yield Mail(watchers, loops)


async def _move_judged(watchers: Sequence[MailWatcher]) -> bool:
    """Have what was judged moved now: people look for it in its folder."""
    for watcher in watchers:
        name = watcher.account.name
        if await MailMessage.filter(account=name, moved=False).exclude(status="kept").exists():
            watcher.nudge()
    return False


async def _tell_health(writer: HealthWriter, watchers: Sequence[MailWatcher]) -> bool:
    await writer.write(watcher.health for watcher in watchers)
    return False


def _make_sending(
    settings: Settings, library: Library
) -> list[Callable[[], Coroutine[None, None, None]]]:
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
    return [partial(keep_doing, "mail outbox", dispatcher.send_next)]
