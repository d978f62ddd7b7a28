"""Dates that were read wrongly once, by kind."""

from __future__ import annotations

import io
from datetime import date, datetime, time

import openpyxl
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from tests.core.roster.corpus.case import Case, column, column_xlsx, day, lines

from rosterdesk.core.roster.hints import Hints

BORN = "Geboortedatum"
TODAY = Hints(today=date(2026, 9, 1))
MARCH, NOVEMBER, JUNE = day("2015-03-24"), day("2014-11-03"), day("2015-06-17")


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _born(days: list[date | None]) -> dict[str, list[date | None]]:
    return {"birth_date": days}


def _leaving(*texts: str) -> bytes:
    rows = [f"{n};Noor;Bakker;5a;31-05-2015;{text}" for n, text in enumerate(texts)]
    return lines(
        "\n".join(["Leerlingnummer;Roepnaam;Achternaam;Klas;Geboortedatum;Uitstroomdatum", *rows])
    )


def since_1904(*values: object) -> bytes:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.worksheets[0]
    sheet.append(["Leerlingnummer", "Roepnaam", "Achternaam", "Klas", BORN])
    for number, value in enumerate(values, start=101):
        sheet.append([str(number), "Noor", "Bakker", "5a", value])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def since_1904_xls(*values: object) -> bytes:
    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet = book.add_sheet("Blad1")
    for place, header in enumerate(["Leerlingnummer", "Roepnaam", "Achternaam", "Klas", BORN]):
        sheet.write(0, place, header)
    for row, value in enumerate(values, start=1):
        for place, cell in enumerate([str(100 + row), "Noor", "Bakker", "5a", value]):
            sheet.write(row, place, cell)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


CASES = [
    Case("a time with a zone: midnight here, written in UTC",
         column(BORN, "2015-03-23T23:00:00.000Z", "2015-06-16T22:00:00Z"), hints=TODAY,
         every=_born([MARCH, JUNE]), codes=["date_moved"]),
    Case("a time with a zone: an hour of another country",
         column(BORN, "2015-03-23T18:00:00-05:00", "2015-06-17T00:00:00+02:00"), hints=TODAY,
         every=_born([MARCH, JUNE]), codes=["date_moved"]),
    Case("a time with a zone: cells of a workbook",
         column_xlsx(BORN, _at("2015-03-23T23:00"), _at("2015-06-16T22:00"), _at("2014-11-03")),
         hints=TODAY, every=_born([MARCH, JUNE, NOVEMBER]), codes=["date_moved"]),
    Case("a time with a zone: the day first",
         column(BORN, "23-03-2015 23:00:00", "16-06-2015 22:00"), hints=TODAY,
         every=_born([MARCH, JUNE]), codes=["date_moved"]),
    Case("noon is of the day itself", column(BORN, "2015-03-24T12:00:00", "24-03-2015 09:30"),
         hints=TODAY, every=_born([MARCH, MARCH])),
    Case("yy-mm-dd: one date proves it",
         column(BORN, "15-03-24", "14-11-03", "15-06-17", "14-01-29"), hints=TODAY,
         every=_born([MARCH, NOVEMBER, JUNE, day("2014-01-29")])),
    Case("yy-mm-dd: only the ages show it", column(BORN, "15-03-24", "14-11-03", "15-06-17"),
         hints=TODAY, every=_born([MARCH, NOVEMBER, JUNE])),
    Case("dd-mm-yy beside it", column(BORN, "24-03-15", "03-11-14", "17-06-15"), hints=TODAY,
         every=_born([MARCH, NOVEMBER, JUNE])),
    Case("yy-mm-dd or dd-mm-yy: asked where both can be", column(BORN, "10-05-12"), hints=TODAY,
         status="needs_mapping", codes=["date_ambiguous"], count=0),
    Case("yymmdd", column(BORN, "150324", "141103", "150617"), hints=TODAY,
         every=_born([MARCH, NOVEMBER, JUNE])),
    Case("ddmmyy", column(BORN, "240315", "031114", "170615"), hints=TODAY,
         every=_born([MARCH, NOVEMBER, JUNE])),
    Case("ddmmyy as amounts, which lost a zero", column_xlsx(BORN, 240315, 31114, 170615),
         hints=TODAY, every=_born([MARCH, NOVEMBER, JUNE])),
    Case("ddmmyyyy", column(BORN, "24032015", "3112014", "17062015"), hints=TODAY,
         every=_born([MARCH, NOVEMBER, JUNE])),
    Case("an impossible age: a hundred years ago", column(BORN, "24-03-1915", "31-05-2015"),
         hints=TODAY, every=_born([None, day("2015-05-31")]), codes=["date_unlikely"]),
    Case("an impossible age: the days that programs begin to count on",
         column(BORN, "1900-01-01", "1970-01-01", "2015-03-24"), hints=TODAY,
         every=_born([None, None, MARCH]), codes=["date_unlikely"]),
    Case("an impossible age: yesterday and tomorrow",
         column(BORN, "2026-08-31", "2026-09-02", "2015-03-24"), hints=TODAY,
         every=_born([None, None, MARCH]), codes=["date_unlikely"]),
    Case("an impossible age: cells of a workbook that count from nothing",
         column_xlsx(BORN, time(0), 1, 60, MARCH), hints=TODAY, count=4,
         every=_born([None, None, None, MARCH]), codes=["date_unknown"]),
    Case("an impossible age for the year at school",
         lines("""Leerlingnummer;Roepnaam;Achternaam;Groep;Leerjaar;Onderwijssoort;Geboortedatum
                  1;Noor;Berg;8a;8;Basisonderwijs;31-05-2004
                  2;Daan;Vos;1a;1;Basisonderwijs;31-05-2021
                  3;Lot;Bos;2a;2;havo;31-05-2013
                  4;Sem;Smit;2a;2;havo;31-05-2018"""), hints=TODAY,
         every=_born([None, day("2021-05-31"), day("2013-05-31"), None]),
         codes=["date_unlikely"]),
    Case("students of forty are no impossible age",
         lines("""Studentnummer;Roepnaam;Achternaam;Klas;Opleiding;Geboortedatum
                  1;Noor;Berg;ict1;mbo niveau 4;31-05-1984
                  2;Daan;Vos;ict1;mbo niveau 4;30-05-2008"""), hints=TODAY,
         every=_born([day("1984-05-31"), day("2008-05-30")])),
    Case("teachers are no impossible age", lines("""Nummer;Roepnaam;Achternaam;Functie;Geboortedatum
                  101;Noor;Berg;Leerkracht;31-05-1964
                  102;Daan;Vos;Leerkracht;30-05-2018"""), hints=TODAY,
         every=_born([day("1964-05-31"), None]), codes=["no_class", "date_unlikely"]),
    Case("no whole date: zeros and years", column(BORN, "00-00-2015", "2015", "24-03-2015"),
         hints=TODAY, every=_born([None, None, MARCH]), codes=["date_unknown"]),
    Case("no whole date: month and year", column(BORN, "03-2015", "maart 2015", "24-00-2015"),
         hints=TODAY, every=_born([None] * 3), codes=["date_unknown"]),
    Case("the zeros of a database are nothing", column(BORN, "0000-00-00", "2015-03-24"),
         hints=TODAY, every=_born([None, MARCH]), codes=["value_missing"]),
    Case("weekdays", column(BORN, "di 24-03-2015", "maandag 3 november 2014", "Wed 17-06-2015"),
         hints=TODAY, every=_born([MARCH, NOVEMBER, JUNE])),
    Case("dates in words", column(BORN, "24e maart 2015", "3 nov '14", "17-juni-15", "24-mrt-2015"),
         hints=TODAY, every=_born([MARCH, NOVEMBER, JUNE, MARCH])),
    Case("dates of a script", column(BORN, "Tue Mar 24 2015 00:00:00 GMT+0100", "June 17th, 2015"),
         hints=TODAY, every=_born([MARCH, JUNE])),
    Case("another date is no birth date: since when",
         column("Op school sinds", "01-08-2019", "13-09-2021", "28-11-2022"), hints=TODAY,
         every=_born([None] * 3)),
    Case("another date is no birth date: enrolments in English",
         column("dateenrolled", "2019-08-20", "2020-09-13", "2021-01-04"), hints=TODAY,
         every=_born([None] * 3)),
    Case("another date is no birth date: one day for all",
         column("Datum", "01-08-2019", "01-08-2019", "01-08-2019", "30-08-2018"), hints=TODAY,
         every=_born([None] * 4)),
    Case("another date is no birth date: not the ages of one school",
         column("Moment", "31-01-1984", "13-02-1999", "28-11-2012"), hints=TODAY,
         every=_born([None] * 3)),
    Case("the day first, as is the custom: one row with dashes", column(BORN, "06-02-2013"),
         hints=TODAY, every=_born([day("2013-02-06")]), codes=["date_order_assumed"]),
    Case("the day first, as is the custom: points", column(BORN, "06.02.2013", "11.12.2013"),
         hints=TODAY, every=_born([day("2013-02-06"), day("2013-12-11")]),
         codes=["date_order_assumed"]),
    Case("the day first, as is the custom: the year can only stand behind",
         column(BORN, "01-02-15", "05-03-14", "12-11-13"), hints=TODAY,
         every=_born([day("2015-02-01"), day("2014-03-05"), day("2013-11-12")]),
         codes=["date_order_assumed"]),
    Case("the day first is no custom with slashes", column(BORN, "06/02/2013"), hints=TODAY,
         status="needs_mapping", codes=["date_ambiguous"], count=0),
    Case("the order that a header names", column("Geboortedatum (mm-dd-jjjj)", "06-02-2013"),
         hints=TODAY, every=_born([day("2013-06-02")])),
    Case("the order that a header names, with slashes", column("DOB (dd/mm/yyyy)", "06/02/2013"),
         hints=TODAY, every=_born([day("2013-02-06")])),
    Case("more dates without a day above twelve than chance gives",
         column(BORN, *[f"{1 + n % 12:02}-{1 + n % 11:02}-201{n % 7}" for n in range(40)]),
         hints=TODAY, status="needs_mapping", codes=["date_ambiguous"], count=0),
    Case("days that count from 1904: cells without a format",
         since_1904(40625, day("2014-11-03")), hints=TODAY, every=_born([MARCH, NOVEMBER])),
    Case("days that count from 1904: in an .xls", since_1904_xls(40625), hints=TODAY,
         every=_born([MARCH])),
    Case("days that are counted, as text", column(BORN, "42087", "41945,958333"), hints=TODAY,
         every=_born([MARCH, NOVEMBER]), codes=["date_moved"]),
    Case("who leaves on no day is there for good", _leaving("", "NULL", "31-07-2027"), hints=TODAY,
         every={"leaves_on": [None, None, day("2027-07-31")]}),
]  # fmt: skip
