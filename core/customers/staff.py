from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.exceptions import IntegrityError

from rosterdesk.core.clock import now
from rosterdesk.core.customers.power import Sensitive, change_power
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import Customer, LinkCode, Passkey, Session, Staff, StaffRole
from rosterdesk.core.protection.passwords import make_code, normalise
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import CodeMade, StaffAdded, StaffChanged

if TYPE_CHECKING:
    from rosterdesk.core.protection.keys import Keys
    from rosterdesk.core.trail.actors import Actor

CODE_LENGTH = 12  # 55 bits: looked up by digest, so it must withstand guessing on its own


@dataclass(frozen=True, slots=True)
class Person:
    """The owner of a chat account: exactly one of the two."""

    staff: Staff | None = None
    customer: Customer | None = None


async def add_staff(
    name: str, role: StaffRole, actor: Actor, keys: Keys, hours: int
) -> tuple[Staff, str]:
    """Register a member of staff and return the one-time code that links their chat."""
    try:
        async with writing():
            staff = await Staff.create(name=name.strip(), role=role)
            await record(StaffAdded(staff=staff.id, role=role), actor)
            code = await _make_link_code(Person(staff=staff), actor, keys, hours)
    except IntegrityError as error:
        raise RosterdeskError(
            N_("There is already a member of staff called {name}."), name=name
        ) from error
    return staff, code


async def make_link_code(person: Person, actor: Actor, keys: Keys, hours: int) -> str:
    async with writing():
        if person.customer is not None:
            await change_power(person.customer.id, actor, {Sensitive.SESSIONS})
        return await _make_link_code(person, actor, keys, hours)


async def _make_link_code(person: Person, actor: Actor, keys: Keys, hours: int) -> str:
    code = make_code(CODE_LENGTH)
    await LinkCode.filter(
        staff=person.staff, customer=person.customer, used_at=None, for_page=False
    ).delete()
    await LinkCode.create(
        digest=keys.digest(code.encode()),
        staff=person.staff,
        customer=person.customer,
        expires_at=now() + timedelta(hours=hours),
    )
    await record(
        CodeMade(staff=person.staff.id if person.staff else None),
        actor,
        customer_id=person.customer.id if person.customer else None,
    )
    return code


async def find_link_code(typed: str, keys: Keys) -> Person | None:
    """Return whose code this is, as long as it can be used; looking does not use it up."""
    code = await (
        LinkCode.filter(
            digest=keys.digest(normalise(typed).encode()),
            used_at=None,
            expires_at__gt=now(),
            for_page=False,
        )
        .prefetch_related("staff", "customer")
        .first()
    )
    if code is None or (code.staff and not code.staff.active):
        return None
    return Person(code.staff, code.customer)


async def use_link_code(typed: str, keys: Keys) -> Person | None:
    """Use the code up, inside the caller's transaction; None where another was first."""
    person = await find_link_code(typed, keys)
    if person is None:
        return None
    used = await LinkCode.filter(
        digest=keys.digest(normalise(typed).encode()), used_at=None
    ).update(used_at=now())
    return person if used else None


class LastAdministratorError(RosterdeskError):
    """The last administrator cannot go: without one nobody could invite another."""


class LastLibrarianError(RosterdeskError):
    """The last librarian would go, and nobody has said that this is meant."""


async def list_staff() -> list[Staff]:
    """Return who works here today, by name."""
    return await Staff.filter(active=True).order_by("name")


async def list_everybody() -> list[Staff]:
    """Return who works here or did, by name."""
    return await Staff.all().order_by("name")


async def find_staff(name: str) -> Staff:
    staff = await Staff.get_or_none(name=name.strip(), active=True)
    if staff is None:
        raise RosterdeskError(N_("Nobody called {name} works here."), name=name)
    return staff


async def remove_staff(staff: Staff, actor: Actor, *, sure: bool = False) -> None:
    """Take every right away at once: the next click is refused, an unused code is dead.

    The row stays, because the audit trail refers to it. ``sure``: also of the last librarian.
    """
    async with writing():
        await Staff.filter(id=staff.id).update(active=False)
        await _require_administrator(staff)
        await _require_librarian(staff, sure=sure)
        await LinkCode.filter(staff=staff, used_at=None).delete()
        await Session.filter(staff=staff).delete()
        await Passkey.filter(staff=staff).delete()
        await record(StaffChanged(staff=staff.id, active=False), actor)


async def change_role(staff: Staff, role: StaffRole, actor: Actor, *, sure: bool = False) -> None:
    """Give another role; ``sure``: also to the last librarian."""
    async with writing():
        await Staff.filter(id=staff.id).update(role=role)
        await _require_administrator(staff)
        await _require_librarian(staff, sure=sure)
        await record(StaffChanged(staff=staff.id, role=role), actor)


async def _require_administrator(changed: Staff) -> None:
    """Undo the caller's transaction where the change took the last administrator away."""
    if changed.role is not StaffRole.ADMINISTRATOR:
        return
    if not await Staff.filter(active=True, role=StaffRole.ADMINISTRATOR).exists():
        raise LastAdministratorError(
            N_("{name} is the last administrator: invite another one first."), name=changed.name
        )


async def _require_librarian(changed: Staff, *, sure: bool) -> None:
    """Undo the caller's transaction where the last librarian would go unasked."""
    if sure or changed.role is not StaffRole.LIBRARIAN or not changed.active:
        return
    if not await list_librarians(most=1):
        raise _describe_last(changed)


async def warn_of_leaving(staff: Staff) -> LastLibrarianError | None:
    """Return what is to be said before this person is taken away, None where that is nothing."""
    others = Staff.filter(active=True, role=StaffRole.LIBRARIAN).exclude(id=staff.id)
    is_last = staff.role is StaffRole.LIBRARIAN and not await others.exists()
    return _describe_last(staff) if is_last else None


def _describe_last(staff: Staff) -> LastLibrarianError:
    return LastLibrarianError(
        N_("{name} is the last librarian: without one nobody can decide about a roster."),
        name=staff.name,
    )


async def get_staff(staff_id: int) -> Staff | None:
    """Return somebody who works here today."""
    return await Staff.get_or_none(id=staff_id, active=True)


async def list_librarians(most: int) -> list[Staff]:
    """Return the first librarians of today, by name."""
    found = Staff.filter(active=True, role=StaffRole.LIBRARIAN)
    return await found.order_by("name").limit(most)
