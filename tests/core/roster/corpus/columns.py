# ruff: noqa: E501 - the files stand here as they are
"""The names that schools give their columns."""

from tests.core.roster.corpus.case import Case, column, day, lines, sheet_xlsx

from rosterdesk.core.roster.hints import Hints

SOMTODAY = [
    ["Leerlingen"],
    ["Student", "Studentnummer", "Klas", "Geboortedatum"],
    ["van den Dool, A.B.C. (Abigail)", 12345.0, "V4b", day("2009-05-31")],
]
WISE_NL = """LENERNUMMER;LEERLINGNUMMER;KLAS_CODE;KLAS_NAAM;LEERJAAR;VOORLETTERS;ROEPNAAM;NAAMTUS;NAAM
    ;000123;5A;Groep 5A;5;N.;Noor;van den;Berg"""
WISE_EN = """PATRON_ID,STUDENT_ID,FIRST_NAMES,PREFIX,LAST_NAME,DATE_OF_BIRTH,GENDER,CLASS
    20000123456,123,Noor,van den,Berg,2015-05-31,V,5a"""
FLEMISH = """Instellingsnummer;Naam;Voornaam;Klas;Klascode;Klasnummer;Gebruikersnaam;Pointer;Stamnummer;
    012345;De Smet;Noor;1 Moderne;1MOD;7;noor.desmet;889;20240001;"""
EDUARTE = """Deelnemersnummer;Voornaam;Voorvoegsel;Achternaam;Geboortedatum;Geslacht;Groep;Crebonummer
    400123;Noor;van den;Berg;31-05-2007;Vrouw;ICT1A;25604"""
SOCIAL = """Roepnaam;Tussenvoegsel;Achternaam;Geboortedatum;Klasnaam;Leerjaar;Leerlingnummer
    Noor;van den;Berg;31-05-2015;Groep 5 Dolfijnen;5;123"""
UNKNOWN = """Code lln;Hoe heet je;Familie;Waar
    101;Noor;Bakker;Regenboog
    102;Daan;Smit;Regenboog
    103;Zoë;Vos;Regenboog"""
ANSWERS = {"codelln": "external_number", "hoeheetje": "first_name", "familie": "surname",
           "waar": "class_code"}  # fmt: skip
NOOR = {"first_name": "Noor", "prefix": "van den", "surname": "Berg"}

CASES = [
    Case("Somtoday: title row, one name column, numbers as amounts",
         sheet_xlsx({"Blad1": SOMTODAY}),
         first={"external_number": "12345", "first_name": "Abigail", "initials": "A.B.C.",
                "prefix": "van den", "surname": "Dool", "birth_date": day("2009-05-31")}),
    Case("Magister: the name as Achternaam, Roepnaam",
         lines("""Stamnummer,Naam,Klas,Klassenmentor 1
                  12001,"Berg, Noor van den",h3a,J. Smit"""), first=NOOR),
    Case("Wise's Dutch columns", lines(WISE_NL),
         first={**NOOR, "external_number": "000123", "initials": "N.", "class_code": "5A",
                "class_name": "Groep 5A", "year": 5}),
    Case("Wise's English template", lines(WISE_EN),
         first={**NOOR, "card_number": "20000123456", "external_number": "123", "sex": "F"}),
    Case("a Flemish export", lines(FLEMISH),
         first={"external_number": "20240001", "class_code": "1MOD", "class_name": "1 Moderne",
                "first_name": "Noor"}, school=("012345", None)),
    Case("EduArte", lines(EDUARTE),
         first={**NOOR, "school_type": "25604", "sex": "F", "class_code": "ICT1A"}),
    Case("Social Schools", lines(SOCIAL), first={**NOOR, "class_name": "Groep 5 Dolfijnen"},
         codes=["class_shortened"]),
    Case("headers in capitals with underscores",
         lines("""LEERLING_NUMMER;ROEP-NAAM;ACHTER NAAM;KLAS.CODE
                  1;Noor;Berg;5a"""), first={"surname": "Berg", "class_code": "5a"}),
    Case("units and stars in the header",
         lines("""Leerlingnummer *;Roepnaam (verplicht);Achternaam:;Klas;Geboortedatum (dd-mm-jjjj)
                  1;Noor;Berg;5a;31-05-2015"""), first={"birth_date": day("2015-05-31")}),
    Case("misspelt headers",
         lines("""Leerlingnumer;Roepnam;Achternaaam;Klas;Geboortdatum
                  1;Noor;Berg;5a;31-05-2015"""),
         first={"external_number": "1", "surname": "Berg", "birth_date": day("2015-05-31")}),
    Case("the pupil's columns named after the pupil",
         lines("""Leerlingnummer;Leerling roepnaam;Leerling achternaam;Klas leerling;Klas
                  1;Noor;Berg;x;5a"""), first={"surname": "Berg", "class_code": "5a"}),
    Case("a birth date under an unknown header",
         column("Wanneer", "31-05-2015", "13-02-2016"), first={"birth_date": day("2015-05-31")},
         codes=["birth_date_assumed"]),
    Case("unknown headers are asked", lines(UNKNOWN), status="needs_mapping",
         asked=["Code lln", "Hoe heet je", "Familie", "Waar"], count=0),
    Case("answers are remembered", lines(UNKNOWN), hints=Hints(mapping=dict(ANSWERS)), count=3,
         first={"external_number": "101", "surname": "Bakker", "class_code": "Regenboog"}),
    Case("a column that is not needed is not asked", column("Lievelingsdier", "hond", "kat")),
    Case("only the number is unclear",
         lines("""Code;Roepnaam;Achternaam;Klas
                  A1;Noor;Berg;5a"""), status="needs_mapping", asked=["Code"], count=0),
    Case("a column Nr may be the number or a count: that is asked",
         lines("""Nr;Roepnaam;Achternaam;Klas
                  7;Noor;Berg;5a"""), status="needs_mapping", asked=["Nr"], count=0),
    Case("no numbers at all: said once, for the whole file",
         lines("""Roepnaam;Achternaam;Klas
                  Noor;Berg;5a"""), codes=["missing_required"],
         first={"external_number": None, "surname": "Berg"}),
    Case("BRIN and location in every row",
         lines("""Brincode;Dependance;Leerlingnummer;Roepnaam;Achternaam;Klas
                  99xx;1;1;Noor;Berg;5a"""), school=("99XX", "01")),
    Case("BRIN and location in one cell",
         lines("""Vestiging;Leerlingnummer;Roepnaam;Achternaam;Klas
                  99XX02;1;Noor;Berg;5a"""), school=("99XX", "02")),
    Case("BSN by its header", column("BSN", "123456782"), dropped=["BSN"]),
    Case("BSN under another name", column("Code 2", "123456782", "111222333"), dropped=["Code 2"]),
    Case("BSN as amounts that lost their zero",
         sheet_xlsx({"B": [["Leerlingnummer", "Roepnaam", "Achternaam", "Klas", "Nr"],
                           ["1", "Noor", "Berg", "5a", 12345672.0]]}), dropped=["Nr"]),
    Case("BSN in the column of pupil numbers",
         lines("""Leerlingnummer;Roepnaam;Achternaam;Klas
                  123456782;A;Bos;5a
                  111222333;B;Vos;5a
                  100000009;C;Smit;5a
                  100000010;D;Berg;5a
                  999999990;E;Prins;5a"""), dropped=["Leerlingnummer"], count=5,
         codes=["missing_required"]),
    Case("onderwijsnummer, ethnicity, nationality and passwords",
         lines("""Leerlingnummer;Roepnaam;Achternaam;Klas;Onderwijsnr;Etniciteit;Nationaliteit 1;Wachtwoord
                  1;Noor;Berg;5a;101234560;NL;NL;geheim123"""),
         dropped=["Onderwijsnr", "Etniciteit", "Nationaliteit 1", "Wachtwoord"]),
    Case("an address that is marked secret",
         lines("""Leerlingnummer;Roepnaam;Achternaam;Klas;Straat;Huisnummer;Postcode;Plaats;Geheim adres
                  1;Noor;Berg;5a;Dorpsstraat;1;1234AB;Ons Dorp;J
                  2;Daan;Bos;5a;Dorpsstraat;2;1234AB;Ons Dorp;N"""), codes=["secret_left_out"],
         count=2, first={"street": None, "house_number": None, "postcode": None, "city": None}),
    Case("a telephone number that is marked secret",
         lines("""Leerlingnummer;Roepnaam;Achternaam;Klas;Telefoon;Telefoon geheim
                  1;Noor;Berg;5a;0612345678;ja"""), codes=["secret_left_out"],
         first={"phone": None}),
    Case("parents' e-mail is not the pupil's", column("E-mail ouder", "o@x.example"),
         first={"email": None}),
    Case("consent for the public library", column("Toestemming ouders", "Ja", "nee", ""),
         first={"public_library": True}, count=3),
    Case("teachers between the pupils", column("Functie", "Leerkracht", "Leerling", "Ouder"),
         first={"role": "teacher"}, count=2, codes=["not_a_pupil"]),
]  # fmt: skip
