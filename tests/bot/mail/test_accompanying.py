"""The words beside a roster stand on its card, also where the mail was held first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bot.letters import write_letter
from tests.bot.mail.flows import GOOD
from tests.bot.mail.post import open_post
from tests.bot.mail.test_used_up import read_code

from rosterdesk.core.language import Language
from rosterdesk.core.models import Submission

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "Groep 8 volgt nog.\n\nGroet,\nMarijke Wit"


async def test_the_words_beside_a_roster_are_its_note(tmp_path: Path, sqlite_template: Path):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.deliver(write_letter(WORDS, files={"groep 3.xlsx": GOOD}))
        assert (await Submission.get()).note == "Leerlingen\nGroep 8 volgt nog."


async def test_they_outlive_the_question_whose_mail_it_was(tmp_path: Path, sqlite_template: Path):
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.deliver(write_letter(WORDS, files={"groep 3.xlsx": GOOD}, proved=False))
        asked = post.letters[-1]
        await post.deliver(write_letter(f"Ja {read_code(asked)}", proved=False, answers=asked))
        assert (await Submission.get()).note == "Leerlingen\nGroep 8 volgt nog."


async def test_a_roster_in_the_text_is_no_note(tmp_path: Path, sqlite_template: Path):
    rows = "\n".join(
        ";".join(row)
        for row in (
            ("Leerlingnummer", "Roepnaam", "Achternaam", "Geboortedatum", "Klas"),
            ("8100", "Lotte", "Jansen", "09-01-2016", "4A"),
            ("8101", "Daan", "Willems", "10-02-2016", "4A"),
        )
    )
    async with open_post(tmp_path / "data", sqlite_template, Language.NL) as post:
        await post.deliver(write_letter(f"Deze komen erbij:\n\n{rows}\n"))
        assert (await Submission.get()).note == "Leerlingen"
