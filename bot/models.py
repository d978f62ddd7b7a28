"""The tables of the chat: who is behind an account, and which messages show what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from rosterdesk.core.models import Customer, Staff, Submission


class ChatAccount(Model):
    """A chat account (its numeric id) that a person confirmed to be theirs."""

    id = fields.BigIntField(primary_key=True)
    user_id = fields.BigIntField(unique=True)
    chat_id = fields.BigIntField()
    staff_id: int | None
    staff: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "core.Staff", related_name="chat_accounts", null=True, on_delete=fields.CASCADE
    )
    customer_id: int | None
    customer: fields.ForeignKeyNullableRelation[Customer] = fields.ForeignKeyField(
        "core.Customer", related_name="chat_accounts", null=True, on_delete=fields.CASCADE
    )
    language = fields.CharField(max_length=2, null=True)
    reachable = fields.BooleanField(default=True)
    linked_at = fields.DatetimeField()

    class Meta:
        table = "chat_account"


class ApprovalCard(Model):
    """One copy of a submission's card: all of them are updated on a decision."""

    id = fields.BigIntField(primary_key=True)
    submission_id: int
    submission: fields.ForeignKeyRelation[Submission] = fields.ForeignKeyField(
        "core.Submission", related_name="approval_cards", on_delete=fields.CASCADE
    )
    chat_id = fields.BigIntField()
    message_id = fields.BigIntField()

    class Meta:
        table = "approval_card"
        unique_together = (("submission", "chat_id"),)


class SeenUpdate(Model):
    """An update that was taken: Telegram may hand it out again after a restart."""

    update_id = fields.BigIntField(primary_key=True)
    seen_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "seen_update"


class Dialog(Model):
    """Where somebody is in a dialog, so that a restart of the service does not interrupt it."""

    key = fields.CharField(max_length=120, primary_key=True)
    state = fields.CharField(max_length=120, null=True)
    data: dict[str, Any] = fields.JSONField(default=dict)

    class Meta:
        table = "dialog"
