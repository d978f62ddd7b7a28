"""Names: sorted the Dutch way, matched without what does not count."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.core.compare.people import make_pupil, run

from rosterdesk.core.person_names import (
    are_names_similar,
    make_identity,
    make_name_keys,
    make_sort_name,
    show_name,
    split_digits,
)

SORTED_THE_DUTCH_WAY = [
    ("Anna", None, "Aalbers"),
    ("Sanne", "van den", "Berg"),
    ("Tom", None, "van den Berg"),
    ("Yusuf", None, "Berg"),
    ("Bram", None, "Bergen"),
    ("Zoë", None, "Çelik"),
    ("Daan", None, "Celiksma"),
    ("Noor", "'t", "Hoen"),
    ("Jan", "in 't", "Veld"),
    ("Piet", "de", "Vries"),
]


def make_person(first_name: str, prefix: str | None, surname: str, number: int = 1):
    return make_pupil(number, first_name=first_name, prefix=prefix, surname=surname)


def test_sort_ignores_prefix_case_and_accents() -> None:
    people = [make_person(*parts) for parts in SORTED_THE_DUTCH_WAY]
    shuffled = people[5:] + people[:5]
    assert sorted(shuffled, key=make_sort_name) == people


def test_changes_stand_by_class_then_name() -> None:
    """9B before 10A, and in a class by surname without its prefix."""
    pupils = [
        replace(make_person(*parts, number=n), class_code=code)
        for n, (parts, code) in enumerate(
            zip(SORTED_THE_DUTCH_WAY, ["10A", "9B", "9A", "10A", "9B"] * 2, strict=True)
        )
    ]
    shown = [(change.class_code, change.name) for change in run(pupils, []).changes]
    assert shown == [
        ("9A", "Tom van den Berg"),
        ("9A", "Noor 't Hoen"),
        ("9B", "Sanne van den Berg"),
        ("9B", "Bram Bergen"),
        ("9B", "Daan Celiksma"),
        ("9B", "Piet de Vries"),
        ("10A", "Anna Aalbers"),
        ("10A", "Yusuf Berg"),
        ("10A", "Zoë Çelik"),
        ("10A", "Jan in 't Veld"),
    ]


@pytest.mark.parametrize(
    ("codes"),
    [["1A", "2A", "10A", "10B"], ["H4a", "H4b", "H10"], ["", "3"], ["groep 3", "groep 11"]],
)
def test_class_codes_are_sorted_by_their_numbers(codes: list[str]) -> None:
    turned = codes[1:] + codes[:1]
    assert sorted(turned, key=split_digits) == codes


ONE_PERSON = [
    (("Sanne", "van den", "Berg"), ("sanne", None, "VAN DEN BERG")),
    (("Zoë", None, "Çelik"), ("Zoe", None, "Celik")),
    (("Anne-Marie", None, "Smit"), ("Anne Marie", None, "Smit")),
    (("Noor", "'t", "Hoen"), ("Noor", "’t", "Hoen")),
    (("Noor", None, "'t Hoen"), ("Noor", None, "’t Hoen")),
    (("Bjørn", None, "Straße"), ("Bjorn", None, "Strasse")),
]


@pytest.mark.parametrize(("one", "other"), ONE_PERSON)
def test_ways_of_writing_one_name_are_one_identity(
    one: tuple[str, str | None, str], other: tuple[str, str | None, str]
) -> None:
    assert make_identity(make_person(*one)) == make_identity(make_person(*other))


@pytest.mark.parametrize("field", ["birth_date", "first_name", "surname"])
def test_without_one_of_the_three_there_is_no_identity(field: str) -> None:
    assert make_identity(replace(make_pupil(1), **{field: None})) is None


SIMILAR = {
    ("Sanne", "Jansen", "Sanne", "Janssen"): True,
    ("Mohammed", "El Amrani", "Mohamed", "el Amrani"): True,
    ("J.", "Bakker", "Jan", "Bakker"): True,
    ("Lotte", "Smit", "Lotte", "Smit-Bakker"): True,
    ("Jansen", "Sanne", "Sanne", "Jansen"): True,
    ("Lotte", "de Vries", "Lisa", "de Vries"): False,
    ("Tim", "Bos", "Tom", "Bos"): False,
    ("Sanne", "Jansen", "Sanne", "Bakker"): False,
    ("Yusuf", "Yilmaz", "Bram", "Bakker"): False,
}


@pytest.mark.parametrize(("names", "similar"), SIMILAR.items())
def test_names_of_one_person_are_similar_and_twins_are_not(
    names: tuple[str, str, str, str], similar: bool
) -> None:
    one, other = make_person(names[0], None, names[1]), make_person(names[2], None, names[3])
    assert are_names_similar(make_name_keys(one), make_name_keys(other), 80) is similar
    assert are_names_similar(make_name_keys(other), make_name_keys(one), 80) is similar


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({}, "Sanne van den Berg"),
        ({"prefix": None}, "Sanne Berg"),
        ({"first_name": None, "initials": "S."}, "S. van den Berg"),
        ({"first_name": None}, "van den Berg"),
        ({"surname": None, "prefix": None}, "Sanne"),
    ],
)
def test_name_is_shown_as_people_say_it(values: dict[str, str | None], shown: str) -> None:
    assert show_name(replace(make_person("Sanne", "van den", "Berg"), **values)) == shown
