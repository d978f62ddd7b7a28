"""The IMAP servers that the watcher's contract is run against, behind one set of handles."""

from __future__ import annotations

import asyncio
import os
import pwd
import re
import shutil
import signal
import smtplib
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Protocol, Self

from imapclient import IMAPClient
from tests.mailbox.scripted import Script, ScriptedServer
from tests.ports import find_free_port, wait_for_port
from tests.programs import need_program

from rosterdesk.bot.standins.mailserver import MailServer
from rosterdesk.mailbox.settings import AccountSettings


class Server(Protocol):
    """A server, with what a contract test does to it, as the world would."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *_: object) -> None: ...
    def account(self, **changes: Any) -> AccountSettings: ...
    async def deliver(self, raw: bytes) -> None: ...
    async def messages(self, folder: str) -> list[bytes]: ...
    async def take_away(self) -> None:
        """Remove every message from the INBOX, as a person in another program would."""

    async def cut(self) -> None:
        """Break the connections."""

    async def stop(self) -> None: ...
    async def start(self) -> None: ...
    async def renumber(self) -> None:
        """Give the INBOX another UIDVALIDITY, and break the connections."""


def make_account(port: int, user: str, secret: str, **changes: Any) -> AccountSettings:
    values: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "user": user,
        "password": secret,
        "poll_seconds": 5,
        "answer_seconds": 5,
    }
    return AccountSettings.model_validate(values | changes)


class PymapServer:
    def __init__(self) -> None:
        self._server = MailServer()

    async def __aenter__(self) -> Self:
        await self._server.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.__aexit__()

    def account(self, **changes: Any) -> AccountSettings:
        server = self._server
        return make_account(server.imap_port, server.user, server.password, **changes)

    async def deliver(self, raw: bytes) -> None:
        await self._server.deliver(raw)

    async def messages(self, folder: str) -> list[bytes]:
        return await self._server.messages(folder)

    async def take_away(self) -> None:
        await remove_all(self.account())

    async def cut(self) -> None:
        await self._server.cut_connections()

    async def stop(self) -> None:
        await self._server.stop_imap()

    async def start(self) -> None:
        await self._server.start_imap()

    async def renumber(self) -> None:
        mailboxes, _ = self._server._config.set_cache[self._server.user]
        (await mailboxes.get_mailbox("INBOX"))._uid_validity += 1
        await self.cut()


class ScriptedAsServer:
    """The scripted server at its best behaviour, except that every line arrives in pieces."""

    def __init__(self) -> None:
        self._server = ScriptedServer(Script(torn=True))

    async def __aenter__(self) -> Self:
        await self._server.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.stop()

    def account(self, **changes: Any) -> AccountSettings:
        return make_account(self._server.port, "u", "p", **changes)

    async def deliver(self, raw: bytes) -> None:
        self._server.deliver(raw)

    async def messages(self, folder: str) -> list[bytes]:
        return list(self._server.folders.get(folder, {}).values())

    async def take_away(self) -> None:
        self._server.folders["INBOX"].clear()

    async def cut(self) -> None:
        self._server.cut()

    async def stop(self) -> None:
        await self._server.stop()

    async def start(self) -> None:
        await self._server.start()

    async def renumber(self) -> None:
        self._server.uidvalidity += 1
        self._server.cut()


async def remove_all(account: AccountSettings) -> None:
    def remove() -> None:
        with IMAPClient(account.host, account.port, ssl=False) as client:
            client.login(account.user, account.read_password() or "")
            client.select_folder("INBOX")
            client.delete_messages(client.search("ALL"))
            client.expunge()

    await asyncio.to_thread(remove)


_DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
first_valid_gid = 1
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
auth_failure_delay = 0
mailbox_idle_check_interval = 1 secs
namespace inbox {{
  inbox = yes
}}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
"""


class DovecotServer:
    """Dovecot without systemd: one configuration file and a folder of its own.

    The folder is not one of pytest's: each new session of pytest closes those to other users, and
    Dovecot's processes are other users.
    """

    user = "leerlingen@library.example"

    def __init__(self, program: str) -> None:
        self._folder = Path(mkdtemp(prefix="dovecot"))
        self._program = program
        self._imap, self._lmtp = find_free_port(), find_free_port()
        self._process: asyncio.subprocess.Process | None = None

    @property
    def _config(self) -> Path:
        return self._folder / "dovecot.conf"

    async def __aenter__(self) -> Self:
        (self._folder / "mail").mkdir(parents=True)
        self._config.write_text(
            _DOVECOT.format(folder=self._folder, imap=self._imap, lmtp=self._lmtp, **_users())
        )
        if os.geteuid() == 0:
            shutil.chown(self._folder / "mail", "nobody", "nogroup")
            self._folder.chmod(0o711)
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            self._program,
            *("-F", "-c", str(self._config)),
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        async with asyncio.timeout(20):
            await asyncio.gather(wait_for_port(self._imap), wait_for_port(self._lmtp))

    async def stop(self) -> None:
        if self._process is not None:
            # The whole group, as when the machine loses its power: a signal to the master would
            # leave the processes that have a client alone.
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()
            self._process = None

    def account(self, **changes: Any) -> AccountSettings:
        return make_account(self._imap, self.user, "secret", **changes)

    async def deliver(self, raw: bytes) -> None:
        def hand_over() -> None:
            with smtplib.LMTP("127.0.0.1", self._lmtp) as client:
                client.sendmail("jan@school.example", [self.user], raw)

        async with asyncio.timeout(10):
            while True:
                try:
                    return await asyncio.to_thread(hand_over)
                except smtplib.SMTPException:  # 451 while its other processes start
                    await asyncio.sleep(0.05)

    async def messages(self, folder: str) -> list[bytes]:
        place = self._folder / "mail" / self.user / ("" if folder == "INBOX" else f".{folder}")
        return [file.read_bytes() for sub in ("new", "cur") for file in (place / sub).glob("*")]

    async def take_away(self) -> None:
        await remove_all(self.account())

    async def cut(self) -> None:
        kicking = await asyncio.create_subprocess_exec(
            need_program("doveadm"),
            *("-c", str(self._config), "kick", self.user),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        await kicking.wait()

    async def renumber(self) -> None:
        await self.stop()
        place = self._folder / "mail" / self.user
        for file in place.glob("dovecot.index*"):
            file.unlink()
        # Its own new number is the clock's second, which may be the same one.
        uids = place / "dovecot-uidlist"
        uids.write_text(re.sub(r" V(\d+)", lambda old: f" V{int(old[1]) + 1}", uids.read_text()))
        await self.start()


def _users() -> dict[str, str]:
    if os.geteuid() == 0:
        return {
            "user": "nobody",
            "group": "nogroup",
            "internal": "dovecot",
            "internal_group": "dovecot",
            "login": "dovenull",
        }
    me = pwd.getpwuid(os.geteuid()).pw_name
    group = str(os.getegid())
    return {"user": me, "group": group, "internal": me, "internal_group": group, "login": me}
