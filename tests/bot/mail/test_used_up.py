"""Answers that do not help: counted, told of once, and never given to another mail's card."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.bot.letters import US, read_reply, text_of, write_letter
from tests.bot.mail.flows import GOOD, OTHER
from tests.bot.mail.post import CONTACT, open_post

from rosterdesk.bot.chat.mail.held import draw_mail
from rosterdesk.core.language import Language
from rosterdesk.core.models import Submission
from rosterdesk.mailbox.models import MailChallenge, MailMessage, MailStatus

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.mail.post import Post

ASKED = "Was deze mail van u?"
LOOKING = "De bibliotheek kijkt ernaar"
USED_UP = "Neem contact op met de bibliotheek over uw mail"
AWAY = {"subject": "Automatisch antwoord: afwezig"}


async def hold(post: Post) -> tuple[MailMessage, bytes, MailMessage, bytes]:
    """Let two mails be held; return each with the letter that asks about it."""
    first = await post.deliver(
        write_letter(files={"groep 3.xlsx": GOOD}, proved=False, subject="Lijst groep 3")
    )
    second = await post.deliver(write_letter(files={"groep 4.xlsx": OTHER}, proved=False))
    return first, post.letters[0], second, post.letters[1]


def read_code(letter: bytes) -> str:
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", text_of(letter))
    assert found is not None
    return found[0]


async def draw(mail: MailMessage, language: Language = Language.NL) -> str:
    card, _ = await draw_mail(await MailMessage.get(id=mail.id), language)
    return str(card.as_kwargs()["text"])


async def test_who_answers_unclearly_five_times_is_told_whom_to_ask(
    tmp_path: Path, sqlite_template: Path
):
    """Later answers stand on the same card and are told the same; the other mail is free."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        first, asked, second, other = await hold(post)
        for number in range(5):
            words = f"Wat is dit? ({number})\n\n> {read_code(asked)}"
            await post.deliver(write_letter(words, proved=False))
        assert post.subjects()[2:] == [*[LOOKING] * 4, USED_UP]
        assert "alleen met het woord JA" in text_of(post.letters[2])
        assert CONTACT in text_of(post.letters[-1])
        assert "bellen of langskomen" in text_of(post.letters[-1])

        for answer in (f"Ja\n{read_code(asked)}", "Ja, echt"):
            await post.deliver(write_letter(answer, proved=False, answers=asked))
        assert post.subjects()[-2:] == [USED_UP] * 2, "nobody is told to wait from here on"
        assert "woord JA" not in text_of(post.letters[-1]), "it would not count any more"
        assert "niets te doen" not in text_of(post.letters[-1])
        assert len((await MailMessage.get(id=first.id)).answers) == 7
        assert (await MailMessage.get(id=second.id)).answers == []
        assert await Submission.all().count() == 0
        card = await draw(first)
        assert "Telt niet als ja: na vijf onduidelijke antwoorden werkt de code niet meer." in card
        assert "De persoon is gevraagd contact op te nemen: jij beslist." in card

        await post.deliver(write_letter(f"Ja\n{read_code(other)}", proved=False))
        assert (await MailMessage.get(id=second.id)).status is MailStatus.PROCESSED


async def test_machines_use_up_nothing(tmp_path: Path, sqlite_template: Path):
    """Absence notices, with and without a mark, leave code and card to the person."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        first, asked, _, _ = await hold(post)
        away = f"Ik ben afwezig, en heb dit niet gestuurd.\n\n> {read_code(asked)}"
        for number in range(8):
            mark = {"auto_submitted": "auto-replied"} if number % 2 else {}
            letter = write_letter(away, proved=False, answers=asked, **mark)
            await post.deliver(letter.replace(b"Subject: Re:", b"Subject: Afwezig:"))
        question = await MailChallenge.get(mail_id=first.id)
        assert (question.attempts, question.closed_at) == (0, None)
        answers = (await MailMessage.get(id=first.id)).answers
        assert [each["why"] for each in answers] == ["automatic"] * 3
        await post.deliver(write_letter("Ja", proved=False, answers=asked))
        assert "Telt niet als ja: de code uit onze mail staat er niet in" in await draw(first)
        await post.deliver(write_letter(f"Ja\n{read_code(asked)}", proved=False, answers=asked))
        assert (await MailMessage.get(id=first.id)).status is MailStatus.PROCESSED


async def test_an_answer_that_names_no_question_is_given_to_no_card(
    tmp_path: Path, sqlite_template: Path
):
    """Two mails are held: neither a bare word nor our subject tells which one is meant."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        first, asked, second, other = await hold(post)
        both = f"Ja\n\n> {read_code(asked)}\n> {read_code(other)}"
        for words, subject in (
            ("Ja, die mail was van mij.", "Leerlingen"),
            ("Huh", f"Re: {ASKED}"),
        ):
            await post.deliver(write_letter(words, proved=False, subject=subject))
        assert post.subjects()[2:] == ["Uw bericht is doorgegeven"] * 2
        for mail in (first, second):
            assert (await MailMessage.get(id=mail.id)).answers == []
        await post.deliver(write_letter(both, proved=False))
        assert await Submission.all().count() == 0, "the codes of two mails name neither"
        # The letter that is answered tells which one, whatever stands in the thread beside it.
        thread = write_letter(both, proved=False, answers=asked).replace(
            b"In-Reply-To:", b"References: %b\nIn-Reply-To:" % name(other), 1
        )
        await post.deliver(thread)
        assert (await MailMessage.get(id=first.id)).status is MailStatus.PROCESSED
        assert (await MailMessage.get(id=second.id)).status is MailStatus.HELD


def name(letter: bytes) -> bytes:
    return str(read_reply(letter)["Message-ID"]).encode()


async def test_guessing_uses_up_every_code_and_is_told(tmp_path: Path, sqlite_template: Path):
    """In the letter that each mail has anyway: none of them has two."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        first, _, second, _ = await hold(post)
        for number in range(6):
            await post.deliver(write_letter(f"AAAA-AAA{'34679A'[number]}", proved=False))
        told = ["codes uit onze vragen niet meer" in text_of(each) for each in post.letters]
        assert told == [False] * 6 + [True] * 2
        assert {each.attempts for each in await MailChallenge.all()} == {5}
        for mail in (first, second):
            assert "jij beslist" in await draw(mail)


CARDS = [
    ("Ja", {}, "de code uit onze mail staat er niet in"),
    ("Ja, maar morgen komt een nieuwe\n{code}", {}, "een twijfel, een vraag of een voorbehoud"),
    ("Ja, van mijn dochter\n{code}", {}, "er staat meer in dan ja"),
    ("Goedemorgen\n\n> {code}", {}, "er staat geen ja en geen nee in"),
    ("Ja {code}\n\nMvg\nKees", {}, "ondertekend met een andere naam"),
    ("Ja {code}", {"to": "kees@regenboog.example"}, "aan iemand anders gericht"),
    ("Ja {code}", {"sender": "kees@regenboog.example"}, "van een ander adres"),
]


@pytest.mark.parametrize(("words", "how", "why"), CARDS, ids=[each[2] for each in CARDS])
async def test_the_card_says_what_was_asked_answered_and_why_it_does_not_count(
    words: str, how: dict[str, str], why: str, tmp_path: Path, sqlite_template: Path
):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        held, asked, _, _ = await hold(post)
        sender = {"sender": how["sender"]} if "sender" in how else {}
        said = words.format(code=read_code(asked))
        letter = write_letter(said, proved=bool(sender), answers=asked, **sender)
        await post.deliver(letter.replace(US.encode(), how.get("to", US).encode(), 1))
        card = await draw(held)
        assert "✉️ Lijst groep 3" in card
        assert "📄 groep 3.xlsx (" in card
        assert f"gevraagd, per mail: “{ASKED}”" in card
        assert said.partition("\n")[0] in card
        assert why in card.partition("Telt niet als ja: ")[2]
        assert "code uit die mail telt tot" in card
        assert "“Was this mail from you?”" in await draw(held, Language.EN)
