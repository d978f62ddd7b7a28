from __future__ import annotations

from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rosterdesk.bot.shell.running import (
    AloneFlag,
    AsOption,
    JsonFlag,
    answer,
    table,
    who,
    with_core,
)
from rosterdesk.core.language import (
    N_,
    Language,
)

if TYPE_CHECKING:
    from datetime import datetime

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Submission

app = typer.Typer(no_args_is_help=True, help="Submissions and their plans.")


class CardSource(StrEnum):
    """The two answers to whether the card numbers of files are used."""

    FILE = "file"
    GENERATED = "generated"


Reference = Annotated[str, typer.Argument(help="The reference of a submission.")]
As = Annotated[str | None, AsOption]
Alone = Annotated[bool, AloneFlag]


_HEADS = (
    N_("Reference"),
    N_("Status"),
    N_("School"),
    N_("Channel"),
    N_("Received"),
    N_("File"),
)


def _say(submission: Submission, language: Language) -> tuple[str, str, str, str]:
    from rosterdesk.bot.words.submissions import name_status
    from rosterdesk.bot.words.texts import format_time, name_channel

    return (
        name_status(submission.status, language),
        submission.school.code,
        name_channel(submission.channel, language),
        format_time(submission.received_at, language),
    )


def _describe_at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


@app.command("list")
def list_(as_json: Annotated[bool, JsonFlag] = False) -> None:
    """List the submissions, the newest first."""

    async def act(_library: Library, settings: Settings) -> None:
        from rosterdesk.core.intake.submissions import list_submissions

        found = await list_submissions(100)
        if as_json:
            answer([_show(each) for each in found], as_json=True, lines=())
        else:
            table(
                _HEADS,
                ((s.reference, *_say(s, settings.language), s.file_name) for s in found),
                settings.language,
            )

    with_core(act)


@app.command()
def show(reference: Reference, as_json: Annotated[bool, JsonFlag] = False) -> None:
    """Show a submission and exactly what its plan would change."""

    async def act(_library: Library, settings: Settings) -> None:
        from rosterdesk.bot.words.submissions import describe_lifting, describe_undoing
        from rosterdesk.core.applying.decisions import list_liftings, list_undoings
        from rosterdesk.core.compare.answers import name_kind
        from rosterdesk.core.handover.giving import find_handover
        from rosterdesk.core.intake.submissions import find_submission
        from rosterdesk.core.plans.changes import load_changes
        from rosterdesk.core.plans.versions import find_latest
        from rosterdesk.core.trail.payloads import ChangesShown
        from rosterdesk.core.trail.sightings import note_shown

        submission = await find_submission(reference)
        await note_shown(ChangesShown(form="shell"), who(), submission=submission)
        plan = await find_latest(submission)
        changes = await load_changes(plan.id) if plan else []
        liftings, undoings = await list_liftings(submission), await list_undoings(submission)
        handed = await find_handover(submission)
        data = _show(submission) | {
            "handed_over": _describe_at(handed.made_at) if handed else None,
            "version": plan.version if plan else None,
            "counts": plan.counts if plan else None,
            "lifted": [
                {
                    "code": each.code,
                    "number": each.number,
                    "by": each.by,
                    "at": _describe_at(each.at),
                }
                for each in liftings
            ],
            "undone": [
                {
                    "people": each.people,
                    "left": each.left,
                    "dead_slips": each.slips,
                    "by": each.by,
                    "at": _describe_at(each.at),
                }
                for each in undoings
            ],
            "changes": [
                {"kind": str(c.kind), "name": c.name, "class": c.class_name, "fields": c.fields}
                for _, c in changes
            ],
        }
        language = settings.language
        lines = (
            *(
                f"{each.code} {each.number}: {describe_lifting(each, language)}"
                for each in liftings
            ),
            *(describe_undoing(each, language) for each in undoings),
            *(f"{name_kind(c.kind, language)}: {c.name}" for _, c in changes),
        )
        answer(data, as_json=as_json, lines=lines)

    with_core(act)


@app.command()
def approve(
    reference: Reference,
    version: Annotated[int, typer.Option(help="The version that you saw.")],
    as_name: As = None,
    alone: Alone = False,
) -> None:
    """Approve exactly the version that you saw, and apply it."""

    async def act(library: Library, settings: Settings) -> None:
        from rosterdesk.bot.shell.rosters.deciding import approve_and_apply

        await approve_and_apply(reference, version, as_name, library, settings, alone=alone)

    with_core(act)


@app.command()
def reject(
    reference: Reference,
    reason: Annotated[str, typer.Option(help="The sender will read it.")],
    as_name: As = None,
    alone: Alone = False,
) -> None:
    """Reject the current plan."""

    async def act(_library: Library, settings: Settings) -> None:
        from rosterdesk.bot.shell.rosters.deciding import reject_current

        await reject_current(reference, reason, as_name, settings, alone=alone)

    with_core(act)


@app.command("undo")
def undo_import(
    reference: Reference,
    card: Annotated[
        list[str] | None, typer.Option(help="Only the customer with this card; may be repeated.")
    ] = None,
    as_name: As = None,
    alone: Alone = False,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """Undo an import as a whole, or only for some of its customers."""

    async def act(_library: Library, settings: Settings) -> None:
        from rosterdesk.bot.shell.rosters.deciding import answering_for
        from rosterdesk.bot.shell.rosters.undoing import undo_and_report

        async with answering_for(as_name, settings, alone=alone) as answering:
            await undo_and_report(reference, card or (), answering, settings, as_json=as_json)

    with_core(act)


@app.command()
def lift(
    reference: Reference,
    warning: Annotated[str, typer.Option(help="The code of the warning.")],
    number: Annotated[int, typer.Option(help="The number that it shows, 0 where it has none.")],
    version: Annotated[int, typer.Option(help="The version that you saw.")],
    as_name: As = None,
    alone: Alone = False,
) -> None:
    """Lift one warning of a plan; a new version is made."""

    async def act(library: Library, settings: Settings) -> None:
        from rosterdesk.bot.shell.rosters.deciding import answering_for

        async with answering_for(as_name, settings, alone=alone) as answering:
            plan = await answering.lift(reference, version, warning, number, library.files)
        print(f"v{plan.version}  {plan.status}")

    with_core(act)


@app.command()
def settle(
    reference: Reference,
    choice: Annotated[str, typer.Option(help="same or another.")],
    version: Annotated[int, typer.Option(help="The version that you saw.")],
    row: Annotated[int | None, typer.Option(help="One row of the file; else all.")] = None,
    sheet: Annotated[str | None, typer.Option(help="Its sheet, in a workbook.")] = None,
    card: Annotated[str | None, typer.Option(help="The card of the one that it is.")] = None,
    as_name: As = None,
    alone: Alone = False,
) -> None:
    """Say who the people in doubt are: the same as the known one, or another."""

    async def act(library: Library, settings: Settings) -> None:
        from rosterdesk.bot.shell.rosters.deciding import answering_for
        from rosterdesk.bot.shell.rosters.undoing import settle_and_report

        key = None if row is None else (sheet, row)
        async with answering_for(as_name, settings, alone=alone) as answering:
            await settle_and_report(reference, version, choice, key, card, answering, library)

    with_core(act)


@app.command()
def cards(
    reference: Reference,
    source: Annotated[CardSource, typer.Argument(help="Where card numbers come from.")],
    version: Annotated[int, typer.Option(help="The version that you saw.")],
    as_name: As = None,
    alone: Alone = False,
) -> None:
    """Say whether the card numbers of a school's files are used, for this file and the next."""

    async def act(library: Library, settings: Settings) -> None:
        from rosterdesk.bot.shell.rosters.deciding import answering_for
        from rosterdesk.core.compare.model import CardNumbers

        async with answering_for(as_name, settings, alone=alone) as answering:
            chosen = CardNumbers(source.value)
            plan = await answering.choose_cards(reference, version, chosen, library.files)
        print(f"v{plan.version}  {plan.status}")

    with_core(act)


@app.command()
def school(
    reference: Reference,
    code: Annotated[str, typer.Argument(help="A school code in the file that nobody knows.")],
    is_: Annotated[
        str | None, typer.Option("--is", help="The code of the school that it is; else nobody's.")
    ] = None,
    as_name: As = None,
    alone: Alone = False,
) -> None:
    """Say which school a code in a file is: asked once, and remembered."""

    async def act(library: Library, settings: Settings) -> None:
        from rosterdesk.bot.shell.rosters.deciding import answering_for
        from rosterdesk.core.customers.schools import find_school
        from rosterdesk.core.intake.submissions import find_submission
        from rosterdesk.core.pipeline import advance

        found = await find_school(is_) if is_ else None
        async with answering_for(as_name, settings, alone=alone) as answering:
            await answering.name_school(reference, code, found)
        await advance((await find_submission(reference)).id, library)

    with_core(act)


@app.command()
def export(
    reference: Reference,
    workbook: Annotated[
        Path | None, typer.Option(help="Write what changes to this .xlsx or .ods.")
    ] = None,
    wise: Annotated[
        Path | None, typer.Option(help="Write the new and changed customers for Wise: a .csv.")
    ] = None,
    language: Annotated[
        Language | None, typer.Option(help="Of the workbook and of the template of Wise.")
    ] = None,
    cards: Annotated[
        bool, typer.Option("--cards", help="With card numbers in the Dutch template too.")
    ] = False,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """Write an import to files: a workbook of its changes, a CSV that Wise imports."""

    async def act(_library: Library, settings: Settings) -> None:
        from rosterdesk.bot.shell.rosters.exporting import export_and_report

        said = language or settings.language
        await export_and_report(reference, workbook, wise, said, with_cards=cards, as_json=as_json)

    with_core(act)


def _show(submission: Submission) -> dict[str, Any]:
    return {
        "submission": submission.reference,
        "status": str(submission.status),
        "school": submission.school.code,
        "channel": str(submission.channel),
        "received_at": submission.received_at.isoformat(),
        "file": submission.file_name,
        "part_of": submission.reference.rpartition("-")[0] or None,
    }
