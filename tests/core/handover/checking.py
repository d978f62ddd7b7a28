"""Checkers of files for loan systems, from their documentation; nothing of ours is imported here.

Each returns the people of the file as plain values, and fails where the system would refuse a row.
"""

from __future__ import annotations

import csv
import json
import re
from io import StringIO

from jsonschema import Draft202012Validator, FormatChecker

# OCLC's public pages: "Overzicht velden in het importbestand", "Import customer files".
_WISE_NL = [
    *("LEERLINGNUMMER", "GROEP", "GROEPSNAAM", "JAARGROEP", "VOORLETTERS", "ROEPNAAM"),
    *("NAAMTUS", "NAAM", "ADRES", "HUISNUMMER", "HUISNUMMERTOEVOEGING", "POSTCODE"),
    *("PLAATS", "GEBOORTEDATUM", "GESLACHT", "TELEFOON", "E_MAIL"),
]
_WISE_EN = [
    *("PATRON_ID", "STUDENT_ID", "FIRST_NAMES", "PREFIX", "LAST_NAME", "HOUSE_NUMBER"),
    *("ADDRESS", "ADDRESS_LINE_2", "ZIPCODE", "CITY", "STATE", "DATE_OF_BIRTH"),
    *("GENDER", "PHONE", "mobile", "E_MAIL"),
]
# Koha's manual, "Patron import", and the widths of its table borrowers.
_KOHA = [
    *("cardnumber", "surname", "firstname", "title", "othernames", "initials"),
    *("streetnumber", "address", "address2", "city", "state", "zipcode", "country"),
    *("email", "phone", "mobile", "dateofbirth", "branchcode", "categorycode"),
    *("dateenrolled", "dateexpiry", "sex", "userid", "password", "patron_attributes"),
]
_KOHA_WIDTHS = {"cardnumber": 32, "branchcode": 10, "categorycode": 10, "sex": 1, "userid": 75}
_KOHA_DATES = ("dateofbirth", "dateenrolled", "dateexpiry")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_DUTCH = re.compile(r"\d{2}-\d{2}-\d{4}")

# mod-user-import, "POST /user-import".
_TEXT = {"type": "string", "minLength": 1}
_DAY = {"type": "string", "format": "date"}
FOLIO_SCHEMA = {
    "type": "object",
    "required": ["users", "totalRecords", "deactivateMissingUsers", "updateOnlyPresentFields"],
    "additionalProperties": False,
    "properties": {
        "totalRecords": {"type": "integer", "minimum": 0},
        "deactivateMissingUsers": {"const": False},
        "updateOnlyPresentFields": {"type": "boolean"},
        "sourceType": {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"},
        "users": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["username", "externalSystemId", "active", "patronGroup", "personal"],
                "additionalProperties": False,
                "properties": {
                    "username": _TEXT,
                    "externalSystemId": _TEXT,
                    "barcode": _TEXT,
                    "active": {"type": "boolean"},
                    "patronGroup": _TEXT,
                    "enrollmentDate": _DAY,
                    "expirationDate": _DAY,
                    "personal": {
                        "type": "object",
                        "required": ["lastName", "preferredContactTypeId"],
                        "additionalProperties": False,
                        "properties": {
                            "lastName": _TEXT,
                            "firstName": _TEXT,
                            "middleName": _TEXT,
                            "email": _TEXT,
                            "phone": _TEXT,
                            "dateOfBirth": _DAY,
                            "preferredContactTypeId": {"enum": ["mail", "email", "text", "phone"]},
                            "addresses": {
                                "type": "array",
                                "items": {
                                    "type": "object",
                                    "required": ["addressTypeId"],
                                    "additionalProperties": False,
                                    "properties": {
                                        "addressLine1": _TEXT,
                                        "city": _TEXT,
                                        "postalCode": _TEXT,
                                        "addressTypeId": _TEXT,
                                        "primaryAddress": {"type": "boolean"},
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


def _read(content: bytes, delimiter: str) -> tuple[list[str], list[dict[str, str]]]:
    text = content.decode("utf-8", errors="strict")
    assert not text.startswith("\ufeff"), "a byte order mark"
    assert text.endswith("\r\n"), "the last line is not ended"
    reader = csv.DictReader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = list(reader)
    assert all(None not in row and None not in row.values() for row in rows), "ragged rows"
    return list(reader.fieldnames or ()), rows


def check_wise_nl(content: bytes) -> list[dict[str, str]]:
    header, rows = _read(content, ";")
    assert header in (_WISE_NL, ["LENERNUMMER", *_WISE_NL])
    codes: dict[str, str] = {}
    for row in rows:
        assert 0 < len(row["LEERLINGNUMMER"]) <= 20
        assert 0 < len(row["GROEP"]) <= 10
        assert not set(row["GROEP"]) & set("\"'“”+&<>/|`\\")
        assert 0 < len(row["GROEPSNAAM"]) <= 30
        assert codes.setdefault(row["GROEP"], row["GROEPSNAAM"]) == row["GROEPSNAAM"]
        assert row["JAARGROEP"] in set("0123456789")
        assert row["NAAM"]
        assert row["ROEPNAAM"] or row["VOORLETTERS"]
        assert not row["GEBOORTEDATUM"] or _DUTCH.fullmatch(row["GEBOORTEDATUM"])
        assert row["GESLACHT"] in ("M", "V", "")
    assert len(set(codes.values())) == len(codes), "two groups with one name"
    assert len({row["LEERLINGNUMMER"] for row in rows}) == len(rows)
    return rows


def check_wise_en(content: bytes) -> list[dict[str, str]]:
    header, rows = _read(content, ",")
    assert header == _WISE_EN
    for row in rows:
        needed = ("PATRON_ID", "FIRST_NAMES", "LAST_NAME", "ADDRESS", "ZIPCODE", "CITY")
        assert all(row[name] for name in needed), row
        assert not row["DATE_OF_BIRTH"] or _ISO.fullmatch(row["DATE_OF_BIRTH"])
        assert row["GENDER"] in ("M", "V", "")
    assert len({row["PATRON_ID"] for row in rows}) == len(rows)
    return rows


def check_koha(content: bytes) -> list[dict[str, str]]:
    """Every file has the needed columns; that of everybody has all of the tool."""
    header, rows = _read(content, ",")
    assert set(header) <= set(_KOHA)
    assert {"cardnumber", "surname", "branchcode", "categorycode"} <= set(header)
    for row in rows:
        assert all(row[name] for name in ("cardnumber", "surname", "branchcode", "categorycode"))
        assert all(len(row.get(name, "")) <= width for name, width in _KOHA_WIDTHS.items())
        for name in _KOHA_DATES:
            assert not row.get(name) or _ISO.fullmatch(row[name]), name
        assert not row.get("password"), "a password"
        attributes = next(csv.reader([row.get("patron_attributes", "")]), [])
        assert all(re.fullmatch(r"[^:,\s]+:.+", each) for each in attributes if each)
    assert len({row["cardnumber"] for row in rows}) == len(rows)
    return rows


def check_folio(content: bytes) -> list[dict]:
    body = json.loads(content)
    Draft202012Validator(FOLIO_SCHEMA, format_checker=FormatChecker()).validate(body)
    users = body["users"]
    assert body["totalRecords"] == len(users)
    for name in ("username", "externalSystemId", "barcode"):
        found = [user[name] for user in users if name in user]
        assert len(set(found)) == len(found), name
    return users
