from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    initial = True

    operations = [
        ops.CreateModel(
            name="ApprovalCard",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "submission",
                    fields.ForeignKeyField(
                        "core.Submission",
                        source_field="submission_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="approval_cards",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("chat_id", fields.BigIntField()),
                ("message_id", fields.BigIntField()),
            ],
            options={
                "table": "approval_card",
                "app": "chat",
                "unique_together": (("submission", "chat_id"),),
                "pk_attr": "id",
                "table_description": "One copy of a submission's card: all of them are updated on a decision.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ChatAccount",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("user_id", fields.BigIntField(unique=True)),
                ("chat_id", fields.BigIntField()),
                (
                    "staff",
                    fields.ForeignKeyField(
                        "core.Staff",
                        source_field="staff_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="chat_accounts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "core.Customer",
                        source_field="customer_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="chat_accounts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("language", fields.CharField(null=True, max_length=2)),
                ("reachable", fields.BooleanField(default=True)),
                ("linked_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "chat_account",
                "app": "chat",
                "pk_attr": "id",
                "table_description": "A chat account (its numeric id) that a person confirmed to be theirs.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Dialog",
            fields=[
                (
                    "key",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=120),
                ),
                ("state", fields.CharField(null=True, max_length=120)),
                ("data", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "dialog",
                "app": "chat",
                "pk_attr": "key",
                "table_description": "Where somebody is in a dialog, so that a restart of the service does not interrupt it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SeenUpdate",
            fields=[
                (
                    "update_id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "seen_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "seen_update",
                "app": "chat",
                "pk_attr": "update_id",
                "table_description": "An update that was taken: Telegram may hand it out again after a restart.",
            },
            bases=["Model"],
        ),
    ]
