"""The workbook as the library has it now: to be kept, changed, and taken again as a whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.clock import LOCAL
from rosterdesk.core.customers.registering import is_valid
from rosterdesk.core.models import Customer, School, Uploader
from rosterdesk.core.schoolbook.reading import SCHOOL_COLUMNS, UPLOADER_COLUMNS
from rosterdesk.core.schoolbook.template import write_schoolbook
from rosterdesk.core.trail.payloads import CustomersListed
from rosterdesk.core.trail.sightings import note_shown

if TYPE_CHECKING:
    from datetime import datetime

    from rosterdesk.core.language import Language
    from rosterdesk.core.trail.actors import Actor


@dataclass(frozen=True, slots=True)
class Kept:
    """The rows of both sheets.

    ``left_out`` counts the rights that no workbook can say: people are known in it by an address
    of their own, and these have none, or one that others have too.
    """

    schools: list[list[str]]
    uploaders: list[list[str]]
    customers: tuple[int, ...]  # whom it shows
    left_out: int


async def gather_schoolbook() -> Kept:
    """Return what the workbook would say today; read again, it changes nothing."""
    schools = [
        [str(getattr(each, name) or "") for name in SCHOOL_COLUMNS]
        for each in await School.all().order_by("code")
    ]
    rights = await Uploader.all().prefetch_related("customer", "school").order_by("id")
    valid = [each for each in rights if is_valid(each)]
    shared = await _find_shared()
    told = [each for each in valid if _can_be_told(each.customer, shared)]
    rows = sorted(_write_right(each) for each in told)
    customers = tuple(sorted({each.customer_id for each in told}))
    return Kept(schools, rows, customers, len(valid) - len(told))


async def give_schoolbook(kind: str, actor: Actor, language: Language) -> bytes:
    """Return the workbook as ``xlsx`` or ``ods``; whom it shows is in the register before."""
    kept = await gather_schoolbook()
    if kept.customers:
        await note_shown(CustomersListed(customers=kept.customers), actor)
    return write_schoolbook(kind, language, kept.schools, kept.uploaders)


async def _find_shared() -> set[str]:
    found = await Customer.exclude(email=None).values_list("email", flat=True)
    counts = Counter(str(each).casefold() for each in found)
    return {address for address, count in counts.items() if count > 1}


def _can_be_told(customer: Customer, shared: set[str]) -> bool:
    address = (customer.email or "").casefold()
    return bool(address and customer.surname) and address not in shared


def _write_right(right: Uploader) -> list[str]:
    customer: Customer = right.customer
    values = {
        "school": right.school.code,
        "first_name": customer.first_name,
        "prefix": customer.prefix,
        "surname": customer.surname,
        "email": customer.email,
        "until": _write_last_day(right.expires_at) if right.expires_at else "",
    }
    return [values[name] or "" for name in UPLOADER_COLUMNS]


def _write_last_day(end: datetime) -> str:
    """Return the last day of a right, which ends at the midnight after it."""
    return (end - timedelta(seconds=1)).astimezone(LOCAL).date().isoformat()
