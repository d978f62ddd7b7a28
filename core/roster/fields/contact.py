"""Addresses, e-mail and telephone; what is marked secret is not kept."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from rosterdesk.core.roster.grids import Cells, repeat_pattern
from rosterdesk.core.roster.values.contact import (
    is_secret,
    read_email,
    read_phone,
    read_postcode,
    split_address,
    split_house,
    split_street,
)
from rosterdesk.core.roster.values.shapes import PLAIN
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from rosterdesk.core.roster.people import People

_PLAIN_POSTCODES = repeat_pattern("[1-9][0-9]{3} [A-Z]{2}")
_PLAIN_PHONES = repeat_pattern(PLAIN["phone"])
_PLAIN_EMAILS = repeat_pattern("[A-Za-z0-9_-]++(?:[.][A-Za-z0-9_-]++)*+@[a-z0-9-]++[.][a-z]{2,8}")


def read_address(people: People) -> None:
    postcodes, cities = people.cells("postcode").texts(), people.cells("city").texts()
    streets, houses = people.cells("street").texts(), people.cells("house_number").texts()
    if people.has("street") and not people.has("postcode"):
        whole = streets.map(split_address)
        streets, postcodes = whole.map(itemgetter(0)), whole.map(itemgetter(1)).map(_say)
        cities = cities.fill_in(whole.map(itemgetter(2)).map(_say))
    people.set_read("postcode", postcodes, read_postcode, "postcode_invalid", _PLAIN_POSTCODES)
    people.set_cells("city", cities)
    people.set_cells("street", streets)
    split = houses.map(split_house)
    number, suffix = split.map(itemgetter(0)), split.map(itemgetter(1))
    if not people.has("house_number") and people.has("street"):
        parts = streets.map(split_street)
        people.set_cells("street", parts.map(itemgetter(0)))
        number, suffix = parts.map(itemgetter(1)), parts.map(itemgetter(2))
    people.set_cells("house_number", number)
    given = people.cells("house_number_suffix").texts()
    people.set_cells("house_number_suffix", given.fill_in(suffix))
    _hide(people, "secret_address", "street house_number house_number_suffix postcode city")


def _say(text: str | None) -> str:
    return text or ""


def read_contact(people: People) -> None:
    _read_first(people, "email", read_email, "email_invalid", _PLAIN_EMAILS)
    _read_first(people, "phone", read_phone, "value_unlikely", _PLAIN_PHONES)
    _hide(people, "secret_phone", "phone")


def _read_first(
    people: People,
    name: str,
    read: Callable[[str], tuple[str | None, bool]],
    code: str,
    plain: re.Pattern[str],
) -> None:
    """Read the first value of each cell; say where there are more, and where there is none."""
    cells = people.cells(name).texts()
    if cells.all_match(plain):
        people.set_cells(name, cells)
        return
    answers = [read(text) for text in cells.distinct]
    people.set_cells(name, Cells(cells.codes, [value for value, _ in answers]))
    for said, found in (
        (code, [doubt and value is None for value, doubt in answers]),
        ("several_values", [doubt and value is not None for value, doubt in answers]),
    ):
        if any(found):
            people.remark(said, np.array(found)[cells.codes], name)


def _hide(people: People, flag: str, names: str) -> None:
    """An address or a telephone number that is marked secret is not kept."""
    secret = people.cells(flag).where(lambda cell: is_secret(to_text(cell)))
    secret &= ~people.left_out
    if secret.any():
        people.remark_file("secret_left_out", flag, count=int(secret.sum()))
        for name in names.split():
            people.found[name] = people.found[name].blank_where(secret)
