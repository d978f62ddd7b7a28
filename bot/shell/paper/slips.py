from __future__ import annotations

from datetime import datetime  # noqa: TC003 - typer reads it at run time
from typing import TYPE_CHECKING, Annotated

import typer

from rosterdesk.bot.shell.running import who, with_core

if TYPE_CHECKING:
    from datetime import date

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library
    from rosterdesk.core.slips.requests import Job

app = typer.Typer(no_args_is_help=True, help="Slips with one-time passwords.")


@app.command("print")
def print_(
    submission: Annotated[str | None, typer.Option(help="All new customers of it.")] = None,
    customer: Annotated[str | None, typer.Option(help="A card number.")] = None,
    school: Annotated[
        str | None, typer.Option(help="Its customers who have no password that works.")
    ] = None,
    class_: Annotated[
        str | None, typer.Option("--class", help="Only this class of the school.")
    ] = None,
    everybody: Annotated[
        bool, typer.Option("--everybody", help="With --school: also who has a password.")
    ] = False,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="With --school: members since that day only."),
    ] = None,
    order: Annotated[str, typer.Option(help="class (and name) or name.")] = "class",
    reason: Annotated[
        str | None,
        typer.Option(help="With --customer: lost, unreadable, not_printed or other."),
    ] = None,
    printer: Annotated[str | None, typer.Option(help="Its name; else the first.")] = None,
) -> None:
    """Queue slips, or cards and letters on A4; the process at the printer prints them."""

    async def act(_library: Library, settings: Settings) -> None:
        from rosterdesk.bot.errors import ProgramError
        from rosterdesk.core.language import N_

        if sum(each is not None for each in (submission, customer, school)) != 1:
            raise ProgramError(N_("Give one of --submission, --customer and --school."))
        name = _find_printer(settings, printer)
        if submission:
            job = await _print_submission(submission, name, order)
        elif school:
            day = since.date() if since else None
            job = await _print_class(school, class_, name, order, everybody=everybody, since=day)
        else:
            job = await _print_customer(customer or "", name, reason)
        print(f"{job.name}: {job.total} -> {name}")

    with_core(act)


@app.command()
def restart(
    job: Annotated[str, typer.Argument(help="The name of a print job; it stands on each slip.")],
    at: Annotated[int, typer.Option(help="The number of the slip to go on at.")],
) -> None:
    """Go on at a slip of a job: what came out from there on gets a new password."""

    async def act(*_: object) -> None:
        from rosterdesk.core.slips.restart import restart_at

        done = await restart_at(job.upper(), at, who())
        print(f"{done.to_print} to print, {done.again} of them with a new password")

    with_core(act)


async def _print_submission(reference: str, printer: str, order: str) -> Job:
    from rosterdesk.core.intake.submissions import find_submission
    from rosterdesk.core.models import SlipOrder
    from rosterdesk.core.slips.requests import request_slips

    chosen = SlipOrder(_choose("--order", order, list(SlipOrder)))
    return await request_slips(await find_submission(reference), printer, who(), chosen)


async def _print_class(
    code: str,
    class_: str | None,
    printer: str,
    order: str,
    *,
    everybody: bool,
    since: date | None,
) -> Job:
    from rosterdesk.bot.errors import ProgramError
    from rosterdesk.core.customers.schools import find_school
    from rosterdesk.core.customers.suggestions import find_class
    from rosterdesk.core.language import N_
    from rosterdesk.core.models import SlipOrder
    from rosterdesk.core.slips.requests import Whom, request_class

    chosen = SlipOrder(_choose("--order", order, list(SlipOrder)))
    school = await find_school(code)
    found = await find_class(school, class_) if class_ else None
    if class_ and found is None:
        raise ProgramError(N_("{school} has no class {name}."), school=school.name, name=class_)
    whom = Whom.EVERYBODY if everybody else Whom.WITHOUT
    return await request_class(
        school, found.code if found else None, printer, who(), whom=whom, order=chosen, since=since
    )


async def _print_customer(card: str, printer: str, reason: str | None) -> Job:
    from rosterdesk.core.customers.registering import find_by_card
    from rosterdesk.core.slips.requests import ReprintReason, request_slip

    if reason is not None:
        _choose("--reason", reason, list(ReprintReason))
    return await request_slip(await find_by_card(card), printer, who(), reason)


def _find_printer(settings: Settings, asked: str | None) -> str:
    from rosterdesk.bot.errors import ProgramError
    from rosterdesk.bot.words.slips import choose_first
    from rosterdesk.core.language import N_

    name = asked or choose_first(list(settings.printing.printers))
    if name not in settings.printing.printers:
        raise ProgramError(N_("There is no printer called {name}."), name=name)
    return name


def _choose(option: str, given: str, choices: list[str]) -> str:
    from rosterdesk.bot.errors import ProgramError
    from rosterdesk.core.language import N_

    if given not in choices:
        raise ProgramError(
            N_("{option} is one of: {choices}."), option=option, choices=", ".join(choices)
        )
    return given
