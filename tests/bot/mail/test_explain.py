"""``rosterdesk mail explain`` says of a message what the running service made of it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tests.bot.letters import US, write_letter
from tests.bot.stages import TEACHER, make_environment
from tests.fuzz.chatting import resolve_nothing

from rosterdesk.bot.demo.stage import AUTHSERV, wait_for
from rosterdesk.bot.settings import Settings
from rosterdesk.bot.shell.rosters.mail import describe_mail, judge_saved
from rosterdesk.core.clock import now
from rosterdesk.core.language import Language
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.mailbox.message.saved import strip_saved
from rosterdesk.mailbox.models import MailMessage, MailStatus
from rosterdesk.mailbox.opening.judging import judge_mail
from rosterdesk.mailbox.opening.process import MailOpener
from rosterdesk.mailbox.opening.work import OpenerHere
from rosterdesk.mailbox.settings import MailSettings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.stages import Cast

ROSTER = {"groep 3.xlsx": write_workbook(sample_pupils(3))}


def without(raw: bytes, name: bytes) -> bytes:
    return b"".join(line for line in raw.splitlines(keepends=True) if not line.startswith(name))


def signed(tags: str) -> bytes:
    field = f"DKIM-Signature: v=1; a=rsa-sha256; s=x; {tags}; bh=AAAA; b=AAAA\n"
    return field.encode() + write_letter(files=ROSTER, proved=False)


MESSAGES = {
    "proved": write_letter(files=ROSTER),
    "unproved": write_letter(files=ROSTER, proved=False),
    "stranger": write_letter(files=ROSTER, sender="jan@elders.example"),
    "nothing-asked": write_letter(files=ROSTER).replace(b"dmarc=pass", b"dmarc=fail (p=NONE)"),
    "machine": write_letter(files=ROSTER, auto_submitted="auto-generated"),
    "machine-like": write_letter(files=ROSTER, list_unsubscribe="<https://regenboog.example/u>"),
    "indirect": write_letter(files=ROSTER).replace(
        b"dmarc=pass", b"spf=softfail smtp.mailfrom=x@elders.example; dmarc=pass"
    ),
    "no-sender": without(write_letter(files=ROSTER), b"From:"),
    "misleading": write_letter(files=ROSTER).replace(
        f"From: {TEACHER}".encode(), f'From: "baas@elders.example" <{TEACHER}>'.encode()
    ),
    # Signatures that need no key to be judged: this test has no DNS of its own.
    "signed-by-another": signed("d=elders.example; h=from:subject"),
    "signed-in-part": signed("d=regenboog.example; l=10; h=from:subject"),
    "disproved": write_letter(files=ROSTER).replace(b"dmarc=pass", b"dmarc=fail"),
}


async def explain(file: Path, environment: dict[str, str], folder: Path) -> dict[str, Any]:
    outside = {name: value for name, value in os.environ.items() if not name.startswith("ROSTER")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "rosterdesk.bot", "mail", "explain", str(file), "--json"),
        cwd=folder,
        env={**outside, **environment},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    return json.loads(said)


STAMP = f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from=regenboog.example\n".encode()
PLAIN = write_letter(files=ROSTER, proved=False)
SAVED = {
    "mbox_line": b"From joost@regenboog.example Mon Nov 30 10:00:00 2026\n" + PLAIN,
    "byte_order_mark": b"\xef\xbb\xbf" + PLAIN,
    "empty_lines": b"\r\n\n" + PLAIN,
    "utf16": PLAIN.decode().encode("utf-16"),
}
# A stamp, the name that is trusted, and the words about it.
PROOF = "header.from=regenboog.example"


def stamp(verdict: str) -> bytes:
    return f"Authentication-Results: {AUTHSERV}; {verdict}\n".encode()


STAMPS = [
    (stamp(f"dmarc=none {PROOF}"), AUTHSERV, "zegt dmarc=none: dat bewijst niets"),
    (stamp(f"dmarc=temperror {PROOF}"), AUTHSERV, "zegt dmarc=temperror"),
    (stamp(f"dmarc=bestguesspass {PROOF}"), AUTHSERV, "zegt dmarc=bestguesspass"),
    (stamp("spf=pass smtp.mailfrom=x@regenboog.example"), AUTHSERV, "zegt niets over DMARC"),
    (stamp("none"), AUTHSERV, "zegt niets over DMARC"),
    (stamp("dmarc=pass header.from=elders.example"), AUTHSERV, "gaat over elders.example"),
    (stamp(f"dmarc=pass {PROOF}; dmarc=fail {PROOF}"), AUTHSERV, "op meer dan één manier"),
    (stamp(f"dmarc=fail {PROOF}"), AUTHSERV, None),
    (STAMP, AUTHSERV, None),
    (STAMP, "mx.elders.example", f"{AUTHSERV} is niet geloofd"),
    (STAMP, "-", f"{AUTHSERV} is niet geloofd"),
    (STAMP, None, "niet ingesteld"),
    (b"", AUTHSERV, f"geen stempel van {AUTHSERV}"),
    (b"", None, None),
]


async def describe(raw: bytes, trusted: str | None) -> dict[str, Any]:
    """Return what is said of a mail of somebody whom nobody registered."""

    async def is_authorised(_: str) -> bool:
        return False

    mail = MailSettings(trusted_authserv_id=trusted, own_addresses=(US,))
    judged = await judge_mail(
        raw,
        now(),
        opener=OpenerHere(),
        settings=mail,
        resolve_txt=resolve_nothing,
        is_authorised=is_authorised,
    )
    return describe_mail(judged, (), Settings(mail=mail, language=Language.NL))


@pytest.mark.parametrize(("code", "raw"), SAVED.items(), ids=SAVED)
def test_a_saved_file_is_read_as_the_mail_in_it(code: str, raw: bytes):
    assert strip_saved(raw) == (PLAIN, (code,))
    assert strip_saved(PLAIN) == (PLAIN, ())


def test_no_library_begins_where_there_is_none(tmp_path: Path):
    """Lines before the header are left out and said, and the folder stays as it was."""
    file = tmp_path / "mail.eml"
    file.write_bytes(SAVED["mbox_line"])
    settings = {"ROSTERDESK_DATA": str(tmp_path / "data")}
    found = asyncio.run(explain(file, settings, tmp_path))
    assert [each["code"] for each in found["notes"]] == ["mbox_line", "no_library"]
    assert found["sender"] == TEACHER
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(("stamp", "trusted", "said"), STAMPS)
async def test_a_stamp_that_was_not_believed_is_named(
    stamp: bytes, trusted: str | None, said: str | None
):
    found = await describe(stamp + PLAIN, trusted)
    message = found["stamps"]["message"]
    assert message is None if said is None else said in message
    assert found["stamps"]["found"] is (bool(stamp) and trusted == AUTHSERV)
    assert found["level"] == ("C" if stamp == STAMP and trusted == AUTHSERV else "D")


async def test_a_signature_that_nobody_looked_at_is_said_to_be_so():
    """A mail of a machine is refused before its signatures are checked."""
    found = await describe(signed("d=regenboog.example; h=from") + b"", None)
    assert found["signatures"][0]["code"] == "dkim_no_key"
    raw = b"Auto-Submitted: auto-replied\n" + signed("d=regenboog.example; h=from")
    (named,) = (await describe(raw, None))["signatures"]
    assert named["code"] is None
    assert "niet gecontroleerd" in named["message"]


async def test_each_signature_is_named():
    fields = signed("d=elders.example; h=from").partition(b"From:")[0]
    fields += signed("d=regenboog.example; l=10; h=from:subject").partition(b"From:")[0]
    found = await describe(b"DKIM-Signature: kapot\n" + fields + PLAIN, None)
    named = [(each["domain"], each["selector"], each["code"]) for each in found["signatures"]]
    assert named == [
        (None, None, "dkim_malformed"),
        ("elders.example", "x", "dkim_unaligned"),
        ("regenboog.example", "x", "dkim_length"),
    ]


def test_it_works_without_settings(tmp_path: Path):
    """It says what it cannot know, and the level that a registered sender would have."""
    file = tmp_path / "mail.eml"
    file.write_bytes(PLAIN)
    found = asyncio.run(explain(file, {}, tmp_path))
    assert [each["code"] for each in found["notes"]] == ["no_settings"]
    assert (found["level"], found["level_if_registered"]) == ("D", "B")
    assert list(tmp_path.iterdir()) == [file]


async def test_messages_are_explained_as_they_were_judged(cast: Cast, tmp_path: Path):
    """One by the command, and all by what it calls: a process for each takes two seconds."""
    assert len(MESSAGES) >= 10
    for raw in MESSAGES.values():
        await cast.stage.mail.deliver(raw)

    async def judged() -> bool:
        return await MailMessage.exclude(status=MailStatus.KEPT).count() == len(MESSAGES)

    await wait_for(judged, 60)
    service = cast.stage.service
    mails = await MailMessage.all().order_by("uid")
    async with MailOpener(isolation=service.settings.reader_isolation) as opener:
        for (name, raw), mail in zip(MESSAGES.items(), mails, strict=True):
            found = await judge_saved(
                strip_saved(raw)[0],
                service.settings,
                service.library,
                opener=opener,
                resolve_txt=resolve_nothing,
            )
            _compare(describe_mail(found, (), service.settings), mail, name)
    file = tmp_path / "proved.eml"
    file.write_bytes(MESSAGES["proved"])
    environment = make_environment(service.settings)
    _compare(await explain(file, environment, tmp_path), mails[0], "by the command")


def _compare(found: dict[str, Any], mail: MailMessage, name: str) -> None:
    codes = [reason["code"] for reason in found["reasons"]]
    assert (found["level"], codes) == (mail.trust, mail.reasons), name
    assert all(reason["message"] != reason["code"] for reason in found["reasons"])
