from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from rosterdesk.bot.standins.mailserver import MailServer
from rosterdesk.mailbox.errors import MailSendError
from rosterdesk.mailbox.ports import OutgoingMail
from rosterdesk.mailbox.sending.dispatcher import MailDispatcher
from rosterdesk.mailbox.sending.sender import MailSender
from rosterdesk.mailbox.settings import SmtpSettings

RAW = b"From: a@library.example\r\nTo: jan@school.example\r\nMessage-ID: <1@x>\r\n\r\nhoi\r\n.\r\n"
TO = "jan@school.example"


@dataclass
class MemoryOutbox:
    """The rules of `ports.MailOutbox`, without the waiting."""

    waiting: list[OutgoingMail]
    done: list[int] = field(default_factory=list)
    dead: list[tuple[int, str]] = field(default_factory=list)

    async def claim(self) -> OutgoingMail | None:
        return self.waiting.pop(0) if self.waiting else None

    async def sent(self, mail: OutgoingMail) -> None:
        self.done.append(mail.id)

    async def failed(self, mail: OutgoingMail, reason: str, *, permanent: bool) -> None:
        if permanent:
            self.dead.append((mail.id, reason))
        else:
            self.waiting.append(mail)


def sender_to(server: MailServer) -> MailSender:
    return MailSender(
        SmtpSettings(
            host=server.host, port=server.smtp_port, security="none", sender="a@library.example"
        )
    )


async def test_a_mail_arrives_as_it_is():
    """Every byte, the lonely dot included, comes out at the other side."""
    async with MailServer() as server:
        await sender_to(server).send(RAW, TO)

        assert server.sent == [RAW]


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [("550 no such user", True), ("553 what", True), ("450 later", False), ("421 busy", False)],
)
async def test_a_refused_recipient(answer: str, permanent: bool):
    """The code tells "never" from "not now", and the address is not repeated."""
    async with MailServer() as server:
        server.answers[TO] = answer
        with pytest.raises(MailSendError) as caught:
            await sender_to(server).send(RAW, TO)

    assert caught.value.permanent is permanent
    assert TO not in str(caught.value)


async def test_a_server_that_is_away():
    """No connection is never for good."""
    async with MailServer() as server:
        sender = sender_to(server)
    with pytest.raises(MailSendError) as caught:
        await sender.send(RAW, TO)

    assert not caught.value.permanent


async def test_a_server_that_hangs_up():
    """A connection that ends in the middle is not a failure for good either."""

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hallo\r\n")
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        settings = SmtpSettings(host="127.0.0.1", port=port, security="none", sender="a@b.example")
        with pytest.raises(MailSendError) as caught:
            await MailSender(settings).send(RAW, TO)

    assert not caught.value.permanent


async def test_the_same_bytes_until_it_is_taken():
    """A mail refused for now is sent again as it is; one that is refused for good is dead."""
    async with MailServer() as server:
        outbox = MemoryOutbox(
            [OutgoingMail(1, TO, RAW, 1), OutgoingMail(2, "gone@school.example", RAW, 1)]
        )
        dispatcher = MailDispatcher(outbox, sender_to(server))
        server.answers = {TO: "451 later", "gone@school.example": "550 no"}
        for _ in range(5):
            assert await dispatcher.send_next()
        assert outbox.done == []
        server.answers.clear()
        while await dispatcher.send_next():
            pass

        assert outbox.done == [1]
        assert [number for number, _ in outbox.dead] == [2]
        assert server.sent == [RAW]
