"""The members that a loan system has, from its own export. Pure: bytes in, rows out."""

from __future__ import annotations

import csv
import re
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.language import N_
from rosterdesk.core.roster.values.contact import read_postcode, split_house, split_street
from rosterdesk.core.roster.values.names import split_prefix
from rosterdesk.core.roster.values.text import clean_text
from rosterdesk.core.takeover.headers import FIELDS, find_field, recognise
from rosterdesk.core.takeover.model import (
    MemberFile,
    Remark,
    Row,
    UnknownColumnsError,
    UnreadableError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Cells = Mapping[str, str]

_CARD = re.compile(r"[0-9A-Za-z]{4,20}")
_DUTCH_DATE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_SEXES = {"m": "M", "man": "M", "v": "F", "f": "F", "vrouw": "F", "x": "X", "o": "X"}
_NO = frozenset({"", "0", "no", "nee", "n", "false", "active", "actief"})
_YEARS = frozenset("0123456789")
_WIDTHS = {
    "external_number": 20,
    "external_number_2": 20,
    "eck_id": 120,
    "initials": 30,
    "first_name": 80,
    "prefix": 30,
    "surname": 120,
    "class_code": 10,
    "class_name": 30,
    "school_type": 30,
    "email": 254,
    "phone": 30,
    "street": 120,
    "house_number": 10,
    "house_number_suffix": 10,
    "postcode": 10,
    "city": 80,
}
_PLAIN = (
    *("external_number", "external_number_2", "eck_id", "initials", "first_name", "class_code"),
    *("class_name", "school_type", "email", "city"),
)
_ROLES = frozenset({"pupil", "teacher", "other"})
# What stands in front of a surname where the form has no column for it.
_JOINED = frozenset({"koha", "folio"})


class _WrongError(Exception):
    """A value that cannot be what its column says: the code of a remark, and the value."""


def read_members(data: bytes, columns: Mapping[str, str] | None = None) -> MemberFile:
    """Read an export; ``columns`` says of headers what they are ("" for not used).

    Raises UnreadableError and UnknownColumnsError.
    """
    try:
        return _read_any(data, columns or {})
    except csv.Error as error:  # a cell without end, for example
        raise UnreadableError("damaged", N_("This is no table of members.")) from error


def _read_any(data: bytes, columns: Mapping[str, str]) -> MemberFile:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _read_folio(data)
    return _read_table(_decode(data), columns)


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _read_table(text: str, columns: Mapping[str, str]) -> MemberFile:
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    headers = next(lines, [])
    fields = _name_columns(headers, columns)
    form = recognise(headers)
    unused = [header for header, field in zip(headers, fields, strict=True) if not field]
    found = MemberFile(form, unused=tuple(filter(None, unused)))
    _read_rows(found, _take_cells(lines, fields, found))
    return found


def _name_columns(headers: Sequence[str], columns: Mapping[str, str]) -> list[str]:
    said = {header: columns.get(header, find_field(header)) for header in headers}
    unknown = [header for header, field in said.items() if field is None]
    if wrong := [field for field in columns.values() if field and field not in FIELDS]:
        raise UnreadableError(
            "no_header",
            N_("There is no field {field}: it is one of {fields}."),
            field=wrong[0],
            fields=", ".join(sorted(FIELDS)),
        )
    if "surname" not in said.values() or not {"card_number", "external_number"} & {*said.values()}:
        raise UnreadableError(
            "no_header",
            N_("A list of members has at least a surname, and a card number or a pupil number."),
        )
    if unknown:
        raise UnknownColumnsError(unknown)
    return [said[header] or "" for header in headers]


def _take_cells(
    lines: Iterable[list[str]], fields: Sequence[str], found: MemberFile
) -> Iterator[tuple[int, Cells]]:
    """Yield each line's cells by field: of two columns of one field the first that is filled."""
    width = len(fields)
    for number, line in enumerate(lines, 2):
        if not any(line):
            continue
        if len(line) != width:
            found.remarks.append(Remark(number, "columns"))
            continue
        cells: dict[str, str] = {}
        for name, value in zip(fields, line, strict=True):
            if name and (text := clean_text(value)) and name not in cells:
                cells[name] = text
        yield number, cells


def _read_folio(data: bytes) -> MemberFile:
    try:
        body = orjson.loads(data.lstrip(b"\xef\xbb\xbf"))
        users = body["users"] if isinstance(body, dict) else body
        cells = [(number, _flatten_user(user)) for number, user in enumerate(users, 1)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableError("damaged", N_("This is no list of users of FOLIO.")) from error
    source = body.get("sourceType") if isinstance(body, dict) else None
    said = clean_text(str(source).removeprefix("school")) if source else ""
    found = MemberFile("folio", source=said or None)
    _read_rows(found, cells)
    return found


def _flatten_user(user: Mapping[str, Any]) -> Cells:
    personal = user.get("personal") or {}
    address: Mapping[str, Any] = next(iter(personal.get("addresses") or ()), {})
    street, number, suffix = split_street(str(address.get("addressLine1") or ""))
    cells = {
        "card_number": user.get("barcode"),
        "card_status": "" if user.get("active", True) else "blocked",
        "external_number": user.get("externalSystemId"),
        "category": user.get("patronGroup"),
        "since": user.get("enrollmentDate"),
        "until": user.get("expirationDate"),
        "surname": personal.get("lastName"),
        "first_name": personal.get("firstName"),
        "birth_date": personal.get("dateOfBirth"),
        "email": personal.get("email"),
        "phone": personal.get("phone") or personal.get("mobilePhone"),
        "street": street,
        "house_number": number,
        "house_number_suffix": suffix,
        "postcode": address.get("postalCode"),
        "city": address.get("city"),
    }
    return {
        name: text for name, value in cells.items() if value and (text := clean_text(str(value)))
    }


def _read_rows(found: MemberFile, lines: Iterable[tuple[int, Cells]]) -> None:
    joined = found.form in _JOINED
    for number, cells in lines:
        try:
            found.rows.append(_read_row(number, cells, joined=joined))
        except _WrongError as wrong:
            code, value = wrong.args
            found.remarks.append(Remark(number, code, value))


def _read_row(number: int, cells: Cells, *, joined: bool) -> Row:
    values: dict[str, Any] = {name: cells[name] for name in _PLAIN if name in cells}
    _read_names(cells, values, joined=joined)
    _read_address(cells, values)
    if phone := cells.get("phone") or cells.get("mobile"):
        values["phone"] = f"+{phone[2:]}" if phone.startswith("00") else phone
    if born := cells.get("birth_date"):
        values["birth_date"] = _read_day(born)
    if sex := _SEXES.get(cells.get("sex", "").lower()):
        values["sex"] = sex
    if (year := cells.get("year", "")) in _YEARS:
        values["year"] = int(year)
    if (role := cells.get("role", "")) in _ROLES:
        values["role"] = role
    for name, width in _WIDTHS.items():
        if len(values.get(name) or "") > width:
            raise _WrongError("value_long", name)
    card = cells.get("card_number")
    if card and not _CARD.fullmatch(card):
        raise _WrongError("card_invalid", card[:40])
    row = Row(number, cells.get("school"), values, card)
    row.blocked = cells.get("card_status", "").lower() not in _NO
    row.category = cells.get("category")
    row.since = _read_day(cells["since"]) if "since" in cells else None
    row.until = _read_day(cells["until"]) if "until" in cells else None
    if "attributes" in cells:
        row.values["attributes"] = _read_attributes(cells["attributes"])
    return row


def _read_names(cells: Cells, values: dict[str, Any], *, joined: bool) -> None:
    surname = cells.get("surname")
    if not surname:
        raise _WrongError("no_surname", "")
    prefix = cells.get("prefix")
    if joined and prefix is None:
        prefix, surname = split_prefix(surname)
    values["surname"] = surname
    if prefix:
        values["prefix"] = prefix


def _read_address(cells: Cells, values: dict[str, Any]) -> None:
    if street := cells.get("street"):
        values["street"] = street
    if number := cells.get("house_number"):
        suffix = cells.get("house_number_suffix")
        values["house_number"], behind = (number, None) if suffix else split_house(number)
        if suffix or behind:
            values["house_number_suffix"] = suffix or behind
    if text := cells.get("postcode"):
        values["postcode"] = read_postcode(text)[0] or text


def _read_day(text: str) -> date:
    found = _DUTCH_DATE.fullmatch(text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text[:10])
    except ValueError:
        raise _WrongError("date_invalid", text[:40]) from None


def _read_attributes(text: str) -> dict[str, str]:
    """Read Koha's ``TYPE:value,TYPE:value``; a value with a comma stands in quotes."""
    plain = re.sub(r'([^,:]+):"([^"]*)"', r'"\1:\2"', text)
    parts = next(csv.reader([plain]), [])
    pairs = (part.partition(":") for part in parts)
    return {name.strip(): text for name, _, value in pairs if (text := value.strip())}
