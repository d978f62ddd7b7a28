from __future__ import annotations

import json
from contextvars import ContextVar
from dataclasses import fields
from enum import StrEnum
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
_FIELDS = {each.name: each for each in fields(Policy)}
# By what pydantic calls them; it has no words of ours, and no Dutch.
_REASONS = {
    "int_parsing": N_("this is no whole number"),
    "int_type": N_("this is no whole number"),
    "finite_number": N_("this is no whole number"),
    "int_from_float": N_("this is no whole number"),
    "enum": N_("this is none of the words that it may be"),
    "bool_parsing": N_("this is neither true nor false"),
    "bool_type": N_("this is neither true nor false"),
    "string_type": N_("this is no text"),
    "unexpected_keyword_argument": N_("there is no such rule"),
}

# As the database is: of the library that is open in this task, and handed to every use case.
_defaults: ContextVar[Mapping[str, Any]] = ContextVar("policy", default=MappingProxyType({}))


class PolicyError(RosterdeskError):
    """A policy has a key that nobody knows, or a value that it cannot have."""


def use_defaults(policy: Mapping[str, Any]) -> None:
    """Let these rules hold for schools that did not set them; raises PolicyError."""
    check_policy(policy)
    _defaults.set(policy)


def read_rule(key: str, typed: str) -> Any:
    """Return the value of a rule as somebody typed it; None for nothing, which takes it away.

    Whether it can be is for ``check_policy``: rules hang together.
    """
    if not (typed := typed.strip()):
        return None
    if key in _FIELDS and _FIELDS[key].type == "str":
        # What is written with digits alone may be a text too: a prefix, a branch.
        return typed
    try:
        return json.loads(typed)
    except ValueError:
        return typed


def find_default(key: str) -> tuple[Any, bool]:
    """Return what holds where a school has not set the rule, and whether the library says so."""
    own = _defaults.get()
    return (own[key], True) if key in own else (_FIELDS[key].default, False)


def list_choices(key: str) -> list[str]:
    """Return the words that a rule may have; none where it is a number or a text."""
    default = _FIELDS[key].default
    if isinstance(default, bool):
        return ["true", "false"]
    return [str(each) for each in type(default)] if isinstance(default, StrEnum) else []


def takes_number(key: str) -> bool:
    return _FIELDS[key].type in {"int", "int | None"}


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
            reason=_explain(first["type"], first["msg"]),
        ) from error
    _check_card_shape(read)


def _explain(kind: str, words: str) -> str | RosterdeskError:
    return RosterdeskError(_REASONS[kind]) if kind in _REASONS else words


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
