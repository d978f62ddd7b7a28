from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from rosterdesk.mailbox.imap.watcher import MailWatcher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.mailbox.journals import MemoryJournal

    from rosterdesk.mailbox.settings import AccountSettings


def mail(number: int, size: int = 0) -> bytes:
    return (
        f"From: Jan <jan@school.example>\r\nTo: x@library.example\r\nSubject: {number}\r\n"
        f"Message-ID: <{number}@school.example>\r\n\r\nmail {number} {'x' * size}\r\n"
    ).encode()


def body(number: int) -> bytes:
    return mail(number).partition(b"\r\n\r\n")[2]


@asynccontextmanager
async def watching(
    account: AccountSettings, journal: MemoryJournal, **options: Any
) -> AsyncIterator[MailWatcher]:
    """A running watcher that reconnects quickly; it is closed afterwards."""
    watcher = MailWatcher(
        account, journal, options.pop("on_kept", lambda: None), **{"first_pause": 0.02} | options
    )
    running = asyncio.create_task(watcher.run())
    try:
        yield watcher
    finally:
        await watcher.close()
        running.cancel()


async def until(true: Callable[[], Any], seconds: float = 15) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - a status has no event
            await asyncio.sleep(0.01)
