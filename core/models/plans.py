from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from rosterdesk.core.models.intake import Submission


class PlanStatus(StrEnum):
    WAITING = "waiting"
    BLOCKED = "blocked"
    APPROVED = "approved"
    APPLIED = "applied"
    REJECTED = "rejected"
    STALE = "stale"
    SUPERSEDED = "superseded"
    UNDONE = "undone"


class Plan(Model):
    """The exact difference that is shown, and of which only this version can be approved."""

    id = fields.BigIntField(primary_key=True)
    submission_id: int
    submission: fields.ForeignKeyRelation[Submission] = fields.ForeignKeyField(
        "core.Submission", related_name="plans", on_delete=fields.CASCADE
    )
    version = fields.IntField()
    status = fields.CharEnumField(PlanStatus, max_length=10)
    school_revision = fields.IntField()
    # The librarian's answers that this version was made with (core.plans.answers).
    decisions: dict[str, Any] = fields.JSONField(default=dict)
    counts: dict[str, int] = fields.JSONField(default=dict)
    warnings: list[dict[str, Any]] = fields.JSONField(default=list)
    made_at = fields.DatetimeField()
    # The salted digest of the changes, as it stands in the audit trail. Without its salt it says
    # nothing about anybody: erasing takes the salt away.
    content = fields.CharField(max_length=64, null=True)
    salt = fields.CharField(max_length=32, null=True)
    decided_at = fields.DatetimeField(null=True)
    decided_by = fields.CharField(max_length=120, null=True)
    reason = fields.TextField(null=True)
    applied_at = fields.DatetimeField(null=True)
    # The event of applying: the revision of every customer as this plan left them.
    applied_event_id = fields.BigIntField(null=True)

    class Meta:
        table = "plan"
        unique_together = (("submission", "version"),)


class Change(Model):
    """One customer's line in a plan, fields maps a field to its [before, after]."""

    id = fields.BigIntField(primary_key=True)
    plan_id: int
    plan: fields.ForeignKeyRelation[Plan] = fields.ForeignKeyField(
        "core.Plan", related_name="changes", on_delete=fields.CASCADE
    )
    position = fields.IntField()
    kind = fields.CharField(max_length=10)
    customer_id = fields.BigIntField(null=True)
    customer_revision = fields.BigIntField(null=True)
    name = fields.CharField(max_length=250)
    class_name = fields.CharField(max_length=40, null=True)
    details: dict[str, Any] = fields.JSONField(default=dict)
    undone_at = fields.DatetimeField(null=True)

    class Meta:
        table = "change"
        indexes = (("plan_id", "position"),)


class Before(Model):
    """A row as it was before a plan changed it, without values where it was not there."""

    id = fields.BigIntField(primary_key=True)
    plan_id: int
    plan: fields.ForeignKeyRelation[Plan] = fields.ForeignKeyField(
        "core.Plan", related_name="befores", on_delete=fields.CASCADE
    )
    customer_id = fields.BigIntField()
    table_name = fields.CharField(max_length=10)  # customer, card, membership
    row_id = fields.BigIntField()
    row: dict[str, Any] | None = fields.JSONField(null=True)

    class Meta:
        table = "row_before"
        unique_together = (("plan", "table_name", "row_id"),)
