from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('chat', '0002_auto_20261123_1256'), ('core', '0002_auto_20261123_1256')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Caretaker',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('staff', fields.ForeignKeyField('core.Staff', source_field='staff_id', db_constraint=True, to_field='id', related_name='cares_for', on_delete=OnDelete.CASCADE)),
                ('school', fields.ForeignKeyField('core.School', source_field='school_id', db_constraint=True, to_field='id', related_name='caretakers', on_delete=OnDelete.CASCADE)),
            ],
            options={'table': 'caretaker', 'app': 'chat', 'unique_together': (('staff', 'school'),), 'pk_attr': 'id', 'table_description': "A librarian who decides about a school, a school without one is everybody's."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='JobMessage',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('job', fields.CharField(db_index=True, max_length=12)),
                ('chat_id', fields.BigIntField()),
                ('message_id', fields.BigIntField()),
                ('shown', fields.TextField(default='', unique=False)),
                ('finished', fields.BooleanField(default=False, db_index=True)),
            ],
            options={'table': 'job_message', 'app': 'chat', 'pk_attr': 'id', 'table_description': 'The message in a chat that follows a print job.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Nudge',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('plan', fields.ForeignKeyField('core.Plan', source_field='plan_id', db_constraint=True, to_field='id', related_name='nudges', on_delete=OnDelete.CASCADE)),
                ('kind', fields.CharField(max_length=20)),
                ('done_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'nudge', 'app': 'chat', 'unique_together': (('plan', 'kind'),), 'pk_attr': 'id', 'table_description': 'What was done about a plan that waits, so that it is done once.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Search',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('chat_id', fields.BigIntField()),
                ('submission', fields.ForeignKeyField('core.Submission', source_field='submission_id', db_constraint=True, to_field='id', related_name='searches', on_delete=OnDelete.CASCADE)),
                ('text', fields.CharField(max_length=60)),
            ],
            options={'table': 'search', 'app': 'chat', 'unique_together': (('chat_id', 'submission'),), 'pk_attr': 'id', 'table_description': "What somebody searches in a plan's changes: a button has no room for it."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='StaffGroup',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('chat_id', fields.BigIntField(unique=True)),
                ('language', fields.CharField(max_length=2)),
                ('by_school', fields.BooleanField(default=False)),
                ('active', fields.BooleanField(default=True)),
            ],
            options={'table': 'staff_group', 'app': 'chat', 'pk_attr': 'id', 'table_description': 'A group of staff where cards are shown, counts only: being in it is no right.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='GroupTopic',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('group', fields.ForeignKeyField('chat.StaffGroup', source_field='group_id', db_constraint=True, to_field='id', related_name='topics', on_delete=OnDelete.CASCADE)),
                ('school', fields.ForeignKeyField('core.School', source_field='school_id', db_constraint=True, to_field='id', on_delete=OnDelete.CASCADE)),
                ('thread_id', fields.BigIntField()),
            ],
            options={'table': 'group_topic', 'app': 'chat', 'unique_together': (('group', 'school'),), 'pk_attr': 'id', 'table_description': 'The topic of a school in a group, without one its cards stand in the general topic.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Vote',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('plan', fields.ForeignKeyField('core.Plan', source_field='plan_id', db_constraint=True, to_field='id', related_name='votes', on_delete=OnDelete.CASCADE)),
                ('staff_id', fields.BigIntField()),
                ('name', fields.CharField(max_length=120)),
                ('voted_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'vote', 'app': 'chat', 'unique_together': (('plan', 'staff_id'),), 'pk_attr': 'id', 'table_description': "One librarian's yes to one version of a plan, where more than one is asked."},
            bases=['Model'],
        ),
        ops.AlterField(
            model_name='ApprovalCard',
            name='chat_id',
            field=fields.BigIntField(db_index=True),
        ),
        ops.AddField(
            model_name='ApprovalCard',
            name='drawn',
            field=fields.CharField(default='', max_length=64),
        ),
        ops.AddField(
            model_name='ChatAccount',
            name='digest_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='ChatAccount',
            name='quiet_from',
            field=fields.SmallIntField(null=True),
        ),
        ops.AddField(
            model_name='ChatAccount',
            name='quiet_until',
            field=fields.SmallIntField(null=True),
        ),
    ]
