"""Processes that decide at the same moment, each in somebody's name."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.core.processes import start

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.approval.deadlines import keep_deadlines
from rosterdesk.core.approval.deciding import Decision, decide
from rosterdesk.core.approval.settings import ApprovalSettings
from rosterdesk.core.clock import now
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import Language
from rosterdesk.core.models import Channel, Staff
from rosterdesk.core.storage.database import open_database
from rosterdesk.core.trail.actors import staff_actor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection


def run_deciders(url: str, reference: str, what: Sequence[str], approvers: int = 1) -> list[str]:
    """Start a process for each "approve NAME", "reject NAME" or "remind"; return what they said."""
    started = [start(_decide, url, reference, each, approvers) for each in what]
    for _, pipe in started:
        assert pipe.recv() == "ready"
    for _, pipe in started:
        pipe.send("go")
    said = [pipe.recv() for _, pipe in started]
    for process, _ in started:
        process.join()
        assert process.exitcode == 0
    return said


def _decide(pipe: Connection, url: str, reference: str, what: str, approvers: int) -> None:
    asyncio.run(_decide_here(pipe, url, reference, what, approvers))


async def _decide_here(
    pipe: Connection, url: str, reference: str, what: str, approvers: int
) -> None:
    settings = ApprovalSettings(approvers=approvers)
    async with open_database(url, APPS):
        act, _, name = what.partition(" ")
        staff = await Staff.get(name=name) if name else None
        pipe.send("ready")
        await asyncio.to_thread(pipe.recv)
        if staff is None:
            pipe.send(str(await keep_deadlines(now(), settings, Language.EN)))
            return
        actor = staff_actor(staff, Channel.CHAT)
        try:
            done = await decide(
                reference, 1, Decision(act), actor, settings, Language.EN, reason="not this one"
            )
        except RosterdeskError as error:
            pipe.send(str(error))
        else:
            pipe.send("decided" if done else "counts")
