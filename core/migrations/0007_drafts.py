from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from rosterdesk.core.models.drafts import DraftStatus
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("core", "0006_trust")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("key", fields.CharField(unique=True, max_length=16)),
                (
                    "school",
                    fields.ForeignKeyField(
                        "core.School",
                        source_field="school_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="drafts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "sender",
                    fields.ForeignKeyField(
                        "core.Customer",
                        source_field="sender_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="drafts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        db_index=True,
                        description="RECEIVED: received\nUNCLEAR: unclear\nREADY: ready\nREFUSED: refused",
                        enum_type=DraftStatus,
                        max_length=10,
                    ),
                ),
                ("file_name", fields.CharField(max_length=200)),
                ("note", fields.TextField(default="", unique=False)),
                ("content_digest", fields.CharField(max_length=64)),
                ("size", fields.IntField()),
                (
                    "made_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
                ("attempts", fields.IntField(default=0)),
                ("version", fields.IntField(default=1)),
                ("file", fields.CharField(max_length=64)),
                ("first_roster", fields.CharField(null=True, max_length=64)),
                ("roster", fields.CharField(null=True, max_length=64)),
                ("mended", fields.CharField(null=True, max_length=64)),
                ("corrections", fields.CharField(null=True, max_length=64)),
                ("headers", fields.CharField(null=True, max_length=64)),
                ("mapping", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("date_order", fields.CharField(null=True, max_length=3)),
                ("facts", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "draft",
                "app": "core",
                "pk_attr": "id",
                "table_description": "A file that its sender looks at and mends before the library has it, gone after a day.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Submission",
            name="corrections",
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(
            model_name="OwnPassword",
            name="least",
            field=fields.SmallIntField(default=15, db_default=15),
        ),
    ]
