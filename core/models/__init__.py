"""The tables, by the words of the glossary. One file per part of the library's life.

A docstring here becomes the description of a table, and has no semicolon: SQLite's migrations are
split at those.
"""

from rosterdesk.core.models.access import LinkCode, Staff, StaffRole, Uploader
from rosterdesk.core.models.approval import Caretaker, Reminder, SamePerson, Vote
from rosterdesk.core.models.audit import Link, Look, Refusals
from rosterdesk.core.models.channels import (
    LIBRARY,
    Channel,
    Destination,
    Recipient,
    RecipientKind,
)
from rosterdesk.core.models.customers import (
    Card,
    CardStatus,
    Customer,
    Membership,
    MembershipKind,
    OneTimePassword,
)
from rosterdesk.core.models.drafts import Draft, DraftStatus
from rosterdesk.core.models.events import Delivery, DeliveryStatus, Event
from rosterdesk.core.models.handover import FeedReader, Handover, Touch
from rosterdesk.core.models.intake import StoredFile, Submission, SubmissionStatus, Trust
from rosterdesk.core.models.login import (
    KnownChat,
    LoginFailures,
    OwnPassword,
    Passkey,
    Session,
    SpentChallenge,
)
from rosterdesk.core.models.mapping import MappingAnswer, SchoolCode
from rosterdesk.core.models.plans import Before, Change, Plan, PlanStatus
from rosterdesk.core.models.questions import Question
from rosterdesk.core.models.schools import School
from rosterdesk.core.models.slips import PrinterState, Slip, SlipOrder, SlipStatus

__all__ = [
    "LIBRARY",
    "Before",
    "Card",
    "CardStatus",
    "Caretaker",
    "Change",
    "Channel",
    "Customer",
    "Delivery",
    "DeliveryStatus",
    "Destination",
    "Draft",
    "DraftStatus",
    "Event",
    "FeedReader",
    "Handover",
    "KnownChat",
    "Link",
    "LinkCode",
    "LoginFailures",
    "Look",
    "MappingAnswer",
    "Membership",
    "MembershipKind",
    "OneTimePassword",
    "OwnPassword",
    "Passkey",
    "Plan",
    "PlanStatus",
    "PrinterState",
    "Question",
    "Recipient",
    "RecipientKind",
    "Refusals",
    "Reminder",
    "SamePerson",
    "School",
    "SchoolCode",
    "Session",
    "Slip",
    "SlipOrder",
    "SlipStatus",
    "SpentChallenge",
    "Staff",
    "StaffRole",
    "StoredFile",
    "Submission",
    "SubmissionStatus",
    "Touch",
    "Trust",
    "Uploader",
    "Vote",
]
