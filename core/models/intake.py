from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tortoise import fields
from tortoise.models import Model

from rosterdesk.core.models.channels import OUTSIDE, Channel

if TYPE_CHECKING:
    from rosterdesk.core.models.customers import Customer
    from rosterdesk.core.models.schools import School


class SubmissionStatus(StrEnum):
    """The state of a submission on its way; RECEIVED, READ and APPROVED are work to be done."""

    RECEIVED = "received"
    READ = "read"
    NEEDS_MAPPING = "needs_mapping"
    REFUSED = "refused"
    WAITING = "waiting"
    BLOCKED = "blocked"
    APPROVED = "approved"
    APPLIED = "applied"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    UNDONE = "undone"
    DIVIDED = "divided"  # into a part for each of its schools; they go on by themselves


class Trust(StrEnum):
    """The degree of belief in the sender, from A (proved) to D (disproved); mail.md's levels."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class StoredFile(Model):
    """One encrypted file of the store."""

    # Its name there, which nothing else gets; before 0.2 it was the keyed digest of its content.
    digest = fields.CharField(max_length=64, primary_key=True)
    size = fields.IntField()
    stored_at = fields.DatetimeField()

    class Meta:
        table = "stored_file"


class Submission(Model):
    id = fields.BigIntField(primary_key=True)
    reference = fields.CharField(max_length=12, unique=True)
    school_id: int
    school: fields.ForeignKeyRelation[School] = fields.ForeignKeyField(
        "core.School", related_name="submissions", on_delete=fields.RESTRICT, db_index=True
    )
    status = fields.CharEnumField(
        SubmissionStatus, default=SubmissionStatus.RECEIVED, max_length=15, db_index=True
    )
    channel = fields.CharEnumField(Channel, OUTSIDE, max_length=10)
    trust = fields.CharEnumField(Trust, max_length=1)
    sender_id: int | None
    sender: fields.ForeignKeyNullableRelation[Customer] = fields.ForeignKeyField(
        "core.Customer", null=True, on_delete=fields.SET_NULL, db_index=True
    )
    sender_name = fields.CharField(max_length=200)
    file_name = fields.CharField(max_length=200)  # cleaned for showing; never a storage name
    note = fields.TextField(default="")
    content_digest = fields.CharField(max_length=64, db_index=True)
    original = fields.CharField(max_length=64, null=True)  # names in the file store
    roster = fields.CharField(max_length=64, null=True)
    corrections = fields.CharField(max_length=64, null=True)  # those of its sender, on the page
    answer: dict[str, Any] = fields.JSONField(default=dict)  # refusal, problem counts; no persons
    origin: dict[str, int | str] = fields.JSONField(default=dict)  # the adapter's own reference
    part_of_id: int | None
    part_of: fields.ForeignKeyNullableRelation[Submission] = fields.ForeignKeyField(
        "core.Submission",
        related_name="parts",
        null=True,
        on_delete=fields.RESTRICT,
        db_index=True,
    )
    attempts = fields.IntField(default=0)
    received_at = fields.DatetimeField()

    class Meta:
        table = "submission"
