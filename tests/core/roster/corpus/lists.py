"""Lists as people type, paste and export them: headings, totals, prefixes wherever they stand."""

from __future__ import annotations

from tests.core.roster.corpus.case import Case, lines, sheet_xlsx
from tests.core.roster.making import write_zip

PEOPLE = {
    "first_name": ["Saar", "Jan Willem", "Noor"],
    "prefix": ["de", "van der", None],
    "surname": ["Vries", "Berg", "Kaspers"],
}
HEADER = "Leerlingnummer;Roepnaam;Achternaam;Klas"
FOUND = {"external_number": ["104211", "104212"], "surname": ["Rozema", "Elburg"]}
PLAIN = "104211;Saar;Rozema;6A\n104212;Ties;Elburg;6A"
STAFF = "Leerkrachten;;;\n9001;Ans;Bos;"

CASES = [
    Case("a prefix behind the surname", lines(f"""{HEADER}
         1;Saar;Vries de;6A
         2;Jan Willem;Berg van der;6A
         3;Noor;Kaspers;6B"""), every=PEOPLE),
    Case("a prefix behind the first name", lines(f"""{HEADER}
         1;Saar de;Vries;6A
         2;Jan Willem van der;Berg;6A
         3;Noor;Kaspers;6B"""), every=PEOPLE),
    Case("a word like a prefix, with a capital, is a name", lines(f"""{HEADER}
         1;Linh;Nguyen Van;6A
         2;Thuy Le;Tran;6A"""),
         every={"first_name": ["Linh", "Thuy Le"], "prefix": [None, None],
                "surname": ["Nguyen Van", "Tran"]}),
    Case("a column of prefixes under a name that nobody knows",
         lines("""Leerlingnummer;Roepnaam;Midden;Achternaam;Klas
         1;Saar;de;Vries;6A
         2;Jan Willem;van der;Berg;6A
         3;Noor;;Kaspers;6B"""), every=PEOPLE),
    Case("a column of prefixes under a short name",
         lines("""Stamnr;Roepnaam;Tussenv.;Achternaam;Klas
         1;Saar;de;Vries;6A
         2;Jan Willem;van der;Berg;6A
         3;Noor;;Kaspers;6B"""), every=PEOPLE),
    Case("numbers with points between thousands",
         lines(f"{HEADER}\n{PLAIN}".replace("104211", "104.211").replace("104212", "104.212")),
         every=FOUND, codes=["number_repaired"]),
    Case("numbers with points between millions",
         lines(f"{HEADER}\n{PLAIN}".replace("1042", "2.104.2")),
         every={"external_number": ["2104211", "2104212"]}, codes=["number_repaired"]),
    Case("one number with a point is that number",
         lines(f"{HEADER}\n104.211;Saar;Rozema;6A\n104212;Ties;Elburg;6A"),
         every={"external_number": ["104.211", "104212"]}),
    Case("pasted from a mail that was answered",
         lines("\n".join(f"> {line}" for line in f"{HEADER}\n{PLAIN}".split("\n"))), every=FOUND),
    Case("pasted from a mail that was answered twice",
         lines("\n".join(f">> {line}" for line in f"{HEADER}\n{PLAIN}".split("\n"))), every=FOUND),
    Case("a heading above those who left",
         lines(f"{HEADER}\n{PLAIN}\nVertrokken leerlingen;;;\n104299;Piet;Oud;6A"),
         every=FOUND, codes=["not_a_pupil"], left=["no_person"], unread=0),
    Case("a heading above those who left, and one above who stays",
         lines(f"{HEADER}\nUitgeschreven 2025-2026:;;;\n104299;Piet;Oud;6A\nGroep 6A;;;\n{PLAIN}"),
         every=FOUND, codes=["not_a_pupil"], left=["no_person"], unread=0),
    Case("a heading above the staff", lines(f"{HEADER}\n{PLAIN}\n{STAFF}"),
         every={"role": ["pupil", "pupil", "teacher"]}, left=["no_person"], unread=0),
    Case("a heading above the staff, in a workbook", sheet_xlsx({"Blad1": [
         line.split(";") for line in f"{HEADER}\n{PLAIN}\n{STAFF}".split("\n")]}),
         every={"role": ["pupil", "pupil", "teacher"]}, left=["no_person"], unread=0),
    Case("a total that looks like a pupil", lines(f"{HEADER}\n{PLAIN}\n2;leerlingen;totaal;"),
         every=FOUND, left=["no_person"], unread=0),
    Case("a total that looks like a pupil, above them",
         lines(f"{HEADER}\n2;Aantal;Totaal:;\n{PLAIN}"), every=FOUND, left=["no_person"], unread=0),
    Case("files of a ZIP that are called after their classes", write_zip({
         "6A.csv": lines("Leerlingnummer;Roepnaam;Achternaam\n104211;Saar;Rozema"),
         "Groep 6B.csv": lines("Leerlingnummer;Roepnaam;Achternaam\n104212;Ties;Elburg")}),
         every={**FOUND, "class_code": ["6A", "Groep 6B"]}),
    Case("workbooks of a ZIP that are called after their classes", write_zip({
         "lijsten/Groep 6A.xlsx": sheet_xlsx({"Blad1": [
             ["Leerlingnummer", "Roepnaam", "Achternaam"], ["104211", "Saar", "Rozema"]]}),
         "lijsten/7b.xlsx": sheet_xlsx({"Blad1": [
             ["Leerlingnummer", "Roepnaam", "Achternaam"], ["104212", "Ties", "Elburg"]]})}),
         every={"external_number": ["104211", "104212"], "class_code": ["Groep 6A", "7b"]}),
    Case("a comma in each name, and no quotes around it", lines("""nummer,naam,geboortedatum,groep
         104211,Rozema, Saar,14-03-2015,6A
         104212,Elburg, Ties van,25-11-2014,6A
         104213,Kaspers, Noor,06-06-2015,6A"""), status="needs_mapping",
         asked=["(A)", "(B)", "(C)", "(E)"]),
    Case("names of columns that are cut short",
         lines("""Lln.nr;Roepn.;Voorv.;Achtern.;Groep/klas
         1;Saar;de;Vries;6A
         2;Jan Willem;van der;Berg;6A
         3;Noor;;Kaspers;6B"""), every=PEOPLE),
    Case("everybody again on a sheet of their class", sheet_xlsx({
         name: [line.split(";") for line in f"{HEADER}\n{PLAIN}".split("\n")]
         for name in ("Alle", "6A")}), every=FOUND, codes=["duplicate_rows"]),
    Case("a pupil in two classes", lines(f"{HEADER}\n{PLAIN}\n104211;Saar;Rozema;Plusklas"),
         every={**FOUND, "class_code": ["6A", "6A"]}, codes=["duplicate_class"]),
    Case("everybody again, as they were last year", sheet_xlsx({
         name: [line.split(";") for line in f"{HEADER}\n{PLAIN}".replace("6A", of).split("\n")]
         for name, of in (("2026-2027", "6A"), ("2025-2026", "5A"))}),
         every={**FOUND, "class_code": ["6A", "6A"]}, codes=["not_a_pupil"]),
    Case("a class above its rows, with a colon", lines(f"""Groep: 6A
         {HEADER.removesuffix(";Klas")}
         104211;Saar;Rozema
         104212;Ties;Elburg"""), every={**FOUND, "class_code": ["Groep 6A", "Groep 6A"]}),
]  # fmt: skip
