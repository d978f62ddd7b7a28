"""A customer's card: what the old client spread over its tabs, on one screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from aiogram.utils.formatting import Bold, Code, Text, as_list

from rosterdesk.bot.chat.printing.job import shorten_printer
from rosterdesk.bot.chat.screen.buttons import (
    Buttons,
    CardAction,
    CustomerAction,
    MembershipAction,
    PasswordAction,
    UploaderAction,
    button,
)
from rosterdesk.bot.models import ChatAccount
from rosterdesk.bot.words.people import (
    CARD_STATUSES,
    MEMBERSHIPS,
    ROLES,
    SEXES,
    say_address,
    say_class,
    say_date,
)
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.clock import LOCAL, now, today
from rosterdesk.core.customers.registering import is_valid, list_rights, load_customer
from rosterdesk.core.login.throttle import find_lock
from rosterdesk.core.models import (
    Card,
    CardStatus,
    Customer,
    Membership,
    OneTimePassword,
    OwnPassword,
    Uploader,
)
from rosterdesk.core.person_names import show_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.core.language import Language


@dataclass(frozen=True, slots=True)
class CustomerView:
    customer: Customer
    cards: Sequence[Card]
    memberships: Sequence[Membership]
    rights: Sequence[Uploader]
    own_password_since: datetime | None
    one_time_until: datetime | None
    locked_at: datetime | None
    chats: int

    @property
    def active_card(self) -> Card | None:
        return next((card for card in self.cards if card.status is CardStatus.ACTIVE), None)


async def load_view(customer_id: int) -> CustomerView:
    """Load everything on the customer's card; raises NoSuchCustomerError."""
    customer = await load_customer(customer_id)
    own = await OwnPassword.get_or_none(customer=customer)
    one_time = await OneTimePassword.get_or_none(customer=customer, used_at=None)
    usable = one_time is not None and one_time.expires_at > now()
    return CustomerView(
        customer,
        await Card.filter(customer=customer).order_by("-id"),
        await Membership.filter(customer=customer).order_by("kind", "id").prefetch_related("card"),
        await list_rights(customer),
        own.chosen_at if own else None,
        one_time.expires_at if one_time and usable else None,
        await find_lock(customer.id),
        await ChatAccount.filter(customer=customer).count(),
    )


def draw_customer(view: CustomerView, language: Language, headline: str = "") -> Text:
    customer = view.customer
    lines = [Text(headline), Text("")] if headline else []
    if customer.notice:
        lines.append(Text("❗️ ", Bold(customer.notice)))
    role = phrases.say(language, ROLES.get(customer.role, customer.role))
    lines.append(Text(Bold(show_name(customer)), " · ", role))
    lines += _draw_identity(view, language)
    lines += _draw_contact(customer, language)
    lines += [Text("📅 ", line) for line in say_memberships(view.memberships, language)]
    lines += [Text("📤 ", line) for line in say_rights(view.rights, language)]
    lines += [Text(line) for line in _say_access(view, language)]
    lines.append(Text(_say_choices(customer, language)))
    if customer.remarks:
        lines.append(Text("📝 ", customer.remarks[:1000]))
    return as_list(*lines)


def _draw_identity(view: CustomerView, language: Language) -> Iterator[Text]:
    customer = view.customer
    school = customer.school.name if customer.school else phrases.say(language, "no school")
    where = say_class(customer.class_name, customer.class_code, customer.year)
    school_type = customer.school_type or ""
    yield Text("🏫 ", " · ".join(part for part in (school, where, school_type) if part))
    for card in view.cards:
        if card is view.active_card or view.active_card is None:
            status = phrases.say(language, CARD_STATUSES[card.status])
            yield Text("💳 ", Code(card.number), f" · {status}")
            break
    numbers = (
        (phrases.say(language, "External number"), customer.external_number),
        (phrases.say(language, "External number 2"), customer.external_number_2),
        (phrases.say(language, "User name"), customer.user_name),
    )
    for label, value in numbers:
        if value:
            yield Text(f"{label}: ", Code(value))


def _draw_contact(customer: Customer, language: Language) -> Iterator[Text]:
    born = customer.birth_date and say_date(customer.birth_date, language)
    sex = customer.sex and phrases.say(language, SEXES.get(customer.sex, customer.sex))
    person = " · ".join(part for part in (born, sex) if part)
    for mark, value in (
        ("🎂", person),
        ("🏠", say_address(customer)),
        ("✉️", customer.email),
        ("📞", customer.phone),
    ):
        if value:
            yield Text(f"{mark} {value}")


def say_memberships(memberships: Sequence[Membership], language: Language) -> list[str]:
    """Return a line for each, the ended ones of before left out."""
    lines = []
    for membership in memberships:
        kind = phrases.say(language, MEMBERSHIPS[membership.kind])
        period = say_period(membership.starts_on, membership.ends_on, language)
        own = f" · {membership.card.number}" if membership.card else ""
        if membership.ends_on is None or membership.ends_on > today():
            lines.append(f"{kind} {period}{own}")
    return lines or [phrases.say(language, "no membership")]


def say_period(start: date, end: date | None, language: Language) -> str:
    since = phrases.say(language, "since {day}", day=say_date(start, language))
    if end is None:
        return since
    until = phrases.say(language, "until {day}", day=say_date(end, language))
    return f"{since}, {until}"


def say_rights(rights: Sequence[Uploader], language: Language) -> list[str]:
    """Return "May send rosters for X, since … by …", for each school."""
    return [
        phrases.say(language, "May send rosters for {school}", school=right.school.name)
        + ", "
        + say_right(right, language)
        for right in rights
    ]


def say_right(right: Uploader, language: Language) -> str:
    """Return "since 23 nov. 2026 by Anna", with its end where it has one."""
    day = say_date(right.granted_at.astimezone(LOCAL).date(), language)
    since = phrases.say(language, "since {day} by {name}", day=day, name=right.granted_by)
    return since + _say_expiry(right, language)


def _say_expiry(right: Uploader, language: Language) -> str:
    if right.expires_at is None:
        return ""
    # It ends at a midnight; people think of the last day that it holds.
    last = (right.expires_at - timedelta(seconds=1)).astimezone(LOCAL).date()
    day = say_date(last, language)
    if is_valid(right):
        return ", " + phrases.say(language, "up to and including {day}", day=day)
    return ", " + phrases.say(language, "expired {day}", day=day)


def _say_access(view: CustomerView, language: Language) -> Iterator[str]:
    if view.locked_at:
        yield "🔒 " + phrases.say(language, "Locked after too many wrong passwords.")
    if view.one_time_until:
        day = say_date(view.one_time_until.astimezone(LOCAL).date(), language)
        yield "🔑 " + phrases.say(language, "One-time password until {day}", day=day)
    if view.own_password_since:
        day = say_date(view.own_password_since.astimezone(LOCAL).date(), language)
        yield "🔑 " + phrases.say(language, "Own password since {day}", day=day)
    elif not view.one_time_until:
        yield "🔑 " + phrases.say(language, "No password yet")
    if view.chats:
        yield "💬 " + phrases.say_many(
            language, view.chats, "{count} linked chat", "{count} linked chats"
        )


def _say_choices(customer: Customer, language: Language) -> str:
    receipts = say_yes(language, answer=customer.receipts)
    notices = say_yes(language, answer=customer.reservation_notices)
    return phrases.say(
        language,
        "Receipts: {receipts} · Reservation notices: {notices}",
        receipts=receipts,
        notices=notices,
    )


def say_yes(language: Language, *, answer: bool) -> str:
    return phrases.say(language, "yes") if answer else phrases.say(language, "no")


def draw_customer_buttons(
    view: CustomerView, member: Member, printers: Sequence[str], language: Language
) -> Buttons:
    number = view.customer.id
    show = phrases.say(language, "🔑 New password")
    rows = [[button(show, PasswordAction(action="show", id=number))]]
    for name in printers:
        label = phrases.say(language, "🖨 Print slip")
        label = label if len(printers) == 1 else f"{label} · {name}"
        rows.append(
            [
                button(
                    label, PasswordAction(action="print", id=number, printer=shorten_printer(name))
                )
            ]
        )
    if len(printers) == 1:
        rows = [[*rows[0], *rows[1]]]
    edit = button(phrases.say(language, "✏️ Change"), CustomerAction(action="edit", id=number))
    cards = button(phrases.say(language, "💳 Cards"), CardAction(action="list", id=number))
    members = phrases.say(language, "📅 Memberships")
    rows += [[edit, cards], [button(members, MembershipAction(action="list", id=number))]]
    rows[-1].append(
        button(phrases.say(language, "📤 May send"), UploaderAction(action="list", id=number))
    )
    if view.chats:
        label = phrases.say(language, "💬 Linked chats")
        rows.append([button(label, CustomerAction(action="chats", id=number))])
    if view.locked_at:
        label = phrases.say(language, "🔓 Unlock")
        rows.append([button(label, CustomerAction(action="unlock", id=number))])
    del member
    return rows
