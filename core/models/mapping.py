from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from rosterdesk.core.models.schools import School


class MappingAnswer(Model):
    """What a person said that a school's columns are, for the next file with these headers.

    headers is a digest of the set of headers, mapping has normalised headers and their field,
    null for a column that is not used. date_order says what comes first in dates that could be
    read in two ways, null where nobody was asked.
    """

    id = fields.BigIntField(primary_key=True)
    school_id: int
    school: fields.ForeignKeyRelation[School] = fields.ForeignKeyField(
        "core.School", related_name="mapping_answers", on_delete=fields.CASCADE
    )
    headers = fields.CharField(max_length=64, db_index=True)
    mapping: dict[str, str | None] = fields.JSONField(default=dict)
    date_order = fields.CharField(max_length=3, null=True)
    answered_by = fields.CharField(max_length=120)
    answered_at = fields.DatetimeField()

    class Meta:
        table = "mapping_answer"
        unique_together = (("school", "headers"),)


class SchoolCode(Model):
    """A person's answer on whose a school code in files is, without a school it is nobody's."""

    id = fields.BigIntField(primary_key=True)
    code = fields.CharField(max_length=40, unique=True)  # as `intake.school_codes` folds it
    school_id: int | None
    school: fields.ForeignKeyNullableRelation[School] = fields.ForeignKeyField(
        "core.School", related_name="codes", null=True, on_delete=fields.CASCADE, db_index=True
    )
    answered_by = fields.CharField(max_length=120)
    answered_at = fields.DatetimeField()

    class Meta:
        table = "school_code"
