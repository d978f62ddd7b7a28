"""Two hundred answers to held mails, through the whole service, with Dovecot as its mailbox."""

from __future__ import annotations

import re
from itertools import cycle
from typing import TYPE_CHECKING

import pytest
from tests.bot.letters import read_reply, text_of, write_letter
from tests.bot.stages import TEACHER, make_cast, subject_has
from tests.mailbox.answers.cases import CASES, CODE
from tests.mailbox.answers.styles import STYLES
from tests.mailbox.servers import DovecotServer
from tests.programs import need_program

from rosterdesk.bot.chat.mail.held import draw_mail
from rosterdesk.bot.demo.stage import set_stage, wait_for
from rosterdesk.core.language import Language
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.mailbox.models import MailMessage, MailStatus

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mailbox.answers.cases import Case

    from rosterdesk.bot.settings import Settings

ROSTER = write_workbook(sample_pupils(2))


def answer(case: Case, letter: bytes, style) -> bytes:
    """The answer as a mail program writes it, with the letter's own code where it is typed."""
    asked = read_reply(letter)
    body = asked.get_body(("plain",))
    assert body is not None
    ours = str(body.get_content()).replace("\r\n", "\n")
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", ours)
    assert found is not None
    words = case.words
    for written in (CODE, CODE.lower(), CODE.replace("-", "")):
        like = str.lower if written.islower() else str.upper
        code = like(found[0]) if "-" in written else found[0].replace("-", "")
        words = words.replace(written, code)
    subject = case.subject or f"Re: {asked['Subject']}"
    raw = write_letter(style(words, ours), proved=False, subject=subject)
    return raw.replace(b"Subject:", f"In-Reply-To: {asked['Message-ID']}\nSubject:".encode(), 1)


@pytest.mark.timeout(2000)
async def test_only_a_yes_confirms(tmp_path: Path):
    # Dovecot's sockets are files in there: a long path is too long for them.
    async with DovecotServer(tmp_path / "d", need_program("dovecot")) as dovecot:

        def adapt(settings: Settings) -> Settings:
            changes = {"accounts": (dovecot.account(),), "replies_per_sender_per_day": 10_000}
            return settings.model_copy(update={"mail": settings.mail.model_copy(update=changes)})

        async with set_stage(tmp_path / "data", adapt) as stage:
            await make_cast(stage)
            for number, _ in enumerate(CASES):
                held = write_letter(
                    files={f"groep {number}.xlsx": ROSTER},
                    proved=False,
                    message_id=f"<{number}@regenboog.example>",
                )
                await dovecot.deliver(held)

            def letters() -> dict[str, bytes]:
                asked = filter(subject_has("Was deze mail van u?"), stage.mail.sent)
                return {str(read_reply(raw)["In-Reply-To"]): raw for raw in asked}

            async def all_asked() -> bool:
                return len(letters()) == len(CASES)

            await wait_for(all_asked, 900)
            found = letters()
            for number, (case, style) in enumerate(zip(CASES, cycle(STYLES), strict=False)):
                await dovecot.deliver(answer(case, found[f"<{number}@regenboog.example>"], style))

            async def all_judged() -> bool:
                return await MailMessage.filter(judged_at__not_isnull=True).count() == 2 * len(
                    CASES
                )

            await wait_for(all_judged, 900)
            assert text_of(found["<0@regenboog.example>"]).count("groep 0.xlsx") == 1
            for number, case in enumerate(CASES):
                await see_card(number, case)


async def see_card(number: int, case: Case) -> None:
    mail = await MailMessage.get(message_id=f"<{number}@regenboog.example>")
    (said,) = mail.answers
    assert (mail.status is MailStatus.PROCESSED) is case.yes, (case.words, said)
    card, _ = await draw_mail(mail, Language.NL)
    shown = " ".join(card.as_kwargs()["text"].split())
    assert "Aan de bevoegde persoon is gevraagd" in shown
    first = next(iter(case.words.split("\n")), "").strip()
    if CODE[:4] not in case.words:  # else the letter's own code stands there
        assert " ".join(first.split()) in shown
    assert mail.address == TEACHER
