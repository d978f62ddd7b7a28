"""Codes that are none or those of several mails, and lists of people in an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bot.letters import text_of, write_letter
from tests.bot.mail.post import CONTACT, open_post
from tests.bot.mail.test_used_up import USED_UP, draw, hold, read_code

from rosterdesk.core.language import Language
from rosterdesk.core.models import Submission
from rosterdesk.mailbox.models import MailChallenge, MailMessage, MailStatus

if TYPE_CHECKING:
    from pathlib import Path

PASSED_ON = "Uw bericht is doorgegeven"
NOT_THAT = "De code in uw mail is niet die van een mail die op uw antwoord wacht."


async def test_a_wrong_code_is_told_where_several_mails_wait(tmp_path: Path, sqlite_template: Path):
    """It belongs to no card. The fifth has one letter, too, that says whom to call."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        first, _, second, other = await hold(post)
        for code in ("ACDE-3467", "WXYA-3467", "KMNP-6779", "PRTA-6779"):
            await post.deliver(write_letter(f"Ja, {code}", proved=False, subject="Code"))
            assert NOT_THAT in text_of(post.letters[-1])
            assert 'onze mail "Was deze mail van u?" zelf' in text_of(post.letters[-1])
        await post.deliver(write_letter("Ja, TVWX-6779", proved=False, subject="Code"))
        assert post.subjects()[2:] == [PASSED_ON] * 5
        told = text_of(post.letters[-1])
        assert "werken de codes uit onze vragen niet meer" in told
        assert "bellen of langskomen" in told
        assert CONTACT in told
        assert NOT_THAT not in told
        for held in (first, second):
            assert (await MailMessage.get(id=held.id)).answers == []
            assert "Vijf antwoorden waren niet duidelijk" in await draw(held)
        await post.deliver(write_letter(f"Ja {read_code(other)}", proved=False))
        assert (await MailMessage.get(id=second.id)).status is MailStatus.HELD
        assert post.subjects()[-1] == USED_UP


async def test_a_number_is_no_wrong_code_where_nothing_waits(tmp_path: Path, sqlite_template: Path):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.deliver(write_letter("Is bon ABCD-2345 al geprint?"))
        assert post.subjects() == [PASSED_ON]
        assert "code" not in text_of(post.letters[-1])


async def test_the_codes_of_two_mails_in_one_answer_are_no_wrong_code(
    tmp_path: Path, sqlite_template: Path
):
    """She is asked to answer one by one. It is no try, and each code works afterwards."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        first, asked, second, other = await hold(post)
        codes = [read_code(asked), read_code(other)]
        for words, answered in (
            (f"Ja\n{codes[0]}\n{codes[1]}", None),
            (f"Ja\n\n> {codes[0]}\n> {codes[1]}", None),
            (f"Ja {codes[0]}\n\n> {codes[1]}", other),
        ):
            await post.deliver(write_letter(words, proved=False, answers=answered))
            told = text_of(post.letters[-1])
            assert "In uw antwoord staan de codes van meer dan één mail" in told
            assert "is niet die uit onze vraag" not in told
        assert "de codes van meer dan één mail staan erin" in await draw(second)
        assert set(await MailChallenge.all().values_list("attempts", flat=True)) == {0}
        assert await Submission.all().count() == 0
        for held, letter, code in ((first, asked, codes[0]), (second, other, codes[1])):
            await post.deliver(write_letter(f"Ja {code}", proved=False, answers=letter))
            assert (await MailMessage.get(id=held.id)).status is MailStatus.PROCESSED


async def test_a_list_of_people_in_an_answer_is_on_no_card(tmp_path: Path, sqlite_template: Path):
    """The words around it are. The same of an answer that comes after the decision."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        first, asked, _, _ = await hold(post)
        rows = "Lotte Jansen 3-4-2016 4a\nDaan Willems 4-5-2016 4a\nNoor Kramer 5-6-2016 4b"
        for words in (
            f"Nee, deze horen er nog bij:\n\n{rows}\n\nGroet,\nMarijke Wit",
            "Wat is dit? Ik mis Lotte Jansen, Daan Willems en Noor Kramer.",
        ):
            await post.deliver(write_letter(words, proved=False, answers=asked))
        card = await draw(first)
        assert "Nee, deze horen er nog bij:" in card
        assert "Wat is dit? Ik mis […]." in card
        assert card.count("[…] is een lijst met personen: die staat niet in een chat.") == 2
        await post.deliver(write_letter(f"Ja {read_code(asked)}", proved=False, answers=asked))
        await post.deliver(write_letter(f"Nee, niet van mij.\n{rows}", answers=asked))
        held = await MailMessage.get(id=first.id)
        assert held.status is MailStatus.PROCESSED
        said = [each["words"] for each in held.answers]
        assert said[-1].startswith("Nee, niet van mij.")
        for name in ("Lotte", "Jansen", "Daan", "Willems", "Noor", "Kramer", "2016"):
            assert name not in " ".join(said)
            assert name not in await draw(first)
