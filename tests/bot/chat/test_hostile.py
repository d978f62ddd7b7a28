"""What fuzzing found in chat."""

from __future__ import annotations

from aiogram.types import CallbackQuery, User

from rosterdesk.bot.chat.customers.draft import Draft, pack, unpack
from rosterdesk.bot.chat.telegram.updates import drop_nul


def test_a_draft_is_found_again_among_what_another_dialog_left() -> None:
    """Who answered about columns while registering somebody could not go on, not even stop."""
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
