"""The changes on a customer, field by field."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.core.compare.people import get_counts, get_only, make_known, make_pupil, run

from rosterdesk.core.compare.model import (
    AddressOf,
    CardNumbers,
    ChangeKind,
    Decisions,
    Policy,
    PublicLibrary,
)

if TYPE_CHECKING:
    from rosterdesk.core.compare.model import Change

ONE = make_pupil(1, street="Dorpsstraat", house_number="12", house_number_suffix="A", city="Ons")
EVERYONE = PublicLibrary.EVERYONE
ANY_YEAR_KNOWN = Policy(public_library=EVERYONE, public_library_from_year=1)
CONSENT = PublicLibrary.CONSENT
NEVER = PublicLibrary.NEVER


def change_one(policy: Policy | None = None, **values: Any) -> Change:
    """Return what becomes of ONE when the file says these values instead."""
    return get_only(run([replace(ONE, **values)], [make_known(ONE, 1)], policy=policy))


def test_change_says_before_and_after() -> None:
    change = change_one(class_code="6A", year=6)
    assert change.fields == {"class_code": ("5A", "6A"), "year": (5, 6)}


@pytest.mark.parametrize("field", ["first_name", "surname", "class_code", "year", "street", "city"])
def test_blank_never_overwrites(field: str) -> None:
    """Neither a blank column nor a blank among filled cells."""
    known = [make_known(ONE, 1), make_known(make_pupil(2), 2)]
    blank = replace(ONE, **{field: None})
    assert get_counts(run([blank], known[:1])) == {"unchanged": 1}
    assert get_counts(run([blank, make_pupil(2)], known)) == {"unchanged": 2}


def test_blank_beside_what_changed_is_remarked() -> None:
    """The suffix of the old house number may be wrong at the new one."""
    change = change_one(house_number="14", house_number_suffix=None)
    assert change.fields == {"house_number": ("12", "14")}
    assert change.remarks == ("blank_kept:house_number_suffix",)


def test_year_zero_is_a_year() -> None:
    assert change_one(year=0).fields == {"year": (5, 0)}


class TestHandEdited:
    KNOWN = [make_known(ONE, 1, surname="Verbeterd", hand_edited=frozenset({"surname"}))]  # noqa: RUF012

    def test_is_kept_and_shown(self) -> None:
        change = get_only(run([replace(ONE, class_code="6A")], self.KNOWN))
        assert change.kind is ChangeKind.CHANGED
        assert change.fields == {"class_code": ("5A", "6A")}
        assert change.kept == {"surname": ("Verbeterd", ONE.surname)}
        assert change.remarks == ("hand_edited:surname",)

    def test_alone_it_is_shown_and_nothing_is_done(self) -> None:
        change = get_only(run([ONE], self.KNOWN))
        assert (change.kind, change.fields) == (ChangeKind.SKIPPED, {})
        assert change.kept

    @pytest.mark.parametrize(
        "decisions",
        [Decisions(overwrite={1: frozenset({"surname"})}), Decisions(overwrite_all=True)],
        ids=["for this customer", "for all"],
    )
    def test_is_overwritten_when_the_librarian_says_so(self, decisions: Decisions) -> None:
        change = get_only(run([ONE], self.KNOWN, decisions=decisions))
        assert change.fields == {"surname": ("Verbeterd", ONE.surname)}
        assert not change.kept

    def test_another_field_does_not_unlock_it(self) -> None:
        decisions = Decisions(overwrite={1: frozenset({"city"}), 2: frozenset({"surname"})})
        assert get_only(run([ONE], self.KNOWN, decisions=decisions)).kept


# policy, consent in the file, year, is a member
PUBLIC = {
    "never": (Policy(public_library=NEVER), True, 5, False),
    "consent given": (Policy(public_library=CONSENT), True, 5, True),
    "consent refused": (Policy(public_library=CONSENT), False, 5, False),
    "consent unknown": (Policy(public_library=CONSENT), None, 5, False),
    "everyone": (Policy(public_library=EVERYONE), None, 5, True),
    "old enough": (Policy(public_library=EVERYONE, public_library_from_year=5), None, 5, True),
    "too young": (Policy(public_library=EVERYONE, public_library_from_year=6), None, 5, False),
    "year unknown": (
        Policy(public_library=EVERYONE, public_library_from_year=1),
        None,
        None,
        False,
    ),
}


@pytest.mark.parametrize("case", PUBLIC.values(), ids=PUBLIC.keys())
def test_public_library_membership_by_policy(
    case: tuple[Policy, bool | None, int | None, bool],
) -> None:
    """The policy is for new customers and for known ones who have none yet."""
    policy, consent, year, member = case
    pupil = replace(ONE, public_library=consent, year=year)
    new = get_only(run([pupil], [], policy=policy))
    assert ("public_member" in new.fields) == member
    known = run([pupil], [make_known(pupil, 1)], policy=policy)
    assert known.counts.changed == member
    already = run([pupil], [make_known(pupil, 1, public_member=True)], policy=policy)
    assert get_counts(already) == {"unchanged": 1}


def test_membership_ended_by_hand_is_not_begun_again() -> None:
    known = make_known(ONE, 1, hand_edited=frozenset({"public_member"}))
    change = get_only(run([ONE], [known], policy=Policy(public_library=EVERYONE)))
    assert change.kind is ChangeKind.SKIPPED


def test_leaving_ends_the_school_library_membership_only() -> None:
    gone = make_known(make_pupil(2), 2, public_member=True)
    change = get_only(run([ONE], [make_known(ONE, 1), gone]))
    assert change.fields == {"school_member": (True, False)}


def test_returning_begins_it_again() -> None:
    change = get_only(run([ONE], [make_known(ONE, 1, school_member=False)]))
    assert change.fields == {"school_member": (False, True)}


def test_address_of_the_school_leaves_the_pupils_out() -> None:
    policy = Policy(address=AddressOf.SCHOOL)
    assert get_counts(
        run([replace(ONE, street="Elders")], [make_known(ONE, 1)], policy=policy)
    ) == {"unchanged": 1}
    assert "street" not in get_only(run([ONE], [], policy=policy)).fields


CARDS = {
    "generated": (CardNumbers.GENERATED, None),
    "the pupil number": (CardNumbers.EXTERNAL_NUMBER, "10001"),
    "from the file": (CardNumbers.FILE, "20001"),
}


@pytest.mark.parametrize("case", CARDS.values(), ids=CARDS.keys())
def test_card_number_of_a_new_customer(case: tuple[CardNumbers, str | None]) -> None:
    """None is generated when the plan is applied."""
    source, number = case
    pupil = replace(ONE, card_number="20001")
    fields = get_only(run([pupil], [], policy=Policy(card_numbers=source))).fields
    assert fields.get("card_number") == ((None, number) if number else None)


@pytest.mark.parametrize("source", CardNumbers)
def test_known_card_changes_only_where_cards_come_from_the_file(source: CardNumbers) -> None:
    known = make_known(ONE, 1, card_number="111")
    difference = run(
        [replace(ONE, card_number="20001")], [known], policy=Policy(card_numbers=source)
    )
    assert difference.counts.changed == (source is CardNumbers.FILE)


class TestCardInUse:
    FILE = Policy(card_numbers=CardNumbers.FILE)

    def test_card_of_another_customer_is_not_given_again(self) -> None:
        owner = make_known(make_pupil(2), 2, card_number="20001")
        rows = [replace(ONE, card_number="20001"), make_pupil(2)]
        change = get_only(run(rows, [make_known(ONE, 1), owner], policy=self.FILE))
        assert "card_number" not in change.fields
        assert change.remarks == ("card_in_use",)

    def test_card_that_two_rows_have_is_given_to_neither(self) -> None:
        rows = [replace(ONE, card_number="20001"), make_pupil(2, card_number="20001")]
        for change in run(rows, [], policy=self.FILE).changes:
            assert "card_number" not in change.fields
            assert change.remarks == ("card_twice",)

    def test_change_left_with_nothing_is_not_a_change(self) -> None:
        """The remark is shown, nothing is done."""
        owner = make_known(make_pupil(2), 2, card_number="20001")
        rows = [replace(ONE, card_number="20001"), make_pupil(2)]
        difference = run(rows, [make_known(ONE, 1), owner], policy=self.FILE)
        assert get_counts(difference) == {"skipped": 1, "unchanged": 1}
