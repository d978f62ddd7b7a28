from __future__ import annotations

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
from rosterdesk.core.language import Language  # noqa: TC001 - typer resolves the type hints

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Submission

app = typer.Typer(no_args_is_help=True, help="Submissions and their plans.")

Reference = Annotated[str, typer.Argument(help="The reference of a submission.")]
As = Annotated[str | None, AsOption]
Alone = Annotated[bool, AloneFlag]


@app.command("list")
def list_(as_json: Annotated[bool, JsonFlag] = False) -> None:
    """List the submissions, the newest first."""

    async def act(*_: object) -> None:
        from rosterdesk.core.models import Submission

        found = await Submission.all().order_by("-id").limit(100).prefetch_related("school")
        if as_json:
            answer([_show(each) for each in found], as_json=True, lines=())
        else:
            table(
                ("reference", "status", "school", "channel", "received", "file"),
                (
                    (s.reference, s.status, s.school.code, s.channel, s.received_at, s.file_name)
                    for s in found
                ),
            )

    with_core(act)


@app.command()
def show(reference: Reference, as_json: Annotated[bool, JsonFlag] = False) -> None:
    """Show a submission and exactly what its plan would change."""

    async def act(_library: Library, settings: Settings) -> None:
        from rosterdesk.core.compare.answers import say_kind
        from rosterdesk.core.intake.submissions import find_submission
        from rosterdesk.core.models import Plan
        from rosterdesk.core.plans.changes import load_changes
        from rosterdesk.core.trail.events import Kind
        from rosterdesk.core.trail.sightings import note_shown

        submission = await find_submission(reference)
        await note_shown(Kind.CHANGES_SHOWN, who(), submission=submission, form="shell")
        plan = await Plan.filter(submission=submission).order_by("-version").first()
        changes = await load_changes(plan.id) if plan else []
        data = _show(submission) | {
            "version": plan.version if plan else None,
            "counts": plan.counts if plan else None,
            "changes": [
                {"kind": str(c.kind), "name": c.name, "class": c.class_name, "fields": c.fields}
                for _, c in changes
            ],
        }
        lines = (f"{say_kind(c.kind, settings.language)}: {c.name}" for _, c in changes)
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
        from rosterdesk.bot.shell.rosters.deciding import find_answering, offering_alone
        from rosterdesk.bot.shell.rosters.undoing import undo_and_report

        answering = await find_answering(as_name, settings, alone=alone)
        with offering_alone(settings):
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
        from rosterdesk.bot.shell.rosters.deciding import find_answering, offering_alone

        answering = await find_answering(as_name, settings, alone=alone)
        with offering_alone(settings):
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
        from rosterdesk.bot.shell.rosters.deciding import find_answering, offering_alone
        from rosterdesk.bot.shell.rosters.undoing import settle_and_report

        key = None if row is None else (sheet, row)
        answering = await find_answering(as_name, settings, alone=alone)
        with offering_alone(settings):
            await settle_and_report(reference, version, choice, key, card, answering, library)

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
    }
