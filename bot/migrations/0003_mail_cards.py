from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("chat", "0002_approval")]

    initial = False

    operations = [
        ops.CreateModel(
            name="MailCard",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("mail_id", fields.BigIntField(db_index=True)),
                ("chat_id", fields.BigIntField()),
                ("message_id", fields.BigIntField()),
                ("language", fields.CharField(max_length=2)),
                ("drawn", fields.CharField(max_length=64)),
            ],
            options={
                "table": "mail_card",
                "app": "chat",
                "unique_together": (("mail_id", "chat_id"),),
                "pk_attr": "id",
                "table_description": "The one card of a held mail in a chat, until the mail is decided.",
            },
            bases=["Model"],
        ),
    ]
