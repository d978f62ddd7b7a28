from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    initial = False

    operations = [
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
                        related_name="caretakings",
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
                        related_name="caretakings",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "school_caretaker",
                "app": "core",
                "unique_together": (("staff", "school"),),
                "pk_attr": "id",
                "table_description": "A librarian who decides about a school. Where there is none, every librarian does.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Reminder",
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
                        related_name="reminders",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("version", fields.IntField()),
                ("kind", fields.CharField(max_length=20)),
                ("done_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "reminder",
                "app": "core",
                "unique_together": (("submission", "version", "kind"),),
                "pk_attr": "id",
                "table_description": "A deadline of a waiting submission that was acted on, version 0 where it has no plan.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SamePerson",
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
                        related_name="as_customers",
                        on_delete=OnDelete.CASCADE,
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
                        related_name="as_staff",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "same_person",
                "app": "core",
                "unique_together": (("staff", "customer"),),
                "pk_attr": "id",
                "table_description": "A member of staff and a customer who are one person, also after the chat is unlinked.",
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
                        related_name="approvals",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("staff_id", fields.BigIntField()),
                ("name", fields.CharField(max_length=120)),
                ("voted_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "plan_vote",
                "app": "core",
                "unique_together": (("plan", "staff_id"),),
                "pk_attr": "id",
                "table_description": "One librarian's approval of one version of a plan, where more than one is asked.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Staff",
            name="email",
            field=fields.CharField(null=True, max_length=254),
        ),
    ]
