"""The difference that a workbook of schools makes, in words for every door."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.clock import LOCAL
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from rosterdesk.core.language import Language
    from rosterdesk.core.schoolbook.loading import Loaded, Values

_WOULD = N_(
    "A dry run: {schools} schools and {uploaders} rights would be added, {changed} changed;"
    " nothing was. {unchanged} rows are as they were."
)
_DID = N_(
    "Added: {schools} schools and {uploaders} rights to send rosters; {changed} changed."
    " {unchanged} rows are as they were."
)


def sum_up(loaded: Loaded, language: Language, *, dry_run: bool) -> str:
    return phrases.say(
        language,
        _WOULD if dry_run else _DID,
        schools=len(loaded.schools),
        uploaders=len(loaded.uploaders),
        changed=len(loaded.changed) + len(loaded.until),
        unchanged=loaded.unchanged,
    )


def describe_change(values: Values) -> str:
    """Return "Dorpsstraat → Kerkstraat"."""
    before, after = (describe_value(each) for each in values)
    return f"{before} → {after}"


def describe_value(value: object) -> str:
    """Return a value of a cell; a right ends at a midnight, people think of its last day."""
    if isinstance(value, datetime):
        return f"{(value - timedelta(seconds=1)).astimezone(LOCAL).date()}"
    return "-" if value is None else str(value)
