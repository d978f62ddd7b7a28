"""A confined process that opens mail, replaced when a mail was too much for it.

``serving`` is the other side; ``core.isolation`` is what lies between.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self

import structlog

from rosterdesk.core.isolation.worker import ConfinedWorker, NotStarted, OutOfTime, ProcessDied
from rosterdesk.mailbox.files.parsed import ParsedMail
from rosterdesk.mailbox.opening.packing import (
    pack_keys,
    pack_signature,
    unpack_opened,
    unpack_verdicts,
)
from rosterdesk.mailbox.trust.opened import Opened
from rosterdesk.mailbox.trust.signatures import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rosterdesk.core.isolation.enforced import Enforced
    from rosterdesk.core.isolation.worker import Isolation
    from rosterdesk.mailbox.trust.signatures import Signature

log = structlog.get_logger(__name__)

_SERVING = "rosterdesk.mailbox.opening.serving"
_SECONDS = 60.0  # the worst mail that we could make takes two


class TooMuchError(Exception):
    """The process did not live to answer, or took too long."""


class OpenerNotStartedError(Exception):
    """The machine could not start the process: no word about the mail, which is tried again."""


class MailOpener:
    """``async with MailOpener() as opener``; the process starts with the first mail, and stays."""

    def __init__(self, seconds: float = _SECONDS, *, isolation: Isolation = "available") -> None:
        self.confined = ConfinedWorker(_SERVING, seconds=seconds, isolation=isolation)
        self._free = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.confined.stop()

    async def find_enforced(self) -> Enforced:
        """Return what the kernel enforces on the process, which is started for it."""
        async with self._free:
            await self._start()
        return self.confined.enforced

    async def open(
        self, raw: bytes, *, headers_only: bool = False, authserv_id: str | None = None
    ) -> Opened:
        request = {"op": "open", "headers_only": headers_only, "authserv_id": authserv_id}
        try:
            return unpack_opened(*await self._ask(request, raw))
        except TooMuchError:
            log.warning("mail.too_much", size=len(raw))
            return Opened(ParsedMail(quarantine="unreadable"))

    async def verify(
        self,
        raw: bytes,
        signatures: Sequence[Signature],
        keys: Mapping[str, Sequence[bytes] | None],
        arrived_at: datetime,
    ) -> list[Verdict]:
        request = {
            "op": "verify",
            "signatures": [pack_signature(each) for each in signatures],
            "keys": pack_keys(keys),
            "arrived_at": arrived_at.isoformat(),
        }
        try:
            answer, _ = await self._ask(request, raw)
        except TooMuchError:
            return [Verdict(each, each.refused or "dkim_too_large") for each in signatures]
        return unpack_verdicts(answer["codes"], signatures)

    async def _ask(self, request: dict[str, Any], raw: bytes) -> tuple[dict[str, Any], list[bytes]]:
        async with self._free:
            await self._start()
            try:
                return await self.confined.ask(request, raw)
            except (OutOfTime, ProcessDied) as error:
                raise TooMuchError from error

    async def _start(self) -> None:
        try:
            await self.confined.start()
        except NotStarted as error:
            raise OpenerNotStartedError from error
