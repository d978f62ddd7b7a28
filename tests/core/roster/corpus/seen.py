# ruff: noqa: E501 - the files stand here as they are
"""Files as an outsider made them after what schools and their programs do, read wrongly at first."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

from tests.core.roster.corpus.case import TEXT, Case, column, lines, sheet_xlsx
from tests.core.roster.making import cells_to_csv

from rosterdesk.core.roster.hints import Hints

TODAY = Hints(today=date(2026, 12, 1))
PLAIN = "Leerlingnummer;Roepnaam;Achternaam;Klas"
FIRST = "101;Noor;Bakker;5A\n102;Daan;Smit;5A"


def _plain(*rows: str, header: str = PLAIN) -> bytes:
    return lines("\n".join([header, *rows]))


def _whole(*names: str) -> bytes:
    return _plain(
        *(f"{number};{name};5A" for number, name in enumerate(names, start=101)),
        header="Leerlingnummer;Naam;Klas",
    )


def _surnames(*names: str) -> bytes:
    return _plain(*(f"{n};Noor;{name};5A" for n, name in enumerate(names, start=101)))


def _years(*years: str) -> bytes:
    rows = [
        f"10{n // 2 + 1};Noor;Bakker{'AB'[n // 2]};{n % 2 + 4}A;{y}" for n, y in enumerate(years)
    ]
    return _plain(*rows, header=f"{PLAIN};Schooljaar")


def _numbers(*numbers: str) -> dict[str, list[str]]:
    return {"external_number": list(numbers)}


def _pack(**members: bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.csv", data)
    return target.getvalue()


NOTES = [
    [*TEXT[0], "Opmerkingen"],
    *([*row, 'noten; pinda, "veel"\nbel eerst'] for row in TEXT[1:]),
]
LONG_NOTES = [[*TEXT[0], "Opmerkingen"], *([*row, "a, b\nc, d\ne"] for row in TEXT[1:])]
EDEX = (
    b"<EDEX><leerlingen><leerling key='101'><achternaam>Bakker</achternaam><roepnaam>Noor</roepnaam>"
    b"</leerling></leerlingen></EDEX>"
)

CASES = [
    Case("a prefix behind the call name in brackets", _whole("Heijden (Sanne) van der", "Ruijter (Bas) de", "Vos (Tim)"),
         every={"first_name": ["Sanne", "Bas", "Tim"], "prefix": ["van der", "de", None],
                "surname": ["Heijden", "Ruijter", "Vos"]}),
    Case("a prefix behind two call names in brackets", _whole("Hof (Anne Fleur) van 't", "Brinke (Jan) ten"),
         every={"first_name": ["Anne Fleur", "Jan"], "prefix": ["van 't", "ten"], "surname": ["Hof", "Brinke"]}),
    Case("the surname first, in two words", _whole("el Amrani Yasmina", "van den Berg Lotte", "Vos Tim"),
         every={"first_name": ["Yasmina", "Lotte", "Tim"], "surname": ["el Amrani", "Berg", "Vos"]}),
    Case("the surname first, in two words with capitals", _whole("Ben Haddou Samir", "de Vries Daan", "Al Hassan Mona"),
         every={"first_name": ["Samir", "Daan", "Mona"], "surname": ["Ben Haddou", "Vries", "Al Hassan"]}),
    Case("commas with nothing between them", _whole("Kuipers, , Bram", "Dijk, van, Lotte", "Vos, Tim,"),
         every={"first_name": ["Bram", "Lotte", "Tim"], "prefix": [None, "van", None]}),
    Case("a prefix in short behind a comma", _surnames("Dijk, v.", "Berg, v.d.", "Smit"),
         every={"surname": ["Dijk", "Berg", "Smit"], "prefix": ["v.", "v.d.", None]}),
    Case("prefixes in short", _surnames("v.d. Berg", "vd Heijden", "v/d Hof", "v. Dijk", "Vd Laan"),
         every={"surname": ["Berg", "Heijden", "Hof", "Dijk", "Laan"],
                "prefix": ["v.d.", "vd", "v/d", "v.", "vd"]}),
    Case("prefixes in short, within whole names", _whole("Noor v.d. Berg", "Daan vd Hof", "Tim Vos"),
         every={"first_name": ["Noor", "Daan", "Tim"], "surname": ["Berg", "Hof", "Vos"]}),
    Case("nicknames and notes behind first names",
         _plain("101;Bram (Abraham);Bakker;5A", "102;Noor (zittenblijver);Smit;5A", "103;Jo “Jootje”;Vos;5A"),
         every={"first_name": ["Bram", "Noor", "Jo"]}, codes=["name_aside"]),
    Case("a call name in brackets behind initials", _plain("101;A.B. (Anna);Bakker;5A", "102;J.;Smit;5A"),
         every={"first_name": ["Anna", "J."]}, codes=["name_aside"]),
    Case("a note behind a surname, and a prefix in brackets", _surnames("Bakker (vertrekt)", "Berg (van den)"),
         every={"surname": ["Bakker", "Berg"], "prefix": [None, "van den"]}, codes=["name_aside"]),
    Case("numbers with commas between thousands", _plain("10,411;Noor;Bakker;5A", "10,000;Daan;Smit;5A"),
         every=_numbers("10411", "10000"), codes=["number_repaired"]),
    Case("numbers with points between thousands, some round", _plain("104.000;Noor;Bakker;5A", "104.211;Daan;Smit;5A"),
         every=_numbers("104000", "104211"), codes=["number_repaired"]),
    Case("numbers with apostrophes between thousands", _plain("10'411;Noor;Bakker;5A", "10'412;Daan;Smit;5A"),
         every=_numbers("10411", "10412"), codes=["number_repaired"]),
    Case("two numbers in one cell", sheet_xlsx({"Blad1": [PLAIN.split(";"), ["10411\n10412", "Noor", "Bakker", "5A"], ["10413", "Tim", "Vos", "5A"]]}),
         every=_numbers("10413"), codes=["number_unlikely"]),
    Case("two numbers behind each other", _plain("10411 10412;Noor;Bakker;5A", "10413;Tim;Vos;5A"),
         every=_numbers("10413"), codes=["number_unlikely"]),
    Case("numbers that a spreadsheet shortened are not said to be double",
         _plain("1,04E+11;Noor;Bakker;5A", "1,04E+11;Daan;Smit;5A", "10411;Tim;Vos;5A"),
         every=_numbers("10411"), codes=["number_invalid"]),
    Case("numbers of families", _plain(*(f"{n // 2 + 50};{name};Vos;5A" for n, name in enumerate(["Noor", "Daan", "Bas", "Lot", "Jo", "Tim", "Sem", "Eva"]))),
         count=0, codes=["duplicate_numbers"]),
    Case("sexes as no and yes", column("Geslacht", "0", "1", "1"), every={"sex": [None] * 3}, codes=["sex_unknown"]),
    Case("sexes as no and yes, some empty", column("M/V", 1, 0, None), every={"sex": [None] * 3}, codes=["sex_unknown"]),
    Case("sexes as ISO has them", column("Geslacht", "0", "1", "2"), every={"sex": [None, "M", "F"]}),
    Case("sexes as signs and titles", column("Geslacht", "♀", "♂", "Mevr.", "Dhr.", "zij"),
         every={"sex": ["F", "M", "F", "M", "F"]}),
    Case("a class of those who left, with its year", _plain(FIRST, "103;Tim;Vos;Schoolverlaters 2026", "104;Bo;Kok;Uitgeschreven leerlingen (2025-2026)"),
         every=_numbers("101", "102"), codes=["not_a_pupil"]),
    Case("a sheet of those who left, with its year",
         sheet_xlsx({"5A": [r.split(";") for r in [PLAIN, *FIRST.split("\n")]], "Oud-leerlingen 2025": [PLAIN.split(";")[:3], ["99", "Tim", "Vos"]]}),
         every=_numbers("101", "102"), codes=["not_a_pupil"]),
    Case("a remark that somebody died or left", column("Opmerking", "", "overleden", "uitgeschreven per 1-9-2026", "wil graag vooraan zitten"),
         every=_numbers("101", "104"), codes=["not_a_pupil"]),
    Case("a remark with such a word is a remark", column("Bijzonderheden", "vertrokken moeder", "uitgeschreven stukken nalezen", "Vertrokken"),
         every=_numbers("101", "102"), codes=["not_a_pupil"]),
    Case("rows of two school years", _years("2025-2026", "2026-2027", "2025-2026", "2026-2027"),
         every={"external_number": ["101", "102"], "class_code": ["5A", "5A"]}, codes=["not_a_pupil"]),
    Case("sheets of two school years",
         sheet_xlsx({"2025-2026": [PLAIN.split(";"), ["101", "Noor", "Bakker", "4A"], ["99", "Tim", "Vos", "8A"]],
                     "2026-2027": [PLAIN.split(";"), ["101", "Noor", "Bakker", "5A"]]}),
         every={"external_number": ["101"], "class_code": ["5A"]}, codes=["not_a_pupil"]),
    Case("one letter as the class of two years", _plain("101;Noor;Bakker;A;5", "102;Daan;Smit;A;6", "103;Tim;Vos;B;6", header=f"{PLAIN};Leerjaar"),
         every={"class_code": ["5A", "6A", "6B"]}, codes=["class_joined"]),
    Case("letters that are each of one year stay", _plain("101;Noor;Bakker;A;5", "102;Daan;Smit;B;6", header=f"{PLAIN};Leerjaar"),
         every={"class_code": ["A", "B"]}),
    Case("letters in small of two years, one without a year", _plain("101;Noor;Bakker;a;1", "102;Daan;Smit;a;2", "103;Tim;Vos;a;", header=f"{PLAIN};Jaargroep"),
         every={"class_code": ["1a", "2a", "a"]}, codes=["class_joined"]),
    Case("Nummer behind the street", _plain("101;Noor;Bakker;5A;Kerkstraat;12;3;9000;Gent", header=f"{PLAIN};Straat;Nummer;Bus;Postcode;Gemeente"),
         first={"street": "Kerkstraat", "house_number": "12", "house_number_suffix": "3", "city": "Gent"}),
    Case("Nr behind the street", _plain("101;Noor;Bakker;5A;Laan;12;bis", header=f"{PLAIN};Straatnaam;Nr;Toev"),
         first={"street": "Laan", "house_number": "12", "house_number_suffix": "bis"}),
    Case("two addresses", _plain("101;Noor;Bakker;5A;Kerkweg 12a;1234 AB;Ergens;Markt 3;4321 BA;Elders", header=f"{PLAIN};Adres 1;Postcode 1;Woonplaats 1;Adres 2;Postcode 2;Woonplaats 2"),
         first={"street": "Kerkweg", "house_number": "12", "house_number_suffix": "a", "postcode": "1234 AB", "city": "Ergens"}),
    Case("two telephones", _plain("101;Noor;Bakker;5A;0612345678;0687654321", header=f"{PLAIN};Telefoon 1;Telefoon 2"),
         first={"phone": "0612345678"}),
    Case("a street called after a year", column("Adres", "Plein 1944 5", "Laan 1940-1945 12", "Kerkweg 12 3"),
         every={"street": ["Plein 1944", "Laan 1940-1945", "Kerkweg"], "house_number": ["5", "12", "12"], "house_number_suffix": [None, None, "3"]}),
    Case("a suffix in two parts", column("Adres", "Kerkweg 12 B 3", "Dorpsstraat 7 A-2"),
         every={"street": ["Kerkweg", "Dorpsstraat"], "house_number": ["12", "7"], "house_number_suffix": ["B 3", "A-2"]}),
    Case("Inschrijving with words", column("Inschrijving", "Ingeschreven", "Uitgeschreven", "Aangemeld"),
         every=_numbers("101"), codes=["not_a_pupil"]),
    Case("Uitschrijving with words", column("Uitschrijving", "nee", "uitgeschreven", ""),
         every=_numbers("101", "103"), codes=["not_a_pupil"]),
    Case("remarks with separators, quotes and line ends in their cells", cells_to_csv(NOTES), same=True, left=[]),
    Case("remarks of several lines with separators", cells_to_csv(LONG_NOTES), same=True, left=[]),
    Case("dates with an age behind them", column("Geboortedatum", "31-05-2016 (10 jaar)", "13-06-2016 (10)"), hints=TODAY,
         every={"birth_date": [date(2016, 5, 31), date(2016, 6, 13)]}),
    Case("dates with the mark of a text", column("Geboortedatum", "'31-05-2016", "'13-06-2016"), hints=TODAY,
         every={"birth_date": [date(2016, 5, 31), date(2016, 6, 13)]}),
    Case("dates with rare marks", column("Geboortedatum", "31_05_2016", "13 | 06 | 2016", "2016:06:14"), hints=TODAY,
         every={"birth_date": [date(2016, 5, 31), date(2016, 6, 13), date(2016, 6, 14)]}),
    Case("counts of boys and girls below", _plain(FIRST, ";Jongens;1;", ";Meisjes;1;"), every=_numbers("101", "102"), left=["no_person"], unread=0),
    Case("notes between the rows", _plain("101;Noor;Bakker;5A", ";Opmerking: zus van Daan;;", "102;Daan;Smit;5A", ";;Let op: nieuw;"),
         every=_numbers("101", "102"), left=["no_person"], unread=0),
    Case("headers in German", _plain("101;Noor;Bakker;5A;w", header="Schüler-ID;Vorname;Nachname;Klasse;Geschlecht"),
         first={"external_number": "101", "surname": "Bakker", "sex": "F"}),
    Case("headers in French", _plain("101;Noor;Bakker;5A;F", header="Matricule;Prénom;Nom;Classe;Sexe"),
         first={"external_number": "101", "first_name": "Noor", "surname": "Bakker", "sex": "F"}),
    Case("JSON", b'[{"Leerlingnummer": "101", "Roepnaam": "Noor", "Achternaam": "Bakker"}]', status="refused", refused="unsupported_type"),
    Case("cards of an address book", b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Bakker;Noor;;;\r\nEND:VCARD\r\n", status="refused", refused="unsupported_type"),
    Case("EDEXML with a document type that declares nothing", b'<!DOCTYPE EDEX SYSTEM "edex.dtd">' + EDEX, first={"external_number": "101"}, codes=["no_class"]),
    Case("EDEXML with a document type by name", b"<?xml version='1.0'?>\n<!DOCTYPE EDEX>" + EDEX, first={"surname": "Bakker"}, codes=["no_class"]),
    Case("EDEXML with a document type that declares entities", b'<!DOCTYPE EDEX [<!ENTITY a "b">]>' + EDEX, status="refused", refused="bomb"),
    Case("schools under Name", lines("SIS ID,Name\n1,Contoso High School\n2,Fabrikam College"), status="refused", refused="no_pupils"),
    Case("schools beside their people", _pack(School=lines("SIS ID,Name\n1,OBS De Regenboog"), Student=lines("SIS ID,School SIS ID,First Name,Last Name\n101,1,Noor,Bakker")),
         every=_numbers("101"), codes=["no_class"], left=["of_organisations"]),
    Case("teachers with a key that anybody may have", lines("SIS ID,School SIS ID,First Name,Last Name,Teacher Number\n9,1,Piet,Bos,77"),
         every={"role": ["teacher"]}, codes=["no_class"]),
    Case("teachers with a key that anybody may have, in Dutch", lines("SIS ID;Voornaam;Achternaam;Docentcode\n9;Piet;Bos;BOS"),
         every={"role": ["teacher"]}, codes=["no_class"]),
    Case("the number of a mentor makes no teachers", _plain("101;Noor;Bakker;5A;77", header=f"{PLAIN};Docentnummer"),
         every={"role": ["pupil"]}),
]  # fmt: skip
