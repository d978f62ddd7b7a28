"""The delay of the event loop while hostile mail of the largest size is opened."""

from __future__ import annotations

import asyncio
import base64
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.mailbox.forgeries import mail, school, signature_field
from tests.mailbox.torture import HEADER

from rosterdesk.mailbox.opening.process import MailOpener
from rosterdesk.mailbox.opening.work import OpenerHere

if TYPE_CHECKING:
    from rosterdesk.mailbox.trust.opened import Opener

_LARGEST = 34_000_000
_TICK = 0.002
_MOST_LATE = 0.050  # seconds: the bar


def _make_hostile() -> dict[str, bytes]:
    head = HEADER + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
    attached = b"Content-Type: text/csv; name=a.csv\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    data = base64.encodebytes(b"1;a\r\n" * 3_900_000).replace(b"\n", b"\r\n")[: _LARGEST - 1_000]
    return {
        "one large file": head + attached + data + b"\r\n--b--\r\n",
        "a signed body of spaces": school().sign(mail()) + b" " * _LARGEST + b"x\r\n",
        "a million lines": head + b"x\r\n" * 900_000,
        "lines like boundaries": head + b"--b \r\n" * 900,
        "large signatures": signature_field(h="from:" + "x:" * 2_500) * 40 + mail(),
        "a field without end": HEADER + b"X-A: " + b"a=b; " * 50_000 + b"\r\n\r\n",
        "uuencoded text": HEADER + b"\r\n" + b"begin 644 a\r\n" + b"M" * 61 * 300_000,
    }


def run() -> None:
    asyncio.run(_run())


async def _run() -> None:
    worst = {"thread": 0.0, "process": 0.0}
    async with MailOpener() as process:
        await process.open(HEADER)
        for name, raw in _make_hostile().items():
            late = {
                "thread": await _measure(OpenerHere(), raw),
                "process": await _measure(process, raw),
            }
            print(
                f"{name} ({len(raw) / 1e6:.0f} MB): late by at most"
                f" {late['thread'] * 1e3:.0f} ms in a thread,"
                f" {late['process'] * 1e3:.0f} ms in a process"
            )
            worst = {place: max(worst[place], late[place]) for place in worst}
    kept = "kept" if worst["process"] <= _MOST_LATE else "MISSED"
    print(
        f"longest: {worst['process'] * 1e3:.0f} ms, {worst['process'] / worst['thread']:.2f} of the"
        f" thread's; the bar of {_MOST_LATE * 1e3:.0f} ms is {kept}"
    )


async def _measure(opener: Opener, raw: bytes) -> float:
    """Return by how much a sleeper was late at most while the mail was opened and verified."""
    lags = [0.0]
    watching = asyncio.create_task(_watch(lags))
    await asyncio.sleep(0.05)
    opened = await opener.open(raw)
    if opened.head is not None:
        keys = {school().key_name: [school().record]}
        await opener.verify(raw, opened.head.signatures, keys, datetime.now(UTC))
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    return max(lags)


async def _watch(lags: list[float]) -> None:
    while True:
        asked = time.perf_counter()
        await asyncio.sleep(_TICK)
        lags.append(time.perf_counter() - asked - _TICK)
