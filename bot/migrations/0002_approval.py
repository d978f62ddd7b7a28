from tortoise import migrations
from tortoise.migrations import operations as ops

# Approval is the core's: what the chat's tables held goes to the core's, and back for an older
# program. An account that was linked as staff and as customer says that these are one person.
_FORWARD = (
    "INSERT INTO school_caretaker (staff_id, school_id)"
    " SELECT staff_id, school_id FROM caretaker ORDER BY id",
    "INSERT INTO plan_vote (plan_id, staff_id, name, voted_at)"
    " SELECT plan_id, staff_id, name, voted_at FROM vote ORDER BY id",
    "INSERT INTO reminder (submission_id, version, kind, done_at)"
    " SELECT p.submission_id, p.version, n.kind, n.done_at"
    " FROM nudge n JOIN plan p ON p.id = n.plan_id ORDER BY n.id",
    "INSERT INTO same_person (staff_id, customer_id)"
    " SELECT DISTINCT staff_id, customer_id FROM chat_account"
    " WHERE staff_id IS NOT NULL AND customer_id IS NOT NULL",
)
_BACK = (
    "INSERT INTO caretaker (staff_id, school_id)"
    " SELECT staff_id, school_id FROM school_caretaker ORDER BY id",
    "INSERT INTO vote (plan_id, staff_id, name, voted_at)"
    " SELECT plan_id, staff_id, name, voted_at FROM plan_vote ORDER BY id",
    "INSERT INTO nudge (plan_id, kind, done_at)"
    " SELECT p.id, r.kind, r.done_at FROM reminder r"
    " JOIN plan p ON p.submission_id = r.submission_id AND p.version = r.version ORDER BY r.id",
    "DELETE FROM school_caretaker",
    "DELETE FROM plan_vote",
    "DELETE FROM reminder",
    "DELETE FROM same_person",
)


class Migration(migrations.Migration):
    dependencies = [("chat", "0001_initial"), ("core", "0002_approval")]

    initial = False

    operations = [
        ops.RunSQL(list(_FORWARD), list(_BACK)),
        ops.DeleteModel(name="Caretaker"),
        ops.DeleteModel(name="Nudge"),
        ops.DeleteModel(name="Vote"),
    ]
