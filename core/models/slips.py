from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from rosterdesk.core.models.customers import Customer
    from rosterdesk.core.models.intake import Submission


class SlipStatus(StrEnum):
    """UNKNOWN means that the paper may hold it: a person says which, never the program."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"
    FAILED = "failed"
    CANCELLED = "cancelled"


class SlipOrder(StrEnum):
    """The order of the slips of a job; by class, a separator comes before each class."""

    CLASS = "class"
    NAME = "name"


class Slip(Model):
    """One one-time password on its way to paper, the password itself is never in a table."""

    id = fields.BigIntField(primary_key=True)
    customer_id: int
    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "core.Customer", related_name="slips", on_delete=fields.CASCADE, db_index=True
    )
    submission_id: int | None
    submission: fields.ForeignKeyNullableRelation[Submission] = fields.ForeignKeyField(
        "core.Submission", related_name="slips", null=True, on_delete=fields.SET_NULL, db_index=True
    )
    job = fields.CharField(max_length=12, db_index=True)
    number = fields.IntField()
    total = fields.IntField()
    order = fields.CharEnumField(SlipOrder, default=SlipOrder.CLASS, max_length=5)
    printer = fields.CharField(max_length=60)
    status = fields.CharEnumField(
        SlipStatus, default=SlipStatus.QUEUED, max_length=10, db_index=True
    )
    requested_by = fields.CharField(max_length=120)
    requested_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=200, null=True)  # why it is printed again
    remark = fields.CharField(max_length=200, null=True)  # what became of it

    class Meta:
        table = "slip"


class PrinterState(Model):
    """Whether a printer's queue goes on.

    Paused by a person, it waits for a person. In trouble, it goes on by itself when the printer
    answers again. In its quiet hours it waits for their end, or for a person who says now.
    """

    name = fields.CharField(max_length=60, primary_key=True)
    paused_by = fields.CharField(max_length=120, null=True)
    pause_after_slip = fields.BigIntField(null=True)  # the id of the slip to stop after
    trouble = fields.CharField(max_length=40, null=True)  # a code of the printer's Reason
    quiet_until = fields.DatetimeField(null=True)  # since when slips wait for that
    hurried_until = fields.DatetimeField(null=True)  # a person said now, for these quiet hours
    changed_at = fields.DatetimeField()
    # Where a process has this printer, and when it last said so.
    machine = fields.CharField(max_length=100, null=True)
    seen_at = fields.DatetimeField(null=True)
    # Of a printer that asks for its work: when it last asked, and what it said of itself.
    heard_at = fields.DatetimeField(null=True)
    heard = fields.CharField(max_length=80, null=True)

    class Meta:
        table = "printer_state"
