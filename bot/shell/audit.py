from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it when it runs
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rosterdesk.bot.shell.exits import EXIT_MENDABLE
from rosterdesk.bot.shell.running import JsonFlag, answer, open_readable, who, with_core

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Event

app = typer.Typer(no_args_is_help=True, help="The audit trail: who did what, when.")


@app.callback()
def group() -> None:
    """The audit trail: who did what, when."""


@app.command()
def verify(
    noted: Annotated[
        str | None, typer.Option(help="A tip that was printed before: POSITION:DIGEST.")
    ] = None,
    anchors: Annotated[
        Path | None,
        typer.Option(help="Signed tips, as they were mailed; else those of this machine."),
    ] = None,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """Say whether the trail is whole; each event that is not as it was written is named."""

    async def act(library: Library, settings: Settings) -> None:
        from rosterdesk.bot.program.loops.anchors import open_anchors
        from rosterdesk.core.anchors.comparing import compare_with_anchors
        from rosterdesk.core.anchors.keeping import AnchorFile
        from rosterdesk.core.privacy.audit import read_position, verify_trail

        if noted is not None:
            read_position(noted)
        verdict = await verify_trail(noted)
        said = [finding.error.say(settings.language) for finding in verdict.findings]
        if anchors is not None:
            with open_readable(anchors):
                pass  # which says what is wrong with it
        signed = await (AnchorFile(anchors) if anchors else open_anchors(settings)).read()
        key = library.keys.make_signing_key().public_key()
        differences = await compare_with_anchors(signed, key)
        said += [each.say(settings.language) for each in differences]
        data = {
            "events": verdict.events,
            "anchors": len(signed),
            "erased": verdict.erased,
            "tip": verdict.tip,
            "findings": [
                {
                    "flaw": each.flaw,
                    "position": each.position,
                    "event": each.event_id,
                    "other": each.other,
                    "message": message,
                }
                for each, message in zip(verdict.findings, said, strict=False)
            ],
            "differences": [
                {
                    "fault": each.fault,
                    "line": each.line,
                    "position": each.position,
                    "message": each.say(settings.language),
                }
                for each in differences
            ],
        }
        lines = [
            f"{verdict.events} events, whole; {len(signed)} signed tips.",
            f"tip {verdict.tip}",
        ]
        answer(data, as_json=as_json, lines=said or lines)
        if said:
            raise typer.Exit(EXIT_MENDABLE)

    with_core(act)


@app.command()
def export(file: Annotated[Path, typer.Argument(help="A file that is not there yet.")]) -> None:
    """Write the whole trail as JSON lines, as others can check it (docs/audit.md)."""

    async def act(*_: object) -> None:
        import orjson

        from rosterdesk.bot.shell.running import create_private
        from rosterdesk.core.privacy.audit import export_trail
        from rosterdesk.core.trail.payloads import AuditExported
        from rosterdesk.core.trail.sightings import note_shown

        with create_private(file) as stream:
            await note_shown(AuditExported(), who())
            async for line in export_trail():
                stream.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))

    with_core(act)


@app.command("register")
def show_register(
    days: Annotated[int, typer.Option(min=1, help="How far back.")] = 30,
    customer: Annotated[str | None, typer.Option(help="Only about this card's owner.")] = None,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """Say who saw, or took away, what about people."""

    async def act(*_: object) -> None:
        from datetime import timedelta

        from rosterdesk.core.clock import now
        from rosterdesk.core.customers.registering import find_by_card
        from rosterdesk.core.trail.sightings import list_shown

        found = await find_by_card(customer) if customer else None
        events = await list_shown(now() - timedelta(days=days), found.id if found else None)
        data = [_show(event) for event in events]
        lines = (
            "  ".join(str(value) for value in each.values() if value is not None) for each in data
        )
        answer(data, as_json=as_json, lines=lines)

    with_core(act)


def _show(event: Event) -> dict[str, Any]:
    from rosterdesk.core.trail.payloads import ChangesShown, ClassShown, read_payload

    said = read_payload(event)
    return {
        "at": event.at,
        "who": event.actor,
        "channel": event.channel,
        "what": event.kind,
        "submission": event.submission.reference if event.submission else None,
        "customer": event.customer_id,
        "class": said.class_code if isinstance(said, ClassShown) else None,
        "form": said.form if isinstance(said, ChangesShown) else None,
    }
