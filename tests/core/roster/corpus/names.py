# ruff: noqa: E501 - the files stand here as they are
"""Names, and which column holds which of them."""

from tests.core.roster.corpus.case import Case, lines


def _whole(*texts: str, more: str = "", header: str = "Naam") -> bytes:
    rows = [f"{number};{text};5a{more}" for number, text in enumerate(texts, start=101)]
    return lines(
        "\n".join([f"Leerlingnummer;{header};Klas{';Voorletters' if more else ''}", *rows])
    )


SORTED = ("Bakker Noor", "Berg Daan", "Bos Lot", "Jansen Sem", "Kok Eva", "Mol Jan", "Prins Bo",
          "Smit Ali", "Vos Tim")  # fmt: skip

STACK = "\u0336\u0334\u0353\u0359" * 3

CASES = [
    Case("the surname first, in capitals", _whole("VAN DEN BERG Lotte", "BAKKER Anne Marie"),
         every={"first_name": ["Lotte", "Anne Marie"], "prefix": ["van den", None],
                "surname": ["Berg", "Bakker"]}),
    Case("the surname first, in capitals and with a comma", _whole("VAN DEN BERG, Lotte", "DE WIT, Noor"),
         every={"first_name": ["Lotte", "Noor"], "prefix": ["van den", "de"],
                "surname": ["Berg", "Wit"]}),
    Case("the surname first, with its prefix", _whole("van den Berg Lotte", "de Vries Daan", "Bakker Noor"),
         every={"first_name": ["Lotte", "Daan", "Noor"], "prefix": ["van den", "de", None],
                "surname": ["Berg", "Vries", "Bakker"]}),
    Case("the surname first, its prefix at the end", _whole("Berg Lotte van den", "Bakker Noor"),
         every={"first_name": ["Lotte", "Noor"], "prefix": ["van den", None],
                "surname": ["Berg", "Bakker"]}),
    Case("the surname first, as the alphabet shows", _whole(*SORTED),
         every={"surname": [text.split()[0] for text in SORTED]}),
    Case("the surname first, as the initials show",
         lines("""Leerlingnummer;Naam;Klas;Voorletters
                  1;Bakker Noor;5a;N.
                  2;Smit Daan;5a;D."""),
         every={"surname": ["Bakker", "Smit"], "first_name": ["Noor", "Daan"]}),
    Case("the surname first, as the addresses show",
         lines("""Leerlingnummer;Naam;Klas;E-mail
                  1;bakker noor;5a;noor.bakker@school.example
                  2;vos daan;5a;dvos@school.example"""),
         every={"surname": ["bakker", "vos"], "first_name": ["noor", "daan"]}),
    Case("the first name first, as the addresses show",
         lines("""Leerlingnummer;Naam;Klas;E-mail
                  1;Noor Bakker;5a;noor.bakker@school.example
                  2;Daan Vos;5a;dvos@school.example"""),
         every={"surname": ["Bakker", "Vos"], "first_name": ["Noor", "Daan"]}),
    Case("the first name first, with capitals behind", _whole("Lotte VAN DEN BERG", "Noor BAKKER"),
         every={"first_name": ["Lotte", "Noor"], "prefix": ["van den", None]}),
    Case("nothing shows which name is first: said", _whole("Noor Bakker", "Daan Smit"),
         every={"first_name": ["Noor", "Daan"]}, codes=["name_order_assumed"]),
    Case("both orders in one column: those that do not show theirs are refused",
         _whole("van den Berg Lotte", "Daan de Vries", "Noor Bakker"),
         every={"surname": ["Berg", "Vries"]}, codes=["name_order_unclear"]),
    Case("a whole name that is a surname only", _whole("van den Berg", "Lotte de Vries", "Noor op den Akker"),
         every={"surname": ["Vries", "Akker"]}, codes=["missing_required"]),
    Case("Naam beside a surname is the first name",
         lines("""Leerlingnummer;Naam;Achternaam;Klas
                  101;Sanne;Visser;5a
                  102;Anne Marie;van den Berg;5a"""),
         every={"first_name": ["Sanne", "Anne Marie"], "surname": ["Visser", "Berg"]}),
    Case("name beside surname, in Spanish order",
         lines("""id,name,surname,class
                  101,Sanne,Visser,5a
                  102,Anne Marie,Bakker,5a""").replace(b"id,", b"student id,"),
         every={"first_name": ["Sanne", "Anne Marie"], "surname": ["Visser", "Bakker"]}),
    Case("Naam beside a surname is the whole name where it holds that surname",
         lines("""Leerlingnummer;Naam;Achternaam;Klas
                  101;Sanne Visser;Visser;5a
                  102;Anne Bakker;Bakker;5a"""),
         every={"first_name": ["Sanne", "Anne"], "surname": ["Visser", "Bakker"]}),
    Case("Naam beside a first name is the whole name where it holds that first name",
         lines("""Leerlingnummer;Naam;Roepnaam;Klas
                  101;Anne Marie Visser;Anne Marie;5a
                  102;van den Berg, Sanne;Sanne;5a"""),
         every={"first_name": ["Anne Marie", "Sanne"], "surname": ["Visser", "Berg"],
                "prefix": [None, "van den"]}),
    Case("Naam beside a first name is the surname otherwise",
         lines("""Leerlingnummer;Naam;Roepnaam;Klas
                  101;Visser;Sanne;5a
                  102;van den Berg;Noor;5a"""),
         every={"first_name": ["Sanne", "Noor"], "surname": ["Visser", "Berg"]}),
    Case("a middle name is added to the first",
         lines("""Student ID,First Name,Middle Name,Last Name,Class
                  101,Sanne,Lynn,Visser,5a
                  102,Daan,,Mol,5a"""),
         every={"first_name": ["Sanne", "Daan"], "initials": ["S.L.", "D."]}),
    Case("a middle name may be a prefix",
         lines("""Student ID,First Name,Middle Name,Last Name,Class
                  101,Sanne,van den,Berg,5a
                  102,Daan,Jan,Mol,5a"""),
         every={"prefix": ["van den", None], "initials": ["S.", "D.J."], "surname": ["Berg", "Mol"]}),
    Case("a surname column that is missing: one answer",
         lines("""Leerlingnummer;Roepnaam;Klas
                  101;Noor;5a
                  102;Daan;5a"""), count=0, codes=["column_missing"]),
    Case("a column of first names that is missing: one answer",
         lines("""Leerlingnummer;Achternaam;Klas
                  101;Bakker;5a
                  102;Smit;5a"""), count=0, codes=["column_missing"]),
    Case("tags and fillers that nobody sees",
         lines("Leerlingnummer;Roepnaam;Achternaam;Klas\n"
               "101;No\U000e0041\U000e0042or;Bak\u180eker\u206a;5a\n102;\u3164Daan\uffa0;Sm\u115fit;5a"),
         every={"first_name": ["Noor", "Daan"], "surname": ["Bakker", "Smit"]}),
    Case("marks that are stacked on a letter",
         lines("Leerlingnummer;Roepnaam;Achternaam;Klas\n"
               f"101;No{STACK}or;Bakker;5a\n102;Thu\u1ef7;Nguy\u1ec5n;5a"),
         every={"surname": ["Bakker", "Nguy\u1ec5n"], "initials": ["N.", "T."]}),
]  # fmt: skip
