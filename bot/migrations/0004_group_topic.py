from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("chat", "0003_mail_cards")]

    initial = False

    operations = [
        ops.AddField(
            model_name="StaffGroup",
            name="thread_id",
            field=fields.BigIntField(null=True),
        ),
    ]
