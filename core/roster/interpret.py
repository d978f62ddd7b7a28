"""What the columns of a roster say, field by field."""

from __future__ import annotations

import re
from itertools import pairwise, repeat
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from rosterdesk.core.roster.grids import Cells, repeat_pattern
from rosterdesk.core.roster.model import MOST_SAMPLES
from rosterdesk.core.roster.people import group_rows
from rosterdesk.core.roster.template import EXAMPLE_NUMBERS
from rosterdesk.core.roster.values.classes import (
    LEFT_YEARS,
    LONGEST_CODE,
    LONGEST_NAME,
    derive_year,
    is_not_enrolled,
    make_class_code,
    read_class,
    read_role,
    read_year,
)
from rosterdesk.core.roster.values.contact import (
    is_secret,
    read_email,
    read_phone,
    read_postcode,
    read_yes,
    split_house,
    split_street,
)
from rosterdesk.core.roster.values.dates import find_doubtful, order_of, read_dates
from rosterdesk.core.roster.values.names import derive_initials, split_full_name, split_prefix
from rosterdesk.core.roster.values.numbers import (
    LONGEST_NUMBER,
    find_width,
    fit_number,
    read_number,
)
from rosterdesk.core.roster.values.sex import read_sexes
from rosterdesk.core.roster.values.text import to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from rosterdesk.core.roster.grids import Mask, Numbers
    from rosterdesk.core.roster.hints import DateOrder, Hints
    from rosterdesk.core.roster.people import People, Values

_TOTAL = re.compile(
    r"(?:sub)?tota(?:al|l)|aantal|gemiddeld|einde|printdatum|afgedrukt", re.IGNORECASE
)
_PLAIN_POSTCODES = repeat_pattern("[1-9][0-9]{3} [A-Z]{2}")
_PLAIN_EMAILS = repeat_pattern("[A-Za-z0-9_-]++(?:[.][A-Za-z0-9_-]++)*+@[a-z0-9-]++[.][a-z]{2,8}")
_EXAMPLES = frozenset(EXAMPLE_NUMBERS.values())
_CARD = re.compile(r"[0-9A-Za-z]{4,20}")
_ENOUGH = 5  # pupils of a year whose dates say how old that year is
_NAMES = ("surname", "first_name", "full_name", "first_names", "initials")
_FIRST_NAMES = ("first_name", "full_name", "first_names", "initials")


def interpret(people: People, hints: Hints) -> None:
    """Fill ``people.found`` and ``people.problems``; failed rows are marked."""
    _leave_out(people)
    _read_numbers(people, hints)
    _read_names(people)
    _read_birth_and_leaving(people, hints)
    _read_sex(people)
    _read_classes(people)
    _read_address(people)
    _read_contact(people)
    _read_rest(people)
    _find_duplicates(people)


def _leave_out(people: People) -> None:
    """Totals and footers without a word; people who are not at the school now with a remark."""
    named = np.zeros(len(people), dtype=bool)
    for name in _NAMES:
        named |= people.cells(name).where(_has_letters)
    numbers = people.cells("external_number")
    numbered = numbers.filled() if numbers.are_decimals() else numbers.where(_has_digits)
    total = _find_totals(people, numbered)
    footer, stranger = total, ~numbered & ~named
    if not named.all():
        filled = _count_filled(people)
        footer = total | (~named & (~numbered | (filled <= 2)))
        stranger = footer & ~total & (filled > 2)
    gone = people.cells("year").where(lambda cell: to_text(cell).lower() in LEFT_YEARS)
    for name in ("class_code", "class_name"):
        gone |= people.cells(name).where(lambda cell: is_not_enrolled(to_text(cell)))
    role = people.cells("role").where(lambda cell: cell != "" and read_role(to_text(cell)) is None)
    people.remark("not_a_pupil", stranger | ((gone | role) & ~footer))
    people.left_out |= footer | gone | role


def _find_totals(people: People, numbered: Mask) -> Mask:
    """Rows of totals, whose count may stand under the numbers, and our own template's example."""
    last = people.cells("surname").filled() | people.cells("full_name").filled()
    first = np.zeros(len(people), dtype=bool)
    for name in _FIRST_NAMES:
        first |= people.cells(name).filled()
    unlikely = ~(numbered & last & first)
    if not unlikely.any():
        return unlikely
    example = people.cells("external_number").where(lambda v: to_text(v).upper() in _EXAMPLES)
    total = _any_cell(people, _is_total) & (~numbered | (_count_filled(people) <= 3))
    return unlikely & (total | example)


def _any_cell(people: People, test: Callable[[Any], bool]) -> Mask:
    found = np.zeros(len(people), dtype=bool)
    for name in ("external_number", *_NAMES):
        found |= people.cells(name).where(test)
    return found


def _count_filled(people: People) -> Numbers:
    names = {name for part in people.parts for name in part.fields}
    filled = np.zeros(len(people), dtype=np.intp)
    for name in names:
        filled += people.cells(name).filled()
    return filled


def _has_letters(cell: Any) -> bool:
    return isinstance(cell, str) and any(map(str.isalpha, cell))


def _has_digits(cell: Any) -> bool:
    text = to_text(cell)
    return text.isdigit() or any(map(str.isdigit, text))


def _is_total(cell: Any) -> bool:
    return isinstance(cell, str) and bool(_TOTAL.match(cell))


def _read_numbers(people: People, hints: Hints) -> None:
    cells = people.cells("external_number")
    if not people.has("external_number"):
        people.set_cells("external_number", cells)
        people.remark_file("missing_required", field="external_number")
        return
    read = _read_distinct_numbers(cells)
    fitted = _fit_numbers([text for text, _ in read], hints)
    people.set_cells("external_number", Cells(cells.codes, fitted))
    empty = cells.where(lambda value: value == "")
    people.remark("missing_required", empty, "external_number", field="external_number")
    longest = max(map(len, fitted), default=0)
    if cells.are_decimals() and fitted == cells.distinct and longest <= LONGEST_NUMBER:
        return  # the plain case, judged in one look
    remarks = [
        _judge_number(text, code, other) for (text, code), other in zip(read, fitted, strict=True)
    ]
    for code in sorted(set(remarks) - {None}, key=str):
        found = np.array([remark == code for remark in remarks])
        people.remark(str(code), found[cells.codes], "external_number", limit=LONGEST_NUMBER)


def _read_distinct_numbers(cells: Cells) -> list[tuple[str, str | None]]:
    if cells.are_decimals():
        return list(zip(cells.distinct, repeat(None), strict=False))
    return [read_number(value) for value in cells.distinct]


def _fit_numbers(texts: list[str], hints: Hints) -> list[str]:
    width = hints.number_width or find_width(texts)
    if not width and not hints.known_numbers:
        return texts
    known = hints.known_numbers
    return [text if text in known else fit_number(text, width, hints) for text in texts]


def _judge_number(text: str, code: str | None, fitted: str) -> str | None:
    if len(fitted) > LONGEST_NUMBER:
        return "value_too_long"
    return code or ("number_repaired" if fitted != text else None)


def _read_names(people: People) -> None:
    given = {name: people.cells(name).texts() for name in ("prefix", "first_name", "initials")}
    surname, prefix = _read_surnames(people, given["prefix"])
    if people.has("full_name"):
        whole = people.cells("full_name").map(lambda cell: split_full_name(to_text(cell)))
        surname = surname.fill_in(whole.map(attrgetter("surname")))
        prefix = prefix.fill_in(whole.map(attrgetter("prefix")))
        for name in ("first_name", "initials"):
            given[name] = given[name].fill_in(whole.map(attrgetter(name)))
    people.set_cells("surname", surname)
    people.set_cells("prefix", given["prefix"].fill_in(prefix))
    _read_first_names(people, given["first_name"], given["initials"])
    _demand_names(people)


def _read_surnames(people: People, prefixes: Cells) -> tuple[Cells, Cells]:
    """Where the prefix has its own column the surname stays whole, unless it repeats it."""
    whole = people.cells("surname").texts()
    split = whole.map(split_prefix)
    surname, prefix = split.map(itemgetter(1)), split.map(itemgetter(0))
    given = prefixes.filled()
    if given.any():
        repeated = given & prefix.filled()
        for row in np.flatnonzero(repeated):
            repeated[row] = prefix[row].lower() == prefixes[row].lower()
        surname = whole.blank_where(~given | repeated).fill_in(surname)
    return surname, prefix


def _read_first_names(people: People, first_name: Cells, initials: Cells) -> None:
    all_names = people.cells("first_names").texts()
    first = first_name.fill_in(all_names.map(lambda text: text.split(" ")[0]))
    people.set_cells("first_name", first)
    derived = first.map(lambda name: derive_initials(name or ""))
    found = initials.fill_in(all_names.map(derive_initials)).fill_in(derived)
    people.set_cells("initials", found)


def _demand_names(people: People) -> None:
    column = "surname" if people.has("surname") else "full_name"
    nameless = ~people.found["surname"].filled()
    people.remark("missing_required", nameless, column, field="surname")
    nameless = ~people.found["first_name"].filled() & ~people.found["initials"].filled()
    people.remark("missing_required", nameless, "first_name", field="first_name")


def _read_birth_and_leaving(people: People, hints: Hints) -> None:
    """One program wrote both columns: where one does not show its order, the other's is used."""
    columns = {name: _present(people, name) for name in ("birth_date", "leaves_on")}
    shown = [order_of(values, hints.today) for values in columns.values()]
    order = next((order for order in shown if order), None)
    for name, values in columns.items():
        if people.has(name):
            _read_date_column(people, name, values, hints, order)


def _present(people: People, name: str) -> list[Any]:
    """The distinct cells of a column, '' for those of rows that were left out only."""
    cells = people.cells(name)
    counts = cells.take(~people.left_out).counts()
    return [v if n else "" for v, n in zip(cells.distinct, counts, strict=True)]


def _read_date_column(
    people: People, name: str, values: list[Any], hints: Hints, beside: DateOrder | None
) -> None:
    cells = people.cells(name)
    dates, doubt = read_dates(values, hints.date_order, hints.today, beside)
    if doubt:
        samples = find_doubtful(values, hints.today)[:MOST_SAMPLES]
        people.remark_file(doubt, name, samples=samples)
        return
    born = name == "birth_date"
    dates = [None if born and day and day > hints.today else day for day in dates]
    people.set_cells(name, Cells(cells.codes, dates))
    wrong = [value != "" and day is None for value, day in zip(values, dates, strict=True)]
    if any(wrong):
        people.remark("date_invalid", np.array(wrong)[cells.codes], name)


def _read_sex(people: People) -> None:
    cells = people.cells("sex")
    sexes, unread = read_sexes(cells.distinct)
    people.set_cells("sex", Cells(cells.codes, sexes))
    if any(unread):
        people.remark("sex_unknown", np.array(unread)[cells.codes], "sex")


def _read_classes(people: People) -> None:
    code_cells = people.cells("class_code").map(read_class)
    name_cells = people.cells("class_name").map(read_class)
    made = code_cells.map(make_class_code)
    from_name = name_cells.map(make_class_code).map(lambda c: c if len(c) <= LONGEST_CODE else "")
    people.set_cells("class_code", made.fill_in(from_name))
    people.set_cells("class_name", name_cells.fill_in(code_cells))
    people.remark(
        "value_too_long",
        made.where(lambda c: len(c) > LONGEST_CODE),
        "class_code",
        limit=LONGEST_CODE,
    )
    long_name = name_cells.where(lambda c: len(c) > LONGEST_NAME)
    people.remark("value_too_long", long_name, "class_name", limit=LONGEST_NAME)
    _tell_changed_codes(people, code_cells, made)
    classed = people.found["class_code"].filled() | people.found["class_name"].filled()
    if not (classed & ~people.left_out).any():
        people.remark_file("no_class")


def _tell_changed_codes(people: People, before: Cells, after: Cells) -> None:
    """Once for each class, at its first row."""
    first = dict(zip(before.codes[::-1].tolist(), range(len(before) - 1, -1, -1), strict=True))
    for number, row in sorted(first.items()):
        old, new = before.distinct[number], after.distinct[number]
        if old != new and len(new) <= LONGEST_CODE:
            people.remark_row("class_changed", row, "class_code", old=old, new=new)


def _read_address(people: People) -> None:
    postcodes = people.cells("postcode").texts()
    people.set_read("postcode", postcodes, read_postcode, "postcode_invalid", _PLAIN_POSTCODES)
    people.set_cells("city", people.cells("city").texts())
    streets, houses = people.cells("street").texts(), people.cells("house_number").texts()
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


def _read_contact(people: People) -> None:
    emails = people.cells("email").texts()
    people.set_read("email", emails, read_email, "email_invalid", _PLAIN_EMAILS)
    people.set_cells("phone", people.cells("phone").texts().map(read_phone))
    _hide(people, "secret_phone", "phone")


def _hide(people: People, flag: str, names: str) -> None:
    """An address or a telephone number that is marked secret is not kept."""
    secret = people.cells(flag).where(lambda cell: is_secret(to_text(cell)))
    secret &= ~people.left_out
    if secret.any():
        people.remark_file("secret_left_out", flag, count=int(secret.sum()))
        for name in names.split():
            people.found[name] = people.found[name].blank_where(secret)


def _read_rest(people: People) -> None:
    people.set_read("year", people.cells("year"), read_year, "year_invalid")
    people.set_cells("school_type", people.cells("school_type").texts())
    people.set_read("card_number", people.cells("card_number"), _read_card, "card_invalid")
    role = people.cells("role").map(lambda cell: read_role(to_text(cell)) or "pupil")
    people.set_cells("role", role)
    if not people.has("year"):
        _derive_years(people)
    consent = people.cells("public_library").map(lambda cell: read_yes(to_text(cell)))
    people.set_cells("public_library", consent)


def _derive_years(people: People) -> None:
    """From the classes, unless the birth dates say that their digits are no years."""
    years = people.found["class_code"].map(derive_year)
    years = years.fill_in(people.found["class_name"].map(derive_year))
    pupils = people.found["role"].where(lambda role: role == "pupil")
    years = years.blank_where(~pupils | people.left_out)
    born = people.found.get("birth_date")
    if born is None or _follow_age(years.to_array(), born.to_array()):
        people.set_cells("year", years)


def _follow_age(years: Values, born: Values) -> bool:
    """Whether who is in a higher year was born earlier, as far as enough of them have a date."""
    days: dict[int, list[int]] = {}
    for year, day in zip(years, born, strict=True):
        if year and day:
            days.setdefault(year, []).append(day.toordinal())
    typical = [np.median(days[year]) for year in sorted(days) if len(days[year]) >= _ENOUGH]
    return all(older < younger for younger, older in pairwise(typical))


def _read_card(cell: Any) -> tuple[str | None, bool]:
    text, _ = read_number(cell)
    if not text:
        return None, False
    return (text, False) if _CARD.fullmatch(text) else (None, True)


def _find_duplicates(people: People) -> None:
    """The same pupil twice is used once; two pupils with one number are both wrong."""
    numbers = people.found["external_number"]
    usable = numbers.filled() & ~people.left_out
    codes, sizes = group_rows(numbers.blank_where(~usable))
    repeated = usable & (sizes[codes] > 1)
    groups: dict[int, list[int]] = {}
    for index in np.flatnonzero(repeated):
        groups.setdefault(int(codes[index]), []).append(int(index))
    for rows in groups.values():
        _judge_duplicates(people, rows)


def _judge_duplicates(people: People, rows: list[int]) -> None:
    first, *others = rows
    if all(_who(people, first) == _who(people, other) for other in others):
        people.remark("duplicate_row", others, "external_number", rows=int(people.rows[first]))
        people.left_out[others] = True
        return
    for row in rows:
        where = ", ".join(str(int(people.rows[other])) for other in rows if other != row)
        people.remark("duplicate_number", [row], "external_number", rows=where)


def _who(people: People, row: int) -> tuple[object, ...]:
    born = people.found.get("birth_date")
    names = [people.found[name][row] for name in ("first_name", "prefix", "surname")]
    return (*names, None if born is None else born[row])
