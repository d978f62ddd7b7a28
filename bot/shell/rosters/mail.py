from __future__ import annotations

from datetime import datetime  # noqa: TC003 - typer resolves the type hints
from pathlib import Path  # noqa: TC003 - as above
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rosterdesk.bot.shell.running import JsonFlag, answer, open_readable, with_core

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.mailbox.opening.judging import Judged

app = typer.Typer(no_args_is_help=True, help="Mail, as the mailbox judges it.")


@app.callback()
def group() -> None:
    """Mail, as the mailbox judges it."""


@app.command()
def explain(
    file: Annotated[Path, typer.Argument(help="The message with its header, as it was received.")],
    arrived: Annotated[
        datetime | None, typer.Option(help="When it arrived; else its topmost Received field.")
    ] = None,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """Say who sent a message, as the mailbox judges, and why; nothing is kept of it."""
    with open_readable(file) as source:
        raw = source.read()

    async def act(_library: Library, settings: Settings) -> None:
        from rosterdesk.core.clock import now
        from rosterdesk.core.customers.registering import uploaders_at
        from rosterdesk.mailbox.message.headers import read_arrival
        from rosterdesk.mailbox.opening.judging import judge_mail
        from rosterdesk.mailbox.opening.process import MailOpener
        from rosterdesk.mailbox.trust.dns import resolve_txt

        async def is_authorised(address: str) -> bool:
            return bool(await uploaders_at(address))

        async with MailOpener() as opener:
            judged = await judge_mail(
                raw,
                arrived.astimezone() if arrived else read_arrival(raw) or now(),
                opener=opener,
                settings=settings.mail,
                resolve_txt=resolve_txt,
                is_authorised=is_authorised,
                oversized=len(raw) > settings.mail.max_message_bytes,
            )
        data = _describe(judged, settings.language)
        answer(data, as_json=as_json, lines=_write_lines(data, settings.language))

    with_core(act)


def _describe(judged: Judged, language: Language) -> dict[str, Any]:
    from rosterdesk.mailbox.trust.reasons import explain as say_reasons

    parsed, assessment = judged.parsed, judged.assessment
    reasons = assessment.reasons if assessment else (parsed.quarantine or "unreadable",)
    return {
        "level": str(assessment.level) if assessment else "D",
        "sender": parsed.sender,
        "reasons": [
            {"code": code, "message": say_reasons([code], language)[0]} for code in reasons
        ],
        "temporary": bool(assessment and assessment.temporary),
        "automatic": parsed.automatic,
        "files": [
            {"name": each.name, "size": len(each.data), "roster": each.may_be_roster}
            for each in parsed.attachments
        ],
        "findings": list(parsed.findings),
    }


def _write_lines(data: dict[str, Any], language: Language) -> list[str]:
    from rosterdesk.core.language import N_, Phrases

    phrases = Phrases("rosterdesk.bot")
    levels = {
        "A": N_("A: taken"),
        "B": N_("B: held until it is confirmed"),
        "C": N_("C: set aside, with at most one neutral answer"),
        "D": N_("D: set aside, without an answer"),
    }
    level = levels[data["level"]]
    lines = [phrases.say(language, level), f"  {data['sender'] or '–'}"]
    lines += [f"  • {reason['message']} [{reason['code']}]" for reason in data["reasons"]]
    lines += [f"  {file['name']} ({file['size']} B)" for file in data["files"]]
    return lines
