"""What we answer, and whom. Pure: sending is the sender's work, when is the outbox's.

No reply holds a pupil's name or number: the counts of a plan, the sender's own file name and
the sentences about a file are all there is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.core.models import Trust
from rosterdesk.mailbox.compose import (
    Block,
    Code,
    Enclosure,
    Facts,
    Letterhead,
    Paragraph,
    Points,
    Thread,
    compose,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from email.message import EmailMessage

    from rosterdesk.mailbox.parse import ParsedMail
    from rosterdesk.mailbox.settings import MailSettings

phrases = Phrases("rosterdesk.mailbox")


class ReplyKind(StrEnum):
    RECEIVED = "received"
    DUPLICATE = "duplicate"
    HELD = "held"
    CONFIRM = "confirm"  # held, with a one-time code for the registered person
    QUESTION = "question"
    REFUSED = "refused"
    WAITING = "waiting"
    APPLIED = "applied"
    REJECTED = "rejected"
    UNDONE = "undone"
    NEUTRAL = "neutral"  # to a stranger: tells nothing
    NOTICE = "notice"  # to the library's own address


@dataclass(frozen=True, slots=True)
class ReplyValues:
    """What fills a reply. ``counts`` has the names of the command line's ``counts``.

    ``sentences`` are ready ones in the reader's language, about the file and not about pupils;
    ``advice`` are codes of `ADVICE`; ``reason`` is the librarian's own words.
    """

    reference: str | None = None
    file_name: str | None = None
    school: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    sentences: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    reason: str | None = None
    code: str | None = None
    sender: str | None = None


# What to do, for each finding of `parse.ParsedMail` that stands in the way of reading.
ADVICE: dict[str, str] = {
    "no_attachment": N_(
        "There was no file attached to your mail. Please answer with the roster attached, as an "
        "Excel, ODS or CSV file."
    ),
    "no_roster": N_(
        "The attached file is not a roster that we can read. Please export the roster from your "
        "pupil administration as an Excel, ODS or CSV file, and send that."
    ),
    "encrypted": N_(
        "The file is protected with a password. Please do not send us the password. Send the "
        "file without one in the library's chat, or ask the library for another way."
    ),
    "secure_mail": N_(
        "Your mail came through a secure-mail service and holds only a link, which we do not "
        "open. Please send the file in the library's chat, or ask the library for another way."
    ),
    "cloud_link": N_(
        "Your mail holds a link to a file, which we do not open. Please attach the file itself, "
        "or send it in the library's chat."
    ),
    "smime": N_(
        "Your mail is encrypted or sealed (S/MIME) and we cannot open it. Please send it again "
        "without that, or send the file in the library's chat."
    ),
    "pgp": N_(
        "Your mail is encrypted (PGP) and we cannot open it. Please send the file in the "
        "library's chat, or ask the library for another way."
    ),
    "protected": N_(
        "Your mail is protected by Microsoft and we cannot open it. Please send it again without "
        "protection, or send the file in the library's chat."
    ),
    "winmail_unreadable": N_(
        "Your mail program packed the file as winmail.dat and we cannot open it. Please send it "
        "again as plain text or HTML (in Outlook: Format Text)."
    ),
    "attachment_empty": N_("The attached file is empty. Please save it again and send that."),
    "attachment_too_large": N_(
        "The attached file is too large. Please send only the sheet with the pupils."
    ),
    "too_many_attachments": N_(
        "There are too many files in one mail. Please send a few at a time."
    ),
    "nested_too_deep": N_(
        "The file is inside a mail inside a mail. Please attach the file itself to a new mail."
    ),
    "oversized": N_("Your mail is too large. Please send only the file with the pupils."),
}

_COUNTS: dict[str, str] = {
    "new": N_("New"),
    "returned": N_("Back again"),
    "moved": N_("From another school"),
    "changed": N_("Changed"),
    "leaving": N_("Leaving"),
    "unchanged": N_("Unchanged"),
    "skipped": N_("Skipped"),
    "conflicts": N_("To be looked at"),
}


@dataclass(frozen=True, slots=True)
class _Wording:
    subject: str
    sentences: tuple[str, ...]


_WORDINGS: dict[ReplyKind, _Wording] = {
    ReplyKind.RECEIVED: _Wording(
        N_("Roster received"),
        (
            N_("Your roster has arrived safely."),
            N_("A librarian looks at it first. You will hear from us when it has been dealt with."),
        ),
    ),
    ReplyKind.DUPLICATE: _Wording(
        N_("Roster was received before"),
        (N_("We have had this very file from you before. Nothing is done twice."),),
    ),
    ReplyKind.HELD: _Wording(
        N_("Your mail is being looked at"),
        (
            N_("We could not make sure that this mail really came from you."),
            N_("Somebody at the library looks at it. Until then nothing is done with the file."),
        ),
    ),
    ReplyKind.CONFIRM: _Wording(
        N_("Was this mail from you?"),
        (
            N_("We received a roster in your name, and could not make sure that it came from you."),
            N_("Did you send it? Then answer this mail and leave this code in it:"),
        ),
    ),
    ReplyKind.QUESTION: _Wording(
        N_("A question about your roster"),
        (N_("We could not read everything in your roster yet:"),),
    ),
    ReplyKind.REFUSED: _Wording(
        N_("Your mail could not be dealt with"),
        (N_("We could not deal with your mail, and nothing was changed."),),
    ),
    ReplyKind.WAITING: _Wording(
        N_("Roster waits for approval"),
        (N_("Your roster was read. A librarian now decides on these changes:"),),
    ),
    ReplyKind.APPLIED: _Wording(
        N_("Roster dealt with"),
        (N_("The librarian approved your roster. This was done:"),),
    ),
    ReplyKind.REJECTED: _Wording(
        N_("Roster not used"),
        (N_("The librarian decided not to use your roster. Nothing was changed."),),
    ),
    ReplyKind.UNDONE: _Wording(
        N_("Roster undone"),
        (N_("The library undid what was done with your roster. All is as it was before."),),
    ),
    ReplyKind.NEUTRAL: _Wording(
        N_("Your mail to the library"),
        (
            N_("This address is for rosters of schools, sent by people who are registered."),
            N_(
                "Your mail was set aside and somebody looks at it. For anything else, please "
                "contact your library."
            ),
        ),
    ),
    ReplyKind.NOTICE: _Wording(
        N_("A school sent a roster"),
        (N_("A roster has arrived. You can decide on it in the chat."),),
    ),
}


def why_not_answer(
    parsed: ParsedMail, level: Trust, settings: MailSettings, replies_today: int
) -> str | None:
    """Return the code of the reason for silence, or None where an answer may be sent.

    ``replies_today`` counts what this address had from us in the last 24 hours. Codes: no_sender,
    own_address, automatic, not_trusted, capped. A stranger (level C) gets one answer a day.
    """
    if parsed.sender is None:
        return "no_sender"
    if settings.is_own(parsed.sender):
        return "own_address"
    if parsed.automatic is not None or parsed.bounce is not None:
        return "automatic"
    if level is Trust.D:
        return "not_trusted"
    most = 1 if level is Trust.C else settings.replies_per_sender_per_day
    return "capped" if replies_today >= most else None


def compose_reply(
    kind: ReplyKind,
    language: Language,
    values: ReplyValues,
    *,
    letterhead: Letterhead,
    to: str,
    message_id: str,
    date: datetime,
    thread: Thread | None = None,
    enclosures: Sequence[Enclosure] = (),
) -> EmailMessage:
    """Return the whole reply. Its subject is ours: the sender's may hold a pupil's name."""
    subject = phrases.say(language, _WORDINGS[kind].subject)
    if values.reference:
        subject = f"{subject} ({values.reference})"
    blocks = _write(kind, language, values, letterhead)
    return compose(
        letterhead,
        to,
        subject,
        blocks,
        language=language,
        message_id=message_id,
        date=date,
        thread=thread,
        enclosures=enclosures,
    )


def advise(findings: Sequence[str], language: Language) -> list[str]:
    """Return what to do, in sentences, for those findings that stand in the way of reading."""
    return [phrases.say(language, ADVICE[code]) for code in findings if code in ADVICE]


def _write(
    kind: ReplyKind, language: Language, values: ReplyValues, letterhead: Letterhead
) -> list[Block]:
    blocks: list[Block] = [Paragraph(phrases.say(language, "Hello,"))]
    blocks += [Paragraph(phrases.say(language, each)) for each in _WORDINGS[kind].sentences]
    blocks += _write_values(kind, language, values)
    if facts := _write_facts(kind, language, values):
        blocks.append(Facts(facts))
    greeting = phrases.say(language, "With kind regards,")
    blocks.append(Paragraph(f"{greeting}\n{letterhead.library}"))
    blocks.append(Paragraph(phrases.say(language, "This mail was sent automatically.")))
    return blocks


def _write_values(kind: ReplyKind, language: Language, values: ReplyValues) -> list[Block]:
    blocks: list[Block] = []
    if kind is ReplyKind.CONFIRM and values.code:
        blocks.append(Code(values.code))
        blocks.append(
            Paragraph(
                phrases.say(
                    language,
                    "Did you not send it? Then do nothing, and please tell the library.",
                )
            )
        )
    lines = (*values.sentences, *advise(values.advice, language))
    if lines:
        blocks.append(Points(lines))
    if values.reason:
        blocks.append(
            Paragraph(phrases.say(language, "The librarian wrote: {reason}", reason=values.reason))
        )
    return blocks


def _write_facts(
    kind: ReplyKind, language: Language, values: ReplyValues
) -> tuple[tuple[str, str], ...]:
    pairs = [
        (phrases.say(language, label), str(values.counts[name]))
        for name, label in _COUNTS.items()
        if values.counts.get(name)
    ]
    if kind is ReplyKind.NEUTRAL:
        return ()
    known = (
        (N_("School"), values.school),
        (N_("Sender"), values.sender),
        (N_("File"), values.file_name),
        (N_("Reference"), values.reference),
    )
    pairs += [(phrases.say(language, label), value) for label, value in known if value]
    return tuple(pairs)
