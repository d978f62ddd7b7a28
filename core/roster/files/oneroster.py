"""OneRoster 1.1 and 1.2 as CSV (1EdTech, "OneRoster CSV Tables"), and what is made of them.

Real sets break the rules: misspelt headers, ``tobedeleted`` in bulk files, missing manifests.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import OSA

from rosterdesk.core.roster.columns.headers import DROPPED, find_field, normalise_header
from rosterdesk.core.roster.files.csv_file import read_csv
from rosterdesk.core.roster.files.enrolled import (
    find_classless,
    find_homes,
    find_number,
    index_records,
    is_deleted,
    select_people,
)
from rosterdesk.core.roster.files.references import account_for_references
from rosterdesk.core.roster.grids import to_cells
from rosterdesk.core.roster.model import LeftOut, Problem, SchoolHint
from rosterdesk.core.roster.people import Note, Part
from rosterdesk.core.roster.problems import RefusedFile, make_problem
from rosterdesk.core.roster.values.dates import read_school_year
from rosterdesk.core.roster.values.names import is_prefix
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from rosterdesk.core.roster.files.archive import Archive
    from rosterdesk.core.roster.files.enrolled import Person
    from rosterdesk.core.roster.grids import Grid
    from rosterdesk.core.roster.limits import Limits

_BESIDE_USERS = ("manifest", "orgs", "classes", "enrollments", "demographics", "roles")
_FILES = ("users", *_BESIDE_USERS, "academicsessions")
_HIGHEST_YEAR = 9
# Our field, and the columns of the specification that may hold it.
_COLUMNS = {
    "external_number": "sourcedId",
    "first_name": "givenName",
    "prefix": "middleName",
    "surname": "familyName",
    "email": "email",
    "phone": "sms",
    "year": "grades",
}
_SEXES = {"male": "M", "female": "F", "other": "X", "unspecified": ""}

_USERS = {"sourcedid", "givenname", "familyname", "role"}

Record = dict[str, str]


@dataclass(slots=True)
class Records:
    """One file of the set: a record per row, by the specification's column names."""

    headers: list[str]
    rows: list[int]
    records: list[Record]


def find_oneroster(archive: Archive) -> dict[str, str]:
    """The members of a OneRoster set by their file, e.g. ``users``; empty where it is none."""
    found: dict[str, str] = {}
    for name in archive.names:
        base = name.rpartition("/")[2].lower().removesuffix(".csv")
        if base in _FILES and name.lower().endswith(".csv"):
            found.setdefault(base, name)
    is_set = "users" in found and any(name in found for name in _BESIDE_USERS)
    return found if is_set else {}


@dataclass(slots=True)
class OneRoster:
    part: Part
    bulk: bool
    schools: list[SchoolHint]
    dropped: list[str]
    problems: list[Problem]
    left_out: list[LeftOut]
    school_year: str | None = None


def read_oneroster(
    archive: Archive, members: Mapping[str, str], limits: Limits, today: date
) -> OneRoster:
    files = {
        base: _read_records(read_csv(archive.read(name), limits), base)
        for base, name in members.items()
    }
    return _read_set(files, members, today)


def read_users(grid: Grid, today: date) -> OneRoster | None:
    """The people of a file ``users.csv`` that came by itself; None where the grid is none."""
    if not len(grid.rows) or not {normalise_header(to_text(c)) for c in grid.row(0)} >= _USERS:
        return None
    return _read_set({"users": _read_records(grid, "users")}, {}, today)


def _read_set(files: Mapping[str, Records], members: Mapping[str, str], today: date) -> OneRoster:
    sheet = members.get("users")
    people, others = select_people(files)
    problems = []
    if others:
        problems.append(make_problem("not_a_pupil", sheet=sheet, rows=others, column="status"))
    headers = sorted({h for file in files.values() for h in file.headers if is_private(h)})
    part = _make_part(sheet, people, files, today)
    schools, year = _find_schools(files, people), _find_school_year(files)
    bulk = _is_bulk(files)
    lost: list[LeftOut] = []
    if bulk:  # a set of changes refers to what was sent before
        lost += account_for_references(files, members, today)
        part.notes += _find_lost_classes(people, files, today)
    return OneRoster(part, bulk, schools, headers, problems, lost, year)


def is_private(header: str) -> bool:
    return find_field(header) == DROPPED


def is_recognised(base: str, header: str) -> bool:
    """Return whether that file of a set has such a column by the specification, fit to keep."""
    return _find_column(base, header) in _KNOWN[base].split() and not is_private(header)


def _read_records(grid: Grid, base: str) -> Records:
    if not len(grid.rows):
        return Records([], [], [])
    headers = [to_text(cell) for cell in grid.row(0)]
    names = [_find_column(base, header) for header in headers]
    columns = [column.map(to_text).to_array() for column in grid.columns]
    records = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    return Records(headers, grid.rows[1:].tolist(), records[1:])


_KNOWN = {
    "manifest": "propertyName value",
    "orgs": "sourcedId status name type identifier",
    "users": """sourcedId status enabledUser orgSourcedIds role username userIds givenName
        familyName middleName identifier email sms phone grades preferredGivenName
        preferredFamilyName preferredMiddleName primaryOrgSourcedId""",
    "classes": "sourcedId status title classCode classType grades schoolSourcedId",
    "enrollments": "status classSourcedId userSourcedId role primary beginDate endDate",
    "demographics": "sourcedId userSourcedId status birthDate sex",
    "roles": "userSourcedId status roleType role orgSourcedId",
    "academicsessions": "sourcedId status title type startDate endDate schoolYear",
}


def _find_column(base: str, header: str) -> str:
    """The specification's name for a header that may be misspelt by a letter or two."""
    name = normalise_header(header)
    known = {normalise_header(column): column for column in _KNOWN[base].split()}
    if name in known:
        return known[name]
    for other, column in known.items():
        if len(name) > 5 and OSA.distance(name, other, score_cutoff=2) <= 2:
            return column
    return header


def _make_part(
    sheet: str | None, people: list[Person], files: Mapping[str, Records], today: date
) -> Part:
    if not people:
        raise RefusedFile("no_pupils")
    demographics = index_records(files, "demographics", "userSourcedId", "sourcedId")
    homes = find_homes(files, today)
    orgs = _Orgs.of(files)
    columns = [
        _read_user(user, role, _find(demographics, user), _find(homes, user))
        | {"brin": orgs.name(user)}
        for _, user, role in people
    ]
    fields = {name: to_cells([row[name] for row in columns]) for name in columns[0]}
    headers = {**_COLUMNS, "birth_date": "birthDate", "sex": "sex", "class_code": "classCode"}
    rows = np.array([row for row, _, _ in people], dtype=np.intp)
    part = Part(sheet, rows, fields, headers)
    part.notes += _list_notes(people, homes)
    return part


def _list_notes(people: list[Person], homes: Mapping[str, Record]) -> Iterator[Note]:
    """Yield what must be said of people whose number or class the set does not tell."""
    keyed = [(row, key, user) for row, user, _ in people if (key := user.get("sourcedId"))]
    keyless = frozenset(row for row, _, user in keyed if not find_number(user))
    unclear = frozenset(row for row, key, _ in keyed if homes.get(key) == {})
    if keyless:
        yield Note("number_is_key", keyless, column="sourcedId")
    if unclear:
        yield Note("class_unclear", unclear)


def _find_lost_classes(
    people: list[Person], files: Mapping[str, Records], today: date
) -> Iterator[Note]:
    classless = find_classless(files, today)
    rows = frozenset(row for row, user, _ in people if user.get("sourcedId") in classless)
    if rows:
        yield Note("class_not_there", rows, column="classSourcedId")


def _find(records: Mapping[str, Record], user: Record) -> Record:
    """Return what belongs to the user; nothing where a damaged file gives nobody a key."""
    key = user.get("sourcedId")
    return records.get(key, {}) if key else {}


@dataclass(frozen=True, slots=True)
class _Orgs:
    """The schools of the set, and those where ``roles.csv`` has somebody (OneRoster 1.2)."""

    records: Mapping[str, Record]
    schools: frozenset[str]
    of_roles: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, files: Mapping[str, Records]) -> _Orgs:
        found: dict[str, set[str]] = defaultdict(set)
        for role in files["roles"].records if "roles" in files else ():
            if not is_deleted(role) and (org := role.get("orgSourcedId")):
                found[role.get("userSourcedId", "")].add(org)
        of_roles = {user: frozenset(orgs) for user, orgs in found.items()}
        orgs = index_records(files, "orgs", "sourcedId")
        schools = (key for key, org in orgs.items() if org.get("type", "").lower() == "school")
        return cls(orgs, frozenset(schools), of_roles)

    def find(self, user: Record) -> str:
        """Return the key of the one school that somebody is of; of two it is neither.

        A district or a board beside it is no school.
        """
        said = user.get("primaryOrgSourcedId") or user.get("orgSourcedIds", "")
        named = frozenset(key.strip() for key in said.split(",")) & self.records.keys()
        beside = self.of_roles.get(user.get("sourcedId", ""), frozenset())
        keys = named or beside & self.records.keys()
        found = keys & self.schools or keys
        return next(iter(found)) if len(found) == 1 else ""

    def name(self, user: Record) -> str:
        org = self.records.get(self.find(user), {})
        return org.get("identifier") or org.get("name", "")


def _read_user(user: Record, role: str, facts: Record, home: Record) -> Record:
    middle = user.get("preferredMiddleName") or user.get("middleName", "")
    return {
        "external_number": find_number(user),
        "first_name": user.get("preferredGivenName") or user.get("givenName", ""),
        "prefix": middle if is_prefix(middle) else "",
        "surname": user.get("preferredFamilyName") or user.get("familyName", ""),
        "email": user.get("email", ""),
        "phone": user.get("sms") or user.get("phone", ""),
        "year": _read_grade(user.get("grades", "")),
        "birth_date": facts.get("birthDate", ""),
        "sex": _SEXES.get(facts.get("sex", "").lower(), facts.get("sex", "")),
        "class_code": home.get("classCode") or home.get("title", ""),
        "class_name": home.get("title", ""),
        "role": role,
    }


def _read_grade(text: str) -> str:
    """The first grade of the list, where it is one digit (CEDS: 01-13, KG, PK)."""
    digits = text.split(",", maxsplit=1)[0].strip().lstrip("0")
    return digits if digits.isdecimal() and int(digits) <= _HIGHEST_YEAR else ""


def _is_bulk(files: Mapping[str, Records]) -> bool:
    if "manifest" not in files:
        return True
    said = {r.get("propertyName"): r.get("value", "") for r in files["manifest"].records}
    return not any(
        said.get(f"file.{name}", "").lower() == "delta" for name in ("users", "enrollments")
    )


def _find_schools(files: Mapping[str, Records], people: list[Person]) -> list[SchoolHint]:
    """The schools of the people in the set, as far as they are known by a BRIN.

    Somebody who is at two schools belongs to neither more than to the other, and says nothing.
    """
    orgs = _Orgs.of(files)
    schools = orgs.schools
    used = {orgs.find(user) for _, user, _ in people} & schools
    used = used or (set(schools) if len(schools) == 1 else set())
    return [hint for key in sorted(used) if (hint := _read_school(orgs.records[key]))]


def _read_school(org: Record) -> SchoolHint | None:
    code = org.get("identifier", "").upper()
    looks_like_brin = len(code) in (4, 6) and code[:2].isdigit() and code[2:4].isalpha()
    return SchoolHint(code[:4], code[4:] or None) if looks_like_brin else None


def _find_school_year(files: Mapping[str, Records]) -> str | None:
    """The last one that the set knows; ``schoolYear`` is the year in which it ends."""
    sessions = files["academicsessions"].records if "academicsessions" in files else []
    ends = [session.get("schoolYear", "") for session in sessions if not is_deleted(session)]
    years = {read_school_year(f"{int(end) - 1}-{end}") for end in ends if end.isdecimal()}
    return max((year for year in years if year), default=None)
