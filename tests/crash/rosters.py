"""Rosters as schools send them, with values in them that may be found nowhere afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from openpyxl import Workbook
from tests.core.roster.making import cells_to_csv

if TYPE_CHECKING:
    from random import Random

HEADERS = {
    "number": "Leerlingnummer",
    "first_name": "Roepnaam",
    "surname": "Achternaam",
    "born": "Geboortedatum",
    "sex": "Geslacht",
    "class_code": "Klas",
    "year": "Leerjaar",
    "email": "E-mailadres",
    "street": "Straat",
    "house_number": "Huisnummer",
    "postcode": "Postcode",
    "city": "Plaats",
    "secret": "Geheim adres",
    "bsn": "BSN",
}
LEAST, MOST = 6, 9  # pupils of a school
_SYLLABLES = [
    "ba",
    "bel",
    "dor",
    "dra",
    "fen",
    "fil",
    "gor",
    "gri",
    "hul",
    "jas",
    "kem",
    "kro",
    "lim",
    "lof",
    "mar",
    "mek",
    "nol",
    "nys",
    "pra",
    "pul",
    "rin",
    "ros",
    "sel",
    "ston",
    "tam",
    "tre",
    "ulf",
    "ven",
    "vor",
    "wim",
    "yst",
    "zan",
    "zor",
]


def invent(dice: Random, syllables: int = 6) -> str:
    """A word that stands nowhere else: it is looked for by its letters.

    Of four syllables two were the same in each run of 500 kills: one person's secret street was
    another's plain one.
    """
    return "".join(dice.choice(_SYLLABLES) for _ in range(syllables))


@dataclass
class Pupil:
    number: str
    first_name: str
    surname: str
    born: str
    sex: str
    class_code: str
    year: int
    email: str
    street: str
    house_number: str
    bsn: str
    secret: str  # "ja" where the address may not be kept
    postcode: str = "1234 AB"
    city: str = "Voorbeelddam"

    @property
    def words(self) -> set[str]:
        """The words that say who the pupil is: gone once the pupil is erased."""
        return {self.surname, self.email, self.street, self.number}

    @property
    def forbidden(self) -> set[str]:
        """The values that may not be kept at all."""
        return {self.bsn} | ({self.street} if self.secret else set())


@dataclass
class Class:
    """The pupils of one school, from file to file: some come, some go, some change class."""

    school: int
    dice: Random
    pupils: list[Pupil] = field(default_factory=list)
    gone: list[Pupil] = field(default_factory=list)
    made: int = 0

    def move_on(self) -> list[Pupil]:
        """Return who is in the next file."""
        dice = self.dice
        while len(self.pupils) > LEAST and dice.random() < 0.6:
            self.gone.append(self.pupils.pop(dice.randrange(len(self.pupils))))
        while len(self.pupils) < LEAST or (len(self.pupils) < MOST and dice.random() < 0.6):
            self.pupils.append(self._make())
        for pupil in dice.sample(self.pupils, 2):
            pupil.class_code = f"{pupil.year}{dice.choice('abcdef')}"
        return list(self.pupils)

    def _make(self) -> Pupil:
        self.made += 1
        dice, surname = self.dice, invent(self.dice).capitalize()
        year = dice.randint(1, 8)
        born = date(2022 - year, 8, 1) - timedelta(days=dice.randrange(365))
        return Pupil(
            number=f"7{self.school:03}{self.made:05}",
            first_name=invent(dice, 2).capitalize(),
            surname=surname,
            born=f"{born:%d-%m-%Y}",
            sex=dice.choice("MV"),
            class_code=f"{year}a",
            year=year,
            email=f"{invent(dice)}@school{self.school}.example",
            street=f"{invent(dice).capitalize()}weg",
            house_number=str(dice.randint(1, 99)),
            bsn=f"99{dice.randrange(10**7):07}",
            secret="ja" if dice.random() < 0.25 else "",
        )


def write_roster(pupils: list[Pupil], *, workbook: bool) -> bytes:
    lines = [[str(getattr(pupil, name)) for name in HEADERS] for pupil in pupils]
    cells = [list(HEADERS.values()), *lines]
    return _write_workbook(cells) if workbook else cells_to_csv(cells)


def _write_workbook(lines: list[list[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Leerlingen")
    for line in lines:
        sheet.append(line)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def write_unreadable(dice: Random) -> bytes:
    """A file without a line of headings: it is refused."""
    return f"Beste bibliotheek;\r\nhierbij de lijst van {invent(dice)};\r\n".encode()
