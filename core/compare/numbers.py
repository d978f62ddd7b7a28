"""Pupil numbers and card numbers, as schools write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rosterdesk.core.compare.model import Policy


def normalise_number(number: str, policy: Policy) -> str:
    """Return what counts of a pupil number by the school's policy; never an empty string."""
    key = number.strip().casefold()
    if policy.number_prefix:
        key = key.removeprefix(policy.number_prefix.casefold()).lstrip(" -_./") or key
    if policy.ignore_leading_zeros:
        key = key.lstrip("0") or "0"
    return key


def normalise_card(number: str) -> str:
    return number.replace(" ", "").casefold()
