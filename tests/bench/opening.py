"""The work on the event loop while hostile mail of the largest size is taken in.

It is processor time, so that other programs on the machine do not count: a mail goes through the
journal, the opening process, the judgement, the desk and its database.
"""

from __future__ import annotations

import asyncio
import base64
import tempfile
from pathlib import Path

from tests.bot.letters import write_letter
from tests.bot.mail.post import open_post
from tests.mailbox.forgeries import mail, school, signature_field
from tests.mailbox.torture import HEADER
from tests.turns import measure_turns

from rosterdesk.bot.demo.stage import AUTHSERV
from rosterdesk.bot.program.database import APPS
from rosterdesk.core.language import Language
from rosterdesk.core.storage.database import open_database, sqlite_url
from rosterdesk.mailbox.opening.process import MailOpener

_LARGEST = 34_000_000
LONGEST_TURN = 0.050  # seconds: the bar


def write_taken() -> bytes:
    """Return a mail with as large a roster as is taken."""
    return write_letter(files={"groep.csv": b"1;a;b;c\r\n" * 2_000_000})


def write_held() -> bytes:
    """Return one like it, which is kept until somebody confirms it."""
    return write_letter(files={"groep.csv": b"1;a;b;d\r\n" * 2_000_000}, proved=False)


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
        "disproved": write_letter(proved=False).replace(
            b"From:", f"Authentication-Results: {AUTHSERV}; dmarc=fail\nFrom:".encode(), 1
        ),
        "a roster of 20 MB": write_taken(),
        "a held roster of 20 MB": write_held(),
    }


def run() -> None:
    asyncio.run(_run())


async def _run() -> None:
    worst = 0.0
    for name, raw in _make_hostile().items():
        turns = await _measure(raw)
        print(
            f"{name} ({len(raw) / 1e6:.0f} MB): longest turn of the loop {max(turns) * 1e3:.1f} ms,"
            f" all {len(turns)} together {sum(turns) * 1e3:.0f} ms"
        )
        worst = max(worst, *turns)
    kept = "kept" if worst <= LONGEST_TURN else "MISSED"
    print(
        f"longest: {worst * 1e3:.1f} ms of processor time;"
        f" the bar of {LONGEST_TURN * 1e3:.0f} ms is {kept}"
    )


async def _measure(raw: bytes) -> list[float]:
    """Return the turns of the loop while one mail is kept, opened, judged and taken."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template"
        template.mkdir()
        async with open_database(sqlite_url(template), APPS):
            pass
        async with (
            MailOpener() as opener,
            open_post(Path(folder) / "data", template, Language.NL, opener=opener) as post,
        ):
            with measure_turns() as turns:
                await post.take(raw)
            return turns
