"""The door of buttons: data that a client may send without ever having seen the button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from tests.fuzz.chatting import ROLES, ChatWorld, WentWrong, open_chat
from tests.fuzz.hostile import nasty, numbers, texts
from tests.fuzz.running import Door

from rosterdesk.bot.chat.rights_page import list_rights

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

_RIGHTS = list_rights()
_PREFIXES = sorted(
    {name.partition(":")[0] for name in _RIGHTS if name[0] not in "/t"} - {"document"}
)
_ACTIONS = (
    "approve", "reject", "print", "look", "picture", "workbook", "original", "undo", "ask", "lift",
    "settle", "map", "search", "yes", "no", "go", "show", "list", "set", "edit", "grant",
    "withdraw", "unlink", "cancel", "release", "take", "discard", "school", "customer", "pause",
    "resume", "restart", "block", "replace", "end", "add", "remove", "role", "code", "change",
    *(name.partition(":")[2] for name in _RIGHTS if name.startswith("menu:")),
)  # fmt: skip
_SHOWING = {
    "librarian": ("/pending", "/held", "/schools", "/print", "/new", "Bakker"),
    "administrator": ("/staff", "/schools"),
    "desk": ("2000000001", "/schools", "/print"),
    "uploader": ("/menu", "/devices"),
    "customer": ("/menu", "/devices", "/card"),
    "stranger": ("/menu",),
}
_DECIDING = ("plan:approve", "plan:reject", "menu:logout", "unlink", "mail:")


@dataclass(frozen=True, slots=True)
class Seen:
    """A button that the bot showed to somebody, its parts replaced where ``parts`` says so."""

    index: int
    parts: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Press:
    who: str
    data: str | Seen


_ids = st.one_of(numbers.map(str), nasty, st.integers(0, 30).map(str))
_seen = st.builds(
    Seen,
    st.integers(0, 400),
    st.lists(st.tuples(st.integers(1, 5), _ids), max_size=2).map(tuple),
)
_made = st.builds(
    lambda prefix, action, ids: ":".join((prefix, action, *ids)),
    st.sampled_from(_PREFIXES),
    st.sampled_from(_ACTIONS) | texts,
    st.lists(_ids, max_size=5),
)
_presses = st.builds(Press, st.sampled_from(ROLES), st.one_of(_seen, _seen, _made, texts))
inputs = st.lists(_presses, min_size=1, max_size=8)


async def _prepare(world: ChatWorld) -> None:
    """Have each person shown what they may see, so that there are buttons to be abused."""
    for who, words in _SHOWING.items():
        for text in words:
            await world.say(who, text)
    wrong = []
    for data in list(world.heard)[::2]:  # what these buttons show has buttons, too
        if not data.startswith(_DECIDING):
            try:
                await world.press("librarian", data)
            except WentWrong as error:
                wrong.append(error)
    if wrong:
        raise ExceptionGroup("while looking around", wrong)


def open_callbacks(folder: Path) -> AbstractContextManager[Callable[[Any], None]]:
    return open_chat(folder, _press_all, _prepare)


async def _press_all(world: ChatWorld, presses: list[Press]) -> None:
    for press in presses:
        await world.press(press.who, _resolve(world, press.data))
    await world.work()


def _resolve(world: ChatWorld, data: str | Seen) -> str:
    if isinstance(data, str):
        return data
    heard = list(world.heard)
    parts = heard[data.index % len(heard)].split(":")
    for at, value in data.parts:
        parts[min(at, len(parts) - 1)] = value
    return ":".join(parts)


DOOR = Door("callbacks", inputs, open_callbacks, len)
