"""State numbers all over mails are in no byte that is kept, packed or sent once they were read."""

from __future__ import annotations

import asyncio
import gzip
import io
import re
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING

import pytest
from tests.bot.letters import US, read_reply
from tests.bot.mail.post import open_post
from tests.bot.stages import TEACHER, WHO
from tests.core.privacy.test_planted import MAKERS, Planter, find, unpack
from tests.disk import dump_database

from rosterdesk.bot.demo.stage import AUTHSERV
from rosterdesk.core.clock import now
from rosterdesk.core.language import Language
from rosterdesk.core.models import StoredFile, Submission
from rosterdesk.core.privacy.backup import write_backup
from rosterdesk.core.protection.sealing import SealedReader
from rosterdesk.mailbox.models import MailMessage, MailStatus
from rosterdesk.mailbox.store.held.release import discard_mail, release_mail

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.mail.post import Post

STRANGER = "iemand@elders.example"


def write_mail(planter: Planter, name: str | None, sender: str, *, proved: bool) -> bytes:
    """Return a mail with a number wherever words may stand, and a roster with its own.

    Not in the identifiers of mails: programs make those, and they are kept to answer in a thread.
    """
    plant = planter.plant
    letter = EmailMessage()
    if proved:
        domain = sender.rpartition("@")[2]
        letter["Authentication-Results"] = f"{AUTHSERV}; dmarc=pass header.from={domain}"
    letter["From"] = f'"Marijke {plant("the name of the sender")}" <{sender}>'
    letter["To"] = f'"{plant("the name of a recipient")}" <{US}>'
    letter["Cc"] = f'"{plant("the name of a copy")}" <kopie@school.example>'
    letter["Reply-To"] = f'"{plant("a reply-to")}" <{sender}>'
    letter["Subject"] = f"Leerling {plant('the subject')}"
    letter["Date"] = format_datetime(now())
    letter["Message-ID"] = make_msgid(domain="school.example")
    letter["Thread-Topic"] = plant("the topic")
    letter["X-Notitie"] = plant("a header of its own")
    letter["Organization"] = plant("the organisation")
    letter["Keywords"] = plant("the keywords")
    letter.set_content(
        f"Hierbij de lijst.\n\nBSN {plant('the text')}\n\n> {plant('a quotation')}\n"
    )
    letter.add_alternative(
        f"<p title='{plant('an attribute')}'>Hierbij {plant('the HTML')}</p>"
        f"<!-- {plant('a comment in HTML')} --><style>.x{{content:'{plant('a style')}'}}</style>",
        subtype="html",
    )
    if name is not None:
        attach(
            letter, f"lijst {plant('the name of the file')} {name}", MAKERS[name](planter), plant
        )
    attach(letter, "brief.txt", f"Brief over {plant('a letter')}".encode(), plant)
    attach(letter, "foto.jpg", b"\xff\xd8\xff" + plant("a picture").encode(), plant)
    attach(letter, "kaart.vcf", f"NOTE:{plant('a business card')}".encode(), plant)
    attach(letter, "afspraak.ics", f"SUMMARY:{plant('an appointment')}".encode(), plant)
    inner = EmailMessage()
    inner["Subject"], inner["From"] = plant("the subject of a forward"), "x@school.example"
    inner.set_content(plant("the text of a forward"))
    letter.add_attachment(inner)
    letter.epilogue = f"{plant('behind the last part')}\n"
    letter.preamble = f"{plant('before the first part')}\n"
    return letter.as_bytes()


def attach(letter: EmailMessage, name: str, data: bytes, plant) -> None:
    letter.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    part = list(letter.iter_attachments())[-1]
    assert isinstance(part, MIMEPart)
    part["Content-Description"] = f"{name} {plant(f'the description of {name[-3:]}')}"


def read_all(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


async def gather(post: Post, data: Path, url: str) -> dict[str, list[bytes]]:
    """Return all that is kept and all that went out, sealed things opened and packed ones too."""
    store, keys = post.library.files, post.library.keys
    kept = [await store.load(each.digest) for each in await StoredFile.all()]
    kept += [await store.load(each.stored) for each in await MailMessage.all() if not each.raw_gone]
    backup = io.BytesIO()
    await write_backup(backup, b"een wachtzin van ons", store, keys.dump())
    backup.seek(0)
    plain = gzip.GzipFile(fileobj=SealedReader(backup, b"een wachtzin van ons")).read()
    return {
        "files": kept,
        "rows": [row.encode() async for _, row in dump_database(url)],
        "disk": await asyncio.to_thread(read_all, data),
        "backup": [plain, backup.getvalue()],
        "letters": [bytes(read_reply(letter)) for letter in post.letters],
    }


@pytest.mark.parametrize("name", [*MAKERS, None], ids=str)
async def test_nothing_of_them_is_left(tmp_path, sqlite_template, capfd, name):
    """A mail that is believed, one that is held and then taken or put aside, and a stranger's."""
    planter = Planter()
    data = tmp_path / "data"
    async with open_post(data, sqlite_template, Language.NL) as post:
        await post.deliver(write_mail(planter, name, TEACHER, proved=True))
        taken = await post.deliver(write_mail(planter, name, TEACHER, proved=False))
        aside = await post.deliver(write_mail(planter, name, TEACHER, proved=False))
        await post.deliver(write_mail(planter, name, STRANGER, proved=True))
        if name is not None:  # words alone are passed on to librarians at once
            assert (taken.status, aside.status) == (MailStatus.HELD,) * 2
            files = post.library.files
            await release_mail(taken.id, post.school.id, WHO, files, post.settings)
            await discard_mail(aside.id, WHO, files)
        await post.settle()
        assert await Submission.all().exists() is (name is not None)
        url = f"sqlite://{data / 'rosterdesk.sqlite3'}"
        found = await gather(post, data, url)
    said = capfd.readouterr()
    found["logs"] = [said.out.encode(), said.err.encode()]
    assert len(set(planter.planted.values())) >= (30 if name is not None else 27)
    assert len(found["letters"]) >= 2
    left = {
        (where, place)
        for where, pieces in found.items()
        for piece in pieces
        for part in unpack(piece)
        for place in find(planter.planted, part)
    }
    assert left == set()
    assert any(re.search(rb"\[BSN\]", row) for row in found["rows"])
