from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from rosterdesk.core.compare.model import Policy

if TYPE_CHECKING:
    from rosterdesk.core.models import School

POLICY: TypeAdapter[Policy] = TypeAdapter(Policy)


def read_policy(school: School) -> Policy:
    """Return the school's rules; what it did not set is the default."""
    return POLICY.validate_python(school.policy)
