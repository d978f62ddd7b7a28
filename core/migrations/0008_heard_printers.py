from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("core", "0007_drafts")]

    initial = False

    operations = [
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
    ]
