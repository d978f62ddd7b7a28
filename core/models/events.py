from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tortoise import fields
from tortoise.models import Model

from rosterdesk.core.models.channels import OUTSIDE, Channel, Recipient

if TYPE_CHECKING:
    from rosterdesk.core.models.intake import Submission


class DeliveryStatus(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"  # permanently: a person has to look


class Event(Model):
    """One thing that happened: who, when, where and why. Rows are only ever added.

    data is for ever and holds nothing about a person but the numbers of their rows. What could
    name somebody is in private, which can be erased, its digest stays.
    """

    id = fields.BigIntField(primary_key=True)
    at = fields.DatetimeField()
    kind = fields.CharField(max_length=40)
    actor = fields.CharField(max_length=120)  # the name at that time
    actor_reference = fields.CharField(max_length=60)  # staff:3, customer:12, shell:root, system
    channel = fields.CharField(max_length=10)
    submission_id: int | None
    submission: fields.ForeignKeyNullableRelation[Submission] = fields.ForeignKeyField(
        "core.Submission",
        related_name="events",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    customer_id = fields.BigIntField(null=True, db_index=True)
    school_id = fields.BigIntField(null=True)
    data: dict[str, Any] = fields.JSONField(default=dict)
    private: dict[str, Any] | None = fields.JSONField(null=True)
    private_digest = fields.CharField(max_length=64, null=True)

    class Meta:
        table = "event"

    @property
    def facts(self) -> dict[str, Any]:
        """All that is still known of what happened."""
        return {**self.data, **(self.private or {})}


class Delivery(Model):
    """An event on its way to one person: written with the event, sent after the commit."""

    id = fields.BigIntField(primary_key=True)
    event_id: int
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "core.Event", related_name="deliveries", on_delete=fields.CASCADE
    )
    channel = fields.CharEnumField(Channel, OUTSIDE, max_length=10)
    recipient = fields.CharField(max_length=60)  # as Recipient writes it
    status = fields.CharEnumField(DeliveryStatus, default=DeliveryStatus.QUEUED, max_length=10)
    attempts = fields.IntField(default=0)
    due_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)
    # What the adapter needs to send the very same thing again (a Message-ID, for example).
    envelope: dict[str, Any] = fields.JSONField(default=dict)

    class Meta:
        table = "delivery"
        unique_together = (("event", "channel", "recipient"),)
        indexes = (("status", "channel", "due_at"),)

    @property
    def to(self) -> Recipient:
        return Recipient.read(self.recipient)
