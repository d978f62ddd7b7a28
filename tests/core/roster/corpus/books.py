# ruff: noqa: E501 - the files stand here as they are
"""Workbooks and pages of odd kinds, and rows and sheets that are hidden in them, named by kind."""

import io
import zipfile
from xml.sax.saxutils import escape

import xlwt
from tests.core.roster.corpus.case import Case, html_table, replace_member, sheet_xlsx
from tests.core.roster.corpus.left_out import ROWS
from tests.core.roster.corpus.refusals import pack_module
from tests.core.roster.making import cells_to_ods, cells_to_xls

XLS = cells_to_xls({"6": ROWS})
ODS = cells_to_ods({"6": ROWS})
XLSX = sheet_xlsx({"6": ROWS})
OTHERS = [ROWS[0], *([f"9{row[0]}", *row[1:]] for row in ROWS[1:])]
SHEET_2003 = "urn:schemas-microsoft-com:office:spreadsheet"
EXCEL = "urn:schemas-microsoft-com:office:excel"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
WORKBOOK, IN_CAPITALS, MIXED = (n.encode("utf-16-le") for n in ("Workbook", "WORKBOOK", "workBook"))
INTERFACEHDR, FILEPASS = b"\xe1\x00\x02\x00", b"\x2f\x00\x02\x00"
FORMULAS = [[f'="{cell}"' for cell in row] for row in ROWS]
IDLE = 'Attribute VB_Name = "Blad1"\r\nAttribute VB_Base = "0"\r\n'


def _open(name: str, attribute: str) -> str:
    return f"<{name} {attribute}>" if attribute else f"<{name}>"


def spreadsheet_2003(rows: list[list[str]], hidden: int = 0, more: str = "") -> bytes:
    """XML Spreadsheet 2003, as Excel and older school systems write it."""
    body = "".join(
        _open("Row", 'ss:Hidden="1"' if number == hidden else "")
        + "".join(f'<Cell><Data ss:Type="String">{escape(cell)}</Data></Cell>' for cell in row)
        + "</Row>"
        for number, row in enumerate(rows, start=1)
    )
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{SHEET_2003}" xmlns:ss="{SHEET_2003}" xmlns:x="{EXCEL}">'
        f'<Worksheet ss:Name="6"><Table>{body}</Table></Worksheet>{more}</Workbook>'
    ).encode()


def sheet_2003(rows: list[list[str]], visible: str) -> str:
    inner = spreadsheet_2003(rows).decode().partition("<Table>")[2].partition("</Table>")[0]
    return (
        f'<Worksheet ss:Name="Oud"><Table>{inner}</Table><x:WorksheetOptions>'
        f"<x:Visible>{visible}</x:Visible></x:WorksheetOptions></Worksheet>"
    )


def flat(rows: list[list[str]], hidden: int = 0, between: str = "") -> bytes:
    """Flat OpenDocument, as LibreOffice writes .fods."""
    body = between.join(
        _open("table:table-row", 'table:visibility="collapse"' if number == hidden else "")
        + between.join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for number, row in enumerate(rows, start=1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document xmlns:office="{OFFICE}:office:1.0" xmlns:table="{OFFICE}:table:1.0"'
        f' xmlns:text="{OFFICE}:text:1.0" office:version="1.2"'
        ' office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body>'
        f'<office:spreadsheet><table:table table:name="6">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document>"
    ).encode()


def mhtml(page: bytes, charset: str = "utf-8", encoding: str = "8bit") -> bytes:
    head = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        f"Content-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    )
    return head.encode() + page + b"\r\n--x--\r\n"


def hidden_xls(*numbers: int) -> bytes:
    book = xlwt.Workbook()
    for name in ("6", "7"):
        sheet = book.add_sheet(name)
        for at, row in enumerate(ROWS if name == "6" else OTHERS):
            for column, cell in enumerate(row):
                sheet.write(at, column, cell)
            sheet.row(at).hidden = name == "7" and at + 1 in numbers
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def hidden_ods(visibility: str) -> bytes:
    """The third row is hidden, and a run of empty rows stands above the names."""
    old = b"<table:table-row>"
    text = zipfile.ZipFile(io.BytesIO(ODS)).read("content.xml")
    first, second, third, rest = text.split(old, 3)
    rows = b'<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    hidden = b'<table:table-row table:visibility="' + visibility.encode() + b'">'
    changed = first + rows + old + second + old + third + hidden + rest
    return replace_member(ODS, "content.xml", text, changed)


def hidden_sheet_ods() -> bytes:
    style = (
        b'<office:automatic-styles><style:style style:name="ta2" style:family="table">'
        b'<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    data = cells_to_ods({"6": ROWS, "Oud": OTHERS})
    data = replace_member(data, "content.xml", b'<table:table table:name="Oud">',
                          b'<table:table table:name="Oud" table:style-name="ta2">')  # fmt: skip
    data = replace_member(data, "content.xml", b"<office:body>", style + b"<office:body>")
    names = (
        b'<office:document-content xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    )
    return replace_member(data, "content.xml", b"<office:document-content ", names)


def indent(data: bytes, blanks: bytes) -> bytes:
    return replace_member(data, "content.xml", b"><", b">" + blanks + b"<")


def with_backslashes(*folders: str) -> bytes:
    """The workbook with the names of its parts as some programs on Windows write them."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(XLSX)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            written = name.replace("/", "\\") if name.startswith(folders) else name
            member = zipfile.ZipInfo("x")
            member.filename = written
            archive.writestr(member, source.read(name))
    return target.getvalue()


def lock(data: bytes) -> bytes:
    """An .xls whose stream says that it is encrypted: FILEPASS behind its beginning."""
    assert INTERFACEHDR in data
    return data.replace(INTERFACEHDR, FILEPASS, 1)


HIDDEN = [
    Case("hidden rows of an .xls, on its second sheet", hidden_xls(3, 5), "xls", count=8, codes=["rows_hidden"]),
    Case("no hidden rows in an .xls", hidden_xls(), "xls", count=8),
    Case("hidden rows of an .ods: by hand", hidden_ods("collapse"), "ods", count=4, codes=["rows_hidden"]),
    Case("hidden rows of an .ods: by a filter", hidden_ods("filter"), "ods", count=4, codes=["rows_hidden"]),
    Case("hidden rows of a flat OpenDocument", flat(ROWS, hidden=4), "ods", count=4, codes=["rows_hidden"]),
    Case("hidden rows of an XML Spreadsheet 2003", spreadsheet_2003(ROWS, hidden=3), "xls", count=4, codes=["rows_hidden"]),
    Case("hidden rows of a web page", html_table(ROWS).replace(b"<tr><td>5102", b"<tr style='display: none'><td>5102"),
         "xls", count=4, codes=["rows_hidden"]),
    Case("a hidden sheet of an .ods", hidden_sheet_ods(), "ods", count=4, left=["hidden_sheet"], unread=1),
    Case("a hidden sheet of an indented .ods", indent(hidden_sheet_ods(), b"\n  "), "ods", count=4, left=["hidden_sheet"], unread=1),
    Case("a hidden sheet of an XML Spreadsheet 2003", spreadsheet_2003(ROWS, more=sheet_2003(OTHERS, "SheetHidden")),
         "xls", count=4, left=["hidden_sheet"], unread=1),
]  # fmt: skip
ODD = [
    Case("XML Spreadsheet 2003", spreadsheet_2003(ROWS), "xls", count=4, first={"external_number": "5101", "class_code": "6a"}),
    Case("XML Spreadsheet 2003 with names of its own for the elements",
         spreadsheet_2003(ROWS).replace(b"<Row", b"<ss:Row").replace(b"</Row", b"</ss:Row"), "xls", count=4),
    Case("flat OpenDocument", flat(ROWS), "ods", count=4, first={"external_number": "5101", "class_code": "6a"}),
    Case("flat OpenDocument, indented", flat(ROWS, between="\n    "), "ods", count=4, first={"surname": "Rozema"}),
    Case("an .ods with blanks between its cells", indent(ODS, b"\n\t"), "ods", count=4, first={"surname": "Rozema"}),
    Case("an .ods with an empty line between its cells", indent(ODS, b"\r\n\r\n"), "ods", count=4, first={"class_code": "6a"}),
    Case("a web page in one file, in quoted-printable",
         mhtml(html_table(ROWS).replace(b"Rozema", b"Br=EBa"), "windows-1252", "quoted-printable"), "xls", count=4,
         first={"surname": "Brëa"}),
    Case("a web page in one file, with its table alone", mhtml(b"<table>" + html_table(ROWS).partition(b"<table>")[2]),
         "xls", count=4, first={"surname": "Rozema"}),
    Case("parts named with backslashes", with_backslashes("xl/", "_rels/", "docProps/"), "xlsx", count=4),
    Case("parts named with backslashes, some of them", with_backslashes("xl/worksheets"), "xlsx", count=4),
    Case("the stream of an .xls in capitals", XLS.replace(WORKBOOK, IN_CAPITALS), "xls", count=4),
    Case("the stream of an .xls in other capitals", XLS.replace(WORKBOOK, MIXED), "xls", count=4),
    Case("an .xls with an empty storage for macros", XLS + "_VBA_PROJECT_CUR".encode("utf-16-le") + b"\0\0", "xls", count=4),
    Case("an .xls with a module without a line of code", XLS + pack_module(IDLE), "xls", count=4),
    Case("an .xls with a password", lock(XLS), status="refused", refused="encrypted"),
    Case("an .xls with a password, with several sheets", lock(hidden_xls()), status="refused", refused="encrypted"),
    Case("a workbook of nothing but formulas", sheet_xlsx({"6": FORMULAS}), status="refused", refused="no_pupils", why="formulas"),
    Case("names above nothing but formulas", sheet_xlsx({"6": [ROWS[0], *FORMULAS[1:]]}), status="refused", refused="no_pupils", why="formulas"),
]  # fmt: skip
CASES = [*HIDDEN, *ODD]
