from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.models import Model

if TYPE_CHECKING:
    from rosterdesk.core.models.access import Staff
    from rosterdesk.core.models.customers import Customer
    from rosterdesk.core.models.intake import Submission
    from rosterdesk.core.models.plans import Plan
    from rosterdesk.core.models.schools import School


class Caretaker(Model):
    """A librarian who decides about a school. Where there is none, every librarian does."""

    id = fields.BigIntField(primary_key=True)
    staff_id: int
    staff: fields.ForeignKeyRelation[Staff] = fields.ForeignKeyField(
        "core.Staff", related_name="caretakings", on_delete=fields.CASCADE
    )
    school_id: int
    school: fields.ForeignKeyRelation[School] = fields.ForeignKeyField(
        "core.School", related_name="caretakings", on_delete=fields.CASCADE, db_index=True
    )

    class Meta:
        table = "school_caretaker"
        unique_together = (("staff", "school"),)


class Vote(Model):
    """One librarian's approval of one version of a plan, where more than one is asked."""

    id = fields.BigIntField(primary_key=True)
    plan_id: int
    plan: fields.ForeignKeyRelation[Plan] = fields.ForeignKeyField(
        "core.Plan", related_name="approvals", on_delete=fields.CASCADE
    )
    staff_id = fields.BigIntField()  # kept when the librarian leaves
    name = fields.CharField(max_length=120)  # at that time
    voted_at = fields.DatetimeField()

    class Meta:
        table = "plan_vote"
        unique_together = (("plan", "staff_id"),)


class Reminder(Model):
    """A deadline of a waiting submission that was acted on, version 0 where it has no plan."""

    id = fields.BigIntField(primary_key=True)
    submission_id: int
    submission: fields.ForeignKeyRelation[Submission] = fields.ForeignKeyField(
        "core.Submission", related_name="reminders", on_delete=fields.CASCADE
    )
    version = fields.IntField()
    kind = fields.CharField(max_length=20)
    done_at = fields.DatetimeField()

    class Meta:
        table = "reminder"
        unique_together = (("submission", "version", "kind"),)


class SamePerson(Model):
    """A member of staff and a customer who are one person, also after the chat is unlinked."""

    id = fields.BigIntField(primary_key=True)
    staff_id: int
    staff: fields.ForeignKeyRelation[Staff] = fields.ForeignKeyField(
        "core.Staff", related_name="as_customers", on_delete=fields.CASCADE
    )
    customer_id: int
    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "core.Customer", related_name="as_staff", on_delete=fields.CASCADE, db_index=True
    )

    class Meta:
        table = "same_person"
        unique_together = (("staff", "customer"),)
