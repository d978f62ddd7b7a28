from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from rosterdesk.core.models.events import Event
    from rosterdesk.core.models.intake import Submission
    from rosterdesk.core.models.schools import School


class Handover(Model):
    """A file of a school's customers that somebody took to the loan system."""

    id = fields.BigIntField(primary_key=True)
    school_id: int
    school: fields.ForeignKeyRelation[School] = fields.ForeignKeyField(
        "core.School", related_name="handovers", on_delete=fields.RESTRICT, db_index=True
    )
    submission_id: int | None
    submission: fields.ForeignKeyNullableRelation[Submission] = fields.ForeignKeyField(
        "core.Submission", related_name="handovers", null=True, on_delete=fields.SET_NULL
    )
    version = fields.IntField(null=True)  # of the plan that was applied last
    form = fields.CharField(max_length=20)
    who = fields.CharField(max_length=10)  # everybody, changed, leavers
    people = fields.IntField()
    refused = fields.IntField()
    # Where the feed of changes was: what came later has not been handed over.
    position = fields.BigIntField()
    made_at = fields.DatetimeField()
    made_by = fields.CharField(max_length=120)

    class Meta:
        table = "handover"


class Touch(Model):
    """One customer whom an event about many changed. Rows are only added.

    An event about one customer names them itself. A customer who is gone has a row too: that is
    how those who follow the changes hear of it.
    """

    id = fields.BigIntField(primary_key=True)
    event_id: int
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "core.Event", related_name="touches", on_delete=fields.RESTRICT
    )
    customer_id = fields.BigIntField()

    class Meta:
        table = "touch"
        unique_together = (("event", "customer_id"),)


class FeedReader(Model):
    """A program that may read the feed of changes and nothing else, by a token of its own."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=60, unique=True)
    digest = fields.CharField(max_length=64, unique=True)  # of the token, keyed
    made_at = fields.DatetimeField()
    made_by = fields.CharField(max_length=120)

    class Meta:
        table = "feed_reader"
