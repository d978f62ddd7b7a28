"""Files for the loan system, and the changes for other programs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rosterdesk.bot.shell.running import JsonFlag, answer, table, who, with_core
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.handover.giving import Given
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library

app = typer.Typer(no_args_is_help=True, help="Files for the loan system.")
readers = typer.Typer(no_args_is_help=True, help="Programs that may read the changes.")
app.add_typer(readers, name="reader")
ReaderName = Annotated[str, typer.Argument(help="What the program is called.")]


class FormName(StrEnum):
    """The forms of core, for typer to show and check."""

    WISE_NL = "wise-nl"
    WISE_EN = "wise-en"
    KOHA = "koha"
    FOLIO = "folio"
    CSV = "csv"
    JSON = "json"


class WhoName(StrEnum):
    """The people whom a file holds."""

    EVERYBODY = "everybody"
    CHANGED = "changed"
    LEAVERS = "leavers"


@app.command()
def write(
    school: Annotated[str, typer.Argument(help="The code of the school.")],
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
    form: Annotated[
        FormName | None, typer.Option(help="The loan system; else loan_form of the school.")
    ] = None,
    people: Annotated[
        WhoName,
        typer.Option("--who", help="Everybody as they are now, or since the last hand-over."),
    ] = WhoName.EVERYBODY,
    cards: Annotated[
        bool, typer.Option("--cards", help="Card numbers in the Dutch file for Wise too.")
    ] = False,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """Write a school's customers for the loan system, and note that they were handed over."""

    async def act(_library: Library, settings: Settings) -> None:
        from rosterdesk.bot.shell.running import create_private
        from rosterdesk.core.customers.schools import find_school
        from rosterdesk.core.handover.giving import choose_form, hand_over
        from rosterdesk.core.handover.model import Form, Who

        found = await find_school(school)
        chosen = choose_form(found, Form(form.value) if form else None)
        with create_private(file) as target:
            given = await hand_over(found, chosen, Who(people.value), who(), with_cards=cards)
            target.write(given.content)
        _report(given, file, settings.language, as_json=as_json)

    with_core(act)


def _report(given: Given, file: Path, language: Language, *, as_json: bool) -> None:
    from rosterdesk.bot.words.handovers import describe_partial
    from rosterdesk.core.handover.model import describe_refusal

    refused = [
        {
            "name": each.name,
            "external_number": each.external_number,
            "code": each.code,
            "reason": describe_refusal(each.code, language),
        }
        for each in given.refused
    ]
    warnings = [describe_partial(language)] if given.partial else []
    data: dict[str, Any] = {
        "file": str(file),
        "form": str(given.handover.form),
        "who": str(given.handover.who),
        "people": given.handover.people,
        "version": given.handover.version,
        "refused": refused,
        "warnings": warnings,
    }
    lines = [f"{file}  {given.handover.people}", *warnings]
    lines += [f"{each['name']}: {each['reason']}" for each in refused]
    answer(data, as_json=as_json, lines=lines)


_HEADS = (
    N_("When"),
    N_("By"),
    N_("School"),
    N_("Form"),
    N_("About"),
    N_("People"),
    N_("Refused"),
    N_("Reference"),
)


@app.command("list")
def list_(
    school: Annotated[str | None, typer.Option(help="Only those of this school.")] = None,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """List who handed over what, and when, the newest first."""

    async def act(_library: Library, settings: Settings) -> None:
        from rosterdesk.core.customers.schools import find_school
        from rosterdesk.core.handover.giving import list_handovers

        found = await list_handovers(await find_school(school) if school else None)
        rows = [
            {
                "at": each.made_at.isoformat(timespec="seconds"),
                "by": each.made_by,
                "school": each.school.code,
                "form": each.form,
                "who": each.who,
                "people": each.people,
                "refused": each.refused,
                "submission": each.submission.reference if each.submission else None,
                "version": each.version,
            }
            for each in found
        ]
        if as_json:
            answer(rows, as_json=True, lines=())
        else:
            names = ("at", "by", "school", "form", "who", "people", "refused", "submission")
            table(_HEADS, ([row[name] for name in names] for row in rows), settings.language)

    with_core(act)


@readers.command("add")
def add_reader(name: ReaderName) -> None:
    """Let a program read the changes; prints its token, once."""

    async def act(library: Library, _settings: Settings) -> None:
        from rosterdesk.core.handover.readers import add_reader as add

        print(await add(name, who(), library.keys))

    with_core(act)


@readers.command("remove")
def remove_reader(name: ReaderName) -> None:
    """Take the right away from a program."""

    async def act(*_: object) -> None:
        from rosterdesk.core.handover.readers import remove_reader as remove

        await remove(name, who())

    with_core(act)


@readers.command("list")
def list_readers(as_json: Annotated[bool, JsonFlag] = False) -> None:
    """List the programs that may read the changes."""

    async def act(*_: object) -> None:
        from rosterdesk.core.handover.readers import list_readers as list_all

        found = [
            {"name": each.name, "since": each.made_at.isoformat(timespec="seconds")}
            for each in await list_all()
        ]
        answer(found, as_json=as_json, lines=(f"{each['since']}  {each['name']}" for each in found))

    with_core(act)


def add_to(program: typer.Typer) -> None:
    program.command("changes")(changes)


def changes(
    since: Annotated[
        str, typer.Option(help="The cursor of the last answer; 0 is the beginning.")
    ] = "0",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="The most changes at once.")] = 1000,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """List the approved changes in order, for other programs: each customer as they are now."""

    async def act(*_: object) -> None:
        from rosterdesk.core.handover.feed import read_cursor, read_feed

        page = await read_feed(read_cursor(since), limit)
        lines = [f"{each.cursor}  {each.kind}  {each.submission or '-'}" for each in page.changes]
        answer(page.to_json(), as_json=as_json, lines=[*lines, f"--since {page.cursor}"])

    with_core(act)
