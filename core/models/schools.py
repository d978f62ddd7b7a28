from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model


class School(Model):
    """A branch that sends rosters. code is BRIN + location, for example 12AB00."""

    id = fields.BigIntField(primary_key=True)
    code = fields.CharField(max_length=12, unique=True)
    name = fields.CharField(max_length=120)
    school_type = fields.CharField(max_length=30, null=True)
    street = fields.CharField(max_length=120, null=True)
    house_number = fields.CharField(max_length=10, null=True)
    house_number_suffix = fields.CharField(max_length=10, null=True)
    postcode = fields.CharField(max_length=10, null=True)
    city = fields.CharField(max_length=80, null=True)
    policy: dict[str, Any] = fields.JSONField(default=dict)
    # Goes up with every change to the school's customers: a plan made on another one is stale.
    revision = fields.IntField(default=0)

    class Meta:
        table = "school"
