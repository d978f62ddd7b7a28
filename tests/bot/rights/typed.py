"""Everything that is asked without a command or a button, from the handlers: words and files.

Each handler of a message is tried in every step of a dialog that it listens in, by every role and
by every carrier. What a handler without a right would let through, ``matrix`` finds.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from aiogram.filters import StateFilter
from aiogram.fsm.state import State
from tests.bot.rights.matrix import (
    PICTURE,
    TEXTS,
    Case,
    Is,
    find_beyond_right,
    list_dialogs,
    set_step,
)

from rosterdesk.bot.chat.access.rights import Role
from rosterdesk.bot.chat.dispatcher import ALL_ROUTES
from rosterdesk.bot.chat.rights_page import list_rights

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bot.rights.cast import Cast

    from rosterdesk.bot.chat.access.routes import Route
    from rosterdesk.bot.standins.botapi.people import Person

OUTSIDE = ""  # no dialog
FILES = ("document", "file:takeover")
WORDS = {
    "typed:card and password": "2000000002 drie kikkers op een ladder",
    "text": "/nonsense",
    "inline": "Bakker",
}
# In these whatever is sent is a secret, so that no photograph or file is asked to be text.
SECRETS = ("LoggingIn:", "Choosing:")
# Who has to choose a password is asked for it whatever they type, and nobody else is.
TAKEN_FIRST = {
    ("text", OUTSIDE): {Role.NEWCOMER},
    ("typed:password", OUTSIDE): set(Role) - {Role.NEWCOMER},
}
REPLY = "reply to the bot in a small group"
CARRIERS = {name: means for name, (means, _) in TEXTS.items()} | {REPLY: Is.ASKED_IN_GROUP}
# Where the bot is no administrator Telegram gives it only commands and replies to what it said.
UNHEARD = "small group"
AS_FILE = {
    "file": Is.ASKED,
    "file as a reply": Is.ASKED,
    "file of an album": Is.ASKED,
    "file that was forwarded": Is.ASKED,
    "file in a group": Is.ASKED_IN_GROUP,
    "file in a topic": Is.ASKED_IN_GROUP,
    "file of an anonymous administrator": Is.NOBODYS,
}


def list_typed() -> set[tuple[str, str]]:
    """Return each handler's name in the table of rights with each step that it listens in."""
    found = set()
    for route in _list_routes():
        for step in _list_steps(route):
            found |= {(name, step) for name in route.asks}
    return found


def list_typed_cases() -> Iterator[Case]:
    for name, step in sorted(list_typed()):
        carriers = AS_FILE if name in (*FILES, "photograph in a dialog") else CARRIERS
        for role, carrier in itertools.product(Role, carriers):
            yield Case("typed", name, role, carrier, step)
    for role in Role:
        yield Case("typed", "inline", role, "inline", OUTSIDE)


async def find_wrong_typed(cast: Cast, case: Case) -> list[str]:
    """Type or send it there, and return what is not as the table says."""
    person = cast.people[case.role]
    await set_step(cast, person, list_dialogs()[case.step] if case.step else None)
    means = _send(cast, person, case)
    reached = await cast.deliver()
    await cast.take_refusals()
    wrong = find_beyond_right(case, reached, means)
    is_reached = any(case.name in each.asks for each in reached)
    if means is not Is.NO_REQUEST and is_reached != _is_expected(case, means):
        wrong.append(f"{'' if is_reached else 'not '}reached: {[each.asks for each in reached]}")
    return wrong


def _list_routes() -> list[Route]:
    routes = [route for part in ALL_ROUTES for route in part.routes]
    return [each for each in routes if each.observer == "message" and not each.is_command]


def _list_steps(route: Route) -> list[str]:
    if route.asks == ("photograph in a dialog",):
        return [step for step in list_dialogs() if not step.startswith(SECRETS)]
    states: list[object] = []
    for each in route.filters:
        if isinstance(each, State):
            states.append(each)
        elif isinstance(each, StateFilter):
            states += each.states
    return [step for state in states or [None] for step in _spell(state)]


def _spell(state: object) -> list[str]:
    """Return the steps of one state, of a whole dialog, or of none."""
    if state is None:
        return [OUTSIDE]
    if isinstance(state, State):
        return [str(state.state)]
    return [each.state for each in state.__all_states__]


def _send(cast: Cast, person: Person, case: Case) -> Is:
    if case.carrier in AS_FILE:
        _send_file(cast, person, case)
        return AS_FILE[case.carrier]
    words = WORDS.get(case.name, "Jansen")
    if case.carrier == REPLY:
        person.send(words, chat=cast.small, reply_to=cast.prompt)
        return Is.ASKED_IN_GROUP
    means, act = TEXTS[case.carrier]
    act(cast, person, words)
    if case.carrier == UNHEARD and not words.startswith("/"):
        return Is.NOBODYS
    return Is.ASKED if case.name == "inline" else means


def _send_file(cast: Cast, person: Person, case: Case) -> None:
    where = {"group": cast.group, "topic": cast.group, "anonymous administrator": cast.group}
    facts = {"chat": next((g for name, g in where.items() if case.carrier.endswith(name)), None)}
    if case.carrier.endswith("topic"):
        facts["topic"] = cast.topic
    if case.carrier.endswith("anonymous administrator"):
        facts["anonymous"] = True
    if case.carrier.endswith("reply"):
        facts["reply_to"] = person.send("hoi")
    if case.carrier.endswith("album") and case.name in FILES:
        person.send_album([("a.csv", b"x"), ("b.csv", b"y")], **facts)
    elif case.carrier.endswith("album"):
        person.send_photo_album([PICTURE, PICTURE], **facts)
    elif case.name in FILES:
        sent = person.send_document("a.csv", b"x", **facts)
    else:
        sent = person.send_photo(PICTURE, **facts)
    if case.carrier.endswith("forwarded"):
        person.forward(sent)


def _is_expected(case: Case, means: Is) -> bool:
    if means is Is.NOBODYS or case.role in TAKEN_FIRST.get((case.name, case.step), ()):
        return False
    right = list_rights()[case.name]
    return right.allows(frozenset({case.role}), in_group=means is Is.ASKED_IN_GROUP)
