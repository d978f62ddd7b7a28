from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0001_initial')]

    initial = False

    operations = [
        ops.AlterModelOptions(
            name='OneTimePassword',
            options={'table': 'one_time_password', 'app': 'core', 'pk_attr': 'customer_id', 'table_description': 'The hash of the one password that a customer can use once, a new one replaces it.'},
        ),
        ops.AlterModelOptions(
            name='OwnPassword',
            options={'table': 'own_password', 'app': 'core', 'pk_attr': 'customer_id', 'table_description': 'The argon2id hash of the password that a customer chose.'},
        ),
    ]
