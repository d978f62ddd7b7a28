"""The cast: the senders of five schools, a librarian, and somebody at the desk.

Nobody in here exists.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rosterdesk.core.customers.registering import add_customer, find_active_card, grant_uploads
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.customers.staff import Person as Owner
from rosterdesk.core.customers.staff import add_staff, make_link_code
from rosterdesk.core.login.own_password import make_shown_password
from rosterdesk.core.models import StaffRole
from rosterdesk.core.trail.actors import shell_actor

if TYPE_CHECKING:
    from rosterdesk.bot.demo.stage import Stage
    from rosterdesk.bot.standins.botapi import Message, Person
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Customer

LIBRARIAN, DESK, SCHOOL = 1001, 1002, 2001  # the ids of their chat accounts
_PATIENCE = 60  # seconds, on a machine that has much to do
_WHO = shell_actor("demo")


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Somebody whose mail program the page shows. ``envelope`` is where their mail comes from."""

    key: str
    first_name: str
    prefix: str | None
    surname: str
    address: str
    school: str
    code: str
    envelope: str

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.first_name, self.prefix, self.surname) if part)


def _correspond(
    key: str, name: tuple[str, str | None, str], domain: str, school: str, code: str
) -> Correspondent:
    address = f"{name[0].lower()}@{domain}"
    return Correspondent(key, *name, address, school, code, address)


CORRESPONDENTS = (
    _correspond(
        "regenboog", ("Marijke", "de", "Wit"), "regenboog.example", "De Regenboog", "12AB00"
    ),
    _correspond("vlieger", ("Joost", "van", "Dam"), "vlieger.example", "De Vlieger", "34CD00"),
    _correspond(
        "college", ("Hanna", None, "Prins"), "voorbeeld.example", "Voorbeeldcollege", "56EF00"
    ),
    _correspond("lyceum", ("Omar", None, "Haddad"), "lyceum.example", "Proefveld Lyceum", "78GH00"),
    _correspond("horizon", ("Petra", "ter", "Horst"), "horizon.example", "De Horizon", "90KL00"),
)
MARIJKE = CORRESPONDENTS[0]
FORGER = Correspondent(
    "forger",
    MARIJKE.first_name,
    MARIJKE.prefix,
    MARIJKE.surname,
    MARIJKE.address,
    MARIJKE.school,
    MARIJKE.code,
    envelope="iemand@elders.example",
)
MAILBOXES = {each.key: each for each in (*CORRESPONDENTS, FORGER)}


@dataclass(frozen=True, slots=True)
class Paper:
    """The contents of somebody's slip: the demo shows them, as its owner would see them."""

    card: str
    password: str = field(repr=False)


async def gather_cast(stage: Stage, language: Language) -> Paper:
    """Register schools and people, and let three of them link their chat with a real code.

    Return what stands on the slip of the teacher, who may log in on the page with it.
    """
    teachers = {each.key: await _register(stage, each) for each in CORRESPONDENTS}
    slip = await _print_slip(stage, teachers[MARIJKE.key])
    keys = stage.service.library.keys
    _, librarian = await add_staff("Anna Smit", StaffRole.LIBRARIAN, _WHO, keys, hours=1)
    _, desk = await add_staff("Cas Mulder", StaffRole.DESK, _WHO, keys, hours=1)
    school = await make_link_code(Owner(customer=teachers[MARIJKE.key]), _WHO, keys, 1)
    await asyncio.gather(
        _link(stage, LIBRARIAN, "Anna", librarian, language),
        _link(stage, DESK, "Cas", desk, language),
        _link(stage, SCHOOL, "Marijke", school, language),
    )
    return slip


async def _print_slip(stage: Stage, teacher: Customer) -> Paper:
    card = await find_active_card(teacher.id)
    assert card is not None
    return Paper(card.number, await make_shown_password(teacher, _WHO, stage.service.library))


async def _register(stage: Stage, who: Correspondent) -> Customer:
    school = await add_school(who.code, who.school, _WHO, city="Voorbeelddam")
    teacher, _ = await add_customer(
        school,
        _WHO,
        stage.service.library.numbering,
        first_name=who.first_name,
        prefix=who.prefix,
        surname=who.surname,
        email=who.address,
        role="teacher",
    )
    await grant_uploads(teacher, school, _WHO)
    return teacher


async def _link(stage: Stage, number: int, name: str, code: str, language: Language) -> None:
    person = stage.chat.person(number, name, language_code=language)
    question = await _ask(person, f"/start {code}")
    yes = question.keyboard[0][0]
    person.press_button(question, yes)
    await person.expect(lambda message: message.id > question.id, timeout=_PATIENCE)


async def _ask(person: Person, text: str) -> Message:
    person.send(text)
    return await person.expect(lambda message: bool(message.keyboard), timeout=_PATIENCE)
