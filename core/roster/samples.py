"""Synthetic pupils: for the demo and the tests. Nobody in here exists."""

from __future__ import annotations

import random
from datetime import date, timedelta
from io import BytesIO
from itertools import product
from typing import TYPE_CHECKING

from rosterdesk.core.roster.model import Pupil

if TYPE_CHECKING:
    from collections.abc import Iterable

# The headers that a school administration gives its library export, in file order.
SAMPLE_HEADERS = {
    "external_number": "Leerlingnummer",
    "first_name": "Roepnaam",
    "prefix": "Tussenvoegsel",
    "surname": "Achternaam",
    "birth_date": "Geboortedatum",
    "sex": "Geslacht",
    "class_code": "Klas",
    "year": "Leerjaar",
    "email": "E-mailadres",
    "street": "Straat",
    "house_number": "Huisnummer",
    "house_number_suffix": "Toevoeging",
    "postcode": "Postcode",
    "city": "Plaats",
}
SAMPLE_SHEET = "Leerlingen"

_GIRLS = [
    "Emma",
    "Julia",
    "Sophie",
    "Zoë",
    "Noëlle",
    "Fatima",
    "Anouk",
    "Renée",
    "Yasmin",
    "Lieke",
    "Saar",
    "Chloé",
    "Inès",
    "Maud",
    "Tessa",
    "Femke",
    "Jet",
    "Aïcha",
    "Loïs",
    "Rozemarijn",
]
_BOYS = [
    "Daan",
    "Noah",
    "Sem",
    "Lucas",
    "Levi",
    "Mohamed",
    "Finn",
    "Jesse",
    "André",
    "Björn",
    "Thijs",
    "Bram",
    "Çem",
    "Ruben",
    "Jurre",
    "Joël",
    "Tygo",
    "Kjeld",
    "Stijn",
    "Loïc",
]
_SURNAMES = [
    "Jansen",
    "Bakker",
    "Visser",
    "Smit",
    "Meijer",
    "Mulder",
    "Bos",
    "Vos",
    "Peters",
    "Hendriks",
    "Dekker",
    "Brouwer",
    "Dijkstra",
    "Postma",
    "Kuipers",
    "Özdemir",
    "Yildiz",
    "Müller",
    "Citroën",
    "Reünie",
    "Haddad",
    "Nguyen",
    "Kowalski",
    "Prins",
    "Schouten",
    "Hoekstra",
    "Koster",
    "Veenstra",
    "Blom",
    "Wiersma",
]
_PREFIXED = (
    ("de", "Vries"),
    ("van", "Dijk"),
    ("van den", "Berg"),
    ("van der", "Meer"),
    ("de", "Boer"),
    ("van 't", "Hof"),
    ("ter", "Horst"),
    ("den", "Hartog"),
    ("'t", "Lam"),
    ("van de", "Ven"),
    ("in 't", "Veld"),
    ("op den", "Akker"),
)
_STREETS = (
    "Dorpsstraat",
    "Kerkweg",
    "Molenlaan",
    "Schoolstraat",
    "Burg. Voorbeeldstraat",
    "Prins Hendrikkade",
    "'s-Gravenweg",
)
_CITIES = ("Voorbeelddam", "Oefenhuizen", "'s-Proefveld", "Testum aan Zee")
_POSTCODE_LETTERS = tuple(a + b for a, b in product("ABCDEGHJKLM", "ABCDEGHJ"))


def sample_pupils(count: int, seed: int = 1) -> list[Pupil]:
    """Pupils as the reader gives them back from a file with SAMPLE_HEADERS, from row 2."""
    dice = random.Random(seed)
    start = dice.randrange(100_000, 200_000)
    return [_sample_pupil(dice, start + index * 7, index + 2) for index in range(count)]


def write_workbook(pupils: Iterable[Pupil]) -> bytes:
    """The pupils as an .xlsx with SAMPLE_HEADERS; dates are true date cells."""
    from openpyxl import Workbook  # noqa: PLC0415 - only those who write a workbook pay for it

    book = Workbook(write_only=True)
    sheet = book.create_sheet(SAMPLE_SHEET)
    sheet.append(list(SAMPLE_HEADERS.values()))
    for pupil in pupils:
        sheet.append([getattr(pupil, field) for field in SAMPLE_HEADERS])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _sample_pupil(dice: random.Random, number: int, row: int) -> Pupil:
    year = dice.randint(1, 8)
    girl = dice.random() < 0.5
    first_name = dice.choice(_GIRLS if girl else _BOYS)
    prefix, surname = _draw_surname(dice)
    class_code = f"{year}{dice.choice('abc')}"
    return Pupil(
        sheet=SAMPLE_SHEET,
        row=row,
        external_number=str(number),
        initials=f"{first_name[0].upper()}.",
        first_name=first_name,
        prefix=prefix,
        surname=surname,
        birth_date=date(2022 - year, 8, 1) - timedelta(days=dice.randrange(365)),
        sex="F" if girl else "M",
        class_code=class_code,
        class_name=class_code,
        year=year,
        email=f"leerling{number}@school.example",
        street=dice.choice(_STREETS),
        house_number=str(dice.randint(1, 240)),
        house_number_suffix=dice.choice((None, None, None, "a", "bis")),
        postcode=f"{dice.randint(1000, 9999)} {dice.choice(_POSTCODE_LETTERS)}",
        city=dice.choice(_CITIES),
    )


def _draw_surname(dice: random.Random) -> tuple[str | None, str]:
    if dice.random() < 0.35:
        return dice.choice(_PREFIXED)
    if dice.random() < 0.1:
        return None, f"{dice.choice(_SURNAMES)}-{dice.choice(_SURNAMES)}"
    return None, dice.choice(_SURNAMES)
