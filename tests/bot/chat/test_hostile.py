"""Faults that fuzzing found in chat."""

from __future__ import annotations

import pytest
from aiogram.types import CallbackQuery, User
from tests.core.worlds import WHO, open_world

from rosterdesk.bot.chat.registering.draft import Draft, pack, unpack
from rosterdesk.bot.chat.telegram.updates import drop_nul
from rosterdesk.core.customers.registering import add_customer
from rosterdesk.mailbox.models import Confirmation
from rosterdesk.mailbox.settings import MailSettings
from rosterdesk.mailbox.store.held.release import NotReleasableError, confirm_mail, release_mail


def test_a_draft_is_found_again_among_what_another_dialog_left() -> None:
    """A clerk who answers about columns during a registration can go on with it, or stop."""
    draft = Draft(message_id=7, answered=["school"], facts={"school": 1})
    assert unpack(pack(draft) | {"mapping": {"reference": "AAAAAA"}}) == draft


def test_a_button_may_hold_any_bytes() -> None:
    """PostgreSQL holds no U+0000: a press with one failed, and its refusal was not written."""
    user = User(id=1, is_bot=False, first_name="Eve")
    query = CallbackQuery(id="1", from_user=user, chat_instance="1", data="plan:\0approve")
    cleaned = drop_nul(query)
    assert isinstance(cleaned, CallbackQuery)
    assert cleaned.data == "plan:approve"
    assert drop_nul(cleaned) is cleaned


async def test_a_button_may_name_a_mail_that_is_not_there(database, tmp_path) -> None:
    async with open_world(tmp_path / "files") as world:
        files, settings = world.library.files, MailSettings()
        with pytest.raises(NotReleasableError, match="no such mail"):
            await release_mail(0, world.school.id, WHO, files, settings)
        eve, _ = await add_customer(world.school, WHO, world.library.numbering, surname="Wit")
        with pytest.raises(NotReleasableError, match="no such mail"):
            await confirm_mail(0, eve, Confirmation.CODE, WHO, files, settings)
