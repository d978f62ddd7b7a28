from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("mailbox", "0002_answers")]

    initial = False

    operations = [
        ops.AddField(
            model_name="MailMessage",
            name="content",
            field=fields.CharField(default="", db_default="", db_index=True, max_length=64),
        ),
        ops.AddField(
            model_name="MailMessage",
            name="confirmed_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
