from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rosterdesk.bot.shell.running import create_private, open_readable, with_core

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rosterdesk.bot.program.settings_copy import SettingsCopy
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library

PassphraseFile = Annotated[
    Path | None, typer.Option(help="A file whose first line is the passphrase; else it is asked.")
]
_SHORTEST = 12


def add_to(app: typer.Typer) -> None:
    app.command()(backup)
    app.command()(restore)
    app.command("move-database")(move_database)


def backup(
    file: Annotated[Path, typer.Argument(help="A file that is not there yet.")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write everything to one sealed file, as it is at one moment; the service can go on."""
    passphrase = _read_passphrase(passphrase_file, confirming=True)

    async def act(library: Library, settings: Settings) -> None:
        from rosterdesk.bot.program.settings_copy import copy_settings
        from rosterdesk.core.privacy.backup import write_backup

        copied = copy_settings(settings)
        with create_private(file) as stream:
            try:
                made = await write_backup(
                    stream, passphrase, library.files, library.keys.dump(), copied.texts
                )
            except BaseException:
                file.unlink()  # half of a backup would pass for one
                raise
        print(f"{sum(made.rows.values())} rows and {made.files} files. tip {made.tip}")
        for line in _describe_copied(copied, settings.language):
            print(line)

    with_core(act)


def restore(
    file: Annotated[Path, typer.Argument()], passphrase_file: PassphraseFile = None
) -> None:
    """Fill an empty database and data folder from a backup, and check that all of it is there."""
    import asyncio

    from rosterdesk.bot.program.logs import set_up_logs
    from rosterdesk.bot.settings import load_settings

    set_up_logs()
    passphrase = _read_passphrase(passphrase_file, confirming=False)

    async def act() -> None:
        from rosterdesk.bot.program.service import open_core
        from rosterdesk.bot.program.settings_copy import put_own_settings, put_printers
        from rosterdesk.core.library import find_key_file
        from rosterdesk.core.privacy.backup import Backup
        from rosterdesk.core.protection.keys import put_keys

        with open_readable(file) as stream:
            found = Backup(stream, passphrase)
            put_back = put_own_settings(found.settings)  # they say where the rest goes
            settings = load_settings()
            if found.key_file is not None:
                put_keys(find_key_file(settings), found.key_file)
            async with open_core(settings) as library:
                made = await found.restore(library.files)
            put_printers(found.settings, settings.data)
        print(f"{sum(made.rows.values())} rows and {made.files} files, and the trail is whole.")
        for line in _describe_put_back(found.settings, settings, put_back=put_back):
            print(line)

    asyncio.run(act())


def _describe_copied(copied: SettingsCopy, language: Language) -> list[str]:
    """Return what the backup holds of the settings, and what must be kept beside it."""
    from rosterdesk.bot.words.texts import phrases
    from rosterdesk.core.language import N_

    lines = (
        (N_("The settings are in it: {names}."), sorted(copied.texts)),
        (N_("NOT in it are the secrets in these settings: {names}."), copied.secrets),
        (N_("NOT in it are these files: {names}."), [*copied.named, *copied.untaken]),
    )
    said = [
        phrases.say(language, message, names=", ".join(map(str, names)))
        for message, names in lines
        if names
    ]
    if copied.secrets or copied.named or copied.untaken:
        said.append(
            phrases.say(language, N_("Keep them in another safe place: see docs/backup.md."))
        )
    return said


def _describe_put_back(
    texts: Mapping[str, str], settings: Settings, *, put_back: bool
) -> list[str]:
    """Return what became of the settings, and what must be put back by hand."""
    from rosterdesk.bot.program.settings_copy import copy_settings, list_secrets
    from rosterdesk.bot.settings import find_file
    from rosterdesk.bot.words.texts import phrases
    from rosterdesk.core.language import N_

    secrets = [name for text in texts.values() for name in list_secrets(text)] if put_back else []
    missing = [str(path) for path in copy_settings(settings).named if not path.exists()]
    lines = (
        (N_("The settings were put back: {names}."), [str(find_file())] if put_back else []),
        (N_("Put these secrets back yourself: {names}."), secrets),
        (N_("Put these files back yourself: {names}."), missing),
    )
    return [
        phrases.say(settings.language, message, names=", ".join(names))
        for message, names in lines
        if names
    ]


def move_database(
    source: Annotated[str, typer.Argument(help="The URL of the database as it is.")],
    target: Annotated[str, typer.Argument(help="The URL of an empty database.")],
) -> None:
    """Copy SQLite to PostgreSQL or back, into an empty database; stop the service first."""
    import asyncio
    import secrets
    import tempfile

    from rosterdesk.bot.program.logs import set_up_logs
    from rosterdesk.bot.settings import load_settings

    set_up_logs()
    for url in (source, target):
        load_settings(database_url=url)  # which refuses one without TLS

    async def act() -> None:
        from rosterdesk.bot.program.database import APPS
        from rosterdesk.core.privacy.backup import Backup, write_backup
        from rosterdesk.core.storage.database import open_database

        once = secrets.token_bytes(32)
        with tempfile.TemporaryFile() as stream:
            async with open_database(source, APPS, migrating=False):
                await write_backup(stream, once, None, None)
            stream.seek(0)
            async with open_database(target, APPS):
                made = await Backup(stream, once).restore(None)
        print(f"{sum(made.rows.values())} rows, and the trail is whole. Set database_url now.")

    asyncio.run(act())


def _read_passphrase(file: Path | None, *, confirming: bool) -> bytes:
    from rosterdesk.bot.errors import ProgramError
    from rosterdesk.core.language import N_
    from rosterdesk.core.named_files import read_named_text

    if file is None:
        typed: str = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=confirming)
    else:
        typed = read_named_text("--passphrase-file", file).partition("\n")[0].strip()
    if len(typed) < _SHORTEST:
        raise ProgramError(
            N_("The passphrase must have at least {count} characters."), count=_SHORTEST
        )
    return typed.encode()
