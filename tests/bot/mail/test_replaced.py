"""A roster that a later one replaces: its sender hears of it, and how to send both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.bot.letters import read_reply, text_of, write_letter
from tests.bot.mail.flows import CUT_OFF, FAULTY, GOOD, OTHER, own
from tests.bot.mail.post import open_post
from tests.bot.stages import WHO
from tests.mailbox.torture import ENCRYPTED_XLSX

from rosterdesk.bot.words.cards import describe_sender, load_card
from rosterdesk.bot.words.texts import format_time
from rosterdesk.core.approval.settings import ApprovalSettings
from rosterdesk.core.customers.registering import add_customer, grant_uploads
from rosterdesk.core.language import Language
from rosterdesk.core.models import Channel, Submission, SubmissionStatus
from rosterdesk.core.trail.actors import customer_actor
from rosterdesk.mailbox.models import Confirmation, MailMessage
from rosterdesk.mailbox.store.held.release import confirm_mail, release_mail

if TYPE_CHECKING:
    from pathlib import Path

WAITING = "Leerlingbestand wacht op goedkeuring"
REPLACED = "Leerlingbestand vervangen door een nieuwer bestand"
COLLEAGUE = "joost@regenboog.example"


def quote(asked: bytes) -> str:
    body = read_reply(asked).get_body(("plain",))
    assert body is not None
    lines = str(body.get_content()).splitlines()
    return "\n\nOp ma 30 nov. schreef de bibliotheek:\n" + "\n".join(f"> {each}" for each in lines)


async def test_each_sender_of_a_replaced_roster_is_told(tmp_path: Path, sqlite_template: Path):
    """By mail in the thread of that roster; the newest waits, and nothing is said of it twice."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        joost, _ = await add_customer(
            post.school,
            WHO,
            post.library.numbering,
            first_name="Joost",
            surname="Vos",
            email=COLLEAGUE,
            role="teacher",
        )
        await grant_uploads(joost, post.school, WHO)
        await post.deliver(write_letter(files={"groep 3.xlsx": GOOD}, message_id="<een@x.example>"))
        await post.deliver(write_letter(files={"groep 4.xlsx": OTHER}, sender=COLLEAGUE))
        await post.deliver(write_letter(files={"groep 5.csv": FAULTY}))
        told = [read_reply(raw) for raw in post.letters]
        said = sorted((str(each["To"]), str(each["Subject"]).partition(" (")[0]) for each in told)
        assert said == [
            (COLLEAGUE, REPLACED),
            (COLLEAGUE, WAITING),
            ("marijke@regenboog.example", REPLACED),
            *[("marijke@regenboog.example", WAITING)] * 2,
        ]
        first, second, third = await Submission.all().order_by("id")
        letter = next(each for each in told if first.reference in str(each["Subject"])[-8:])
        replaced = next(raw for raw in post.letters if REPLACED in str(read_reply(raw)["Subject"]))
        assert first.reference in text_of(replaced)
        assert f"kenmerk {second.reference}" in text_of(replaced)
        assert "in één mail" in text_of(replaced)
        assert letter["In-Reply-To"] == "<een@x.example>"
        assert (second.status, third.status) == (
            SubmissionStatus.SUPERSEDED,
            SubmissionStatus.WAITING,
        )


async def test_two_rosters_of_one_mail_that_are_replaced_have_one_letter(
    tmp_path: Path, sqlite_template: Path
):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.deliver(write_letter(files={"groep 3.xlsx": GOOD, "groep 4.xlsx": OTHER}))
        before = len(post.letters)
        await post.deliver(write_letter(files={"groep 5.csv": FAULTY}))
        await post.settle()
        told = [raw for raw in post.letters[before:] if "vervangen" in read_reply(raw)["Subject"]]
        assert len(told) == 1
        assert "groep 3.xlsx" in text_of(told[0])
        assert "groep 4.xlsx" in text_of(told[0])
        assert "in de plaats komt van deze bestanden" in text_of(told[0])


async def test_what_was_replaced_while_it_was_read_has_one_letter(
    tmp_path: Path, sqlite_template: Path
):
    """Two mails in one go: the first answer to the first tells what became of it already."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.take(write_letter(files={"groep 3.xlsx": GOOD}))
        await post.take(write_letter(files={"groep 4.xlsx": OTHER}))
        await post.settle()
        said = sorted(each.partition(" (")[0] for each in post.subjects())
        assert said == [REPLACED, WAITING]


@pytest.mark.parametrize("door", ["code", "chat", "librarian"])
async def test_a_held_roster_that_is_confirmed_late_is_the_older_one(
    door: str, tmp_path: Path, sqlite_template: Path
):
    """It arrived first: a later one that waits keeps its place, whoever believes the first."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        held = await post.deliver(write_letter(files={"oud.xlsx": GOOD}, proved=False))
        asked = post.letters[-1]
        await post.deliver(write_letter(files={"nieuw.xlsx": OTHER}))
        before = len(post.letters)
        if door == "code":
            await post.deliver(write_letter("JA" + quote(asked), proved=False, answers=asked))
        elif door == "chat":
            actor = customer_actor(post.teacher, Channel.CHAT)
            files, settings = post.library.files, post.settings
            how = Confirmation.CHAT
            await confirm_mail(held.id, post.teacher, how, actor, files, settings)
        else:
            await release_mail(held.id, post.school.id, WHO, post.library.files, post.settings)
        await post.settle()
        newer, older = await Submission.all().order_by("id")
        assert (older.file_name, older.status) == ("oud.xlsx", SubmissionStatus.SUPERSEDED)
        assert newer.status is SubmissionStatus.WAITING
        assert older.received_at == held.arrived_at < newer.received_at
        (told,) = post.letters[before:]
        assert REPLACED in str(read_reply(told)["Subject"])
        assert f"kenmerk {newer.reference}" in text_of(told)
        view = await load_card(older.id, ApprovalSettings())
        mail = await MailMessage.get(id=held.id)
        assert mail.confirmed_at is not None
        assert mail.confirmed_at > held.arrived_at
        said = describe_sender(view, Language.NL)
        assert format_time(held.arrived_at, Language.NL) in said
        assert format_time(mail.confirmed_at, Language.NL) in said


async def test_a_held_roster_that_arrived_last_is_the_newer_one(
    tmp_path: Path, sqlite_template: Path
):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.deliver(write_letter(files={"eerste.xlsx": OTHER}))
        await post.deliver(write_letter(files={"tweede.xlsx": GOOD}, proved=False))
        asked = post.letters[-1]
        assert read_reply(asked)["Subject"] == "Was deze mail van u?"
        await post.deliver(write_letter("JA" + quote(asked), proved=False, answers=asked))
        first, later = await Submission.all().order_by("id")
        assert (first.status, later.status) == (
            SubmissionStatus.SUPERSEDED,
            SubmissionStatus.WAITING,
        )


@pytest.mark.parametrize(
    ("raw", "unread"),
    [
        (write_letter(files={"groep 3.xlsx": GOOD}), 0),
        (write_letter(files={"groep 3.xlsx": GOOD, "brief.pdf": b"%PDF-1.4"}), 0),
        (write_letter(files={"groep 3.xlsx": GOOD, "x.xlsx": ENCRYPTED_XLSX}), 1),
        (write_letter(files={"groep 3.xlsx": GOOD, "groep 4.csv": b""}), 1),
        (own(CUT_OFF), 1),
    ],
    ids=["alone", "a letter", "protected", "empty", "cut off"],
)
async def test_what_may_hold_pupils_is_counted(
    raw: bytes, unread: int, tmp_path: Path, sqlite_template: Path
):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.deliver(raw)
        (found,) = await Submission.all()
        assert found.origin.get("left_out", 0) == unread
