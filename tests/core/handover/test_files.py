"""Each file for a loan system is taken by a checker that shares no code with its writer."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from tests.core.handover.checking import check_folio, check_koha, check_wise_en, check_wise_nl

from rosterdesk.core.compare.model import Known
from rosterdesk.core.handover.forms.choosing import NoSuchFileError, write_file
from rosterdesk.core.handover.model import REFUSALS, Form, Member, Period, Place, Who, Written
from rosterdesk.core.reports.wise import Address

TODAY = date(2027, 8, 30)
SCHOOL = Address("Schoolplein", "1", "4321 BA", "Ons Dorp")
PLACE = Place("12AB00", "ZUID", "JEUGD", "DOCENT", "LLNR", "KLAS", "Home", SCHOOL)
SANNE = Known(
    id=1,
    school_id=1,
    revision=1,
    external_number="0012",
    card_number="20001",
    initials="S.M.",
    first_name="Sanne",
    prefix="van den",
    surname="Berg",
    birth_date=date(2014, 2, 1),
    sex="F",
    class_code="5A",
    class_name="Groep 5A",
    year=5,
    email="sanne@voorbeeld.example",
    phone="+31 6 12345678",
    street="Dorpsstraat",
    house_number="12",
    house_number_suffix="b",
    postcode="1234 AB",
    city="Ons Dorp",
    school_member=True,
)
ODD = [
    {"surname": 'O\'Neill;, "de" Ünal', "first_name": "Zoë"},
    {"surname": "=cmd|' /C calc'!A0", "first_name": "@SUM(1)"},
    {"prefix": None, "birth_date": None, "sex": "X", "email": None, "phone": "010-1234567"},
    {"street": None, "postcode": None, "city": None, "house_number": None},
    {"role": "teacher", "class_name": None, "phone": None},
    {"first_name": None, "surname": "A" * 120, "class_name": "Groep\n5B", "class_code": "5B"},
]


def make_member(known: Known) -> Member:
    periods = (Period("school_library", date(2026, 8, 1), None),)
    return Member(known, "12AB00", ((known.card_number or "", "active"),), periods)


PEOPLE = [
    make_member(replace(SANNE, id=n, external_number=f"{n}", card_number=f"2000{n}", **odd))
    for n, odd in enumerate([{}, *ODD], 1)
]


def write(form: Form, who: Who = Who.EVERYBODY, place: Place = PLACE, **facts) -> Written:
    return write_file(form, who, PEOPLE, place, TODAY, **facts)


@pytest.mark.parametrize(
    ("form", "check", "facts"),
    [
        (Form.WISE_NL, check_wise_nl, {}),
        (Form.WISE_NL, check_wise_nl, {"with_cards": True}),
        (Form.WISE_EN, check_wise_en, {}),
        (Form.KOHA, check_koha, {}),
        (Form.FOLIO, check_folio, {}),
    ],
    ids=["wise-nl", "wise-nl with cards", "wise-en", "koha", "folio"],
)
def test_every_file_is_what_its_system_takes(form, check, facts):
    written = write(form, **facts)
    assert len(check(written.content)) == written.people == len(PEOPLE) - len(written.refused)
    assert {code for _, code in written.refused} <= REFUSALS.keys()
    assert written.people >= len(PEOPLE) - 1


def test_koha_has_what_it_can_hold():
    row = check_koha(write(Form.KOHA).content)[0]
    assert {name: value for name, value in row.items() if value} == {
        "cardnumber": "20001",
        "surname": "van den Berg",
        "firstname": "Sanne",
        "initials": "S.M.",
        "streetnumber": "12 b",
        "address": "Dorpsstraat",
        "city": "Ons Dorp",
        "zipcode": "1234 AB",
        "email": "sanne@voorbeeld.example",
        "mobile": "0031 6 12345678",
        "dateofbirth": "2014-02-01",
        "branchcode": "ZUID",
        "categorycode": "JEUGD",
        "dateenrolled": "2026-08-01",
        "sex": "F",
        "patron_attributes": "LLNR:1,KLAS:5A",
    }
    assert check_koha(write(Form.KOHA).content)[5]["categorycode"] == "DOCENT"


def test_folio_has_what_it_can_hold():
    user = check_folio(write(Form.FOLIO).content)[0]
    assert user == {
        "username": "20001",
        "externalSystemId": "1",
        "barcode": "20001",
        "active": True,
        "patronGroup": "JEUGD",
        "personal": {
            "lastName": "van den Berg",
            "firstName": "Sanne",
            "email": "sanne@voorbeeld.example",
            "phone": "+31 6 12345678",
            "dateOfBirth": "2014-02-01",
            "addresses": [
                {
                    "addressLine1": "Dorpsstraat 12b",
                    "city": "Ons Dorp",
                    "postalCode": "1234 AB",
                    "addressTypeId": "Home",
                    "primaryAddress": True,
                }
            ],
            "preferredContactTypeId": "mail",
        },
        "enrollmentDate": "2026-08-01",
    }


def test_leavers_are_ended_and_never_deleted():
    rows = check_koha(write(Form.KOHA, Who.LEAVERS).content)
    assert {row["dateexpiry"] for row in rows} == {"2027-08-30"}
    assert all(
        user["active"] is False for user in check_folio(write(Form.FOLIO, Who.LEAVERS).content)
    )
    for form in (Form.WISE_NL, Form.WISE_EN):
        with pytest.raises(NoSuchFileError):
            write(form, Who.LEAVERS)


@pytest.mark.parametrize(
    ("form", "facts", "place", "code"),
    [
        (Form.KOHA, {"card_number": None}, {}, "no_card"),
        (Form.KOHA, {"card_number": "1" * 33}, {}, "card_long"),
        (Form.KOHA, {"surname": None}, {}, "no_surname"),
        (Form.KOHA, {}, {"branch": ""}, "no_branch"),
        (Form.KOHA, {}, {"branch": "B" * 11}, "branch_long"),
        (Form.KOHA, {}, {"category": ""}, "no_category"),
        (Form.KOHA, {}, {"category": "C" * 11}, "category_long"),
        (Form.FOLIO, {"external_number": None}, {}, "no_number"),
        (Form.FOLIO, {"card_number": None}, {}, "no_card"),
        (Form.FOLIO, {"surname": None}, {}, "no_surname"),
        (Form.FOLIO, {}, {"category": ""}, "no_category"),
        (Form.WISE_NL, {"year": None}, {}, "no_year"),
        (Form.WISE_EN, {"street": None}, {"address": None}, "no_address"),
    ],
    ids=str,
)
def test_whom_the_system_would_refuse_is_not_in_the_file_but_in_the_list(form, facts, place, code):
    refused = make_member(replace(SANNE, id=99, **facts))
    written = write_file(form, Who.EVERYBODY, [refused], replace(PLACE, **place), TODAY)
    assert written.refused == ((99, code),)
    assert written.people == 0


def test_plain_files_have_everybody():
    rows = list(csv.DictReader(StringIO(write(Form.CSV).content.decode(), newline="")))
    assert (rows[0]["school"], rows[0]["card_number"]) == ("12AB00", "20001")
    assert len(rows) == len(json.loads(write(Form.JSON).content)) == len(PEOPLE)
