"""A made library in the three export forms of loan systems, each in its own headers.

The writers are of the tests and share nothing with ours: what a loan system exports is not what
we write for it.
"""

from __future__ import annotations

import csv
import io
import json
import random
from dataclasses import dataclass
from datetime import date, timedelta

from tests.core.roster.making import make_pupils

CODES = [f"{number:02}{letters}00" for letters in ("AB", "CD", "EF") for number in range(10, 20)]


@dataclass(frozen=True, slots=True)
class Person:
    school: str
    number: str
    card: str
    first_name: str
    prefix: str | None
    surname: str
    born: date
    sex: str
    class_code: str
    year: int
    street: str
    house: str
    suffix: str | None
    postcode: str
    city: str
    email: str | None
    since: date
    until: date | None
    blocked: bool


def make_people(count: int, schools: int = 30, seed: int = 7) -> list[Person]:
    """Return so many people over the schools; one in twenty has left, one in fifty is blocked."""
    dice = random.Random(seed)
    people = []
    for place, pupil in enumerate(make_pupils(count, seed)):
        assert pupil.birth_date
        assert pupil.first_name
        assert pupil.surname
        assert pupil.class_code
        since = date(2024, 8, 1) + timedelta(days=dice.randrange(700))
        left = dice.random() < 0.05
        people.append(
            Person(
                school=CODES[place % schools],
                number=f"{30_000 + place}",
                card=f"2{place:08}{place % 10}",
                first_name=pupil.first_name,
                prefix=pupil.prefix,
                surname=pupil.surname,
                born=pupil.birth_date,
                sex=pupil.sex if pupil.sex in ("M", "F") else "F",
                class_code=pupil.class_code,
                year=pupil.year or 1,
                street=pupil.street or "Dorpsstraat",
                house=pupil.house_number or "1",
                suffix=pupil.house_number_suffix,
                postcode=pupil.postcode or "1234 AB",
                city=pupil.city or "Ons Dorp",
                email=pupil.email,
                since=since,
                until=since + timedelta(days=30) if left else None,
                blocked=not left and dice.random() < 0.02,
            )
        )
    return people


def _write(rows: list[dict[str, object]], delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def export_koha(people: list[Person]) -> bytes:
    """As a Koha report exports borrowers, with its own names of columns."""
    return _write(
        [
            {
                "cardnumber": p.card,
                "surname": f"{p.prefix} {p.surname}" if p.prefix else p.surname,
                "firstname": p.first_name,
                "streetnumber": f"{p.house} {p.suffix or ''}".strip(),
                "address": p.street,
                "city": p.city,
                "zipcode": p.postcode,
                "email": p.email,
                "dateofbirth": p.born.isoformat(),
                "branchcode": p.school,
                "categorycode": "JEUGD",
                "dateenrolled": p.since.isoformat(),
                "dateexpiry": p.until.isoformat() if p.until else "",
                "sex": p.sex,
                "password": "",
                "patron_attributes": f"LLNR:{p.number},KLAS:{p.class_code}",
                "lost": "1" if p.blocked else "0",
            }
            for p in people
        ]
    )


def export_wise(people: list[Person]) -> bytes:
    """Dutch headers, with the branch and the card: Wise's own, and those that a report adds."""
    return _write(
        [
            {
                "VESTIGING": p.school,
                "LENERNUMMER": p.card,
                "LEERLINGNUMMER": p.number,
                "GROEP": p.class_code,
                "GROEPSNAAM": p.class_code,
                "JAARGROEP": p.year,
                "VOORLETTERS": "",
                "ROEPNAAM": p.first_name,
                "NAAMTUS": p.prefix or "",
                "NAAM": p.surname,
                "ADRES": p.street,
                "HUISNUMMER": p.house,
                "HUISNUMMERTOEVOEGING": p.suffix or "",
                "POSTCODE": p.postcode,
                "PLAATS": p.city,
                "GEBOORTEDATUM": f"{p.born:%d-%m-%Y}",
                "GESLACHT": {"M": "M", "F": "V"}[p.sex],
                "E_MAIL": p.email or "",
                "INSCHRIJFDATUM": f"{p.since:%d-%m-%Y}",
                "EINDDATUM": f"{p.until:%d-%m-%Y}" if p.until else "",
                "PASSTATUS": "geblokkeerd" if p.blocked else "actief",
            }
            for p in people
        ],
        delimiter=";",
    )


def export_folio(people: list[Person], school: str) -> bytes:
    """The users of one school: FOLIO has no branch on a user."""
    users = [
        {
            "username": p.card,
            "externalSystemId": p.number,
            "barcode": p.card,
            "active": p.until is None,
            "patronGroup": "JEUGD",
            "personal": {
                "lastName": f"{p.prefix} {p.surname}" if p.prefix else p.surname,
                "firstName": p.first_name,
                "dateOfBirth": p.born.isoformat(),
                **({"email": p.email} if p.email else {}),
                "addresses": [
                    {
                        "addressLine1": f"{p.street} {p.house}{p.suffix or ''}",
                        "city": p.city,
                        "postalCode": p.postcode,
                        "addressTypeId": "Home",
                    }
                ],
            },
            "enrollmentDate": p.since.isoformat(),
            **({"expirationDate": p.until.isoformat()} if p.until else {}),
        }
        for p in people
        if p.school == school
    ]
    return json.dumps({"users": users, "sourceType": f"school{school}"}).encode()
