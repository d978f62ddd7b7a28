from __future__ import annotations

from contextvars import ContextVar
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from rosterdesk.core.compare.model import Policy
from rosterdesk.core.customers.card_numbers import CardNumbering, choose_shape
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rosterdesk.core.models import School

_LONGEST_CARD = 20  # what the column of a card takes
POLICY: TypeAdapter[Policy] = TypeAdapter(Policy)

# As the database is: of the library that is open in this task, and handed to every use case.
_defaults: ContextVar[Mapping[str, Any]] = ContextVar("policy", default=MappingProxyType({}))


class PolicyError(RosterdeskError):
    """A policy has a key that nobody knows, or a value that it cannot have."""


def use_defaults(policy: Mapping[str, Any]) -> None:
    """Let these rules hold for schools that did not set them; raises PolicyError."""
    check_policy(policy)
    _defaults.set(policy)


def read_policy(school: School | None) -> Policy:
    """Return the school's rules; what it did not set is the library's default, or ours."""
    return POLICY.validate_python({**_defaults.get(), **(school.policy if school else {})})


def check_policy(policy: Mapping[str, Any]) -> None:
    """Raise PolicyError for the first rule that cannot be."""
    try:
        read = POLICY.validate_python(dict(policy), extra="forbid")
    except ValidationError as error:
        first = error.errors()[0]
        raise PolicyError(
            N_("Policy {name}: {reason}."),
            name=".".join(map(str, first["loc"])),
            reason=first["msg"],
        ) from error
    _check_card_shape(read)


def _check_card_shape(policy: Policy) -> None:
    digits = policy.card_prefix.replace("{branch}", "") + policy.card_branch
    if digits and not digits.isdecimal():
        raise PolicyError(
            N_("Policy {name}: {reason}."),
            name="card_prefix",
            reason="digits, and {branch} where those of card_branch stand",
        )
    shape = choose_shape(policy, CardNumbering("", 10))
    if shape.length > _LONGEST_CARD or policy.card_first < 0 or shape.size < 1:
        raise PolicyError(
            N_("Policy {name}: {reason}."),
            name="card_length, card_first, card_last",
            reason=f"leave no number of at most {_LONGEST_CARD} digits",
        )
