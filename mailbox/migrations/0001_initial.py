from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from rosterdesk.mailbox.models import Confirmation, MailStatus
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="MailChallenge",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("mail_id", fields.BigIntField(unique=True)),
                ("customer_id", fields.BigIntField(db_index=True)),
                ("digest", fields.CharField(null=True, max_length=64)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("attempts", fields.IntField(default=0)),
                ("closed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "mail_challenge",
                "app": "mailbox",
                "pk_attr": "id",
                "table_description": "The question to a registered person whether a held mail is theirs, of one mail only one.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="MailMessage",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("account", fields.CharField(max_length=40)),
                ("folder", fields.CharField(max_length=200)),
                ("uidvalidity", fields.BigIntField()),
                ("uid", fields.BigIntField()),
                ("stored", fields.CharField(db_index=True, max_length=64)),
                ("size", fields.IntField()),
                ("oversized", fields.BooleanField(default=False)),
                ("arrived_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "status",
                    fields.CharEnumField(
                        default=MailStatus.KEPT,
                        db_index=True,
                        description="KEPT: kept\nPROCESSED: processed\nHELD: held\nQUARANTINED: quarantined\nDISCARDED: discarded\nREPEATED: repeated",
                        enum_type=MailStatus,
                        max_length=12,
                    ),
                ),
                ("moved", fields.BooleanField(default=False)),
                ("attempts", fields.IntField(default=0)),
                ("postponed", fields.IntField(default=0)),
                ("due_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("address", fields.CharField(null=True, max_length=254)),
                ("message_id", fields.CharField(null=True, max_length=500)),
                ("references", fields.TextField(default="", unique=False)),
                ("subject", fields.CharField(default="", max_length=200)),
                ("language", fields.CharField(null=True, max_length=2)),
                ("silence", fields.CharField(null=True, max_length=20)),
                ("trust", fields.CharField(null=True, max_length=1)),
                ("reasons", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("judged_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("fingerprint", fields.CharField(null=True, db_index=True, max_length=64)),
                (
                    "confirmed",
                    fields.CharEnumField(
                        null=True,
                        description="CHAT: chat\nCODE: code\nMAIL: mail\nSTAFF: staff",
                        enum_type=Confirmation,
                        max_length=5,
                    ),
                ),
                ("confirmed_by", fields.CharField(null=True, max_length=120)),
            ],
            options={
                "table": "mail_message",
                "app": "mailbox",
                "unique_together": (("account", "folder", "uidvalidity", "uid"),),
                "pk_attr": "id",
                "table_description": "One message in one folder (RFC 3501, 2.3.1.1: account, folder, UIDVALIDITY, UID).",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="MailWatch",
            fields=[
                (
                    "account",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=40),
                ),
                (
                    "connected_since",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("last_seen", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("waiting", fields.IntField(default=0)),
                ("stuck", fields.IntField(default=0)),
                ("last_error", fields.CharField(null=True, max_length=300)),
                ("written_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "mail_watch",
                "app": "mailbox",
                "pk_attr": "account",
                "table_description": "What the watcher of an account last said, for the other processes.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SentReply",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("delivery_id", fields.BigIntField(unique=True)),
                ("message_id", fields.CharField(unique=True, max_length=250)),
                ("kind", fields.CharField(max_length=12)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("bounced_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "sent_reply",
                "app": "mailbox",
                "pk_attr": "id",
                "table_description": "A mail of ours by its Message-ID, so that a bounce or an answer to it is recognised.",
            },
            bases=["Model"],
        ),
    ]
