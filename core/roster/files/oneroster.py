"""OneRoster 1.1 and 1.2 as CSV (1EdTech, "OneRoster CSV Tables"), and what is made of them.

Real sets break the rules: misspelt headers, ``tobedeleted`` in bulk files, missing manifests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from rapidfuzz.distance import OSA

from rosterdesk.core.roster.columns.headers import DROPPED, find_field, normalise_header
from rosterdesk.core.roster.files.csv_file import read_csv
from rosterdesk.core.roster.grids import to_cells
from rosterdesk.core.roster.model import Problem, SchoolHint
from rosterdesk.core.roster.people import Part
from rosterdesk.core.roster.problems import RefusedFile, make_problem
from rosterdesk.core.roster.values.dates import read_school_year
from rosterdesk.core.roster.values.names import is_prefix
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rosterdesk.core.roster.files.archive import Archive
    from rosterdesk.core.roster.limits import Limits

_BESIDE_USERS = ("manifest", "orgs", "classes", "enrollments", "demographics", "roles")
_FILES = ("users", *_BESIDE_USERS, "academicsessions")
_HIGHEST_YEAR = 9
_LONGEST_ID = 20
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
_TEACHERS = ("teacher", "aide", "proctor")
_STUDENTS = ("student", "pupil", "learner")
_SEXES = {"male": "M", "female": "F", "other": "X", "unspecified": ""}

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
    school: SchoolHint | None
    dropped: list[str]
    problems: list[Problem]
    school_year: str | None = None


def read_oneroster(archive: Archive, members: Mapping[str, str], limits: Limits) -> OneRoster:
    files = {
        base: _read_records(archive.read(name), base, limits) for base, name in members.items()
    }
    sheet = members["users"]
    people = _select_people(files)
    problems = [
        make_problem("not_a_pupil", sheet=sheet, rows=[row], column="status")
        for row, user, role in people
        if role == "pupil" and _is_deleted(user)
    ]
    present = [person for person in people if not _is_deleted(person[1])]
    headers = sorted({h for file in files.values() for h in file.headers if is_private(h)})
    part = _make_part(sheet, present, files)
    school, year = _find_school(files), _find_school_year(files)
    return OneRoster(part, _is_bulk(files), school, headers, problems, year)


def is_private(header: str) -> bool:
    return find_field(header) == DROPPED


def _read_records(data: bytes, base: str, limits: Limits) -> Records:
    grid = read_csv(data, limits)
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
    "users": """sourcedId status enabledUser orgSourcedIds role username givenName familyName
        middleName identifier email sms phone grades preferredGivenName preferredFamilyName
        preferredMiddleName primaryOrgSourcedId""",
    "classes": "sourcedId status title classCode classType grades schoolSourcedId",
    "enrollments": "status classSourcedId userSourcedId role primary beginDate endDate",
    "demographics": "sourcedId status birthDate sex",
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


def _select_people(files: Mapping[str, Records]) -> list[tuple[int, Record, str]]:
    """Row, user and role of pupils and teachers; parents and administrators get no card."""
    roles = _index(files, "roles", "userSourcedId")
    users = files["users"]
    found = []
    for row, user in zip(users.rows, users.records, strict=True):
        word = user.get("role") or roles.get(user.get("sourcedId", ""), {}).get("role", "student")
        role = _read_role(word)
        if role and user.get("sourcedId"):
            found.append((row, user, role))
    return found


def _read_role(word: str) -> str | None:
    word = word.lower()
    if word in _TEACHERS:
        return "teacher"
    return "pupil" if word in _STUDENTS else None


def _make_part(
    sheet: str, people: list[tuple[int, Record, str]], files: Mapping[str, Records]
) -> Part:
    if not people:
        raise RefusedFile("no_pupils")
    demographics = _index(files, "demographics", "sourcedId")
    homes = _find_homes(files)
    columns = [
        _read_user(user, role, demographics, homes.get(user["sourcedId"], {}))
        for _, user, role in people
    ]
    fields = {name: to_cells(_as_array([row[name] for row in columns])) for name in columns[0]}
    headers = {**_COLUMNS, "birth_date": "birthDate", "sex": "sex", "class_code": "classCode"}
    return Part(sheet, np.array([row for row, _, _ in people], dtype=np.intp), fields, headers)


def _read_user(user: Record, role: str, demographics: Mapping[str, Record], home: Record) -> Record:
    facts = demographics.get(user["sourcedId"], {})
    middle = user.get("preferredMiddleName") or user.get("middleName", "")
    return {
        "external_number": _find_number(user),
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


def _find_number(user: Record) -> str:
    """The set's own key, unless it is a long random one and a school number stands beside it."""
    number, other = user["sourcedId"], user.get("identifier", "")
    return other if len(number) > _LONGEST_ID and other else number


def _read_grade(text: str) -> str:
    """The first grade of the list, where it is one digit (CEDS: 01-13, KG, PK)."""
    digits = text.split(",", maxsplit=1)[0].strip().lstrip("0")
    return digits if digits.isdecimal() and int(digits) <= _HIGHEST_YEAR else ""


def _find_homes(files: Mapping[str, Records]) -> dict[str, Record]:
    """The class of each user: the home room, else the primary one, else the first."""
    classes = _index(files, "classes", "sourcedId")
    best: dict[str, tuple[int, Record]] = {}
    for enrolled in files["enrollments"].records if "enrollments" in files else []:
        room = classes.get(enrolled.get("classSourcedId", ""))
        if not room or _is_deleted(enrolled) or _is_deleted(room):
            continue
        primary = enrolled.get("primary", "").lower() == "true"
        rank = 0 if room.get("classType", "").lower() == "homeroom" else 1 if primary else 2
        user = enrolled.get("userSourcedId", "")
        if user not in best or rank < best[user][0]:
            best[user] = (rank, room)
    return {user: room for user, (_, room) in best.items()}


def _is_bulk(files: Mapping[str, Records]) -> bool:
    if "manifest" not in files:
        return True
    said = {r.get("propertyName"): r.get("value", "") for r in files["manifest"].records}
    return not any(
        said.get(f"file.{name}", "").lower() == "delta" for name in ("users", "enrollments")
    )


def _find_school(files: Mapping[str, Records]) -> SchoolHint | None:
    orgs = files["orgs"].records if "orgs" in files else []
    schools = [org for org in orgs if org.get("type", "").lower() == "school"]
    if len(schools) != 1:
        return None
    code = schools[0].get("identifier", "").upper()
    looks_like_brin = len(code) in (4, 6) and code[:2].isdigit() and code[2:4].isalpha()
    return SchoolHint(code[:4], code[4:] or None) if looks_like_brin else None


def _find_school_year(files: Mapping[str, Records]) -> str | None:
    """The last one that the set knows; ``schoolYear`` is the year in which it ends."""
    sessions = files["academicsessions"].records if "academicsessions" in files else []
    ends = [session.get("schoolYear", "") for session in sessions if not _is_deleted(session)]
    years = {read_school_year(f"{int(end) - 1}-{end}") for end in ends if end.isdecimal()}
    return max((year for year in years if year), default=None)


def _index(files: Mapping[str, Records], base: str, key: str) -> dict[str, Record]:
    """By key, the first one that is not deleted."""
    found: dict[str, Record] = {}
    for record in files[base].records if base in files else []:
        if not _is_deleted(record):
            found.setdefault(record.get(key, ""), record)
    return found


def _is_deleted(record: Record) -> bool:
    return record.get("status", "").lower() in ("tobedeleted", "inactive")


def _as_array(values: Iterable[Any]) -> Any:
    listed = list(values)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array
