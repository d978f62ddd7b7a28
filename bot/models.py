"""The tables of the chat: who is behind an account, and which messages show what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise import fields
from tortoise.models import Model

from rosterdesk.core.customers.resetting import EndedChat, ends_sessions

if TYPE_CHECKING:
    from collections.abc import Collection

    from rosterdesk.core.models import Customer, School, Staff, Submission


class ChatAccount(Model):
    """A chat account (its numeric id) that a person confirmed to be theirs."""

    id = fields.BigIntField(primary_key=True)
    user_id = fields.BigIntField(unique=True)
    chat_id = fields.BigIntField(db_index=True)
    staff_id: int | None
    staff: fields.ForeignKeyNullableRelation[Staff] = fields.ForeignKeyField(
        "core.Staff",
        related_name="chat_accounts",
        null=True,
        on_delete=fields.CASCADE,
        db_index=True,
    )
    customer_id: int | None
    customer: fields.ForeignKeyNullableRelation[Customer] = fields.ForeignKeyField(
        "core.Customer",
        related_name="chat_accounts",
        null=True,
        on_delete=fields.CASCADE,
        db_index=True,
    )
    language = fields.CharField(max_length=2, null=True)
    reachable = fields.BooleanField(default=True)
    linked_at = fields.DatetimeField()
    # Logged in with a one-time password: nothing else until an own one is chosen.
    must_choose = fields.BooleanField(default=False, db_default=False)
    # Hours of the day in which nothing makes a sound; null where the library's own hold.
    quiet_from = fields.SmallIntField(null=True)
    quiet_until = fields.SmallIntField(null=True)
    # Digest of the commands that the chat offers, so that they are set when they change.
    offered = fields.CharField(max_length=64, default="", db_default="")
    digest_on = fields.DateField(null=True)  # the day of the last overview

    class Meta:
        table = "chat_account"


@ends_sessions
async def end_chats(
    customer_id: int, only: Collection[int] | None, spared: int | None
) -> list[EndedChat]:
    """Take the customer off these accounts, or all; an account of staff stays theirs."""
    found = ChatAccount.filter(customer_id=customer_id)
    if spared is not None:
        found = found.exclude(id=spared)
    if only is not None:
        found = found.filter(id__in=list(only))
    accounts = await found
    await found.filter(staff_id=None).delete()
    await found.update(customer_id=None, must_choose=False)
    return [EndedChat(account.chat_id, account.language) for account in accounts]


TO_SEND = 0  # no message yet: the group moved, and none of its old messages is there


class ApprovalCard(Model):
    """One copy of a submission's card: all of them are updated on a decision.

    ``message_id`` is ``TO_SEND`` where the copy must be sent once more.
    """

    id = fields.BigIntField(primary_key=True)
    submission_id: int
    submission: fields.ForeignKeyRelation[Submission] = fields.ForeignKeyField(
        "core.Submission", related_name="approval_cards", on_delete=fields.CASCADE
    )
    chat_id = fields.BigIntField(db_index=True)
    message_id = fields.BigIntField()
    # Digests of what it shows: 32 digits of what is news in it, and 32 of all of it.
    drawn = fields.CharField(max_length=64, default="")

    class Meta:
        table = "approval_card"
        unique_together = (("submission", "chat_id"),)


class MailCard(Model):
    """The one card of a held mail in a chat, until the mail is decided."""

    id = fields.BigIntField(primary_key=True)
    mail_id = fields.BigIntField(db_index=True)
    chat_id = fields.BigIntField()
    message_id = fields.BigIntField()
    language = fields.CharField(max_length=2)
    drawn = fields.CharField(max_length=64)  # a digest of what it shows

    class Meta:
        table = "mail_card"
        unique_together = (("mail_id", "chat_id"),)


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


class VanishingMessage(Model):
    """A message with a secret in it, to be deleted at its time, also after a restart."""

    id = fields.BigIntField(primary_key=True)
    chat_id = fields.BigIntField()
    message_id = fields.BigIntField()
    due_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "vanishing_message"
        unique_together = (("chat_id", "message_id"),)


class StaffGroup(Model):
    """A group of staff where cards are shown, counts only: being in it is no right."""

    id = fields.BigIntField(primary_key=True)
    chat_id = fields.BigIntField(unique=True)
    language = fields.CharField(max_length=2)
    by_school = fields.BooleanField(default=False)  # a topic for each school
    thread_id = fields.BigIntField(null=True)  # the topic of all cards; none: the general one
    active = fields.BooleanField(default=True)

    class Meta:
        table = "staff_group"


class GroupTopic(Model):
    """The topic of a school in a group, without one its cards stand in the general topic."""

    id = fields.BigIntField(primary_key=True)
    group_id: int
    group: fields.ForeignKeyRelation[StaffGroup] = fields.ForeignKeyField(
        "chat.StaffGroup", related_name="topics", on_delete=fields.CASCADE
    )
    school_id: int
    school: fields.ForeignKeyRelation[School] = fields.ForeignKeyField(
        "core.School", on_delete=fields.CASCADE
    )
    thread_id = fields.BigIntField()

    class Meta:
        table = "group_topic"
        unique_together = (("group", "school"),)


class Search(Model):
    """What somebody searches in a plan's changes: a button has no room for it."""

    id = fields.BigIntField(primary_key=True)
    chat_id = fields.BigIntField()
    submission_id: int
    submission: fields.ForeignKeyRelation[Submission] = fields.ForeignKeyField(
        "core.Submission", related_name="searches", on_delete=fields.CASCADE
    )
    text = fields.CharField(max_length=60)

    class Meta:
        table = "search"
        unique_together = (("chat_id", "submission"),)


class JobMessage(Model):
    """The message in a chat that follows a print job."""

    id = fields.BigIntField(primary_key=True)
    job = fields.CharField(max_length=12, db_index=True)
    chat_id = fields.BigIntField()
    message_id = fields.BigIntField()
    shown = fields.TextField(default="")  # what it shows, so that nothing is edited in vain
    finished = fields.BooleanField(default=False, db_index=True)

    class Meta:
        table = "job_message"
