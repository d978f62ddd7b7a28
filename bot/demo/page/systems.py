"""Rosters as the administrations of schools export them, each in its own form."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, tostring

from rosterdesk.core.roster.samples import sample_pupils

if TYPE_CHECKING:
    from rosterdesk.core.roster.model import Pupil

Rows = list[list[Any]]
_USERS = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,"
    "givenName,familyName,middleName,email,grades"
)
_CLASSES = "sourcedId,status,dateLastModified,title,classCode,classType,schoolSourcedId"
_ENROLLMENTS = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role"


def make_edexml() -> bytes:
    """EDEXML 2.1, as ESIS gives it."""
    pupils = sample_pupils(24, seed=2)
    root = Element("EDEX")
    school = SubElement(root, "school")
    _add_texts(school, schooljaar="2026-2027", brincode="34CD", dependancecode="00")
    _add_texts(school, aanmaakdatum="2026-08-24T09:00:00", xsdversie="2.1")
    groups = SubElement(root, "groepen")
    for code in sorted({pupil.class_code or "" for pupil in pupils}):
        _add_texts(SubElement(groups, "groep", key=code), naam=code, jaargroep=code[:1])
    people = SubElement(root, "leerlingen")
    for pupil in pupils:
        _add_person(SubElement(people, "leerling", key=pupil.external_number or ""), pupil)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def make_magister() -> bytes:
    """A comma-separated list without birth dates, as Magister gives it."""
    header = "Stamnummer,Klas,Roepnaam,Tussenvoegsel,Achternaam,Studie,Email"
    return _write_csv(_table(header, *map(_member, _secondary(seed=3)))).encode("utf-8-sig")


def _member(pupil: Pupil) -> list[Any]:
    named = [pupil.first_name, pupil.prefix, pupil.surname]
    return [pupil.external_number, pupil.class_code, *named, pupil.school_type, pupil.email]


def make_somtoday() -> bytes:
    """An old workbook with a title above the table and numbers with a fraction."""
    import xlwt  # noqa: PLC0415 - only those who write a workbook pay for it

    book = xlwt.Workbook()
    sheet = book.add_sheet("Leerlingen")
    sheet.write_merge(0, 0, 0, 6, "Leerlingenlijst Proefveld Lyceum")
    header = "Leerlingnummer,Roepnaam,Tussenvoegsel,Achternaam,Geboortedatum,Stamgroep,Opleiding"
    for y, row in enumerate(_table(header, *map(_student, _secondary(seed=4))), start=2):
        for x, value in enumerate(row):
            sheet.write(y, x, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _student(pupil: Pupil) -> list[Any]:
    born = pupil.birth_date.strftime("%d-%m-%Y") if pupil.birth_date else None
    named = [pupil.first_name, pupil.prefix, pupil.surname, born]
    return [float(pupil.external_number or 0), *named, pupil.class_code, pupil.school_type]


def make_oneroster() -> bytes:
    """OneRoster 1.1, a set of tables in a zip."""
    pupils = sample_pupils(22, seed=5)
    tables = {
        "manifest": _table(
            "propertyName,value",
            ["manifest.version", "1.0"],
            ["oneroster.version", "1.1"],
            ["file.users", "bulk"],
            ["file.enrollments", "bulk"],
        ),
        "orgs": _table(
            "sourcedId,status,dateLastModified,name,type,identifier",
            ["o1", "active", "", "De Horizon", "school", "90KL00"],
        ),
        "users": _table(_USERS, *map(_user, pupils)),
        "classes": _table(_CLASSES, *map(_class, sorted({p.class_code or "" for p in pupils}))),
        "enrollments": _table(_ENROLLMENTS, *map(_enrollment, pupils)),
        "demographics": _table(
            "sourcedId,status,dateLastModified,birthDate,sex", *map(_demographic, pupils)
        ),
    }
    return _write_zip({f"{name}.csv": _write_csv(rows) for name, rows in tables.items()})


def _table(header: str, *rows: list[Any]) -> Rows:
    return [header.split(","), *rows]


def _user(pupil: Pupil) -> list[Any]:
    known = [pupil.external_number, "active", "", "true", "o1", "student"]
    named = [pupil.first_name, pupil.surname, pupil.prefix, pupil.email, f"{pupil.year:02}"]
    return known + named


def _class(code: str) -> list[Any]:
    return [f"c{code}", "active", "", f"Groep {code}", code, "homeroom", "o1"]


def _enrollment(pupil: Pupil) -> list[Any]:
    number = pupil.external_number
    return [f"e{number}", "active", "", f"c{pupil.class_code}", "o1", number, "student"]


def _demographic(pupil: Pupil) -> list[Any]:
    sex = "female" if pupil.sex == "F" else "male"
    return [pupil.external_number, "active", "", pupil.birth_date, sex]


def _secondary(seed: int) -> list[Pupil]:
    """Pupils of a secondary school, of its first six years."""
    return [_promote(pupil) for pupil in sample_pupils(26, seed)]


def _promote(pupil: Pupil) -> Pupil:
    year = (pupil.year or 1) % 6 + 1
    letter = (pupil.class_code or "a")[-1]
    return replace(
        pupil,
        class_code=f"h{min(year, 5)}{letter}",
        school_type=f"HAVO {min(year, 5)}",
        birth_date=date(2014 - year, 1 + pupil.row % 12, 14 + pupil.row % 14),
    )


def _write_csv(rows: Rows) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _write_zip(files: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return target.getvalue()


def _add_texts(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, name).text = text


def _add_person(parent: Element, pupil: Pupil) -> None:
    _add_texts(parent, achternaam=pupil.surname or "")
    if pupil.prefix:
        _add_texts(parent, voorvoegsel=pupil.prefix)
    _add_texts(parent, roepnaam=pupil.first_name or "", geboortedatum=str(pupil.birth_date))
    _add_texts(parent, geslacht="2" if pupil.sex == "F" else "1", jaargroep=str(pupil.year))
    SubElement(parent, "groep", key=pupil.class_code or "")
    _add_texts(parent, emailadres=pupil.email or "")
