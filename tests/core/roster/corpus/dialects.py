# ruff: noqa: E501 - the files stand here as they are
"""The ways in which CSV is written."""

from tests.core.roster.corpus.case import HEADER, PUPILS, TEXT, Case, lines
from tests.core.roster.making import cells_to_csv, write_csv

MAGISTER = """Stamnummer,Klas,Roepnaam,Tussenvoegsel,Achternaam,Studie
    12001,h3a,Noor,van den,Berg,HAVO 3"""

CASES = [
    Case("semicolons, as Dutch Excel writes", write_csv(PUPILS), "csv", same=True),
    Case("commas, as Magister writes", write_csv(PUPILS, delimiter=","), "csv", same=True),
    Case("bars", write_csv(PUPILS, delimiter="|"), "csv", same=True),
    Case("tabs", write_csv(PUPILS, delimiter="\t"), "csv", same=True),
    Case("UTF-8 with a byte order mark", write_csv(PUPILS, encoding="utf-8-sig"), same=True),
    Case("Windows-1252, as old exports are", write_csv(PUPILS, encoding="cp1252"), same=True),
    Case("UTF-16 with tabs: Excel's Unicode text",
         write_csv(PUPILS, encoding="utf-16", delimiter="\t"), same=True),
    Case("UTF-16 big endian", b"\xfe\xff" + write_csv(PUPILS, encoding="utf-16-be"), same=True),
    Case("UTF-16 without its mark", write_csv(PUPILS, encoding="utf-16-le"), same=True),
    Case("CR only, as old Macs wrote", write_csv(PUPILS, newline="\r"), same=True),
    Case("LF only", write_csv(PUPILS, newline="\n"), same=True),
    Case("a sep= line for Excel", b"sep=|\r\n" + write_csv(PUPILS, delimiter="|"), same=True),
    Case("a trailing delimiter on every row", cells_to_csv([[*row, ""] for row in TEXT]), same=True),
    Case("trailing delimiters on the data rows only",
         cells_to_csv([TEXT[0], *([*row, ""] for row in TEXT[1:])]), same=True),
    Case("rows cut short where the last cells are empty",
         lines("""Leerlingnummer;Roepnaam;Achternaam;Klas;E-mail;Telefoon
                  101;Noor;Bakker;5a
                  102;Daan;Smit;5a;d@school.example;0612345678"""), count=2, codes=["row_short"]),
    Case("quoted cells with the delimiter inside",
         lines("""Leerlingnummer,Naam,Klas
                  101,"Berg, Noor van den",5a"""),
         first={"first_name": "Noor", "prefix": "van den", "surname": "Berg"}),
    Case("a line break inside a quoted cell",
         b'Leerlingnummer;Roepnaam;Achternaam;Klas\r\n101;Noor;"Bakker\r\nSmit";5a\r\n102;A;B;5a\r\n',
         count=2, first={"surname": "Bakker Smit"}),
    Case('="00123" around cells that must stay text',
         lines("""Leerlingnummer;Roepnaam;Achternaam;Klas
                  ="00123";Noor;Bakker;5a"""), first={"external_number": "00123"}),
    Case("every cell quoted",
         "\r\n".join(";".join(f'"{c or ""}"' for c in row) for row in TEXT).encode(), same=True),
    Case("no line break after the last row", write_csv(PUPILS).rstrip(), same=True),
    Case("blank lines between the rows",
         write_csv(PUPILS).replace(b"\r\n", b"\r\n\r\n"), same=True),
    Case("an apostrophe-like quote in a name",
         lines("""Leerlingnummer;Roepnaam;Achternaam;Klas
                  101;Noor;in ’t Veld;5a"""), first={"prefix": "in ’t", "surname": "Veld"}),
    Case("a stray quote inside a cell",
         lines("""Leerlingnummer;Roepnaam;Achternaam;Klas
                  101;Jan "Jonas;Bakker;5a
                  102;Daan;Smit;5a"""), count=2, codes=["quotes_mended"]),
    Case("a lone NUL in the text", write_csv(PUPILS) + b"\0", same=True),
    Case("a text that is named .xls", write_csv(PUPILS, delimiter="\t"), "csv", same=True),
    Case("one column more than the header names",
         cells_to_csv([HEADER, *([*row, "x"] for row in TEXT[1:])]), same=True),
    Case("Magister's comma export", lines(MAGISTER),
         first={"external_number": "12001", "school_type": "HAVO 3", "class_code": "h3a"}),
]  # fmt: skip
