"""FOLIO: the body of ``POST /user-import`` (mod-user-import).

From the module's README. ``deactivateMissingUsers`` is always false: who left is a user with
``active`` false, in a file of their own. A prefix stands in front of the last name, a class has no
place. Not tried on a real FOLIO yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.handover.model import Written
from rosterdesk.core.person_names import full_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.handover.model import Member, Place


def write_folio(members: Sequence[Member], place: Place, *, active: bool = True) -> Written:
    """Return the users; not ``active`` are those who left."""
    users, refused = [], []
    for member in members:
        if reason := refuse(member, place):
            refused.append((member.known.id, reason))
        else:
            users.append(_drop_unknown(_make_user(member, place, active=active)))
    body = {
        "users": users,
        "totalRecords": len(users),
        "deactivateMissingUsers": False,
        "updateOnlyPresentFields": True,
        "sourceType": f"school{place.code}",
    }
    content = orjson.dumps(body, option=orjson.OPT_INDENT_2)
    return Written(content, len(users), tuple(refused))


def refuse(member: Member, place: Place) -> str | None:
    """Return why FOLIO would not take this customer."""
    known = member.known
    if not known.external_number:
        return "no_number"  # it knows users of a source by this alone
    if not known.card_number:
        return "no_card"
    if not known.surname:
        return "no_surname"
    return None if place.choose_category(known) else "no_category"


def _make_user(member: Member, place: Place, *, active: bool) -> dict[str, Any]:
    known = member.known
    personal = {
        "lastName": full_name(None, known.prefix, known.surname),
        "firstName": known.first_name or known.initials,
        "email": known.email,
        "phone": known.phone,
        "dateOfBirth": known.birth_date and known.birth_date.isoformat(),
        "addresses": _make_addresses(member, place),
        "preferredContactTypeId": "mail",
    }
    return {
        "username": known.card_number,  # unique in the whole of FOLIO, as a pupil number is not
        "externalSystemId": known.external_number,
        "barcode": known.card_number,
        "active": active,
        "patronGroup": place.choose_category(known),
        "personal": _drop_unknown(personal),
        "enrollmentDate": member.begun and member.begun.isoformat(),
        "expirationDate": member.ended and member.ended.isoformat(),
    }


def _make_addresses(member: Member, place: Place) -> list[dict[str, Any]] | None:
    """Return the address; None where there is none, or the type of addresses is not set."""
    known = member.known
    if not (place.address_type and known.street and known.city):
        return None
    number = "".join(filter(None, (known.house_number, known.house_number_suffix)))
    address = {
        "addressLine1": f"{known.street} {number}".strip(),
        "city": known.city,
        "postalCode": known.postcode,
        "addressTypeId": place.address_type,
        "primaryAddress": True,
    }
    return [_drop_unknown(address)]


def _drop_unknown(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
