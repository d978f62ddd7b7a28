"""Everything that is kept about one person, for whoever asks what we know of them (GDPR, 15)."""

from __future__ import annotations

from typing import Any

from rosterdesk.core.customers.registering import list_rights
from rosterdesk.core.models import (
    Card,
    Customer,
    Event,
    Membership,
    OneTimePassword,
    OwnPassword,
    Question,
    School,
    Slip,
)
from rosterdesk.core.privacy.erase import find_traces
from rosterdesk.core.reports.history import list_history
from rosterdesk.core.trail.kinds import SHOWING

_OURS = {"id", "school_id", "revision", "origin_change_id"}  # numbers of rows say nothing to them

Personal = dict[str, list[dict[str, Any]]]


async def gather(customer: Customer) -> Personal:
    """Return the core's part: sections, each with its entries, all plain values.

    No password and no hash of one is in it: only when there was one.
    """
    traces = await find_traces(customer)
    return {
        "customer": [await _describe(customer)],
        "cards": await Card.filter(customer=customer).values("number", "status", "issued_at"),
        "memberships": await Membership.filter(customer=customer).values(
            "kind", "starts_on", "ends_on"
        ),
        "rights": [
            {"school": right.school.name, "since": right.granted_at, "until": right.expires_at}
            for right in await list_rights(customer)
        ],
        "passwords": [
            *await OneTimePassword.filter(customer=customer).values("expires_at", "used_at"),
            *await OwnPassword.filter(customer=customer).values("chosen_at"),
        ],
        "slips": await Slip.filter(customer=customer).values(
            "requested_at", "requested_by", "printer", "status", "sent_at"
        ),
        "history": [
            {
                "at": line.at,
                "what": line.what,
                "who": line.who,
                "reference": line.reference,
                "fields": {name: list(pair) for name, pair in line.fields.items()}
                or list(line.names),
            }
            for line in await list_history(customer)
        ],
        "files": [
            {
                "reference": each.reference,
                "received_at": each.received_at,
                "file": each.file_name,
                "status": each.status,
                "sent_by_you": each.sender_id == customer.id,
                "note": each.note if each.sender_id == customer.id else "",
            }
            for each in traces.submissions
        ],
        "questions": await Question.filter(submission__sender_id=customer.id).values(
            "asked_at", "text", "answer", "answered_at"
        ),
        "seen": [
            {"at": event.at, "who": event.actor, "what": event.kind}
            for event in await Event.filter(customer_id=customer.id, kind__in=SHOWING).order_by(
                "id"
            )
        ],
    }


async def _describe(customer: Customer) -> dict[str, Any]:
    school = await School.get_or_none(id=customer.school_id)
    (row,) = await Customer.filter(id=customer.id).values()
    facts = {name: value for name, value in row.items() if name not in _OURS}
    return {"school": school.name if school else None, **facts}
