from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from rosterdesk.mailbox.models import MailStatus
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields


class Migration(migrations.Migration):
    initial = True

    operations = [
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
    ]
