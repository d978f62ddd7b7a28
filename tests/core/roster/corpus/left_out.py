# ruff: noqa: E501 - the files stand here as they are
"""Contents of files that cannot be used, and layouts that hide people, named by kind."""

import io
import zipfile

import openpyxl
from tests.core.roster.corpus.case import BODY, HEADER, PUPILS, Case, html_table, lines, sheet_xlsx
from tests.core.roster.making import cells_to_csv, cells_to_ods, write_csv, write_xlsx, write_zip

ROWS = [
    ["Leerlingnummer", "Roepnaam", "Achternaam", "Klas"],
    ["5101", "Saar", "Rozema", "6a"],
    ["5102", "Ties", "Elburg", "6a"],
    ["5103", "Noor", "Kaspers", "6b"],
    ["5104", "Guus", "Wit", "6b"],
]
GOOD = cells_to_csv(ROWS)
FORMULA = '<c r="B2"><f>A2&amp;"x"</f></c>'


def damage(data: bytes, name: str) -> bytes:
    """The archive with a member whose bytes are not what they were."""
    found = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        at = archive.getinfo(name).header_offset + 30 + len(name)
    found[at + 5 : at + 15] = b"\xff" * 10
    return bytes(found)


def with_sheet(change: object) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    change(sheet)  # type: ignore[operator]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def hide(sheet: object) -> None:
    sheet.row_dimensions[3].hidden = True  # type: ignore[attr-defined]


def merge_classes(sheet: object) -> None:
    for place in ("D3", "D5"):
        sheet[place] = None  # type: ignore[index]
    sheet.merge_cells("D2:D3")  # type: ignore[attr-defined]
    sheet.merge_cells("D4:D5")  # type: ignore[attr-defined]


def fail_formulas(sheet: object) -> None:
    sheet["D2"], sheet["C3"] = "#N/A", "#REF!"  # type: ignore[index]


def leave_formulas(sheet: object) -> None:
    sheet["C2"] = '="Roz"&"ema"'  # type: ignore[index]


BESIDE = [[*row, None, *row] for row in ROWS[:1]] + [
    [*ROWS[1], None, *ROWS[3]], [*ROWS[2], None, *ROWS[4]],
]  # fmt: skip
SPANNED = """<table><tr><td>Klas</td><td>Leerlingnummer</td><td>Roepnaam</td><td>Achternaam</td></tr>
<tr><td rowspan="2">6a</td><td>5101</td><td>Saar</td><td>Rozema</td></tr>
<tr><td>5102</td><td>Ties</td><td>Elburg</td></tr>
<tr><td rowspan="3">6b</td><td>5103</td><td>Noor</td><td>Kaspers</td></tr>
<tr><td>5104</td><td>Guus</td><td>Wit</td></tr><tr><td>5105</td><td>Fien</td><td>Bos</td></tr></table>"""
SPANNED_LAST = """<table><tr><td>Leerlingnummer</td><td>Roepnaam</td><td>Achternaam</td><td>Klas</td></tr>
<tr><td>5101</td><td>Saar</td><td>Rozema</td><td rowspan="2">6a</td></tr>
<tr><td>5102</td><td>Ties</td><td>Elburg</td></tr></table>"""
PDF = b"%PDF-1.7 made by hand"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
MEMBERS = [
    Case("a damaged member beside a whole one", damage(write_zip({"a.csv": GOOD, "b.xlsx": write_xlsx(PUPILS)}), "b.xlsx"),
         count=4, left=["unread_part"], unread=1),
    Case("a damaged CSV beside a whole one", damage(write_zip({"a.csv": GOOD, "b.csv": write_csv(PUPILS)}), "b.csv"),
         count=4, left=["unread_part"], unread=1),
    Case("a PDF beside a roster", write_zip({"a.csv": GOOD, "klas6.pdf": PDF}), count=4,
         left=["unread_part"], unread=1),
    Case("a picture beside a roster holds nobody", write_zip({"a.csv": GOOD, "logo.png": PNG}),
         count=4, left=["unread_part"], unread=0),
    Case("a list without names above it, beside a roster",
         write_zip({"a.csv": GOOD, "b.csv": cells_to_csv(ROWS[1:])}), count=4,
         left=["no_names_above"], unread=1),
]  # fmt: skip
SHEETS = [
    Case("a sheet without a number beside whole ones",
         sheet_xlsx({"6A": ROWS, "6B": [row[1:] for row in ROWS]}), count=4,
         left=["fields_missing"], unread=1),
    Case("a sheet without names above it", sheet_xlsx({"6A": ROWS, "6B": ROWS[1:]}), count=4,
         left=["no_names_above"], unread=1),
    Case("a hidden sheet with others", sheet_xlsx({"6A": ROWS, "Oud": [HEADER, *BODY]}, hidden=["Oud"]),
         count=4, left=["hidden_sheet"], unread=1),
    Case("a hidden sheet with the same people", sheet_xlsx({"6A": ROWS, "Kopie": ROWS}, hidden=["Kopie"]),
         count=4, left=["hidden_sheet"], unread=0),
    Case("an explanation", sheet_xlsx({"6A": ROWS, "Uitleg": [["Vul de lijst in"], ["en stuur hem op"]]}),
         count=4, left=["no_people_here"], unread=0),
]  # fmt: skip
LAYOUTS = [
    Case("two tables side by side", sheet_xlsx({"6": BESIDE}), count=4),
    Case("two tables side by side in a CSV", cells_to_csv(BESIDE), count=4),
    Case("a second table below with other names",
         cells_to_csv([*ROWS, [], ["Leerlingnummer", "Achternaam", "Roepnaam", "Klas"], ["5105", "Bos", "Fien", "6a"]]),
         count=5),
    Case("everything in column A", sheet_xlsx({"6": [[";".join(row)] for row in ROWS]}), count=4),
    Case("everything in column A of an ODS", cells_to_ods({"6": [[",".join(row)] for row in ROWS]}), count=4),
    Case("rows hidden by a filter", with_sheet(hide), count=4, codes=["rows_hidden"]),
    Case("classes merged downwards", with_sheet(merge_classes), count=4, first={"class_code": "6a"}),
    Case("a class written once above its rows", cells_to_csv(
        [ROWS[0], ROWS[1], [*ROWS[2][:3], ""], ROWS[3], [*ROWS[4][:3], ""]]), count=4,
         codes=["class_filled_down"]),
    Case("rowspan of a class in front", SPANNED.encode(), count=5, first={"class_code": "6a", "surname": "Rozema"}),
    Case("rowspan of a class behind", SPANNED_LAST.encode(), count=2, first={"class_code": "6a"}),
    Case("formulas that failed", with_sheet(fail_formulas), count=3, codes=["cell_error_beside", "cell_error"]),
    Case("a formula that was never calculated", with_sheet(leave_formulas), count=3, codes=["cell_uncalculated"]),
    Case("rows of people above the names", cells_to_csv([ROWS[3], ROWS[0], *ROWS[1:3]]), count=2,
         left=["rows_above"], unread=1),
    Case("a total below that says how many", cells_to_csv([*ROWS, ["Totaal", "4"]]), count=4, left=["no_person"], unread=0),
    Case("a number by itself below", cells_to_csv([*ROWS, ["5105"]]), count=4, left=["row_unclear"], unread=1),
    Case("a web page with a picture of a table", html_table(ROWS), count=4),
]  # fmt: skip
KINDS = [
    Case("an indented ODS", cells_to_ods({"6": ROWS}), count=4),
    Case("MHTML", lines("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html; charset=utf-8\n\n")
         + html_table(ROWS) + b"\r\n--x--\r\n", "xls", count=4),
    Case("MHTML with its part in base64", b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
         b"Content-Type: text/html; charset=windows-1252\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
         + html_table(ROWS).replace(b"Rozema", b"Br=EBa") + b"\r\n--x--\r\n", "xls", count=4,
         first={"surname": "Brëa"}),
]  # fmt: skip
CASES = [*MEMBERS, *SHEETS, *LAYOUTS, *KINDS]
