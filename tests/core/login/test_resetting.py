"""A reset and a log-in at the same moment: whichever is first, nobody is in afterwards."""

from __future__ import annotations

import asyncio

import pytest
from tests.core.login.test_login import OWN, register
from tests.core.worlds import WHO

from rosterdesk.bot.chat.access.accounts import link_account
from rosterdesk.bot.models import ChatAccount
from rosterdesk.core.customers.resetting import Cause, reset_access
from rosterdesk.core.customers.staff import Person
from rosterdesk.core.login.login import log_in
from rosterdesk.core.login.own_password import (
    OutdatedLoginError,
    choose_own_password,
    make_shown_password,
    prepare_own_password,
)
from rosterdesk.core.models import OneTimePassword, OwnPassword
from rosterdesk.core.storage.database import writing


@pytest.mark.parametrize("own", [True, False], ids=["own password", "slip"])
async def test_who_logs_in_during_a_reset_is_not_in_afterwards(world, own):
    customer, card = await register(world)
    typed = await make_shown_password(customer, WHO, world.library)
    if own:
        hashed = await prepare_own_password(customer, OWN, world.library)
        await choose_own_password(customer, hashed, OWN)
        typed = OWN

    async def link(login):
        await link_account(2001, 2001, Person(customer=login.customer), once_at=login.once_at)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(3):
            tasks.create_task(log_in(card.number, typed, "chat:2001", world.library, link))
        await asyncio.sleep(0)
        tasks.create_task(reset_access(customer.id, WHO, Cause.SLIP))
    assert not await ChatAccount.exists()
    assert not await OwnPassword.exists()
    assert not await OneTimePassword.exists()


async def test_a_reset_that_fails_ends_nothing(world):
    customer, _ = await register(world)
    await make_shown_password(customer, WHO, world.library)
    await link_account(2001, 2001, Person(customer=customer))
    with pytest.raises(OSError):  # noqa: PT012 - the transaction is the test
        async with writing():
            await reset_access(customer.id, WHO, Cause.SLIP)
            raise OSError
    assert await ChatAccount.exists()
    assert await OneTimePassword.exists()


async def test_only_the_password_that_let_a_session_in_lets_it_choose(world):
    customer, card = await register(world)
    hashed = await prepare_own_password(customer, OWN, world.library)
    first = await make_shown_password(customer, WHO, world.library)
    old = await log_in(card.number, first, "chat:1", world.library)
    second = await make_shown_password(customer, WHO, world.library)
    assert old is not None
    with pytest.raises(OutdatedLoginError):
        await choose_own_password(customer, hashed, OWN, old.once_at)
    new = await log_in(card.number, second, "chat:2", world.library)
    assert new is not None
    with pytest.raises(OutdatedLoginError):
        await choose_own_password(customer, hashed, OWN, old.once_at)
    assert await choose_own_password(customer, hashed, OWN, new.once_at)
