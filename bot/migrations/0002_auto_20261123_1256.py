from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('chat', '0001_initial'), ('core', '0001_initial')]

    initial = False

    operations = [
        ops.CreateModel(
            name='VanishingMessage',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('chat_id', fields.BigIntField()),
                ('message_id', fields.BigIntField()),
                ('due_at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'vanishing_message', 'app': 'chat', 'unique_together': (('chat_id', 'message_id'),), 'pk_attr': 'id', 'table_description': 'A message with a secret in it, to be deleted at its time, also after a restart.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='ChatAccount',
            name='must_choose',
            field=fields.BooleanField(default=False, db_default=False),
        ),
    ]
