"""The librarian's answers as a plan keeps them: each version has those that it was made with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypedDict, cast

from rosterdesk.core.compare.model import Decisions, PlanWarning

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Answers(TypedDict, total=False):
    """``people`` is a list of [sheet, row, customer or null for another person].

    ``lifted`` maps a warning's code to the number that was shown when a person lifted it.
    """

    people: list[tuple[str | None, int, int | None]]
    all_conflicts: Literal["same", "another"]
    renumber: bool
    lifted: dict[str, int]
    overwrite: dict[str, list[str]]
    overwrite_all: bool


def read_answers(kept: Mapping[str, Any]) -> Answers:
    return cast("Answers", dict(kept))


def to_decisions(answers: Answers) -> Decisions:
    return Decisions(
        people={(sheet, row): chosen for sheet, row, chosen in answers.get("people", ())},
        all_conflicts=answers.get("all_conflicts"),
        renumber=answers.get("renumber"),
        lifted=frozenset(answers.get("lifted", {})),
        overwrite={
            int(customer): frozenset(names)
            for customer, names in answers.get("overwrite", {}).items()
        },
        overwrite_all=answers.get("overwrite_all", False),
    )


_NUMBERS = {
    "many_leaving": ("leaving",),
    "looks_shifted": ("odd",),
    "wrong_school": ("elsewhere", "known"),
    "renumbered": ("renumbered",),
    "older_than_last": ("down",),
    "rows_with_errors": ("count",),
}


_PARTS = ("unread", "beside", "cut_off", "no_end")


def get_number(warning: PlanWarning) -> int:
    """Return the one number of a warning that a person repeats to lift it; 0 where it has none."""
    if warning.code == "partial_file":
        missing = len(warning.values["classes"]) + len(warning.values["years"])
        others = (warning.values.get(name, 0) for name in _PARTS)
        return missing + sum(map(int, others))
    found = (warning.values.get(name) for name in _NUMBERS.get(warning.code, ()))
    return next((int(number) for number in found if number is not None), 0)


def is_liftable(warning: PlanWarning) -> bool:
    """Tell whether a person can lift it; what is answered otherwise, or says a fact, is not."""
    if warning.code in _ANSWERED_OTHERWISE or warning.lifted:
        return False
    return warning.blocks or warning.withholds


def list_liftable(warnings: Iterable[Mapping[str, Any]]) -> list[PlanWarning]:
    """Return those of a plan's warnings, as it keeps them, that a person can lift."""
    found = [PlanWarning(**each) for each in warnings]
    return [each for each in found if is_liftable(each)]


_ANSWERED_OTHERWISE = frozenset({"delta_file", "card_numbers", "cards_run_out"})


def drop_outdated(answers: Answers, warnings: Sequence[PlanWarning]) -> Answers:
    """Return the answers without the liftings of a warning that now says another number."""
    numbers = {warning.code: get_number(warning) for warning in warnings}
    lifted = answers.get("lifted", {})
    kept = {code: number for code, number in lifted.items() if numbers.get(code, number) == number}
    return answers if kept == lifted else {**answers, "lifted": kept}
