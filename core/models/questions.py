from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from rosterdesk.core.models.intake import Submission


class Question(Model):
    """What a librarian asked a sender, and what the sender answered.

    The words are here and not in the events, which are for ever.
    """

    id = fields.BigIntField(primary_key=True)
    submission_id: int
    submission: fields.ForeignKeyRelation[Submission] = fields.ForeignKeyField(
        "core.Submission", related_name="questions", on_delete=fields.CASCADE, db_index=True
    )
    asked_by = fields.CharField(max_length=120)
    asked_at = fields.DatetimeField()
    text = fields.TextField()
    answer = fields.TextField(null=True)
    answered_at = fields.DatetimeField(null=True)
    # The chat message that asks it, so that a reply finds it.
    chat_id = fields.BigIntField(null=True, db_index=True)
    message_id = fields.BigIntField(null=True)

    class Meta:
        table = "question"
