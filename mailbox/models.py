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


class Confirmation(StrEnum):
    """How it was made sure that a held mail is really from its sender."""

    CHAT = "chat"  # the registered person said so in the linked chat
    CODE = "code"  # the code that went to the registered address came back
    MAIL = "mail"  # a proved yes in the thread of our question, without the code
    STAFF = "staff"  # a librarian vouches for it


class MailMessage(Model):
    """One message in one folder (RFC 3501, 2.3.1.1: account, folder, UIDVALIDITY, UID)."""

    id = fields.BigIntField(primary_key=True)
    account = fields.CharField(max_length=40)
    folder = fields.CharField(max_length=200)
    uidvalidity = fields.BigIntField()
    uid = fields.BigIntField()
    stored = fields.CharField(max_length=64, db_index=True)  # name in the file store
    # The keyed digest of its bytes, by which they are known again; before 0.2 it was ``stored``.
    content = fields.CharField(max_length=64, default="", db_default="", db_index=True)
    # Nothing raw outlives reading.
    raw_gone = fields.BooleanField(default=False, db_default=False)
    sealed = fields.CharField(
        max_length=64, default="", db_default=""
    )  # the rosters, until it is decided
    parts: list[list[str | int]] = fields.JSONField(
        default=list, db_default="[]"
    )  # name, size, digest of each
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
    judged_at = fields.DatetimeField(null=True)
    fingerprint = fields.CharField(max_length=64, null=True, db_index=True)
    confirmed = fields.CharEnumField(Confirmation, null=True, max_length=5)
    taken_event = fields.BigIntField(null=True)  # whose letter tells how far its files are
    # The writer's own words, where people are to read them: those of a mail without a roster, and
    # what came back on our question whose mail this is ({"at", "verdict", "words", "from"}).
    words = fields.TextField(default="", db_default="")
    answers: list[dict[str, str]] = fields.JSONField(default=list, db_default="[]")
    confirmed_by = fields.CharField(max_length=120, null=True)  # the member of staff
    confirmed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "mail_message"
        unique_together = (("account", "folder", "uidvalidity", "uid"),)


class MailChallenge(Model):
    """The question to a registered person whether a held mail is theirs, of one mail only one.

    Of the code only the keyed digest is kept, null until the mail with it was written.
    """

    id = fields.BigIntField(primary_key=True)
    mail_id = fields.BigIntField(unique=True)
    customer_id = fields.BigIntField(db_index=True)
    digest = fields.CharField(max_length=64, null=True)
    expires_at = fields.DatetimeField()
    attempts = fields.IntField(default=0)
    closed_at = fields.DatetimeField(null=True)  # answered, by whatever way

    class Meta:
        table = "mail_challenge"


class SentReply(Model):
    """A mail of ours by its Message-ID, so that a bounce or an answer to it is recognised."""

    id = fields.BigIntField(primary_key=True)
    delivery_id = fields.BigIntField(unique=True)
    message_id = fields.CharField(max_length=250, unique=True)
    kind = fields.CharField(max_length=12)
    made_at = fields.DatetimeField()
    bounced_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sent_reply"


class MailWatch(Model):
    """What the watcher of an account last said, for the other processes."""

    account = fields.CharField(max_length=40, primary_key=True)
    connected_since = fields.DatetimeField(null=True)
    last_seen = fields.DatetimeField(null=True)
    waiting = fields.IntField(default=0)
    stuck = fields.IntField(default=0)
    last_error = fields.CharField(max_length=300, null=True)
    written_at = fields.DatetimeField()

    class Meta:
        table = "mail_watch"
