from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("core", "0005_loan_systems")]

    initial = False

    operations = [
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
    ]
