"""Everything that can be asked x every role x everything that can carry it, from the handlers.

What is expected of a carrier is said here by hand; what a role may ask comes from the list of
rights, which ``tests/bot/chat/test_rights.py`` holds to a table by hand.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from enum import Enum, auto
from io import BytesIO
from typing import TYPE_CHECKING

from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import StorageKey
from aiogram.types import InlineKeyboardButton
from PIL import Image

from rosterdesk.bot.chat.access.rights import Role
from rosterdesk.bot.chat.rights_page import list_rights
from rosterdesk.bot.standins.botapi.render import show_message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.bot.rights.cast import Cast

    from rosterdesk.bot.chat.access.rights import Right
    from rosterdesk.bot.chat.access.routes import Route
    from rosterdesk.bot.standins.botapi.people import Person

    Act = Callable[[Cast, Person, str], object]


class Is(Enum):
    """The kinds of request that a carrier can make."""

    ASKED = auto()  # in private: as the right says
    ASKED_IN_GROUP = auto()  # as the right says of groups
    NOBODYS = auto()  # asked by somebody who is no person: refused to all
    NO_REQUEST = auto()  # only words


@dataclass(frozen=True, slots=True)
class Case:
    """``name`` is that of the table of rights, or of the dialog that is open.

    ``step`` is that of a dialog in which it is asked.
    """

    kind: str
    name: str
    role: Role
    carrier: str
    step: str = ""

    def __str__(self) -> str:
        where = f" in {self.step}" if self.step else ""
        return f"{self.kind} {self.name}{where} by {self.role} as {self.carrier}"


def _draw_picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (8, 8)).save(drawn, "PNG")
    return drawn.getvalue()


PICTURE = _draw_picture()


def _edit_text(_: Cast, person: Person, text: str) -> None:
    person.edit(person.send("hoi"), text)


def _edit_caption(_: Cast, person: Person, text: str) -> None:
    person.edit(person.send_photo(PICTURE, "hoi"), text)


def _reply(cast: Cast, person: Person, text: str) -> None:
    person.send(text, reply_to=person.send("hoi"))


def _forward(_: Cast, person: Person, text: str) -> None:
    person.forward(person.send(text))


def _edit_in_group(cast: Cast, person: Person, text: str) -> None:
    person.edit(person.send("hoi", chat=cast.group), text)


def _edit_caption_of_file(_: Cast, person: Person, text: str) -> None:
    person.edit(person.send_document("a.csv", b"x", caption="hoi"), text)


def _post_and_edit(cast: Cast, _: Person, text: str) -> None:
    cast.channel.edit(cast.channel.post("hoi"), text)


def _post_into_discussion(cast: Cast, _: Person, text: str) -> None:
    """Telegram itself forwards what a channel posts into the group that discusses it."""
    cast.channel.link(cast.group)
    cast.channel.post(text)
    cast.channel.channel.discussion = None


def _follow_link(_: Cast, person: Person, text: str) -> None:
    person.open(text.removeprefix("/").replace(" ", "_"))


# Each with what it makes of a text that begins with a command.
TEXTS: dict[str, tuple[Is, Act]] = {
    "text": (Is.ASKED, lambda _, person, text: person.send(text)),
    "reply": (Is.ASKED, _reply),
    "forwarded": (Is.ASKED, _forward),
    "with words": (Is.ASKED, lambda _, person, text: person.send(f"{text} Bakker")),
    "to the bot by name": (
        Is.ASKED,
        lambda cast, person, text: person.send(f"{text}@{cast.desk.api.world.bot.username}"),
    ),
    # Only /start itself is asked by a link, whatever stands behind it.
    "deep link": (Is.NO_REQUEST, _follow_link),
    "group": (Is.ASKED_IN_GROUP, lambda cast, person, text: person.send(text, chat=cast.group)),
    "small group": (
        Is.ASKED_IN_GROUP,
        lambda cast, person, text: person.send(text, chat=cast.small),
    ),
    "group, to the bot by name": (
        Is.ASKED_IN_GROUP,
        lambda cast, person, text: person.send(
            f"{text}@{cast.desk.api.world.bot.username}", chat=cast.group
        ),
    ),
    "topic": (
        Is.ASKED_IN_GROUP,
        lambda cast, person, text: person.send(text, chat=cast.group, topic=cast.topic),
    ),
    "reply in a group": (
        Is.ASKED_IN_GROUP,
        lambda cast, person, text: person.send(
            text, chat=cast.group, reply_to=person.send("hoi", chat=cast.group)
        ),
    ),
    "anonymous administrator": (
        Is.NOBODYS,
        lambda cast, person, text: person.send(text, chat=cast.group, anonymous=True),
    ),
    "as a channel": (
        Is.NOBODYS,
        lambda cast, person, text: person.send(text, chat=cast.group, channel=cast.channel.channel),
    ),
    "post in the group that discusses a channel": (Is.NOBODYS, _post_into_discussion),
    "caption of a photograph": (
        Is.NO_REQUEST,
        lambda _, person, text: person.send_photo(PICTURE, text),
    ),
    "caption of a forwarded photograph": (
        Is.NO_REQUEST,
        lambda _, person, text: person.forward(person.send_photo(PICTURE, text)),
    ),
    "caption of a document": (
        Is.NO_REQUEST,
        lambda _, person, text: person.send_document("a.csv", b"x", caption=text),
    ),
    "captions of an album": (
        Is.NO_REQUEST,
        lambda _, person, text: person.send_album(
            [("a.csv", b"x"), ("b.csv", b"y")], captions=[text, text]
        ),
    ),
    "caption of photographs": (
        Is.NO_REQUEST,
        lambda _, person, text: person.send_photo_album([PICTURE, PICTURE], text),
    ),
    "caption in a group": (
        Is.NO_REQUEST,
        lambda cast, person, text: person.send_photo(PICTURE, text, chat=cast.group),
    ),
    "captions of an album in a group": (
        Is.NO_REQUEST,
        lambda cast, person, text: person.send_album(
            [("a.csv", b"x"), ("b.csv", b"y")], captions=[text, text], chat=cast.group
        ),
    ),
    "edited text": (Is.NO_REQUEST, _edit_text),
    "edited caption": (Is.NO_REQUEST, _edit_caption),
    "edited caption of a document": (Is.NO_REQUEST, _edit_caption_of_file),
    "edited text in a group": (Is.NO_REQUEST, _edit_in_group),
    "inline": (Is.NO_REQUEST, lambda _, person, text: person.ask_inline(text)),
    "post of a channel": (Is.NO_REQUEST, lambda cast, _, text: cast.channel.post(text)),
    "edited post of a channel": (Is.NO_REQUEST, _post_and_edit),
}


def _press(cast: Cast, person: Person, data: str, **facts: bool) -> None:
    _press_at(person, person.send("hoi"), data, **facts)


def _press_at(person: Person, message: object, data: str, **facts: bool) -> None:
    button = InlineKeyboardButton(text="x", callback_data=data)
    person.press_button(message, button, **facts)


def _press_beside_a_chat(cast: Cast, person: Person, data: str, **facts: object) -> None:
    """Press a button that no message of the bot in a chat has, with what Telegram then says."""
    pressed = {"id": str(cast.desk.api.world.new_id()), "from": person.account.as_json()}
    pressed |= {"chat_instance": "1", "data": data}
    cast.desk.api.world.notify("callback_query", pressed | facts)


def _press_in_channel(cast: Cast, person: Person, data: str) -> None:
    _press_beside_a_chat(cast, person, data, message=show_message(cast.channel.post("hoi")))


PRESSES: dict[str, tuple[Is, Act]] = {
    "button": (Is.ASKED, _press),
    "button out of reach": (
        Is.ASKED,
        lambda cast, person, data: _press(cast, person, data, inaccessible=True),
    ),
    "button of a forwarded message": (
        Is.ASKED,
        lambda _, person, data: _press_at(person, person.forward(person.send("hoi")), data),
    ),
    "button in a group": (
        Is.ASKED_IN_GROUP,
        lambda cast, person, data: _press_at(person, person.send("hoi", chat=cast.group), data),
    ),
    "button in a topic": (
        Is.ASKED_IN_GROUP,
        lambda cast, person, data: _press_at(
            person, person.send("hoi", chat=cast.group, topic=cast.topic), data
        ),
    ),
    "button in a small group": (
        Is.ASKED_IN_GROUP,
        lambda cast, person, data: _press_at(person, person.send("hoi", chat=cast.small), data),
    ),
    "button of a channel's post": (Is.ASKED_IN_GROUP, _press_in_channel),
    # Sent by way of the bot into some chat: the bot does not learn who reads there.
    "button of an inline message": (
        Is.ASKED_IN_GROUP,
        lambda cast, person, data: _press_beside_a_chat(
            cast, person, data, inline_message_id="AAA"
        ),
    ),
    # Clicks carry the real person, also of an administrator who writes as the group.
    "button of an anonymous administrator": (
        Is.ASKED_IN_GROUP,
        lambda cast, person, data: _press_at(
            person, person.send("hoi", chat=cast.group, anonymous=True), data
        ),
    ),
}
# In a dialog: whatever is sent reaches only who may have that dialog.
IN_DIALOGS = [name for name in TEXTS if name != "deep link"]
ALL = 1087968824  # everybody who writes as the group
_SAMPLES = {int: 99999, bool: True, str: "x"}


def list_cases() -> Iterator[Case]:
    rights = list_rights()
    commands = [name for name in rights if name.startswith("/")]
    for name, role, carrier in itertools.product(commands, Role, TEXTS):
        yield Case("command", name, role, carrier)
    for name, role, carrier in itertools.product(list_presses(), Role, PRESSES):
        yield Case("button", name, role, carrier)
    for name, role, carrier in itertools.product(list_dialogs(), Role, IN_DIALOGS):
        yield Case("dialog", name, role, carrier)


def list_presses() -> dict[str, str]:
    """Return data for each button's name, made without having seen the button."""
    kinds = {each.__prefix__: each for each in CallbackData.__subclasses__()}
    found = {"unlink": "unlink:yes", "old button": "old:1"}
    for name in list_rights():
        prefix, _, action = name.partition(":")
        if prefix in kinds:
            fields = kinds[prefix].model_fields
            facts = {field: _SAMPLES.get(about.annotation, "x") for field, about in fields.items()}
            found[name] = kinds[prefix](**facts | ({"action": action} if action else {})).pack()
    return found


def list_dialogs() -> dict[str, State]:
    """Return every step of every dialog of the chat."""
    groups = [each for each in StatesGroup.__subclasses__() if each.__module__.startswith("roster")]
    return {state.state: state for group in groups for state in group.__all_states__}


async def find_wrong(cast: Cast, case: Case) -> list[str]:
    """Do it, and return what is not as the table says."""
    person = cast.people[case.role]
    if case.kind == "dialog":
        return await _try_in_dialog(cast, case, person)
    (means, act), words = (
        (TEXTS[case.carrier], case.name)
        if case.kind == "command"
        else (PRESSES[case.carrier], list_presses()[case.name])
    )
    if (case.carrier, case.name) == ("deep link", "/start"):
        means = Is.ASKED
    act(cast, person, words)
    reached = await cast.deliver()
    refused = await cast.take_refusals()
    wrong = find_beyond_right(case, reached, means)
    is_reached = any(case.name in each.asks for each in reached)
    is_allowed = _is_allowed(list_rights()[case.name], case.role, means)
    if is_reached != is_allowed:
        wrong.append("reached" if is_reached else f"not reached, but {_name(reached)}")
    asked = words if case.kind == "command" else case.name
    # Of a stranger the first refusal is written down, and those that follow are counted.
    to_refuse = means is not Is.NO_REQUEST and not is_allowed
    counted = to_refuse and case.role is Role.STRANGER and bool(refused)
    if (asked in refused or counted) != to_refuse:
        wrong.append(f"refusals: {refused}")
    return wrong


def _is_allowed(right: Right, role: Role, means: Is) -> bool:
    if means in (Is.NOBODYS, Is.NO_REQUEST):
        return False
    return right.allows(frozenset({role}), in_group=means is Is.ASKED_IN_GROUP)


def find_beyond_right(case: Case, reached: list[Route], means: Is) -> list[str]:
    """Return the handlers that were reached though their right does not allow it there.

    What an uploader may, a customer's role is part of: both count.
    """
    roles = {case.role, Role.CUSTOMER} if case.role is Role.UPLOADER else {case.role}
    if means is Is.NOBODYS:
        roles = set()
    in_group = means is Is.ASKED_IN_GROUP or "group" in case.carrier or "topic" in case.carrier
    return [
        f"reached {each.asks}"
        for each in reached
        if not each.right.allows(frozenset(roles), in_group=in_group)
    ]


def _name(reached: list[Route]) -> list[str]:
    return [asked for each in reached for asked in each.asks]


async def _try_in_dialog(cast: Cast, case: Case, person: Person) -> list[str]:
    await set_step(cast, person, list_dialogs()[case.name])
    means, act = TEXTS[case.carrier]
    act(cast, person, "Jansen")
    reached = await cast.deliver()
    await cast.take_refusals()
    return find_beyond_right(case, reached, means)


async def set_step(cast: Cast, person: Person, step: State | None) -> None:
    """Put the person into this step of a dialog, in private and in the groups.

    Who writes as the group is put into it too, as if that account had begun a dialog.
    """
    bot_id = cast.desk.service.bot.id
    places = [(person.chat.id, person.id)]
    places += [(group.id, user) for group in (cast.group, cast.small) for user in (person.id, ALL)]
    for chat_id, user_id in places:
        await cast.dispatcher.storage.set_state(StorageKey(bot_id, chat_id, user_id), step)
