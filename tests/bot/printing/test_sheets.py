"""A class on paper at once: through the queue of slips, with its states, and killed anywhere."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import threading
from typing import TYPE_CHECKING

from tests.bot.chat.desks import WHO, make_school, open_desk, press
from tests.bot.printing.draining import NAME
from tests.bot.printing.dying import start_printing
from tests.bot.printing.jobs import request_job
from tests.core.worlds import open_world
from tests.printer.devices.ipp_printer import Fault, IppPrinter
from tests.printer.sheets.reading import Reading

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.program.database import APPS
from rosterdesk.core.models import Card, OneTimePassword, PrinterState, Slip, SlipStatus, StaffRole
from rosterdesk.core.protection.passwords import verify_password
from rosterdesk.core.slips.printing import find_interrupted
from rosterdesk.core.slips.requests import Whom, request_class
from rosterdesk.core.slips.sheets import answer_sheet
from rosterdesk.core.storage.database import open_database, sqlite_url

if TYPE_CHECKING:
    from collections.abc import Iterable
    from multiprocessing.process import BaseProcess
    from pathlib import Path

    from tests.bot.chat.desks import Desk

    from rosterdesk.core.models import School

OFFICE = "kantoor"
# By hand, with 100 kills: SHEET_KILLS=100.
KILLS = int(os.environ.get("SHEET_KILLS", "3"))
_PASSWORD = re.compile(r"[0-9A-Z]{4} [0-9A-Z]{4}")
_UNSURE = (SlipStatus.UNKNOWN, SlipStatus.QUEUED)


def read_passwords(sheet: bytes) -> dict[str, str]:
    """Return card number -> password, as they stand on a sheet."""
    read = Reading(sheet)
    found: dict[str, str] = {}
    number = ""
    for line in (line for page in range(len(read)) for line in read.read_lines(page)):
        if line.isdecimal() and len(line) > 5:
            number = line
        elif _PASSWORD.fullmatch(line) and number:
            found[number], number = line.replace(" ", ""), ""
    return found


async def works(card: str, password: str) -> bool:
    owner = await Card.get(number=card)
    kept = await OneTimePassword.get(customer_id=owner.customer_id)
    return verify_password(kept.hash, password)


async def fill_classes(desk: Desk) -> School:
    school = await make_school()
    for class_code, count in (("2A", 3), ("2B", 10)):
        for number in range(count):
            await desk.register(
                school,
                first_name=f"Kind{chr(65 + number)}",
                surname="Vos",
                class_code=class_code,
                class_name=class_code,
            )
    return school


async def wait_for_status(status: SlipStatus, count: int) -> None:
    async def reached() -> bool:
        return await Slip.filter(status=status).count() == count

    await wait_for(reached)


async def is_out_of_paper() -> bool:
    return await PrinterState.filter(name=OFFICE, trouble="paper_out").exists()


async def test_each_class_is_a_sheet_of_its_own_with_passwords_that_work(data: Path):
    with IppPrinter() as printer:
        async with open_desk(data, printers={OFFICE: printer.url}) as desk:
            school = await fill_classes(desk)
            # A name for which there is no font holds up no class.
            await desk.register(school, first_name="\U00012000", surname="Vos", class_code="2A")
            await request_class(school, None, OFFICE, WHO, whom=Whom.EVERYBODY)
            await wait_for_status(SlipStatus.CONFIRMED, 13)
            await wait_for_status(SlipStatus.FAILED, 1)
            first, second = map(read_passwords, printer.documents)
            assert (len(first), len(second)) == (3, 10)
            for card, password in (first | second).items():
                assert await works(card, password)
            assert Reading(printer.documents[1]).title == "Klas 2B, De Regenboog"


async def test_a_sheet_of_which_nobody_knows_is_asked_about_once(data: Path):
    with IppPrinter(Fault.NO_ANSWER) as printer:
        async with open_desk(data, printers={OFFICE: printer.url}) as desk:
            clerk = await desk.staff(1001, "Dirk", StaffRole.DESK)
            school = await fill_classes(desk)
            await request_class(school, "2B", OFFICE, WHO, whom=Whom.EVERYBODY)
            await wait_for_status(SlipStatus.UNKNOWN, 10)
            asked = await clerk.expect("Staan de kaarten 1 tot en met 10", timeout=90)
            printer.fault = None
            await press(clerk, asked, "vanaf kaart")
            await clerk.expect("Vanaf welke bon", timeout=90)
            clerk.send("9")
            warned = await clerk.expect(lambda m: any("Ja" in b for b in m.buttons), timeout=90)
            await press(clerk, warned, "Ja")
            await wait_for_status(SlipStatus.CONFIRMED, 2)
            assert "8 kaarten" in await press(clerk, asked, "Ja, allemaal")
            old, new = map(read_passwords, printer.documents)
            assert len(new) == 2
            for number, card in enumerate(old, start=1):
                assert await works(card, old[card]) == (number < 9)
            for card, password in new.items():
                assert await works(card, password)


async def test_paper_that_is_out_costs_no_password(data: Path):
    with IppPrinter() as printer:
        async with open_desk(data, printers={OFFICE: printer.url}) as desk:
            school = await fill_classes(desk)
            await request_class(school, "2A", OFFICE, WHO, whom=Whom.EVERYBODY)
            await wait_for_status(SlipStatus.CONFIRMED, 3)
            printer.fault = Fault.PAPER_OUT
            await request_class(school, "2A", OFFICE, WHO, whom=Whom.EVERYBODY)
            await wait_for(is_out_of_paper)
            (sheet,) = map(read_passwords, printer.documents)
            for card, password in sheet.items():
                assert await works(card, password)
            printer.fault = None
            await wait_for_status(SlipStatus.CONFIRMED, 6)


class DeadlyIppPrinter(IppPrinter):
    """Kills the process that sends to it, some time after a document began to come."""

    sender: BaseProcess | None = None
    delay = 0.0
    questions = 0

    def serve(self, handler) -> None:
        self.questions -= 1
        if self.questions <= 0 and self.sender is not None:
            sender, self.sender = self.sender, None
            threading.Timer(self.delay, sender.kill).start()
        super().serve(handler)


def read_all_files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def check_sheets(documents: Iterable[bytes], data: Path) -> None:
    """Each child has exactly one password that works and was on paper, or is not certain."""
    on_paper: dict[str, list[str]] = {}
    for document in documents:
        for card, password in read_passwords(document).items():
            on_paper.setdefault(card, []).append(password)
    for slip in await Slip.all():
        card = await Card.get(customer_id=slip.customer_id)
        working = [each for each in on_paper.get(card.number, []) if await works(card.number, each)]
        if slip.status in _UNSURE:
            assert len(working) <= 1
        else:
            assert slip.status in {SlipStatus.SENT, SlipStatus.CONFIRMED}
            assert len(working) == 1
    kept = read_all_files(data)
    for password in (each for passwords in on_paper.values() for each in passwords):
        assert password.encode() not in kept
        assert f"{password[:4]} {password[4:]}".encode() not in kept


async def test_sheets_killed_at_random_moments(fresh_sqlite, tmp_path):
    """A killed process leaves cards that work or a question, and a password in no file."""
    del fresh_sqlite  # it is at tmp_path / "data"
    data, dice = tmp_path / "data", random.Random(11)
    url = sqlite_url(data)
    async with open_database(url, APPS), open_world(tmp_path / "files") as world:
        await request_job(world, 12)
    kills = 0
    with DeadlyIppPrinter() as printer:
        for _ in range(KILLS):
            process = start_printing(data, printer.url)
            printer.sender, printer.questions = process, dice.randrange(1, 7)
            printer.delay = dice.choice((0.0, dice.uniform(0, 0.05)))
            await asyncio.to_thread(process.join)
            assert process.exitcode in {0, -signal.SIGKILL}
            kills += process.exitcode != 0
            async with open_database(url, APPS, migrating=False):
                await find_interrupted(NAME)
                await check_sheets(printer.documents, data)
                # A desk that looks at the paper; where there is none, it prints them again.
                for slip in await Slip.filter(status=SlipStatus.UNKNOWN):
                    await _answer(slip, printer.documents)
                await Slip.filter(status__in=["sent", "confirmed"]).update(status="queued")
        printer.sender = None
        process = start_printing(data, printer.url)
        await asyncio.to_thread(process.join)
        async with open_database(url, APPS, migrating=False):
            await check_sheets(printer.documents, data)
            assert await Slip.filter(status=SlipStatus.CONFIRMED).count() == 12
    print(f"{kills} kills of {KILLS}")
    assert kills > KILLS // 2


async def _answer(slip: Slip, documents: list[bytes]) -> None:
    card = await Card.get(customer_id=slip.customer_id)
    found = [read_passwords(each).get(card.number) for each in documents]
    there = [password for password in found if password and await works(card.number, password)]
    if there:
        assert await answer_sheet(slip.job, slip.number, slip.number, WHO) == 1
    else:
        await Slip.filter(id=slip.id).update(status=SlipStatus.QUEUED)
