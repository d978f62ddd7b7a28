from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from rosterdesk.core.models.events import Event


class Link(Model):
    """The place of one event in the chain of the audit trail. Rows are only ever added.

    digest is over the digest of the position before it and over the event (core.audit).
    """

    position = fields.BigIntField(primary_key=True)
    event_id: int
    event: fields.OneToOneRelation[Event] = fields.OneToOneField(
        "core.Event", related_name="link", on_delete=fields.RESTRICT
    )
    digest = fields.CharField(max_length=64)

    class Meta:
        table = "audit_link"


class Refusals(Model):
    """Refusals of one stranger that are not in the trail yet: they are summed up there.

    subject is the kind of the event and the account, or "others" where many come at once.
    """

    subject = fields.CharField(max_length=120, primary_key=True)  # an address is a digest
    kind = fields.CharField(max_length=40)
    since = fields.DatetimeField()
    # After the events of their own: below nought while there may be more of these.
    more = fields.IntField(default=0)

    class Meta:
        table = "refusals"


class Look(Model):
    """A customer whom somebody saw in a list on that day: for the register, and for a limit."""

    id = fields.BigIntField(primary_key=True)
    actor_reference = fields.CharField(max_length=60)
    day = fields.DateField()
    customer_id = fields.BigIntField()  # erased with them by the end of the day

    class Meta:
        table = "look"
        unique_together = (("actor_reference", "day", "customer_id"),)
