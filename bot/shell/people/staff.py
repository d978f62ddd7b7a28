from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rosterdesk.bot.shell.running import JsonFlag, answer, who, with_core

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library

app = typer.Typer(no_args_is_help=True, help="Staff of the library.")


@app.callback()
def group() -> None:
    """Staff of the library."""


@app.command()
def add(
    name: Annotated[str, typer.Argument()],
    role: Annotated[str, typer.Option(help="librarian, desk or administrator.")],
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """Register a member of staff and print the one-time code that links their chat."""

    async def act(library: Library, settings: Settings) -> None:
        from rosterdesk.bot.errors import ProgramError
        from rosterdesk.core.customers.staff import add_staff
        from rosterdesk.core.language import N_
        from rosterdesk.core.models import StaffRole

        if role not in set(StaffRole):
            raise ProgramError(N_("A role is librarian, desk or administrator."))
        staff, code = await add_staff(
            name, StaffRole(role), who(), library.keys, settings.link_code_hours
        )
        data = {"id": staff.id, "name": staff.name, "role": role, "code": code}
        answer(data, as_json=as_json, lines=[f"Send this to the bot: /start {code}"])

    with_core(act)


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
def remove(name: Annotated[str, typer.Argument()]) -> None:
    """Take every right of a member of staff away, at once."""

    async def act(*_: object) -> None:
        from rosterdesk.core.customers.staff import find_staff, remove_staff

        await remove_staff(await find_staff(name), who())
        print(f"{name} may do nothing any more.")

    with_core(act)
