from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from rosterdesk.core.models.access import StaffRole
from rosterdesk.core.models.customers import CardStatus, MembershipKind
from rosterdesk.core.models.channels import Channel
from rosterdesk.core.models.events import DeliveryStatus
from rosterdesk.core.models.intake import SubmissionStatus, Trust
from rosterdesk.core.models.plans import PlanStatus
from rosterdesk.core.models.slips import SlipOrder, SlipStatus
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="LoginFailures",
            fields=[
                (
                    "subject",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=80),
                ),
                ("failures", fields.IntField(default=0)),
                ("since", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("wait_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("locked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "login_failures",
                "app": "core",
                "pk_attr": "subject",
                "table_description": "Failures in a row of one subject, a customer, a card nobody has, or a chat.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PrinterState",
            fields=[
                (
                    "name",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=60),
                ),
                ("paused_by", fields.CharField(null=True, max_length=120)),
                ("pause_after_slip", fields.BigIntField(null=True)),
                ("trouble", fields.CharField(null=True, max_length=40)),
                (
                    "quiet_until",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                (
                    "hurried_until",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("changed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("machine", fields.CharField(null=True, max_length=100)),
                ("seen_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "printer_state",
                "app": "core",
                "pk_attr": "name",
                "table_description": "Whether a printer's queue goes on.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="School",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("code", fields.CharField(unique=True, max_length=12)),
                ("name", fields.CharField(max_length=120)),
                ("school_type", fields.CharField(null=True, max_length=30)),
                ("street", fields.CharField(null=True, max_length=120)),
                ("house_number", fields.CharField(null=True, max_length=10)),
                ("house_number_suffix", fields.CharField(null=True, max_length=10)),
                ("postcode", fields.CharField(null=True, max_length=10)),
                ("city", fields.CharField(null=True, max_length=80)),
                ("policy", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("revision", fields.IntField(default=0)),
            ],
            options={
                "table": "school",
                "app": "core",
                "pk_attr": "id",
                "table_description": "A branch that sends rosters. code is BRIN + location, for example 12AB00.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Customer",
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
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="customers",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("revision", fields.BigIntField(default=0)),
                ("role", fields.CharField(default="pupil", max_length=10)),
                ("external_number", fields.CharField(null=True, db_index=True, max_length=20)),
                ("initials", fields.CharField(null=True, max_length=30)),
                ("first_name", fields.CharField(null=True, max_length=80)),
                ("prefix", fields.CharField(null=True, max_length=30)),
                ("surname", fields.CharField(max_length=120)),
                ("birth_date", fields.DateField(null=True)),
                ("sex", fields.CharField(null=True, max_length=1)),
                ("class_code", fields.CharField(null=True, max_length=10)),
                ("class_name", fields.CharField(null=True, max_length=30)),
                ("year", fields.SmallIntField(null=True)),
                ("school_type", fields.CharField(null=True, max_length=30)),
                ("email", fields.CharField(null=True, max_length=254)),
                ("phone", fields.CharField(null=True, max_length=30)),
                ("street", fields.CharField(null=True, max_length=120)),
                ("house_number", fields.CharField(null=True, max_length=10)),
                ("house_number_suffix", fields.CharField(null=True, max_length=10)),
                ("postcode", fields.CharField(null=True, max_length=10)),
                ("city", fields.CharField(null=True, max_length=80)),
                ("language", fields.CharField(null=True, max_length=2)),
                ("external_number_2", fields.CharField(null=True, max_length=20)),
                ("user_name", fields.CharField(null=True, max_length=40)),
                ("receipts", fields.BooleanField(default=False, db_default=False)),
                ("reservation_notices", fields.BooleanField(default=True, db_default=True)),
                ("remarks", fields.TextField(null=True, unique=False)),
                ("notice", fields.CharField(null=True, max_length=200)),
                ("hand_edited", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("origin_change_id", fields.BigIntField(null=True, db_index=True)),
            ],
            options={
                "table": "customer",
                "app": "core",
                "unique_together": (("school", "external_number"),),
                "indexes": [
                    Index(fields=["surname", "first_name", "id", "initials"]),
                    Index(fields=["first_name", "surname"]),
                ],
                "pk_attr": "id",
                "table_description": "A pupil, teacher or other person. Fields carry the names of the roster's fields.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Card",
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
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="cards",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("number", fields.CharField(unique=True, max_length=20)),
                (
                    "status",
                    fields.CharEnumField(
                        default=CardStatus.ACTIVE,
                        description="ACTIVE: active\nBLOCKED: blocked\nREPLACED: replaced",
                        enum_type=CardStatus,
                        max_length=10,
                    ),
                ),
                ("issued_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("changed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("blocked_by_plan_id", fields.BigIntField(null=True)),
            ],
            options={"table": "card", "app": "core", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="MappingAnswer",
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
                        db_constraint=True,
                        to_field="id",
                        related_name="mapping_answers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("headers", fields.CharField(db_index=True, max_length=64)),
                ("mapping", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("date_order", fields.CharField(null=True, max_length=3)),
                ("answered_by", fields.CharField(max_length=120)),
                ("answered_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "mapping_answer",
                "app": "core",
                "unique_together": (("school", "headers"),),
                "pk_attr": "id",
                "table_description": "What a person said that a school's columns are, for the next file with these headers.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Membership",
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
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="memberships",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="SCHOOL_LIBRARY: school_library\nPUBLIC_LIBRARY: public_library",
                        enum_type=MembershipKind,
                        max_length=20,
                    ),
                ),
                (
                    "card",
                    fields.ForeignKeyField(
                        "core.Card",
                        source_field="card_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="memberships",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("starts_on", fields.DateField()),
                ("ends_on", fields.DateField(null=True)),
                ("begun_by_plan_id", fields.BigIntField(null=True, db_index=True)),
                ("ended_by_plan_id", fields.BigIntField(null=True)),
            ],
            options={
                "table": "membership",
                "app": "core",
                "pk_attr": "id",
                "table_description": "A period as a member, in whole days: ends_on is the first day without it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OneTimePassword",
            fields=[
                (
                    "customer",
                    fields.OneToOneField(
                        "core.Customer",
                        source_field="customer_id",
                        primary_key=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="one_time_password",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("hash", fields.CharField(max_length=160)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("failures", fields.IntField(default=0)),
            ],
            options={
                "table": "one_time_password",
                "app": "core",
                "pk_attr": "customer_id",
                "table_description": "The hash of the one password that a customer can use once: a new one replaces it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OwnPassword",
            fields=[
                (
                    "customer",
                    fields.OneToOneField(
                        "core.Customer",
                        source_field="customer_id",
                        primary_key=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="own_password",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("hash", fields.CharField(max_length=160)),
                ("chosen_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "own_password",
                "app": "core",
                "pk_attr": "customer_id",
                "table_description": "The argon2id hash of the password that a customer chose.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Staff",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("name", fields.CharField(unique=True, max_length=120)),
                (
                    "role",
                    fields.CharEnumField(
                        description="LIBRARIAN: librarian\nDESK: desk\nADMINISTRATOR: administrator",
                        enum_type=StaffRole,
                        max_length=15,
                    ),
                ),
                ("active", fields.BooleanField(default=True)),
            ],
            options={"table": "staff", "app": "core", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="LinkCode",
            fields=[
                (
                    "digest",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64),
                ),
                (
                    "staff",
                    fields.ForeignKeyField(
                        "core.Staff",
                        source_field="staff_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
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
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "link_code",
                "app": "core",
                "pk_attr": "digest",
                "table_description": "A one-time code that ties a chat account to a person, only its keyed digest is kept.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "digest",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64),
                ),
                ("size", fields.IntField()),
                ("stored_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "stored_file",
                "app": "core",
                "pk_attr": "digest",
                "table_description": "One encrypted file of the store.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("reference", fields.CharField(unique=True, max_length=12)),
                (
                    "school",
                    fields.ForeignKeyField(
                        "core.School",
                        source_field="school_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="submissions",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=SubmissionStatus.RECEIVED,
                        db_index=True,
                        description="RECEIVED: received\nREAD: read\nNEEDS_MAPPING: needs_mapping\nREFUSED: refused\nWAITING: waiting\nBLOCKED: blocked\nAPPROVED: approved\nAPPLIED: applied\nREJECTED: rejected\nSUPERSEDED: superseded\nUNDONE: undone",
                        enum_type=SubmissionStatus,
                        max_length=15,
                    ),
                ),
                (
                    "channel",
                    fields.CharEnumField(
                        description="MAIL: mail\nCHAT: chat\nSHELL: shell",
                        enum_type=Channel,
                        max_length=10,
                    ),
                ),
                (
                    "trust",
                    fields.CharEnumField(
                        description="A: A\nB: B\nC: C\nD: D", enum_type=Trust, max_length=1
                    ),
                ),
                (
                    "sender",
                    fields.ForeignKeyField(
                        "core.Customer",
                        source_field="sender_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("sender_name", fields.CharField(max_length=200)),
                ("file_name", fields.CharField(max_length=200)),
                ("note", fields.TextField(default="", unique=False)),
                ("content_digest", fields.CharField(db_index=True, max_length=64)),
                ("original", fields.CharField(null=True, max_length=64)),
                ("roster", fields.CharField(null=True, max_length=64)),
                ("answer", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("origin", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("attempts", fields.IntField(default=0)),
                ("received_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={"table": "submission", "app": "core", "pk_attr": "id"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("kind", fields.CharField(max_length=40)),
                ("actor", fields.CharField(max_length=120)),
                ("actor_reference", fields.CharField(max_length=60)),
                ("channel", fields.CharField(max_length=10)),
                (
                    "submission",
                    fields.ForeignKeyField(
                        "core.Submission",
                        source_field="submission_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="events",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("customer_id", fields.BigIntField(null=True, db_index=True)),
                ("school_id", fields.BigIntField(null=True)),
                ("data", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("private", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("private_digest", fields.CharField(null=True, max_length=64)),
            ],
            options={
                "table": "event",
                "app": "core",
                "pk_attr": "id",
                "table_description": "One thing that happened: who, when, where and why. Rows are only ever added.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Delivery",
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
                        related_name="deliveries",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "channel",
                    fields.CharEnumField(
                        description="MAIL: mail\nCHAT: chat\nSHELL: shell",
                        enum_type=Channel,
                        max_length=10,
                    ),
                ),
                ("recipient", fields.CharField(max_length=60)),
                (
                    "status",
                    fields.CharEnumField(
                        default=DeliveryStatus.QUEUED,
                        description="QUEUED: queued\nSENT: sent\nFAILED: failed",
                        enum_type=DeliveryStatus,
                        max_length=10,
                    ),
                ),
                ("attempts", fields.IntField(default=0)),
                ("due_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("sent_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("envelope", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "delivery",
                "app": "core",
                "unique_together": (("event", "channel", "recipient"),),
                "indexes": [Index(fields=["status", "channel", "due_at"])],
                "pk_attr": "id",
                "table_description": "An event on its way to one person: written with the event, sent after the commit.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Link",
            fields=[
                (
                    "position",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                (
                    "event",
                    fields.OneToOneField(
                        "core.Event",
                        source_field="event_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="link",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("digest", fields.CharField(max_length=64)),
            ],
            options={
                "table": "audit_link",
                "app": "core",
                "pk_attr": "position",
                "table_description": "The place of one event in the chain of the audit trail. Rows are only ever added.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Plan",
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
                        related_name="plans",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("version", fields.IntField()),
                (
                    "status",
                    fields.CharEnumField(
                        description="WAITING: waiting\nBLOCKED: blocked\nAPPROVED: approved\nAPPLIED: applied\nREJECTED: rejected\nSTALE: stale\nSUPERSEDED: superseded\nUNDONE: undone",
                        enum_type=PlanStatus,
                        max_length=10,
                    ),
                ),
                ("school_revision", fields.IntField()),
                ("decisions", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("counts", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("warnings", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("made_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("content", fields.CharField(null=True, max_length=64)),
                ("salt", fields.CharField(null=True, max_length=32)),
                ("decided_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("decided_by", fields.CharField(null=True, max_length=120)),
                ("reason", fields.TextField(null=True, unique=False)),
                ("applied_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("applied_event_id", fields.BigIntField(null=True)),
            ],
            options={
                "table": "plan",
                "app": "core",
                "unique_together": (("submission", "version"),),
                "pk_attr": "id",
                "table_description": "The exact difference that is shown, and of which only this version can be approved.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Before",
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
                        related_name="befores",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("customer_id", fields.BigIntField()),
                ("table_name", fields.CharField(max_length=10)),
                ("row_id", fields.BigIntField()),
                ("row", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "row_before",
                "app": "core",
                "unique_together": (("plan", "table_name", "row_id"),),
                "pk_attr": "id",
                "table_description": "A row as it was before a plan changed it, without values where it was not there.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Change",
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
                        related_name="changes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.IntField()),
                ("kind", fields.CharField(max_length=10)),
                ("customer_id", fields.BigIntField(null=True)),
                ("customer_revision", fields.BigIntField(null=True)),
                ("name", fields.CharField(max_length=250)),
                ("class_name", fields.CharField(null=True, max_length=40)),
                ("details", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("undone_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "change",
                "app": "core",
                "indexes": [Index(fields=["plan_id", "position"])],
                "pk_attr": "id",
                "table_description": "One customer's line in a plan, fields maps a field to its [before, after].",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Question",
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
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="questions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("asked_by", fields.CharField(max_length=120)),
                ("asked_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("text", fields.TextField(unique=False)),
                ("answer", fields.TextField(null=True, unique=False)),
                (
                    "answered_at",
                    fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
                ),
                ("chat_id", fields.BigIntField(null=True, db_index=True)),
                ("message_id", fields.BigIntField(null=True)),
            ],
            options={
                "table": "question",
                "app": "core",
                "pk_attr": "id",
                "table_description": "What a librarian asked a sender, and what the sender answered.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Slip",
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
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="slips",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "submission",
                    fields.ForeignKeyField(
                        "core.Submission",
                        source_field="submission_id",
                        null=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="slips",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("job", fields.CharField(db_index=True, max_length=12)),
                ("number", fields.IntField()),
                ("total", fields.IntField()),
                (
                    "order",
                    fields.CharEnumField(
                        default=SlipOrder.CLASS,
                        description="CLASS: class\nNAME: name",
                        enum_type=SlipOrder,
                        max_length=5,
                    ),
                ),
                ("printer", fields.CharField(max_length=60)),
                (
                    "status",
                    fields.CharEnumField(
                        default=SlipStatus.QUEUED,
                        db_index=True,
                        description="QUEUED: queued\nSENDING: sending\nSENT: sent\nCONFIRMED: confirmed\nUNKNOWN: unknown\nFAILED: failed\nCANCELLED: cancelled",
                        enum_type=SlipStatus,
                        max_length=10,
                    ),
                ),
                ("requested_by", fields.CharField(max_length=120)),
                ("requested_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("sent_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("reason", fields.CharField(null=True, max_length=200)),
                ("remark", fields.CharField(null=True, max_length=200)),
            ],
            options={
                "table": "slip",
                "app": "core",
                "pk_attr": "id",
                "table_description": "One one-time password on its way to paper, the password itself is never in a table.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Uploader",
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
                        related_name="uploads_for",
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
                        related_name="uploaders",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("granted_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("granted_by", fields.CharField(max_length=120)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "uploader",
                "app": "core",
                "unique_together": (("customer", "school"),),
                "pk_attr": "id",
                "table_description": "The right of a customer to send rosters for one school, it is never implied.",
            },
            bases=["Model"],
        ),
    ]
