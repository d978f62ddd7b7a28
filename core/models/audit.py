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
