from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0002_auto_20261123_1256')]

    initial = False

    operations = [
        ops.CreateModel(
            name='MappingAnswer',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('school', fields.ForeignKeyField('core.School', source_field='school_id', db_constraint=True, to_field='id', related_name='mapping_answers', on_delete=OnDelete.CASCADE)),
                ('headers', fields.CharField(db_index=True, max_length=64)),
                ('mapping', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('answered_by', fields.CharField(max_length=120)),
                ('answered_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'mapping_answer', 'app': 'core', 'unique_together': (('school', 'headers'),), 'pk_attr': 'id', 'table_description': "What a person said that a school's columns are, for the next file with these headers."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PrinterState',
            fields=[
                ('name', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=60)),
                ('paused_by', fields.CharField(null=True, max_length=120)),
                ('pause_after_slip', fields.BigIntField(null=True)),
                ('trouble', fields.CharField(null=True, max_length=40)),
                ('changed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'printer_state', 'app': 'core', 'pk_attr': 'name', 'table_description': "Whether a printer's queue goes on."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Question',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('submission', fields.ForeignKeyField('core.Submission', source_field='submission_id', db_constraint=True, to_field='id', related_name='questions', on_delete=OnDelete.CASCADE)),
                ('asked_by', fields.CharField(max_length=120)),
                ('asked_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('text', fields.TextField(unique=False)),
                ('answer', fields.TextField(null=True, unique=False)),
                ('answered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('chat_id', fields.BigIntField(null=True, db_index=True)),
                ('message_id', fields.BigIntField(null=True)),
            ],
            options={'table': 'question', 'app': 'core', 'pk_attr': 'id', 'table_description': 'What a librarian asked a sender, and what the sender answered.'},
            bases=['Model'],
        ),
    ]
