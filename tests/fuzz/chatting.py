"""The doors of the chat: the product's own dispatcher between a database and the Bot API stand-in.

Updates are handed to the dispatcher one by one, so that it is known when each is finished. After
each it is looked whether somebody was left without an answer, whether the Bot API refused what
the bot said, whether anything failed behind a friendly sentence, and whether anything changed
that the person has no right to.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import traceback
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

import structlog
from aiogram.types import InlineKeyboardMarkup
from argon2 import PasswordHasher
from tests.core.roster.making import make_pupils, write_csv
from tests.core.worlds import ReaderHere
from tests.fuzz.databases import open_world_database

from rosterdesk.bot.chat.access.accounts import link_account
from rosterdesk.bot.chat.dispatcher import make_dispatcher
from rosterdesk.bot.chat.outbox.deliveries import Outbox
from rosterdesk.bot.chat.telegram.client import open_bot
from rosterdesk.bot.chat.telegram.health import ChatHealth
from rosterdesk.bot.chat.telegram.pacing import UNPACED
from rosterdesk.bot.demo.stage import AUTHSERV, write_mail
from rosterdesk.bot.models import Dialog
from rosterdesk.bot.settings import ChatSettings, Settings
from rosterdesk.bot.standins.botapi import BotApi
from rosterdesk.bot.standins.botapi.render import show_message
from rosterdesk.bot.standins.botapi.state.messages import Content, Message
from rosterdesk.bot.standins.botapi.state.queries import CallbackResult
from rosterdesk.bot.standins.botapi.text import tidy
from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.clock import now
from rosterdesk.core.customers.card_numbers import CardNumbering
from rosterdesk.core.customers.registering import add_customer, grant_uploads
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.customers.staff import Person as Owner
from rosterdesk.core.customers.staff import add_staff, remove_staff
from rosterdesk.core.intake.receiving import Arrival, receive
from rosterdesk.core.library import Library
from rosterdesk.core.models import Channel, Customer, School, StaffRole, Trust
from rosterdesk.core.pipeline import advance_all
from rosterdesk.core.protection import passwords
from rosterdesk.core.protection.files import FileStore
from rosterdesk.core.protection.keys import load_keys
from rosterdesk.core.storage.tables import list_tables, read_table
from rosterdesk.core.trail.actors import shell_actor
from rosterdesk.mailbox.intake import MailIntake
from rosterdesk.mailbox.ports import ArrivedMail, MailIdentity
from rosterdesk.mailbox.settings import MailSettings
from rosterdesk.mailbox.store.desk import DatabaseDesk
from rosterdesk.mailbox.store.kept.journal import DatabaseJournal
from rosterdesk.printer.settings import PrinterSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator
    from pathlib import Path

    from aiogram import Bot

    from rosterdesk.bot.standins.botapi.people import Person

WHO = shell_actor("tester")
SENDER = "marijke@regenboog.example"
CARD = 2_000_000_001  # the first number that is given out
# Tables that hold who said what and what waits to be told: everybody's.
_EVERYBODYS = {
    "seen_update", "dialog", "event", "audit_link", "delivery", "login_failures", "chat_account",
    "vanishing_message", "job_message", "approval_card", "mail_card", "search", "stored_file",
    "refusals", "look", "known_chat",
}  # fmt: skip
# What a role may change besides, through any button, command or text.
_SENT = {"submission", "question", "mail_message", "mail_challenge", "mapping_answer"}
_SERVED = {"customer", "card", "membership", "one_time_password", "own_password", "slip",
           "printer_state", "link_code", "school"}  # fmt: skip
MAY_CHANGE: dict[str, set[str]] = {
    "stranger": set(),
    "removed": set(),
    "newcomer": {"own_password", "one_time_password"},
    "customer": {"own_password", "one_time_password"},
    "uploader": {"own_password", "one_time_password", *_SENT},
    "other uploader": {"own_password", "one_time_password", *_SENT},
    "desk": _SERVED,
    "librarian": {*_SERVED, *_SENT, "plan", "change", "row_before", "vote", "nudge", "uploader",
                  "staff_group", "group_topic"},
    # What is asked about a file's columns and guards is theirs too (rights.py, "plan").
    "administrator": {*_SERVED, *_SENT, "plan", "change", "staff", "uploader", "caretaker",
                      "staff_group", "group_topic"},
}  # fmt: skip
ROLES = tuple(MAY_CHANGE)
_HARMLESS = ("message is not modified", "query is too old", "message to delete not found",
             "message can't be deleted", "there is no text in the message to edit")  # fmt: skip


def _may_have_button(message: Message) -> bool:
    """Return whether it is the bot's, and without the keyboard under the field where one types."""
    can_have = isinstance(message.markup, InlineKeyboardMarkup | None)
    return can_have and message.sender.is_bot and not message.deleted


class WentWrong(AssertionError):  # noqa: N818 - what it says in a report
    """Something that nobody may meet: a failure behind a sentence, a right that was not there."""


@dataclass
class ChatWorld:
    api: BotApi
    bot: Bot
    dispatcher: Any
    library: Library
    settings: Settings
    log: list[str]
    people: dict[str, Person] = field(default_factory=dict)
    heard: dict[str, None] = field(default_factory=dict)  # callback data of all buttons so far
    dialogs: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: count(1))
    _state: dict[str, bytes] | None = None  # as the last update left it

    async def say(self, who: str, text: str, **content: Any) -> None:
        """Send it from their private chat, however long it is."""
        person = self.people[who]
        words, entities = tidy(text, ())
        made = Content(words, tuple(entities), **content)
        message = self.api.world.post(person.chat, person.account, made)
        await self._hand_over(who, "message", show_message(message))

    async def send_file(self, who: str, name: str, data: bytes, caption: str) -> None:
        await self.say(who, caption, document=self.api.world.files.keep_document(name, data))

    async def press(self, who: str, data: str) -> None:
        """Press a button of any data, on the last message that could have one."""
        person, world = self.people[who], self.api.world
        message = next(filter(_may_have_button, reversed(person.messages)), None)
        message = message or world.post(person.chat, world.bot, Content("kaart"))
        result = CallbackResult(world.new_id(), data, world.clock.now(), world.bell)
        world.callbacks[result.id] = result
        asked = {
            "id": result.id,
            "from": person.account.as_json(),
            "message": show_message(message),
            "chat_instance": "1",
            "data": data,
        }
        await self._hand_over(who, "callback_query", asked)
        if not result.answered:
            raise WentWrong(f"{who} pressed {data!r} and the button went on turning")

    async def ask_inline(self, who: str, query: str) -> None:
        asked = {"id": self.api.world.new_id(), "from": self.people[who].account.as_json()}
        await self._hand_over(who, "inline_query", {**asked, "query": query, "offset": ""})

    async def work(self) -> None:
        """Do what the service does by itself: files on their way, messages from the outbox."""
        self._state = None
        outbox = Outbox(self.bot, self.settings)
        while await advance_all(self.library):
            pass
        while await outbox.deliver_due():
            pass
        self._look_around("the service's own work")

    async def _hand_over(self, who: str, kind: str, payload: dict[str, Any]) -> None:
        before = self._state or await self.read_state()
        update = {"update_id": next(self._numbers), kind: payload}
        await self.dispatcher.feed_raw_update(self.bot, update)
        told = f"{who}: {kind} {str(payload.get('text', payload.get('data', '')))[:80]!r}"
        if kind == "message" and not self.api.calls:
            raise WentWrong(f"{told} had no answer")
        self._look_around(told)
        self._state = after = await self.read_state()
        changed = {name for name, rows in after.items() if before[name] != rows}
        if forbidden := changed - _EVERYBODYS - MAY_CHANGE[who]:
            raise WentWrong(f"{told} changed {sorted(forbidden)}")
        self._hear(self.people[who])

    def _look_around(self, told: str) -> None:
        refused = [
            f"{call.method}: {call.error}"
            for call in self.api.calls
            if call.error and not any(words in call.error for words in _HARMLESS)
        ]
        crashed, self.api.world.crashes = self.api.world.crashes, []
        said, self.log[:] = list(self.log), []
        self.api.calls.clear()
        if refused or said or crashed:
            raise WentWrong("\n".join([told, *refused, *said, *map(repr, crashed)]))

    def _hear(self, person: Person) -> None:
        for message in person.messages[-6:]:
            for row in message.keyboard:
                self.heard.update((b.callback_data, None) for b in row if b.callback_data)

    async def read_state(self) -> dict[str, bytes]:
        """A digest of each table that is not everybody's."""
        state = {}
        for table in list_tables():
            if table.name not in _EVERYBODYS:
                found = [rows async for rows in read_table(table)]
                state[table.name] = hashlib.sha256(repr(found).encode()).digest()
        return state

    async def read_dialog(self, who: str) -> Dialog | None:
        number = self.people[who].id
        return await Dialog.get_or_none(key=f"fsm:{self.bot.id}:{number}:{number}:default")

    async def be_in_dialog(self, who: str, state: str, data: dict[str, Any]) -> None:
        number = self.people[who].id
        key = f"fsm:{self.bot.id}:{number}:{number}:default"
        found = await self.read_dialog(who)
        await Dialog.update_or_create(
            {"state": state, "data": data}, key=found.key if found else key
        )


@contextmanager
def open_chat(
    folder: Path,
    act: Callable[[ChatWorld, Any], Coroutine[Any, Any, None]],
    prepare: Callable[[ChatWorld], Coroutine[Any, Any, None]],
) -> Iterator[Callable[[Any], None]]:
    """Give what runs ``act`` with one input, in a world with one person of each role."""
    hasher = passwords._HASHER
    passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    log: list[str] = []
    try:
        with listening(log), asyncio.Runner() as runner:
            stack = AsyncExitStack()
            world = runner.run(_make_world(folder, stack, log))
            try:
                runner.run(prepare(world))
                yield lambda value: runner.run(act(world, value))
            finally:
                runner.run(stack.aclose())
    finally:
        passwords._HASHER = hasher


@contextmanager
def listening(log: list[str]) -> Iterator[None]:
    """Hear what is logged as an error: friendly words in the chat may hide one."""

    def hear(_logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
        if name in {"error", "critical", "exception"}:
            # Logged without its trace, which may hold names; here there are no people.
            log.append(f"{event}\n{traceback.format_exc(limit=-6)}")
        raise structlog.DropEvent

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            log.append(f"{record.name}: {record.getMessage()[:300]}")

    handler, old = Handler(logging.ERROR), structlog.get_config()
    structlog.configure(processors=[hear])
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        structlog.configure(**old)


async def _make_world(folder: Path, stack: AsyncExitStack, log: list[str]) -> ChatWorld:
    data = folder / "data"
    data.mkdir()
    api = await stack.enter_async_context(BotApi(username="rosterdesk_bot"))
    settings = Settings(
        data=data,
        warm_reader=False,
        bot_token=api.token,
        chat=ChatSettings(api_url=api.base_url, bot_name="rosterdesk_bot"),
        mail=MailSettings(trusted_authserv_id=AUTHSERV),
        printing=PrinterSettings(printers={"balie": "dummy:", "kantoor": "dummy:"}),
    )
    await stack.enter_async_context(open_world_database(data))
    keys = load_keys(data / "secret.key")
    files = FileStore(data / "files", keys)
    library = Library(settings, keys, files, ReaderHere(), CardNumbering("2", 10))
    health = ChatHealth()
    bot = open_bot(api.token, api.base_url, health, rates=UNPACED)
    stack.push_async_callback(bot.session.close)
    world = ChatWorld(api, bot, make_dispatcher(library, settings, health), library, settings, log)
    stack.push_async_callback(world.dispatcher.storage.close)
    await _fill(world)
    return world


async def _fill(world: ChatWorld) -> None:
    """Two schools, a person of each role, files at every stage, a mail that is held."""
    ours = await add_school("12AB00", "De Regenboog", WHO)
    theirs = await add_school("34CD00", "Het Kompas", WHO)
    noor = await _register(world, ours, "Noor", "Bakker")
    sender = await _register(world, ours, "Marijke", "Wit", email=SENDER)
    fresh = await _register(world, ours, "Sam", "Smit")
    other = await _register(world, theirs, "Ilse", "Vos")
    await grant_uploads(sender, ours, WHO)
    await grant_uploads(other, theirs, WHO)
    people = {"customer": noor, "uploader": sender, "newcomer": fresh, "other uploader": other}
    for number, (role, customer) in enumerate(people.items(), 3001):
        owner, fresh_one = Owner(customer=customer), role == "newcomer"
        await link_account(number, number, owner, once_at=now() if fresh_one else None)
        _present(world, number, role)
    for number, role in enumerate(("desk", "librarian", "administrator", "removed"), 3010):
        as_role = StaffRole.LIBRARIAN if role == "removed" else StaffRole(role)
        staff, _ = await add_staff(f"Medewerker {role}", as_role, WHO, world.library.keys, hours=1)
        await link_account(number, number, Owner(staff=staff))
        if role == "removed":
            await remove_staff(staff, WHO)
        _present(world, number, role)
    _present(world, 3020, "stranger")
    pupils = make_pupils(8)
    await _send(world, ours, write_csv(pupils), approving=True)
    await _send(world, ours, write_csv(pupils[:7]), sender=sender)
    await _send(world, theirs, write_csv(make_pupils(5, seed=2)))
    await _send(world, ours, b"leerlingnummer,voornaam,Xq1,klas\n1,Noor,Bakker,5a\n")
    await _hold_mails(world)
    await world.work()


async def _register(
    world: ChatWorld, school: School, first: str, last: str, **facts: Any
) -> Customer:
    facts |= {"first_name": first, "surname": last, "class_code": "5a"}
    customer, _ = await add_customer(school, WHO, world.library.numbering, **facts)
    return customer


def _present(world: ChatWorld, number: int, role: str) -> None:
    person = world.api.person(number, role.title())
    person.chat.started = True
    world.people[role] = person


async def _send(
    world: ChatWorld,
    school: School,
    data: bytes,
    *,
    sender: Customer | None = None,
    approving: bool = False,
) -> None:
    arrival = Arrival(
        school=school,
        file_name="leerlingen.csv",
        data=data,
        channel=Channel.CHAT if sender else Channel.SHELL,
        trust=Trust.A,
        actor=WHO,
        sender=sender,
    )
    received = await receive(arrival, world.library.files)
    await advance_all(world.library)
    if approving:
        await approve(received.submission.reference, 1, WHO)
        await advance_all(world.library)


async def _hold_mails(world: ChatWorld) -> None:
    """A roster in a sender's name for which no server vouches, and a stranger's, proved."""
    files, keys, settings = world.library.files, world.library.keys, world.settings.mail
    intake = MailIntake(DatabaseDesk(files, keys, settings), settings, resolve_nothing)
    for uid, address in enumerate((SENDER, "eve@elders.example"), 1):
        raw = write_mail(address, "x@library.example", "lijst.csv", write_csv(make_pupils(3 + uid)))
        if address == SENDER:
            raw = raw.replace(b"Authentication-Results", b"X-Forged", 1)
        arrived = ArrivedMail(MailIdentity("mail", "INBOX", 1, uid), raw, len(raw), now())
        await DatabaseJournal(files).keep(arrived)
        await intake.take_next()


async def resolve_nothing(_name: str) -> list[bytes]:
    """No domain proves anything here."""
    return []
