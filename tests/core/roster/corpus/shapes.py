# ruff: noqa: E501 - the files stand here as they are
"""Values that cannot be what their column says, and what spreadsheets made of them."""

from __future__ import annotations

import io

import openpyxl
from tests.core.roster.corpus.case import Case, column, column_xlsx, day, lines, sheet_xlsx

from rosterdesk.core.roster.hints import Hints

HEAD = ["Leerlingnummer", "Roepnaam", "Achternaam", "Klas"]
NAMES = ("Bakker", "Smit", "Vos", "Bos", "Mol", "Kok")


def _classes(*values: object) -> bytes:
    rows = [[str(101 + n), "Noor", NAMES[n], value] for n, value in enumerate(values)]
    return sheet_xlsx({"Blad1": [HEAD, *rows]})


def _class_csv(*values: str) -> bytes:
    rows = [f"{101 + n};Noor;{NAMES[n]};{value}" for n, value in enumerate(values)]
    return lines("\n".join([";".join(HEAD), *rows]))


def _many(odd: str, count: int = 30) -> bytes:
    """A list in which the second surname of four is odd."""
    rows = [f"{100 + n};Noor;{odd if n % 4 == 1 else NAMES[n % 6]};5a;{n}" for n in range(count)]
    return lines("\n".join(["Leerlingnummer;Roepnaam;Achternaam;Klas;Kluis", *rows]))


def _formatted(*numbers: int, before: int = 0) -> bytes:
    """A sheet whose amounts are shown with six digits, with empty columns and rows before it."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    rows = [[number, "Noor", NAMES[index], "5a"] for index, number in enumerate(numbers)]
    for row, cells in enumerate([HEAD, *rows], start=before + 1):
        for column_number, value in enumerate(cells, start=before + 1):
            cell = sheet.cell(row, column_number, value)
            if isinstance(value, int):
                cell.number_format = "000000"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


CASES = [
    Case("words for nothing in every field",
         lines("""Leerlingnummer,Roepnaam,Tussenvoegsel,Achternaam,Geboortedatum,Klas,Leerjaar,Email,Telefoon,Straat,Huisnummer,Postcode,Plaats
                  1,Noor,NULL,Berg,NULL,5A,5,NULL,NULL,NULL,NULL,NULL,NULL
                  2,Daan,nan,Vos,nan,5A,nan,nan,nan,nan,nan,nan,nan
                  3,Lot,#N/B,Bos,#N/B,5A,#N/B,#N/B,#VERW!,#REF!,########,#N/B,#N/B
                  4,Sem,-,Smit,n.v.t.,n.v.t.,onbekend,-,-,-,-,-,onbekend"""), count=4,
         every={field: [None] * 4 for field in ("prefix", "birth_date", "email", "phone", "street",
                                                "house_number", "postcode", "city")},
         codes=["value_missing"]),
    Case("one birth date became a word for nothing",
         column("Geboortedatum", "14-03-2015", "nan", "25-11-2014", "06-06-2015"),
         every={"birth_date": [day("2015-03-14"), None, day("2014-11-25"), day("2015-06-06")]},
         codes=["value_missing"]),
    Case("two classes became words for nothing",
         lines("""Leerlingnummer;Roepnaam;Tussenvoegsel;Achternaam;Klas
                  1;Noor;NULL;Berg;5a
                  2;Daan;van;Vos;#VERW!
                  3;Lot;NULL;Bos;5a
                  4;Ot;NULL;Smit;n.v.t.
                  5;Mies;NULL;Kok;5b"""),
         every={"class_code": ["5a", None, "5a", None, "5b"]}, codes=["value_missing"]),
    Case("words for nothing are the habit of a column",
         lines("""Leerlingnummer;Roepnaam;Tussenvoegsel;Achternaam;Klas
                  1;Noor;NULL;Berg;5a
                  2;Daan;van;Vos;5a
                  3;Lot;NULL;Bos;5a"""),
         every={"prefix": [None, "van", None]}),
    Case("words for nothing where something must be",
         lines("""Leerlingnummer;Roepnaam;Achternaam;Klas
                  NULL;Noor;Berg;5a
                  2;None;n.v.t.;5a
                  3;Lot;Bos;5a"""), every={"external_number": ["3"]},
         codes=["missing_required"] * 3),
    Case("people whose names are words for nothing",
         lines("""Leerlingnummer;Roepnaam;Achternaam;Klas
                  1;Nan;Null;5a
                  2;Nil;van Geen;5a"""), every={"first_name": ["Nan", "Nil"], "surname": ["Null", "Geen"]}),
    Case("remains of amounts: class and year as text", _class_csv("5.0", "6,0"),
         every={"class_code": ["5", "6"], "year": [5, 6]}, codes=["value_repaired"]),
    Case("remains of amounts: house number", column("Huisnummer", "12.0", "7"),
         every={"house_number": ["12", "7"]}, codes=["value_repaired"]),
    Case("remains of amounts: telephone as text", column("Telefoon", "612345678.0", "0612345678"),
         every={"phone": ["0612345678", "0612345678"]}, codes=["value_repaired"]),
    Case("remains of amounts: telephone as an amount", column_xlsx("Mobiel", 612345678, 31612345678),
         every={"phone": ["0612345678", "+31612345678"]}, codes=["value_repaired"]),
    Case("remains of amounts: digits that are lost", column("Telefoon", "6,12E+08", "0612345678"),
         every={"phone": [None, "0612345678"]}, codes=["value_unlikely"]),
    Case("remains of amounts: the year at school", column("Leerjaar", "5.0", "6,00"),
         every={"year": [5, 6]}),
    Case("classes that became dates: Dutch cells", _classes(day("2026-02-01"), day("2026-06-05")),
         every={"class_code": ["1-2", "5-6"]}, codes=["value_repaired"]),
    Case("classes that became dates: American cells", _classes(day("2026-01-02"), day("2026-07-08")),
         every={"class_code": ["1-2", "7-8"]}, codes=["value_repaired"]),
    Case("classes that became dates: three groups", _classes(day("2003-02-01"), day("2008-07-06")),
         every={"class_code": ["1-2-3", "6-7-8"]}, codes=["value_repaired"]),
    Case("classes that became dates: text", _class_csv("5-jun", "08-jul", "Apr-3"),
         every={"class_code": ["5-6", "7-8", "3-4"]}, codes=["value_repaired"]),
    Case("classes that became dates: whole dates as text", _class_csv("5-6-2026", "02/01/2026", "5a"),
         every={"class_code": ["5-6", "1-2", "5a"]}, codes=["value_repaired"]),
    Case("classes that became dates: not certain", _classes(day("2026-06-02"), "5a", "5b", "6a"),
         every={"class_code": [None, "5a", "5b", "6a"]}, codes=["value_unlikely"]),
    Case("classes that became powers", _class_csv("3,00E+05", "1E2", "5a"),
         every={"class_code": ["3E5", "1E2", "5a"]}, codes=["value_repaired"]),
    Case("classes that became amounts", _classes(300000, 0.8333333333333334, 44),
         every={"class_code": ["3E5", "5-6", "44"]},
         codes=["value_repaired", "class_changed"]),
    Case("house numbers that became dates: cells", column_xlsx("Huisnummer", day("2026-03-12"), 7, 8),
         every={"house_number": [None, "7", "8"]}, codes=["value_unlikely"]),
    Case("house numbers that became dates: Dutch text", column("Huisnummer", "12-mrt", "5-jun", "7"),
         every={"house_number": ["12", "5", "7"], "house_number_suffix": ["3", "6", None]},
         codes=["value_repaired"]),
    Case("house numbers that became dates: English text", column("Huisnummer", "12-Mar", "7", "8"),
         every={"house_number": [None, "7", "8"]}, codes=["value_unlikely"]),
    Case("house numbers that became dates: whole dates as text",
         column("Huisnummer", "12-3-2026", "12-3", "8"),
         every={"house_number": [None, "12", "8"], "house_number_suffix": [None, "3", None]},
         codes=["value_unlikely"]),
    Case("long names of classes", _class_csv("Zonnebloemen", "Groep 1/2 Kikkers", "zonnebloemen", "5A"),
         every={"class_name": ["Zonnebloemen", "Groep 1/2 Kikkers", "Zonnebloemen", "5A"],
                "class_code": ["Zonneb-gx7", "1-2 Ki-5mr", "Zonneb-gx7", "5A"]},
         codes=["class_united", "class_shortened"]),
    Case("a name that is a date", lines("""Leerlingnummer;Roepnaam;Achternaam;Klas
                  1;Noor;31-05-2015;5a
                  2;Daan;Vos;5a
                  3;Lot;Bos;5a"""), every={"external_number": ["2", "3"]}, codes=["name_unlikely"]),
    Case("a name that is a class, an address or a sentence",
         lines("Leerlingnummer;Roepnaam;Achternaam;Klas\n" + "\n".join(
             f"{n};Noor;{NAMES[n % 6]};5a" for n in range(60)) + "\n61;Noor;6B;5a\n62;a@b.nl;Vos;5a"
             + f"\n63;Noor;{'x' * 100};5a"), count=60, codes=["name_unlikely"] * 2),
    Case("a name with a number: behind it",
         lines("""Leerlingnummer;Roepnaam;Achternaam;Klas
                  1;Noor;Bakker3;5a
                  2;Daan;Vos;5a"""), count=2, first={"surname": "Bakker3"}, codes=["name_numbered"]),
    Case("a name with a number: with a letter behind it",
         lines("""Leerlingnummer;Roepnaam;Achternaam;Klas
                  1;Noor12b;Bakker;5a
                  2;Daan;Vos;5a"""), count=2, first={"first_name": "Noor12b"}, codes=["name_numbered"]),
    Case("a name with a number: apart, as a house number or a class has it",
         lines("""Leerlingnummer;Roepnaam;Achternaam;Klas
                  1;Noor;Bakker 3;5a
                  2;Daan 6B;Vos;6b
                  3;Lot;Bos;5a"""), count=1, first={"surname": "Bos"}, codes=["name_unlikely", "name_unlikely"]),
    Case("letters that were lost on the way", lines("""Leerlingnummer;Roepnaam;Achternaam;Klas
                  1;Dani?l;Vos;5a
                  2;No\ufffdlle;Bos;5a
                  3;Zoë;Smit;5a"""), every={"first_name": ["Zoë"]}, codes=["letters_lost"]),
    Case("names of other peoples", lines("""Leerlingnummer;Roepnaam;Achternaam;Klas
                  1;D’Angelo;O'Brien-Smith;5a
                  2;محمد;محمود;5a
                  3;Ngọc;Nguyễn;5a
                  4;J.P.;in 't Veld (Bos);5a"""), count=4, codes=["name_aside"]),
    Case("a column of which much is no surname: asked", _many("6B"), status="needs_mapping",
         asked=["Achternaam", "Kluis"], count=0),
    Case("a column of streets under Achternaam: asked", _many("Dorpsstraat 12"),
         status="needs_mapping", asked=["Achternaam", "Kluis"], count=0),
    Case("an answer that makes nonsense is not followed",
         lines("""Leerlingnummer;Roepnaam;Wat;Klas
                  1;Noor;Dorpsstraat 1;5a
                  2;Daan;Dorpsstraat 2;5a
                  3;Lot;Dorpsstraat 3;5a"""), hints=Hints(mapping={"wat": "surname"}),
         codes=["column_unlikely", "column_missing"], count=0),
    Case("a column that is something else and not needed: said, not used",
         column("Telefoon", "a@x.example", "b@x.example", "c@x.example"),
         every={"phone": [None] * 3}, codes=["column_unlikely"]),
    Case("zeros that only the format shows",
         _formatted(123, 4567), every={"external_number": ["000123", "004567"]}),
    Case("zeros that only the format shows, in a sheet that begins further on",
         _formatted(123, 4567, before=2),
         every={"external_number": ["000123", "004567"]}),
    Case("numbers with spaces", lines(
        """Leerlingnummer;Roepnaam;Achternaam;Klas
           11 998;Noor;Berg;5a
           12 000;Daan;Vos;5a"""), every={"external_number": ["11998", "12000"]},
         codes=["number_repaired"]),
    Case("numbers in other digits", lines("""Leerlingnummer;Roepnaam;Achternaam;Klas
                  １００１;Noor;Berg;5a
                  ١٠٠٣;Daan;Vos;5a"""), every={"external_number": ["1001", "1003"]},
         codes=["number_repaired"]),
    Case("a number that is a date or an address", lines("""Leerlingnummer;Roepnaam;Achternaam;Klas
                  1001;Noor;Berg;5a
                  31-05-2015;Daan;Vos;5a
                  1003;Lot;Bos;5a"""), every={"external_number": ["1001", "1003"]},
         codes=["number_unlikely"]),
    Case("random keys as numbers: asked once",
         lines("""Leerlingnummer;Code;Roepnaam;Achternaam;Klas
                  1f0e2c9a-7b1d-4c4e-9a55-0a1b2c3d4e5f;101;Noor;Berg;5a
                  2f0e2c9a-7b1d-4c4e-9a55-0a1b2c3d4e5f;102;Daan;Vos;5a
                  3f0e2c9a-7b1d-4c4e-9a55-0a1b2c3d4e5f;103;Lot;Bos;5a"""),
         status="needs_mapping", asked=["Leerlingnummer", "Code"], count=0),
    Case("random keys beside the school's own number",
         lines("""sourcedId;identifier;givenName;familyName
                  1f0e2c9a-7b1d-4c4e-9a55-0a1b2c3d4e5f;101;Noor;Berg
                  2f0e2c9a-7b1d-4c4e-9a55-0a1b2c3d4e5f;102;Daan;Vos
                  3f0e2c9a-7b1d-4c4e-9a55-0a1b2c3d4e5f;103;Lot;Bos"""),
         every={"external_number": ["101", "102", "103"]}, codes=["no_class"]),
    Case("headers of schools: Lln.nr, Tel. ouders, Straat + nr",
         lines("""Lln.nr;Roepnaam;Achternaam;Klas;Tel. ouders;Straat + nr
                  101;Noor;Berg;5a;0612345678;Dorpsstraat 12a"""),
         first={"external_number": "101", "phone": None, "street": "Dorpsstraat", "house_number": "12",
                "house_number_suffix": "a"}),
    Case("a whole address in one cell",
         column("Adres", "Eikenlaan 12a, 1234 AB Ons Dorp", "Plein 1945 nr 3", "Laan van '45 10 hs"),
         every={"street": ["Eikenlaan", "Plein 1945", "Laan van '45"],
                "house_number": ["12", "3", "10"], "house_number_suffix": ["a", None, "hs"],
                "postcode": ["1234 AB", None, None], "city": ["Ons Dorp", None, None]}),
    Case("headers of schools: Nr. beside names",
         lines("""Nr.;Roepnaam;Achternaam;Klas
                  1017;Noor;Berg;5a
                  1023;Daan;Vos;5a"""), every={"external_number": ["1017", "1023"]}),
    Case("ethnicity of other systems",
         lines("""Student ID,First Name,Last Name,Class,Race,raceCodes,Hispanic_Latino,Ethnicity Code
                  101,Noor,Berg,5a,A,B,Y,C"""),
         dropped=["Race", "raceCodes", "Hispanic_Latino", "Ethnicity Code"], count=1),
    Case("a column of dates that pass the test of eleven",
         column("Geboortedatum", "06012012", "15032012", "24052012", "30092012", "26112012"),
         first={"birth_date": day("2012-01-06")}, count=5),
    Case("ID Number is asked", lines("""ID Number,First Name,Last Name,Class
                  2021-8718,Noor,Berg,5a
                  2021-3273,Daan,Vos,5a"""), status="needs_mapping", asked=["ID Number"], count=0),
    Case("ID Number that holds a BSN is dropped all the same",
         lines("""ID Number,First Name,Last Name,Class
                  123456782,Noor,Berg,5a
                  111222333,Daan,Vos,5a"""), dropped=["ID Number"], codes=["missing_required"], count=2),
]  # fmt: skip
