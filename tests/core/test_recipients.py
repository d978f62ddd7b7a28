"""The recipient of a delivery, and the name in the audit trail of whoever did something."""

from __future__ import annotations

import pytest

from rosterdesk.core.models import LIBRARY, Channel, Event, Recipient
from rosterdesk.core.privacy.audit import verify_trail
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM, Actor, shell_actor
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import LoginFailed


@pytest.mark.parametrize(
    ("text", "recipient"),
    [
        ("staff:3", Recipient.staff(3)),
        ("customer:12", Recipient.customer(12)),
        ("mail:7", Recipient.mail(7)),
        ("library", LIBRARY),
    ],
)
def test_a_recipient_is_read_as_it_was_written(text, recipient):
    assert Recipient.read(text) == recipient
    assert str(recipient) == text


@pytest.mark.parametrize("text", ["", "shell:root", "system", "staff:anna", "3"])
def test_nothing_else_is_a_recipient(text):
    with pytest.raises(ValueError, match=r".+"):
        Recipient.read(text)


def test_an_actor_says_whether_they_are_staff_the_command_line_or_the_program():
    assert Actor("staff:3", "Anna", Channel.CHAT).staff_id == 3
    assert Actor("customer:3", "customer:3", Channel.MAIL).staff_id is None
    assert (shell_actor("jan").is_shell, shell_actor("jan").staff_id) == (True, None)
    assert (SYSTEM.is_system, SYSTEM.is_shell, SYSTEM.channel) == (True, False, Channel.SYSTEM)


async def test_events_of_the_program_that_say_shell_still_verify(database):
    """Before 0.2.0 the trail said "shell" of what the program did by itself."""
    for actor in (Actor("system", "rosterdesk", Channel.SHELL), SYSTEM):
        async with writing():
            await record(LoginFailed(), actor)
    channels = await Event.filter(kind=Kind.LOGIN_FAILED).order_by("id")
    assert [event.channel for event in channels] == ["shell", "system"]
    assert (await verify_trail()).findings == []
