"""Text that a clerk types, turned into facts about a customer or a sentence on how to type it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from rosterdesk.core.clock import today
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.roster.values.ages import ANYBODY
from rosterdesk.core.roster.values.classes import (
    LONGEST_NAME,
    make_class_code,
    read_year,
)
from rosterdesk.core.roster.values.contact import read_email, read_phone, split_street
from rosterdesk.core.roster.values.dates import read_dates
from rosterdesk.core.roster.values.names import derive_initials, split_full_name
from rosterdesk.core.roster.values.sex import read_sexes
from rosterdesk.core.roster.values.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Callable

_POSTCODE = re.compile(r"\b([1-9]\d{3})\s?([A-Za-z]{2})\b")
_CARD = re.compile(r"\d{6,19}[\dXx]")
_USER_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
_NOTHING = frozenset({"-", "–", "geen", "none"})


class TypedError(RosterdeskError):
    """Typed text that cannot be read as an answer to the question."""

    package = "rosterdesk.bot"


def read_typed(field: str, typed: str) -> dict[str, Any]:
    """Return the facts in what was typed for a field; ``-`` empties it. Raises TypedError."""
    text = clean_text(typed)
    if text.lower() in _NOTHING and field in EMPTY:
        return dict(EMPTY[field])
    return _READERS[field](text)


def to_facts(field: str, typed: str) -> dict[str, Any]:
    """Return them as a customer's row has them: a date as a date."""
    facts = read_typed(field, typed)
    if facts.get("birth_date"):
        facts["birth_date"] = date.fromisoformat(facts["birth_date"])
    return facts


def read_card_number(text: str) -> str:
    number = re.sub(r"[\s.-]", "", text).upper()
    if not _CARD.fullmatch(number):
        raise TypedError(N_("A card number has 7 to 20 digits. Scan the card, or type it again."))
    return number


def looks_like_card(text: str) -> bool:
    return bool(_CARD.fullmatch(re.sub(r"[\s.-]", "", text)))


def _read_name(text: str) -> dict[str, Any]:
    name = split_full_name(text)
    if not name.surname or not (name.first_name or name.initials):
        raise TypedError(N_("First name and surname, please: Sanne van den Berg."))
    return {
        "first_name": _fit(name.first_name, 80),
        "initials": _fit(name.initials, 30) or derive_initials(name.first_name or "")[:30] or None,
        "prefix": _fit(name.prefix, 30),
        "surname": _fit(name.surname, 120),
    }


def _fit(text: str | None, most: int) -> str | None:
    if text is not None and len(text) > most:
        raise TypedError(N_("That is too long: at most {most} characters."), most=most)
    return text or None


def _read_birth_date(text: str) -> dict[str, Any]:
    (day,), _ = read_dates([text], "dmy", today())
    if day is None or day >= today() or today().year - day.year > ANYBODY.oldest:
        raise TypedError(N_("A date as 24-03-2015, please."))
    return {"birth_date": day.isoformat()}


def _read_address(text: str) -> dict[str, Any]:
    found = _POSTCODE.search(text)
    street, number, suffix = split_street(text[: found.start()].strip(" ,") if found else "")
    city = text[found.end() :].strip(" ,") if found else ""
    if found is None or not street or not city:
        raise TypedError(N_("Street, number, postcode and city: Dorpsstraat 12a, 1234 AB Dam."))
    return {
        "street": _fit(street, 120),
        "house_number": number,
        "house_number_suffix": suffix,
        "postcode": f"{found[1]} {found[2].upper()}",
        "city": _fit(city, 80),
    }


def _read_email(text: str) -> dict[str, Any]:
    address, doubt = read_email(text)
    if address is None or doubt or len(address) > 254:
        raise TypedError(N_("That is no e-mail address."))
    return {"email": address}


def _read_phone(text: str) -> dict[str, Any]:
    number, doubt = read_phone(text)
    if number is None or doubt or len(number) > 30:
        raise TypedError(N_("That is no telephone number."))
    return {"phone": number}


def _read_user_name(text: str) -> dict[str, Any]:
    name = text.lower()
    if not _USER_NAME.fullmatch(name):
        raise TypedError(N_("3 to 40 small letters, digits, dots and dashes, please."))
    return {"user_name": name}


def _read_class(text: str) -> dict[str, Any]:
    code = make_class_code(text)
    if not code or len(text) > LONGEST_NAME:
        raise TypedError(N_("A class has at most 30 characters."))
    return {"class_code": code, "class_name": text}


def _read_year(text: str) -> dict[str, Any]:
    year, unread = read_year(text)
    if unread or year is None:
        raise TypedError(N_("A year is a digit from 0 to 9."))
    return {"year": year}


def _read_sex(text: str) -> dict[str, Any]:
    (sex,), (unread,) = read_sexes([text])
    if unread:
        raise TypedError(N_("M, V or X, please."))
    return {"sex": sex}


def _plain(field: str, most: int) -> Callable[[str], dict[str, Any]]:
    def read(text: str) -> dict[str, Any]:
        return {field: _fit(text, most)}

    return read


_READERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "card": lambda text: {"card": read_card_number(text)},
    "name": _read_name,
    "sex": _read_sex,
    "birth_date": _read_birth_date,
    "address": _read_address,
    "email": _read_email,
    "phone": _read_phone,
    "user_name": _read_user_name,
    "class": _read_class,
    "year": _read_year,
    "school_type": _plain("school_type", 30),
    "external_number": _plain("external_number", 20),
    "external_number_2": _plain("external_number_2", 20),
    "remarks": _plain("remarks", 2000),
    "notice": _plain("notice", 200),
}

# What a dash makes of a field; a name and a card cannot be emptied.
EMPTY: dict[str, dict[str, Any]] = {
    "sex": {"sex": None},
    "birth_date": {"birth_date": None},
    "address": dict.fromkeys(("street", "house_number", "house_number_suffix", "postcode", "city")),
    "email": {"email": None},
    "phone": {"phone": None},
    "user_name": {"user_name": None},
    "class": {"class_code": None, "class_name": None},
    "year": {"year": None},
    "school_type": {"school_type": None},
    "external_number": {"external_number": None},
    "external_number_2": {"external_number_2": None},
    "remarks": {"remarks": None},
    "notice": {"notice": None},
}
