"""A mail as it was parsed, with its files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rosterdesk.mailbox.files.ends import CUT_OFF, NO_END

if TYPE_CHECKING:
    from datetime import datetime

    from rosterdesk.mailbox.files.attachments import Attachment
    from rosterdesk.mailbox.message.automatic import Bounce

_BESIDE = ("only_extras", "mail_file", "picture")  # of interest only where there is no roster

_MAY_HOLD_PEOPLE = {
    *("encrypted", "attachment_empty", "attachment_too_large", "too_many_attachments")
}
_PARTS_UNREAD = {CUT_OFF, NO_END, "nested_too_deep", "partial", "winmail_unreadable"}


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """The contents of a message. Nothing in it is believed: `trust.assess` judges the sender.

    ``sender`` is an address in lower case, or None with the reasons in ``faults``; ``doubts``
    are reasons not to take it at its word. ``automatic`` is the code of the sign that a machine
    wrote it. ``findings`` are codes of facts to report: those of `replies.advice` and
    smime_signed, winmail, forwarded, bounce. ``unused`` are files that were left out, each with
    the code of the reason. ``text`` is the body in plain words, at most 20,000 characters: it may
    hold an answer such as a one-time code, and is never stored. ``shown`` is the same of the HTML
    beside it, which most programs show in place of it; None where there is none. ``hidden`` are
    words of the HTML that its reader does not see, and ``whole`` is said where all of it was read.
    ``links`` are those of the HTML that lead to a file somewhere else.
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
    shown: str | None = field(default=None, repr=False)
    hidden: str = field(default="", repr=False)
    whole: bool = True
    links: tuple[str, ...] = ()
    quarantine: str | None = None

    @property
    def rosters(self) -> tuple[Attachment, ...]:
        """The attachments that may be rosters and can be opened."""
        return tuple(each for each in self.attachments if each.may_be_roster)

    @property
    def left_out(self) -> tuple[tuple[str, str], ...]:
        """The files that somebody attached and that are of no use, each with the code of why."""
        files = [(each.name, each.why_not) for each in self.attachments]
        useless = [(name, why) for name, why in (*files, *self.unused) if why is not None]
        beside = _BESIDE if self.rosters else ()
        return tuple((name, why) for name, why in useless if why not in beside)

    @property
    def unread(self) -> int:
        """The number of files and parts that may hold pupils, and of which nothing is read."""
        files = [(each.name, each.why_not) for each in self.attachments]
        useless = sum(why in _MAY_HOLD_PEOPLE for _, why in (*files, *self.unused))
        return useless + len(_PARTS_UNREAD & set(self.findings))

    @property
    def beside(self) -> tuple[str, ...]:
        """The names of all that came with the text, pictures of a signature apart."""
        files = [(each.name, each.why_not) for each in self.attachments]
        return tuple(name for name, why in (*files, *self.unused) if why != "picture")

    @property
    def sent_files(self) -> tuple[str, ...]:
        """The names of what the sender attached on purpose, readable or not."""
        files = [(each.name, each.why_not) for each in self.attachments]
        by_themselves = ("picture", "only_extras")
        return tuple(name for name, why in (*files, *self.unused) if why not in by_themselves)

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
