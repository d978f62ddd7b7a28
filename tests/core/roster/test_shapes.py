"""One place says what values look like: for a file, a question's answer and what is typed."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.roster.corpus.case import lines

from rosterdesk.core.customers.shapes import FactShapeError, require_shapes
from rosterdesk.core.intake.mapping import NonsenseAnswerError, require_sense
from rosterdesk.core.roster.columns.evidence import fits_samples
from rosterdesk.core.roster.model import RosterStatus
from rosterdesk.core.roster.reading import read_roster
from rosterdesk.core.roster.values.classes import LONGEST_CODE, make_class_code
from rosterdesk.core.roster.values.dates import find_readings
from rosterdesk.core.roster.values.shapes import find_misfit, is_nothing

UNKNOWN = """Code lln;Hoe heet je;Familie;Waar
    A101;Noor;Bakker;Dorpsstraat 12
    A102;Daan;Smit;Dorpsstraat 13
    A103;Lot;Vos;Kerkstraat 4"""
TODAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("facts", "misfit"),
    [
        ({"surname": "van den Berg-Smit", "first_name": "D'Angelo"}, None),
        ({"surname": "6B"}, "surname"),
        ({"surname": "31-05-2015"}, "surname"),
        ({"first_name": "a@b.example"}, "first_name"),
        ({"first_name": "x" * 100}, "first_name"),
        ({"class_code": "31-05-2015"}, "class_code"),
        ({"class_code": "5-6", "class_name": "Groep 5/6"}, None),
        ({"external_number": "31-05-2015"}, "external_number"),
        ({"external_number": "20150531"}, None),
        ({"city": "1234"}, "city"),
        ({"city": "'s-Hertogenbosch"}, None),
        ({"phone": "06-12345678 (moeder)"}, None),
        ({"house_number": "12", "house_number_suffix": None}, None),
        ({"user_name": "noor2"}, None),
    ],
)
def test_what_is_typed_has_the_shape_of_a_roster(
    facts: dict[str, str | None], misfit: str | None
) -> None:
    """A clerk and the command line hear of what the reader would not use."""
    assert find_misfit(facts) == misfit
    if misfit is None:
        require_shapes(facts)
    else:
        with pytest.raises(FactShapeError) as raised:
            require_shapes(facts)
        assert str(facts[misfit]) not in str(raised.value)


@pytest.mark.parametrize(
    ("field", "samples", "is_sense"),
    [
        ("surname", ["Dorpsstraat 12", "Dorpsstraat 13"], False),
        ("surname", ["Bakker", "Smit"], True),
        ("surname", [], True),
        ("birth_date", ["Bakker", "Smit"], False),
        ("birth_date", ["31-05-2015", "150531"], True),
        ("email", ["Dorpsstraat 12"], False),
        ("external_number", ["31-05-2015", "01-06-2015"], False),
        ("class_code", ["5-jun", "5a"], True),
        (None, ["Dorpsstraat 12"], True),
    ],
)
def test_an_answer_that_makes_nonsense(
    field: str | None, samples: list[str], is_sense: bool
) -> None:
    """More than half of the samples must be able to be it."""
    assert fits_samples(field, samples) is is_sense


def test_nonsense_is_refused_before_it_is_remembered() -> None:
    """A street is no surname, whoever answers and through which door."""
    roster = read_roster(lines(UNKNOWN), "a.csv")
    assert roster.status is RosterStatus.NEEDS_MAPPING
    require_sense(roster, {"Familie": "surname", "Waar": "street"})
    with pytest.raises(NonsenseAnswerError, match="Waar"):
        require_sense(roster, {"Familie": "first_name", "Waar": "surname"})


@pytest.mark.parametrize(
    ("cell", "field", "nothing"),
    [
        ("NULL", "surname", True),
        ("Null", "surname", False),
        ("Null", "city", True),
        ("#N/B", None, True),
        ("########", "phone", True),
        ("geen", "public_library", False),
        ("geen", "email", True),
        ("nee", "public_library", False),
        (0, "external_number", False),
    ],
)
def test_words_for_nothing(cell: object, field: str, nothing: bool) -> None:
    """Programs write them; people may be called so."""
    assert is_nothing(cell, field) is nothing


def test_codes_of_long_classes_are_stable_and_tell_them_apart() -> None:
    """The same name gives the same code every year, names that begin alike do not."""
    names = ["Groep 5 - Juf Anna", "Groep 5 - Juf Annet", "Zonnebloemen", "Zonnestralen"]
    codes = [make_class_code(name) for name in names]
    assert codes == [make_class_code(name) for name in names]
    assert len(set(codes)) == len(codes)
    assert max(map(len, codes)) <= LONGEST_CODE
    assert make_class_code("ZONNEBLOEMEN")[-3:] == make_class_code("Zonnebloemen")[-3:]


@pytest.mark.parametrize(
    ("sample", "readings"),
    [
        ("02/03/2015", {"dmy": date(2015, 3, 2), "mdy": date(2015, 2, 3)}),
        ("13/03/2015", {"dmy": date(2015, 3, 13)}),
        (
            "10-05-12",
            {"dmy": date(2012, 5, 10), "mdy": date(2012, 10, 5), "ymd": date(2010, 5, 12)},
        ),
        ("03/03/2015", {"dmy": date(2015, 3, 3)}),
        ("nvt", {}),
    ],
)
def test_one_date_in_each_of_its_readings(sample: str, readings: dict[str, date]) -> None:
    """The readings are what a question shows, so that nobody has to think of an order."""
    assert find_readings(sample, TODAY) == readings
