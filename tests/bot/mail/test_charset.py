"""The charset that a mail says of a file reaches the reader, which weighs it."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING

import pytest
from tests.bot.letters import US
from tests.bot.mail.post import open_post
from tests.bot.stages import TEACHER

from rosterdesk.bot.demo.stage import AUTHSERV
from rosterdesk.core.clock import now
from rosterdesk.core.intake.reading import load_roster
from rosterdesk.core.language import Language
from rosterdesk.core.models import Submission

if TYPE_CHECKING:
    from pathlib import Path


def write(names: tuple[str, str], charset: str, declared: str | None) -> bytes:
    """A mail with a list of one pupil."""
    letter = EmailMessage()
    letter["Authentication-Results"] = f"{AUTHSERV}; dmarc=pass header.from=regenboog.example"
    letter["From"], letter["To"] = TEACHER, US
    letter["Date"] = format_datetime(now())
    letter["Message-ID"] = make_msgid()
    letter.set_content("Hierbij.")
    heads = "Leerlingnummer;Voornaam;Achternaam;Geboortedatum"
    data = f"{heads}\r\n1;{names[0]};{names[1]};2015-03-02\r\n".encode(charset)
    letter.add_attachment(data, maintype="text", subtype="csv", filename="lijst.csv")
    if declared is not None:
        (part,) = letter.iter_attachments()
        part.set_param("charset", declared)
    return letter.as_bytes()


@pytest.mark.parametrize(
    ("names", "charset", "declared", "right"),
    [
        (("Luka", "Marić"), "cp1250", "windows-1250", True),
        (("Çağla", "Demir"), "cp1254", '"Windows-1254"', True),
        (("Luka", "Marić"), "cp1250", None, False),
        (("Çağla", "Demir"), "cp1254", "us-ascii", False),
        (("Zoë", "Bakker"), "cp1252", "x-nothing\0", True),
        (("Zoë", "Bakker"), "utf-8", "iso-8859-1", True),  # a lie, as mail programs tell it
    ],
)
async def test_the_charset_of_the_part_is_weighed(
    names, charset, declared, right, tmp_path: Path, sqlite_template: Path
):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.deliver(write(names, charset, declared))
        submission = await Submission.get()
        (pupil,) = (await load_roster(submission, post.library.files)).pupils
        assert ((pupil.first_name, pupil.surname) == names) is right
