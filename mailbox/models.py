"""The tables of the mailbox: which messages arrived, and what became of them."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class MailStatus(StrEnum):
    KEPT = "kept"  # stored, not judged yet
    PROCESSED = "processed"
    HELD = "held"
    QUARANTINED = "quarantined"
    DISCARDED = "discarded"  # a librarian saw it and wants nothing of it
    REPEATED = "repeated"  # equal, byte for byte, to one that was kept before


class MailMessage(Model):
    """One message in one folder (RFC 3501, 2.3.1.1: account, folder, UIDVALIDITY, UID)."""

    id = fields.BigIntField(primary_key=True)
    account = fields.CharField(max_length=40)
    folder = fields.CharField(max_length=200)
    uidvalidity = fields.BigIntField()
    uid = fields.BigIntField()
    stored = fields.CharField(max_length=64, db_index=True)  # digest in the file store
    size = fields.IntField()
    oversized = fields.BooleanField(default=False)
    arrived_at = fields.DatetimeField()
    status = fields.CharEnumField(MailStatus, default=MailStatus.KEPT, max_length=12, db_index=True)
    moved = fields.BooleanField(default=False)
    attempts = fields.IntField(default=0)
    postponed = fields.IntField(default=0)
    due_at = fields.DatetimeField()
    address = fields.CharField(max_length=254, null=True)  # of the sender, where it was clear
    message_id = fields.CharField(max_length=500, null=True)
    references = fields.TextField(default="")
    subject = fields.CharField(max_length=200, default="")
    language = fields.CharField(max_length=2, null=True)
    # Why this mail gets no answer (a code of replies.why_not_answer), null where it may have one.
    silence = fields.CharField(max_length=20, null=True)
    trust = fields.CharField(max_length=1, null=True)
    reasons: list[str] = fields.JSONField(default=list)

    class Meta:
        table = "mail_message"
        unique_together = (("account", "folder", "uidvalidity", "uid"),)
