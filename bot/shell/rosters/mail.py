from __future__ import annotations

from datetime import datetime  # noqa: TC003 - typer resolves the type hints
from functools import partial
from pathlib import Path  # noqa: TC003 - as above
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rosterdesk.bot.shell.running import JsonFlag, answer, open_readable, with_core_if_there
from rosterdesk.core.language import N_

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.mailbox.opening.judging import Judged
    from rosterdesk.mailbox.trust.assessing import ResolveTxt
    from rosterdesk.mailbox.trust.authresults import Received
    from rosterdesk.mailbox.trust.opened import Opener

app = typer.Typer(no_args_is_help=True, help="Mail, as the mailbox judges it.")

_LEVELS = {
    "A": N_("A: taken"),
    "B": N_("B: held until it is confirmed"),
    "C": N_("C: set aside, with at most one neutral answer"),
    "D": N_("D: set aside, without an answer"),
}
_NOT_CHECKED = N_("not checked: the mail is refused whatever it proves.")
_REGISTERED = N_("From a registered sender it would be {level}.")
_NOTES = {
    "utf16": N_("The file was saved as UTF-16 text: no signature can fit any more."),
    "byte_order_mark": N_("A byte order mark before the header was left out."),
    "empty_lines": N_("Empty lines before the header were left out."),
    "mbox_line": N_('The line "From …" before the header, of a file in mbox format, was left out.'),
    "no_settings": N_(
        "There are no settings here: which stamp is believed, which addresses are ours and who is "
        "registered cannot be known. In the folder of the library's settings all of it is."
    ),
    "no_library": N_("There is no library here yet: nobody counts as registered."),
}


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
    from rosterdesk.bot.settings import is_set_up
    from rosterdesk.mailbox.message.saved import strip_saved

    with open_readable(file) as source:
        raw, notes = strip_saved(source.read())

    async def act(library: Library | None, settings: Settings) -> None:
        from rosterdesk.mailbox.opening.process import MailOpener
        from rosterdesk.mailbox.trust.dns import resolve_txt

        said = notes if library else (*notes, "no_library" if is_set_up() else "no_settings")
        async with MailOpener(isolation=settings.reader_isolation) as opener:
            judging = partial(
                judge_saved, raw, settings, opener=opener, resolve_txt=resolve_txt, arrived=arrived
            )
            data = describe_mail(await judging(library), said, settings)
            if library is None:
                known = _read_level(await judging(None, registered=True))
                data["level_if_registered"] = known
        answer(data, as_json=as_json, lines=_write_lines(data, settings.language))

    with_core_if_there(act, even_without_settings=True)


async def judge_saved(
    raw: bytes,
    settings: Settings,
    library: Library | None,
    *,
    opener: Opener,
    resolve_txt: ResolveTxt,
    arrived: datetime | None = None,
    registered: bool = False,
) -> Judged:
    """Judge a mail; without a library its sender counts as ``registered`` or not."""
    from rosterdesk.core.clock import now
    from rosterdesk.core.customers.registering import uploaders_at
    from rosterdesk.mailbox.message.headers import read_arrival
    from rosterdesk.mailbox.opening.judging import judge_mail

    async def is_authorised(address: str) -> bool:
        return registered if library is None else bool(await uploaders_at(address))

    return await judge_mail(
        raw,
        arrived.astimezone() if arrived else read_arrival(raw) or now(),
        opener=opener,
        settings=settings.mail,
        resolve_txt=resolve_txt,
        is_authorised=is_authorised,
        oversized=len(raw) > settings.mail.max_message_bytes,
    )


def describe_mail(judged: Judged, notes: tuple[str, ...], settings: Settings) -> dict[str, Any]:
    """Return what is said of a mail; ``notes`` are codes about the file in which it stood."""
    from rosterdesk.mailbox.files.naming import name_files

    parsed, assessment = judged.parsed, judged.assessment
    reasons = assessment.reasons if assessment else (parsed.quarantine or "unreadable",)
    return {
        "level": _read_level(judged),
        "sender": parsed.sender,
        "reasons": [_describe_reason(code, settings.language) for code in reasons],
        "signatures": _list_signatures(judged, settings.language),
        "stamps": _describe_stamps(judged, settings),
        "notes": [
            {"code": each, "message": _say(settings.language, _NOTES[each])} for each in notes
        ],
        "temporary": bool(assessment and assessment.temporary),
        "automatic": parsed.automatic,
        "files": [
            {"name": each.name, "size": len(each.data), "roster": each.may_be_roster}
            for each in name_files(parsed, settings.language).attachments
        ],
        "findings": list(parsed.findings),
    }


def _read_level(judged: Judged) -> str:
    return str(judged.assessment.level) if judged.assessment else "D"


def _list_signatures(judged: Judged, language: Language) -> list[dict[str, Any]]:
    """Return each signature with what became of it; its code is null where none was checked."""
    head = judged.head
    verdicts = judged.assessment.verdicts if judged.assessment else ()
    found = {each.signature.index: each.code for each in verdicts}
    return [
        {
            "domain": each.domain or None,
            "selector": each.selector or None,
            **(
                _describe_reason(code, language)
                if code
                else {"code": None, "message": _say(language, _NOT_CHECKED)}
            ),
        }
        for each in (head.signatures if head else ())
        for code in [found.get(each.index, each.refused)]
    ]


def _describe_stamps(judged: Judged, settings: Settings) -> dict[str, Any]:
    """Return what Authentication-Results there are, and why they prove nothing, if so."""
    received = judged.head.received if judged.head else None
    found = bool(received and received.found)
    if received is None:
        said = None
    elif found:
        said = _describe_stamp(received, settings)
    else:
        said = _describe_others(received, settings)
    others = list(received.others) if received else []
    return {"found": found, "others": others, "message": said}


def _describe_stamp(received: Received, settings: Settings) -> str | None:
    """Return why the stamp of our server proves nothing; None where it says pass or fail."""
    name, domain = settings.mail.trusted_authserv_id, received.about
    if received.unclear and domain:
        message = N_(
            "The stamp of {name} is about {domain}, which is not the sender's: it proves nothing."
        )
        return _say(settings.language, message, name=name, domain=domain)
    if received.unclear:
        message = N_("The stamp of {name} can be read in more than one way: it proves nothing.")
        return _say(settings.language, message, name=name)
    if received.said in {"pass", "fail"}:
        return None
    if not received.said:
        message = N_("The stamp of {name} says nothing of DMARC: it proves nothing.")
        return _say(settings.language, message, name=name)
    message = N_("The stamp of {name} says dmarc={result}: that proves nothing.")
    return _say(settings.language, message, name=name, result=received.said)


def _describe_others(received: Received, settings: Settings) -> str | None:
    trusted, others = settings.mail.trusted_authserv_id, ", ".join(received.others)
    if received.unclear or not (others or trusted):
        return None
    if not others:
        return _say(settings.language, N_("There is no stamp of {name}."), name=trusted)
    if trusted:
        message = N_("A stamp of {others} was not believed: trusted_authserv_id is {name}.")
        return _say(settings.language, message, others=others, name=trusted)
    message = N_("A stamp of {others} was not believed: trusted_authserv_id is not set.")
    return _say(settings.language, message, others=others)


def _describe_reason(code: str, language: Language) -> dict[str, str]:
    from rosterdesk.mailbox.trust.reasons import explain as say_reasons

    return {"code": code, "message": say_reasons([code], language)[0]}


def _say(language: Language, message: str, **values: object) -> str:
    from rosterdesk.core.language import Phrases

    return Phrases("rosterdesk.bot").say(language, message, **values)


def _write_lines(data: dict[str, Any], language: Language) -> list[str]:
    lines = [_say(language, _LEVELS[data["level"]]), f"  {data['sender'] or '–'}"]
    lines += [f"  • {reason['message']} [{reason['code']}]" for reason in data["reasons"]]
    lines += [_write_signature(each) for each in data["signatures"]]
    if data["stamps"]["message"]:
        lines.append(f"  Authentication-Results: {data['stamps']['message']}")
    lines += [f"  {file['name']} ({file['size']} B)" for file in data["files"]]
    lines += [f"  {note['message']}" for note in data["notes"]]
    if (level := data.get("level_if_registered")) and level != data["level"]:
        lines.append("  " + _say(language, _REGISTERED, level=_say(language, _LEVELS[level])))
    return lines


def _write_signature(found: dict[str, Any]) -> str:
    named = f"  DKIM-Signature: d={found['domain'] or '–'} s={found['selector'] or '–'}"
    return f"{named}: {found['message']}" + (f" [{found['code']}]" if found["code"] else "")
