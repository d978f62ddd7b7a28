"""The chat and the desk of the product, without mail: what the tests of approvals stand on."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.ports import find_free_port

from rosterdesk.bot.chat.telegram.pacing import UNPACED, Rates
from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.models import ChatAccount
from rosterdesk.bot.page_settings import PageSettings
from rosterdesk.bot.program.service import Part, open_service
from rosterdesk.bot.settings import ChatSettings, Settings
from rosterdesk.bot.standins.botapi import BotApi
from rosterdesk.core.approval.settings import ApprovalSettings
from rosterdesk.core.clock import now
from rosterdesk.core.customers.registering import add_customer, grant_uploads
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.intake.receiving import Arrival, receive
from rosterdesk.core.models import (
    Channel,
    School,
    Staff,
    StaffRole,
    Submission,
    SubmissionStatus,
    Trust,
)
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.trail.actors import shell_actor
from rosterdesk.printer.settings import PrinterSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from rosterdesk.bot.program.service import Service
    from rosterdesk.bot.standins.botapi.people import Person
    from rosterdesk.bot.standins.botapi.state.messages import Message
    from rosterdesk.core.models import Customer

WHO = shell_actor("tester")
SECONDS = 90
_AFTER = ("↩️", "📤")  # behind More on the card of what was applied


@dataclass(slots=True)
class Desk:
    """A service between the stand-in and a printer; ``stop`` and ``start`` are a restart."""

    data: Path
    api: BotApi
    settings: Settings
    service: Service
    people: dict[str, Person] = field(default_factory=dict)
    running: asyncio.Task[None] | None = None

    def start(self) -> None:
        self.running = asyncio.create_task(self.service.run())

    async def stop(self) -> None:
        assert self.running is not None
        self.running.cancel()
        with suppress(asyncio.CancelledError):
            await self.running

    async def staff(
        self, name: str, role: StaffRole = StaffRole.LIBRARIAN, number: int | None = None
    ) -> Person:
        """A member of staff whose chat is linked, and whose language is English."""
        staff = await Staff.create(name=name, role=role)
        return await self._link(name, number, staff=staff)

    async def sender(self, customer: Customer, number: int | None = None) -> Person:
        return await self._link(customer.first_name or "", number, customer=customer)

    async def _link(self, name: str, number: int | None, **owner: object) -> Person:
        user = number or 1001 + len(self.people)
        person = self.api.person(user, name)
        person.chat.started = True
        self.people[name] = person
        await ChatAccount.create(
            user_id=user, chat_id=user, language="en", linked_at=now(), digest_on=None, **owner
        )
        return person

    async def school(self, code: str = "12AB00", name: str = "De Regenboog") -> School:
        return await add_school(code, name, WHO)

    async def teacher(self, school: School, **facts: object) -> Customer:
        customer, _ = await add_customer(
            school,
            WHO,
            self.service.library.numbering,
            first_name="Marijke",
            surname="Wit",
            role="teacher",
            **facts,
        )
        await grant_uploads(customer, school, WHO)
        return customer

    async def file(
        self,
        school: School,
        data: bytes | int = 12,
        sender: Customer | None = None,
        channel: Channel = Channel.CHAT,
        name: str = "leerlingen.xlsx",
    ) -> Submission:
        """Let a file arrive, as mail or chat would hand it over."""
        content = write_workbook(sample_pupils(data)) if isinstance(data, int) else data
        arrival = Arrival(
            school=school,
            file_name=name,
            data=content,
            channel=channel,
            trust=Trust.A,
            actor=WHO,
            sender=sender,
            sender_name="Marijke Wit",
        )
        return (await receive(arrival, self.service.library.files)).submission

    async def reaches(self, submission: Submission, *wanted: SubmissionStatus) -> None:
        async def reached() -> bool:
            await submission.refresh_from_db(fields=["status"])
            return submission.status in wanted

        await wait_for(reached, SECONDS)


@asynccontextmanager
async def open_desk(
    data: Path,
    *,
    run: bool = True,
    api: BotApi | None = None,
    rates: Rates | None = UNPACED,
    page: bool = False,
    profiles: dict[str, str] | None = None,
    **approvals: object,
) -> AsyncIterator[Desk]:
    """Quiet hours and the overview are off, so that the day of the week does not matter."""
    facts = {"digest_hour": None, **approvals}
    async with BotApi() as made:
        chat = api or made
        settings = Settings(
            data=data,
            warm_reader=False,
            bot_token=chat.token,
            chat=ChatSettings(api_url=chat.base_url, approvals=ApprovalSettings(**facts)),
            printing=PrinterSettings(printers={"balie": "dummy:"}, profiles=profiles or {}),
            page=_serve_page() if page else PageSettings(),
        )
        async with open_service(
            settings, frozenset({Part.CHAT, Part.PAGE, Part.PRINT}), rates=rates
        ) as service:
            desk = Desk(data, chat, settings, service)
            if run:
                desk.start()
            try:
                yield desk
            finally:  # a test that failed too: what goes on with a closed bot opens another session
                if desk.running is not None and not desk.running.done():
                    await desk.stop()


def _serve_page() -> PageSettings:
    port = find_free_port()
    return PageSettings(url=f"http://localhost:{port}", port=port)


async def press(person: Person, message: Message, label: str) -> str:
    """Press the button whose label holds the text; return what the bot showed for a moment.

    What is behind More on a card is unfolded first, as a person does.
    """
    found = next((each for each in message.buttons if label in each), None)
    if found is None:
        await _unfold(person, message, label)
        found = next(each for each in message.buttons if label in each)
    result = person.press(message, found)
    await result.wait(SECONDS)
    return result.text or ""


async def _unfold(person: Person, message: Message, label: str) -> None:
    more = next(each for each in message.buttons if "➕" in each)
    await person.press(message, more).wait(SECONDS)

    async def is_unfolded() -> bool:
        return any(label in each for each in message.buttons)

    await wait_for(is_unfolded, SECONDS)


async def confirm(person: Person, label: str, words: str = "") -> Message:
    """Read what would go out, and let it go with one tap."""
    shown = await person.expect(has(label, words), timeout=SECONDS)
    await press(person, shown, label)
    return shown


def has(label: str, words: str = ""):
    """Pass a message with such a button, and with those words."""
    return lambda m: any(label in each for each in m.buttons) and words in m.words


async def card_of(person: Person, label: str = "Approve", words: str = "") -> Message:
    """Return the card with that button, also where it is behind More, for ``press`` to unfold."""
    if label not in _AFTER:
        return await person.expect(has(label, words), timeout=SECONDS)
    return await person.expect(
        lambda m: m.words.startswith("✅") and words in m.words and has("➕")(m), timeout=SECONDS
    )


def latest_card(person: Person, reference: str) -> Message:
    return [m for m in person.messages if reference in m.words and m.sender.id != person.id][-1]
