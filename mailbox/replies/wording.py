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
from rosterdesk.mailbox.replies.advice import advise
from rosterdesk.mailbox.replies.compose import (
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

    from rosterdesk.mailbox.message.parse import ParsedMail
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
class SentFile:
    """One of the files of a mail; ``repeated`` where we had its very content before."""

    name: str
    reference: str
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class ReplyValues:
    """What fills a reply. ``counts`` has the names of the command line's ``counts``.

    ``sentences`` are ready ones in the reader's language, about the file and not about pupils;
    ``advice`` are codes of `advice.ADVICE`; ``reason`` is the librarian's own words.
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
    files: tuple[SentFile, ...] = ()


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
        (N_("There is a question about your roster:"),),
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
                    "Did you not send it? Then do nothing, or answer with only the word NO and "
                    "this code: the library is told.",
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
    known = [
        (N_("School"), values.school),
        (N_("Sender"), values.sender),
        (N_("File"), values.file_name),
    ]
    known += [(N_("File"), _say_file(each, language)) for each in values.files]
    if len(values.files) < 2:
        known.append((N_("Reference"), values.reference))
    pairs += [(phrases.say(language, label), value) for label, value in known if value]
    return tuple(pairs)


def _say_file(file: SentFile, language: Language) -> str:
    said = f"{file.name} ({file.reference})"
    before = phrases.say(language, "we had this very file before")
    return f"{said}: {before}" if file.repeated else said
