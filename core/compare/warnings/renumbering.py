"""A school that gave everybody a new number: one question, not three hundred conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rosterdesk.core.compare.model import Policy


def is_renumbered(with_new_number: int, recognised_otherwise: int, policy: Policy) -> bool:
    """Tell whether most of the people who were recognised have a new number."""
    recognised = with_new_number + recognised_otherwise
    return (
        with_new_number >= policy.renumbered_count
        and with_new_number * 100 >= policy.renumbered_percent * recognised
    )
