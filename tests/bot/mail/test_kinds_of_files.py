"""Mails with something else than a roster: the answer names it, says why, and how to send one."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from tests.bot.letters import text_of, write_letter
from tests.bot.mail.flows import GOOD, PHOTO, list_paragraphs, own
from tests.bot.mail.post import open_post
from tests.mailbox.files.building import TEXT, in_base64, multi, part

from rosterdesk.core.language import Language
from rosterdesk.core.models import Event, Submission
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.mailbox.message.securemail import find_secure_mail

if TYPE_CHECKING:
    from pathlib import Path

HEADS = "Leerlingnummer;Voornaam;Achternaam;Geboortedatum\n"
ROWS = f"{HEADS}1;Ada;Bakker;2015-03-02\n2;Bo;Smit;2015-04-02\n3;Cas;Vos;2015-05-02\n"
TORN = b"PK\x03\x04\x14\0\0\0\x08\0" + b"x" * 400
HOW = "Wilt u deze mail beantwoorden met het bestand zelf als bijlage"
WITH_PUPILS = "Wilt u deze mail beantwoorden met het bestand waar de leerlingen in staan?"
NO_LINKS = "Links openen wij niet."


def pack(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return packed.getvalue()


# The mail, what stands in its answer, and the last line of that.
ANSWERED = {
    "a ZIP without a file": (write_letter(files={"a.zip": pack()}), "is leeg", WITH_PUPILS),
    "a ZIP of an empty file": (
        write_letter(files={"a.zip": pack(a_csv=b"")}),
        "is leeg",
        WITH_PUPILS,
    ),
    "a ZIP of a letter": (
        write_letter(files={"a.zip": pack(a_pdf=b"%PDF-1.4")}),
        "Geen bestand in dit zipbestand",
        "Wilt u deze mail beantwoorden met een bestand dat wij kunnen lezen?",
    ),
    "heads alone": (
        write_letter(files={"kop.csv": HEADS.encode()}),
        "geen leerlingen gevonden",
        WITH_PUPILS,
    ),
    "a torn letter": (
        write_letter(files={"brief.docx": TORN}),
        "brief.docx: De bijlage is geen leerlingbestand",
        "Wilt u het leerlingbestand uit uw leerlingadministratie exporteren",
    ),
    "a torn letter beside a roster": (
        write_letter(files={"groep 3.xlsx": GOOD, "brief.docx": TORN}),
        "brief.docx is geen leerlingbestand; daar gebeurt niets mee.",
        "U hoeft nu niets te doen.",
    ),
    "a photograph beside a roster": (
        write_letter(files={"groep 3.xlsx": GOOD, "foto.jpg": PHOTO}),
        "groep 3.xlsx",
        "U hoeft nu niets te doen.",
    ),
    "a pasted roster": (write_letter(ROWS), "tekst van de mail.csv", "U hoeft nu niets te doen."),
    "a file without a name": (
        own(
            multi(
                b"mixed",
                TEXT,
                part(
                    b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64",
                    in_base64(GOOD),
                ),
            )
        ),
        "bijlage.xlsx",
        "U hoeft nu niets te doen.",
    ),
    "a link of WeTransfer": (write_letter("Zie https://we.tl/t-abc"), NO_LINKS, HOW),
    "a link of OneDrive, not proved": (
        write_letter("Zie https://1drv.ms/x/s!Abc", proved=False),
        NO_LINKS,
        HOW,
    ),
    "a link in Safe Links": (
        write_letter(
            "Zie https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Fdrive.google.com"
            "%2Ffile%2Fd%2F1"
        ),
        NO_LINKS,
        HOW,
    ),
}


@pytest.mark.parametrize("name", ANSWERED)
async def test_the_answer_says_what_it_is_and_how_to_send_it(
    name: str, tmp_path: Path, sqlite_template: Path
):
    raw, said, last = ANSWERED[name]
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        mail = await post.deliver(raw)
        (letter,) = post.letters
        assert said in text_of(letter)
        assert list_paragraphs(letter)[-3].startswith(last)
        if "link" in name:
            assert mail.words
            assert await Event.filter(kind=Kind.MAIL_MESSAGE).count() == 1, "librarians see it too"
        assert all("attachment" not in each.file_name for each in await Submission.all())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("wetransfer.com/downloads/abc", {"cloud_link"}),
        ('<a href="https://school-my.sharepoint.com/:x:/g/personal/a">lijst</a>', {"cloud_link"}),
        ("https://urldefense.com/v3/__https://we.tl/t-abc__;", {"cloud_link"}),
        ("https://www.dropbox.com/s/abc/lijst.xlsx?dl=0", {"cloud_link"}),
        ("https://app.zivver.com/a/b", {"secure_mail"}),
        ("https://outlook.office365.com/Encryption/retrieve", {"secure_mail"}),
        ("Kan het ook via wetransfer.com?", set()),
        ("https://school.sharepoint.com/", set()),
        ("https://school.sharepoint.com/sites/team", set()),
        ("marijke@onedrive.com", set()),
        ("https://notwetransfer.com/downloads/abc", set()),
        ("https://we.tl.evil.example/t-abc", set()),
    ],
)
def test_links_to_files_are_told_from_sites(text: str, found: set[str]):
    assert find_secure_mail(text) == found
