"""The doors of what is typed: commands with their arguments, and free text in each dialog."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from aiogram.fsm.state import StatesGroup
from hypothesis import strategies as st
from tests.fuzz.chatting import CARD, ROLES, ChatWorld, open_chat
from tests.fuzz.hostile import cut, numbers, texts
from tests.fuzz.running import Door

from rosterdesk.bot.chat.access.commands import COMMANDS
from rosterdesk.core.login.own_password import choose_own_password, prepare_own_password
from rosterdesk.core.models import Customer, Slip, Submission

if TYPE_CHECKING:
    from pathlib import Path

OWN = "drie kikkers op een ladder"
_MOST = 4096  # units of UTF-16 that a chat program lets a person send
_COMMANDS = sorted(f"/{name}" for name in COMMANDS)
_DIALOGS = 24  # at least as many as there are; the number is taken modulo


@dataclass(frozen=True, slots=True)
class Said:
    """``dialog`` is the number of a dialog that they are put into first; None: as they are."""

    who: str
    text: str
    dialog: int | None = None
    inline: bool = False


_arguments = st.one_of(
    texts, numbers.map(str), st.lists(texts | numbers.map(str), max_size=4).map(" ".join)
)
_said = st.builds(
    lambda who, name, at, space, rest: Said(who, cut(f"{name}{at}{space}{rest}", _MOST)),
    st.sampled_from(ROLES),
    st.sampled_from(_COMMANDS) | texts.map(lambda text: f"/{text}"),
    st.sampled_from(["", "", "@rosterdesk_bot", "@other_bot", "@"]),
    st.sampled_from([" ", "\n", "  ", "\u00a0", ""]),
    _arguments,
)
_asked = st.builds(
    lambda who, text: Said(who, cut(text, 256), inline=True), st.sampled_from(ROLES), texts
)
commands = st.lists(st.one_of(_said, _said, _said, _asked), min_size=1, max_size=6)

_typed = st.builds(
    lambda who, text, dialog: Said(who, cut(text, _MOST), dialog),
    st.sampled_from(ROLES),
    texts,
    st.none() | st.integers(0, _DIALOGS),
)
messages = st.lists(_typed, min_size=1, max_size=6)


async def describe_all(world: ChatWorld, things: list[Said]) -> None:
    for said in things:
        who = said.who
        if said.inline:
            await world.ask_inline(who, said.text)
            continue
        if said.dialog is not None:
            dialogs = sorted(world.dialogs)
            who, state, data = world.dialogs[dialogs[said.dialog % len(dialogs)]]
            await world.be_in_dialog(who, state, data)
        await world.say(who, said.text)
    await world.work()


async def _see_nothing(_world: ChatWorld) -> None:
    """Commands need nothing that was shown before."""


# Who opens which dialog, by what they say and the buttons that they press then.
_OPENING: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("stranger", ("/login", f"{CARD}")),
    ("newcomer", ("/start", OWN)),
    ("customer", ("menu:password",)),
    ("desk", ("/new", "cus:ask:1:name:", "cus:ask:1:address:", "cus:ask:1:remarks:")),
    ("desk", ("crd:replace:1:1",)),
    ("administrator", ("team:invite:0:desk", "/takeover")),
    ("librarian", ("plan:reject:{waiting}:1:", "plan:ask:{waiting}:1:")),
    (
        "librarian",
        (
            "plan:search:{waiting}:1:",
            "vouch:who:2:1:0",
            "reply:2",
            "plan:print:{applied}:1:",
            "job:at:{job}::0",
        ),
    ),
)


async def _open_dialogs(world: ChatWorld) -> None:
    """Reach every dialog by the buttons that lead to it, and remember how it stood."""
    noor = await Customer.get(id=1)
    await choose_own_password(noor, await prepare_own_password(noor, OWN, world.library), OWN)
    for who, steps in _OPENING:
        for step in steps:
            slip = await Slip.first()
            data = step.format(
                waiting=(await Submission.get(id=2)).reference,
                applied=(await Submission.get(status="applied")).reference,
                job=slip.job if slip else "",
            )
            if step[0] in "/0123456789" or step == OWN:
                await world.say(who, data)
            else:
                await world.press(who, data)
            await _remember(world, who)
    reached = {state.partition(":")[0] for _, state, _ in world.dialogs.values()}
    # Setting a printer up begins only where a printer is held, which this world has none of.
    dialogs = {group.__name__ for group in StatesGroup.__subclasses__()} - {"SettingUp"}
    assert reached >= dialogs, f"no way was found to {sorted(dialogs - reached)}"


async def _remember(world: ChatWorld, who: str) -> None:
    dialog = await world.read_dialog(who)
    if dialog is not None and dialog.state:
        key = f"{dialog.state} {dialog.data.get('asked', dialog.data.get('field', ''))}"
        world.dialogs.setdefault(key, (who, dialog.state, dict(dialog.data)))


def open_with(prepare: Any, folder: Path) -> Any:
    return open_chat(folder, describe_all, prepare)


COMMANDS = Door("commands", commands, partial(open_with, _see_nothing), len)
MESSAGES = Door("messages", messages, partial(open_with, _open_dialogs), len)
