"""The whole of ``rosterdesk init``: each connection is tried as it is entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.program.service import open_core
from rosterdesk.bot.program.setup.connections import CONNECTIONS, PRINTER
from rosterdesk.bot.program.setup.writing import require_new, write_settings
from rosterdesk.bot.settings import load_settings
from rosterdesk.core.customers.staff import add_staff
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_, Language
from rosterdesk.core.models import StaffRole
from rosterdesk.core.trail.actors import find_shell_actor

if TYPE_CHECKING:
    from pathlib import Path

    from rosterdesk.bot.program.setup.connections import Connection, Draft
    from rosterdesk.bot.program.setup.dialog import Dialog
    from rosterdesk.bot.settings import Settings

_AGAIN, _KEEP, _LEAVE_OUT = range(3)
_CHOICES = (N_("try again"), N_("keep it all the same"), N_("leave it out"))


async def set_up(dialog: Dialog, file: Path) -> None:
    """Ask, try, write the settings, and make the first administrator's code."""
    require_new(file)
    draft: Draft = {"library_name": "", "language": str(_ask_language(dialog))}
    draft["library_name"] = dialog.ask(N_("Name of the library"), "Bibliotheek")
    for connection in CONNECTIONS:
        draft = await connect(dialog, draft, connection) or draft
    while more := await connect(dialog, draft, PRINTER):
        draft = more
    if "printing" not in draft:
        dialog.say(
            N_("  Without a printer no slip is printed: “rosterdesk printer setup” sets one up.")
        )
    dialog.begin(N_("First administrator"))
    settings = load_settings(**draft)
    code = await _add_administrator(dialog, settings)
    dialog.begin(N_("Written, readable for you alone"))
    for path in write_settings(file, draft):
        dialog.repeat(f"  {path}")
    _describe_how_to_go_on(dialog, settings, code)


def _ask_language(dialog: Dialog) -> Language:
    while (answer := dialog.ask(N_("Taal, language: nl, en"), "nl")) not in set(Language):
        dialog.forget()
    dialog.language = Language(answer)
    return dialog.language


async def connect(dialog: Dialog, draft: Draft, connection: Connection) -> Draft | None:
    """Return the draft with it; None where it is not wanted, or left out as it did not work."""
    dialog.begin(connection.title)
    while (asked := connection.ask(dialog, draft)) is not None:
        try:
            facts, learnt = await connection.attempt(load_settings(**asked))
        except RosterdeskError as error:
            dialog.repeat(f"  ✗ {error.say(dialog.language)}")
        else:
            dialog.repeat(f"  ✓ {facts or 'ok'}")
            return asked | learnt
        choice = dialog.choose(_CHOICES[:1] if connection.needed else _CHOICES)
        if choice == _LEAVE_OUT:
            return None
        if choice == _KEEP and _are_accepted(dialog, asked):
            return asked
    return None


def _are_accepted(dialog: Dialog, draft: Draft) -> bool:
    """Return whether the settings accept the draft: the service would not start otherwise."""
    try:
        load_settings(**draft)
    except RosterdeskError as error:
        dialog.repeat(f"  ✗ {error.say(dialog.language)}")
        return False
    return True


async def _add_administrator(dialog: Dialog, settings: Settings) -> str:
    actor = find_shell_actor()
    async with open_core(settings) as library:
        while True:
            name = dialog.ask(N_("Name"), needed=True)
            try:
                _, code = await add_staff(
                    name, StaffRole.ADMINISTRATOR, actor, library.keys, settings.link_code_hours
                )
            except RosterdeskError as error:
                dialog.repeat(f"  ✗ {error.say(dialog.language)}")
            else:
                return code


def _describe_how_to_go_on(dialog: Dialog, settings: Settings, code: str) -> None:
    dialog.begin(N_("Now"))
    dialog.say(N_("  rosterdesk doctor   says what is well and what is not"))
    dialog.say(N_("  rosterdesk run      runs the service"))
    if settings.mail.accounts:
        dialog.say(N_("  For mail, write into the settings what only you know:"))
        dialog.say(
            N_("  mail.trusted_authserv_id   the name in your server's stamp (docs/mail.md: Proof)")
        )
        dialog.say(N_("  mail.questions_to          whom schools ask; it stands in each letter"))
    bot = f"@{settings.chat.bot_name}" if settings.chat.bot_name else "bot"
    dialog.say(
        N_("  Then send this to {bot}, within {hours} hours: /start {code}"),
        bot=bot,
        hours=settings.link_code_hours,
        code=code,
    )
