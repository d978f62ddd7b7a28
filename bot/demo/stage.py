"""The demo's stage: the product unmodified, between stand-ins for mail, chat and printer."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from rosterdesk.bot.page_settings import PageSettings
from rosterdesk.bot.program.service import open_service
from rosterdesk.bot.settings import ChatSettings, Settings
from rosterdesk.bot.standins.botapi import BotApi
from rosterdesk.bot.standins.mailserver import MailServer
from rosterdesk.core.clock import now
from rosterdesk.core.storage.database import wake
from rosterdesk.mailbox.settings import AccountSettings, MailSettings, Security, SmtpSettings
from rosterdesk.printer.settings import PrinterSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from rosterdesk.bot.program.service import Service

LIBRARY = "Bibliotheek Voorbeelddam"
AUTHSERV = "mail.bibliotheek.example"  # the name under which the library's server vouches
PRINTER = "balie"
BOT_NAME = "rosterdesk_bot"


@dataclass(frozen=True, slots=True)
class World:
    """The stand-ins for what is outside: a mail server and a chat service."""

    mail: MailServer
    chat: BotApi


@dataclass(frozen=True, slots=True)
class Stage:
    """The outside world and the service in it."""

    mail: MailServer
    chat: BotApi
    service: Service


@asynccontextmanager
async def set_stage(
    data: Path | None = None, adapt: Callable[[Settings], Settings] = lambda made: made
) -> AsyncIterator[Stage]:
    """Start the stand-ins and the service; without a data folder, on one deleted afterwards.

    ``adapt`` changes the settings that a library would write.
    """
    async with AsyncExitStack() as stack:
        folder = data or stack.enter_context(tempfile.TemporaryDirectory(prefix="rosterdesk-demo-"))
        world = await stack.enter_async_context(set_world())
        yield await stack.enter_async_context(serve_stage(world, Path(folder), adapt))


@asynccontextmanager
async def set_world() -> AsyncIterator[World]:
    async with MailServer(take_in=judge_mail) as mail, BotApi(username=BOT_NAME) as chat:
        yield World(mail, chat)


@asynccontextmanager
async def serve_stage(
    world: World, data: Path, adapt: Callable[[Settings], Settings] = lambda made: made
) -> AsyncIterator[Stage]:
    """Run the service in this world; it may be run again on the same data."""
    settings = adapt(make_settings(data, world))
    async with open_service(settings, resolve_txt=_resolve_nothing) as service:
        working = asyncio.create_task(service.run())
        try:
            yield Stage(world.mail, world.chat, service)
        finally:
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working


def make_settings(data: Path, world: World) -> Settings:
    """Return the settings as a library would write them, with loopback addresses."""
    mail = world.mail
    return Settings(
        data=data,
        library_name=LIBRARY,
        bot_token=SecretStr(world.chat.token),
        chat=ChatSettings(api_url=world.chat.base_url, bot_name=BOT_NAME),
        mail=MailSettings(
            accounts=(
                AccountSettings(
                    host=mail.host,
                    port=mail.imap_port,
                    security=Security.NONE,
                    user=mail.user,
                    password=SecretStr(mail.password),
                ),
            ),
            smtp=SmtpSettings(
                host=mail.host, port=mail.smtp_port, security=Security.NONE, sender=mail.user
            ),
            trusted_authserv_id=AUTHSERV,
        ),
        printing=PrinterSettings(printers={PRINTER: "dummy:"}),
    )


def add_page(settings: Settings) -> Settings:
    """Return the settings with the library's page, on a port of this machine that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    page = PageSettings(url=f"http://localhost:{port}", port=port, on_slips=False)
    return settings.model_copy(update={"page": page})


async def _resolve_nothing(_name: str) -> list[bytes]:
    """The demo is offline: no key of any domain is found."""
    return []


def judge_mail(envelope_sender: str, raw: bytes) -> bytes:
    """Return a mail as the library's server hands it over: its verdict on top.

    It passes where the mail came from the domain that it says it is from (DMARC's alignment).
    """
    claimed = parseaddr(str(message_from_bytes(raw)["From"]))[1].rpartition("@")[2]
    verdict = "pass" if envelope_sender.rpartition("@")[2] == claimed else "fail"
    line = f"Authentication-Results: {AUTHSERV}; dmarc={verdict} header.from={claimed}\r\n"
    return line.encode() + raw


def write_mail(sender: str, to: str, file_name: str, data: bytes) -> bytes:
    """Return a school's mail as the library's server hands it over, its verdict on top."""
    message = EmailMessage()
    domain = sender.rpartition("@")[2]
    message["Authentication-Results"] = f"{AUTHSERV}; dmarc=pass header.from={domain}"
    message["From"] = sender
    message["To"] = to
    message["Subject"] = "Leerlingen"
    message["Date"] = format_datetime(now())
    message["Message-ID"] = make_msgid(domain=domain)
    message.set_content("Goedemorgen,\n\nHierbij onze leerlingen.\n\nGroet,\nMarijke\n")
    message.add_attachment(data, maintype="application", subtype="octet-stream", filename=file_name)
    return message.as_bytes()


async def wait_for(look: Callable[[], Awaitable[bool]], seconds: float = 30) -> None:
    """Wait until the look sees it; it looks again whenever something was committed.

    Raises TimeoutError. Every second it looks without being woken, for what other processes do.
    """
    woken = wake.listen()
    async with asyncio.timeout(seconds):
        while not await look():
            woken.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await woken.wait()
