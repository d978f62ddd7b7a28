from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rosterdesk.bot.shell.running import JsonFlag, answer, who, with_core

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Staff

app = typer.Typer(no_args_is_help=True, help="Staff of the library.")

Email = Annotated[
    str | None, typer.Option(help="Their own address: a customer with the same one is they.")
]
Card = Annotated[str | None, typer.Option(help="The card that they have as a customer.")]


@app.callback()
def group() -> None:
    """Staff of the library."""


@app.command()
def add(
    name: Annotated[str, typer.Argument()],
    role: Annotated[str, typer.Option(help="librarian, desk or administrator.")],
    email: Email = None,
    card: Card = None,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """Register a member of staff and print the one-time code that links their chat."""

    async def act(library: Library, settings: Settings) -> None:
        from rosterdesk.bot.words.staff import read_role, read_staff_name
        from rosterdesk.core.customers.staff import add_staff

        staff, code = await add_staff(
            read_staff_name(name), read_role(role), who(), library.keys, settings.link_code_hours
        )
        await _tell_person(staff, email, card)
        data = {"id": staff.id, "name": staff.name, "role": role, "code": code}
        answer(data, as_json=as_json, lines=describe_code(code, settings))

    with_core(act)


@app.command("code")
def code_(
    name: Annotated[str, typer.Argument()], as_json: Annotated[bool, JsonFlag] = False
) -> None:
    """Print a new one-time code for somebody who lost their chat or passkey, or has another."""

    async def act(library: Library, settings: Settings) -> None:
        from rosterdesk.core.customers.staff import Person, find_staff, make_link_code

        person = Person(staff=await find_staff(name))
        code = await make_link_code(person, who(), library.keys, settings.link_code_hours)
        lines = describe_code(code, settings)
        answer({"name": name, "code": code}, as_json=as_json, lines=lines)

    with_core(act)


@app.command("set")
def set_(name: Annotated[str, typer.Argument()], email: Email = None, card: Card = None) -> None:
    """Tell which customer a member of staff is: nobody approves a file that they sent."""

    async def act(*_: object) -> None:
        from rosterdesk.core.customers.staff import find_staff

        await _tell_person(await find_staff(name), email, card)

    with_core(act)


async def _tell_person(staff: Staff, email: str | None, card: str | None) -> None:
    from rosterdesk.bot.words.typed import read_card_number, to_facts
    from rosterdesk.core.customers.persons import change_address, join_person
    from rosterdesk.core.customers.registering import find_by_card

    if email is not None:
        await change_address(staff, to_facts("email", email)["email"], who())
    if card is not None:
        await join_person(staff, await find_by_card(read_card_number(card)), who())


@app.command("list")
def list_(as_json: Annotated[bool, JsonFlag] = False) -> None:
    """Show who works here."""

    async def act(*_: object) -> None:
        from rosterdesk.core.customers.staff import list_staff

        staff = await list_staff()
        data = [{"id": each.id, "name": each.name, "role": str(each.role)} for each in staff]
        answer(data, as_json=as_json, lines=(f"{each.role:<14} {each.name}" for each in staff))

    with_core(act)


@app.command()
def remove(
    name: Annotated[str, typer.Argument()],
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask about the last librarian.")
    ] = False,
) -> None:
    """Take every right of a member of staff away, at once."""

    async def act(_: Library, settings: Settings) -> None:
        from rosterdesk.bot.program.setup.dialog import Dialog
        from rosterdesk.bot.words.staff import ASK_REMOVE
        from rosterdesk.core.customers.staff import find_staff, remove_staff, warn_of_leaving

        staff, sure = await find_staff(name), yes
        if not sure and (warning := await warn_of_leaving(staff)):
            dialog = Dialog(settings.language)
            print(warning.say(settings.language))
            sure = dialog.confirm(ASK_REMOVE, name=staff.name)
            if not sure:
                raise typer.Abort
        await remove_staff(staff, who(), sure=sure)
        print(f"{name} may do nothing any more.")

    with_core(act)


def describe_code(code: str, settings: Settings) -> list[str]:
    """Return what can be done with the code: link a chat, and on a page make a passkey."""
    from rosterdesk.bot.words.texts import phrases

    language = settings.language
    lines = [phrases.say(language, "Send this to the bot: /start {code}", code=code)]
    if settings.page.url is not None:
        address = f"{settings.page.url}/login/staff"
        lines.append(
            phrases.say(
                language, "Or make a passkey with it on the page: {address}", address=address
            )
        )
    return lines
