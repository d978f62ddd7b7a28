"""The mails to a sender about rows that must be mended, with and without the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.bot.stages import read_reply
from tests.core.roster.corpus.case import column
from tests.core.worlds import WHO, open_world

from rosterdesk.core.clock import now
from rosterdesk.core.customers.registering import add_customer
from rosterdesk.core.language import Language
from rosterdesk.core.models import Channel, Delivery, DeliveryStatus, Event
from rosterdesk.core.protection.files import StoredFileError
from rosterdesk.mailbox.models import MailMessage
from rosterdesk.mailbox.replies.compose import Letterhead
from rosterdesk.mailbox.settings import MailSettings
from rosterdesk.mailbox.store.letters.outbox import DatabaseOutbox

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from tests.core.worlds import World

LETTERHEAD = Letterhead("bieb@library.example", "Bibliotheek", "Bibliotheek Voorbeelddam")
FLAWED = column("Geboortedatum", "13-02-2015", "31-02-2015")
SOUND = column("Geboortedatum", "13-02-2015", "14-02-2015")


async def keep_mail() -> MailMessage:
    return await MailMessage.create(
        account="mail",
        folder="INBOX",
        uidvalidity=1,
        uid=1,
        stored="0" * 64,
        size=1,
        arrived_at=now(),
        due_at=now(),
        address="marijke@regenboog.example",
        language="nl",
    )


async def list_replies(world: World, outbox: DatabaseOutbox, data: bytes) -> list[EmailMessage]:
    """Return the replies about a file that came by mail, until it waits for the librarian."""
    facts = {"first_name": "Marijke", "surname": "Wit", "role": "teacher"}
    sender, _ = await add_customer(world.school, WHO, world.library.numbering, **facts)
    mail = await keep_mail()
    origin = {"mail": mail.id}
    await world.send(data, "klas.csv", channel=Channel.MAIL, sender=sender, origin=origin)
    replies = []
    while outgoing := await outbox.claim():
        replies.append(read_reply(outgoing.message))
        await outbox.sent(outgoing)
    return replies


@pytest.mark.parametrize("mailing", [False, True])
async def test_the_rows_go_by_mail_only_where_the_library_lets_them(
    database: str, tmp_path: Path, *, mailing: bool
):
    async with open_world(tmp_path / "files") as world:
        settings = MailSettings(remarks_in_replies=mailing)
        outbox = DatabaseOutbox(world.library, LETTERHEAD, Language.NL, settings)
        (waiting,) = await list_replies(world, outbox, FLAWED)
        body = waiting.get_body(("plain",))
        assert body is not None
        assert "wacht op goedkeuring" in str(waiting["Subject"])
        assert "1 rij moet worden verbeterd" in body.get_content()
        assert "Bakker" not in body.get_content()
        attached = [part.get_content() for part in waiting.iter_attachments()]
        assert len(attached) == int(mailing)
        assert all("31-02-2015" in str(each) for each in attached)


async def test_a_sound_file_is_said_to_wait_without_remarks(database: str, tmp_path: Path):
    async with open_world(tmp_path / "files") as world:
        settings = MailSettings(remarks_in_replies=True)
        outbox = DatabaseOutbox(world.library, LETTERHEAD, Language.NL, settings)
        (waiting,) = await list_replies(world, outbox, SOUND)
        assert "wacht op goedkeuring" in str(waiting["Subject"])
        assert "worden verbeterd" not in waiting.get_body(("plain",)).get_content()
        assert list(waiting.iter_attachments()) == []


async def test_a_letter_that_cannot_be_made_is_tried_later_and_at_last_told_of(
    database: str, tmp_path: Path
):
    """Its bytes are gone, with the storage that held them."""
    async with open_world(tmp_path / "files") as world:
        outbox = DatabaseOutbox(world.library, LETTERHEAD, Language.NL, MailSettings())
        sender, _ = await add_customer(world.school, WHO, world.library.numbering, surname="Wit")
        origin = {"mail": (await keep_mail()).id}
        await world.send(SOUND, "klas.csv", channel=Channel.MAIL, sender=sender, origin=origin)
        waiting = await outbox.claim()
        assert waiting is not None
        kept = (await Delivery.get(id=waiting.id)).envelope["message"]
        await world.library.files.delete(kept)
        await Delivery.filter(id=waiting.id).update(due_at=now())
        with pytest.raises(StoredFileError):
            await outbox.claim()
        assert await outbox.claim() is None, "not at once"
        await Delivery.filter(id=waiting.id).update(due_at=now(), attempts=1_000)
        with pytest.raises(StoredFileError):
            await outbox.claim()
        assert (await Delivery.get(id=waiting.id)).status is DeliveryStatus.FAILED
        assert await Event.exists(kind="mail.undelivered")


def test_the_setting_is_off_unless_somebody_turns_it_on():
    assert MailSettings().remarks_in_replies is False
