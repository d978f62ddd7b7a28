"""The current troubles of the service, as this process sees them."""

from __future__ import annotations

import asyncio
import shutil
import socket
from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.bot.chat.telegram.health import ChatState
from rosterdesk.bot.program.loops.loop import loop_states
from rosterdesk.bot.words.troubles import Trouble
from rosterdesk.core.clock import now
from rosterdesk.core.language import Phrases
from rosterdesk.core.models import Delivery, DeliveryStatus
from rosterdesk.core.slips.printers import list_deserted
from rosterdesk.core.storage.database import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosterdesk.bot.program.watch.watched import Watched

phrases = Phrases("rosterdesk.bot")

_ANSWER_SECONDS = 5.0
_LEAST_FREE_BYTES = 500_000_000
_FAILURES = 3  # in a row: once is a hiccup
_OVERDUE = timedelta(minutes=30)
_STARTING = (ChatState.OK, ChatState.STARTING, ChatState.STOPPED)


async def find_troubles(service: Watched) -> list[Trouble]:
    found = set(_find_here(service))
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            await rows("SELECT 1 AS one")
            found |= {Trouble("queue", channel) for channel in await _list_overdue()}
            found |= {Trouble("printer", name) for name in await list_deserted()}
    except Exception:  # noqa: BLE001 - whatever it is, it does not answer
        found.add(Trouble("database"))
    return sorted(found)


def _find_here(service: Watched) -> Iterator[Trouble]:
    machine = socket.gethostname()
    for watcher in service.list_watching():
        if not watcher.health.is_well:
            yield Trouble("mail", watcher.account.name)
    if service.health is not None and service.health.state not in _STARTING:
        yield Trouble("chat", service.health.state)
    for name, state in loop_states.items():
        if state.failures >= _FAILURES:
            yield Trouble("loop", f"{name} ({machine})")
    if service.torn:
        yield Trouble("trail")
    if shutil.disk_usage(service.settings.data).free < _LEAST_FREE_BYTES:
        yield Trouble("disk", machine)


async def _list_overdue() -> list[str]:
    overdue = Delivery.filter(status=DeliveryStatus.QUEUED, due_at__lt=now() - _OVERDUE)
    return [str(channel) for channel in await overdue.distinct().values_list("channel", flat=True)]
