"""The words of our replies, and their readers. Pure: the sender sends, the outbox decides when.

No reply holds a pupil's name or number: the counts of a plan, the sender's own file name and
the sentences about a file are all there is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.core.models import Trust
from rosterdesk.mailbox.replies.advice import choose, describe_action, describe_reason
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
from rosterdesk.mailbox.replies.saying import format_moment, format_size
from rosterdesk.mailbox.replies.texts import WORDINGS, ReplyKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from email.message import EmailMessage

    from rosterdesk.mailbox.files.parsed import ParsedMail
    from rosterdesk.mailbox.settings import MailSettings

__all__ = ["ReplyKind", "ReplyValues", "SentFile", "compose_reply", "why_not_answer"]

phrases = Phrases("rosterdesk.mailbox")


@dataclass(frozen=True, slots=True)
class SentFile:
    """One of the files of a mail.

    ``repeated`` where we had its very content before, and ``same_as`` the name of the file beside
    it that has the same; ``state`` says how far it is, in the reader's language.
    """

    name: str
    reference: str
    repeated: bool = False
    same_as: str | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class ReplyValues:
    """The values that fill a reply. ``counts`` has the names of the command line's ``counts``.

    ``sentences`` are complete, in the reader's language, about the file and not about pupils;
    ``advice`` is a code of `advice.ADVICE`; ``left_out`` are the files that were not used, each
    with the code of the reason; ``words`` are the librarian's own; ``next_step`` replaces the
    usual one; ``contact`` is the contact for questions.
    """

    reference: str | None = None
    file_name: str | None = None
    school: str | None = None
    pupils: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    sentences: tuple[str, ...] = ()
    advice: str | None = None
    left_out: tuple[tuple[str, str], ...] = ()
    reason: str | None = None
    words: str | None = None
    code: str | None = None
    sender: str | None = None
    files: tuple[SentFile, ...] = ()
    sizes: tuple[tuple[str, int], ...] = ()
    arrived_at: datetime | None = None
    next_step: str | None = None
    contact: str | None = None


# Who answers with the one file that was not good would lose those that were.
_ALL_TOGETHER = N_(
    "Then please send all of the files together, the good ones too: a roster that comes by "
    "itself takes the place of the others."
)
_COUNTS: dict[str, str] = {
    "new": N_("New"),
    "returned": N_("Back again"),
    "moved": N_("From another school"),
    "changed": N_("With new details"),
    "leaving": N_("Leaving"),
    "unchanged": N_("Unchanged"),
    "skipped": N_("Skipped"),
    "conflicts": N_("To be looked at"),
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
    subject = phrases.say(language, _choose_words(kind, values)[0])
    if values.reference and len(values.files) < 2:
        subject = f"{subject} ({values.reference})"
    return compose(
        letterhead,
        to,
        subject,
        _write(kind, language, values, letterhead),
        language=language,
        message_id=message_id,
        date=date,
        thread=thread,
        enclosures=enclosures,
    )


def _choose_words(kind: ReplyKind, values: ReplyValues) -> tuple[str, tuple[str, ...]]:
    wording = WORDINGS[kind]
    if wording.several is not None and max(len(values.files), len(values.sizes)) > 1:
        return wording.several
    return wording.subject, wording.sentences


def _write(
    kind: ReplyKind, language: Language, values: ReplyValues, letterhead: Letterhead
) -> list[Block]:
    """Return the letter: what happened, the facts, whom to ask, and last what to do next."""
    blocks: list[Block] = [Paragraph(phrases.say(language, "Hello,"))]
    blocks += [Paragraph(phrases.say(language, each)) for each in _choose_words(kind, values)[1]]
    counts = () if kind is ReplyKind.NEUTRAL else list_counts(values.counts, language)
    facts = _list_facts(kind, language, values)
    said = _write_values(kind, language, values)
    if not said or len(values.files) > 1:  # what follows the colon of "how far its files are:"
        counts, facts = (*counts, *facts), ()
    blocks += [Facts(counts)] if counts else []
    blocks += said
    blocks += [Facts(facts)] if facts else []
    if values.contact:
        asking = phrases.say(language, "Questions? Ask {contact}.", contact=values.contact)
        blocks.append(Paragraph(asking))
    blocks.append(Paragraph(_describe_next(kind, language, values)))
    greeting = phrases.say(language, "With kind regards,")
    blocks.append(Paragraph(f"{greeting}\n{letterhead.library}"))
    if kind is not ReplyKind.ANSWER:  # those are a person's own words
        blocks.append(Paragraph(phrases.say(language, "This mail was sent automatically.")))
    return blocks


def _describe_next(kind: ReplyKind, language: Language, values: ReplyValues) -> str:
    useless = [code for _, code in values.left_out if code != "no_roster"]
    step = _choose_next(kind, language, values, useless)
    asked = values.next_step is not None or useless
    if asked and kind is not ReplyKind.REFUSED and (len(values.files) > 1 or useless):
        return f"{step} {phrases.say(language, _ALL_TOGETHER)}"
    return step


def _choose_next(
    kind: ReplyKind, language: Language, values: ReplyValues, useless: Sequence[str]
) -> str:
    if values.next_step:
        return values.next_step
    if values.advice and kind in (ReplyKind.REFUSED, ReplyKind.HELD, ReplyKind.PASSED_ON):
        return describe_action(values.advice, language)
    if values.left_out and _is_all_useless(kind, values):
        return _describe_how_to_send(kind, values, language)
    if useless:  # the other files need nothing of the sender
        return describe_action(useless[0], language, useless.count(useless[0]))
    return phrases.say(language, WORDINGS[kind].next_step)


def _write_values(kind: ReplyKind, language: Language, values: ReplyValues) -> list[Block]:
    blocks: list[Block] = []
    if kind is ReplyKind.CONFIRM and values.code:
        blocks.append(Code(values.code))
    if values.words:
        blocks.append(Paragraph(values.words))
    lines = [*values.sentences, *_describe_left_out(kind, values, language)]
    if values.advice:
        lines.append(describe_reason(values.advice, language))
    if len(lines) == 1:
        blocks.append(Paragraph(lines[0]))
    elif lines:
        blocks.append(Points(tuple(lines)))
    if values.reason:
        blocks.append(
            Paragraph(phrases.say(language, "The librarian wrote: {reason}", reason=values.reason))
        )
    return blocks


def _is_all_useless(kind: ReplyKind, values: ReplyValues) -> bool:
    """Return whether there was no roster beside the files that are of no use."""
    return kind is ReplyKind.REFUSED and values.reference is None


def _describe_how_to_send(kind: ReplyKind, values: ReplyValues, language: Language) -> str:
    """Return what to do about the files; of several reasons only the one that must be heard."""
    codes = [code for _, code in values.left_out]
    if len(set(codes)) > 1 and "encrypted" not in codes:
        return phrases.say(language, WORDINGS[kind].next_step)
    chosen = choose(codes) or codes[0]
    return describe_action(chosen, language, codes.count(chosen))


def _describe_left_out(kind: ReplyKind, values: ReplyValues, language: Language) -> list[str]:
    """Name the files that were not used, each with its reason."""
    beside = not _is_all_useless(kind, values)
    return [
        phrases.say(language, "{file} is no roster; nothing is done with it.", file=name)
        if code == "no_roster" and beside
        else f"{name}: {describe_reason(code, language)}"
        for name, code in values.left_out
    ]


def list_counts(counts: Mapping[str, int], language: Language) -> tuple[tuple[str, str], ...]:
    """Return what follows the colon of "these changes:", each with its name."""
    return tuple(
        (phrases.say(language, label), str(counts[name]))
        for name, label in _COUNTS.items()
        if counts.get(name)
    )


def _list_facts(
    kind: ReplyKind, language: Language, values: ReplyValues
) -> tuple[tuple[str, str], ...]:
    if kind is ReplyKind.NEUTRAL:
        return ()
    known = [
        (N_("School"), values.school),
        (N_("Sender"), values.sender),
        (N_("File"), values.file_name),
        (N_("Pupils"), str(values.pupils) if values.pupils else None),
    ]
    known += [(N_("File"), _describe_file(each, language)) for each in values.files]
    known += [
        (N_("File"), f"{name} ({format_size(size, language)})") for name, size in values.sizes
    ]
    if values.arrived_at is not None:
        known.append((N_("Arrived"), format_moment(values.arrived_at, language)))
    if len(values.files) < 2:
        known.append((N_("Reference"), values.reference))
    return tuple((phrases.say(language, label), value) for label, value in known if value)


def _describe_file(file: SentFile, language: Language) -> str:
    said = f"{file.name} ({file.reference})"
    state = file.state
    if file.repeated:
        state = phrases.say(language, "we had this very file before")
    elif file.same_as:
        state = phrases.say(language, "has the same content as {file}", file=file.same_as)
    return f"{said}: {state}" if state else said
