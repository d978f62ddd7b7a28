from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("core", "0008_heard_printers")]

    initial = False

    operations = [
        ops.AddField(
            model_name="LinkCode",
            name="for_page",
            field=fields.BooleanField(default=False, db_default=False),
        ),
    ]
