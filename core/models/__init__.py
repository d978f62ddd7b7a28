"""The tables, by the words of the glossary. One file per part of the library's life."""

from rosterdesk.core.models.access import LinkCode, Staff, StaffRole, Uploader
from rosterdesk.core.models.approval import Caretaker, Reminder, SamePerson, Vote
from rosterdesk.core.models.audit import Link
from rosterdesk.core.models.customers import (
    Card,
    CardStatus,
    Customer,
    Membership,
    MembershipKind,
    OneTimePassword,
)
from rosterdesk.core.models.events import Channel, Delivery, DeliveryStatus, Event
from rosterdesk.core.models.intake import StoredFile, Submission, SubmissionStatus, Trust
from rosterdesk.core.models.login import LoginFailures, OwnPassword
from rosterdesk.core.models.mapping import MappingAnswer
from rosterdesk.core.models.plans import Before, Change, Plan, PlanStatus
from rosterdesk.core.models.questions import Question
from rosterdesk.core.models.schools import School
from rosterdesk.core.models.slips import PrinterState, Slip, SlipOrder, SlipStatus

__all__ = [
    "Before",
    "Card",
    "CardStatus",
    "Caretaker",
    "Change",
    "Channel",
    "Customer",
    "Delivery",
    "DeliveryStatus",
    "Event",
    "Link",
    "LinkCode",
    "LoginFailures",
    "MappingAnswer",
    "Membership",
    "MembershipKind",
    "OneTimePassword",
    "OwnPassword",
    "Plan",
    "PlanStatus",
    "PrinterState",
    "Question",
    "Reminder",
    "SamePerson",
    "School",
    "Slip",
    "SlipOrder",
    "SlipStatus",
    "Staff",
    "StaffRole",
    "StoredFile",
    "Submission",
    "SubmissionStatus",
    "Trust",
    "Uploader",
    "Vote",
]
