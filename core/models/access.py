from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from rosterdesk.core.models.customers import Customer
    from rosterdesk.core.models.schools import School


class StaffRole(StrEnum):
    LIBRARIAN = "librarian"
    DESK = "desk"
    ADMINISTRATOR = "administrator"


class Staff(Model):
    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=120, unique=True)
    role = fields.CharEnumField(StaffRole, max_length=15)
    active = fields.BooleanField(default=True)
    # Tells that a customer with this address is the same person.
    email = fields.CharField(max_length=254, null=True)

    class Meta:
        table = "staff"


class Uploader(Model):
    """The right of a customer to send rosters for one school, it is never implied."""

    id = fields.BigIntField(primary_key=True)
    customer_id: int
    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "core.Customer", related_name="uploads_for", on_delete=fields.CASCADE
    )
    school_id: int
    school: fields.ForeignKeyRelation[School] = fields.ForeignKeyField(
        "core.School", related_name="uploaders", on_delete=fields.CASCADE, db_index=True
    )
    granted_at = fields.DatetimeField()
    granted_by = fields.CharField(max_length=120)
    expires_at = fields.DatetimeField(null=True)
    # The owner's e-mail address that the right was given to. Mail from another one, also where it
    # stands on the card by now, is not the owner's until a person confirmed it.
    address = fields.CharField(max_length=254, null=True)

    class Meta:
        table = "uploader"
        unique_together = (("customer", "school"),)


class LinkCode(Model):
    """A one-time code that ties a chat account to a person, only its keyed digest is kept."""

    digest = fields.CharField(max_length=64, primary_key=True)
    staff_id: int | None
    staff: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "core.Staff", null=True, on_delete=fields.CASCADE
    )
    customer_id: int | None
    customer: fields.ForeignKeyNullableRelation[Customer] = fields.ForeignKeyField(
        "core.Customer", null=True, on_delete=fields.CASCADE, db_index=True
    )
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)
    # It logs a browser of staff in on the page instead, and ties no chat.
    for_page = fields.BooleanField(default=False, db_default=False)

    class Meta:
        table = "link_code"
