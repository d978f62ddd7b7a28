"""A customer's card: what the old client spread over its tabs, on one screen."""

from __future__ import annotations

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
from rosterdesk.bot.words.customers import (
    describe_access,
    describe_choices,
    describe_rights,
    format_memberships,
)
from rosterdesk.bot.words.people import (
    CARD_STATUSES,
    ROLES,
    SEXES,
    format_address,
    format_class,
    format_day,
)
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.person_names import show_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.words.customers import CustomerView
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Customer


def draw_customer(view: CustomerView, language: Language, headline: str = "") -> Text:
    customer = view.customer
    lines = [Text(headline), Text("")] if headline else []
    if customer.notice:
        lines.append(Text("❗️ ", Bold(customer.notice)))
    role = phrases.say(language, ROLES.get(customer.role, customer.role))
    lines.append(Text(Bold(show_name(customer)), " · ", role))
    lines += _draw_identity(view, language)
    lines += _draw_contact(customer, language)
    lines += [Text("📅 ", line) for line in format_memberships(view.memberships, language)]
    lines += [Text("📤 ", line) for line in describe_rights(view.rights, language)]
    lines += [Text(line) for line in describe_access(view, language)]
    lines.append(Text(describe_choices(customer, language)))
    if customer.remarks:
        lines.append(Text("📝 ", customer.remarks[:1000]))
    return as_list(*lines)


def _draw_identity(view: CustomerView, language: Language) -> Iterator[Text]:
    customer = view.customer
    school = customer.school.name if customer.school else phrases.say(language, "no school")
    where = format_class(customer.class_name, customer.class_code, customer.year)
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
    born = customer.birth_date and format_day(customer.birth_date, language)
    sex = customer.sex and phrases.say(language, SEXES.get(customer.sex, customer.sex))
    person = " · ".join(part for part in (born, sex) if part)
    for mark, value in (
        ("🎂", person),
        ("🏠", format_address(customer)),
        ("✉️", customer.email),
        ("📞", customer.phone),
    ):
        if value:
            yield Text(f"{mark} {value}")


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
    if view.waits_until:
        label = phrases.say(language, "⏳ End the pause")
        rows.append([button(label, CustomerAction(action="unlock", id=number))])
    del member
    return rows
