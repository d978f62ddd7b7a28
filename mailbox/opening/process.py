"""A process of its own that opens mail, replaced when a mail was too much for it."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

import orjson
import structlog

from rosterdesk.mailbox.files.parsed import ParsedMail
from rosterdesk.mailbox.opening import serving
from rosterdesk.mailbox.opening.packing import (
    pack_keys,
    pack_signature,
    unpack_opened,
    unpack_verdicts,
)
from rosterdesk.mailbox.trust.opened import Opened
from rosterdesk.mailbox.trust.signatures import Verdict

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rosterdesk.mailbox.trust.signatures import Signature

log = structlog.get_logger(__name__)

_LENGTH_BYTES = 8
_PIECE = 200_000  # bytes: a fraction of a millisecond each
_STARTING_SECONDS = 60.0
_SECONDS = 60.0  # the worst mail that we could make takes two
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LANG", "LC_ALL", "TZ")


class TooMuchError(Exception):
    """The process did not live to answer, or took too long."""


class OpenerNotStartedError(Exception):
    """The machine could not start the process: no word about the mail, which is tried again."""


class MailOpener:
    """``async with MailOpener() as opener``; the process starts with the first mail, and stays."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._process: Process | None = None
        self._free = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stop()

    async def open(
        self, raw: bytes, *, headers_only: bool = False, authserv_id: str | None = None
    ) -> Opened:
        request = {"op": "open", "headers_only": headers_only, "authserv_id": authserv_id}
        try:
            return unpack_opened(await self._ask(request, raw))
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
            (codes,) = await self._ask(request, raw)
        except TooMuchError:
            return [Verdict(each, each.refused or "dkim_too_large") for each in signatures]
        return unpack_verdicts(orjson.loads(codes), signatures)

    async def _ask(self, request: dict[str, Any], raw: bytes) -> list[bytes]:
        async with self._free:
            await self._start()
            try:
                async with asyncio.timeout(self._seconds):
                    await self._send(orjson.dumps(request))
                    await self._send(raw)
                    return await self._receive()
            except (TimeoutError, asyncio.IncompleteReadError, ConnectionError):
                await self._stop()
                raise TooMuchError from None
            except BaseException:  # cancelled halfway: what it would answer is not for the next
                await self._stop()
                raise

    async def _start(self) -> None:
        if self._process is not None and self._process.returncode is None:
            return
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            serving.__name__,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # a traceback could quote the mail
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )
        try:
            async with asyncio.timeout(_STARTING_SECONDS):
                await self._receive()
        except (TimeoutError, asyncio.IncompleteReadError) as error:
            await self._stop()
            raise OpenerNotStartedError from error

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
        await process.wait()
        if process.stdin is not None:
            process.stdin.close()
            with suppress(OSError):  # it ended before it read everything
                await process.stdin.wait_closed()

    async def _send(self, frame: bytes) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(len(frame).to_bytes(_LENGTH_BYTES))
        # In pieces: the loop has something else to do between two of them.
        for at in range(0, len(frame), _PIECE):
            self._process.stdin.write(frame[at : at + _PIECE])
            await self._process.stdin.drain()

    async def _receive(self) -> list[bytes]:
        count = await self._receive_number()
        return [await self._receive_bytes(await self._receive_number()) for _ in range(count)]

    async def _receive_number(self) -> int:
        return int.from_bytes(await self._receive_bytes(_LENGTH_BYTES))

    async def _receive_bytes(self, count: int) -> bytes:
        assert self._process is not None
        assert self._process.stdout is not None
        pieces = [
            await self._process.stdout.readexactly(min(_PIECE, count - at))
            for at in range(0, count, _PIECE)
        ]
        return b"".join(pieces)
