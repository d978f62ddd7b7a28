from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from rosterdesk.core.models.access import Staff
    from rosterdesk.core.models.customers import Customer


class OwnPassword(Model):
    """The argon2id hash of the password that a customer chose."""

    customer_id: int
    customer: fields.OneToOneRelation[Customer] = fields.OneToOneField(
        "core.Customer", related_name="own_password", primary_key=True, on_delete=fields.CASCADE
    )
    hash = fields.CharField(max_length=160)
    # The least length that was asked of its owner: more may be asked of them by now.
    least = fields.SmallIntField(default=15, db_default=15)
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
    told_at = fields.DatetimeField(null=True)  # when the desk heard of it

    class Meta:
        table = "login_failures"


class Session(Model):
    """A browser in which somebody is logged in on the page: a customer, or a member of staff."""

    id = fields.BigIntField(primary_key=True)
    digest = fields.CharField(max_length=64, unique=True)  # keyed, of what the cookie holds
    customer_id: int | None
    customer: fields.ForeignKeyNullableRelation[Customer] = fields.ForeignKeyField(
        "core.Customer",
        related_name="sessions",
        null=True,
        on_delete=fields.CASCADE,
        db_index=True,
    )
    staff_id: int | None
    staff: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "core.Staff", related_name="sessions", null=True, on_delete=fields.CASCADE, db_index=True
    )
    began_at = fields.DatetimeField()
    seen_at = fields.DatetimeField(db_index=True)
    # When a one-time password let its owner in: nothing else until an own one is chosen.
    once_at = fields.DatetimeField(null=True)
    browser = fields.CharField(max_length=60, default="")  # as its owner will know it again

    class Meta:
        table = "session"


class KnownChat(Model):
    """A chat or browser that the customer logged in from: guesses of others do not hold it up.

    Only a keyed digest of the customer and the place is kept. A reset forgets them.
    """

    id = fields.BigIntField(primary_key=True)
    customer_id: int
    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "core.Customer", related_name="known_chats", on_delete=fields.CASCADE
    )
    digest = fields.CharField(max_length=64)

    class Meta:
        table = "known_chat"
        unique_together = (("customer", "digest"),)


class Passkey(Model):
    """The public half of a member of staff's passkey, the private one never leaves a device."""

    id = fields.BigIntField(primary_key=True)
    staff_id: int
    staff: fields.ForeignKeyRelation[Staff] = fields.ForeignKeyField(
        "core.Staff", related_name="passkeys", on_delete=fields.CASCADE, db_index=True
    )
    credential = fields.CharField(max_length=1400, unique=True)  # base64url, as browsers name it
    public_key = fields.TextField()  # base64url of the COSE key
    uses = fields.BigIntField(default=0)  # as the authenticator counts them, 0 where it does not
    device = fields.CharField(max_length=60, default="")  # as its owner will know it again
    made_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "passkey"


class SpentChallenge(Model):
    """A challenge that was answered rightly: a second answer to it opens nothing."""

    digest = fields.CharField(max_length=64, primary_key=True)
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "spent_challenge"
