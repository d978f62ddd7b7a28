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
                ("chat_id", fields.BigIntField(db_index=True)),
                ("message_id", fields.BigIntField()),
                ("drawn", fields.CharField(default="", max_length=64)),
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
            name="Caretaker",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "staff",
                    fields.ForeignKeyField(
                        "core.Staff",
                        source_field="staff_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="cares_for",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "school",
                    fields.ForeignKeyField(
                        "core.School",
                        source_field="school_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="caretakers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "caretaker",
                "app": "chat",
                "unique_together": (("staff", "school"),),
                "pk_attr": "id",
                "table_description": "A librarian who decides about a school, a school without one is everybody's.",
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
                ("chat_id", fields.BigIntField(db_index=True)),
                (
                    "staff",
                    fields.ForeignKeyField(
                        "core.Staff",
                        source_field="staff_id",
                        null=True,
                        db_index=True,
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
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="chat_accounts",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("language", fields.CharField(null=True, max_length=2)),
                ("reachable", fields.BooleanField(default=True)),
                ("linked_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("must_choose", fields.BooleanField(default=False, db_default=False)),
                ("quiet_from", fields.SmallIntField(null=True)),
                ("quiet_until", fields.SmallIntField(null=True)),
                ("offered", fields.CharField(default="", db_default="", max_length=64)),
                ("digest_on", fields.DateField(null=True)),
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
            name="JobMessage",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("job", fields.CharField(db_index=True, max_length=12)),
                ("chat_id", fields.BigIntField()),
                ("message_id", fields.BigIntField()),
                ("shown", fields.TextField(default="", unique=False)),
                ("finished", fields.BooleanField(default=False, db_index=True)),
            ],
            options={
                "table": "job_message",
                "app": "chat",
                "pk_attr": "id",
                "table_description": "The message in a chat that follows a print job.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Nudge",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "plan",
                    fields.ForeignKeyField(
                        "core.Plan",
                        source_field="plan_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="nudges",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharField(max_length=20)),
                ("done_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "nudge",
                "app": "chat",
                "unique_together": (("plan", "kind"),),
                "pk_attr": "id",
                "table_description": "What was done about a plan that waits, so that it is done once.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Search",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("chat_id", fields.BigIntField()),
                (
                    "submission",
                    fields.ForeignKeyField(
                        "core.Submission",
                        source_field="submission_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="searches",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("text", fields.CharField(max_length=60)),
            ],
            options={
                "table": "search",
                "app": "chat",
                "unique_together": (("chat_id", "submission"),),
                "pk_attr": "id",
                "table_description": "What somebody searches in a plan's changes: a button has no room for it.",
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
        ops.CreateModel(
            name="StaffGroup",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("chat_id", fields.BigIntField(unique=True)),
                ("language", fields.CharField(max_length=2)),
                ("by_school", fields.BooleanField(default=False)),
                ("active", fields.BooleanField(default=True)),
            ],
            options={
                "table": "staff_group",
                "app": "chat",
                "pk_attr": "id",
                "table_description": "A group of staff where cards are shown, counts only: being in it is no right.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="GroupTopic",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "group",
                    fields.ForeignKeyField(
                        "chat.StaffGroup",
                        source_field="group_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="topics",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "school",
                    fields.ForeignKeyField(
                        "core.School",
                        source_field="school_id",
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("thread_id", fields.BigIntField()),
            ],
            options={
                "table": "group_topic",
                "app": "chat",
                "unique_together": (("group", "school"),),
                "pk_attr": "id",
                "table_description": "The topic of a school in a group, without one its cards stand in the general topic.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="VanishingMessage",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("chat_id", fields.BigIntField()),
                ("message_id", fields.BigIntField()),
                ("due_at", fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "vanishing_message",
                "app": "chat",
                "unique_together": (("chat_id", "message_id"),),
                "pk_attr": "id",
                "table_description": "A message with a secret in it, to be deleted at its time, also after a restart.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Vote",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "plan",
                    fields.ForeignKeyField(
                        "core.Plan",
                        source_field="plan_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="votes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("staff_id", fields.BigIntField()),
                ("name", fields.CharField(max_length=120)),
                ("voted_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "vote",
                "app": "chat",
                "unique_together": (("plan", "staff_id"),),
                "pk_attr": "id",
                "table_description": "One librarian's yes to one version of a plan, where more than one is asked.",
            },
            bases=["Model"],
        ),
    ]
