"""The questions of the set-up about each connection, and the test of each connection."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rosterdesk.bot.errors import ProgramError
from rosterdesk.bot.program.database import APPS
from rosterdesk.bot.program.doctor import examine, meet_bot
from rosterdesk.bot.program.setup.dialog import SetupError, phrases
from rosterdesk.core.language import N_, is_no, is_yes
from rosterdesk.core.storage.database import open_database
from rosterdesk.printer.setup.findings import add_caution

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from rosterdesk.bot.program.setup.dialog import Dialog
    from rosterdesk.bot.settings import Settings

Draft = dict[str, Any]  # as rosterdesk.toml has it, the secrets still in it
_PORTS = {"tls": "993", "starttls": "143", "none": "143"}
_SMTP_PORTS = {"tls": "465", "starttls": "587", "none": "25"}


@dataclass(frozen=True, slots=True)
class Connection:
    """``ask`` returns the draft with the answers, or None where this is not wanted.

    ``attempt`` returns what is worth knowing, and what was learnt for the settings; it raises
    RosterdeskError. What is ``needed`` can neither be kept broken nor left out.
    """

    title: str
    ask: Callable[[Dialog, Draft], Draft | None]
    attempt: Callable[[Settings], Awaitable[tuple[str, Draft]]]
    needed: bool = False


async def _examine(settings: Settings, name: str) -> tuple[str, Draft]:
    (finding,) = await examine(settings, only=name)
    if finding.trouble is not None:
        raise ProgramError(finding.trouble)  # a sentence already, in the settings' language
    return finding.facts, {}


def _ask_data(dialog: Dialog, draft: Draft) -> Draft:
    usual = os.environ.get("ROSTERDESK_DATA", "data")  # what systemd and a container set
    folder = dialog.ask(N_("Folder for the database and the stored files"), usual, needed=True)
    return draft | {"data": str(Path(folder).expanduser().absolute())}


async def _try_data(settings: Settings) -> tuple[str, Draft]:
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            N_("{path} cannot be written: {reason}."), path=settings.data, reason=error.strerror
        ) from error
    return await _examine(settings, "data")


def _ask_database(dialog: Dialog, draft: Draft) -> Draft:
    url = dialog.ask(N_("PostgreSQL's address, postgres://user:password@host/name; or nothing"))
    return draft | ({"database_url": url} if url else {})


async def _try_database(settings: Settings) -> tuple[str, Draft]:
    async with open_database(settings.find_database(), APPS):
        return phrases.say(settings.language, "the tables are made"), {}


def _ask_chat(dialog: Dialog, draft: Draft) -> Draft | None:
    token = dialog.ask(N_("Bot token from BotFather, or nothing for no chat"), secret=True)
    return draft | {"bot_token": token} if token else None


async def _try_chat(settings: Settings) -> tuple[str, Draft]:
    name, _ = await meet_bot(settings)
    return f"@{name}", {"chat": {"bot_name": name}}


def _ask_mail_in(dialog: Dialog, draft: Draft) -> Draft | None:
    host = dialog.ask(N_("IMAP server, or nothing for no mail"))
    if not host:
        return None
    security = dialog.ask(N_("Encryption: tls, starttls, or none on this machine only"), "tls")
    port = dialog.ask(N_("Port"), _PORTS.get(security, ""))
    account = {"host": host, "port": _read_port(port), "security": security}
    account |= {"user": dialog.ask(N_("User name"), needed=True)}
    account |= {"password": dialog.ask(N_("Password"), secret=True, needed=True)}
    return draft | {"mail": {"accounts": [account]}}


def _ask_mail_out(dialog: Dialog, draft: Draft) -> Draft | None:
    (account,) = draft.get("mail", {}).get("accounts", [{}])
    guess = account.get("host", "").replace("imap", "smtp", 1)
    host = dialog.ask(N_("SMTP server, or - for no answers by mail"), guess)
    if host in {"", "-"}:
        return None
    chosen = "none" if account.get("security") == "none" else "starttls"
    security = dialog.ask(N_("Encryption: tls, starttls, or none on this machine only"), chosen)
    port = dialog.ask(N_("Port"), _SMTP_PORTS.get(security, ""))
    server = {"host": host, "port": _read_port(port), "security": security}
    user = dialog.ask(N_("User name, or - where it asks for none"), account.get("user", ""))
    if user not in {"", "-"}:
        server["user"] = user
        server["password"] = dialog.ask(
            N_("Password"), account.get("password", ""), secret=True, needed=True
        )
    server["sender"] = dialog.ask(
        N_("Address that the answers come from"), account.get("user", ""), needed=True
    )
    return draft | {"mail": {**draft.get("mail", {}), "smtp": server}}


def _read_port(text: str) -> int | str:
    return int(text) if text.isdecimal() else text  # the settings say what is wrong with it


def _ask_printer(dialog: Dialog, draft: Draft) -> Draft | None:
    name = dialog.ask(N_("Name of a printer, or nothing for no more"))
    while is_yes(name):  # to whether there is one, which was not the question
        dialog.forget()
        name = dialog.ask(N_("Its name, by which the desk knows it"))
    if not name or is_no(name):
        return None
    url = dialog.ask(N_("Its address: tcp://192.0.2.7:9100, usb://04b8:0202, …"), needed=True)
    known = draft.get("printing", {}).get("printers", {})
    return draft | {"printing": {"printers": {**known, name: add_caution(url)}}}


async def _try_printer(settings: Settings) -> tuple[str, Draft]:
    newest = list(settings.printing.printers)[-1]
    return await _examine(settings, f"printer: {newest}")


async def _try_mail_in(settings: Settings) -> tuple[str, Draft]:
    return await _examine(settings, f"mail in: {settings.mail.accounts[0].name}")


async def _try_mail_out(settings: Settings) -> tuple[str, Draft]:
    return await _examine(settings, "mail out")


_DATABASE = N_("Database: nothing is right for one machine")
_MAIL_IN = N_("Mail in. Microsoft 365 and Google: leave it out now, docs/mail.md has the steps")

CONNECTIONS = (
    Connection(N_("Data"), _ask_data, _try_data, needed=True),
    Connection(_DATABASE, _ask_database, _try_database, needed=True),
    Connection(N_("Chat"), _ask_chat, _try_chat),
    Connection(_MAIL_IN, _ask_mail_in, _try_mail_in),
    Connection(N_("Mail out"), _ask_mail_out, _try_mail_out),
)
PRINTER = Connection(N_("Printer"), _ask_printer, _try_printer)
