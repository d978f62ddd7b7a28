"""The order of a school's files: the newer one is the one whose message arrived later.

A held mail becomes a submission when somebody confirms it, and a later file may be there by then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.expressions import Q

if TYPE_CHECKING:
    from rosterdesk.core.models import Submission


def arrived_after(submission: Submission) -> Q:
    same = Q(received_at=submission.received_at, id__gt=submission.id)
    return Q(received_at__gt=submission.received_at) | same


def arrived_before(submission: Submission) -> Q:
    same = Q(received_at=submission.received_at, id__lt=submission.id)
    return Q(received_at__lt=submission.received_at) | same
