"""The places on the sheet where the roster stands."""

from tests.core.roster.corpus.case import BODY, CELLS, HEADER, TEXT, Case, html_table, sheet_xlsx
from tests.core.roster.making import cells_to_csv, cells_to_ods, cells_to_xls, write_zip

CLASS = HEADER.index("Klas")
BY_CLASS = {
    name: [
        [c for i, c in enumerate(row) if i != CLASS] for row in (HEADER, *BODY[start : start + 4])
    ]
    for name, start in (("Groep 5a", 0), ("Groep 5b", 4), ("6", 8))
}
SMALL = ["Leerlingnummer", "Roepnaam", "Achternaam"]
TITLE = [["Leerlingenlijst schooljaar 2025 / 2026"], [], ["Peildatum", "01-10-2025"], []]
OTHER_ORDER = [HEADER[::-1], *(row[::-1] for row in BODY[6:])]
REMARK = "Dit bestand is vertrouwelijk."
NINETEEN = [[f"Regel {n}"] for n in range(19)]

CASES = [
    Case("a title above the header", sheet_xlsx({"Blad1": [*TITLE, *CELLS]}), same=True),
    Case("a merged title row, as Somtoday has",
         sheet_xlsx({"Blad1": [["Leerlingen"], *CELLS]}, merged=["A1:F1"]), same=True),
    Case("nineteen lines of letterhead", sheet_xlsx({"Blad1": [*NINETEEN, *CELLS]}), same=True),
    Case("a title above the header of a CSV", cells_to_csv([*TITLE, *TEXT]), same=True),
    Case("blank rows between the rows",
         sheet_xlsx({"Blad1": [line for row in CELLS for line in (row, [])]}), same=True),
    Case("a total below", sheet_xlsx({"B": [*CELLS, [], ["Totaal", 12]]}), same=True),
    Case("a total in the column of names",
         sheet_xlsx({"B": [*CELLS, [None, "Totaal aantal leerlingen:", None, 12]]}), same=True),
    Case("a footer with a page number",
         sheet_xlsx({"B": [*CELLS, [REMARK], ["Pagina 1 van 1"]]}), same=True),
    Case("the header again on each page",
         sheet_xlsx({"B": [*CELLS[:7], HEADER, *CELLS[7:]]}), same=True),
    Case("two rosters one below the other, in another order",
         sheet_xlsx({"B": [*CELLS[:7], [], ["Tweede lijst"], *OTHER_ORDER]}), same=True),
    Case("a sheet per class, the class in its name",
         sheet_xlsx(BY_CLASS), count=12, first={"class_code": "Groep 5a"}),
    Case("a sheet per class in an ODS", cells_to_ods(BY_CLASS), count=12),
    Case("one sheet that is named after its class",
         sheet_xlsx({"Groep 7": BY_CLASS["6"]}), count=4, first={"class_code": "Groep 7"}),
    Case("the class as a title above its pupils",
         sheet_xlsx({"Blad1": [SMALL, ["Groep 5"], ["101", "Noor", "Bos"], ["Groep 6"],
                               ["102", "Daan", "Vos"]]}),
         count=2, first={"class_code": "Groep 5", "class_name": "Groep 5"}),
    Case("an explanation sheet first",
         sheet_xlsx({"Uitleg": [["Vul het tweede blad in."], ["Met dank!"]], "Lijst": CELLS}),
         same=True),
    Case("a sheet with a list of classes beside the roster",
         sheet_xlsx({"Lijst": CELLS, "Groepen": [["Groep", "Leerjaar", "Leerkracht"],
                                                 ["5a", 5, "Juf Noor"]]}), same=True),
    Case("last year's roster on a hidden sheet",
         sheet_xlsx({"Nu": CELLS, "Oud": CELLS[:4]}, hidden=["Oud"]), same=True),
    Case("the only roster on a hidden sheet",
         sheet_xlsx({"Voorblad": [["Welkom"]], "Data": CELLS}, hidden=["Data"]), same=True),
    Case("empty columns in front",
         sheet_xlsx({"B": [[None, None, *row] for row in CELLS]}), same=True),
    Case("empty columns between", sheet_xlsx({"B": [[*r[:4], None, *r[4:]] for r in CELLS]}),
         same=True),
    Case("an HTML table called .xls", html_table(TEXT), "xls", same=True),
    Case("an HTML table with a heading cell over all columns",
         html_table([["Leerlingen"], *TEXT], '<meta charset="utf-8">'), "xls", same=True),
    Case("BIFF8 with a title row", cells_to_xls({"Blad1": [*TITLE, *CELLS]}), "xls", same=True),
    Case("a ZIP with the roster beside junk",
         write_zip({"__MACOSX/._a.csv": b"\0\5\26\7", "lees mij.txt": b"Groeten", "foto.jpg":
                    b"\xff\xd8\xff\xe0", "a.csv": cells_to_csv(TEXT)}), "zip", same=True),
    Case("a ZIP with a roster for each location",
         write_zip({"noord.csv": cells_to_csv(TEXT[:7]),
                    "zuid.xlsx": sheet_xlsx({"Blad1": [HEADER, *BODY[6:]]})}), "zip", same=True),
    Case("a ZIP inside a ZIP", write_zip({"a.zip": write_zip({"a.csv": cells_to_csv(TEXT)})}),
         "zip", same=True),
    Case("teachers on a sheet of their own",
         sheet_xlsx({"Docenten": [SMALL, ["901", "Marja", "Bos"]]}),
         first={"role": "teacher", "class_code": None}, codes=["no_class"]),
]  # fmt: skip
