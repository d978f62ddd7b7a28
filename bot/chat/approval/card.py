"""The approval card: what a librarian sees of a submission, as it stands now.

A card is always drawn from the database, never from the event that asked for it: drawing it
again is harmless, and the last drawing is right. It has counts and no pupil's name, so that it
can stand in a group. Its first line is the verdict, which a list of chats shows by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.utils.formatting import Bold, Code, Italic, Text, as_list

from rosterdesk.bot.chat.mail.replying import draw_answers
from rosterdesk.bot.words.cards import describe_corrected, describe_unreachable
from rosterdesk.bot.words.submissions import describe_lifting
from rosterdesk.bot.words.texts import phrases, shorten
from rosterdesk.bot.words.verdicts.lines import (
    describe_counts,
    describe_difference,
    describe_origin,
)
from rosterdesk.bot.words.verdicts.timeline import list_questions, list_steps
from rosterdesk.bot.words.verdicts.verdict import QUIET, describe_verdict
from rosterdesk.core.compare.answers import describe_warning
from rosterdesk.core.language import N_
from rosterdesk.core.models import SubmissionStatus
from rosterdesk.core.plans.answers import get_number
from rosterdesk.core.roster.answers import describe_unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rosterdesk.bot.words.cards import CardView
    from rosterdesk.bot.words.verdicts.timeline import Step
    from rosterdesk.core.language import Language

# A card is read between two other things: what is over this is behind the button More.
MOST_LINES = 12
MORE = N_("➕ More")
_DROPPED_LENGTH, _UNREAD_LENGTH, _NOTE_LENGTH = 120, 200, 240
_FILE_LENGTH, _SENDER_LENGTH = 40, 200
_WARNING_LENGTH = 400
_MOST_UNREAD = 5


def draw_card(
    view: CardView, language: Language, *, in_group: bool = False, whole: bool = False
) -> Text:
    """Return the card; ``whole`` has the lines too for which there is no room else."""
    head = [Text(Bold(describe_verdict(view, language)))]
    if counts := describe_counts(view.counts, language):
        head.append(Text(counts))
    told = _has_history(view)
    if told:
        body = [_draw_step(each) for each in list_steps(view, language)]
    else:
        head.append(Text(Italic(shorten(describe_origin(view, language), _SENDER_LENGTH))))
        body = [*_draw_facts(view, language, in_group=in_group)]
    foot = _draw_foot(view)
    room = MOST_LINES - len(head) - 1
    shown = body if whole else _fit(body, room, language, in_group=in_group, newest=told)
    return as_list(*head, *shown, foot)


def _has_history(view: CardView) -> bool:
    """Return whether it was decided, so that the card tells how."""
    decided = (
        SubmissionStatus.APPROVED,
        SubmissionStatus.APPLIED,
        SubmissionStatus.REJECTED,
        SubmissionStatus.UNDONE,
    )
    return view.submission.status in decided


def _fit(
    lines: Sequence[Text], room: int, language: Language, *, in_group: bool, newest: bool
) -> list[Text]:
    """Return as many lines as there is room for, and one that says how many more there are.

    Of a history, whose ``newest`` count, those in the middle are left out.
    """
    if sum(_measure(line) for line in lines) <= room:
        return list(lines)
    order = [*lines[:1], *reversed(lines[1:])] if newest else lines
    kept: list[Text] = []
    for line in order:
        if sum(map(_measure, kept)) + _measure(line) > room - 1:
            break
        kept.append(line)
    left = len(lines) - len(kept)
    more = phrases.say_many(language, left, "… {count} line more", "… {count} lines more")
    said = Text(more, "" if in_group else f": {phrases.say(language, MORE)}")
    return [*kept[:1], said, *reversed(kept[1:])] if newest else [*kept, said]


def _measure(line: Text) -> int:
    return line.render()[0].count("\n") + 1


def _draw_step(step: Step) -> Text:
    return Text(step.words, " ", Italic(step.quote)) if step.quote else Text(step.words)


def _draw_facts(view: CardView, language: Language, *, in_group: bool) -> Iterable[Text]:
    """Yield what a decision stands on, the most important first.

    Of the sender's words a group sees the first line, a subject: the others may name a pupil.
    """
    yield from _draw_warnings(view, language)
    yield from _draw_state(view, language)
    if view.mail is not None:
        yield from draw_answers(view.mail, language)
    yield from map(_draw_step, list_questions(view, language))
    submission = view.submission
    if submission.note:
        said = submission.note.strip().partition("\n")[0] if in_group else submission.note
        yield Text("📝 ", Italic(shorten(" ".join(said.split()), _NOTE_LENGTH)))
    if view.is_undecided and (difference := describe_difference(view, language)):
        yield Text("↕ ", difference)
    if corrected := submission.answer.get("corrected"):
        yield Text("✏️ ", describe_corrected(corrected, language))
    yield from _draw_left_out(view, language)


def _draw_warnings(view: CardView, language: Language) -> Iterable[Text]:
    """Yield each warning with its next step, and who lifted it."""
    lifted = {(each.code, each.number): each for each in view.liftings}
    for warning in view.warnings:
        sign = "⛔" if warning.blocks and not warning.lifted else "⚠️"
        if warning.code in QUIET:
            sign = "🎉" if warning.code == "year_rollover" else "ℹ️"
        said = shorten(describe_warning(warning, language), _WARNING_LENGTH)
        lifting = lifted.get((warning.code, get_number(warning))) if warning.lifted else None
        if lifting is None:
            yield Text(sign, " ", said)
        else:
            yield Text(sign, " ", said, "\n   ✓ ", describe_lifting(lifting, language))


def _draw_state(view: CardView, language: Language) -> Iterable[Text]:
    status = view.submission.status
    if status is SubmissionStatus.REFUSED:
        yield Text(phrases.say(language, "The sender was told why. Nothing is left to do."))
    if status is SubmissionStatus.DIVIDED:
        yield Text(phrases.say(language, "Each school has a card of its own."))
    if status is SubmissionStatus.WAITING and view.approvers > 1:
        said = phrases.say(
            language, "{given} of {needed} approvals", given=len(view.votes), needed=view.approvers
        )
        yield Text("👍 ", f"{said}: {', '.join(view.votes)}" if view.votes else said)
    if view.unreachable:
        yield Text(describe_unreachable(language))


def _draw_left_out(view: CardView, language: Language) -> Iterable[Text]:
    answer = view.submission.answer
    unread = describe_unread(answer.get("unread", ()), language)
    yield from (Text("✂️ ", shorten(line, _UNREAD_LENGTH)) for line in unread[:_MOST_UNREAD])
    if (more := len(unread) - _MOST_UNREAD) > 0:
        yield Text(phrases.say(language, "✂️ and {count} more parts that were not read", count=more))
    if dropped := answer.get("dropped"):
        columns = shorten(", ".join(map(str, dropped)), _DROPPED_LENGTH)
        yield Text("🔒 ", phrases.say(language, "Not kept: {columns}.", columns=columns))


def _draw_foot(view: CardView) -> Text:
    """Return what is needed on the telephone, last and small."""
    version = f" · v{view.plan.version}" if view.plan else ""
    name = shorten(view.submission.file_name, _FILE_LENGTH)
    return Text(Code(view.submission.reference), Italic(f"{version} · {name}"))
