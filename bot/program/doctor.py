"""``rosterdesk doctor``: each connection, and what to do where it is not well.

Nothing is changed but what starting the service would change too; nothing is sent or printed.
"""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

from rosterdesk.bot.errors import ProgramError
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_, Language, Phrases

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from rosterdesk.bot.settings import Settings
    from rosterdesk.mailbox.settings import AccountSettings, SmtpSettings

phrases = Phrases("rosterdesk.bot")
_SECONDS = 30.0
_QUICK_SECONDS = 1.0  # of each connection: they are tried side by side
_PROBE_BYTES = 2**20
_ROOM_BYTES = 100 * 2**20  # a few rosters of the largest size, and SQLite's log beside them


@dataclass(frozen=True, slots=True)
class Finding:
    """``trouble`` is None where all is well, else a sentence that says how to mend it.

    ``facts`` is what is worth knowing where it is well; mostly nothing.
    """

    name: str
    trouble: str | None
    facts: str = ""


async def examine(
    settings: Settings, only: str | None = None, *, quick: bool = False
) -> list[Finding]:
    """Look at everything that the settings name, at the same time, each within half a minute.

    ``only`` is the name of one finding, for a connection that is just being set up. ``quick``
    gives each a second, and starts no reader: for who asks every minute.
    """
    checks: dict[str, Callable[[], Awaitable[str | None]]] = {
        "data": partial(_check_folder, settings),
        "database": partial(_check_database, settings),
        "stored files": partial(_check_files, settings),
        "card numbers": partial(_check_card_numbers, settings),
    }
    if not quick:
        checks["reader"] = partial(_check_reader, settings)
    for account in settings.mail.accounts:
        checks[f"mail in: {account.name}"] = partial(_check_imap, account, settings)
    if settings.mail.smtp is not None:
        checks["mail out"] = partial(_check_smtp, settings.mail.smtp)
    checks["chat"] = partial(_check_chat, settings)
    for name, url in settings.printing.printers.items():
        checks[f"printer: {name}"] = partial(_check_printer, name, url, settings)
    await asyncio.to_thread(_load_libraries, quick=quick)
    wanted = [(name, check) for name, check in checks.items() if only in {None, name}]
    seconds = _QUICK_SECONDS if quick else _SECONDS
    return await asyncio.gather(*(_run(*each, settings.language, seconds) for each in wanted))


def _load_libraries(*, quick: bool) -> None:
    """Before the clocks start: on a busy machine this takes longer than many an answer."""
    import aiogram  # noqa: F401, PLC0415 - the command line starts light

    import rosterdesk.bot.program.database  # noqa: PLC0415
    import rosterdesk.bot.words.mailboxes  # noqa: PLC0415
    import rosterdesk.mailbox.imap.checks  # noqa: PLC0415
    import rosterdesk.mailbox.sending.sender  # noqa: PLC0415
    import rosterdesk.printer.devices.owner  # noqa: PLC0415

    if not quick:
        import rosterdesk.core.roster.samples  # noqa: F401, PLC0415


async def _run(
    name: str, check: Callable[[], Awaitable[str | None]], language: Language, seconds: float
) -> Finding:
    try:
        async with asyncio.timeout(seconds):
            facts = await check()
    except RosterdeskError as error:
        return Finding(name, error.say(language))
    except TimeoutError:
        return Finding(name, phrases.say(language, _NO_ANSWER, seconds=round(seconds)))
    except OSError as error:
        return Finding(name, _describe_system(error, language))
    except Exception as error:  # noqa: BLE001 - a doctor reports; its words may hold a secret
        return Finding(name, type(error).__name__)
    return Finding(name, None, facts or "")


def _describe_system(error: OSError, language: Language) -> str:
    if error.filename is None:
        return error.strerror or type(error).__name__
    return ProgramError(_NO_FILE, file=error.filename, reason=error.strerror).say(language)


async def _check_folder(settings: Settings) -> None:
    await asyncio.to_thread(_write_something, settings.data)
    await asyncio.to_thread(_require_private, settings)


def _require_private(settings: Settings) -> None:
    """Look at the rights of secrets and of the database; stored files are encrypted."""
    from rosterdesk.bot.settings import list_secret_files  # noqa: PLC0415
    from rosterdesk.core.library import find_key_file  # noqa: PLC0415
    from rosterdesk.core.private_files import find_open_to_others  # noqa: PLC0415

    paths = [find_key_file(settings), *list_secret_files(settings)]
    found = find_open_to_others([*settings.data.glob("rosterdesk.sqlite3*"), *paths])
    if found:
        raise ProgramError(_NOT_PRIVATE, path=found)


def _write_something(folder: Path) -> None:
    """Write as much as a roster takes: rights, quotas and full disks show themselves only then."""
    try:
        free = shutil.disk_usage(folder).free
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(_PROBE_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        raise ProgramError(_FULL if full else _NO_FOLDER, folder=folder) from error
    if free < _ROOM_BYTES:
        raise ProgramError(_NEARLY_FULL, folder=folder, free=free // 2**20)


async def _check_database(settings: Settings) -> str:
    if settings.database_url is None:
        await _check_folder(settings)
    from rosterdesk.bot.program.database import APPS  # noqa: PLC0415 - the command line starts light
    from rosterdesk.core.storage.database import may_change_trail, open_database  # noqa: PLC0415

    async with open_database(settings.find_database(), APPS, migrating=False):
        may = await may_change_trail()
    if may is None:
        return ""
    said = (
        "may change the audit trail, see docs/audit.md" if may else "only adds to the audit trail"
    )
    return phrases.say(settings.language, said)


async def _check_files(settings: Settings) -> None:
    """Open the newest one: another machine may have stored it, under its own key."""
    from rosterdesk.bot.program.database import APPS  # noqa: PLC0415 - the command line starts light
    from rosterdesk.core.library import find_key_file  # noqa: PLC0415
    from rosterdesk.core.models import StoredFile  # noqa: PLC0415
    from rosterdesk.core.protection.files import FileStore, StoredFileError  # noqa: PLC0415
    from rosterdesk.core.protection.keys import load_keys  # noqa: PLC0415
    from rosterdesk.core.storage.database import DatabaseError, open_database  # noqa: PLC0415

    try:
        async with open_database(settings.find_database(), APPS, migrating=False):
            newest = await StoredFile.all().order_by("-stored_at").first()
    except DatabaseError:
        return  # the check of the database says what is wrong
    if newest is None:
        return
    folder = settings.data / "files"
    try:
        await FileStore(folder, load_keys(find_key_file(settings))).load(newest.digest)
    except StoredFileError as error:
        raise ProgramError(_NOT_OURS, folder=folder) from error


async def _check_card_numbers(settings: Settings) -> str:
    """Look at how many numbers each range has left."""
    from rosterdesk.bot.program.database import APPS  # noqa: PLC0415 - the command line starts light
    from rosterdesk.core.customers.card_ranges import measure_ranges  # noqa: PLC0415
    from rosterdesk.core.customers.policies import use_defaults  # noqa: PLC0415
    from rosterdesk.core.storage.database import DatabaseError, open_database  # noqa: PLC0415

    use_defaults(settings.policy)
    try:
        async with open_database(settings.find_database(), APPS, migrating=False):
            ranges = await measure_ranges(settings.card_number_prefix, settings.card_number_length)
    except DatabaseError:
        return ""  # the check of the database says what is wrong
    for each in ranges:
        if each.is_short:
            raise ProgramError(
                _SHORT_RANGE,
                first=each.first,
                last=each.last,
                used=each.used,
                size=each.size,
                schools=", ".join(each.schools),
            )
    return phrases.say_many(settings.language, len(ranges), "{count} range", "{count} ranges")


async def _check_reader(settings: Settings) -> str:
    """Read something, and say which rights the kernel takes away from what reads it."""
    from rosterdesk.core.isolation.words import describe_enforced  # noqa: PLC0415
    from rosterdesk.core.library import make_reader  # noqa: PLC0415
    from rosterdesk.core.roster.model import RosterStatus  # noqa: PLC0415
    from rosterdesk.core.roster.samples import sample_pupils, write_workbook  # noqa: PLC0415

    async with make_reader(settings) as reader:
        enforced = await reader.find_enforced()
        roster = await reader.read(write_workbook(sample_pupils(3)), "doctor.xlsx")
    if roster.status is not RosterStatus.OK:
        raise ProgramError(_NO_READER)
    return describe_enforced(enforced, settings.language)


async def _check_imap(account: AccountSettings, settings: Settings) -> str:
    from rosterdesk.mailbox.imap.checks import check_account  # noqa: PLC0415

    found = await check_account(account)
    said = phrases.say_many(
        settings.language,
        found.messages,
        "{count} message in the folder",
        "{count} messages in the folder",
    )
    watched = await _find_watch(account.name, settings)
    return f"{said}; {watched}" if watched else said


async def _find_watch(account: str, settings: Settings) -> str | None:
    """Return what the running service last said of this mailbox; nothing where it never ran."""
    from rosterdesk.bot.program.database import APPS  # noqa: PLC0415
    from rosterdesk.bot.words.mailboxes import describe_watch  # noqa: PLC0415
    from rosterdesk.core.storage.database import DatabaseError, open_database  # noqa: PLC0415
    from rosterdesk.mailbox.models import MailWatch  # noqa: PLC0415

    try:
        async with open_database(settings.find_database(), APPS, migrating=False):
            watch = await MailWatch.get_or_none(account=account)
    except DatabaseError:
        return None  # the check of the database says what is wrong
    return describe_watch(watch, settings.language) if watch else None


async def _check_smtp(smtp: SmtpSettings) -> None:
    from rosterdesk.mailbox.sending.sender import MailSender  # noqa: PLC0415

    await MailSender(smtp).check()


async def _check_chat(settings: Settings) -> str:
    name, waiting = await meet_bot(settings)
    said = phrases.say_many(
        settings.language, waiting, "{count} message waits for us", "{count} messages wait for us"
    )
    return f"@{name}; {said}"


async def meet_bot(settings: Settings) -> tuple[str, int]:
    """Return the bot's user name and how many messages wait for it; raises ProgramError."""
    from aiogram import Bot  # noqa: PLC0415
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415
    from aiogram.exceptions import TelegramAPIError, TelegramUnauthorizedError  # noqa: PLC0415
    from aiogram.utils.token import TokenValidationError  # noqa: PLC0415

    token = settings.read_bot_token()
    if token is None:
        raise ProgramError(_NO_TOKEN)
    session = AiohttpSession(
        api=TelegramAPIServer.from_base(settings.chat.api_url), timeout=_SECONDS
    )
    try:
        bot = Bot(token, session=session)
        me = await bot.get_me()
        waiting = (await bot.get_webhook_info()).pending_update_count
    except (TelegramUnauthorizedError, TokenValidationError) as error:
        raise ProgramError(_WRONG_TOKEN) from error
    except TelegramAPIError as error:
        raise ProgramError(_NO_CHAT) from error
    finally:
        await session.close()
    return me.username or "", waiting


async def _check_printer(name: str, url: str, settings: Settings) -> None:
    from rosterdesk.bot.program.heard import ask_heard  # noqa: PLC0415
    from rosterdesk.printer.devices.owner import Printer  # noqa: PLC0415
    from rosterdesk.printer.setup.naming import find_twin  # noqa: PLC0415

    earlier = dict(takewhile(lambda each: each[0] != name, settings.printing.printers.items()))
    twin = await asyncio.to_thread(find_twin, earlier, url)
    if twin is not None:
        raise ProgramError(_TWINS, other=twin, name=name)
    if settings.printing.asks(name):
        reason = (await ask_heard(settings, name)).reason
    else:
        async with Printer(name, url) as printer:
            reason = (await printer.status()).reason
    if reason:
        raise ProgramError(reason.say(settings.language))


_TWINS = N_(
    "“{other}” and “{name}” are the same printer, one by its host's name and one by its IP address:"
    " use one name for it."
)
_NO_ANSWER = N_("There was no answer within {seconds} seconds.")
_MAY_CHANGE = N_("may change the audit trail, see docs/audit.md")
_ONLY_ADDS = N_("only adds to the audit trail")
_NO_FOLDER = N_(
    "The data folder {folder} is not there or cannot be written to: make it, or run 'migrate'."
)
_FULL = N_("The disk of the data folder {folder} is full: make room.")
_NEARLY_FULL = N_("The disk of the data folder {folder} has {free} MB left: make room.")
_NOT_PRIVATE = N_("Others on this machine can read {path}: take that away with 'chmod go= {path}'.")
_NO_FILE = N_("The file {file} cannot be read ({reason}): is it there, and whose is it?")
_NOT_OURS = N_(
    "The newest stored file is not in {folder}, or has another key: machines with one database"
    " share this folder and the key file too."
)
_SHORT_RANGE = N_(
    "Of the card numbers {first} to {last} {used} of {size} are in use. Give these schools another"
    " range: {schools}."
)
_NO_READER = N_("The reader's process does not read: is there enough memory?")
_NO_TOKEN = N_("No bot token is set: set ROSTERDESK_BOT_TOKEN_FILE.")
_WRONG_TOKEN = N_("The chat service does not know this bot token: ask BotFather for a new one.")
_NO_CHAT = N_("The chat service cannot be reached: look at the network and chat.api_url.")
