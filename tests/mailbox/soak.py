"""Mails, kills and restarts: the whole program must lose nothing and do nothing twice.

``python -m tests.mailbox.soak --mails 1000 --kills 100 --restarts 20`` delivers that many mails
to a real IMAP server while the program is killed (SIGKILL) and the server is restarted at random
moments, and then counts submissions in the database and answers at the SMTP server.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

from rosterdesk.bot.database import APPS
from rosterdesk.bot.demo.mailserver import MailServer
from rosterdesk.bot.demo.stage import AUTHSERV, write_mail
from rosterdesk.core.actors import shell_actor
from rosterdesk.core.database import open_database, sqlite_url
from rosterdesk.core.models import Submission
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.usecases.cards import CardNumbering
from rosterdesk.core.usecases.customers import add_customer, grant_uploads
from rosterdesk.core.usecases.schools import add_school
from rosterdesk.mailbox.models import MailMessage

SCHOOLS = 10


@dataclass
class Outcome:
    """``answers`` counts the mails that were answered once, twice, …"""

    mails: int
    submissions: int = 0
    kept: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    different_bytes: int = 0
    seconds: float = 0.0


async def soak(
    data: Path, *, mails: int, kills: int, restarts: int, seed: int = 1, patience: float = 600
) -> Outcome:
    chance = random.Random(seed)
    data.mkdir(mode=0o700)  # noqa: ASYNC240 - nothing else runs yet
    began = time.monotonic()
    async with MailServer() as server:
        await _make_schools(data)
        waiting = [_write(server, number) for number in range(mails)]
        sent = [message_from_bytes(raw)["Message-ID"] for raw in waiting]
        restarting = set(chance.sample(range(kills), restarts))
        for number in range(kills):
            share = len(waiting) if number == kills - 1 else chance.randint(0, 2 * mails // kills)
            now, waiting = waiting[:share], waiting[share:]
            await _live_and_die(server, data, now, chance)
            if number in restarting:
                await server.stop_imap()
                await server.start_imap()
        process = await _start(server, data)
        try:
            await _wait_for_answers(server, sent, patience)
        finally:
            process.kill()
            await process.wait()
        outcome = await _count(server, data, sent)
    outcome.seconds = time.monotonic() - began
    return outcome


async def _live_and_die(
    server: MailServer, data: Path, mails: list[bytes], chance: random.Random
) -> None:
    """Start the program, deliver these mails while it works, and kill it at a random moment."""
    process = await _start(server, data)
    for raw in mails:
        await server.deliver(raw)
    with suppress(TimeoutError):
        async with asyncio.timeout(chance.uniform(0.5, 5.0)):
            await process.wait()
            said = _said(data).read_text(encoding="utf-8")[-2_000:]
            raise AssertionError(f"the program ended by itself: {process.returncode}\n{said}")
    process.kill()
    await process.wait()


async def _start(server: MailServer, data: Path) -> asyncio.subprocess.Process:
    with _said(data).open("w") as said:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "rosterdesk.bot", "run", "--only", "mail"),
            env={**os.environ, **_environment(server, data)},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=said,
        )


def _said(data: Path) -> Path:
    return data.with_suffix(".log")


def _environment(server: MailServer, data: Path) -> dict[str, str]:
    local = {"host": server.host, "security": "none"}
    account = {"port": server.imap_port, "user": server.user, "password": server.password}
    mail = {
        "accounts": [local | account],
        "smtp": local | {"port": server.smtp_port, "sender": server.user},
        "trusted_authserv_id": AUTHSERV,
        "replies_per_sender_per_day": 100_000,
    }
    return {"ROSTERDESK_DATA": str(data), "ROSTERDESK_MAIL": json.dumps(mail)}


def _address(school: int) -> str:
    return f"adm@school{school}.example"


def _write(server: MailServer, number: int) -> bytes:
    """A mail with a roster of its own: no two contents are equal."""
    roster = write_workbook(sample_pupils(3, seed=number))
    return write_mail(_address(number % SCHOOLS), server.user, f"lijst{number}.xlsx", roster)


async def _make_schools(data: Path) -> None:
    who = shell_actor("soak")
    async with open_database(sqlite_url(data), APPS):
        for number in range(SCHOOLS):
            school = await add_school(f"{number:02}XX00", f"School {number}", who)
            person, _ = await add_customer(
                school,
                who,
                CardNumbering("2", 10),
                first_name="Anna",
                surname="Jansen",
                email=_address(number),
                role="teacher",
            )
            await grant_uploads(person, school, who)


def _answers(server: MailServer) -> dict[str, list[bytes]]:
    """The "received" answers by the Message-ID that they answer."""
    found: dict[str, list[bytes]] = {}
    for raw in server.sent:
        if b"Leerlingbestand ontvangen" in raw:
            found.setdefault(message_from_bytes(raw)["In-Reply-To"], []).append(raw)
    return found


async def _wait_for_answers(server: MailServer, sent: list[str], patience: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(patience):
            while set(sent) - set(_answers(server)):  # noqa: ASYNC110 - counted, not announced
                await asyncio.sleep(0.2)


async def _count(server: MailServer, data: Path, sent: list[str]) -> Outcome:
    outcome = Outcome(len(sent))
    answers = _answers(server)
    outcome.answers = Counter(len(answers.get(message_id, [])) for message_id in sent)
    outcome.different_bytes = sum(len(set(each)) > 1 for each in answers.values())
    async with open_database(sqlite_url(data), APPS):
        outcome.submissions = await Submission.all().count()
        outcome.kept = await MailMessage.all().count()
    return outcome


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--restarts", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    chosen = vars(parser.parse_args())
    with tempfile.TemporaryDirectory(prefix="rosterdesk-soak-") as folder:
        outcome = asyncio.run(soak(Path(folder) / "data", **chosen))
    print(outcome)
    good = outcome.submissions == outcome.mails and set(outcome.answers) <= {1, 2}
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
