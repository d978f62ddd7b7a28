"""Koha: the CSV of its patron import tool and of ``misc/import_patrons.pl``.

From Koha's manual ("Import patrons"). The password stays empty. A prefix stands in front of the
surname: Koha has no field for it. A pupil number and a class are patron attributes, where the
school's policy names their types. Not tried on a real Koha yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.handover.forms.tables import write_table
from rosterdesk.core.handover.model import Written
from rosterdesk.core.person_names import full_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from rosterdesk.core.handover.model import Member, Place

HEADER = (
    *("cardnumber", "surname", "firstname", "title", "othernames", "initials", "streetnumber"),
    *("address", "address2", "city", "state", "zipcode", "country", "email", "phone", "mobile"),
    *("dateofbirth", "branchcode", "categorycode", "dateenrolled", "dateexpiry", "sex", "userid"),
    *("password", "patron_attributes"),
)
LEAVERS_HEADER = ("cardnumber", "surname", "branchcode", "categorycode", "dateexpiry")
_LONGEST_CARD, _LONGEST_CODE = 32, 10  # columns of Koha's table borrowers


def write_koha(members: Sequence[Member], place: Place) -> Written:
    return _write(members, place, HEADER, _make_row)


def write_koha_leavers(members: Sequence[Member], place: Place, today: date) -> Written:
    """Return those who left, with today as the end of their membership: nobody is deleted."""

    def make_row(member: Member, place: Place) -> Sequence[object]:
        known = member.known
        surname = full_name(None, known.prefix, known.surname)
        category = place.choose_category(known)
        return known.card_number, surname, place.branch, category, today.isoformat()

    return _write(members, place, LEAVERS_HEADER, make_row)


def _write(
    members: Sequence[Member],
    place: Place,
    header: Sequence[str],
    make_row: Callable[[Member, Place], Sequence[object]],
) -> Written:
    rows, refused = [], []
    for member in members:
        if reason := refuse(member, place):
            refused.append((member.known.id, reason))
        else:
            rows.append(make_row(member, place))
    return Written(write_table(header, rows), len(rows), tuple(refused))


def refuse(member: Member, place: Place) -> str | None:
    """Return why Koha would not take this customer."""
    known, category = member.known, place.choose_category(member.known)
    if not known.card_number:
        return "no_card"
    if len(known.card_number) > _LONGEST_CARD:
        return "card_long"
    if not known.surname:
        return "no_surname"
    if not place.branch:
        return "no_branch"
    if len(place.branch) > _LONGEST_CODE:
        return "branch_long"
    if not category:
        return "no_category"
    return "category_long" if len(category) > _LONGEST_CODE else None


def _make_row(member: Member, place: Place) -> Sequence[object]:
    known = member.known
    mobile = is_mobile(known.phone)
    return (
        known.card_number,
        full_name(None, known.prefix, known.surname),
        known.first_name,
        None,
        None,
        known.initials,
        " ".join(filter(None, (known.house_number, known.house_number_suffix))),
        known.street,
        None,
        known.city,
        None,
        known.postcode,
        None,
        known.email,
        None if mobile else write_phone(known.phone),
        write_phone(known.phone) if mobile else None,
        known.birth_date and known.birth_date.isoformat(),
        place.branch,
        place.choose_category(known),
        member.begun and member.begun.isoformat(),
        member.ended and member.ended.isoformat(),
        {"M": "M", "F": "F"}.get(known.sex or ""),
        None,
        None,
        ",".join(_list_attributes(member, place)),
    )


def _list_attributes(member: Member, place: Place) -> list[str]:
    known = member.known
    pairs = (
        (place.number_attribute, known.external_number),
        (place.class_attribute, known.class_code),
    )
    return [f"{name}:{_quote(value)}" for name, value in pairs if name and value]


def _quote(value: str) -> str:
    """Return a value that holds a comma in quotes, as Koha reads the attributes: as CSV."""
    return f'"{value}"' if "," in value else value


def write_phone(phone: str | None) -> str | None:
    """Return the number without the +, which a spreadsheet would calculate with."""
    text = (phone or "").strip()
    return f"00{text[1:].strip()}" if text.startswith("+") else text or None


def is_mobile(phone: str | None) -> bool:
    """Tell a Dutch mobile number: 06, 00316 or +31 6."""
    digits = "".join(filter(str.isdecimal, write_phone(phone) or ""))
    return digits.startswith(("06", "00316"))
