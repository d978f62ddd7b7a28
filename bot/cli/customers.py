from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from rosterdesk.bot.cli.running import JsonFlag, answer, table, who, with_core

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Customer

app = typer.Typer(no_args_is_help=True, help="Customers: pupils, teachers and others.")
cards = typer.Typer(no_args_is_help=True, help="Cards.")

CardNumber = Annotated[str, typer.Argument(help="A card number.")]


@app.command()
def add(
    school: Annotated[str, typer.Option(help="The school's code.")],
    surname: Annotated[str, typer.Option()],
    first_name: Annotated[str | None, typer.Option()] = None,
    prefix: Annotated[str | None, typer.Option()] = None,
    email: Annotated[str | None, typer.Option()] = None,
    role: Annotated[str, typer.Option(help="pupil, teacher or other.")] = "teacher",
    external_number: Annotated[str | None, typer.Option()] = None,
    class_name: Annotated[str | None, typer.Option("--class")] = None,
    card: Annotated[str | None, typer.Option(help="A pre-printed card; else generated.")] = None,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """Register a customer."""
    facts = {
        "surname": surname,
        "first_name": first_name,
        "prefix": prefix,
        "email": email,
        "role": role,
        "external_number": external_number,
        "class_name": class_name,
        "class_code": class_name,
    }

    async def act(library: Library, _settings: Settings) -> None:
        from rosterdesk.core.usecases.customers import add_customer
        from rosterdesk.core.usecases.schools import find_school

        customer, made = await add_customer(
            await find_school(school), who(), library.numbering, card, **facts
        )
        data = {"card": made.number, **_show(customer)}
        answer(data, as_json=as_json, lines=[f"{made.number}  {_name(customer)}"])

    with_core(act)


@app.command("set")
def set_(
    number: CardNumber,
    email: Annotated[str | None, typer.Option()] = None,
    phone: Annotated[str | None, typer.Option()] = None,
    class_name: Annotated[str | None, typer.Option("--class")] = None,
    may_send_for: Annotated[
        list[str] | None, typer.Option(help="Code of a school whose rosters they may send.")
    ] = None,
    may_not_send_for: Annotated[list[str] | None, typer.Option()] = None,
    link: Annotated[bool, typer.Option("--link", help="Print a code to link a chat.")] = False,
) -> None:
    """Change a customer, or the right to send rosters."""
    facts = {"email": email, "phone": phone, "class_name": class_name}
    wanted = {name: value for name, value in facts.items() if value is not None}

    async def act(library: Library, settings: Settings) -> None:
        from rosterdesk.core.usecases.customers import (
            change_customer,
            find_by_card,
            grant_uploads,
            withdraw_uploads,
        )
        from rosterdesk.core.usecases.schools import find_school
        from rosterdesk.core.usecases.staff import Person, make_link_code

        customer = await find_by_card(number)
        if wanted:
            await change_customer(customer, who(), **wanted)
        for code in may_send_for or ():
            await grant_uploads(customer, await find_school(code), who())
        for code in may_not_send_for or ():
            await withdraw_uploads(customer, await find_school(code), who())
        if link:
            person = Person(customer=customer)
            code = await make_link_code(person, who(), library.keys, settings.link_code_hours)
            print(f"/start {code}")

    with_core(act)


@app.command()
def show(number: CardNumber, as_json: Annotated[bool, JsonFlag] = False) -> None:
    """Show a customer."""

    async def act(*_: object) -> None:
        from rosterdesk.core.models import Membership
        from rosterdesk.core.usecases.customers import find_by_card, schools_to_send_for

        customer = await find_by_card(number)
        memberships = await Membership.filter(customer=customer).order_by("id")
        data = _show(customer) | {
            "memberships": [
                {"kind": str(m.kind), "starts_on": m.starts_on, "ends_on": m.ends_on}
                for m in memberships
            ],
            "may_send_for": [school.code for school in await schools_to_send_for(customer)],
        }
        answer(data, as_json=as_json, lines=(f"{k}: {v}" for k, v in data.items() if v))

    with_core(act)


@app.command()
def find(
    text: Annotated[str, typer.Argument(help="Part of a name or number.")] = "",
    school: Annotated[str | None, typer.Option()] = None,
    class_name: Annotated[str | None, typer.Option("--class")] = None,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """Find customers by name, number, school or class."""

    async def act(*_: object) -> None:
        from rosterdesk.core.usecases.find import find_customers

        found = await find_customers(text, school_code=school, class_name=class_name)
        if as_json:
            answer([_show(customer) for customer in found], as_json=True, lines=())
        else:
            table(
                ("number", "name", "class", "school"),
                (
                    (c.external_number, _name(c), c.class_name, c.school.code if c.school else "")
                    for c in found
                ),
            )

    with_core(act)


def _name(customer: Customer) -> str:
    from rosterdesk.core.compare.names import show_name

    return show_name(customer)


def _show(customer: Customer) -> dict[str, Any]:
    names = (
        "role",
        "external_number",
        "initials",
        "first_name",
        "prefix",
        "surname",
        "birth_date",
        "sex",
        "class_code",
        "class_name",
        "year",
        "email",
        "phone",
        "street",
        "house_number",
        "postcode",
        "city",
        "hand_edited",
    )
    return {name: getattr(customer, name) for name in names}
