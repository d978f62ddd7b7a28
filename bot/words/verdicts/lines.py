"""The lines of a card below its verdict, each one a sentence or a part of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.dates import format_date

from rosterdesk.bot.words.mailboxes import describe_confirmed
from rosterdesk.bot.words.submissions import SIGNS
from rosterdesk.bot.words.texts import (
    COUNTS,
    format_count,
    format_time,
    name_channel,
    name_trust,
    phrases,
)
from rosterdesk.core.compare.model import ChangeKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rosterdesk.bot.words.cards import CardView, Earlier
    from rosterdesk.core.language import Language

_SIGNED = ("new", "leaving", "changed")
# Schools grow and shrink by some pupils: less than this is no news.
_LEAST_PEOPLE, _LEAST_SHARE = 10, 0.2
_LEAST_LEAVING = 5


def describe_counts(counts: Mapping[str, int], language: Language) -> str:
    """Return for example "+5 −2 ~24 =9 · 3 to decide": signs of every font, words for the rest."""
    signed = [f"{SIGNS[ChangeKind(name)]}{counts[name]}" for name in _SIGNED if counts.get(name)]
    if counts.get("unchanged"):
        signed.append(f"={counts['unchanged']}")
    others = [name for name in COUNTS if name not in (*_SIGNED, "unchanged") and counts.get(name)]
    said = [format_count(name, counts[name], language) for name in others]
    return " · ".join(filter(None, [" ".join(signed), *said]))


def describe_origin(view: CardView, language: Language) -> str:
    """Return who sent the file, how, when, and whether the sender is proven."""
    submission = view.submission
    parts = [
        submission.sender_name,
        name_channel(submission.channel, language),
        format_time(submission.received_at, language),
        describe_proof(view, language),
    ]
    return " · ".join(part for part in parts if part)


def describe_proof(view: CardView, language: Language) -> str:
    if view.mail and view.mail.confirmed:
        return describe_confirmed(view.mail, language)
    return name_trust(view.submission.trust, language)


def describe_difference(view: CardView, language: Language) -> str:
    """Return in what this file is unlike the earlier one, '' where that does not matter.

    Where a guard says that many would leave, it is said.
    """
    if view.earlier is None or any(each.code == "many_leaving" for each in view.warnings):
        return ""
    before, now = _count_people(view.earlier.counts), _count_people(view.counts)
    many = max(_LEAST_PEOPLE, _LEAST_SHARE * before)
    day = format_date(view.earlier.day, "d MMM yyyy", locale=str(language))
    if before and now and abs(now - before) >= many:
        return phrases.say(
            language,
            "The file of {day} had {before} people, this one has {now}.",
            day=day,
            before=before,
            now=now,
        )
    return _describe_leaving(view, view.earlier, day, language)


def _describe_leaving(view: CardView, earlier: Earlier, day: str, language: Language) -> str:
    """Say that far more leave than before."""
    before, now = earlier.counts.get("leaving", 0), view.counts.get("leaving", 0)
    if now - before < _LEAST_LEAVING or now < 2 * before:
        return ""
    if not before:
        return phrases.say(language, "Nobody left by the file of {day}.", day=day)
    return phrases.say_many(
        language,
        before,
        "Only {count} person left by the file of {day}.",
        "Only {count} people left by the file of {day}.",
        day=day,
    )


def _count_people(counts: Mapping[str, int]) -> int:
    named = ("new", "changed", "moved", "returned", "unchanged", "conflicts")
    return sum(counts.get(name, 0) for name in named)
