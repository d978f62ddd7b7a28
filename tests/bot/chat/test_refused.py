"""Every button and command x every role that may not ask it, through the product itself."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData
from tests.bot.chat.expected_rights import EXPECTED, RIGHTS, expect
from tests.bot.chat.refused import (
    count_more,
    gather_cast,
    list_refusals,
    make_button,
    wait_for_refusals,
)

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.login.roles import Role

_SAMPLES = {int: 99999, bool: True, str: "x"}


def _list_presses() -> dict[str, tuple[set[Role], str]]:
    """Return the roles and data for each button's name, made without having seen the button."""
    kinds = {each.__prefix__: each for each in CallbackData.__subclasses__()}
    found = {}
    for name in RIGHTS:
        prefix, _, action = name.partition(":")
        if prefix in kinds:
            fields = kinds[prefix].model_fields
            facts = {field: _SAMPLES.get(about.annotation, "x") for field, about in fields.items()}
            facts |= {"action": action} if action else {}
            found[name] = expect(name), kinds[prefix](**facts).pack()
    return found | {"unlink": (EXPECTED["unlink"], "unlink:yes")}


def _sum_up(asked: list[tuple[Role, int, str]]) -> tuple[list[tuple[int, str]], int]:
    """Return what is written at once, and how many more there are of strangers."""
    known = [(number, request) for role, number, request in asked if role is not Role.STRANGER]
    strange = [(number, request) for role, number, request in asked if role is Role.STRANGER]
    return sorted(known + strange[:1]), len(strange) - 1


async def test_each_refused_button_is_refused_and_written_down(desk):
    people = await gather_cast(desk)
    cards = {}
    for role, person in people.items():
        person.send("/whoami")
        cards[role] = await person.expect("Dit chataccount", timeout=90)
    expected = []
    for role, person in people.items():
        for name, (roles, data) in _list_presses().items():
            if role in roles:
                continue
            result = person.press_button(cards[role], make_button(data))
            await result.wait(20)
            assert result.text == "Dit is niet toegestaan.", (role, name)
            expected.append((role, person.id, name))
    assert len(expected) > 100
    assert (sorted(await list_refusals()), await count_more()) == _sum_up(expected)


async def test_each_refused_command_is_refused_and_written_down(desk):
    people = await gather_cast(desk)
    expected = []
    for role, person in people.items():
        for name in (each for each in RIGHTS if each.startswith("/")):
            if role not in expect(name):
                person.send(name)
                expected.append((role, person.id, name))
    assert len(expected) > 30
    at_once, more = _sum_up(expected)
    assert sorted(await wait_for_refusals(len(at_once))) == at_once

    async def counted() -> bool:
        return await count_more() == more

    await wait_for(counted)
