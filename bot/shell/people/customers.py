from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from rosterdesk.bot.shell.running import JsonFlag, answer, table, who, with_core
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.bot.words.customers import CustomerView
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Customer
    from rosterdesk.core.person_names import Named

app = typer.Typer(no_args_is_help=True, help="Customers: pupils, teachers and others.")

CardNumber = Annotated[str, typer.Argument(help="A card number.")]
Text = Annotated[str | None, typer.Option()]
ClassName = Annotated[str | None, typer.Option("--class")]
Role = Annotated[str | None, typer.Option(help="pupil, teacher or other.")]
Born = Annotated[str | None, typer.Option(help="24-03-2015.")]
Address = Annotated[
    str | None, typer.Option(help="Street, number, postcode, city; or 'school' for the school's.")
]
# What is given as an option is read exactly as what a clerk types in chat.
_TYPED = (
    "sex",
    "birth_date",
    "email",
    "phone",
    "user_name",
    "class",
    "year",
    "school_type",
    "external_number",
    "external_number_2",
    "notice",
    "remarks",
)


_NOT_IN_ROSTERS = (
    *("external_number_2", "user_name", "receipts", "reservation_notices"),
    *("notice", "remarks", "hand_edited"),
)


@app.command()
def add(
    school: Annotated[str, typer.Option(help="The school's code.")],
    surname: Annotated[str, typer.Option()],
    first_name: Text = None,
    prefix: Text = None,
    role: Role = "teacher",
    sex: Text = None,
    birth_date: Born = None,
    address: Address = None,
    email: Text = None,
    phone: Text = None,
    user_name: Text = None,
    external_number: Text = None,
    class_name: ClassName = None,
    year: Text = None,
    card: Annotated[str | None, typer.Option(help="A pre-printed card; else generated.")] = None,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """Register a customer."""
    typed = {"sex": sex, "birth_date": birth_date, "email": email, "phone": phone, "year": year}
    typed |= {"user_name": user_name, "external_number": external_number, "class": class_name}

    async def act(library: Library, _settings: Settings) -> None:
        from rosterdesk.bot.words.typed import read_card_number
        from rosterdesk.core.customers.registering import add_customer
        from rosterdesk.core.customers.schools import find_school

        found = await find_school(school)
        facts = {"surname": surname, "first_name": first_name, "prefix": prefix}
        facts |= {"role": _read_role(role or "teacher")} | _read_facts(typed)
        facts |= _read_address(address, found)
        number = read_card_number(card) if card else None
        customer, made = await add_customer(found, who(), library.numbering, number, **facts)
        data = {"card": made.number, **_show(customer)}
        answer(data, as_json=as_json, lines=[f"{made.number}  {_name(customer)}"])

    with_core(act)


def _read_role(role: str) -> str:
    from rosterdesk.bot.errors import ProgramError
    from rosterdesk.core.language import N_

    if role not in {"pupil", "teacher", "other"}:
        raise ProgramError(N_("A role is pupil, teacher or other."))
    return role


def _read_facts(typed: dict[str, str | None]) -> dict[str, Any]:
    from rosterdesk.bot.words.typed import to_facts

    facts: dict[str, Any] = {}
    for field, text in typed.items():
        if text is not None:
            facts |= to_facts(field, text)
    return facts


def _read_address(address: str | None, school: Any) -> dict[str, Any]:
    from rosterdesk.bot.words.typed import EMPTY, to_facts

    if address is None:
        return {}
    if address == "school" and school is not None:
        return {field: getattr(school, field) for field in EMPTY["address"]}
    return to_facts("address", address)


@app.command("set")
def set_(
    number: CardNumber,
    name: Annotated[str | None, typer.Option(help="Sanne van den Berg.")] = None,
    role: Role = None,
    sex: Text = None,
    birth_date: Born = None,
    address: Address = None,
    email: Annotated[str | None, typer.Option(help="An option of '-' empties a field.")] = None,
    phone: Text = None,
    user_name: Text = None,
    class_name: ClassName = None,
    year: Text = None,
    school_type: Text = None,
    external_number: Text = None,
    external_number_2: Text = None,
    notice: Text = None,
    remarks: Text = None,
    receipts: Annotated[bool | None, typer.Option(help="Receipts on paper.")] = None,
    reservation_notices: Annotated[bool | None, typer.Option()] = None,
    may_send_for: Annotated[
        list[str] | None, typer.Option(help="Code of a school whose rosters they may send.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Its last day: 2027-07-31.")] = None,
    may_not_send_for: Annotated[list[str] | None, typer.Option()] = None,
    confirm: Annotated[
        bool, typer.Option("--confirm-address", help="Take rosters from the new address.")
    ] = False,
    unlock: Annotated[
        bool, typer.Option("--unlock", help="End the pause after wrong passwords.")
    ] = False,
    link: Annotated[bool, typer.Option("--link", help="Print a code to link a chat.")] = False,
) -> None:
    """Change a customer, or the right to send rosters."""
    given = locals()
    typed = {field: given.get("class_name" if field == "class" else field) for field in _TYPED}
    flags = {"receipts": receipts, "reservation_notices": reservation_notices}

    async def act(library: Library, settings: Settings) -> None:
        from rosterdesk.core.customers.registering import (
            change_customer,
            confirm_address,
            find_by_card,
        )
        from rosterdesk.core.login.login import unlock as unlock_customer

        customer = await find_by_card(number)
        facts = _read_facts({**typed, "name": name}) | _read_address(address, customer.school)
        facts |= {field: flag for field, flag in flags.items() if flag is not None}
        facts |= {"role": _read_role(role)} if role else {}
        if facts:
            await change_customer(customer, who(), **facts)
        await _change_rights(customer, may_send_for or (), may_not_send_for or (), until)
        if confirm:
            await confirm_address(customer, who())
        if unlock:
            await unlock_customer(customer, who())
        if link:
            print(f"/start {await _make_code(customer, library, settings)}")

    with_core(act)


async def _change_rights(
    customer: Customer, granted: Any, withdrawn: Any, until: str | None
) -> None:
    from rosterdesk.bot.words.schools import read_last_day
    from rosterdesk.core.customers.registering import grant_uploads, withdraw_uploads
    from rosterdesk.core.customers.schools import find_school

    expires_at = read_last_day(until or "")
    for code in granted:
        await grant_uploads(customer, await find_school(code), who(), expires_at)
    for code in withdrawn:
        await withdraw_uploads(customer, await find_school(code), who())


async def _make_code(customer: Customer, library: Library, settings: Settings) -> str:
    from rosterdesk.core.customers.staff import Person, make_link_code

    person = Person(customer=customer)
    return await make_link_code(person, who(), library.keys, settings.link_code_hours)


@app.command()
def show(number: CardNumber, as_json: Annotated[bool, JsonFlag] = False) -> None:
    """Show a customer: everything that the card in chat shows."""

    async def act(_library: Library, settings: Settings) -> None:
        from rosterdesk.bot.chat.customers.card import draw_customer
        from rosterdesk.bot.words.customers import load_view
        from rosterdesk.core.customers.registering import find_by_card
        from rosterdesk.core.trail.payloads import CustomerShown
        from rosterdesk.core.trail.sightings import note_shown

        customer = await find_by_card(number)
        await note_shown(CustomerShown(), who(), customer_id=customer.id)
        view = await load_view(customer.id)
        words, _ = draw_customer(view, settings.language).render()
        answer(_show_all(view), as_json=as_json, lines=words.splitlines())

    with_core(act)


@app.command()
def find(
    text: Annotated[str, typer.Argument(help="A card, a number, or a name.")] = "",
    school: Annotated[str | None, typer.Option()] = None,
    class_name: ClassName = None,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """Find customers by card, number, name (typing errors forgiven), school or class."""

    async def act(_library: Library, settings: Settings) -> None:
        from rosterdesk.core.customers.finding.looking import look_up
        from rosterdesk.core.models import Customer

        found = await look_up(text, who(), settings, school_code=school, class_name=class_name)
        cards = await _find_cards([each.id for each in found])
        if as_json:
            whole = await Customer.in_bulk([each.id for each in found], "id")
            people = [
                _show(whole[each.id]) | {"card": cards.get(each.id)}
                for each in found
                if each.id in whole
            ]
            answer(people, as_json=True, lines=())
        else:
            table(
                (N_("Card"), N_("Pupil number"), N_("Name"), N_("Class"), N_("School")),
                (
                    (cards.get(c.id), c.external_number, _name(c), c.class_name, c.school_code)
                    for c in found
                ),
                settings.language,
            )

    with_core(act)


async def _find_cards(customer_ids: list[int]) -> dict[int, str]:
    """Return the number of each one's active card, by which ``set`` and ``show`` know them."""
    from rosterdesk.core.models import Card, CardStatus

    found = Card.filter(customer_id__in=customer_ids or [0], status=CardStatus.ACTIVE)
    return {each.customer_id: each.number for each in await found.order_by("id")}


def _name(customer: Named) -> str:
    from rosterdesk.core.person_names import show_name

    return show_name(customer)


def _show(customer: Customer) -> dict[str, Any]:
    from rosterdesk.core.compare.fields import ROSTER_FIELDS

    names = (*ROSTER_FIELDS, *_NOT_IN_ROSTERS)
    return {name: getattr(customer, name) for name in names}


def _show_all(view: CustomerView) -> dict[str, Any]:
    from rosterdesk.core.customers.registering import is_valid

    return _show(view.customer) | {
        "school": view.customer.school.code if view.customer.school else None,
        "cards": [{"number": card.number, "status": str(card.status)} for card in view.cards],
        "memberships": [
            {"kind": str(m.kind), "starts_on": m.starts_on, "ends_on": m.ends_on}
            for m in view.memberships
        ],
        "may_send_for": [right.school.code for right in view.rights if is_valid(right)],
        "rights": [
            {
                "school": right.school.code,
                "since": right.granted_at,
                "by": right.granted_by,
                "until": right.expires_at,
            }
            for right in view.rights
        ],
        "login_waits_until": view.waits_until,
        "own_password_since": view.own_password_since,
        "one_time_password_until": view.one_time_until,
        "linked_chats": view.chats,
    }
