# ruff: noqa: E501 - the files stand here as they are
"""Damage to texts on their way, named by kind, with the right text of each.

There are at least two files of each kind, none of them taken from elsewhere.
"""

from tests.core.roster.corpus.case import PUPILS, TEXT, Case, column, lines
from tests.core.roster.making import cells_to_csv, write_csv

from rosterdesk.core.roster.hints import Hints

HEAD = "Leerlingnummer;Roepnaam;Tussenvoegsel;Achternaam;Geboortedatum;Klas\n"
SIX = (
    HEAD
    + """\
4101;Saar;;Rozema;14-03-2015;6a
4102;Ties;van;Elburg;25-11-2014;6b
4103;Noor;;Kaspers;06-06-2015;6a
4104;Guus;de;Wit;17-01-2015;6b
4105;Fien;;Zandvoort;28-10-2014;6a
4106;Joep;ten;Kate;19-02-2015;6b
"""
)
PLACES = """\
Leerlingnummer;Roepnaam;Achternaam;Klas;Plaats
4101;Saar;Rozema;6a;Oefenhuizen
4102;Ties;Elburg;6b;Testum
4103;Noor;Kaspers;6a;Testum
4104;Guus;Wit;6b;Oefenhuizen
"""
ACCENTS = (
    HEAD
    + """\
4101;Zoë;;Rozema;14-03-2015;6a
4102;Daniël;;Müller;25-11-2014;6b
4103;Renée;;Coöper;26-06-2015;6a
4104;Loïs;;Brontë;17-01-2015;6b
"""
)
UPPER = HEAD + "4101;ZOË;;DUPRÉ;14-03-2015;6a\n4102;NOËL;;GONÇALVES;25-11-2014;6b\n"


def with_bytes(text: str, old: str, new: bytes, encoding: str = "utf-8") -> bytes:
    return text.replace("\n", "\r\n").encode(encoding).replace(old.encode(encoding), new)


def as_text(text: str, encoding: str = "utf-8") -> bytes:
    return text.replace("\n", "\r\n").encode(encoding)


def quoted(text: str, opening: str, closing: str) -> bytes:
    rows = [line.split(";") for line in text.splitlines()]
    return "\r\n".join(";".join(f"{opening}{c}{closing}" for c in row) for row in rows).encode()


ENCODINGS = [
    Case("Mac Roman", as_text(ACCENTS, "mac_roman"), count=4,
         first={"first_name": "Zoë"}, codes=["encoding_guessed"]),
    Case("Mac Roman with CR only, capitals", UPPER.replace("\n", "\r").encode("mac_roman"), count=2,
         first={"first_name": "ZOË", "surname": "DUPRÉ"}, codes=["encoding_guessed"]),
    Case("MS-DOS 850", as_text(ACCENTS, "cp850"), count=4,
         first={"first_name": "Zoë"}, codes=["encoding_guessed"]),
    Case("MS-DOS 437", as_text(ACCENTS, "cp437"), count=4,
         first={"first_name": "Zoë"}, codes=["encoding_guessed"]),
    Case("Windows-1252 stays Windows-1252", as_text(ACCENTS, "cp1252"), count=4,
         first={"first_name": "Zoë"}),
    Case("UTF-16 big endian without its mark", as_text(ACCENTS, "utf-16-be"), count=4,
         first={"first_name": "Zoë"}),
    Case("UTF-32", as_text(ACCENTS, "utf-32"), count=4, first={"first_name": "Zoë"}),
    Case("UTF-32 without its mark", as_text(ACCENTS, "utf-32-le"), count=4,
         first={"first_name": "Zoë"}),
    Case("one line of Windows-1252 in UTF-8", with_bytes(ACCENTS, "Müller", b"M\xfcller"), count=4,
         first={"first_name": "Zoë"}, codes=["encoding_mixed"]),
    Case("one line of Windows-1252 in UTF-8 with its mark",
         b"\xef\xbb\xbf" + with_bytes(ACCENTS, "Zoë", b"Zo\xeb"), count=4,
         first={"first_name": "Zoë"}, codes=["encoding_mixed"]),
    Case("cut off in the middle of a letter", with_bytes(ACCENTS, "6b\r\n", b"6b\r\n")[:-3] + b"\xc3",
         count=4, codes=["encoding_mixed", "letters_lost_beside"]),
    Case("cut off in the middle of a letter of a name",
         as_text("Klas;Leerlingnummer;Roepnaam;Achternaam\n6a;1;Zoë;Bos\n6a;2;Noor;Brontë")[:-1], count=1,
         first={"first_name": "Zoë"}, codes=["encoding_mixed", "letters_lost"]),
    Case("a charset that the mail declares", as_text("Leerlingnummer;Roepnaam;Achternaam;Klas\n1;Renê;Bos;6a\n", "cp850"),
         hints=Hints(charset="cp850"), first={"first_name": "Renê"}, codes=["encoding_guessed"]),
    Case("a charset that the mail declares goes before what is more common", as_text("Leerlingnummer;Roepnaam;Achternaam;Klas\n1;Noor;Schäfer;6a\n", "mac_roman"),
         hints=Hints(charset="mac-roman"), first={"surname": "Schäfer"}, codes=["encoding_guessed"]),
    Case("a charset that the mail declares, and that cannot be", as_text("Leerlingnummer;Roepnaam;Achternaam;Klas\n1;Noor;Schäfer;6a\n"),
         hints=Hints(charset="cp850"), first={"surname": "Schäfer"}),
    Case("words of known names tell the encoding", as_text("Leerlingnummer;Roepnaam;Achternaam;Klas\n1;Åse;Bos;6a\n", "mac_roman"),
         hints=Hints(known_words=frozenset({"åse"})), first={"first_name": "Åse"}, codes=["encoding_guessed"]),
]  # fmt: skip
LETTERS = [
    Case("UTF-8 read as Windows-1252 before it came", as_text(ACCENTS.replace("ë", "Ã«")), count=4,
         first={"first_name": "Zoë"}, codes=["letters_mended", "letters_mended"]),
    Case("letters as HTML writes them", as_text(ACCENTS.replace("ë", "&euml;").replace("ü", "&#252;")),
         count=4, first={"first_name": "Zoë"}, codes=["letters_mended"]),
    Case("letters as HTML writes them, in cells of a comma file",
         as_text(ACCENTS.replace(";", ",").replace("ë", "&euml;")), count=4,
         first={"first_name": "Zoë"}, codes=["letters_mended"]),
    Case("letters that became question marks", as_text(ACCENTS.replace("Zoë", "Zo?").replace("Müller", "M?ller")),
         count=2, first={"first_name": "Renée"}, codes=["letters_lost", "letters_lost"]),
    Case("letters that became U+FFFD", as_text(ACCENTS.replace("ë", "\ufffd")),
         count=1, first={"first_name": "Renée"}, codes=["letters_lost", "letters_lost"]),
    Case("a lost letter of a known name", as_text(ACCENTS.replace("Daniël", "Dani?l")), count=4,
         hints=Hints(known_words=frozenset({"daniël", "zoë"})), codes=["letters_mended"]),
    Case("a lost letter of a street", column("Straat", "Kerkstraat", "Pr?slaan"), count=2,
         codes=["letters_lost_beside"]),
]  # fmt: skip
CONTROLS = [
    Case("Control-Z at the end, as DOS wrote", as_text(SIX) + b"\x1a", count=6),
    Case("Control-Z and zeros at the end", as_text(SIX) + b"\x1a\0\0\0", count=6),
    Case("a control character in a name", as_text(SIX.replace("Rozema", "Roz\x02ema")), count=6,
         first={"surname": "Rozema"}, codes=["character_removed"]),
    Case("a control character in the header", as_text(SIX.replace("Klas", "\x0cKlas")), count=6,
         first={"class_code": "6a"}),
]  # fmt: skip
QUOTES = [
    Case("a lone quote that is never closed", as_text(SIX.replace("Ties", '"Ties')), count=6,
         codes=["quotes_mended"]),
    Case("a lone quote in the last row", as_text(SIX.replace("Joep", '"Joep')), count=6,
         codes=["quotes_mended"]),
    Case("two lone quotes with rows between them",
         as_text(SIX.replace("Ties", '"Ties').replace("Wit", 'Wit"')), count=6,
         codes=["quotes_mended"]),
    Case("two lone quotes within one row",
         as_text(SIX.replace("Ties;van;Elburg", '"Ties;van;Elburg"')), count=6,
         codes=["quotes_mended"]),
    Case("a lone quote in a file that quotes each cell",
         as_text("\n".join(";".join(f'"{c}"' for c in line.split(";")) for line in SIX.splitlines())
                 .replace('"Ties"', '""Ties"')), count=6, codes=["quotes_mended"]),
    Case("a line break inside quotes is no lone quote",
         as_text(HEAD + '4101;Saar;;"Rozema\nBos";14-03-2015;6a\n4102;Ties;;Elburg;25-11-2014;6b\n'),
         count=2, first={"surname": "Rozema Bos"}),
    Case("quotes escaped by backslashes", as_text(SIX.replace("Rozema", '"Roz\\"ema"')), count=6,
         first={"surname": 'Roz"ema'}),
    Case("quotes escaped by backslashes, among commas", as_text(SIX.replace(";", ",").replace("Rozema", '"Roz\\"e\\"ma"')),
         count=6),
    Case("apostrophes around cells", quoted(SIX, "'", "'"), count=6, first={"surname": "Rozema"}),
    Case("apostrophes around cells and in names", quoted(SIX.replace("ten;Kate", "van 't;Hof"), "'", "'"),
         count=6),
    Case("typographic quotes around cells", quoted(SIX, "“", "”"), count=6, first={"surname": "Rozema"}),
    Case("backticks around cells", quoted(SIX, "`", "`"), count=6, first={"surname": "Rozema"}),
    Case("each line one quoted cell", "\r\n".join(f'"{line}"' for line in SIX.splitlines()).encode(),
         count=6, first={"surname": "Rozema"}),
    Case("each line one quoted cell with quotes in it",
         "\r\n".join('"' + ";".join(f'""{c}""' for c in line.split(";")) + '"' for line in SIX.splitlines()).encode(),
         count=6, first={"surname": "Rozema"}),
]  # fmt: skip
SEPARATORS = [
    Case("a separator too many", as_text(SIX.replace("4102;Ties", "4102;;Ties")), count=5,
         codes=["row_width"]),
    Case("a separator too few", as_text(SIX.replace("4102;Ties", "4102Ties")), count=5,
         codes=["row_width"]),
    Case("a line break without quotes", as_text(SIX.replace("Kas", "Kas\n")), count=5,
         codes=["row_width", "row_width"]),
    Case("a line break in a number", as_text(SIX.replace("4102;Ties", "41\n02;Ties")), count=6,
         left=["row_unclear"], unread=1),
    Case("a line break in a last cell", as_text(PLACES.replace("Oefenhuizen\n4102", "Oefen\nhuizen\n4102")), count=4,
         codes=["row_broken"], left=["no_person"], unread=0),
    Case("a file that ends in a last cell", as_text(PLACES)[:-6], count=4, codes=["row_cut_off"]),
    Case("two rows on one line", as_text(SIX.replace("6a\n4102", "6a;4102")), count=4,
         codes=["row_width"]),
    Case("two rows on one line, with a separator", as_text(SIX.replace("6b\n4105", "6b;4105")), count=4,
         codes=["row_width"]),
    Case("a row cut off behind its surname", as_text(SIX.replace(";de;Wit;17-01-2015;6b", ";de;Wit")),
         count=5, codes=["row_width"]),
    Case("one row with commas", as_text(SIX.replace("4104;Guus;de;Wit;17-01-2015;6b", "4104,Guus,de,Wit,17-01-2015,6b")),
         count=6, codes=["delimiter_mended"]),
    Case("one row with tabs", as_text(SIX.replace("4102;Ties;van;Elburg;25-11-2014;6b", "4102\tTies\tvan\tElburg\t25-11-2014\t6b")),
         count=6, codes=["delimiter_mended"]),
    Case("one row with blanks for separators", as_text(SIX.replace("4102;Ties;van;Elburg;25-11-2014;6b", "4102 Ties van Elburg 25-11-2014 6b")),
         count=5, left=["row_unclear"], unread=1),
    Case("one row with a separator that nobody uses", as_text(SIX.replace("4104;Guus;de;Wit;17-01-2015;6b", "4104 # Guus # de # Wit # 17-01-2015 # 6b")),
         count=5, left=["row_unclear"], unread=1),
    Case("a footer that holds no row", as_text(SIX + "Gegenereerd op 12-03-2026 om 10.15 uur door de school\n"), count=6,
         left=["no_person"], unread=0),
    Case("a separator and a space", SIX.replace(";", ", ").encode(), count=6, first={"surname": "Rozema"}),
    Case("a delimiter, a space and quotes", cells_to_csv(TEXT, delimiter=",").replace(b",", b", "), same=True),
    Case("tildes", SIX.replace(";", "~").encode(), count=6, first={"surname": "Rozema"}),
    Case("carets", SIX.replace(";", "^").encode(), count=6, first={"surname": "Rozema"}),
    Case("a sep= line behind which nothing is wrong", b"sep=~\r\n" + write_csv(PUPILS, delimiter="~"), same=True),
]  # fmt: skip
HEADERS = [
    Case("two names joined in the header", as_text(SIX.replace("Tussenvoegsel;", "Tussenvoegsel", 1)),
         status="needs_mapping", asked=["(A)", "(B)", "(C)", "(D)", "(F)"]),
    Case("the first row behind the header", as_text(SIX.replace("Klas\n", "Klas;", 1)),
         status="needs_mapping", asked=["(A)", "(B)", "(C)", "(D)", "(F)"]),
    Case("no header at all", as_text(SIX.partition("\n")[2]),
         status="needs_mapping", asked=["(A)", "(B)", "(C)", "(D)", "(F)"]),
    Case("no header at all, answered", as_text(SIX.partition("\n")[2]), count=6, codes=["birth_date_assumed"],
         hints=Hints(mapping={"a": "external_number", "b": "first_name", "c": "prefix", "d": "surname", "f": "class_code"}),
         first={"external_number": "4101", "surname": "Rozema", "class_code": "6a"}),
    Case("a name that is empty", as_text(SIX.replace("Tussenvoegsel", "", 1)), count=6,
         left=["column_unnamed"]),
    Case("a name twice", lines("""Leerlingnummer;Roepnaam;Achternaam;Klas;Klas
                                  101;Noor;Bakker;5a;Oranje
                                  102;Daan;Smit;5a;Groen"""), count=2, left=["column_repeated"]),
]  # fmt: skip
CASES = [*ENCODINGS, *LETTERS, *CONTROLS, *QUOTES, *SEPARATORS, *HEADERS]
