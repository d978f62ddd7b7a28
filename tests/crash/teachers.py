"""Teachers at the page: they upload, send, and try again where a process died under their hands.

A balancer stands before all processes, so a window goes on with another one.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp

from rosterdesk.core.customers.staff import Person
from rosterdesk.core.library import find_key_file
from rosterdesk.core.login.sessions import begin_session
from rosterdesk.core.protection.keys import load_keys
from rosterdesk.core.settings import CoreSettings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.crash.ledger import Report
    from tests.crash.stage import Scene

    from rosterdesk.bot.demo.teacher import Window
    from rosterdesk.core.models import Customer

_AGAIN = 0.3  # seconds until a person presses once more
_DRAFT = re.compile(r'href="(/uploads/\w{12})"><strong>([^<]+)<')
_SENT = re.compile(r'href="(/sent/[\w-]+)"><strong>([^<]+)<')
_DECIDED = ("goedgekeurd en verwerkt", "afgewezen", "vervangen door", "teruggedraaid")


class LoggedOutError(AssertionError):
    """The session ended though nobody ended it."""


@dataclass
class Teacher:
    """One window, in which somebody is logged in from the first kill to the last."""

    window: Window
    sent: dict[str, str] = field(default_factory=dict)  # names of files, and where they are
    tries: int = 0

    async def send(self, name: str, data: bytes) -> None:
        """Upload and send; whatever is lost on its way is done once more, as a person does."""
        await self._insist(lambda: self._upload(name, data))
        await self._insist(lambda: self._send(name))

    async def _insist(self, act: Callable[[], Awaitable[bool]]) -> None:
        while True:
            self.tries += 1
            with suppress(aiohttp.ClientError, TimeoutError, ConnectionError):
                async with asyncio.timeout(60):
                    if await act():
                        return
            await asyncio.sleep(_AGAIN)

    async def _upload(self, name: str, data: bytes) -> bool:
        """Return whether the file is there, once: an answer may be lost whose file was kept."""
        found = await self._list(_DRAFT, name)
        if not found:
            await self.window.upload(name, data)
            return False
        for spare in found[1:]:
            await self.window.post(f"{spare}/discard", {})
        return len(found) == 1

    async def _send(self, name: str) -> bool:
        drafts = await self._list(_DRAFT, name)
        if not drafts:
            (self.sent[name],) = await self._list(_SENT, name)
            return True
        await self.window.open(drafts[0])
        if "Dit hebben we gelezen" in self.window.words:
            await self.window.send()
        return False

    async def _list(self, pattern: re.Pattern[str], name: str) -> list[str]:
        await self.window.open("/uploads")
        if self.window.path != "/uploads":
            if self.window.path.startswith("/login"):
                raise LoggedOutError(self.window.words[:200])
            raise aiohttp.ClientError(self.window.path)
        if "<h1>Upload leerlingbestand" not in self.window.text:
            raise aiohttp.ClientError(self.window.words[:80])  # the balancer found nobody
        return [path for path, said in pattern.findall(self.window.text) if said == name]

    async def check(self, report: Report) -> None:
        """Note what the page does not say in the end of each file that was sent there."""
        for name, where in self.sent.items():
            await self.window.open(where)
            if not any(each in self.window.words for each in _DECIDED):
                said = f"{self.window.path}: {self.window.words[:200]}"
                report.faults.append(f"{name}: the page does not say what became of it: {said}")
        await self.window.open("/uploads")
        if self.window.path != "/uploads":
            report.faults.append("a session on the page ended by itself")


async def seat(window: Window, data: Path, customer: Customer) -> Teacher:
    """Return somebody who is logged in on the page."""
    token = await begin_session(
        Person(customer=customer), "", load_keys(find_key_file(CoreSettings(data=data)))
    )
    window.client.cookie_jar.update_cookies({"__Host-session": token})
    return Teacher(window)


async def check_page(scene: Scene, report: Report) -> None:
    """Ask once more for what teachers were told, before the last process stops."""
    for teacher in scene.teachers:
        await teacher.check(report)
    report.figures["files sent on the page"] = sum(len(each.sent) for each in scene.teachers)
    report.figures["tries on the page"] = sum(each.tries for each in scene.teachers)
