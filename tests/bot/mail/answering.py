"""``python -m tests.bot.mail.answering [STEP]``: answers of the table, through the whole service.

All, or every so many-th. Each is about a held mail of its own, comes in through Dovecot, and is
written as some mail program writes it. The suite does the same with a sample.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bot.letters import read_reply, text_of, write_letter
from tests.bot.stages import TEACHER, make_cast, subject_has
from tests.mailbox.answers.cases import CASES, CODE
from tests.mailbox.answers.styles import STYLES
from tests.mailbox.servers import DovecotServer

from rosterdesk.bot.chat.mail.held import draw_mail
from rosterdesk.bot.demo.stage import set_stage, wait_for
from rosterdesk.core.language import Language
from rosterdesk.core.models import Refusals
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.mailbox.models import MailMessage, MailStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.mailbox.answers.cases import Case

    from rosterdesk.bot.settings import Settings
    from rosterdesk.bot.standins.mailserver import MailServer

ROSTER = write_workbook(sample_pupils(2))
_LONGEST = 300.0  # seconds without any progress
_AT_ONCE = 20  # held mails of one person in ten minutes, of which each is asked about
Style = Callable[[str, str], str]


def write_answer(case: Case, letter: bytes, style: Style) -> bytes:
    """Write it as a mail program does, with the letter's own code where it is typed."""
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


async def hold_and_answer(folder: Path, dovecot: str, cases: Sequence[Case]) -> None:
    """Let a mail be held for each case, answer all of them, and look at each card."""
    async with DovecotServer(dovecot) as server:

        def adapt(settings: Settings) -> Settings:
            changes = {"accounts": (server.account(),), "replies_per_sender_per_day": 10_000}
            return settings.model_copy(update={"mail": settings.mail.model_copy(update=changes)})

        async with set_stage(folder / "data", adapt) as stage:
            await make_cast(stage)
            numbered = [
                (n, *pair) for n, pair in enumerate(zip(cases, cycle(STYLES), strict=False))
            ]
            for batch in _batched(numbered):
                await _hold_and_answer(server, stage.mail, batch)
                for number, case, _ in batch:
                    await _see_card(number, case)
                # Ten minutes later: so many held mails of one person are asked about at a time.
                await Refusals.all().delete()


class _Asked:
    """Our questions by the mail that each is about; a letter is parsed once, as there are many."""

    def __init__(self, post: MailServer) -> None:
        self._post = post
        self._read = 0
        self._letters: dict[str, bytes] = {}

    def list_letters(self) -> dict[str, bytes]:
        for raw in self._post.sent[self._read :]:
            if subject_has("Was deze mail van u?")(raw):
                self._letters[str(read_reply(raw)["In-Reply-To"])] = raw
            self._read += 1
        return self._letters


async def _hold_and_answer(
    server: DovecotServer, post: MailServer, batch: Sequence[tuple[int, Case, Style]]
) -> None:
    for number, *_ in batch:
        files = {f"groep {number}.xlsx": ROSTER}
        await server.deliver(write_letter(files=files, proved=False, message_id=_name(number)))

    asked = _Asked(post)
    wanted = {_name(number) for number, *_ in batch}

    async def count_asked() -> int:
        return len(wanted & asked.list_letters().keys())

    await _wait_until(count_asked, len(batch))
    found = asked.list_letters()
    assert all(f"groep {n}.xlsx" in text_of(found[_name(n)]) for n, *_ in batch)
    for number, case, style in batch:
        await server.deliver(write_answer(case, found[_name(number)], style))
    last = batch[-1][0] + 1

    async def count_judged() -> int:
        return await MailMessage.filter(judged_at__not_isnull=True).count()

    await _wait_until(count_judged, 2 * last)
    print(f"{last} answers", flush=True)


async def _wait_until(count: Callable[[], Awaitable[int]], wanted: int) -> None:
    """Wait for that number, however slow the machine is, as long as it still grows."""
    seen = await count()
    while seen < wanted:
        before = seen

        async def grows(before: int = before) -> bool:
            return await count() > before

        await wait_for(grows, _LONGEST)
        seen = await count()
    assert seen == wanted


def _name(number: int) -> str:
    return f"<{number}@regenboog.example>"


def _batched(numbered: list[tuple[int, Case, Style]]) -> Iterator[list[tuple[int, Case, Style]]]:
    for at in range(0, len(numbered), _AT_ONCE):
        yield numbered[at : at + _AT_ONCE]


async def _see_card(number: int, case: Case) -> None:
    mail = await MailMessage.get(message_id=_name(number))
    (said,) = mail.answers
    assert (mail.status is MailStatus.PROCESSED) is case.yes, (case.words, said)
    card, _ = await draw_mail(mail, Language.NL)
    shown = " ".join(card.as_kwargs()["text"].split())
    assert "Aan de bevoegde persoon is gevraagd" in shown
    first = next(iter(case.words.split("\n")), "").strip()
    if CODE[:4] not in case.words:  # else the letter's own code stands there
        assert " ".join(first.split()) in shown
    assert mail.address == TEACHER


def main(step: int) -> None:
    cases = CASES[::step]
    dovecot = shutil.which("dovecot")
    assert dovecot is not None, "Dovecot is not installed"
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(hold_and_answer(Path(folder), dovecot, cases))
    confirming = sum(case.yes for case in cases)
    print(f"{len(cases)} answers, each on its card: {confirming} confirmed, and those only")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
