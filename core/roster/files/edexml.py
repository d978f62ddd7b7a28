"""EDEXML 1.03 to 2.1: the exchange of Dutch primary schools (Edustandaard, "EDEXML")."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

import numpy as np
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from rosterdesk.core.roster.columns.headers import DROPPED, UNUSED, find_field
from rosterdesk.core.roster.grids import to_cells
from rosterdesk.core.roster.model import LeftOut, SchoolHint
from rosterdesk.core.roster.people import Note, Part
from rosterdesk.core.roster.problems import RefusedFile
from rosterdesk.core.roster.ranges import to_ranges
from rosterdesk.core.roster.text.encodings import decode
from rosterdesk.core.roster.values.dates import read_school_year

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from rosterdesk.core.roster.limits import Limits

_DECLARATION = re.compile(rb"<\?xml[^>]*\?>")
# A document type that declares nothing itself; what it points to is never fetched.
_PLAIN_DOCTYPE = re.compile(
    rb"<!DOCTYPE\s+[\w:.-]+(?:\s+(?:SYSTEM|PUBLIC)(?:\s+(?:\"[^\"<>]*\"|'[^'<>]*')){1,2})?\s*>"
)
_PEOPLE = {"leerlingen": "leerling", "leerkrachten": "docent"}
_SENSITIVE_BEGINNINGS = ("land", "gewicht", "nationaliteit", "bsn")
# The groups have elements of their own; these leaves would be mistaken for other fields.
_NOT_FIELDS = frozenset({"samengestelde_groepen", "samengestelde_groep", "groepen", "vestiging"})
_LOCATION_CODES = ("dependancecode", "vestigingscode", "vestigingsnummer", "code")
# Of the school, its locations, of groups, and what refers to those.
_FACTS = _NOT_FIELDS | {
    "brincode",
    "dependancecode",
    "schooljaar",
    "aanmaakdatum",
    "groep",
    "naam",
    "jaargroep",
    *_LOCATION_CODES,
}
_SECRET = {"telefoon": "secret_phone", "mobiel": "secret_phone", "telefoonnummer": "secret_phone"}


@dataclass(frozen=True, slots=True)
class Edexml:
    """The pupils and the teachers, what the file says of itself, and the names of what it loses."""

    parts: list[Part]
    dropped: list[str]
    left_out: list[LeftOut]
    school: SchoolHint | None = None
    school_year: str | None = None
    created_on: date | None = None


def parse_xml(data: bytes) -> Element:
    """The root of an XML file; blanks before its declaration are passed over.

    Raises:
        RefusedFile: bomb where it has a document type, or damaged.

    """
    data = _PLAIN_DOCTYPE.sub(b"", data.lstrip(b" \t\r\n"), count=1)
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise RefusedFile("bomb") from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        return _parse_otherwise(data, error)
    return root


def _parse_otherwise(data: bytes, error: Exception) -> Element:
    """An XML file that was written in another encoding than it declares."""
    found = _DECLARATION.match(data)
    body = data[found.end() :] if found else data
    try:
        root: Element = fromstring(decode(body).text, forbid_dtd=True)
    except DefusedXmlException as refused:
        raise RefusedFile("bomb") from refused
    except (ParseError, ValueError, LookupError, RecursionError):
        raise RefusedFile("damaged") from error
    return root


def read_edexml(root: Element, limits: Limits) -> Edexml:
    facts = _read_school_facts(root)
    places = _Places(_read_groups(root), _read_locations(root), facts)
    parts: list[Part] = []
    left_out: list[LeftOut] = []
    for where, role in _PEOPLE.items():
        people = [person for parent in _children(root, where) for person in parent]
        if len(people) > limits.rows:
            raise RefusedFile("too_large", why="rows", limit=limits.rows)
        if people:
            parts.append(_read_part(where, role, people, places))
            left_out += _find_lost_locations(where, people, places)
    return Edexml(
        parts,
        list(dict.fromkeys(_find_sensitive(root))),
        left_out,
        _read_school(facts),
        read_school_year(facts.get("schooljaar", "")),
        _read_day(facts.get("aanmaakdatum", "")),
    )


def name_of(element: Element) -> str:
    """The tag without its namespace; comments have no name."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def is_sensitive(name: str) -> bool:
    return find_field(name) == DROPPED or name.lower().startswith(_SENSITIVE_BEGINNINGS)


def is_kept(name: str) -> bool:
    """Return whether a leaf of that name says something that is read from the file."""
    found = find_field(name)
    return found not in (None, DROPPED, UNUSED) or name.lower() in _FACTS


@dataclass(frozen=True, slots=True)
class _Places:
    """The groups and locations by their key, and what the file says of its school."""

    groups: dict[str, dict[str, str]]
    locations: dict[str, dict[str, str]]
    school: dict[str, str]

    def name_school(self, person: Element, group: dict[str, str]) -> tuple[str, str]:
        """Return the BRIN and the location of somebody: their own, else that of their group."""
        key = _find_location(person) or group.get("vestiging", "")
        location = self.locations.get(key, {})
        brin = location.get("brincode") or self.school.get("brincode", "")
        if not key:
            return brin, self.school.get("dependancecode", "")
        named = (location.get(name) for name in (*_LOCATION_CODES, "naam"))
        return brin, next(filter(None, named), key)


def _read_part(where: str, role: str, people: list[Element], places: _Places) -> Part:
    columns: dict[str, list[str]] = defaultdict(lambda: [""] * len(people))
    headers: dict[str, str] = {}
    for index, person in enumerate(people):
        group = _find_group(person, places.groups)
        for field, name, value in _read_person(person, group):
            columns[field][index] = value
            headers.setdefault(field, name)
        columns["role"][index] = role
        columns["brin"][index], columns["location"][index] = places.name_school(person, group)
    fields = {name: to_cells(values) for name, values in columns.items()}
    notes = [*_find_lost_groups(people, places)]
    return Part(where, np.arange(1, len(people) + 1), fields, headers, notes)


def _read_person(person: Element, group: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Field, element and value; a later one of a field replaces an earlier one."""
    yield "external_number", "key", person.get("key", "")
    if eck_id := person.get("eckid"):
        yield "eck_id", "eckid", eck_id
    yield "class_code", "groep", group.get("naam", "")
    if name_of(person) != "leerkracht":  # who is in front of a year is not in it
        yield "year", "jaargroep", group.get("jaargroep", "")
    for element in _leaves(person):
        name, text = name_of(element), (element.text or "").strip()
        if _is_yes(element.get("geheim")):
            yield _SECRET.get(name.lower(), "secret_address"), name, "ja"
        field = find_field(name)
        if text and field not in (None, DROPPED, UNUSED, "class_code"):
            yield str(field), name, text


def _leaves(person: Element) -> Iterator[Element]:
    for child in person:
        if name_of(child) in _NOT_FIELDS:
            continue
        if len(child):
            if _is_yes(child.get("geheim")):
                yield child
            yield from _leaves(child)
        else:
            yield child


def _find_lost_groups(people: list[Element], places: _Places) -> Iterator[Note]:
    """Yield who refers to groups of which none is in the file."""
    lost = [
        row
        for row, person in enumerate(people, start=1)
        if any(_list_groups(person)) and not _find_group(person, places.groups)
    ]
    if lost:
        yield Note("class_not_there", frozenset(lost), column="groep")


def _find_lost_locations(where: str, people: list[Element], places: _Places) -> Iterator[LeftOut]:
    """Yield who refers to a location that is not among those in the file."""
    known = {"", *places.locations}
    lost = [row for row, each in enumerate(people, start=1) if _find_location(each) not in known]
    if lost and places.locations:
        values = {"member": "vestigingen"}
        yield LeftOut("leads_nowhere", where, to_ranges(lost), ("vestiging",), values=values)


def _find_group(person: Element, groups: dict[str, dict[str, str]]) -> dict[str, str]:
    return next((groups[key] for key in _list_groups(person) if key in groups), {})


def _list_groups(person: Element) -> Iterator[str]:
    """Yield the keys of the groups that somebody refers to, their own class in front."""
    for name in ("groep", "samengestelde_groep"):
        keys = (each.get("key", "") for each in person.iter() if name_of(each) == name)
        yield from filter(None, keys)


def _read_groups(root: Element) -> dict[str, dict[str, str]]:
    return {
        group.get("key", ""): _read_leaves(group) | {"vestiging": _find_location(group)}
        for parent in _children(root, "groepen")
        for group in parent
    }


def _read_locations(root: Element) -> dict[str, dict[str, str]]:
    return {
        location.get("key", ""): _read_leaves(location)
        for parent in _children(root, "vestigingen")
        for location in parent
    }


def _read_leaves(element: Element) -> dict[str, str]:
    return {name_of(child): (child.text or "").strip() for child in element}


def _find_location(element: Element) -> str:
    """Return the key of the location that a person or a group refers to."""
    found = next((child for child in element if name_of(child) == "vestiging"), None)
    return "" if found is None else found.get("key") or (found.text or "").strip()


def _read_school_facts(root: Element) -> dict[str, str]:
    """Return what the element ``school`` says, by the name of each element in it."""
    schools = _children(root, "school")
    return {name_of(fact): (fact.text or "").strip() for school in schools for fact in school}


def _read_school(facts: dict[str, str]) -> SchoolHint | None:
    if not facts.get("brincode"):
        return None
    return SchoolHint(facts["brincode"].upper(), facts.get("dependancecode") or None)


def _read_day(text: str) -> date | None:
    """The day of an ``xs:dateTime``; its hour is that of a machine nobody knows."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _find_sensitive(root: Element) -> Iterator[str]:
    for where in _PEOPLE:
        for parent in _children(root, where):
            yield from (name_of(e) for e in parent.iter() if is_sensitive(name_of(e)))


def _children(root: Element, name: str) -> Iterator[Element]:
    return (child for child in root if name_of(child).lower() == name)


def _is_yes(flag: str | None) -> bool:
    return (flag or "").lower() in ("1", "true", "j", "ja")
