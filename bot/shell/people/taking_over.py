"""``rosterdesk customer load``: the members that a loan system has."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rosterdesk.bot.shell.exits import EXIT_REFUSED
from rosterdesk.bot.shell.running import JsonFlag, answer, who, with_core

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.core.takeover.loading import TakenOver
    from rosterdesk.core.takeover.model import NotTakenError

_MOST_REMARKS = 50  # lines on a screen; --json has all of them


def add_to(app: typer.Typer) -> None:
    app.command("load")(load)


def load(
    file: Annotated[
        Path | None, typer.Argument(help="An export of Wise, Koha or FOLIO, or a .csv.")
    ] = None,
    school: Annotated[
        str | None, typer.Option(help="The school of lines that name none, by its code.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(help="HEADER=FIELD of a column that is not known; HEADER= is not used."),
    ] = None,
    leave_others: Annotated[
        bool, typer.Option("--leave-others", help="Leave lines of branches that are no schools.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would happen, and change nothing.")
    ] = False,
    undo: Annotated[
        str | None, typer.Option(metavar="REF", help="Undo a take-over, in all schools at once.")
    ] = None,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """Take over the members that the loan system has: all of the file or nothing."""
    from rosterdesk.bot.errors import ProgramError
    from rosterdesk.core.language import N_

    if (file is None) is (undo is None):
        raise ProgramError(N_("Give a file to take over, or --undo with the reference of one."))

    async def act(library: Library, settings: Settings) -> None:
        if undo is not None:
            await _undo(undo, settings, as_json=as_json)
            return
        assert file is not None
        await _load(
            file,
            library,
            settings,
            school=school,
            columns=dict(_split(each) for each in column or ()),
            leave_others=leave_others,
            dry_run=dry_run,
            as_json=as_json,
        )

    with_core(act)


def _split(pair: str) -> tuple[str, str]:
    header, _, field = pair.rpartition("=")
    return header, field


async def _undo(reference: str, settings: Settings, *, as_json: bool) -> None:
    from rosterdesk.core.takeover.undoing import undo_takeover

    people = await undo_takeover(reference, who(), days=settings.undo_days)
    answer({"undone": people}, as_json=as_json, lines=[str(people)])


async def _load(
    file: Path,
    library: Library,
    settings: Settings,
    *,
    school: str | None,
    columns: dict[str, str],
    leave_others: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    from rosterdesk.core.customers.schools import find_school
    from rosterdesk.core.named_files import read_named_bytes
    from rosterdesk.core.takeover.loading import take_over
    from rosterdesk.core.takeover.model import NotTakenError
    from rosterdesk.core.takeover.reading import read_members

    found = read_members(read_named_bytes(file.name, file), columns)
    try:
        taken = await take_over(
            found,
            file.name,
            who(),
            library.numbering,
            school=await find_school(school) if school else None,
            leave_others=leave_others,
            dry_run=dry_run,
        )
    except NotTakenError as error:
        _complain(error, settings.language, as_json=as_json)
        raise typer.Exit(EXIT_REFUSED) from error
    data = _describe(taken) | {"form": found.form, "unused": list(found.unused), "refused": []}
    answer(data, as_json=as_json, lines=_list_lines(taken, settings.language))


def _complain(error: NotTakenError, language: Language, *, as_json: bool) -> None:
    said = [
        {"line": each.line, "code": each.code, "message": each.say(language)}
        for each in error.remarks
    ]
    if as_json:
        answer({"reference": None, "schools": [], "refused": said}, as_json=True, lines=())
        return
    for line in (error.say(language), *(str(each["message"]) for each in said[:_MOST_REMARKS])):
        typer.echo(line, err=True)


def _describe(taken: TakenOver) -> dict[str, Any]:
    schools = [
        {"code": each.code, "name": each.name, **{name: each.counts[name] for name in _COUNTED}}
        for each in taken.schools
    ]
    return {"reference": taken.reference, "schools": schools, "others": dict(taken.others)}


_COUNTED = ("new", "changed", "unchanged")


def _list_lines(taken: TakenOver, language: Language) -> Iterator[str]:
    from rosterdesk.bot.words.texts import format_counts, phrases

    for each in taken.schools:
        yield f"{each.code}  {each.name}: {', '.join(format_counts(dict(each.counts), language))}"
    for name, count in sorted(taken.others.items()):
        yield phrases.say(language, "Left: {count} lines of {name}.", count=count, name=name or "-")
    if taken.reference is None:
        yield phrases.say(language, "A dry run: nothing was taken over.")
    else:
        yield phrases.say(
            language,
            "Taken over. 'customer load --undo {reference}' takes all of it back.",
            reference=taken.reference,
        )
