"""People read from damaged or odd files, by number: each with all that was in the file."""

from __future__ import annotations

# By number: first name, prefix, surname, birth date, class.
PEOPLE = {
    "4101": ("Saar", None, "Rozema", "2015-03-14", "6a"),
    "4102": ("Ties", "van", "Elburg", "2014-11-25", "6b"),
    "4103": ("Noor", None, "Kaspers", "2015-06-06", "6a"),
    "4104": ("Guus", "de", "Wit", "2015-01-17", "6b"),
    "4105": ("Fien", None, "Zandvoort", "2014-10-28", "6a"),
    "4106": ("Joep", "ten", "Kate", "2015-02-19", "6b"),
    "5101": ("Saar", None, "Rozema", None, "6a"),
    "5102": ("Ties", None, "Elburg", None, "6a"),
    "5103": ("Noor", None, "Kaspers", None, "6b"),
    "5104": ("Guus", None, "Wit", None, "6b"),
    "5105": ("Fien", None, "Bos", None, "6a"),
}
SIX = ("4101", "4102", "4103", "4104", "4105", "4106")
FOUR = ("5101", "5102", "5103", "5104")


def _but(*lost: str) -> tuple[str, ...]:
    return tuple(number for number in SIX if number not in lost)


WHO: dict[str, tuple[str, ...]] = {
    "a lone quote that is never closed": SIX,
    "a lone quote in the last row": SIX,
    "two lone quotes with rows between them": SIX,
    "two lone quotes within one row": SIX,
    "a lone quote in a file that quotes each cell": SIX,
    "a separator too many": _but("4102"),
    "a separator too few": _but("4102"),
    "a line break without quotes": _but("4103"),
    "a row cut off behind its surname": _but("4104"),
    "two rows on one line": _but("4101", "4102"),
    "two rows on one line, with a separator": _but("4104", "4105"),
    "one row with commas": SIX,
    "one row with tabs": SIX,
    "one row with blanks for separators": _but("4102"),
    "one row with a separator that nobody uses": _but("4104"),
    "a formula that was never calculated": FOUR[1:],
    "two tables side by side": FOUR,
    "two tables side by side in a CSV": FOUR,
    "a second table below with other names": (*FOUR, "5105"),
    "rows hidden by a filter": FOUR,
    "hidden rows of an .ods: by hand": FOUR,
    "hidden rows of an .ods: by a filter": FOUR,
    "hidden rows of a flat OpenDocument": FOUR,
    "hidden rows of an XML Spreadsheet 2003": FOUR,
    "hidden rows of a web page": FOUR,
    "a damaged member beside a whole one": FOUR,
    "a damaged CSV beside a whole one": FOUR,
    "a PDF beside a roster": FOUR,
    "a picture beside a roster holds nobody": FOUR,
    "a sheet without names above it": FOUR,
    "a sheet without a number beside whole ones": FOUR,
    "a hidden sheet with others": FOUR,
    "a hidden sheet of an .ods": FOUR,
    "a hidden sheet of an XML Spreadsheet 2003": FOUR,
    "an .xls with an empty storage for macros": FOUR,
    "an .xls with a module without a line of code": FOUR,
    "the stream of an .xls in capitals": FOUR,
    "the stream of an .xls in other capitals": FOUR,
    "parts named with backslashes": FOUR,
    "parts named with backslashes, some of them": FOUR,
    "XML Spreadsheet 2003 with names of its own for the elements": FOUR,
}
