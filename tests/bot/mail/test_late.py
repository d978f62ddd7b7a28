"""Answers that come after the decision, wrong codes, and what is told of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.bot.letters import read_reply, text_of, write_letter
from tests.bot.mail.flows import GOOD
from tests.bot.mail.post import open_post
from tests.bot.stages import TEACHER, WHO

from rosterdesk.bot.chat.mail.held import draw_mail
from rosterdesk.bot.chat.mail.telling import draw_denied
from rosterdesk.bot.words.mailboxes import describe_confirmed
from rosterdesk.core.applying.undo import undo
from rosterdesk.core.approval.verdicts import approve, reject
from rosterdesk.core.language import Language
from rosterdesk.core.models import Event, Plan, Submission, SubmissionStatus
from rosterdesk.core.plans.current import BlockedPlanError
from rosterdesk.core.plans.denying import CODE
from rosterdesk.core.plans.settling import lift_guard
from rosterdesk.core.privacy.erase import find_traces
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.mailbox.models import MailMessage, MailStatus
from rosterdesk.mailbox.store.held.release import discard_mail, release_mail
from rosterdesk.mailbox.store.kept.forgetting import forget_mails

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


async def test_who_lifts_the_warning_may_approve(tmp_path: Path, sqlite_template: Path):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        _, asked, code = await hold(post)
        await answer(post, f"JA {code}", asked, proved=False)
        await answer(post, DENIES, asked)
        roster = await Submission.get()
        with pytest.raises(BlockedPlanError):
            await approve(roster.reference, 2, WHO)
        await lift_guard(roster.reference, 2, CODE, 0, WHO, post.library.files)
        await post.settle()
        await approve(roster.reference, 3, WHO)
        await post.settle()
        await roster.refresh_from_db()
        assert roster.status is SubmissionStatus.APPLIED
        assert post.subjects()[-1].startswith("Leerlingbestand verwerkt")
        (lifted,) = (await Plan.get(submission=roster, version=3)).warnings
        assert (lifted["code"], lifted["lifted"], lifted["blocks"]) == (CODE, True, False)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("applied", "Het is goedgekeurd. Is het niet van de afzender, maak het dan in zijn geheel"),
        ("undone", "Er gebeurt niets meer mee: zie de kaart."),
        ("rejected", "Er gebeurt niets meer mee: zie de kaart."),
    ],
)
async def test_a_no_after_the_decision_says_how_it_stands(
    how: str, said: str, tmp_path: Path, sqlite_template: Path
):
    """Nothing is taken back by itself, and no alarm says that something is held that is not."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        _, asked, code = await hold(post)
        await answer(post, f"JA {code}", asked, proved=False)
        roster = await Submission.get()
        if how == "rejected":
            await reject(roster.reference, 1, "Dit is die van vorig jaar.", WHO)
        else:
            await approve(roster.reference, 1, WHO)
        await post.settle()
        if how == "undone":
            await undo(roster.reference, WHO, days=14)
            await post.settle()
        assert await answer(post, DENIES, asked) == "De bibliotheek is gewaarschuwd"
        await roster.refresh_from_db()
        assert roster.status == how
        assert said in str(draw_denied(roster, Language.NL).as_kwargs()["text"])
        alarm = await Event.filter(kind=Kind.MAIL_ANSWERED).order_by("-id").first()
        assert alarm is not None
        assert alarm.data["late"] == "denied"


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


async def test_an_answer_to_our_reminder_is_one_to_the_question(
    tmp_path: Path, sqlite_template: Path
):
    """A held mail that is delivered again has a reminder, without a code."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        again = write_letter(files={"groep 3.xlsx": GOOD}, proved=False)
        mail = await post.deliver(again)
        other = await post.deliver(b"Received: from a by b; x\n" + again)
        assert other.status is MailStatus.REPEATED
        reminder = post.letters[-1]
        assert read_reply(reminder)["Subject"] == "Uw mail wacht nog op uw antwoord"
        said = await answer(post, "Wat is dit voor mail?", reminder, proved=False)
        assert said == "De bibliotheek kijkt ernaar"
        assert (await MailMessage.get(id=mail.id)).answers[-1]["words"] == "Wat is dit voor mail?"
        await answer(post, "Ja", reminder, proved=False)
        assert (await MailMessage.get(id=mail.id)).answers[-1]["why"] == "no_code"
        await answer(post, "Ja", reminder)
        assert (await MailMessage.get(id=mail.id)).status is MailStatus.PROCESSED
        assert await count_loose() == 0


async def test_the_card_of_somebody_who_was_erased_is_drawn_anew(
    tmp_path: Path, sqlite_template: Path
):
    """Librarians can press nothing on it any more, and nothing on it names the person."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        mail, asked, _ = await hold(post)
        await answer(post, "Wat is dit?", asked)
        async with writing():
            await forget_mails(await find_traces(post.teacher))
        told = await Event.filter(kind=Kind.MAIL_DISCARDED).values_list("data", flat=True)
        assert [each["mail"] for each in told] == [mail.id]
        card, buttons = await draw_mail(await MailMessage.get(id=mail.id), Language.NL)
        assert buttons is None
        text = str(card.as_kwargs()["text"])
        assert "Deze mail is weggelegd" in text
        for word in (TEACHER, "groep 3", "Wat is dit"):
            assert word not in text
