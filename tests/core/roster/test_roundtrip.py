"""Any table of valid pupils, in any dialect and layout, reads back as the same pupils."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.core.roster.corpus.case import html_table, sheet_xlsx
from tests.core.roster.making import cells_to_csv, cells_to_ods, cells_to_xls, write_zip

from rosterdesk.core.roster.hints import Hints
from rosterdesk.core.roster.model import Pupil, RosterStatus
from rosterdesk.core.roster.reading import read_roster
from rosterdesk.core.roster.values.names import derive_initials, is_prefix
from rosterdesk.core.roster.values.shapes import is_nothing

LOWER = "abcdefghijklmnopqrstuvwxyzàáäçéèêëíïñóöúü"  # letters that Windows-1252 has too
HEADERS = {
    "external_number": ("Leerlingnummer", "stamnr", "EXTERN_NR", "STUDENT_ID", "Llnr."),
    "first_name": ("Roepnaam", "Voornaam", "givenName", "FIRST_NAMES"),
    "prefix": ("Tussenvoegsel", "NAAMTUS", "Voorvoegsel(s)", "prefix"),
    "surname": ("Achternaam", "familyName", "LAST_NAME", "achter-naam"),
    "birth_date": ("Geboortedatum", "geb_datum", "DATE_OF_BIRTH", "Geb. datum"),
    "sex": ("Geslacht", "GENDER", "M/V"),
    "class_code": ("Klas", "Groep", "KLAS_CODE", "stamgroep"),
    "year": ("Leerjaar", "JAARGROEP", "grade"),
    "email": ("E-mail", "emailadres", "E_MAIL"),
    "postcode": ("Postcode", "ZIPCODE"),
}
DATE_FORMATS = ("%d-%m-%Y", "%Y-%m-%d", "%Y%m%d", "%m/%d/%Y", "%d.%m.%Y", "%Y-%m-%dT00:00:00")
TITLES = [["Leerlingenlijst"], [], ["Schooljaar 2025 / 2026"], []]

word = (
    st.text(LOWER, min_size=2, max_size=9)
    .map(str.capitalize)
    .filter(lambda w: not is_prefix(w) and not is_nothing(w, "surname"))
)
name = st.one_of(word, st.tuples(word, word).map("-".join))
prefix = st.sampled_from([None, None, "de", "van", "van den", "van 't", "in 't", "op den"])
TODAY = date(2026, 9, 1)
code = st.from_regex(r"[1-8][a-z]|[HVM][1-6][a-e]", fullmatch=True)


@dataclass(frozen=True)
class Layout:
    """The way in which the table is written."""

    kind: str
    delimiter: str
    encoding: str
    newline: str
    dates: str
    headers: dict[str, str]
    titled: bool
    spaced: bool
    totalled: bool


@st.composite
def pupils(draw: st.DrawFn) -> list[Pupil]:
    count = draw(st.integers(1, 12))
    width = draw(st.sampled_from([4, 6, 7]))
    padded = draw(st.booleans())
    low = 1 if padded else 10 ** (width - 1)
    numbers = draw(st.sets(st.integers(low, 10**width - 1), min_size=count, max_size=count))
    texts = [f"{number:0{width}}" for number in sorted(numbers)]
    return [_draw_pupil(draw, text, row) for row, text in enumerate(texts)]


def _draw_pupil(draw: st.DrawFn, number: str, row: int) -> Pupil:
    first_name, class_code = draw(name), draw(code)
    year = draw(st.integers(0, 9))
    day = TODAY - timedelta(days=365 * (year + 4) + draw(st.integers(0, 3 * 365)))
    return Pupil(
        sheet=None,
        row=0,
        external_number=number,
        initials=derive_initials(first_name),
        first_name=first_name,
        prefix=draw(prefix),
        surname=draw(name),
        birth_date=day.replace(day=25) if row == 0 else day,  # the order of the column shows
        sex=draw(st.sampled_from(["M", "F"])),
        class_code=class_code,
        class_name=class_code,
        year=year,
        email=f"l{number}@school.example",
        postcode=f"{draw(st.integers(1000, 9999))} AB",
    )


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    fields = draw(st.permutations(list(HEADERS)))
    return Layout(
        kind=draw(st.sampled_from(["csv", "csv", "csv", "xlsx", "xls", "ods", "html", "zip"])),
        delimiter=draw(st.sampled_from(";,\t|")),
        encoding=draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"])),
        newline=draw(st.sampled_from(["\r\n", "\n", "\r"])),
        dates=draw(st.sampled_from(DATE_FORMATS)),
        headers={field: draw(st.sampled_from(HEADERS[field])) for field in fields},
        titled=draw(st.booleans()),
        spaced=draw(st.booleans()),
        totalled=draw(st.booleans()),
    )


def write(people: list[Pupil], layout: Layout) -> bytes:
    rows: list[list[object]] = [*TITLES] if layout.titled else []
    rows.append(list(layout.headers.values()))
    for pupil in people:
        rows += [[_cell(pupil, field, layout) for field in layout.headers]]
        rows += [[]] if layout.spaced else []
    rows += [["Totaal", str(len(people))]] if layout.totalled else []
    return _write_kind(layout.kind, rows, layout)


def _cell(pupil: Pupil, field: str, layout: Layout) -> object:
    value = getattr(pupil, field)
    if field == "sex":
        return {"M": "M", "F": "V"}[value]
    if field == "birth_date" and layout.kind not in ("xlsx", "xls", "ods"):
        return value.strftime(layout.dates)
    return value


def _write_kind(kind: str, rows: list[list[object]], layout: Layout) -> bytes:
    if kind == "zip":
        return write_zip({"lijst.csv": _write_kind("csv", rows, layout)})
    if kind == "csv":
        dialect = {"encoding": layout.encoding, "newline": layout.newline}
        return cells_to_csv(rows, delimiter=layout.delimiter, **dialect)
    if kind == "html":
        return html_table(rows, '<meta charset="utf-8">')
    writer = {"xlsx": sheet_xlsx, "xls": cells_to_xls, "ods": cells_to_ods}[kind]
    return writer({"Leerlingen": rows})


@given(people=pupils(), layout=layouts())
@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
def test_what_was_written_is_read(people: list[Pupil], layout: Layout) -> None:
    """The pupils are those that the system knows, whatever it writes."""
    roster = read_roster(write(people, layout), "x", hints=Hints(today=TODAY))
    assert (roster.status, roster.problems) == (RosterStatus.OK, ())
    assert [replace(p, sheet=None, row=0) for p in roster.pupils] == people
