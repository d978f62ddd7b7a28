"""A mail as it was parsed, with its files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from rosterdesk.mailbox.files.attachments import Attachment
    from rosterdesk.mailbox.message.automatic import Bounce

_BESIDE = ("only_extras", "mail_file")


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """The contents of a message. Nothing in it is believed: `trust.assess` judges the sender.

    ``sender`` is an address in lower case, or None with the reasons in ``faults``; ``doubts``
    are reasons not to take it at its word. ``automatic`` is the code of the sign that a machine
    wrote it. ``findings`` are codes of facts to report: those of `replies.advice` and
    smime_signed, winmail, forwarded, bounce. ``unused`` are files that were left out, each with
    the code of the reason. ``text`` is the body in plain words, at most 20,000 characters: it may
    hold an answer such as a one-time code, and is never stored.
    """

    sender: str | None = None
    sender_name: str = ""
    faults: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    subject: str = ""
    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    date: datetime | None = None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    reply_to_elsewhere: bool = False
    automatic: str | None = None
    bounce: Bounce | None = None
    attachments: tuple[Attachment, ...] = ()
    unused: tuple[tuple[str, str], ...] = ()
    findings: tuple[str, ...] = ()
    text: str = field(default="", repr=False)
    quarantine: str | None = None

    @property
    def rosters(self) -> tuple[Attachment, ...]:
        """The attachments that may be rosters and can be opened."""
        return tuple(each for each in self.attachments if each.may_be_roster)

    @property
    def left_out(self) -> tuple[tuple[str, str], ...]:
        """The files that somebody attached and that are of no use, each with the code of why."""
        files = ((each.name, each.why_not) for each in self.attachments)
        own = [(name, why) for name, why in files if why is not None and why not in _BESIDE]
        return (*own, *self.unused)

    @property
    def fingerprint(self) -> str | None:
        """Return a value equal for two deliveries of one mail: its Message-ID and attachments.

        None where it has no Message-ID. The Message-ID alone proves nothing: anybody can
        repeat one.
        """
        if self.message_id is None:
            return None
        parts = [self.message_id, *sorted(each.sha256 for each in self.attachments)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()
