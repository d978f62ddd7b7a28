"""Roster files with a faulty structure, not only faulty bytes.

Each format is written from its own parts (elements, tables, members, cells) in any combination:
what a mutation of bytes would almost never reach behind a checksum or a packing.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from hypothesis import strategies as st
from tests.fuzz.hostile import nasty, numbers, texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import SearchStrategy

_usual = st.sampled_from(
    ["1", "2", "Noor", "de", "Bakker", "5a", "5", "01-02-2015", "2015-02-01", "M", "m", "v", "ja",
     "groep 5", "Totaal", "12AB", "12AB00", "x@school.example", "leerling", "docent", ""]
)  # fmt: skip
_cells = st.one_of(_usual, _usual, texts, numbers.map(str))
_headers = st.one_of(
    st.sampled_from(
        ["leerlingnummer", "voornaam", "achternaam", "tussenvoegsel", "geboortedatum", "geslacht",
         "groep", "klas", "jaargroep", "e-mail", "BSN", "postcode", "straat", "naam", "school"]
    ),
    texts,
)  # fmt: skip
_rows = st.lists(st.lists(_cells, max_size=9), max_size=6)
_grids = st.builds(lambda head, rows: [head, *rows], st.lists(_headers, max_size=9), _rows)
_attributes = st.sampled_from(["1", "2", "16384", "1048576", "99999999999", "-1", "0", "x", ""])


def _zip(members: Sequence[tuple[str, bytes]]) -> bytes:
    """Members may have the same name, or one that leads out of the folder."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a name that is there twice: as is meant
        for name, data in members:
            shown = zipfile.ZipInfo(name[:16_000] or "x")  # the longest that the format has
            archive.writestr(shown, data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _write_csv(grid: Sequence[Sequence[str]], delimiter: str, encoding: str, newline: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(grid)
    return text.getvalue().encode(encoding, errors="replace")


csv_files = st.builds(
    _write_csv,
    _grids,
    st.sampled_from(";,\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "cp850", "utf-7"]),
    st.sampled_from(["\r\n", "\n", "\r"]),
)

_ELEMENTS = (
    "school", "schooljaar", "brincode", "dependancecode", "aanmaakdatum", "auteur", "groepen",
    "groep", "samengestelde_groep", "samengestelde_groepen", "naam", "jaargroep", "leerlingen",
    "leerling", "leerkrachten", "docent", "leerkracht", "achternaam", "voorvoegsel", "roepnaam",
    "voorletters-1", "geboortedatum", "geslacht", "straat", "huisnummer", "postcode", "emailadres",
    "telefoon", "bsn", "nationaliteit", "vestiging", "toevoegingen", "gebruikersnaam", "x",
)  # fmt: skip
_names = st.sampled_from(_ELEMENTS)
_leaf = st.builds(lambda name, text: f"<{name}>{escape(text)}</{name}>", _names, _cells)


def _wrap(name: str, key: str, secret: str, inner: list[str]) -> str:
    marks = f" key={quoteattr(key)}" + (f" geheim={quoteattr(secret)}" if secret else "")
    return f"<{name}{marks}>{''.join(inner)}</{name}>"


_tree = st.recursive(
    _leaf,
    lambda inner: st.builds(
        _wrap, _names, _cells, st.sampled_from(["", "ja", "true", "1"]), st.lists(inner, max_size=5)
    ),
    max_leaves=25,
)
_heads = st.sampled_from(
    ["", '<?xml version="1.0" encoding="utf-8"?>', '<?xml version="1.1"?>',
     '<?xml version="1.0" encoding="x"?>', '<!DOCTYPE EDEX [<!ENTITY a "b">]>', "<!--", "\ufeff"]
)  # fmt: skip
edexml_files = st.builds(
    lambda head, root, inner: f"{head}<{root}>{''.join(inner)}</EDEX>".encode(),
    _heads,
    st.sampled_from(["EDEX", "EDEX", "EDEX", 'EDEX xmlns="x"', "edex", "x:EDEX"]),
    st.lists(_tree, max_size=6),
)

_ONEROSTER = {
    "manifest": ["propertyName", "value"],
    "orgs": ["sourcedId", "status", "name", "type", "identifier"],
    "users": ["sourcedId", "status", "role", "givenName", "familyName", "middleName", "grades",
              "email", "identifier", "orgSourcedIds"],
    "classes": ["sourcedId", "status", "title", "classCode", "classType"],
    "enrollments": ["classSourcedId", "userSourcedId", "role", "primary", "status"],
    "demographics": ["sourcedId", "birthDate", "sex"],
    "roles": ["userSourcedId", "role"],
    "academicSessions": ["sourcedId", "title", "schoolYear", "status"],
}  # fmt: skip
_set_cells = st.one_of(
    _cells,
    st.sampled_from(
        ["student", "teacher", "tobedeleted", "active", "homeroom", "true", "delta", "bulk",
         "file.users", "male", "2027", "school", "0" * 4000 + "1", "１２"]
    ),
)  # fmt: skip


def _table_of_set(name: str) -> SearchStrategy[tuple[str, bytes]]:
    known = _ONEROSTER[name]
    head = st.one_of(
        st.just(known), st.just(known), st.lists(st.sampled_from(known) | texts, max_size=10)
    )
    rows = st.lists(st.lists(_set_cells, min_size=1, max_size=len(known)), max_size=5)
    return st.builds(
        lambda head, rows: (f"{name}.csv", _write_csv([head, *rows], ",", "utf-8", "\r\n")),
        head,
        rows,
    )


oneroster_files = st.builds(
    lambda users, others: _zip([users, *others]),
    _table_of_set("users"),
    st.lists(st.sampled_from(sorted(_ONEROSTER)).flatmap(_table_of_set), max_size=5),
)

_ODS_CELLS = st.builds(
    lambda kind, value, repeat, covered, text: (
        f"<table:{'covered-' if covered else ''}table-cell office:value-type={quoteattr(kind)}"
        f" office:value={quoteattr(value)} office:date-value={quoteattr(value)}"
        f" table:number-columns-repeated={quoteattr(repeat)}>"
        f"<text:p>{escape(text)}</text:p></table:{'covered-' if covered else ''}table-cell>"
    ),
    st.sampled_from(["string", "float", "date", "boolean", "percentage", "x"]),
    _cells,
    _attributes | st.just("1"),
    st.booleans(),
    _cells | _headers,
)
_ODS_ROWS = st.builds(
    lambda repeat, cells: (
        f"<table:table-row table:number-rows-repeated={quoteattr(repeat)}>"
        f"{''.join(cells)}</table:table-row>"
    ),
    _attributes | st.just("1"),
    st.lists(_ODS_CELLS, max_size=6),
)
ods_files = st.builds(
    lambda name, rows: _zip(
        [
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", _ODS.format(quoteattr(name), "".join(rows)).encode()),
            ("META-INF/manifest.xml", b"<manifest/>"),
        ]
    ),
    texts,
    st.lists(_ODS_ROWS, max_size=6),
)
_ODS = (
    '<?xml version="1.0"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    "<table:table table:name={}>{}</table:table></office:spreadsheet></office:body>"
    "</office:document-content>"
)

_places = st.one_of(
    st.sampled_from(["A1", "B1", "C1", "A2", "B2", "C2", "A3", "B3"]),
    st.sampled_from(["XFD1048576", "A0", "1A", "A-1", "ZZZZ1", "A99999999999", ""]),
)
_XLSX_CELLS = st.builds(
    lambda place, kind, style, value: (
        f"<c r={quoteattr(place)} t={quoteattr(kind)} s={quoteattr(style)}>"
        f"<f>{escape(value)}</f><v>{escape(value)}</v><is><t>{escape(value)}</t></is></c>"
    ),
    _places,
    st.sampled_from(["s", "s", "n", "d", "b", "e", "str", "inlineStr", "x"]),
    st.sampled_from(["0", "1", "2", "99", "-1", "x"]),
    st.one_of(st.integers(-2, 9).map(str), _cells, _headers),
)
_XLSX_ROWS = st.builds(
    lambda number, cells: f"<row r={quoteattr(number)}>{''.join(cells)}</row>",
    st.sampled_from(["1", "2", "3", "0", "1048576", "9999999999", "x"]),
    st.lists(_XLSX_CELLS, max_size=6),
)


def _write_xlsx(
    dimension: str, rows: list[str], strings: list[str], name: str, merge: str
) -> bytes:
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    offices = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    shown = "".join(f"<si><t>{escape(text)}</t></si>" for text in strings)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{packages}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" '
        f'Type="{offices}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{offices}"><sheets><sheet '
        f'name={quoteattr(name)} sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}/relationships">'
        f'<Relationship Id="r1" Type="{offices}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{offices}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="r3" Type="{offices}/styles" Target="styles.xml"/></Relationships>',
        "xl/sharedStrings.xml": f"<sst {main}>{shown}</sst>",
        "xl/styles.xml": f'<styleSheet {main}><cellXfs count="3"><xf numFmtId="0"/>'
        f'<xf numFmtId="14"/><xf numFmtId="999"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><dimension ref={quoteattr(dimension)}/>"
        f"<sheetData>{''.join(rows)}</sheetData>"
        f"<mergeCells><mergeCell ref={quoteattr(merge)}/></mergeCells></worksheet>",
    }
    return _zip([(part, text.encode()) for part, text in parts.items()])


_ranges = st.sampled_from(["A1:C3", "A1", "A1:XFD1048576", "C3:A1", "x", "", "A1:A1:A1"])
xlsx_files = st.builds(
    _write_xlsx,
    _ranges,
    st.lists(_XLSX_ROWS, max_size=6),
    st.lists(_cells | _headers, max_size=8),
    texts,
    _ranges,
)

_packed = st.one_of(csv_files, edexml_files, ods_files, xlsx_files, st.binary(max_size=50))
zip_files = st.recursive(
    st.lists(st.tuples(nasty | st.just("a.csv"), _packed), max_size=4).map(_zip),
    lambda inner: st.lists(st.tuples(st.sampled_from(["a.zip", "b.zip"]), inner), max_size=3).map(
        _zip
    ),
    max_leaves=4,
)
