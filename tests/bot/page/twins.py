"""One act by two doors, each in a library of its own: the same rows and events come of it."""

from __future__ import annotations

import sqlite3
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiogram.types import InlineKeyboardButton
from tests.bot.approval.desk import SECONDS, Desk, open_desk
from tests.bot.page.places import Browser, open_browser

from rosterdesk.core.customers.staff import Person
from rosterdesk.core.login.sessions import begin_session
from rosterdesk.core.models import Event, Staff, StaffRole
from rosterdesk.core.trail.kinds import SHOWING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from aiogram.filters.callback_data import CallbackData

    Prepare = Callable[[Desk], Awaitable[None]]
    Act = Callable[["Twin"], Awaitable[object]]

BOSS = "Cas Mulder"
_TABLES = ("staff", "same_person", "school", "school_caretaker", "uploader", "customer", "card")
_TABLES += ("membership", "link_code", "passkey", "submission", "plan", "event")
_OWN = {  # what differs between two doors, or two moments
    *("at", "granted_at", "granted_by", "issued_at", "received_at", "made_at", "digest", "salt"),
    *("actor", "actor_reference", "channel", "private", "private_digest", "reference", "sha256"),
    *("decided_at", "content", "original", "roster", "linked_at"),
}


@dataclass(frozen=True, slots=True)
class Twin:
    """A library in which the act is done, with an administrator in chat and on the page."""

    desk: Desk
    browser: Browser

    async def post(self, path: str, **fields: object) -> str:
        """Return the words of the page that came; it was no error of ours."""
        answer = await self.browser.post(path, fields)
        assert answer.status < 500, answer.words
        return answer.words

    async def press(self, data: CallbackData, label: str = "x") -> str:
        """Press a button in chat, also one that the bot did not show."""
        person = self.desk.people[BOSS]
        person.send("/cancel")
        place = await person.expect("Stopped", timeout=SECONDS)
        button = InlineKeyboardButton(text=label, callback_data=data.pack())
        result = person.press_button(place, button)
        await result.wait(SECONDS)
        return result.text or ""


@asynccontextmanager
async def open_twin(data: Path, prepare: Prepare) -> AsyncIterator[Twin]:
    async with open_desk(data, page=True) as desk:
        await desk.staff(BOSS, StaffRole.ADMINISTRATOR)
        await prepare(desk)
        url = desk.settings.page.url
        assert url is not None
        async with open_browser(url) as browser:
            person = Person(staff=await Staff.get(name=BOSS))
            token = await begin_session(person, "", desk.service.library.keys)
            browser.client.cookie_jar.update_cookies({"__Host-session": token})
            yield Twin(desk, browser)


async def compare(data: Path, prepare: Prepare, on_page: Act, elsewhere: Act) -> list[str]:
    """Do it by both doors and return the kinds of events that it wrote; raise where rows differ."""
    found: list[dict[str, list[dict[str, Any]]]] = []
    for name, act in (("page", on_page), ("elsewhere", elsewhere)):
        async with open_twin(data / name, prepare) as twin:
            before = await Event.all().count()
            await act(twin)
            written = await Event.all().order_by("id").offset(before)
            channels = {str(each.channel) for each in written}
            assert channels == {"page"} if name == "page" else "page" not in channels
        found.append(_dump(data / name / "rosterdesk.sqlite3", before))
    for table in _TABLES:
        assert found[0][table] == found[1][table], table
    return [each["kind"] for each in found[0]["event"]]


def _dump(file: Path, events: int) -> dict[str, list[dict[str, Any]]]:
    with closing(sqlite3.connect(file)) as client:
        client.row_factory = sqlite3.Row
        dumped = {
            table: [
                {key: each[key] for key in each.keys() if key not in _left_out(table)}  # noqa: SIM118 - a Row iterates its values
                for each in client.execute(f"SELECT * FROM {table} ORDER BY 1")
            ]
            for table in _TABLES
        }
    written = dumped["event"][events:]
    # A look is of who looks: the page that comes after an act shows more, or less, than a chat.
    dumped["event"] = [each for each in written if each["kind"] not in SHOWING]
    return dumped


def _left_out(table: str) -> set[str]:
    own = {"link_code": {"expires_at"}, "event": {"id"}}
    own["card"] = {"number"}  # which comes of each library's key
    own["customer"] = {"revision"}  # the number of an event
    return _OWN | own.get(table, set())
