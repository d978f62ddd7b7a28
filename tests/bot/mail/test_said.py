"""Replies and cards about one mail: the same reason, rows by number, all files together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.bot.letters import text_of, write_letter
from tests.bot.mail.flows import CUT_OFF, FAULTY, GOOD, NO_END, TORN, WORSE, own
from tests.bot.mail.post import open_post
from tests.mailbox.files.building import TEXT, in_base64, multi, part
from tests.mailbox.torture import ENCRYPTED_XLSX

from rosterdesk.core.compare.answers import describe_warning
from rosterdesk.core.compare.model import PlanWarning
from rosterdesk.core.language import Language
from rosterdesk.core.models import Plan

if TYPE_CHECKING:
    from pathlib import Path

TOGETHER = "Stuur dan alle bestanden samen, ook de goede"
_LIST = part(
    b"Content-Type: text/csv\r\nContent-Disposition: attachment; filename=lijst.csv\r\n"
    b"Content-Transfer-Encoding: base64",
    in_base64(WORSE.partition(b"30;")[0]),
)
CUT_CSV = multi(b"mixed", TEXT, _LIST, closing=b"").removesuffix(b"--b1").rstrip()[:-41]
NAMELESS = multi(
    b"mixed",
    part(b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment", b""),
)
LINKED = (
    b"Content-Type: text/html; charset=utf-8\r\n\r\n"
    b'<p>Onze lijst staat <a href="https://drive.google.com/file/d/1/view?a=1&amp;b=2">hier</a>.</p>'
)


@pytest.mark.parametrize(
    ("body", "code", "reason"),
    [
        (NO_END, "no_end", "De mail eindigt niet zoals het hoort"),
        (CUT_CSV, "cut_off", "De mail breekt halverwege af"),
    ],
)
async def test_the_card_says_of_the_end_of_a_mail_what_the_reply_says(
    body: bytes, code: str, reason: str, tmp_path: Path, sqlite_template: Path
):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.deliver(own(body))
        (plan,) = await Plan.all()
        warnings = [PlanWarning(**each) for each in plan.warnings]
        (said,) = [each for each in warnings if each.code == "partial_file"]
        assert (said.values[code], said.withholds) == (1, True)
        assert describe_warning(said, Language.NL).startswith(reason)
        assert reason in text_of(post.letters[-1])


@pytest.mark.parametrize(
    ("data", "rows"), [(FAULTY, "rij 3"), (WORSE, "rijen 19, 20")], ids=["one", "two"]
)
async def test_rows_to_correct_are_named(
    data: bytes, rows: str, tmp_path: Path, sqlite_template: Path
):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.deliver(write_letter(files={"groep 3.csv": data}))
        said = text_of(post.letters[-1])
        assert f"worden verbeterd: {rows}." in said
        assert f"in uw leerlingadministratie verbeteren ({rows}) en" in said
        assert TOGETHER not in said, "there is one file"


@pytest.mark.parametrize(
    "files",
    [
        {"groep 4.xlsx": GOOD, "groep 5.xlsx": TORN},
        {"groep 4.xlsx": GOOD, "groep 5.csv": FAULTY},
        {"groep 4.xlsx": GOOD, "groep 5.xlsx": ENCRYPTED_XLSX},
        {"groep 4.xlsx": GOOD, "groep 5.csv": b""},
    ],
    ids=["torn", "rows", "protected", "empty"],
)
async def test_who_is_asked_for_one_file_again_is_asked_for_all(
    files: dict[str, bytes], tmp_path: Path, sqlite_template: Path
):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.deliver(write_letter(files=files))
        (letter,) = post.letters
        assert TOGETHER in text_of(letter)


async def test_a_good_file_beside_a_letter_is_asked_for_nothing(
    tmp_path: Path, sqlite_template: Path
):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.deliver(write_letter(files={"groep 4.xlsx": GOOD, "brief.pdf": b"%PDF-1.4"}))
        await post.deliver(own(CUT_OFF))
        assert not any(TOGETHER in text_of(each) for each in post.letters)


async def test_a_file_without_a_name_and_a_link_are_shown(tmp_path: Path, sqlite_template: Path):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.deliver(own(NAMELESS))
        assert "bijlage: Het bestand is leeg." in text_of(post.letters[-1])
        head, _, _ = write_letter().partition(b"Content-Type")
        mail = await post.deliver(head + LINKED)
        assert "https://drive.google.com/file/d/1/view?a=1&b=2" in mail.words
