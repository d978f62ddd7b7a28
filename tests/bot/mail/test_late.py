"""Answers that come after the decision, wrong codes, and what is told of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.bot.letters import read_reply, text_of, write_letter
from tests.bot.mail.flows import GOOD
from tests.bot.mail.post import open_post
from tests.bot.stages import WHO

from rosterdesk.bot.words.mailboxes import describe_confirmed
from rosterdesk.core.language import Language
from rosterdesk.core.models import Event, Plan, Submission, SubmissionStatus
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.mailbox.models import MailMessage, MailStatus
from rosterdesk.mailbox.store.held.release import discard_mail, release_mail

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.mail.post import Post

DENIES = "NEE, die mail was niet van mij!"


async def hold(post: Post) -> tuple[MailMessage, bytes, str]:
    mail = await post.deliver(write_letter(files={"groep 3.xlsx": GOOD}, proved=False))
    asked = post.letters[-1]
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", text_of(asked))
    assert found is not None
    return mail, asked, found[0]


async def answer(post: Post, words: str, asked: bytes, **more: object) -> str:
    """Answer in the thread; return the subject of what is said to it, or ''."""
    before = len(post.letters)
    await post.deliver(write_letter(words, answers=asked, **more))  # type: ignore[arg-type]
    return str(read_reply(post.letters[-1])["Subject"]) if len(post.letters) > before else ""


async def count_loose() -> int:
    return await Event.filter(kind=Kind.MAIL_MESSAGE).count()


async def test_a_no_after_the_yes_holds_the_roster(tmp_path: Path, sqlite_template: Path):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        mail, asked, code = await hold(post)
        await answer(post, f"JA {code}", asked, proved=False)
        roster = await Submission.get()
        assert roster.status is SubmissionStatus.WAITING
        assert await answer(post, DENIES, asked) == "De bibliotheek is gewaarschuwd"
        await roster.refresh_from_db()
        assert roster.status is SubmissionStatus.BLOCKED
        plan = await Plan.filter(submission=roster).order_by("-version").first()
        assert plan is not None
        assert [each["code"] for each in plan.warnings if each["blocks"]] == ["sender_denies"]
        assert (await MailMessage.get(id=mail.id)).answers[-1]["words"] == DENIES
        assert await count_loose() == 0


async def test_a_no_after_a_librarian_took_the_mail(tmp_path: Path, sqlite_template: Path):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        mail, asked, _ = await hold(post)
        files, settings = post.library.files, post.settings
        await release_mail(mail.id, post.school.id, WHO, files, settings)
        await post.settle()
        said = await answer(post, "Dat was ik niet. Ja toch?", asked)
        assert said == "De bibliotheek is gewaarschuwd"
        assert (await Submission.get()).status is SubmissionStatus.BLOCKED
        assert await count_loose() == 0


async def test_a_yes_twice_is_nothing_for_a_librarian(tmp_path: Path, sqlite_template: Path):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        mail, asked, code = await hold(post)
        await answer(post, f"JA {code}", asked, proved=False)
        assert await answer(post, f"JA {code}", asked, proved=False) == "Uw mail was al aangenomen"
        assert await Submission.all().count() == 1
        assert await count_loose() == 0
        assert (await MailMessage.get(id=mail.id)).confirmed == "code"


async def test_a_yes_after_the_mail_was_put_aside(tmp_path: Path, sqlite_template: Path):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        mail, asked, code = await hold(post)
        await discard_mail(mail.id, WHO, post.library.files)
        assert await answer(post, f"JA {code}", asked, proved=False) == "Die mail is weggelegd"
        assert "in een nieuwe mail" in text_of(post.letters[-1])
        assert await count_loose() == 0
        assert await Submission.all().count() == 0


async def test_the_card_says_by_what_it_was_confirmed(tmp_path: Path, sqlite_template: Path):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        mail, asked, _ = await hold(post)
        await answer(post, "Ja", asked)
        held = await MailMessage.get(id=mail.id)
        said = "door de afzender bevestigd in een bewezen antwoord op onze mail"
        assert held.status is MailStatus.PROCESSED
        assert describe_confirmed(held, Language.NL).startswith(f"{said}, ")


async def test_a_wrong_code_is_told(tmp_path: Path, sqlite_template: Path):
    """In the thread, and in a new mail: it is a try, it stands on the card, and nowhere else."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        mail, asked, code = await hold(post)
        wrong = code[:5] + code[5:][::-1] if code[5:] != code[5:][::-1] else f"{code[:5]}ABCD"
        await answer(post, f"JA {wrong}", asked, proved=False)
        assert "De code in uw antwoord is niet die uit onze vraag" in text_of(post.letters[-1])
        await post.deliver(write_letter("JA ABCD-EFGH", proved=False, subject="Code"))
        assert "De code in uw antwoord is niet die uit onze vraag" in text_of(post.letters[-1])
        held = await MailMessage.get(id=mail.id)
        assert [each["why"] for each in held.answers] == ["wrong_code"] * 2
        assert await count_loose() == 0
        await answer(post, f"JA {code}", asked, proved=False)
        assert (await MailMessage.get(id=mail.id)).status is MailStatus.PROCESSED


async def test_a_subject_of_a_machine_is_not_answered(tmp_path: Path, sqlite_template: Path):
    """Without any mark in its header, outside of a question."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        for subject in ("Automatisch antwoord: Leerlingbestand", "Réponse automatique : Liste"):
            await post.deliver(write_letter("Ik ben afwezig tot 7 december.", subject=subject))
        assert post.letters == []
        assert await count_loose() == 0


async def test_a_question_in_the_subject_is_a_message(tmp_path: Path, sqlite_template: Path):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        asks = write_letter("", subject="Wanneer komen de pasjes?")
        assert (await post.deliver(asks)).subject == "Wanneer komen de pasjes?"
        assert await count_loose() == 1
        names = write_letter("", subject="Leerlingenlijst groep 5")
        assert (await post.deliver(names)).words == ""
        assert await count_loose() == 1
