"""``rosterdesk mail explain`` says of a message what the running service made of it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import TYPE_CHECKING

from tests.bot.letters import write_letter
from tests.bot.stages import TEACHER, make_environment

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.mailbox.models import MailMessage, MailStatus

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.stages import Cast

ROSTER = {"groep 3.xlsx": write_workbook(sample_pupils(3))}


def without(raw: bytes, name: bytes) -> bytes:
    return b"".join(line for line in raw.splitlines(keepends=True) if not line.startswith(name))


MESSAGES = {
    "proved": write_letter(files=ROSTER),
    "unproved": write_letter(files=ROSTER, proved=False),
    "stranger": write_letter(files=ROSTER, sender="jan@elders.example"),
    "stranger-unproved": write_letter(files=ROSTER, sender="jan@elders.example", proved=False),
    "machine": write_letter(files=ROSTER, auto_submitted="auto-generated"),
    "machine-like": write_letter(files=ROSTER, list_unsubscribe="<https://regenboog.example/u>"),
    "undated": without(write_letter(files=ROSTER), b"Date:"),
    "no-sender": without(write_letter(files=ROSTER), b"From:"),
    "misleading": write_letter(files=ROSTER).replace(
        f"From: {TEACHER}".encode(), f'From: "baas@elders.example" <{TEACHER}>'.encode()
    ),
    "disproved": write_letter(files=ROSTER).replace(b"dmarc=pass", b"dmarc=fail"),
}


async def explain(file: Path, environment: dict[str, str]) -> dict[str, object]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "rosterdesk.bot", "mail", "explain", str(file), "--json"),
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    return json.loads(said)


async def test_ten_messages_are_explained_as_they_were_judged(cast: Cast, tmp_path: Path):
    assert len(MESSAGES) == 10
    for raw in MESSAGES.values():
        await cast.stage.mail.deliver(raw)

    async def judged() -> bool:
        return await MailMessage.exclude(status=MailStatus.KEPT).count() == len(MESSAGES)

    await wait_for(judged, 60)
    environment = make_environment(cast.stage.service.settings)
    mails = await MailMessage.all().order_by("uid")
    for (name, raw), mail in zip(MESSAGES.items(), mails, strict=True):
        file = tmp_path / f"{name}.eml"
        file.write_bytes(raw)
        found = await explain(file, environment)
        codes = [reason["code"] for reason in found["reasons"]]
        assert (found["level"], codes) == (mail.trust, mail.reasons), name
        assert all(reason["message"] != reason["code"] for reason in found["reasons"])
