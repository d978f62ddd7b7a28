from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rosterdesk.bot.shell.running import (
    AloneFlag,
    AsOption,
    JsonFlag,
    answer,
    table,
    with_core,
)
from rosterdesk.core.language import (
    N_,
    Language,
)

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library
    from rosterdesk.core.roster.model import Roster

File = Annotated[Path, typer.Argument(help="The roster.", exists=True, dir_okay=False)]


def add_to(app: typer.Typer) -> None:
    app.command()(read)
    app.command()(template)
    app.command("import")(import_file)


def read(
    file: File,
    remarks: Annotated[
        Path | None,
        typer.Option(
            help="Write the file here with only the rows to mend, each with what to do; in a"
            " folder it gets a name of its own."
        ),
    ] = None,
    as_json: Annotated[bool, JsonFlag] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say why it was read so: encoding, columns, dates.")
    ] = False,
) -> None:
    """Say what the reader makes of a file; touches no database."""
    import asyncio

    from rosterdesk.bot.settings import load_settings
    from rosterdesk.core.library import make_reader
    from rosterdesk.core.named_files import read_named_bytes
    from rosterdesk.core.roster.answers import exit_status, roster_to_json
    from rosterdesk.core.roster.answers import explain as say_reasons
    from rosterdesk.core.roster.hints import Hints

    settings = load_settings()

    data = read_named_bytes(file.name, file, None)

    async def run() -> Roster:
        async with make_reader(settings) as reader:
            roster = await reader.read(data, file.name, Hints())
            if remarks and roster.problems and not roster.refused:
                name, marked = await reader.mark_problems(data, roster, settings.language)
                _write_remarks(remarks, name, marked)
            return roster

    roster = asyncio.run(run())
    if explain:
        for line in say_reasons(roster):
            typer.echo(line, err=True)
    if as_json:
        answer(roster_to_json(roster, settings.language), as_json=True, lines=())
    else:
        _print_roster(roster, settings)
    raise typer.Exit(exit_status(roster))


def _write_remarks(target: Path, name: str, data: bytes) -> None:
    """Write it under its own name in a folder, or where it was said if that has its form."""
    if target.is_dir():
        target /= name
    require_suffix(target, Path(name).suffix)
    target.write_bytes(data)
    typer.echo(target, err=True)


def require_suffix(target: Path, *allowed: str) -> None:
    if target.suffix.lower() not in allowed:
        from rosterdesk.bot.errors import ProgramError
        from rosterdesk.core.language import N_

        raise ProgramError(
            N_("Call it {stem}{suffix}: that is the form of this file."),
            stem=target.stem,
            suffix=f" / {target.stem}".join(allowed),
        )


def template(
    file: Annotated[Path, typer.Argument(help="Where to write it: a .xlsx or an .ods.")],
    language: Annotated[
        Language | None, typer.Option(help="Of its columns; the library's unless said.")
    ] = None,
) -> None:
    """Write a blank roster for a school: drop-downs, an example row, an explanation."""
    from rosterdesk.bot.settings import load_settings
    from rosterdesk.core.roster.template import TEMPLATE_KINDS, write_template

    require_suffix(file, *(f".{kind}" for kind in TEMPLATE_KINDS))
    kind = file.suffix.lower().removeprefix(".")
    file.write_bytes(write_template(kind, language or load_settings().language))


def _print_asked(roster: Roster, settings: Settings) -> None:
    """Name the columns that a person must be asked about."""
    from rosterdesk.bot.words.texts import phrases

    for column in roster.columns:
        if column.samples:
            said = phrases.say(
                settings.language,
                "Column {column} is not clear: say what it is. In it stands: {samples}.",
                column=column.header,
                samples=", ".join(column.samples),
            )
            typer.echo(said, err=True)


def _print_roster(roster: Roster, settings: Settings) -> None:
    from rosterdesk.core.person_names import show_name
    from rosterdesk.core.roster.answers import (
        describe_left_out,
        describe_problem,
        describe_refusal,
        format_place,
    )

    if roster.refused:
        typer.echo(describe_refusal(roster.refused, settings.language), err=True)
        return
    if roster.pupils:
        table(
            (N_("Row"), N_("Pupil number"), N_("Name"), N_("Class"), N_("Born")),
            (
                (p.row, p.external_number, show_name(p), p.class_name or p.class_code, p.birth_date)
                for p in roster.pupils
            ),
            settings.language,
        )
    _print_asked(roster, settings)
    for problem in roster.problems:
        where = format_place(
            problem.sheet,
            problem.rows,
            (problem.column,) if problem.column else (),
            settings.language,
        )
        said = describe_problem(problem, settings.language)
        typer.echo(f"{where}: {said}" if where else said, err=True)
    for each in roster.left_out:
        typer.echo(describe_left_out(each, settings.language), err=True)


def import_file(
    file: File,
    school: Annotated[str, typer.Option(help="The school's code.")],
    approve: Annotated[bool, typer.Option("--approve", help="Approve it at once.")] = False,
    as_name: Annotated[str | None, AsOption] = None,
    alone: Annotated[bool, AloneFlag] = False,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """Take a roster in: the same use cases as by mail and by chat."""
    from rosterdesk.bot.shell.rosters.deciding import find_actor
    from rosterdesk.bot.shell.rosters.importing import take_in
    from rosterdesk.core.named_files import read_named_bytes

    data = read_named_bytes(file.name, file, None)

    async def act(library: Library, settings: Settings) -> None:
        outcome = await take_in(
            file.name,
            data,
            school,
            await find_actor(as_name),
            library,
            settings,
            approving=approve,
            alone=alone,
        )
        answer(outcome.data, as_json=as_json, lines=outcome.lines)
        raise typer.Exit(outcome.status)

    with_core(act)
