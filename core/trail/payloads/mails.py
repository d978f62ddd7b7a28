"""Events of mail; ``mail`` is the number of the row in the mailbox."""

from __future__ import annotations

from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads.access import Refused
from rosterdesk.core.trail.payloads.payload import Payload, Private


class AboutMail(Payload):
    mail: int


class MailHeld(AboutMail):
    KIND = Kind.MAIL_HELD

    reasons: tuple[str, ...]
    findings: tuple[str, ...] = ()
    left_out: Private[tuple[tuple[str, str], ...]] = ()


class MailsHeld(Refused):
    KIND = Kind.MAILS_HELD


class MailReleased(AboutMail):
    KIND = Kind.MAIL_RELEASED


class MailDiscarded(AboutMail):
    KIND = Kind.MAIL_DISCARDED


class MailUnusable(AboutMail):
    KIND = Kind.MAIL_UNUSABLE

    findings: tuple[str, ...]
    left_out: Private[tuple[tuple[str, str], ...]] = ()


class MailTaken(AboutMail):
    KIND = Kind.MAIL_TAKEN

    files: tuple[tuple[int, bool], ...]  # the number of a submission; was it there before
    findings: tuple[str, ...] = ()
    left_out: Private[tuple[tuple[str, str], ...]] = ()
    names: Private[tuple[str, ...]] = ()  # of the same files, as this mail calls them


class MailRepeated(AboutMail):
    KIND = Kind.MAIL_REPEATED

    held: bool
    files: Private[tuple[tuple[str, int], ...]] = ()  # names and sizes
    before: int | None = None  # the mail that it repeats


class MailAsked(AboutMail):
    KIND = Kind.MAIL_ASKED

    files: Private[tuple[tuple[str, int], ...]] = ()  # names and sizes


class MailAnswered(AboutMail):
    KIND = Kind.MAIL_ANSWERED

    answer: int
    verdict: str
    used_up: bool = False  # the code works no more, after too many answers that were not clear
    why: str = ""  # the code of why it is no yes
    # After the decision: "taken" or "discarded" where it was repeated, "denied" where it came back.
    late: str = ""


class MailMessageTaken(AboutMail):
    KIND = Kind.MAIL_MESSAGE

    thanks: bool
    findings: tuple[str, ...]


class MailReplied(AboutMail):
    KIND = Kind.MAIL_REPLIED

    words: Private[str | None] = None


class MailConfirmed(AboutMail):
    KIND = Kind.MAIL_CONFIRMED

    how: str


class MailDenied(AboutMail):
    KIND = Kind.MAIL_DENIED


class Undelivered(Payload):
    delivery: int


class MailBounced(Undelivered):
    KIND = Kind.MAIL_BOUNCED


class MailUndelivered(Undelivered):
    KIND = Kind.MAIL_UNDELIVERED
