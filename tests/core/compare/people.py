"""Short ways to write rosters and customers in tests."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

from rosterdesk.core.compare.comparing import compare
from rosterdesk.core.compare.model import Change, Context, Decisions, Difference, Known, Policy
from rosterdesk.core.compare.warnings.elsewhere import Elsewhere
from rosterdesk.core.roster.model import Pupil, Roster, RosterStatus

TODAY = date(2026, 8, 24)
SCHOOL, OTHER_SCHOOL = 1, 2
FIRST_NAMES = ("Sanne", "Bram", "Yusuf", "Fleur", "Daan", "Esra", "Thijs", "Noor", "Milan", "Julia")
SURNAMES = ("Jansen", "Bakker", "Yilmaz", "Visser", "Smit", "Mulder", "Bos", "Peters", "Hendriks")
PUPIL_FIELDS = {field.name for field in fields(Pupil)} - {"sheet", "row"}


def make_pupil(number: int, row: int | None = None, **values: Any) -> Pupil:
    """Make a pupil who differs from every other number's in name and birth date."""
    facts: dict[str, Any] = {
        "external_number": str(10000 + number),
        "first_name": FIRST_NAMES[number % 10] + _spell(number),
        "surname": SURNAMES[number % 9] + _spell(number * 7),
        "birth_date": date.fromordinal(date(2014, 1, 1).toordinal() + number),
        "class_code": "5A",
        "year": 5,
    }
    return Pupil(sheet=None, row=row or number + 2, **(facts | values))


def _spell(number: int) -> str:
    return "".join("bdfgklmnpr"[int(digit)] + "a" for digit in str(number))


def make_known(pupil: Pupil, customer_id: int | None = None, **values: Any) -> Known:
    """Make the customer that applying this pupil made."""
    facts = {name: getattr(pupil, name) for name in PUPIL_FIELDS & set(Known.__slots__)}
    facts |= {"school_id": SCHOOL, "revision": 1, "school_member": True}
    facts["card_number"] = None
    return Known(id=customer_id or pupil.row, **(facts | values))


def make_school(size: int, years: int = 1, **values: Any) -> list[Pupil]:
    """Make pupils in years 1 to ``years`` and a class each, equally many."""
    made = []
    for number in range(size):
        year = 1 + number * years // size if years > 1 else 5
        made.append(make_pupil(number, **({"year": year, "class_code": f"{year}A"} | values)))
    return made


def make_roster(pupils: list[Pupil], **values: Any) -> Roster:
    return Roster(
        **({"file": "a.csv", "format": "csv", "status": RosterStatus.OK} | values),
        pupils=tuple(pupils),
    )


def run(
    pupils: list[Pupil],
    known: list[Known],
    *,
    elsewhere: list[Known] | None = None,
    policy: Policy | None = None,
    context: Context | None = None,
    decisions: Decisions | None = None,
    **roster: Any,
) -> Difference:
    context = context or Context(today=TODAY)
    if decisions is not None:
        context = replace(context, decisions=decisions)
    return compare(
        make_roster(pupils, **roster),
        SCHOOL,
        known,
        Elsewhere(elsewhere or []),
        policy or Policy(),
        context,
    )


def get_counts(difference: Difference) -> dict[str, int]:
    """Return the counts that are not 0."""
    counts = {
        field.name: getattr(difference.counts, field.name) for field in fields(difference.counts)
    }
    return {name: count for name, count in counts.items() if count}


def get_only(difference: Difference) -> Change:
    (change,) = difference.changes
    return change


def get_codes(difference: Difference) -> set[str]:
    return {warning.code for warning in difference.warnings}
