"""A customer's card in words, as every door shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.bot.models import ChatAccount
from rosterdesk.bot.words.people import MEMBERSHIPS, format_day
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.clock import LOCAL, today
from rosterdesk.core.customers.cards import list_cards
from rosterdesk.core.customers.memberships import list_memberships
from rosterdesk.core.customers.registering import is_valid, list_rights, load_customer
from rosterdesk.core.login.own_password import find_own_since, find_unused
from rosterdesk.core.login.throttle import find_pause
from rosterdesk.core.models import Card, CardStatus, Customer, Membership, Uploader
from rosterdesk.core.person_names import show_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from rosterdesk.core.language import Language


@dataclass(frozen=True, slots=True)
class CustomerView:
    customer: Customer
    cards: Sequence[Card]
    memberships: Sequence[Membership]
    rights: Sequence[Uploader]
    own_password_since: datetime | None
    one_time_until: datetime | None
    waits_until: datetime | None
    chats: int

    @property
    def active_card(self) -> Card | None:
        return next((card for card in self.cards if card.status is CardStatus.ACTIVE), None)


async def load_view(customer_id: int) -> CustomerView:
    """Load everything on the customer's card; raises NoSuchCustomerError."""
    customer = await load_customer(customer_id)
    memberships = await list_memberships(customer)
    return CustomerView(
        customer,
        await list_cards(customer),
        sorted(memberships, key=lambda each: str(each.kind)),
        await list_rights(customer),
        await find_own_since(customer),
        await find_unused(customer),
        await find_pause(customer.id),
        await ChatAccount.filter(customer=customer).count(),
    )


def format_memberships(memberships: Sequence[Membership], language: Language) -> list[str]:
    """Return a line for each, the ended ones of before left out."""
    lines = [describe_membership(each, language) for each in memberships if is_open(each)]
    return lines or [phrases.say(language, "no membership")]


def format_period(start: date, end: date | None, language: Language) -> str:
    since = phrases.say(language, "since {day}", day=format_day(start, language))
    if end is None:
        return since
    until = phrases.say(language, "until {day}", day=format_day(end, language))
    return f"{since}, {until}"


def describe_rights(rights: Sequence[Uploader], language: Language) -> list[str]:
    """Return "May send rosters for X, since … by …", for each school."""
    return [
        phrases.say(language, "May send rosters for {school}", school=right.school.name)
        + ", "
        + describe_right(right, language)
        for right in rights
    ]


def describe_right(right: Uploader, language: Language) -> str:
    """Return "since 23 nov. 2026 by Anna", with its end where it has one."""
    day = format_day(right.granted_at.astimezone(LOCAL).date(), language)
    since = phrases.say(language, "since {day} by {name}", day=day, name=right.granted_by)
    return since + _describe_expiry(right, language)


def _describe_expiry(right: Uploader, language: Language) -> str:
    if right.expires_at is None:
        return ""
    # It ends at a midnight; people think of the last day that it holds.
    last = (right.expires_at - timedelta(seconds=1)).astimezone(LOCAL).date()
    day = format_day(last, language)
    if is_valid(right):
        return ", " + phrases.say(language, "up to and including {day}", day=day)
    return ", " + phrases.say(language, "expired {day}", day=day)


def describe_access(view: CustomerView, language: Language) -> Iterator[str]:
    if view.waits_until:
        time = f"{view.waits_until.astimezone(LOCAL):%H:%M}"
        yield "⏳ " + phrases.say(
            language, "Many wrong passwords: a new chat waits until {time} to log in.", time=time
        )
    if view.one_time_until:
        day = format_day(view.one_time_until.astimezone(LOCAL).date(), language)
        yield "🔑 " + phrases.say(language, "One-time password until {day}", day=day)
    if view.own_password_since:
        day = format_day(view.own_password_since.astimezone(LOCAL).date(), language)
        yield "🔑 " + phrases.say(language, "Own password since {day}", day=day)
    elif not view.one_time_until:
        yield "🔑 " + phrases.say(language, "No password yet")
    if view.chats:
        yield "💬 " + phrases.say_many(
            language, view.chats, "{count} linked chat", "{count} linked chats"
        )


def describe_choices(customer: Customer, language: Language) -> str:
    receipts = format_yes_no(language, answer=customer.receipts)
    notices = format_yes_no(language, answer=customer.reservation_notices)
    return phrases.say(
        language,
        "Receipts: {receipts} · Reservation notices: {notices}",
        receipts=receipts,
        notices=notices,
    )


def format_yes_no(language: Language, *, answer: bool) -> str:
    return phrases.say(language, "yes") if answer else phrases.say(language, "no")


def warn_of_unused(customer: Customer, until: datetime, language: Language) -> str:
    """Return what a new password does: somebody may have a slip in hand that opens nothing then."""
    return phrases.say(
        language,
        "{name} was given a one-time password that is not used yet and works until {day}. A new"
        " one ends it: throw the slip away.",
        name=show_name(customer),
        day=format_day(until.astimezone(LOCAL).date(), language),
    )


def group_password(password: str) -> str:
    """Write it as the slip does: two halves are easier to copy."""
    half = len(password) // 2
    return f"{password[:half]} {password[half:]}"


def describe_membership(membership: Membership, language: Language) -> str:
    kind = phrases.say(language, MEMBERSHIPS[membership.kind])
    period = format_period(membership.starts_on, membership.ends_on, language)
    card = f" · {membership.card.number}" if membership.card else ""
    return f"{kind} {period}{card}"


def is_open(membership: Membership) -> bool:
    return membership.ends_on is None or membership.ends_on > today()
