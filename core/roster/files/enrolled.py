"""The people of a OneRoster set who are at the school now, as what, and in which class."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.roster.values.standing import has_left, read_role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rosterdesk.core.roster.files.oneroster import Record, Records

_PUPILS = ("student", "pupil", "learner", "leerling")
_TEACHERS = re.compile(r"professor|lecturer|tutor", re.IGNORECASE)
_SOON = timedelta(days=120)  # rosters of the new school year are sent before the summer
_LONGEST_KEY = 20
_USER_ID = re.compile(r"\{?\s*(?:[^:{}]*:)?\s*([^:{},]+?)\s*\}?(?:,|$)")

Person = tuple[int, "Record", str]  # row, user, role


def select_people(files: Mapping[str, Records]) -> tuple[list[Person], list[int]]:
    """Pupils and teachers who are at the school now, and the rows of all others."""
    roles = _collect_roles(files)
    users = files["users"]
    found: list[Person] = []
    others: list[int] = []
    for row, user in zip(users.rows, users.records, strict=True):
        word = user.get("role") or roles.get(user.get("sourcedId", ""), "student")
        role = read_user_role(word)
        if role and _is_here(user):
            found.append((row, user, role))
        else:
            others.append(row)
    return found, others


def find_number(user: Record) -> str:
    """The set's own key, unless it is a long random one and a school's number stands beside it."""
    key = user.get("sourcedId", "")
    if len(key) <= _LONGEST_KEY:
        return key
    identifiers = [user.get("identifier", ""), *_USER_ID.findall(user.get("userIds", ""))]
    return next((each for each in identifiers if each and len(each) <= _LONGEST_KEY), "")


def find_homes(files: Mapping[str, Records], today: date) -> dict[str, Record]:
    """The class of each user: the home room, else the primary one, else the only one.

    An empty record stands for courses of which none can be told to be the class.
    """
    classes = index_records(files, "classes", "sourcedId")
    rooms: dict[str, dict[int, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for enrolled in files["enrollments"].records if "enrollments" in files else []:
        room = classes.get(enrolled.get("classSourcedId", ""))
        if room and not is_deleted(enrolled) and runs(enrolled, today):
            primary = enrolled.get("primary", "").lower() == "true"
            rank = 0 if room.get("classType", "").lower() == "homeroom" else 1 if primary else 2
            rooms[enrolled.get("userSourcedId", "")][rank].append(room)
    return {user: _choose_home(ranked) for user, ranked in rooms.items()}


def find_classless(files: Mapping[str, Records], today: date) -> set[str]:
    """Return the users who are enrolled, and only in classes that are not in the set."""
    classes = index_records(files, "classes", "sourcedId")
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for enrolled in files["enrollments"].records if "enrollments" in files else []:
        key = enrolled.get("classSourcedId", "")
        if key and not is_deleted(enrolled) and runs(enrolled, today):
            found[key in classes].add(enrolled.get("userSourcedId", ""))
    return found[False] - found[True]


def index_records(files: Mapping[str, Records], base: str, *keys: str) -> dict[str, Record]:
    """Index the records by the first key that is filled; keep the first that is not deleted."""
    found: dict[str, Record] = {}
    for record in files[base].records if base in files else []:
        key = next((record[name] for name in keys if record.get(name)), "")
        if not is_deleted(record):
            found.setdefault(key, record)
    return found


def is_deleted(record: Record) -> bool:
    return has_left(record.get("status", ""))


def _choose_home(ranked: Mapping[int, list[Record]]) -> Record:
    """Choose the class; a course that is no class is taken only if there is no second one."""
    for rank in (0, 1):
        if ranked.get(rank):
            return ranked[rank][0]
    courses = ranked.get(2, [])
    return courses[0] if len({course.get("sourcedId") for course in courses}) == 1 else {}


def _collect_roles(files: Mapping[str, Records]) -> dict[str, str]:
    """The primary role of each user of OneRoster 1.2."""
    found: dict[str, str] = {}
    for record in sorted(_list_roles(files), key=lambda r: r.get("roleType", "") != "primary"):
        found.setdefault(record.get("userSourcedId", ""), record.get("role", ""))
    return found


def _list_roles(files: Mapping[str, Records]) -> Iterator[Record]:
    return (r for r in (files["roles"].records if "roles" in files else ()) if not is_deleted(r))


def read_user_role(word: str) -> str | None:
    """'pupil' or 'teacher' for a role of the specification; None for the others."""
    if word.lower().startswith(_PUPILS):
        return "pupil"
    if _TEACHERS.search(word) or read_role(word) == "teacher":
        return "teacher"
    return None


def _is_here(user: Record) -> bool:
    enabled = user.get("enabledUser", "").lower() not in ("false", "0", "no", "nee")
    return enabled and not is_deleted(user)


def runs(enrolled: Record, today: date) -> bool:
    """True unless the enrolment ended, or begins next year."""
    begin, end = (_read_day(enrolled.get(name, "")) for name in ("beginDate", "endDate"))
    return not (end and end < today) and not (begin and begin > today + _SOON)


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
