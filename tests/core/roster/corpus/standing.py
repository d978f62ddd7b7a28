# ruff: noqa: E501 - the files stand here as they are
"""The standing of people: who they are, and whether they are at the school now."""

from __future__ import annotations

from datetime import date

from tests.core.roster.corpus.case import Case, column, lines

from rosterdesk.core.roster.hints import Hints

TODAY = Hints(today=date(2026, 9, 1))


def _numbers(*numbers: str) -> dict[str, list[str]]:
    return {"external_number": list(numbers)}


CASES = [
    Case("a status of who left, in Dutch",
         column("Status", "Actief", "Uitgeschreven", "niet actief", "Overleden", "Ingeschreven"),
         every=_numbers("101", "105"), codes=["not_a_pupil"]),
    Case("a status of who left, in English",
         column("status", "active", "deleted", "inactive", "Withdrawn", "Graduated 2025"),
         every=_numbers("101"), codes=["not_a_pupil"]),
    Case("a status under another name", column("Status leerling", "uitgestroomd", "regulier"),
         every=_numbers("102"), codes=["not_a_pupil"]),
    Case("a column that says who is active", column("Actief", "Ja", "Nee", "1", "0"),
         every=_numbers("101", "103"), codes=["not_a_pupil"]),
    Case("a column of deaths", column("Datum overlijden", "", "03-02-2025", ""),
         every=_numbers("101", "103"), codes=["not_a_pupil"]),
    Case("who is still to come", column("Datum inschrijving", "01-08-2020", "01-08-2027"),
         hints=TODAY, every=_numbers("101"), codes=["not_a_pupil"]),
    Case("roles in a school",
         column("Functie", "Leerling", "Directeur", "Conciërge", "Mentor", "Leerkracht", "administrator"),
         every={"role": ["pupil", "teacher", "teacher"]}, codes=["not_a_pupil"]),
    Case("roles in English", column("Role", "student", "teacher", "aide", "parent", "Principal"),
         every={"role": ["pupil", "teacher", "teacher"]}, codes=["not_a_pupil"]),
    Case("a class that holds the staff",
         lines("""Leerlingnummer;Roepnaam;Achternaam;Klas
                  101;Noor;Berg;5a
                  901;Marja;Bos;Docent
                  902;Piet;Vos;Personeel"""),
         every={"role": ["pupil", "teacher", "teacher"], "class_code": ["5a", None, None]},
         codes=["teacher_by_class"]),
    Case("a class that holds the staff, by its rest", lines("""Leerlingnummer;Roepnaam;Achternaam;Klas
                  101;Noor;Berg;5a
                  901;Marja;Bos;Leerkrachten OB
                  902;Piet;Vos;Personeel 2025-2026
                  903;Jan;Smit;Leraar Jansen"""),
         every={"role": ["pupil", "teacher", "teacher", "pupil"]},
         codes=["class_shortened", "teacher_by_class"]),
    Case("roles that begin as pupils do", column("Functie", "Leerlingbegeleider", "Leerling PO"),
         every=_numbers("102"), codes=["not_a_pupil"]),
    Case("a class that holds others", lines("""Leerlingnummer;Roepnaam;Achternaam;Klas
                  101;Noor;Berg;5a
                  901;Marja;Bos;Directie"""), every=_numbers("101"), codes=["not_a_pupil"]),
    Case("a class called after teachers makes none of children",
         lines("""Leerlingnummer;Roepnaam;Achternaam;Klas;Geboortedatum
                  101;Noor;Berg;Docenten;31-05-2016
                  102;Daan;Vos;Docenten;13-05-1975
                  103;Lot;Bos;Juf Anna;14-05-2016"""), hints=TODAY,
         every={"role": ["pupil", "teacher", "pupil"], "class_code": ["Docenten", None, "Juf Anna"]},
         codes=["teacher_by_class", "class_of_staff"]),
    Case("a list of teachers by itself",
         lines("""Docentnummer;Roepnaam;Achternaam;Geboortedatum
                  901;Marja;Bos;31-05-1975
                  902;Piet;Vos;30-05-1980"""), hints=TODAY,
         every={"role": ["teacher", "teacher"], "birth_date": [date(1975, 5, 31), date(1980, 5, 30)]},
         codes=["no_class"]),
    Case("staff in a list by itself",
         lines("""Personeelsnummer;Voornaam;Achternaam;E-mail
                  901;Marja;Bos;m@school.example"""), every={"role": ["teacher"]}, codes=["no_class"]),
    Case("a pupil and a teacher with one number",
         lines("""Leerlingnummer;Roepnaam;Achternaam;Klas;Rol
                  1;Noor;Berg;5a;leerling
                  1;Marja;Bos;;leerkracht"""),
         every={"external_number": ["1", None], "role": ["pupil", "teacher"]},
         codes=["number_of_pupil"]),
    Case("numbers that differ in capitals only",
         lines("""Leerlingnummer;Roepnaam;Achternaam;Klas
                  a123;Noor;Berg;5a
                  A123;Daan;Vos;5a
                  b1;Lot;Bos;5a"""), every=_numbers("b1"), codes=["duplicate_number"]),
    Case("a number in other capitals than the library has",
         lines("""Leerlingnummer;Roepnaam;Achternaam;Klas
                  a123;Noor;Berg;5a"""), hints=Hints(known_numbers=frozenset({"A123"})),
         every=_numbers("A123"), codes=["number_repaired"]),
]  # fmt: skip
