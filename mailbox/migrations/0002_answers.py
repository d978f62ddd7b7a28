from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("mailbox", "0001_initial")]

    initial = False

    operations = [
        ops.AddField(
            model_name="MailMessage",
            name="answers",
            field=fields.JSONField(
                default=list, db_default="[]", encoder=JSON_DUMPS, decoder=loads
            ),
        ),
        ops.AddField(
            model_name="MailMessage",
            name="parts",
            field=fields.JSONField(
                default=list, db_default="[]", encoder=JSON_DUMPS, decoder=loads
            ),
        ),
        ops.AddField(
            model_name="MailMessage",
            name="raw_gone",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name="MailMessage",
            name="sealed",
            field=fields.CharField(default="", db_default="", max_length=64),
        ),
        ops.AddField(
            model_name="MailMessage",
            name="taken_event",
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name="MailMessage",
            name="words",
            field=fields.TextField(default="", db_default="", unique=False),
        ),
    ]
