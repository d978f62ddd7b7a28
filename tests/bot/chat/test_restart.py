"""A dialog is taken up where it was, when the service stops between any two of its steps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from tests.bot.chat.desks import OWN, WHO, Desk, has_button, make_school, open_desk, press

from rosterdesk.core.login.own_password import make_shown_password
from rosterdesk.core.models import Card, Customer, OwnPassword, StaffRole

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi import Message, Person

Step = Callable[["Walk"], Awaitable[None]]


class Walk:
    """Somebody who goes through a dialog; ``card`` is the screen that they see."""

    def __init__(self, desk: Desk, person: Person) -> None:
        self.desk = desk
        self.person = person
        self.card: Message | None = None

    async def send(self, text: str, expected: str) -> None:
        self.person.send(text)
        self.card = await self.person.expect(expected, timeout=90)

    async def tap(self, label: str, expected: str) -> None:
        assert self.card is not None
        await press(self.person, self.card, label)
        self.card = await self.person.expect(expected, timeout=90)


def send(text: str, expected: str) -> Step:
    return lambda walk: walk.send(text, expected)


def tap(label: str, expected: str) -> Step:
    return lambda walk: walk.tap(label, expected)


REGISTERING: list[Step] = [
    send("/new", "Welke school"),
    tap("De Regenboog", "Scan de pas"),
    send("2900 0000 01", "Leerling, docent"),
    tap("leerling", "Hoe is de naam"),
    send("Sanne van den Berg", "Geslacht?"),
    tap("vrouw", "Geboren op?"),
    send("24-3-2015", "Adres?"),
    send("Dorpsstraat 12a, 1234ab Dam", "E-mailadres?"),
    tap("Overslaan", "Gebruikersnaam?"),
    tap("sanne.vandenberg", "Welke klas?"),
    send("groep 5a", "Welk leerjaar?"),
    tap("5", "Sla het op"),
    tap("Opslaan, verder", "Ingeschreven"),
]


async def test_registering_survives_a_restart_after_every_step(data):
    async with open_desk(data) as desk:
        await make_school()
        walk = Walk(desk, await desk.staff(1001, "Dirk", StaffRole.DESK))
        for step in REGISTERING[:-1]:
            await step(walk)
            await desk.restart()
        await REGISTERING[-1](walk)
        customer = await Customer.get(surname="Berg")
        assert (customer.first_name, customer.prefix, customer.sex) == ("Sanne", "van den", "F")
        assert (customer.postcode, customer.house_number_suffix) == ("1234 AB", "a")
        assert (str(customer.birth_date), customer.year) == ("2015-03-24", 5)
        assert customer.user_name == "sanne.vandenberg"
        assert await Card.get(number="2900000001")


async def test_logging_in_survives_a_restart_after_every_step(data):
    async with open_desk(data) as desk:
        customer, card = await desk.register(await make_school())
        password = await make_shown_password(customer, WHO, desk.library)
        walk = Walk(desk, desk.person(2001, "Noor"))
        for step in (
            send("/login", "pasnummer?"),
            send(card.number, "eenmalige wachtwoord"),
            send(password, "eigen wachtwoord"),
            send(OWN, "nog een keer"),
            send(OWN, "ingesteld en actief"),
        ):
            await step(walk)
            await desk.restart()
        assert await OwnPassword.exists(customer=customer)


async def test_saving_twice_registers_once(data):
    """A second tap on the same card, as after an answer that was lost, shows who was registered."""
    async with open_desk(data) as desk:
        await make_school()
        clerk = await desk.staff(1001, "Dirk", StaffRole.DESK)
        walk = Walk(desk, clerk)
        for step in REGISTERING[:-1]:
            await step(walk)
        assert walk.card is not None
        button = walk.card.find_button("Opslaan, verder")
        assert button is not None
        first, second = (clerk.press_button(walk.card, button) for _ in range(2))
        await first.wait(20)
        await second.wait(20)
        await clerk.expect("Ingeschreven", timeout=90)
        assert await Customer.all().count() == 1
        assert not second.text
        await desk.restart()
        third = clerk.press_button(walk.card, button)
        await third.wait(20)
        assert not third.text
        assert await Customer.all().count() == 1


async def test_a_left_dialog_is_taken_up_again_and_cancel_ends_it(data):
    async with open_desk(data) as desk:
        await make_school()
        clerk = await desk.staff(1001, "Dirk", StaffRole.DESK)
        walk = Walk(desk, clerk)
        for step in REGISTERING[:5]:
            await step(walk)
        clerk.send("/menu")
        await clerk.expect(has_button("Nieuwe klant"))
        await walk.send("/new", "Geslacht?")
        assert "Sanne van den Berg" in walk.card.words
        clerk.send("/cancel")
        await clerk.expect("Gestopt")
        await walk.send("/new", "Welke school")
        assert "Sanne" not in walk.card.words
        assert await Customer.all().count() == 0


async def test_two_desks_with_one_card(data):
    """The one who is second is told whose card it is, and by whom; and goes on from there."""
    async with open_desk(data) as desk:
        await make_school()
        dirk = Walk(desk, await desk.staff(1001, "Dirk", StaffRole.DESK))
        anna = Walk(desk, await desk.staff(1002, "Anna", StaffRole.DESK))
        for walk, name in ((dirk, "Sam de Boer"), (anna, "Kim Visser")):
            for step in REGISTERING[:4]:
                await step(walk)
            await walk.send(name, "Geslacht?")
        await dirk.tap("Opslaan, verder", "Ingeschreven")
        await anna.tap("Opslaan, verder", "al in gebruik")
        assert "Sam de Boer" in anna.card.words
        assert "Dirk" in anna.card.words
        await anna.tap("Genereer", "Geslacht?")
        await anna.tap("Opslaan, verder", "Ingeschreven")
        assert await Customer.all().count() == 2
