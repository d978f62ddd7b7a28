"""The references between the files of a OneRoster set that lead nowhere.

Somebody who is enrolled and is not among the users may be a pupil whose row was lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.roster.files.enrolled import is_deleted, read_user_role, runs
from rosterdesk.core.roster.model import LeftOut
from rosterdesk.core.roster.ranges import to_ranges

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from rosterdesk.core.roster.files.oneroster import Record, Records

# A file, the column that refers (the first that is filled), and the file that it refers to.
_REFERENCES = (
    ("enrollments", ("userSourcedId",), "users"),
    ("enrollments", ("classSourcedId",), "classes"),
    ("enrollments", ("schoolSourcedId",), "orgs"),
    ("demographics", ("userSourcedId", "sourcedId"), "users"),
    ("roles", ("userSourcedId",), "users"),
    ("roles", ("orgSourcedId",), "orgs"),
    ("users", ("primaryOrgSourcedId", "orgSourcedIds"), "orgs"),
    ("classes", ("schoolSourcedId",), "orgs"),
)
_MAY_BE_ABSENT = "orgs"  # a set of one school often has none


def account_for_references(
    files: Mapping[str, Records], members: Mapping[str, str], today: date
) -> Iterator[LeftOut]:
    """Yield the rows that refer to nothing; ``members`` are the files' names in their archive."""
    for base, columns, target in _REFERENCES:
        if base not in files or (target == _MAY_BE_ABSENT and target not in files):
            continue
        known = _list_keys(files, target)
        lost: dict[str, list[tuple[int, Record]]] = {}
        for row, record in zip(files[base].rows, files[base].records, strict=True):
            column = next((name for name in columns if record.get(name)), None)
            if column and _counts(record, today) and not _split(record[column]) & known:
                lost.setdefault(column, []).append((row, record))
        for column, found in lost.items():
            yield LeftOut(
                "leads_nowhere",
                members.get(base),
                to_ranges(row for row, _ in found),
                (column,),
                people=target == "users" and any(_may_be_read(record) for _, record in found),
                values={"member": f"{target}.csv"},
            )


def _list_keys(files: Mapping[str, Records], base: str) -> set[str]:
    """The keys of a file; of users who were deleted it is said already that they are none."""
    records = files[base].records if base in files else []
    kept = (each for each in records if base == "users" or not is_deleted(each))
    return {each.get("sourcedId", "") for each in kept}


def _split(keys: str) -> set[str]:
    return {key.strip() for key in keys.split(",")}


def _counts(record: Record, today: date) -> bool:
    return not is_deleted(record) and runs(record, today)


def _may_be_read(record: Record) -> bool:
    """Return whether the record is of a pupil or a teacher, as far as it says."""
    return read_user_role(record.get("role") or "student") is not None
