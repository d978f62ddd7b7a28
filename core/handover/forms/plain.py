"""Customers for other programs: a plain table, and JSON as the feed of changes has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.compare.fields import ROSTER_FIELDS
from rosterdesk.core.handover.forms.tables import write_table
from rosterdesk.core.handover.model import Written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.handover.model import Member

HEADER = ("school", "card_number", *ROSTER_FIELDS, "member_since", "member_until")


def write_plain_csv(members: Sequence[Member]) -> Written:
    rows = [
        (
            member.school_code,
            member.known.card_number,
            *(getattr(member.known, name) for name in ROSTER_FIELDS),
            member.begun,
            member.ended,
        )
        for member in members
    ]
    return Written(write_table(HEADER, rows), len(rows))


def write_plain_json(members: Sequence[Member]) -> Written:
    content = orjson.dumps([describe(each) for each in members], option=orjson.OPT_INDENT_2)
    return Written(content, len(members))


def describe(member: Member) -> dict[str, Any]:
    """Return the customer as plain values: no password, no ECK-iD, no words of the staff."""
    return {
        "id": member.known.id,
        "school": member.school_code,
        **{name: getattr(member.known, name) for name in ROSTER_FIELDS},
        "cards": [{"number": number, "status": status} for number, status in member.cards],
        "memberships": [
            {"kind": p.kind, "starts_on": p.starts_on, "ends_on": p.ends_on} for p in member.periods
        ],
    }
