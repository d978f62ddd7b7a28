"""One IMAP connection, blocking: everything here runs in the connection's own thread.

IDLE is only a hint that something may have happened. IMAPClient's ``idle_check`` is not used:
it spins at end of file and breaks on a response line that arrives in two pieces. We poll the
socket instead, and whatever woke us is read by the blocking DONE that follows.
"""

from __future__ import annotations

import imaplib
import selectors
import socket
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from rosterdesk.core.language import N_
from rosterdesk.mailbox.errors import (
    IdleRefusedError,
    MailboxError,
    MailConnectError,
    MailLostError,
    MessageUnreadableError,
)
from rosterdesk.mailbox.servers.mending import LOGIN_REFUSED, explain_failure
from rosterdesk.mailbox.settings import Security

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from rosterdesk.mailbox.ports import Marks
    from rosterdesk.mailbox.settings import AccountSettings

# imaplib gives up on longer response lines; 500 UIDs with sizes and dates stay far below it.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Envelope:
    """The facts about a message that are read before its download; ``size`` is in bytes."""

    uid: int
    size: int
    arrived_at: datetime


class ImapConnection:
    """A logged-in connection with the account's folder selected.

    Raises MailLostError where the connection is of no more use, and MessageUnreadableError where
    only one message is.
    """

    def __init__(self, account: AccountSettings, client: IMAPClient) -> None:
        self._account = account
        self._client = client
        self._folders: dict[str, str] = {}
        self.uidvalidity = self._select()
        self.can_idle = account.idle and client.has_capability("IDLE")
        self.can_move = bool(client.has_capability("MOVE"))
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._wake_reader.settimeout(0)
        self._wake_writer.settimeout(0)

    def _select(self) -> int:
        try:
            answer = self._client.select_folder(self._account.folder)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            raise MailConnectError(
                N_("{name}: the folder {folder} cannot be opened: look at its spelling."),
                name=self._account.name,
                folder=self._account.folder,
            ) from error
        try:
            return int(answer[b"UIDVALIDITY"])
        except (KeyError, TypeError, ValueError):
            raise MailConnectError(
                N_("{name}: the server gives no UIDVALIDITY for {folder}: use another server."),
                name=self._account.name,
                folder=self._account.folder,
            ) from None

    def list_uids(self) -> list[int]:
        """Return the UIDs of all messages in the folder, oldest first.

        ALL and not UNSEEN: somebody who opens a mail in another program must not hide it.
        """
        with _as_lost():
            return sorted(self._client.search("ALL"))

    def look_at(self, uids: Sequence[int]) -> list[Envelope]:
        """Return what the server says of these messages; those that are gone are left out."""
        found: list[Envelope] = []
        with _as_lost():
            for start in range(0, len(uids), _AT_ONCE):
                answer = self._client.fetch(
                    uids[start : start + _AT_ONCE], ["RFC822.SIZE", "INTERNALDATE"]
                )
                found += [_envelope(uid, items) for uid, items in answer.items()]
        return sorted(found, key=lambda envelope: envelope.uid)

    def download(self, uid: int, *, headers_only: bool = False) -> bytes | None:
        """Return the message as it stands, or None where it is gone; it stays unread."""
        part = "BODY.PEEK[HEADER]" if headers_only else "BODY.PEEK[]"
        with _as_lost(message=True):
            answer = self._client.fetch([uid], [part])
        items = answer.get(uid, {})
        raw = items.get(part.replace(".PEEK", "").encode())
        return bytes(raw) if raw is not None else None

    def move(self, uid: int, folder: str) -> None:
        """Put a message into another folder, which is made where it is missing.

        A message that is already gone is no error (RFC 3501, 6.4.8), nor is one that another
        connection took at the same moment (RFC 9051, EXPUNGEISSUED).
        """
        with _as_lost(message=True):
            self._move(uid, self._find_folder(folder))

    def _move(self, uid: int, target: str) -> None:
        if self.can_move:
            self._client.move([uid], target)
            return
        self._client.copy([uid], target)
        self._client.delete_messages([uid], silent=True)
        # A plain EXPUNGE would also remove what people marked in other programs.
        if self._client.has_capability("UIDPLUS"):
            self._client.uid_expunge([uid])

    def move_on(self, source: str, folder: str, marks: Marks) -> None:
        """Put a message of one of our folders into another; one that is not there is no error.

        What the server refuses is left where it stands: only the watched folder matters, and that
        one is selected again.
        """
        with _as_lost():
            full = _personal_prefix(self._client, source) + source
            watched = {self._account.folder.casefold(), "inbox"}
            if full.casefold() in watched or not self._client.folder_exists(full):
                return
            target = self._find_folder(folder)
            try:
                self._client.select_folder(full)
                uid = self._find_marked(marks)
                if uid is not None:
                    self._move(uid, target)
            except IMAPClientAbortError:
                raise
            except IMAPClientError:
                pass
            self._select_watched()

    def _find_marked(self, marks: Marks) -> int | None:
        uids = self._client.search(["HEADER", "Message-ID", marks.message_id])[:_AT_ONCE]
        found = self._client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"]) if uids else {}
        seen = (_envelope(uid, items) for uid, items in sorted(found.items()))
        same = (e.uid for e in seen if (e.size, e.arrived_at) == (marks.size, marks.arrived_at))
        return next(same, None)

    def _select_watched(self) -> None:
        if self._select() != self.uidvalidity:
            raise MailLostError("UIDVALIDITY")

    def delete_older(self, folder: str, day: date) -> int:
        """Delete what one of our folders has from before that day; return how many.

        Never of the watched one, nor where the server could only expunge what other people marked
        too (RFC 4315). The folder stays selected: this is for a connection of its own.
        """
        with _as_lost():
            full = _personal_prefix(self._client, folder) + folder
            watched = {self._account.folder.casefold(), "inbox"}
            if full.casefold() in watched or not self._client.has_capability("UIDPLUS"):
                return 0
            if not self._client.folder_exists(full):
                return 0
            self._client.select_folder(full)
            old = self._client.search(["BEFORE", day])
            for start in range(0, len(old), _AT_ONCE):
                some = old[start : start + _AT_ONCE]
                self._client.delete_messages(some, silent=True)
                self._client.uid_expunge(some)
        return len(old)

    def _find_folder(self, name: str) -> str:
        if name not in self._folders:
            full = _personal_prefix(self._client, name) + name
            if not self._client.folder_exists(full):
                self._client.create_folder(full)
            self._folders[name] = full
        return self._folders[name]

    def wait(self, seconds: float) -> None:
        """Return when something may have happened, when woken, or after that many seconds."""
        with _as_lost():
            if not self.can_idle:
                self._wait_for(seconds)
                return
            self._start_idle()
            self._wait_for(seconds, self._client.socket())
            self._client.idle_done()

    def _start_idle(self) -> None:
        try:
            self._client.idle()
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            # Refused, or something else came before the "+": IMAPClient has lost its place.
            raise IdleRefusedError(_describe(error)) from error

    def _wait_for(self, seconds: float, *sockets: socket.socket) -> None:
        with selectors.DefaultSelector() as selector:
            for each in (self._wake_reader, *sockets):
                selector.register(each, selectors.EVENT_READ)
            selector.select(seconds)
        with suppress(BlockingIOError):
            while self._wake_reader.recv(1024):
                pass

    def wake(self) -> None:
        """End a wait early; may be called from any thread."""
        with suppress(OSError):
            self._wake_writer.send(b"!")

    def cut(self) -> None:
        """Break off whatever the connection is doing; may be called from any thread."""
        self.wake()
        with suppress(OSError):
            self._client.socket().shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        _close(self._client)
        self._wake_reader.close()
        self._wake_writer.close()


def connect(account: AccountSettings, token: str | None = None) -> ImapConnection:
    """Connect, log in with the token or the password, and select the account's folder.

    Raises MailConnectError with a sentence that is fit for the administrator.
    """
    with _as_connect_error(account):
        client = _reach(account)
        try:
            if account.security is Security.STARTTLS:
                client.starttls(account.make_tls_context())
            _log_in(client, account, token)
            return ImapConnection(account, client)
        except BaseException:
            _close(client)
            raise


def _reach(account: AccountSettings) -> IMAPClient:
    tls = account.security is Security.TLS
    return IMAPClient(
        account.host,
        account.port,
        ssl=tls,
        ssl_context=account.make_tls_context() if tls else None,
        timeout=SocketTimeout(account.connect_seconds, account.answer_seconds),
    )


def _close(client: IMAPClient) -> None:
    with suppress(OSError, IMAPClientError, imaplib.IMAP4.error):
        client.shutdown()


def _log_in(client: IMAPClient, account: AccountSettings, token: str | None) -> None:
    if token is not None:
        client.oauth2_login(account.user, token)
    else:
        client.login(account.user, account.read_password() or "")


def _personal_prefix(client: IMAPClient, name: str) -> str:
    """Return what the server wants before the names of one's own folders (RFC 2342)."""
    if not client.has_capability("NAMESPACE"):
        return ""
    personal = client.namespace().personal
    prefix = str(personal[0][0]) if personal else ""
    return "" if name.startswith(prefix) else prefix


def _envelope(uid: int, items: dict[bytes, Any]) -> Envelope:
    arrived = items.get(b"INTERNALDATE")
    # IMAPClient hands out local time without a zone.
    when = arrived.astimezone(UTC) if arrived is not None else datetime.now(UTC)
    return Envelope(uid, int(items.get(b"RFC822.SIZE", 0)), when)


@contextmanager
def _as_connect_error(account: AccountSettings) -> Iterator[None]:
    where = f"{account.name} ({account.host}:{account.port})"
    try:
        yield
    except LoginError as error:
        # The server's words may repeat what was typed: they are left out.
        raise MailConnectError(LOGIN_REFUSED, where=where) from error
    except (OSError, EOFError, IMAPClientError, imaplib.IMAP4.error) as error:
        message, values = explain_failure(error, where)
        raise MailConnectError(message, **values) from error


@contextmanager
def _as_lost(*, message: bool = False) -> Iterator[None]:
    try:
        yield
    except (IMAPClientAbortError, OSError, EOFError) as error:
        raise MailLostError(_describe(error)) from error
    except (IMAPClientError, imaplib.IMAP4.error) as error:
        if message:
            raise MessageUnreadableError(_describe(error)) from error
        raise MailLostError(_describe(error)) from error
    except MailboxError:
        raise
    except Exception as error:  # IMAPClient's parser on a torn or absurd answer
        raise MailLostError(_describe(error)) from error


def _describe(error: BaseException) -> str:
    # imaplib and IMAPClient quote the line they stumbled over, which may be a piece of a mail:
    # only the operating system's words are repeated.
    if isinstance(error, OSError) and str(error):
        return f"{type(error).__name__}: {error}"
    return type(error).__name__
