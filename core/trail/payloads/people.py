"""Events of schools, customers, their cards and rights, and staff."""

from __future__ import annotations

from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads.payload import Moment, Payload


class SchoolAdded(Payload):
    KIND = Kind.SCHOOL_ADDED

    code: str


class SchoolChanged(Payload):
    KIND = Kind.SCHOOL_CHANGED

    fields: tuple[str, ...]
    policy: tuple[str, ...] = ()  # the names of the rules that were set


class CustomerAdded(Payload):
    KIND = Kind.CUSTOMER_ADDED

    card: int


class CustomerChanged(Payload):
    KIND = Kind.CUSTOMER_CHANGED

    fields: tuple[str, ...]


class CustomerShown(Payload):
    KIND = Kind.CUSTOMER_SHOWN


class CustomersListed(Payload):
    KIND = Kind.CUSTOMERS_LISTED

    customers: tuple[int, ...]  # the numbers of their rows


class ManyLookedAt(Payload):
    KIND = Kind.MANY_LOOKED_AT

    count: int


class CustomerExported(Payload):
    KIND = Kind.CUSTOMER_EXPORTED


class CustomerErased(Payload):
    KIND = Kind.CUSTOMER_ERASED

    plans: tuple[int, ...]


class ClassShown(Payload):
    KIND = Kind.CLASS_SHOWN

    class_code: str


class CardChanged(Payload):
    KIND = Kind.CARD_CHANGED

    """Of one card its status, or how many of a school were blocked together."""

    card: int | None = None
    status: str | None = None
    by: int | None = None
    blocked: int | None = None


class MembershipChanged(Payload):
    kind: str
    membership: int


class MembershipBegun(MembershipChanged):
    KIND = Kind.MEMBERSHIP_BEGUN


class MembershipEnded(MembershipChanged):
    KIND = Kind.MEMBERSHIP_ENDED


class UploaderGranted(Payload):
    KIND = Kind.UPLOADER_GRANTED

    expires_at: Moment | None = None


class UploaderWithdrawn(Payload):
    KIND = Kind.UPLOADER_WITHDRAWN


class StaffAdded(Payload):
    KIND = Kind.STAFF_ADDED

    staff: int
    role: str


class StaffChanged(Payload):
    KIND = Kind.STAFF_CHANGED

    staff: int | None = None
    role: str | None = None
    active: bool | None = None
    same_person: bool = False
    fields: tuple[str, ...] = ()
