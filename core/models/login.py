from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from rosterdesk.core.models.customers import Customer


class OwnPassword(Model):
    """The argon2id hash of the password that a customer chose."""

    customer_id: int
    customer: fields.OneToOneRelation[Customer] = fields.OneToOneField(
        "core.Customer", related_name="own_password", primary_key=True, on_delete=fields.CASCADE
    )
    hash = fields.CharField(max_length=160)
    chosen_at = fields.DatetimeField()

    class Meta:
        table = "own_password"


class LoginFailures(Model):
    """Failures in a row of one subject, a customer, a card nobody has, or a chat.

    A subject is customer:3, chat:1001, or card: and a keyed digest: a number that somebody
    tried is not kept.
    """

    subject = fields.CharField(max_length=80, primary_key=True)
    failures = fields.IntField(default=0)
    since = fields.DatetimeField()
    wait_until = fields.DatetimeField(null=True)
    locked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "login_failures"
