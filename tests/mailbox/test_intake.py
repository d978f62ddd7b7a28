from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.mailbox.forgeries import mail
from tests.mailbox.torture import ATTACHED, NAMED
from tests.mailbox.torture_broken import BROKEN
from tests.mailbox.torture_told import TOLD

from rosterdesk.bot.standins.maildomain import MailDomain
from rosterdesk.core.models import Trust
from rosterdesk.mailbox.intake import MOST_ATTEMPTS, MailIntake
from rosterdesk.mailbox.ports import KeptMail
from rosterdesk.mailbox.settings import MailSettings
from rosterdesk.mailbox.trust.assessing import Assessment, TemporaryDnsError

ALL = [*ATTACHED, *NAMED, *TOLD, *BROKEN]


if TYPE_CHECKING:
    from rosterdesk.mailbox.files.parsed import ParsedMail


@dataclass
class MemoryDesk:
    """The rules of `ports.MailDesk`; a mail stays in ``waiting`` until it is judged."""

    waiting: list[KeptMail]
    taken: list[tuple[int, Assessment]] = field(default_factory=list)
    aside: list[tuple[int, str]] = field(default_factory=list)
    broken: bool = False

    async def next_unread(self) -> KeptMail | None:
        if not self.waiting:
            return None
        self.waiting[0] = replace(self.waiting[0], attempts=self.waiting[0].attempts + 1)
        return self.waiting[0]

    async def is_authorised(self, address: str) -> bool:
        return address == "jan@school.example"

    async def take(self, mail: KeptMail, parsed: ParsedMail, assessment: Assessment) -> None:
        if self.broken:
            raise OSError("the disk is full")
        self._finish(mail)
        self.taken.append((mail.id, assessment))

    async def quarantine(self, mail: KeptMail, reason: str) -> None:
        self._finish(mail)
        self.aside.append((mail.id, reason))

    async def postpone(self, mail: KeptMail, until: datetime) -> None:
        self._finish(mail)
        self.waiting.append(replace(mail, attempts=mail.attempts - 1, postponed=mail.postponed + 1))

    def _finish(self, mail: KeptMail) -> None:
        self.waiting = [each for each in self.waiting if each.id != mail.id]


def kept(number: int, raw: bytes, attempts: int = 0) -> KeptMail:
    return KeptMail(id=number, raw=raw, arrived_at=datetime.now(UTC), attempts=attempts)


async def no_dns(name: str) -> list[bytes]:
    raise TemporaryDnsError


async def test_every_hostile_mail_is_followed_by_the_next():
    """A hundred mails that break programs, and after each of them one that is taken as usual."""
    school = MailDomain("school.example")
    good = school.sign(mail())
    mails = [each for case in ALL for each in (case.raw, good)]
    desk = MemoryDesk([kept(number, raw) for number, raw in enumerate(mails)])
    intake = MailIntake(
        desk, MailSettings(own_addresses=("leerlingen@library.example",)), school.resolve_txt
    )

    while await intake.take_next():
        pass

    proved = [number for number, assessment in desk.taken if assessment.level is Trust.A]
    assert proved == list(range(1, len(mails), 2))
    assert len(desk.taken) + len(desk.aside) == len(mails)


async def test_a_mail_that_killed_the_process_each_time_is_set_aside():
    """Its attempts were counted before it was opened; the next mail goes on."""
    desk = MemoryDesk([kept(1, mail(), attempts=MOST_ATTEMPTS), kept(2, mail())])
    intake = MailIntake(desk, MailSettings(own_addresses=("leerlingen@library.example",)), no_dns)

    while await intake.take_next():
        pass

    assert desk.aside == [(1, "poison")]
    assert [number for number, _ in desk.taken] == [2]


async def test_a_dns_that_does_not_answer_is_waited_for():
    """The mail is judged later, and in the end on what is known: held, not refused."""
    school = MailDomain("school.example")
    desk = MemoryDesk([kept(1, school.sign(mail()))])
    intake = MailIntake(desk, MailSettings(own_addresses=("leerlingen@library.example",)), no_dns)
    rounds = 0
    while await intake.take_next():
        rounds += 1

    assert rounds == 5
    ((_, assessment),) = desk.taken
    assert assessment.level is Trust.B
    assert "dkim_temporary" in assessment.reasons


async def test_a_dns_that_answers_at_last_is_believed():
    """A signature that could not be checked at first is checked again."""
    school = MailDomain("school.example")
    answers = iter([TemporaryDnsError()])

    async def slow_dns(name: str) -> list[bytes]:
        for error in answers:
            raise error
        return await school.resolve_txt(name)

    desk = MemoryDesk([kept(1, school.sign(mail()))])
    intake = MailIntake(desk, MailSettings(own_addresses=("leerlingen@library.example",)), slow_dns)
    while await intake.take_next():
        pass

    assert desk.taken[0][1].level is Trust.A


async def test_an_oversized_mail_is_told_by_its_header():
    """The sender of a mail that was not downloaded is known, and what to do."""
    school = MailDomain("school.example")
    header = mail().partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    desk = MemoryDesk([replace(kept(1, header), oversized=True)])
    found: list[ParsedMail] = []

    async def take(_: KeptMail, parsed: ParsedMail, __: Assessment) -> None:
        found.append(parsed)
        desk.waiting.clear()

    desk.take = take  # type: ignore[method-assign] - to see what is handed over
    await MailIntake(
        desk, MailSettings(own_addresses=("leerlingen@library.example",)), school.resolve_txt
    ).take_next()

    assert found[0].sender == "jan@school.example"
    assert found[0].findings == ("oversized",)
