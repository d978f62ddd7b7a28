"""The words that several parts of the chat share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.dates import format_datetime

from rosterdesk.core.clock import LOCAL
from rosterdesk.core.language import N_, Phrases

if TYPE_CHECKING:
    from datetime import datetime

    from rosterdesk.core.language import Language

phrases = Phrases("rosterdesk.bot")

CHANNELS = {
    "mail": N_("by mail"),
    "chat": N_("by chat"),
    "shell": N_("from the command line"),
    "page": N_("on the page"),
}
TRUST = {
    "A": N_("sender verified"),
    "B": N_("sender confirmed by a person"),
    "C": N_("sender not verified"),
    "D": N_("sender refuted"),
}

COUNTS = {
    "new": (N_("{count} new"), N_("{count} new")),
    "changed": (N_("{count} changed"), N_("{count} changed")),
    "moved": (N_("{count} from another school"), N_("{count} from other schools")),
    "returned": (N_("{count} back again"), N_("{count} back again")),
    "leaving": (N_("{count} leaving"), N_("{count} leaving")),
    "conflicts": (N_("{count} to decide"), N_("{count} to decide")),
    "skipped": (N_("{count} skipped"), N_("{count} skipped")),
    "unchanged": (N_("{count} unchanged"), N_("{count} unchanged")),
}


def shorten(text: str, longest: int) -> str:
    """Return the text, cut with … where it is longer."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def drop_sign(sentence: str) -> str:
    """Return a sentence of the chat without the sign before it: a page has colours."""
    first, _, rest = sentence.partition(" ")
    return sentence if any(letter.isalnum() for letter in first) or not rest else rest


def name_channel(channel: str, language: Language) -> str:
    return phrases.say(language, CHANNELS[channel])


def name_trust(trust: str, language: Language) -> str:
    return phrases.say(language, TRUST[trust])


def format_time(moment: datetime, language: Language) -> str:
    """Return "23 nov 14:02" in the library's own time."""
    pattern = "d MMM HH:mm"
    return format_datetime(moment.astimezone(LOCAL), pattern, locale=str(language))


def format_count(kind: str, count: int, language: Language) -> str:
    """Return "30 new" for a name of a plan's counts."""
    one, many = COUNTS[kind]
    return phrases.say_many(language, count, one, many)


def format_counts(counts: dict[str, int], language: Language) -> list[str]:
    """Return one short phrase per kind that occurs, for example "30 new"."""
    return [format_count(kind, counts[kind], language) for kind in COUNTS if counts.get(kind)]
