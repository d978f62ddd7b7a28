from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("core", "0002_approval")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Uploader",
            name="address",
            field=fields.CharField(null=True, max_length=254),
        ),
        # The addresses of today are those that the rights were given to.
        ops.RunSQL(
            "UPDATE uploader SET address ="
            " (SELECT email FROM customer WHERE customer.id = uploader.customer_id)",
            reverse_sql=ops.RunSQL.noop,
        ),
    ]
