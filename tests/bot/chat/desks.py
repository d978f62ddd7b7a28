"""A desk with its chat: the product between the Bot API stand-in and a dummy printer."""

from __future__ import annotations

import asyncio
import re
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from rosterdesk.bot.chat.access.accounts import link_account
from rosterdesk.bot.chat.telegram.pacing import UNPACED
from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.program.service import ALL_PARTS, Part, Service, open_service
from rosterdesk.bot.settings import ChatSettings, Settings
from rosterdesk.bot.standins.botapi import BotApi
from rosterdesk.core.customers.registering import add_customer
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.customers.staff import Person as Owner
from rosterdesk.core.customers.staff import add_staff
from rosterdesk.core.trail.actors import shell_actor
from rosterdesk.printer.reading.text import read_password
from rosterdesk.printer.settings import PrinterSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from rosterdesk.bot.standins.botapi import Message, Person
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Card, Customer, School, StaffRole

WHO = shell_actor("tester")
PRINTER = "balie"
OWN = "drie kikkers op een ladder"


class Desk:
    """The running product; ``restart`` stops the service and starts it on the same data."""

    def __init__(self, chat: BotApi, settings: Settings) -> None:
        self.chat = chat
        self.settings = settings
        self._stack = AsyncExitStack()
        self._service: Service | None = None

    @property
    def service(self) -> Service:
        assert self._service is not None
        return self._service

    @property
    def library(self) -> Library:
        return self.service.library

    async def start(self) -> None:
        parts = ALL_PARTS - {Part.MAIL}
        self._service = await self._stack.enter_async_context(
            open_service(self.settings, parts, rates=UNPACED)
        )
        working = asyncio.create_task(self._service.run())
        self._stack.push_async_callback(_stop, working)

    async def stop(self) -> None:
        await self._stack.aclose()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    def person(self, number: int, name: str = "Iemand") -> Person:
        return self.chat.person(number, name)

    async def staff(self, number: int, name: str, role: StaffRole) -> Person:
        """Somebody of the library whose chat is linked."""
        staff, _ = await add_staff(name, role, WHO, self.library.keys, hours=1)
        await link_account(number, number, Owner(staff=staff))
        return self._present(number, name)

    async def customer(self, number: int, customer: Customer) -> Person:
        """A customer whose chat is linked."""
        await link_account(number, number, Owner(customer=customer))
        return self._present(number, customer.first_name or "")

    def _present(self, number: int, name: str) -> Person:
        person = self.person(number, name)
        person.chat.started = True
        return person

    async def register(self, school: School | None, **facts: Any) -> tuple[Customer, Card]:
        facts = {"first_name": "Noor", "surname": "Bakker", **facts}
        return await add_customer(school, WHO, self.library.numbering, **facts)

    async def wait_for_slip(self, count: int = 1) -> bytes:
        """Return the newest slip once so many came out."""
        printer = self.service.printers[PRINTER]

        async def printed() -> bool:
            return len(printer.output()) >= count

        await wait_for(printed)
        return printer.output()[-1]


async def _stop(working: asyncio.Task[None]) -> None:
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working


@asynccontextmanager
async def open_desk(
    data: Path,
    *,
    quiet: dict[str, str] | None = None,
    printers: dict[str, str] | None = None,
    profiles: dict[str, str] | None = None,
    **settings: Any,
) -> AsyncIterator[Desk]:
    async with BotApi(username="rosterdesk_bot") as chat:
        chat_settings = ChatSettings(api_url=chat.base_url, bot_name="rosterdesk_bot")
        made = Settings(
            data=data,
            library_name="Bibliotheek Voorbeelddam",
            warm_reader=False,
            bot_token=chat.token,
            chat=chat_settings,
            printing=PrinterSettings(
                printers=printers or {PRINTER: "dummy:"},
                profiles=profiles or {},
                quiet=quiet or {},
            ),
            **settings,
        )
        desk = Desk(chat, made)
        await desk.start()
        try:
            yield desk
        finally:
            await desk.stop()


async def make_school(code: str = "12AB00", name: str = "De Regenboog") -> School:
    return await add_school(
        code,
        name,
        WHO,
        street="Schoolstraat",
        house_number="1",
        postcode="1234 AB",
        city="Voorbeelddam",
    )


async def press(person: Person, message: Message, button: str) -> str:
    """Press the button with that label, or the first whose label holds it; return the answer."""
    label = button if button in message.buttons else _find_label(message, button)
    result = person.press(message, label)
    await result.wait(20)
    return result.text or ""


def _find_label(message: Message, button: str) -> str:
    return next(label for label in message.buttons if button in label)


def has_button(text: str) -> Any:
    return lambda message: any(text in label for label in message.buttons)


def slip_password(slip: bytes) -> str:
    return read_password(slip)


def present_text(person: Person) -> str:
    return "\n".join(message.words for message in person.messages if not message.deleted)


def holds(secret: str, text: str) -> bool:
    """Tell whether the text holds the secret, also written in groups."""
    squeeze = re.compile(r"[\s-]+")
    return squeeze.sub("", secret) in squeeze.sub("", text)
