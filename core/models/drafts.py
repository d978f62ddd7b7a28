from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from rosterdesk.core.models.customers import Customer
    from rosterdesk.core.models.schools import School


class DraftStatus(StrEnum):
    """The state of a draft; RECEIVED is work to be done."""

    RECEIVED = "received"
    UNCLEAR = "unclear"  # its sender must say what some columns are
    READY = "ready"
    REFUSED = "refused"


class Draft(Model):
    """A file that its sender looks at and mends before the library has it, gone after a day.

    The names of files are those of copies that no other row shares (core.drafts.copies).
    """

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=16, unique=True)  # in addresses
    school_id: int
    school: fields.ForeignKeyRelation[School] = fields.ForeignKeyField(
        "core.School", related_name="drafts", on_delete=fields.CASCADE
    )
    sender_id: int
    sender: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "core.Customer", related_name="drafts", on_delete=fields.CASCADE, db_index=True
    )
    status = fields.CharEnumField(DraftStatus, max_length=10, db_index=True)
    file_name = fields.CharField(max_length=200)
    note = fields.TextField(default="")
    content_digest = fields.CharField(max_length=64)  # of what came, to know it again
    size = fields.IntField()
    made_at = fields.DatetimeField(db_index=True)
    attempts = fields.IntField(default=0)
    # Goes up with every change: what is sent is the version that was shown.
    version = fields.IntField(default=1)
    file = fields.CharField(max_length=64)  # as it came, then as it was kept
    first_roster = fields.CharField(max_length=64, null=True)  # of the file as it came
    roster = fields.CharField(max_length=64, null=True)
    mended = fields.CharField(max_length=64, null=True)  # the file with the corrections
    corrections = fields.CharField(max_length=64, null=True)
    # What its sender said about columns; their set of headers as it came.
    headers = fields.CharField(max_length=64, null=True)
    mapping: dict[str, str | None] = fields.JSONField(default=dict)
    date_order = fields.CharField(max_length=3, null=True)
    facts: dict[str, Any] = fields.JSONField(default=dict)  # counts and codes, no person

    class Meta:
        table = "draft"
