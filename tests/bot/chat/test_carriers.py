"""Carriers of a command: a caption, a document and a correction ask nothing."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from tests.bot.chat.refused import gather_cast, list_refusals

from rosterdesk.bot.chat.access.commands import COMMANDS
from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.login.roles import Role
from rosterdesk.core.models import Submission
from rosterdesk.core.roster.samples import sample_pupils, write_workbook

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi import Person


def _draw_picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (40, 30)).save(drawn, "PNG")
    return drawn.getvalue()


PICTURE = _draw_picture()


def _list_answers(person: Person) -> list[str]:
    return [message.words for message in person.messages if message.sender.is_bot]


async def _wait_for_answers(person: Person, count: int) -> list[str]:
    async def answered() -> bool:
        return len(_list_answers(person)) >= count

    await wait_for(answered)
    return _list_answers(person)


@pytest.mark.parametrize(
    "role", [Role.STRANGER, Role.CUSTOMER, Role.DESK, Role.LIBRARIAN, Role.ADMINISTRATOR]
)
async def test_a_caption_is_a_note_and_never_a_command(desk, role):
    """A photograph is answered like one without a caption, whatever stands under it."""
    person = (await gather_cast(desk))[role]
    person.send_photo(PICTURE)
    (usual,) = await _wait_for_answers(person, 1)
    for name in COMMANDS:
        sent = person.send_photo(PICTURE, caption=f"/{name} Bakker")
        person.edit(sent, f"/{name} Bakker ")
    answers = await _wait_for_answers(person, 1 + len(COMMANDS))
    assert answers == [usual] * (1 + len(COMMANDS))


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.UPLOADER])
async def test_a_document_under_a_command_is_refused_like_any_document(desk, role):
    person = (await gather_cast(desk))[role]
    for name in COMMANDS:
        person.send_document("leerlingen.csv", b"x", caption=f"/{name}")
    answers = await _wait_for_answers(person, len(COMMANDS))
    assert len(set(answers)) == 1
    assert set(await list_refusals()) == {(person.id, "document")}


async def test_a_roster_under_a_command_is_still_a_roster(desk):
    """Its caption stays a note; a file was lost where the words of one happened to be a command."""
    sender = (await gather_cast(desk))[Role.UPLOADER]
    for name in ("status", "new", "help"):
        roster = write_workbook(sample_pupils(4, seed=len(name)))
        sender.send_document(f"{name}.xlsx", roster, caption=f"/{name}")

    async def received() -> bool:
        return await Submission.all().count() == 3

    await wait_for(received)
    notes = await Submission.all().order_by("file_name").values_list("note", flat=True)
    assert list(notes) == ["/help", "/new", "/status"]


async def test_an_edited_message_asks_nothing(desk):
    """Neither a command nor words to look for, from anybody."""
    people = await gather_cast(desk)
    for person in people.values():
        said = person.send("/whoami")
        await person.expect("Dit chataccount", timeout=90)
        for name in COMMANDS:
            person.edit(said, f"/{name} Bakker")
        person.edit(said, "Bakker")
        person.send("/whoami")
    for person in people.values():
        answers = await _wait_for_answers(person, 2)
        assert [words.partition(":")[0] for words in answers] == ["Dit chataccount"] * 2
    assert await list_refusals() == []
