"""The words of a take-over: the difference of each school, and what stands in its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.utils.formatting import Bold, Text, as_list

from rosterdesk.bot.words.texts import format_counts, phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.language import Language
    from rosterdesk.core.takeover.loading import TakenOver
    from rosterdesk.core.takeover.model import NotTakenError

# A message holds 4096 characters.
_MOST_SCHOOLS, _MOST_REMARKS, _MOST_COLUMNS, _MOST_OTHERS = 40, 15, 20, 15
_LONGEST = 40


def draw_difference(taken: TakenOver, unused: Sequence[str], language: Language) -> Text:
    """Return what taking over would do, school by school."""
    lines: list[Text] = [
        Bold(phrases.say(language, "Nothing was taken over yet. This would change:"))
    ]
    lines += [
        Text(f"{each.code} {each.name[:_LONGEST]}: {_describe_tally(dict(each.counts), language)}")
        for each in taken.schools[:_MOST_SCHOOLS]
    ]
    lines += _describe_rest(len(taken.schools) - _MOST_SCHOOLS, language)
    if len(taken.schools) > 1:
        total = {
            kind: sum(each.counts[kind] for each in taken.schools)
            for kind in ("new", "changed", "unchanged")
        }
        said = phrases.say(language, "Together: {counts}", counts=_describe_tally(total, language))
        lines.append(Bold(said))
    others = sorted(taken.others.items())
    lines += [
        Text(
            phrases.say(
                language, "Left: {count} lines of {name}.", count=count, name=name[:_LONGEST] or "-"
            )
        )
        for name, count in others[:_MOST_OTHERS]
    ]
    lines += _describe_rest(len(others) - _MOST_OTHERS, language)
    if unused:
        said = phrases.say(language, "Not used: {columns}", columns=name_columns(unused))
        lines.append(Text(said))
    return as_list(*lines)


def _describe_tally(counts: dict[str, int], language: Language) -> str:
    return ", ".join(format_counts(counts, language)) or "0"


def _describe_rest(count: int, language: Language) -> list[Text]:
    return [Text(phrases.say(language, "… and {count} more", count=count))] if count > 0 else []


def draw_remarks(error: NotTakenError, language: Language) -> Text:
    """Return why nothing can be taken over, line by line."""
    remarks = error.remarks
    lines: list[Text] = [Bold(error.say(language))]
    lines += [Text(each.say(language)) for each in remarks[:_MOST_REMARKS]]
    return as_list(*lines, *_describe_rest(len(remarks) - _MOST_REMARKS, language))


def name_columns(headers: Sequence[str]) -> str:
    named = ", ".join(header[:_LONGEST] for header in headers[:_MOST_COLUMNS])
    return f"{named}, …" if len(headers) > _MOST_COLUMNS else named
