"""The first line of a card: the school, and in a few words what its file comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.words.texts import format_count, phrases, shorten
from rosterdesk.core.compare.answers import find_variant
from rosterdesk.core.language import N_
from rosterdesk.core.models import SubmissionStatus

if TYPE_CHECKING:
    from rosterdesk.bot.words.cards import CardView
    from rosterdesk.core.compare.model import PlanWarning
    from rosterdesk.core.language import Language

LONGEST = 60  # what a list of chats, a notification and a phone's line show of a message
_SHORTEST_SCHOOL = 12
# These say something, and ask nothing of anybody.
QUIET = frozenset({"year_rollover", "delta_file", "cards_not_used", "other_schools"})

# In the order in which they are thought of as a verdict: each with one and with many.
_HEADS = {
    "many_leaving": (
        N_("{count} of {members} would leave"),
        N_("{count} of {members} would leave"),
        "leaving",
    ),
    "looks_shifted": (N_("columns seem mixed up"), N_("columns seem mixed up"), None),
    "wrong_school": (N_("another school's file?"), N_("another school's file?"), None),
    "renumbered": (
        N_("{count} has a new number"),
        N_("{count} have a new number"),
        "renumbered",
    ),
    "sender_denies": (N_("the sender denies it"), N_("the sender denies it"), None),
    "older_than_last": (N_("older than the last file"), N_("older than the last file"), None),
    "partial_file": (N_("whole classes are missing"), N_("whole classes are missing"), None),
    "partial_file:unread": (N_("not read completely"), N_("not read completely"), None),
    "partial_file:cut_off": (N_("the mail breaks off"), N_("the mail breaks off"), None),
    "partial_file:no_end": (N_("the end may be missing"), N_("the end may be missing"), None),
    "rows_with_errors": (N_("{count} row is wrong"), N_("{count} rows are wrong"), "count"),
    "card_numbers": (N_("use its card numbers?"), N_("use its card numbers?"), None),
    "cards_run_out": (N_("card numbers run out"), N_("card numbers run out"), None),
    "probable_duplicates": (N_("{count} known already?"), N_("{count} known already?"), "count"),
    "doubtful_numbers": (N_("{count} to decide"), N_("{count} to decide"), "count"),
    "repeated_rows": (N_("{count} row repeated"), N_("{count} rows repeated"), "count"),
}

_STATES = {
    SubmissionStatus.RECEIVED: ("⏳", N_("being read")),
    SubmissionStatus.READ: ("⏳", N_("being compared")),
    SubmissionStatus.NEEDS_MAPPING: ("❓", N_("some columns are not clear")),
    SubmissionStatus.REFUSED: ("⛔", N_("could not be read")),
    SubmissionStatus.APPROVED: ("⏳", N_("being applied")),
    SubmissionStatus.REJECTED: ("❌", N_("rejected")),
    SubmissionStatus.SUPERSEDED: ("⏭", N_("a newer file took its place")),
    SubmissionStatus.UNDONE: ("↩️", N_("undone")),
    SubmissionStatus.DIVIDED: ("🏫", N_("divided by school")),
}


def describe_verdict(view: CardView, language: Language) -> str:
    """Return the line; a school's long name is cut, so that the verdict is seen."""
    sign, verdict = judge(view, language)
    room = LONGEST - len(f"{sign} : {verdict}")
    return f"{sign} {shorten(view.submission.school.name, max(room, _SHORTEST_SCHOOL))}: {verdict}"


def judge(view: CardView, language: Language) -> tuple[str, str]:
    """Return the sign and the words of the verdict."""
    status = view.submission.status
    if view.is_undecided:
        return _judge_proposal(view, language)
    if status is SubmissionStatus.APPLIED:
        return "✅", _describe_applied(view, language)
    if status is SubmissionStatus.NEEDS_MAPPING and view.submission.answer.get("school_codes"):
        return "❓", phrases.say(language, "it names unknown schools")
    sign, words = _STATES[status]
    return sign, phrases.say(language, words)


def name_head(warning: PlanWarning, language: Language) -> str:
    """Return a warning in a few words, without what to do."""
    one, many, counted = _HEADS.get(find_variant(warning)) or _HEADS[warning.code]
    values = {name: value for name, value in warning.values.items() if name == "members"}
    count = int(warning.values[counted]) if counted else 0
    return phrases.say_many(language, count, one, many, **values)


def is_new_year(view: CardView) -> bool:
    return any(each.code == "year_rollover" for each in view.warnings)


def _judge_proposal(view: CardView, language: Language) -> tuple[str, str]:
    odd = [each for each in view.warnings if not each.lifted and each.code in _HEADS]
    if odd:
        stopped = view.submission.status is SubmissionStatus.BLOCKED
        return ("⛔" if stopped else "⚠️"), name_head(odd[0], language)
    if to_decide := view.counts.get("conflicts"):
        return "⚠️", format_count("conflicts", to_decide, language)
    if is_new_year(view):
        year = next(each for each in view.warnings if each.code == "year_rollover")
        up = int(year.values["up"])
        return "🎉", phrases.say_many(
            language, up, "new school year, {count} goes up", "new school year, {count} go up"
        )
    if view.changes_nothing:
        return "✓", phrases.say(language, "nothing changes")
    changes = _name_changes(view, language)
    return "✓", phrases.say(language, "{changes}, nothing odd", changes=changes)


def _describe_applied(view: CardView, language: Language) -> str:
    if view.changes_nothing:
        return phrases.say(language, "nothing changed")
    return phrases.say(language, "applied, {changes}", changes=_name_changes(view, language))


def _name_changes(view: CardView, language: Language) -> str:
    """Return those who come and go; where there are none, the first of what else would change."""
    found = [name for name in ("new", "leaving") if name in view.counts]
    others = ("returned", "moved", "changed", "skipped", "conflicts")
    shown = found or [name for name in others if name in view.counts][:1]
    return ", ".join(format_count(name, view.counts[name], language) for name in shown)
