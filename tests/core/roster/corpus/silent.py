# ruff: noqa: E501 - the files stand here as they are
"""Files of which something was lost, or taken for another thing, without a word."""

from __future__ import annotations

from datetime import date

from tests.core.roster.corpus.case import Case, column, lines, sheet_xlsx
from tests.core.roster.corpus.exchange import NOOR, edexml, oneroster
from tests.core.roster.corpus.exchange_faults import (
    AT_SCHOOL,
    DAAN_2,
    ETHNIC,
    HOMES,
    NOOR_1,
    enrolled,
    people,
    users,
)

from rosterdesk.core.roster.hints import Hints

PLAIN = "Leerlingnummer;Roepnaam;Achternaam;Klas"
TODAY = Hints(today=date(2026, 12, 1))
IN_5A, IN_6B = "e1,active,c1,o1,u1,student,true,,", "e2,active,c2,o1,u2,student,true,,"
NAMES = ("Noor;Bakker", "Daan;Smit", "Tim;Vos", "Bo;Kok", "Sem;Kuiper", "Eva;Mol", "Lot;Bos")


def _plain(*rows: str, header: str = PLAIN) -> bytes:
    return lines("\n".join([header, *rows]))


def _classes(*classes: str) -> bytes:
    people = zip(NAMES, classes, strict=False)
    return _plain(*(f"{n};{name};{each}" for n, (name, each) in enumerate(people, start=101)))


def _numbers(*numbers: str) -> bytes:
    return _plain(*(f"{n};{name};5A" for n, name in zip(numbers, NAMES, strict=False)))


def _years(header: str, *pairs: str) -> bytes:
    people = zip(NAMES, pairs, strict=False)
    rows = (f"{n};{name};{pair}" for n, (name, pair) in enumerate(people, start=101))
    return _plain(*rows, header=f"Leerlingnummer;Roepnaam;Achternaam;{header}")


def _set(habit: str, data: bytes, **right: object) -> Case:
    return Case(habit, data, "oneroster", dropped=ETHNIC, school=AT_SCHOOL, **right)  # type: ignore[arg-type]


REFERENCES = [
    _set("OneRoster: an enrolment of a user who is not in users.csv",
         people(NOOR_1, enrollments=enrolled(IN_5A, IN_6B)), count=1, left=["leads_nowhere"], unread=1),
    _set("OneRoster: enrolments of parents who are not in users.csv hold back nobody",
         people(NOOR_1, enrollments=enrolled(IN_5A, IN_6B.replace("student", "guardian"))),
         count=1, left=["leads_nowhere"], unread=0),
    _set("OneRoster: enrolments that ended or were deleted lead nowhere and are nothing",
         people(NOOR_1, enrollments=enrolled(IN_5A, "e2,active,c9,o1,u2,student,true,2020-08-01,2021-07-31",
                                             "e3,tobedeleted,c9,o1,u3,student,true,,")),
         every={"class_code": ["5a"]}, left=[]),
    _set("OneRoster: an enrolment in a class that is not in classes.csv",
         people(NOOR_1, DAAN_2, enrollments=enrolled(IN_5A, IN_6B.replace("c2", "c9"))),
         every={"class_code": ["5a", None]}, codes=["class_not_there"], left=["leads_nowhere"], unread=0),
    _set("OneRoster: a second enrolment in a class that is not there costs nobody the first",
         people(NOOR_1, enrollments=enrolled(IN_5A, "e2,active,c9,o1,u1,student,false,,")),
         every={"class_code": ["5a"]}, left=["leads_nowhere"], unread=0),
    _set("OneRoster: a user of a school that is not in orgs.csv",
         people(NOOR_1, DAAN_2.replace("o1", "o9"), enrollments=enrolled(IN_5A, IN_6B)),
         count=2, left=["leads_nowhere"], unread=0),
    _set("OneRoster: demographics of a user who is not in users.csv",
         people(NOOR_1, enrollments=enrolled(IN_5A), demographics="sourcedId,status,birthDate,sex,americanIndianOrAlaskaNative\n u1,active,2016-05-31,female,false\n u7,active,2016-05-30,male,false"),
         count=1, left=["leads_nowhere"], unread=1),
    _set("OneRoster: a role of a user who is not in users.csv",
         people(NOOR_1, enrollments=enrolled(IN_5A), roles="sourcedId,status,userSourcedId,roleType,role,orgSourcedId\n r1,active,u1,primary,student,o1\n r2,active,u8,primary,student,o1"),
         count=1, left=["leads_nowhere"], unread=1),
    _set("OneRoster: a class of a school that is not in orgs.csv",
         oneroster(users=users(NOOR_1), enrollments=enrolled(IN_5A), classes=HOMES.replace("homeroom,o1", "homeroom,o9")),
         every={"class_code": ["5a"]}, left=["leads_nowhere"], unread=0),
    _set("OneRoster: a set of changes refers to what was sent before",
         oneroster("delta", users=users(NOOR_1), enrollments=enrolled(IN_5A, IN_6B), classes=HOMES), count=1, left=[], bulk=False),
    Case("EDEXML: a group that is not in the file", edexml(NOOR.format(extra="").replace("g1", "g9").replace("s1", "s9")),
         every={"class_code": [None]}, codes=["class_not_there", "no_class"], school=AT_SCHOOL),
    Case("EDEXML: a group that is not in the file beside one that is", edexml(NOOR.format(extra="").replace("g1", "g9")),
         every={"class_code": ["plus"]}, school=AT_SCHOOL),
]  # fmt: skip
CLASSES = [
    Case("one class in several spellings", _classes("5A", "5a", "gr 5A", "Groep 5a", "5 A", "5-a", "5A"),
         every={"class_code": ["5A"] * 7, "year": [5] * 7}, codes=["class_united"]),
    Case("one class in several spellings, most of them with a word", _classes("Groep 6B", "Groep 6B", "6b", "gr.6B"),
         every={"class_code": ["Groep 6B"] * 4, "class_name": ["Groep 6B"] * 4}, codes=["class_united"]),
    Case("one class of a long name in several spellings", _classes("Zonnebloemen", "zonnebloemen", "Groep Zonnebloemen", "ZONNEBLOEMEN"),
         every={"class_name": ["Zonnebloemen"] * 4, "class_code": ["Zonneb-gx7"] * 4}, codes=["class_united", "class_shortened"]),
    Case("one class in two spellings, on two sheets",
         sheet_xlsx({"Een": [PLAIN.split(";"), ["101", "Noor", "Bakker", "5A"], ["102", "Daan", "Smit", "5A"]],
                     "Twee": [PLAIN.split(";"), ["103", "Tim", "Vos", "klas 5a"]]}),
         every={"class_code": ["5A"] * 3}, codes=["class_united"]),
    Case("classes that differ by more than their spelling", _classes("5-6", "56", "5A", "5B", "1/2", "1-2a", "Groep 5"),
         every={"class_name": ["5-6", "56", "5A", "5B", "1/2", "1-2a", "Groep 5"]}, codes=["class_changed"]),
]  # fmt: skip
CONTACT = [
    Case("two telephones in one cell", column("Telefoon", "06-12345678 / 06-87654321", "035-1234567 of 06 87654321", "0612345678,0687654321", "+31612345678; +31687654321"),
         every={"phone": ["06-12345678", "035-1234567", "0612345678", "+31612345678"]}, codes=["several_values"]),
    Case("two telephones in one cell, on two lines", sheet_xlsx({"B": [
        ["Leerlingnummer", "Roepnaam", "Achternaam", "Klas", "Mobiel"], ["1", "Noor", "Bakker", "5A", "06-12345678\n06-87654321"],
        ["2", "Tim", "Vos", "5A", "06 12 34 56 78"]]}),
         every={"phone": ["06-12345678", "06 12 34 56 78"]}, codes=["several_values"]),
    Case("two telephones in one cell, with whose they are", column("Telefoon", "moeder: 06-12345678, vader: 06-87654321", "06 12345678 (moeder) 06 87654321 (vader)"),
         every={"phone": ["06-12345678", "06 12345678"]}, codes=["several_values"]),
    Case("one telephone with marks in it", column("Telefoon", "0475/12 34 56", "+31 (0)6 12345678", "0031 6 1234 5678", "016/12.34.56", "035-1234567/8", "06/12345678"),
         every={"phone": ["0475/12 34 56", "+31 (0)6 12345678", "0031 6 1234 5678", "016/12.34.56", "035-1234567/8", "06/12345678"]}),
    Case("telephones with too few digits or too many", column("Telefoon", "12345", "0612345678", "06123456780687654321"),
         every={"phone": [None, "0612345678", None]}, codes=["value_unlikely"]),
]  # fmt: skip
QUOTES = [
    Case("numbers with quotes in their quotes", _numbers('"L"00000', '"L"00001'),
         every={"external_number": ["L00000", "L00001"]}, codes=["quotes_mended"]),
    Case("numbers with quotes in their quotes, one of many", _numbers('"L"00000', "L00001", "L00002"),
         every={"external_number": ["L00000", "L00001", "L00002"]}, codes=["quotes_mended"]),
    Case("numbers with doubled quotes in their quotes", _numbers('"""L""00001"', '"""00002"""'),
         every={"external_number": ["L00001", "00002"]}, codes=["number_repaired"]),
    Case("numbers with other marks in their quotes", _numbers("\"'L'00001\"", "“00002”", "L’00003"),
         every={"external_number": ["L00001", "00002", "L00003"]}, codes=["number_repaired"]),
    Case("numbers as formulas of text", _numbers('="L"&"00001"', '="00002"'),
         every={"external_number": ["L00001", "00002"]}, codes=["number_repaired"]),
    Case("names and numbers with a quote begun anew", lines('"Leerlingnummer";"Roepnaam";"Achternaam";"Klas"\n""L"00000";"No"or";"Bakker";"5"A"\n"L00001";"Daan";"Smit";"5A"'),
         every={"external_number": ["L00000", "L00001"], "first_name": ["Noor", "Daan"], "class_code": ["5A", "5A"]}, codes=["quotes_mended"]),
    Case("numbers in a workbook with marks", sheet_xlsx({"B": [PLAIN.split(";"), ['"L"00000', "Noor", "Bakker", "5A"], ["'L'00001", "Daan", "Smit", "5A"]]}),
         every={"external_number": ["L00000", "L00001"]}, codes=["number_repaired"]),
]  # fmt: skip
YEARS = [
    Case("Nieuwe groep beside Huidige groep", _years("Huidige groep;Nieuwe groep", "5A;6A", "6A;7A"),
         status="needs_mapping", asked=["Huidige groep", "Nieuwe groep"], count=0),
    Case("Nieuwe klas in front of Klas", _years("Nieuwe klas;Klas", "6A;5A", "7A;6A"),
         status="needs_mapping", asked=["Nieuwe klas", "Klas"], count=0),
    Case("the group of next year, where only newcomers have one", _years("Groep;Groep volgend schooljaar", "5A;", ";1A"),
         status="needs_mapping", asked=["Groep", "Groep volgend schooljaar"], count=0),
    Case("Oude groep beside Nieuwe groep", _years("Oude groep;Nieuwe groep", "5A;6A", "6A;7A"),
         status="needs_mapping", asked=["Oude groep", "Nieuwe groep"], count=0),
    Case("Nieuwe groep beside Huidige groep, the same for all", _years("Huidige groep;Nieuwe groep", "5A;groep 5a", "6A;6A"),
         every={"class_code": ["5A", "6A"]}),
    Case("Nieuwe groep beside Huidige groep, without a class for anybody", _years("Huidige groep;Nieuwe groep", "5A;n.v.t.", "6A;-"),
         every={"class_code": ["5A", "6A"]}),
    Case("two columns of classes of now, of which one was answered", _years("Groep;Klas", "5A;Rood", "6A;Blauw"),
         every={"class_code": ["5A", "6A"]}, hints=Hints(mapping={"klas": None})),
    Case("Nieuwe groep and no other", _years("Nieuwe groep", "5A", "6A"), every={"class_code": ["5A", "6A"]},
         codes=["class_column_assumed"]),
    Case("Oude klas beside Klas", _years("Oude klas;Klas", "5A;6A", "6A;7A"), every={"class_code": ["6A", "7A"]}),
    Case("Nieuwe groep beside Huidige groep, answered", _years("Huidige groep;Nieuwe groep", "5A;6A", "6A;7A"),
         every={"class_code": ["6A", "7A"]}, codes=["class_column_beside"],
         hints=Hints(mapping={"huidigegroep": None, "nieuwegroep": "class_code"})),
    Case("Nieuwe groep beside Huidige groep, the other answered", _years("Huidige groep;Nieuwe groep", "5A;6A", "6A;7A"),
         every={"class_code": ["5A", "6A"]}, codes=["class_column_beside"],
         hints=Hints(mapping={"huidigegroep": "class_code", "nieuwegroep": None})),
    Case("classes by school years: that of now beside the last one", _years("Klas 2025-2026;Klas 2026-2027", "5A;6A", "6A;7A"),
         every={"class_code": ["6A", "7A"]}, hints=TODAY),
    Case("classes by school years: that of now beside the next one", _years("Klas 2026-2027;Klas 2027-2028", "5A;6A", "6A;7A"),
         status="needs_mapping", asked=["Klas 2026-2027", "Klas 2027-2028"], count=0, hints=TODAY),
]  # fmt: skip
CASES = [*REFERENCES, *CLASSES, *CONTACT, *QUOTES, *YEARS]
