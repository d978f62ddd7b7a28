"""Customers as the CSV that the Wise client imports, with its Dutch or its English headers.

From OCLC's public pages "Overzicht velden in het importbestand" (Dutch) and "Import customer
files" (English). Not seen there, and to be tried on a real Wise before it is relied on: the Dutch
headers after HUISNUMMERTOEV…, the Dutch form of a date, and both delimiters. The file is UTF-8
without a byte order mark.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.core.reports.cells import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.core.compare.model import Known

phrases = Phrases("rosterdesk.core")

_FORBIDDEN_IN_CODES = frozenset("\"'“”+&<>/|`\\")  # by Wise, in a class code
LONGEST_NUMBER, LONGEST_CODE, LONGEST_NAME = 20, 10, 30  # positions in Wise

ENGLISH_HEADER = (
    *("PATRON_ID", "STUDENT_ID", "FIRST_NAMES", "PREFIX", "LAST_NAME"),
    *("HOUSE_NUMBER", "ADDRESS", "ADDRESS_LINE_2", "ZIPCODE", "CITY", "STATE"),
    *("DATE_OF_BIRTH", "GENDER", "PHONE", "mobile", "E_MAIL"),
)

LEFT_OUT = {
    "no_number": N_("no pupil number, or one of more than 20 characters"),
    "no_class": N_(
        "no class code that Wise takes: at most 10 characters, no quotes or + & < > / |"
    ),
    "no_year": N_("no year"),
    "no_name": N_("no surname, or neither a first name nor initials"),
    "no_card": N_("no card number"),
    "no_address": N_("no address, and none of the school"),
}


@dataclass(frozen=True, slots=True)
class Address:
    """The school's address, which may stand in for the pupil's; only English Wise has states."""

    street: str
    house_number: str
    postcode: str
    city: str
    house_number_suffix: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class WiseFile:
    """``left_out`` has (customer, code of LEFT_OUT) for those whom Wise would refuse."""

    content: bytes
    left_out: tuple[tuple[int, str], ...]


def write_wise(
    customers: Iterable[Known],
    language: Language,
    school: Address | None = None,
    *,
    with_cards: bool = False,
) -> WiseFile:
    """Return the new and changed customers, as they are after the import.

    ``with_cards`` adds LENERNUMMER to the Dutch file, which replaces main cards; the English
    one always has the card number, as PATRON_ID.
    """
    if language is Language.NL:
        return _write(customers, _DutchTemplate(school, with_cards=with_cards), ";")
    return _write(customers, _EnglishTemplate(school), ",")


def describe_left_out(code: str, language: Language) -> str:
    return phrases.say(language, LEFT_OUT[code])


class _DutchTemplate:
    def __init__(self, school: Address | None, *, with_cards: bool) -> None:
        self.school = school
        self.with_cards = with_cards
        self.names: dict[str, str] = {}  # class code -> its one name

    @property
    def header(self) -> list[str]:
        cards = ["LENERNUMMER"] if self.with_cards else []
        numbers = ["LEERLINGNUMMER", "GROEP", "GROEPSNAAM", "JAARGROEP"]
        names = ["VOORLETTERS", "ROEPNAAM", "NAAMTUS", "NAAM"]
        address = ["ADRES", "HUISNUMMER", "HUISNUMMERTOEVOEGING", "POSTCODE", "PLAATS"]
        return [
            *cards,
            *numbers,
            *names,
            *address,
            "GEBOORTEDATUM",
            "GESLACHT",
            "TELEFOON",
            "E_MAIL",
        ]

    def refuse(self, customer: Known) -> str | None:
        if not 0 < len(customer.external_number or "") <= LONGEST_NUMBER:
            return "no_number"
        code = customer.class_code or ""
        if not 0 < len(code) <= LONGEST_CODE or _FORBIDDEN_IN_CODES & set(code):
            return "no_class"
        if customer.year is None:
            return "no_year"
        return None if _has_name(customer) else "no_name"

    def make_row(self, customer: Known) -> list[object]:
        cards = [customer.card_number] if self.with_cards else []
        address = _choose_address(customer, self.school) or Address("", "", "", "")
        return [
            *cards,
            customer.external_number,
            customer.class_code,
            self._name_class(customer),
            customer.year,
            customer.initials,
            customer.first_name,
            customer.prefix,
            customer.surname,
            address.street,
            address.house_number,
            address.house_number_suffix,
            address.postcode,
            address.city,
            customer.birth_date and f"{customer.birth_date:%d-%m-%Y}",
            _show_sex(customer),
            _show_phone(customer),
            customer.email,
        ]

    def _name_class(self, customer: Known) -> str:
        """Return the name of the class; code and name must match one to one."""
        code = customer.class_code or ""
        if code not in self.names:
            name = (customer.class_name or code)[:LONGEST_NAME]
            if name in self.names.values():
                name = f"{name[: LONGEST_NAME - len(code) - 1]} {code}"
            self.names[code] = name
        return self.names[code]


class _EnglishTemplate:
    header = ENGLISH_HEADER

    def __init__(self, school: Address | None) -> None:
        self.school = school

    def refuse(self, customer: Known) -> str | None:
        if not customer.card_number:
            return "no_card"
        if not _has_name(customer):
            return "no_name"
        return None if _choose_address(customer, self.school) else "no_address"

    def make_row(self, customer: Known) -> list[object]:
        address = _choose_address(customer, self.school) or Address("", "", "", "")
        state = address.state or (self.school.state if self.school else "")
        phone = _show_phone(customer)
        mobile = _is_mobile(phone)
        return [
            customer.card_number,
            customer.external_number,
            customer.first_name or customer.initials,
            customer.prefix,
            customer.surname,
            f"{address.house_number} {address.house_number_suffix}".strip(),
            address.street,
            None,
            address.postcode,
            address.city,
            state,
            customer.birth_date and customer.birth_date.isoformat(),
            _show_sex(customer),
            None if mobile else phone,
            phone if mobile else None,
            customer.email,
        ]


def _write(
    customers: Iterable[Known], template: _DutchTemplate | _EnglishTemplate, delimiter: str
) -> WiseFile:
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(template.header)
    left_out = []
    for customer in customers:
        if reason := template.refuse(customer):
            left_out.append((customer.id, reason))
        else:
            writer.writerow([_make_safe(value) for value in template.make_row(customer)])
    return WiseFile(text.getvalue().encode(), tuple(left_out))


def _make_safe(value: object) -> str:
    """Return what can be read by a program and opened in a spreadsheet.

    An apostrophe in front would end up in the customer's name; no name starts with these.
    """
    return "" if value is None else clean(str(value)).lstrip("=+-@＝＋－＠ ")


def _has_name(customer: Known) -> bool:
    return bool(customer.surname and (customer.first_name or customer.initials))


def _choose_address(customer: Known, school: Address | None) -> Address | None:
    """Return the customer's own address if it is whole, else the school's."""
    parts = (customer.street, customer.house_number, customer.postcode, customer.city)
    if not all(parts):
        return school
    street, house_number, postcode, city = (part or "" for part in parts)
    return Address(street, house_number, postcode, city, customer.house_number_suffix or "")


def _show_sex(customer: Known) -> str | None:
    """Wise knows M and V."""
    return {"M": "M", "F": "V"}.get(customer.sex or "")


def _show_phone(customer: Known) -> str | None:
    """Return the number without the +, which a spreadsheet would calculate with."""
    phone = (customer.phone or "").strip()
    return f"00{phone[1:].strip()}" if phone.startswith("+") else phone or None


def _is_mobile(phone: str | None) -> bool:
    """Tell a Dutch mobile number: 06, 00316 or 0031 6."""
    digits = "".join(filter(str.isdecimal, phone or ""))
    return digits.startswith(("06", "00316"))
