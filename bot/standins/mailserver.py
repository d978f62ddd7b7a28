"""Real mail servers on this machine, for the demo and the tests: pymap and aiosmtpd.

Both live in the running event loop and listen on free loopback ports. Nothing is kept.
"""

from __future__ import annotations

import asyncio
from argparse import Namespace
from typing import TYPE_CHECKING, Any, Self

from aiosmtpd.smtp import SMTP
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, DictBackend, Login
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import Passwords, UserMetadata
from pysasl.hashing import BuiltinHash

from rosterdesk.core.clock import now

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import Callable

    from aiosmtpd.smtp import Envelope, Session

HOST = "127.0.0.1"


class MailServer:
    """``async with MailServer() as server``: an IMAP mailbox and an SMTP server.

    ``sent`` holds what arrived by SMTP, as it came over the wire. ``answers`` gives an address
    another answer than "250 OK", for example ``{"jan@school.example": "550 no such user"}``.
    With ``take_in`` what arrives for the mailbox's own user is put there instead, as it returns
    it from the envelope's sender and the mail: with this server's verdict on top.
    """

    def __init__(
        self,
        user: str = "leerlingen@bibliotheek.example",
        password: str = "demo",  # noqa: S107 - the password of a server that lives as long as the demo
        take_in: Callable[[str, bytes], bytes] | None = None,
    ) -> None:
        self.user = user
        self.password = password
        self.host = HOST
        self.imap_port = 0
        self.smtp_port = 0
        self.sent: list[bytes] = []
        self.answers: dict[str, str] = {}
        self._take_in = take_in
        self._arrived = asyncio.Condition()
        self._connections: set[asyncio.Task[Any]] = set()
        self._imap: asyncio.Server | None = None
        self._smtp: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._config = _make_config(self.user, self.password)
        self._login = Login(self._config)
        self._backend = DictBackend(self._login, self._config)
        secret = await Passwords(self._config).hash_password(self.password)
        await self._login.demo_user_identity.set(
            UserMetadata(self._config, self.user, password=secret)
        )
        await self.start_imap()
        await self._start_smtp()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop_imap()
        if self._smtp is not None:
            self._smtp.close()
            await self._smtp.wait_closed()

    async def start_imap(self) -> None:
        """Listen, on the port of the last time where there was one."""
        # pymap finds its locks through a context variable that each connection's task inherits.
        self._config.apply_context()
        server = IMAPServer(self._login, self._config)

        async def serve(reader: StreamReader, writer: StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
            try:
                await server(reader, writer, SocketInfo.get(writer, None))
            except (asyncio.CancelledError, ConnectionError):
                writer.transport.abort()

        self._imap = await asyncio.start_server(serve, HOST, self.imap_port)
        self.imap_port = self._imap.sockets[0].getsockname()[1]

    @property
    def clients(self) -> int:
        """Return the number of connections to the IMAP server."""
        return len(self._connections)

    async def stop_imap(self) -> None:
        """Stop listening and break every connection off; the messages stay."""
        if self._imap is not None:
            self._imap.close()
            await self._imap.wait_closed()
        await self.cut_connections()

    async def cut_connections(self) -> None:
        tasks = list(self._connections)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _start_smtp(self) -> None:
        loop = asyncio.get_running_loop()
        self._smtp = await loop.create_server(
            lambda: SMTP(self, loop=loop, hostname="localhost"), HOST, 0
        )
        self.smtp_port = self._smtp.sockets[0].getsockname()[1]

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert envelope.original_content is not None
        if self._take_in is not None and self.user in envelope.rcpt_tos:
            await self.deliver(self._take_in(envelope.mail_from or "", envelope.original_content))
            return "250 OK"
        async with self._arrived:
            self.sent.append(envelope.original_content)
            self._arrived.notify_all()
        return "250 OK"

    async def deliver(self, raw: bytes, folder: str = "INBOX") -> None:
        """Put a message into the mailbox, as if it had just arrived."""
        self._config.apply_context()
        async with self._login.demo_user_identity.new_session() as session:
            await session.append_messages(folder, [AppendMessage(raw, now())])

    async def messages(self, folder: str) -> list[bytes]:
        """Return what stands in a folder; an empty list where there is no such folder."""
        self._config.apply_context()
        async with self._login.demo_user_identity.new_session() as session:
            try:
                mailbox = await session.mailbox_set.get_mailbox(folder)
            except KeyError:
                return []
            return [bytes(message._content or b"") async for message in mailbox.messages()]  # noqa: SLF001

    async def wait_for_sent(
        self, wanted: Callable[[bytes], bool] = lambda _: True, seconds: float = 10
    ) -> bytes:
        """Return the first sent mail that is wanted; raises TimeoutError after that long."""
        async with asyncio.timeout(seconds), self._arrived:
            while not (found := [mail for mail in self.sent if wanted(mail)]):
                await self._arrived.wait()
        return found[0]


def _make_config(user: str, password: str) -> Config:
    arguments = Namespace(debug=False, passlib_cfg=None, proxy_protocol=None)
    return Config(
        arguments,
        demo_data=False,
        demo_user=user,
        demo_password=password,
        host=HOST,
        port=0,
        tls_enabled=False,
        reject_dnsbl=False,
        invalid_user_sleep=0,
        hash_context=BuiltinHash(rounds=1),  # the password is in the demo's own source
    )
