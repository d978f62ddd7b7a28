"""The interfaces of the mailbox to the database. The program connects ``core``'s side.

IMAP folders are for show and the database is the truth: a mail is known by the four numbers and
names of its `MailIdentity` (RFC 3501, 2.3.1.1), and never by its flags.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from rosterdesk.mailbox.files.parsed import ParsedMail
    from rosterdesk.mailbox.trust.assessing import Assessment


@dataclass(frozen=True, slots=True)
class MailIdentity:
    account: str
    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class ArrivedMail:
    """A message as the server handed it over, byte for byte.

    ``raw`` holds the headers only where ``oversized``; ``size`` is the server's, in bytes.
    """

    identity: MailIdentity
    raw: bytes
    size: int
    arrived_at: datetime
    oversized: bool = False


class Place(StrEnum):
    """The folder in which people find a message again."""

    PROCESSED = "processed"
    HELD = "held"
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks by which a message is found again in a folder in which it has another number."""

    message_id: str
    size: int
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """A message whose fate is decided and that should now stand where people look for it.

    ``marks`` are there where it may stand in a folder of ours already, as one that was held.
    """

    identity: MailIdentity
    place: Place
    marks: Marks | None = None


class MailJournal(Protocol):
    """The record of the messages that arrived. Every method is one transaction."""

    async def known(self, account: str, folder: str, uidvalidity: int) -> set[int]:
        """Return the UIDs that were kept before."""

    async def keep(self, arrived: ArrivedMail) -> None:
        """Store the bytes and the identity; keeping the same identity again changes nothing.

        A mail whose raw bytes equal those of a kept one is linked to it and not read again.
        """

    async def to_move(self, account: str) -> list[Move]:
        """Return what was judged and does not yet stand in its folder."""

    async def moved(self, move: Move) -> None:
        """Note that it stands there, or that its UID is no more."""


@dataclass(frozen=True, slots=True)
class KeptMail:
    """A kept mail to be judged.

    ``attempts`` counts this one too: it is committed before the mail is opened, so that a mail
    that kills the process is noticed. ``postponed`` counts the waits for a DNS answer.
    """

    id: int
    raw: bytes
    arrived_at: datetime
    attempts: int
    postponed: int = 0
    oversized: bool = False


class MailDesk(Protocol):
    """The desk that handles each mail. Every method is one transaction."""

    async def next_unread(self) -> KeptMail | None:
        """Claim the oldest mail that is due and not judged, its attempt counted and committed."""

    async def is_authorised(self, address: str) -> bool:
        """Return whether an uploader is registered under this address (lower case)."""

    async def take(self, mail: KeptMail, parsed: ParsedMail, assessment: Assessment) -> None:
        """Make the submissions and replies that follow, and decide the mail's place."""

    async def quarantine(self, mail: KeptMail, reason: str) -> None:
        """Set aside what could not be opened (a code of `parse.QUARANTINE_REASONS`); report it."""

    async def postpone(self, mail: KeptMail, until: datetime) -> None:
        """Hand it out again at that time, as a wait and not as an attempt."""


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail to be sent; ``message`` is the very same at every attempt, Message-ID included."""

    id: int
    recipient: str
    message: bytes
    attempts: int


class MailOutbox(Protocol):
    """The mails that follow from what happened. Every method is one transaction."""

    async def claim(self) -> OutgoingMail | None:
        """Take the next mail that is due, for a while: a process that dies leaves it to others."""

    async def sent(self, mail: OutgoingMail) -> None: ...

    async def failed(self, mail: OutgoingMail, reason: str, *, permanent: bool) -> None:
        """Let it be tried again later, or leave it to a person."""
