from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from rosterdesk.core.models.intake import SubmissionStatus
from orjson import loads
from rosterdesk.core.models.drafts import DraftStatus
from tortoise.fields.data import JSON_DUMPS


class Migration(migrations.Migration):
    dependencies = [("core", "0003_confirmed_address")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Session",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("digest", fields.CharField(unique=True, max_length=64)),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "core.Customer",
                        source_field="customer_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="sessions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "staff",
                    fields.ForeignKeyField(
                        "core.Staff",
                        source_field="staff_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="sessions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("began_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "seen_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
                ("once_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("browser", fields.CharField(default="", max_length=60)),
            ],
            options={
                "table": "session",
                "app": "core",
                "pk_attr": "id",
                "table_description": "A browser in which somebody is logged in on the page: a customer, or a member of staff.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="FeedReader",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("name", fields.CharField(unique=True, max_length=60)),
                ("digest", fields.CharField(unique=True, max_length=64)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("made_by", fields.CharField(max_length=120)),
            ],
            options={
                "table": "feed_reader",
                "app": "core",
                "pk_attr": "id",
                "table_description": "A program that may read the feed of changes and nothing else, by a token of its own.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
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
                        related_name="handovers",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "submission",
                    fields.ForeignKeyField(
                        "core.Submission",
                        source_field="submission_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="handovers",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("version", fields.IntField(null=True)),
                ("form", fields.CharField(max_length=20)),
                ("who", fields.CharField(max_length=10)),
                ("people", fields.IntField()),
                ("refused", fields.IntField()),
                ("position", fields.BigIntField()),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("made_by", fields.CharField(max_length=120)),
            ],
            options={
                "table": "handover",
                "app": "core",
                "pk_attr": "id",
                "table_description": "A file of a school's customers that somebody took to the loan system.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SchoolCode",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("code", fields.CharField(unique=True, max_length=40)),
                (
                    "school",
                    fields.ForeignKeyField(
                        "core.School",
                        source_field="school_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="codes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("answered_by", fields.CharField(max_length=120)),
                ("answered_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "school_code",
                "app": "core",
                "pk_attr": "id",
                "table_description": "A person's answer on whose a school code in files is, without a school it is nobody's.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Touch",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "event",
                    fields.ForeignKeyField(
                        "core.Event",
                        source_field="event_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="touches",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("customer_id", fields.BigIntField()),
            ],
            options={
                "table": "touch",
                "app": "core",
                "unique_together": (("event", "customer_id"),),
                "pk_attr": "id",
                "table_description": "One customer whom an event about many changed. Rows are only added.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Customer",
            name="eck_id",
            field=fields.CharField(null=True, max_length=120),
        ),
        ops.AlterModelOptions(
            name="OneTimePassword",
            options={
                "table": "one_time_password",
                "app": "core",
                "pk_attr": "customer_id",
                "table_description": "The hash of the one password that a customer can use once: a new one replaces it.",
            },
        ),
        ops.AlterModelOptions(
            name="OwnPassword",
            options={
                "table": "own_password",
                "app": "core",
                "pk_attr": "customer_id",
                "table_description": "The argon2id hash of the password that a customer chose.",
            },
        ),
        ops.AlterField(
            model_name="Submission",
            name="status",
            field=fields.CharEnumField(
                default=SubmissionStatus.RECEIVED,
                db_index=True,
                description="RECEIVED: received\nREAD: read\nNEEDS_MAPPING: needs_mapping\nREFUSED: refused\nWAITING: waiting\nBLOCKED: blocked\nAPPROVED: approved\nAPPLIED: applied\nREJECTED: rejected\nSUPERSEDED: superseded\nUNDONE: undone\nDIVIDED: divided",
                enum_type=SubmissionStatus,
                max_length=15,
            ),
        ),
        ops.AddField(
            model_name="Submission",
            name="part_of",
            field=fields.ForeignKeyField(
                "core.Submission",
                source_field="part_of_id",
                null=True,
                db_index=True,
                db_constraint=True,
                to_field="id",
                related_name="parts",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        # Whom the imports of before changed: those who follow the changes from the start need it.
        ops.RunSQL(
            "INSERT INTO touch (event_id, customer_id)"
            " SELECT p.applied_event_id, c.customer_id FROM plan p"
            ' JOIN "change" c ON c.plan_id = p.id WHERE p.applied_event_id IS NOT NULL'
            " AND c.customer_id IS NOT NULL"
            " AND c.kind IN ('changed', 'moved', 'returned', 'leaving')"
            " UNION SELECT p.applied_event_id, k.id FROM plan p"
            ' JOIN "change" c ON c.plan_id = p.id JOIN customer k ON k.origin_change_id = c.id'
            " WHERE p.applied_event_id IS NOT NULL"
            " UNION SELECT p.applied_event_id, b.customer_id FROM plan p"
            " JOIN row_before b ON b.plan_id = p.id WHERE p.applied_event_id IS NOT NULL",
            reverse_sql=ops.RunSQL.noop,
        ),
        ops.CreateModel(
            name="KnownChat",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "core.Customer",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="known_chats",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("digest", fields.CharField(max_length=64)),
            ],
            options={
                "table": "known_chat",
                "app": "core",
                "unique_together": (("customer", "digest"),),
                "pk_attr": "id",
                "table_description": "A chat or browser that the customer logged in from: guesses of others do not hold it up.",
            },
            bases=["Model"],
        ),
        ops.RenameField(model_name="LoginFailures", old_name="locked_at", new_name="told_at"),
        ops.CreateModel(
            name="Refusals",
            fields=[
                (
                    "subject",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=120),
                ),
                ("kind", fields.CharField(max_length=40)),
                ("since", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("more", fields.IntField(default=0)),
            ],
            options={
                "table": "refusals",
                "app": "core",
                "pk_attr": "subject",
                "table_description": "Refusals of one stranger that are not in the trail yet: they are summed up there.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Look",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("actor_reference", fields.CharField(max_length=60)),
                ("day", fields.DateField()),
                ("customer_id", fields.BigIntField()),
            ],
            options={
                "table": "look",
                "app": "core",
                "unique_together": (("actor_reference", "day", "customer_id"),),
                "pk_attr": "id",
                "table_description": "A customer whom somebody saw in a list on that day: for the register, and for a limit.",
            },
            bases=["Model"],
        ),
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
        ops.AddField(
            model_name="PrinterState",
            name="heard_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="PrinterState",
            name="heard",
            field=fields.CharField(null=True, max_length=80),
        ),
        ops.AddField(
            model_name="LinkCode",
            name="for_page",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.CreateModel(
            name="Passkey",
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
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="passkeys",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("credential", fields.CharField(unique=True, max_length=1400)),
                ("public_key", fields.TextField(unique=False)),
                ("uses", fields.BigIntField(default=0)),
                ("device", fields.CharField(default="", max_length=60)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "passkey",
                "app": "core",
                "pk_attr": "id",
                "table_description": "The public half of a member of staff's passkey, the private one never leaves a device.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SpentChallenge",
            fields=[
                (
                    "digest",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64),
                ),
                (
                    "expires_at",
                    fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False),
                ),
            ],
            options={
                "table": "spent_challenge",
                "app": "core",
                "pk_attr": "digest",
                "table_description": "A challenge that was answered rightly: a second answer to it opens nothing.",
            },
            bases=["Model"],
        ),
    ]
