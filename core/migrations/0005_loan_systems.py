from tortoise import migrations
from tortoise.migrations import operations as ops
from rosterdesk.core.models.intake import SubmissionStatus
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("core", "0004_sessions")]

    initial = False

    operations = [
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
    ]
