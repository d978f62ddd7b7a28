"""Thirty flows in both languages: what a secretary reads, on one sheet, and the rules it keeps.

The sheet lies in the test's folder: look at it after a change of the words.
"""

from __future__ import annotations

import re
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
from tests.bot.letters import read_reply, write_letter
from tests.bot.mail.post import CONTACT, Post, open_post
from tests.bot.stages import TEACHER, WHO
from tests.mailbox.files.building import FOOTER, TOP, in_base64, multi, part
from tests.mailbox.torture import ENCRYPTED_XLSX

from rosterdesk.bot.demo.stage import AUTHSERV
from rosterdesk.core.applying.undo import undo
from rosterdesk.core.approval.verdicts import approve, reject
from rosterdesk.core.clock import now
from rosterdesk.core.intake.questions import ask_sender
from rosterdesk.core.language import Language
from rosterdesk.core.models import Plan, Submission
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.mailbox.models import MailChallenge, MailMessage, MailStatus
from rosterdesk.mailbox.replies.advice import ADVICE
from rosterdesk.mailbox.replies.wording import phrases
from rosterdesk.mailbox.store.words.messages import answer_message

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

GOOD = write_workbook(sample_pupils(5))
OTHER = write_workbook(sample_pupils(6, seed=9))
TORN = GOOD[:-300]
UNCLEAR = b"Nr;Voornaam;Naam;Foo\r\n1;Sanne;Jansen;2015-03-02\r\n"
FAULTY = (
    b"Leerlingnummer;Voornaam;Achternaam;Geboortedatum\r\n"
    b"1;Ada;Bakker;2015-03-02\r\n2;Bo;Smit;x\r\n"
)
LINK = "Onze lijst: https://school-my.sharepoint.com/x"
PHOTO = b"\xff\xd8\xff\xe0" + b"x" * 60_000


def deliver(*raws: bytes) -> Callable[[Post], Awaitable[None]]:
    async def flow(post: Post) -> None:
        for raw in raws:
            await post.deliver(raw)

    return flow


def own(body: bytes) -> bytes:
    """A mail of parts, as the teacher's server proves it."""
    verdict = f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from=regenboog.example\r\n"
    date = f"Date: {format_datetime(now())}\r\n"
    return (
        verdict.encode()
        + date.encode()
        + TOP.replace(b"jan@school.example", TEACHER.encode())
        + body
    )


async def decided(post: Post, how: str) -> None:
    await post.deliver(write_letter(files={"groep 3.xlsx": GOOD}))
    submission = await Submission.first()
    assert submission is not None
    plan = await Plan.filter(submission=submission).order_by("-version").first()
    assert plan is not None
    if how == "rejected":
        await reject(submission.reference, plan.version, "Dit is de lijst van vorig jaar.", WHO)
    elif how == "asked":
        await ask_sender(submission, "Is dit de lijst van dit jaar?", WHO)
    else:
        await approve(submission.reference, plan.version, WHO)
    await post.settle()
    if how == "undone":
        await undo(submission.reference, WHO, days=14)
        await post.settle()


async def answered(post: Post, words: str, **fields: str) -> None:
    await post.deliver(write_letter(files={"groep 3.xlsx": GOOD}, proved=False))
    await post.deliver(write_letter(words, proved=False, answers=post.letters[-1], **fields))


async def spoken(post: Post) -> None:
    mail = await post.deliver(write_letter("Wanneer komen de passen?"))
    await answer_message(mail.id, "Volgende week dinsdag.", WHO)
    await post.settle()


HELD = write_letter(files={"groep 3.xlsx": GOOD}, proved=False)
TWICE = write_letter(files={"groep 3.xlsx": GOOD})
FLOWS: dict[str, Callable[[Post], Awaitable[None]]] = {
    "one roster": deliver(write_letter(files={"groep 3.xlsx": GOOD})),
    "two rosters": deliver(write_letter(files={"groep 3.xlsx": GOOD, "groep 4.xlsx": OTHER})),
    "rows to mend": deliver(write_letter(files={"groep 3.csv": FAULTY})),
    "columns not clear": deliver(write_letter(files={"raar.csv": UNCLEAR})),
    "torn": deliver(write_letter(files={"af.xlsx": TORN})),
    "good and torn": deliver(write_letter(files={"groep 3.xlsx": GOOD, "af.xlsx": TORN})),
    "good and protected": deliver(
        write_letter(files={"groep 3.xlsx": GOOD, "x.xlsx": ENCRYPTED_XLSX})
    ),
    "good and a letter": deliver(
        write_letter(files={"groep 3.xlsx": GOOD, "brief.pdf": b"%PDF-1.4"})
    ),
    "good and a link in the signature": deliver(write_letter(LINK, {"groep 3.xlsx": GOOD})),
    "protected": deliver(write_letter(files={"x.xlsx": ENCRYPTED_XLSX})),
    "no roster": deliver(write_letter(files={"brief.pdf": b"%PDF-1.4"})),
    "empty file": deliver(write_letter(files={"leeg.csv": b""})),
    "photograph": deliver(
        own(
            multi(
                b"mixed",
                part(
                    b"Content-Type: image/jpeg; name=lijst.jpg\r\n"
                    b"Content-Transfer-Encoding: base64",
                    in_base64(PHOTO),
                ),
            )
        )
    ),
    "only a disclaimer": deliver(own(multi(b"mixed", FOOTER))),
    "outlook message": deliver(
        write_letter(
            files={
                "lijst.msg": bytes.fromhex("D0CF11E0A1B11AE1") + "__substg1.0_".encode("utf-16-le")
            }
        )
    ),
    "only a link": deliver(write_letter(LINK)),
    "secure mail": deliver(write_letter("Lees: https://app.zivver.com/a/b")),
    "empty mail": deliver(write_letter("")),
    "a message": deliver(write_letter("Wanneer komen de passen?")),
    "a message, answered": spoken,
    "thanks": deliver(write_letter("Dank u wel!")),
    "delivered twice": deliver(TWICE, b"Received: from a by b; x\r\n" + TWICE),
    "held": deliver(HELD),
    "held, delivered twice": deliver(HELD, b"Received: from a by b; x\r\n" + HELD),
    "held, a doubt": lambda post: answered(post, "Wat is dit?"),
    "held, a no": lambda post: answered(post, "Nee, dat was ik niet"),
    "held, away": lambda post: answered(post, "Ik ben afwezig.", auto_submitted="auto-replied"),
    "stranger": deliver(write_letter(files={"x.xlsx": GOOD}, sender="jan@elders.example")),
    "approved": lambda post: decided(post, "approved"),
    "rejected": lambda post: decided(post, "rejected"),
    "undone": lambda post: decided(post, "undone"),
    "a question": lambda post: decided(post, "asked"),
}
# How many letters a flow has, where it is not one.
COUNTS = {
    "thanks": 0,
    "a message, answered": 2,
    "delivered twice": 2,
    "held, delivered twice": 2,
    "held, a doubt": 2,
    "held, a no": 2,
    "approved": 2,
    "rejected": 2,
    "undone": 3,
    "a question": 2,
}


def paragraphs(raw: bytes) -> list[str]:
    body = read_reply(raw).get_body(("plain",))
    assert body is not None
    return [" ".join(each.split()) for each in re.split(r"\r?\n\r?\n", str(body.get_content()))]


def keeps_rules(raw: bytes, language: Language) -> None:
    said = paragraphs(raw)
    text = " ".join(said)
    reasons = [code for code, each in ADVICE.items() if phrases.say(language, each.reason) in text]
    assert len(reasons) <= 1, reasons
    greeting = phrases.say(language, "With kind regards,")
    at = next(n for n, each in enumerate(said) if each.startswith(greeting))
    asking = phrases.say(language, "Questions? Ask {contact}.", contact=CONTACT)
    assert said[at - 2] == asking, "whom to ask stands before what to do next"
    assert said[at - 1] != asking
    assert text.count("(s)") == 0


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", list(Language))
async def test_thirty_flows_on_one_sheet(language: Language, tmp_path: Path, sqlite_template: Path):
    assert len(FLOWS) >= 30
    sheet = []
    for number, (name, flow) in enumerate(FLOWS.items()):
        async with open_post(tmp_path / str(number), sqlite_template, language) as post:
            await flow(post)
            assert len(post.letters) == COUNTS.get(name, 1), (name, post.subjects())
            assert len(set(post.subjects())) == len(post.subjects()), "one mail for one state"
            for raw in post.letters:
                if read_reply(raw)["To"] == TEACHER:
                    keeps_rules(raw, language)
                shown = "\n\n".join(paragraphs(raw))
                sheet.append(f"=== {name}: {read_reply(raw)['Subject']}\n\n{shown}\n")
    (tmp_path / "sheet.txt").write_text("\n".join(sheet), encoding="utf-8")


async def test_what_was_raw_is_gone_when_it_was_read(tmp_path: Path, sqlite_template: Path):
    """Nothing raw stays of a taken mail; the roster of a held one stays until it is decided."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.deliver(write_letter(files={"groep 3.xlsx": GOOD}))
        taken = await MailMessage.first()
        assert taken is not None
        assert taken.raw_gone
        assert not taken.sealed
        assert [each[0] for each in taken.parts] == ["groep 3.xlsx"]
        names = {path.name for path in post.library.files.list_paths()}
        assert taken.stored not in names

        held = await post.deliver(HELD)
        names = {path.name for path in post.library.files.list_paths()}
        assert held.stored not in names
        assert held.sealed in names
        again = await post.deliver(HELD)
        assert again.stored not in {path.name for path in post.library.files.list_paths()}


async def test_an_absence_notice_stands_on_the_card(tmp_path: Path, sqlite_template: Path):
    """A machine is not answered, and what it says about a held mail is read by a librarian."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await answered(post, "Ik ben afwezig tot maandag.", auto_submitted="auto-replied")
        held = await MailMessage.all().order_by("id").first()
        assert held is not None
        assert held.status is MailStatus.HELD
        assert [each["words"] for each in held.answers] == ["Ik ben afwezig tot maandag."]
        assert await MailChallenge.filter(closed_at=None).count() == 1


async def test_many_held_mails_of_one_person_are_confirmed_one_by_one(
    tmp_path: Path, sqlite_template: Path
):
    """A right code for one mail uses up no tries of the others."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        for number in range(8):
            files = {f"groep {number}.xlsx": write_workbook(sample_pupils(3, seed=number))}
            await post.deliver(write_letter(files=files, proved=False))
        for letter in list(post.letters):
            quoted = "\n".join(f"> {line}" for line in paragraphs(letter))
            await post.deliver(write_letter(f"Ja\n\n{quoted}", proved=False, answers=letter))
        assert await MailMessage.filter(status=MailStatus.HELD).count() == 0
        assert await Submission.all().count() == 8
