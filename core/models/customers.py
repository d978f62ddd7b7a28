from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from rosterdesk.core.models.schools import School


class CardStatus(StrEnum):
    ACTIVE = "active"
    BLOCKED = "blocked"
    REPLACED = "replaced"


class MembershipKind(StrEnum):
    SCHOOL_LIBRARY = "school_library"
    PUBLIC_LIBRARY = "public_library"


class Customer(Model):
    """A pupil, teacher or other person. Fields carry the names of the roster's fields."""

    id = fields.BigIntField(primary_key=True)
    school_id: int | None
    school: fields.ForeignKeyNullableRelation[School] = fields.ForeignKeyField(
        "core.School", related_name="customers", null=True, on_delete=fields.RESTRICT
    )
    # The event that changed this customer last. No event comes twice, so that undoing can give
    # back the revision of before, and no later state is ever taken for an earlier one.
    revision = fields.BigIntField(default=0)
    role = fields.CharField(max_length=10, default="pupil")  # pupil, teacher, other
    external_number = fields.CharField(max_length=20, null=True, db_index=True)
    initials = fields.CharField(max_length=30, null=True)
    first_name = fields.CharField(max_length=80, null=True)
    prefix = fields.CharField(max_length=30, null=True)
    surname = fields.CharField(max_length=120)
    birth_date = fields.DateField(null=True)
    sex = fields.CharField(max_length=1, null=True)
    class_code = fields.CharField(max_length=10, null=True)
    class_name = fields.CharField(max_length=30, null=True)
    year = fields.SmallIntField(null=True)
    school_type = fields.CharField(max_length=30, null=True)
    email = fields.CharField(max_length=254, null=True)
    phone = fields.CharField(max_length=30, null=True)
    street = fields.CharField(max_length=120, null=True)
    house_number = fields.CharField(max_length=10, null=True)
    house_number_suffix = fields.CharField(max_length=10, null=True)
    postcode = fields.CharField(max_length=10, null=True)
    city = fields.CharField(max_length=80, null=True)
    language = fields.CharField(max_length=2, null=True)
    # The pseudonym of Dutch educational exchange: a second key, shown to nobody. Unique, by
    # core.storage.indexes.
    eck_id = fields.CharField(max_length=120, null=True)
    external_number_2 = fields.CharField(max_length=20, null=True)
    user_name = fields.CharField(max_length=40, null=True)  # unique, by core.indexes
    # The database's own defaults, because imports insert rows without these columns.
    receipts = fields.BooleanField(default=False, db_default=False)
    reservation_notices = fields.BooleanField(default=True, db_default=True)
    remarks = fields.TextField(null=True)  # for staff, kept
    notice = fields.CharField(max_length=200, null=True)  # for staff, on top of the card
    hand_edited: list[str] = fields.JSONField(default=list)
    # The change that made this customer; null for those whom a person registered.
    origin_change_id = fields.BigIntField(null=True, db_index=True)

    class Meta:
        table = "customer"
        unique_together = (("school", "external_number"),)
        # Who is called so, among millions too: the first one holds all that is asked of them, so
        # that the people of a surname need no look into the table. Others stand in core.indexes.
        indexes = (("surname", "first_name", "id", "initials"), ("first_name", "surname"))


class Card(Model):
    id = fields.BigIntField(primary_key=True)
    customer_id: int
    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "core.Customer", related_name="cards", on_delete=fields.CASCADE, db_index=True
    )
    number = fields.CharField(max_length=20, unique=True)
    status = fields.CharEnumField(CardStatus, default=CardStatus.ACTIVE, max_length=10)
    issued_at = fields.DatetimeField(null=True)  # null for the cards of an import
    changed_at = fields.DatetimeField(null=True)  # since when it has its status
    # Blocked because its owner left: coming back unblocks it. Null: a person blocked it.
    blocked_by_plan_id = fields.BigIntField(null=True)

    class Meta:
        table = "card"


class Membership(Model):
    """A period as a member, in whole days: ends_on is the first day without it."""

    id = fields.BigIntField(primary_key=True)
    customer_id: int
    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "core.Customer", related_name="memberships", on_delete=fields.CASCADE, db_index=True
    )
    kind = fields.CharEnumField(MembershipKind, max_length=20)
    # The card it is on where that is not the customer's own newest card.
    card_id: int | None
    card: fields.ForeignKeyNullableRelation[Card] = fields.ForeignKeyField(
        "core.Card", related_name="memberships", null=True, on_delete=fields.SET_NULL
    )
    starts_on = fields.DateField()
    ends_on = fields.DateField(null=True)
    # The plans that began and ended it, so that an undo finds exactly its own work.
    begun_by_plan_id = fields.BigIntField(null=True, db_index=True)
    ended_by_plan_id = fields.BigIntField(null=True)

    class Meta:
        table = "membership"


class OneTimePassword(Model):
    """The hash of the one password that a customer can use once: a new one replaces it."""

    customer_id: int
    customer: fields.OneToOneRelation[Customer] = fields.OneToOneField(
        "core.Customer",
        related_name="one_time_password",
        primary_key=True,
        on_delete=fields.CASCADE,
    )
    hash = fields.CharField(max_length=160)
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)
    failures = fields.IntField(default=0)

    class Meta:
        table = "one_time_password"
