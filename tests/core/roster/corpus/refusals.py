"""Files that are refused, and why."""

from tests.core.roster.corpus.case import CELLS, Case, lines, replace_member, sheet_xlsx
from tests.core.roster.making import cells_to_ods, write_zip

XLSX = sheet_xlsx({"Blad1": CELLS})
ODS = cells_to_ods({"Blad1": CELLS})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet '
ENCRYPTED = b'<manifest:encryption-data/><manifest:file-entry manifest:full-path="content.xml"'


def _ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + b"\0" * 64


def pack_module(source: str) -> bytes:
    """The storage of an old workbook's macros, their source packed as literals."""
    letters = source.encode()
    packed = b"".join(b"\0" + letters[at : at + 8] for at in range(0, len(letters), 8))
    module = b"\x01" + (0xB000 | len(packed) - 1).to_bytes(2, "little") + packed
    return _ole("_VBA_PROJECT_CUR")[8:] + module


def _with_module(source: str) -> bytes:
    return _ole("Workbook") + pack_module(source)


def _refuse(habit: str, data: bytes, code: str) -> Case:
    return Case(habit, data, status="refused", refused=code)


def _zip_in_zip(depth: int) -> bytes:
    data = lines("Leerlingnummer;Roepnaam;Achternaam\n1;A;B")
    for _ in range(depth):
        data = write_zip({"a.zip": data})
    return data


CASES = [
    _refuse("a PDF", b"%PDF-1.7\n", "unsupported_type"),
    _refuse("a photograph of the list", b"\xff\xd8\xff\xe0" + bytes(99), "unsupported_type"),
    _refuse("a Word document", write_zip({"[Content_Types].xml": b"<x/>", "word/document.xml":
                                          b"<x/>"}), "unsupported_type"),
    _refuse("a file of Numbers", write_zip({"Index/Document.iwa": b"x", "preview.jpg": b"x"}),
            "unsupported_type"),
    _refuse("an old Word document", _ole("WordDocument"), "unsupported_type"),
    _refuse("a workbook with macros", write_zip({
        "[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>", "xl/vbaProject.bin": b"x"}),
        "macro_file"),
    _refuse("an old workbook with macros", _with_module('Attribute VB_Name = "A"\r\nSub B()\r\n'),
            "macro_file"),
    _refuse("an old workbook with a module that cannot be unpacked",
            _with_module('Attribute VB_Name = "A"\r\n').replace(b"\0e VB_Nam", b"\xffe VB_Nam"),
            "macro_file"),
    _refuse("an xlsx with a password", _ole("EncryptedPackage"), "encrypted"),
    _refuse("an ODS with a password", replace_member(
        ODS, "META-INF/manifest.xml", b'<manifest:file-entry manifest:full-path="content.xml"',
        ENCRYPTED), "encrypted"),
    _refuse("an xlsx that was cut off", XLSX[: len(XLSX) // 2], "damaged"),
    _refuse("an xlsx with broken XML", replace_member(
        XLSX, "xl/worksheets/sheet1.xml", b"</sheetData>", b"<row <"), "damaged"),
    _refuse("an ODS with a table that does not end", replace_member(
        ODS, "content.xml", b"</table:table>", b"</table:tabl>"), "damaged"),
    _refuse("an xlsx with entities", replace_member(
        XLSX, "xl/worksheets/sheet1.xml", b"<worksheet ", ENTITY), "bomb"),
    _refuse("zeros that unpack to gigabytes", write_zip({"a.csv": bytes(60_000_000)}), "bomb"),
    _refuse("ZIPs in ZIPs in ZIPs", _zip_in_zip(5), "bomb"),
    _refuse("a thousand and one members", write_zip({f"{n}.txt": b"" for n in range(1001)}),
            "bomb"),
    _refuse("an empty file", b"", "no_pupils"),
    _refuse("an empty workbook", sheet_xlsx({"Blad1": []}), "no_pupils"),
    _refuse("a header and nobody below it", lines("Leerlingnummer;Roepnaam;Achternaam;Klas"),
            "no_pupils"),
    Case("names without a header", lines("101;Noor;Bakker;5a\n102;Daan;Smit;5a"),
         status="needs_mapping", asked=["(A)", "(B)", "(C)", "(D)"]),
    _refuse("a letter", b"Beste bibliotheek,\r\n\r\nhierbij onze leerlingen.\r\nGroet\r\n",
            "no_header"),
    _refuse("more rows than is allowed", b"Leerlingnummer;Roepnaam;Achternaam\n" +
            b"1;A;B\n" * 200_001, "too_large"),
    _refuse("more than twenty megabytes", bytes(20_000_001), "too_large"),
]  # fmt: skip
