"""Mails of a person while our question about a held mail of hers is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.bot.letters import write_letter
from tests.bot.mail.flows import GOOD, HELD, OTHER
from tests.bot.mail.post import open_post

from rosterdesk.core.language import Language
from rosterdesk.core.models import Event, Submission
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.mailbox.models import MailChallenge, MailMessage, MailStatus

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.mail.post import Post

ASKED = "Was deze mail van u?"
PASSED_ON = "Uw bericht is doorgegeven"
LOOKING = "De bibliotheek kijkt ernaar"
# What is written, with which file, and the subject of what comes back.
MAILS: list[tuple[str, dict[str, bytes], str | None]] = [
    ("Wanneer komen de passen voor groep 3?", {}, PASSED_ON),
    ("Nee, groep 4 is nog niet klaar. Die volgt maandag.", {}, PASSED_ON),
    ("Ja, en we hebben ook nog een nieuwe leerling.", {}, PASSED_ON),
    ("Ons secretariaat is vrijdag niet bereikbaar.", {}, PASSED_ON),
    ("Dank u wel!", {}, None),
    ("", {}, "Uw mail kon niet worden verwerkt"),
    ("Hierbij de brief.", {"brief.pdf": b"%PDF-1.4"}, "Uw mail kon niet worden verwerkt"),
    ("Hierbij groep 5.", {"groep 5.xlsx": OTHER}, ASKED),
]


async def find_held() -> MailMessage:
    held = await MailMessage.all().order_by("id").first()
    assert held is not None
    assert held.status is MailStatus.HELD
    return held


async def test_other_mails_are_mails_of_their_own(tmp_path: Path, sqlite_template: Path):
    """Each is answered for itself or reaches the librarians, and the question stays open."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.deliver(HELD)
        for words, files, subject in MAILS:
            before = len(post.letters)
            mail = await post.deliver(write_letter(words, files, proved=False))
            assert post.subjects()[before:] == [subject] * (subject is not None), words
            if subject == PASSED_ON:
                assert mail.words == words
                shown = await Event.filter(kind=Kind.MAIL_MESSAGE).order_by("-id").first()
                assert shown is not None
                assert shown.data["mail"] == mail.id
        assert (await find_held()).answers == []
        assert await MailChallenge.filter(closed_at=None).count() == 2


@pytest.mark.parametrize("proved", [True, False])
async def test_a_new_mail_that_only_answers_is_the_answer(
    proved: bool, tmp_path: Path, sqlite_template: Path
):
    """Her words stand on the card of the held mail; without its thread they confirm nothing."""
    said = ["Ja, die mail was van mij.", "Dat was ik niet", "Nee, die heb ik niet gestuurd!"]
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.deliver(HELD)
        for words in said:
            await post.deliver(write_letter(words, proved=proved))
        assert [each["words"] for each in (await find_held()).answers] == said
        assert post.subjects() == [ASKED, *[LOOKING] * 3]
        assert await Submission.all().count() == 0


async def test_an_answer_that_lost_its_thread_is_known_by_its_subject(
    tmp_path: Path, sqlite_template: Path
):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.deliver(HELD)
        for subject in (f"Antw: {ASKED}", "RE: Was this mail from you?"):
            await post.deliver(write_letter("Wat is dit?", proved=False, subject=subject))
        assert len((await find_held()).answers) == 2
        assert post.subjects() == [ASKED, LOOKING, LOOKING]


@pytest.mark.parametrize(
    ("files", "subject"),
    [
        ({"brief.pdf": b"%PDF-1.4"}, "Uw mail kon niet worden verwerkt"),
        ({"groep 3.xlsx": GOOD}, "Leerlingbestand wacht op goedkeuring"),
    ],
)
async def test_an_answer_with_a_file_is_answered_for_the_file(
    files: dict[str, bytes], subject: str, tmp_path: Path, sqlite_template: Path
):
    """Its words stand on the card, and its file gets the answer that it would get alone."""
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.deliver(HELD)
        await _answer(post, files)
        assert [each["words"] for each in (await find_held()).answers] == ["Dit is de goede lijst"]
        (said,) = post.subjects()[1:]
        assert said.partition(" (")[0] == subject


async def _answer(post: Post, files: dict[str, bytes]) -> None:
    words = "Dit is de goede lijst"
    await post.deliver(write_letter(words, files, answers=post.letters[-1]))
