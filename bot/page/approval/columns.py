"""Questions about a file before it can be compared: its columns, and the schools that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.words.submissions import name_column_field
from rosterdesk.core.customers.schools import list_schools
from rosterdesk.core.intake.changing import can_change_columns, list_changeable
from rosterdesk.core.intake.mapping import CHOICES, find_date_doubt
from rosterdesk.core.intake.reading import load_roster
from rosterdesk.core.models import SubmissionStatus

if TYPE_CHECKING:
    from rosterdesk.bot.page.access.asking import Ask, Form
    from rosterdesk.core.intake.mapping import Columns
    from rosterdesk.core.models import Submission
    from rosterdesk.core.roster.hints import DateOrder
    from rosterdesk.core.roster.model import Column, Roster

NOT_USED = "-"  # what a form says for a column that is not used
NOBODYS = "0"  # and for a school that is none of the library's
ORDERS: dict[str, DateOrder] = {"dmy": "dmy", "mdy": "mdy", "ymd": "ymd"}
_MOST_SCHOOLS = 10_000
_NOTHING: dict[str, object] = {
    "asked": [],
    "code": "",
    "schools": [],
    "doubt": None,
    "orders": [],
    "changeable": False,
    "changing": False,
}


async def describe_questions(
    submission: Submission, ask: Ask, *, changing: bool = False
) -> dict[str, object]:
    """Return what the card asks; ``changing``: what the columns of a waiting plan are."""
    if can_change_columns(submission):
        if not changing:
            return {**_NOTHING, "changeable": True}
        roster = await list_changeable(submission, ask.parts.library)
        return {**_NOTHING, **_describe_columns(roster, ask), "changing": True}
    if submission.status is not SubmissionStatus.NEEDS_MAPPING:
        return _NOTHING
    if codes := submission.answer.get("school_codes"):
        return {**_NOTHING, "code": codes[0], "schools": await list_schools(_MOST_SCHOOLS)}
    roster = await load_roster(submission, ask.parts.library.files)
    doubt, orders = find_date_doubt(roster), list(ORDERS)
    return {**_NOTHING, **_describe_columns(roster, ask), "doubt": doubt, "orders": orders}


def _describe_columns(roster: Roster, ask: Ask) -> dict[str, object]:
    """Return the columns with what they can be; one that is now something else can stay so."""
    asked = list_asked(roster)
    others = {column.field for column in asked if column.field} - {*CHOICES}
    names = [*CHOICES, *sorted(others)]
    return {
        "asked": asked,
        "choices": [(each, name_column_field(each, ask.language)) for each in names],
        "not_used": NOT_USED,
    }


def list_asked(roster: Roster) -> list[Column]:
    """Return the columns that a person must be asked about; the reader gave them samples."""
    return [column for column in roster.columns if column.samples]


def read_columns(form: Form, roster: Roster) -> Columns:
    """Return what the form says of each column that was asked about, as far as it says it."""
    chosen = [(column, form.text(f"c{at}", 40)) for at, column in enumerate(list_asked(roster))]
    return {
        column.header: None if field == NOT_USED else field
        for column, field in chosen
        if field in (*CHOICES, NOT_USED, column.field)
    }
