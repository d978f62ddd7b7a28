"""Dialogs about printers and slips: setting one up, asking for slips, going on at one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bot.approval.desk import has
from tests.bot.dialogs.scenes import PRINTER, SECONDS
from tests.bot.dialogs.steps import ANNA, Script, Step, ask_anna, ask_boss, find_subject

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.core.customers.registering import add_customer
from rosterdesk.core.models import Channel, Customer, Slip, SlipStatus, Staff
from rosterdesk.core.slips.printing import write_down
from rosterdesk.core.slips.queue import pause
from rosterdesk.core.slips.requests import Whom, request_class, request_slip
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import staff_actor

if TYPE_CHECKING:
    from tests.bot.dialogs.scenes import Scene

ON_PAPER = (SlipStatus.SENT, SlipStatus.CONFIRMED, SlipStatus.UNKNOWN)
PLACE = "What do you call this printer"
MODEL = "Is it the same model"


async def _wait_for_slips() -> None:
    async def printed() -> bool:
        return not await Slip.exclude(status__in=(*ON_PAPER, SlipStatus.CANCELLED)).exists()

    await wait_for(printed, SECONDS)


async def need_slips(scene: Scene) -> None:
    """The other school has two people, and no slip waits."""
    numbering = scene.desk.service.library.numbering
    for name in ("Bo", "Cas")[await Customer.filter(school=scene.other).count() :]:
        await add_customer(scene.other, ANNA, numbering, first_name=name, surname="Vos")
    await _wait_for_slips()


async def print_two(scene: Scene) -> None:
    await need_slips(scene)
    anna = staff_actor(await Staff.get(name="Anna Smit"), Channel.CHAT)
    job = await request_class(scene.other, None, PRINTER, anna, whom=Whom.EVERYBODY)
    await _wait_for_slips()
    await scene.anna.expect(
        lambda m: job.name in m.words and "2 slips printed" in m.words, timeout=SECONDS
    )


async def print_one(scene: Scene) -> None:
    if not await Slip.filter(customer=scene.subject).exists():
        await request_slip(scene.subject, PRINTER, ANNA)
    await _wait_for_slips()
    await find_subject(scene)


async def hold_two(scene: Scene) -> None:
    """Two slips wait for a printer that somebody let pause."""
    await need_slips(scene)
    await pause(PRINTER, ANNA)
    anna = staff_actor(await Staff.get(name="Anna Smit"), Channel.CHAT)
    job = await request_class(scene.other, None, PRINTER, anna, whom=Whom.EVERYBODY)
    await scene.anna.expect(has("✖️ Cancel the rest", job.name), timeout=SECONDS)
    scene.job = job.name


async def lose_one(scene: Scene) -> None:
    """Nobody knows whether the last slip is on paper."""
    await print_two(scene)
    await _forget_slips(1)
    await scene.anna.expect(has("No, print it again"), timeout=SECONDS)


async def lose_sheet(scene: Scene) -> None:
    await print_two(scene)
    await _forget_slips(2)
    await scene.anna.expect(has("Yes, all of them"), timeout=SECONDS)


async def _forget_slips(count: int) -> None:
    """Let the last slips be what is left where a process ended while it sent them."""
    slips = (await Slip.all().order_by("-id").limit(count))[::-1]
    async with writing():
        await Slip.filter(id__in=[each.id for each in slips]).update(status=SlipStatus.UNKNOWN)
        await write_down(slips, SlipStatus.UNKNOWN)


async def leave_workshop(scene: Scene) -> None:
    """Nobody has a printer in the workshop."""
    scene.anna.send("/printers")
    shown = await scene.anna.expect("Printers", timeout=SECONDS)
    assert shown.buttons


def _ask_where(number: int) -> tuple[Step, ...]:
    return (
        Step(lambda s: s.anna.send("/printers"), shows="Set up a printer"),
        Step(lambda s: s.press(s.anna, "Set up a printer"), "its IP address", asks=True),
        Step(lambda s: s.anna.send(s.machines[number]), PLACE, asks=True),
    )


PRINTING = {
    "set up a printer": Script(
        ask_anna,
        leave_workshop,
        (
            *_ask_where(0),
            Step(lambda s: s.anna.send("hal"), MODEL, asks=True),
            Step(lambda s: s.press(s.anna, "No, another model"), "Strip 1", asks=True),
            Step(lambda s: s.press(s.anna, "line 3"), "Strip 2", asks=True),
            Step(lambda s: s.press(s.anna, "Stop", "Strip 2"), "Nothing was changed"),
        ),
    ),
    "set up a printer of a known model": Script(
        ask_anna,
        leave_workshop,
        (
            *_ask_where(0),
            Step(lambda s: s.anna.send("hal"), MODEL, asks=True),
            Step(lambda s: s.press(s.anna, "zaal", MODEL), "is set up"),
        ),
    ),
    "put a printer in the place of another": Script(
        ask_anna,
        leave_workshop,
        (
            *_ask_where(1),
            Step(lambda s: s.anna.send(PRINTER), shows="Replace", asks=True),
            Step(lambda s: s.press(s.anna, "Replace"), MODEL, asks=True),
            Step(lambda s: s.press(s.anna, "Stop", MODEL), "Nothing was changed"),
        ),
    ),
    "print for a school": Script(
        ask_anna,
        need_slips,
        (
            Step(lambda s: s.anna.send("/print"), shows="Linde"),
            Step(lambda s: s.press(s.anna, "🏫 Linde", "for which school"), shows="everybody"),
            Step(lambda s: s.press(s.anna, "everybody"), shows="Print 2 slips"),
            Step(lambda s: s.press(s.anna, "Print 2 slips"), "slips printed"),
        ),
    ),
    "go on at a slip": Script(
        ask_anna,
        print_two,
        (
            Step(lambda s: s.press(s.anna, "From slip"), "At which slip", asks=True),
            Step(lambda s: s.anna.send("1"), shows="Yes, from slip 1"),
            Step(lambda s: s.press(s.anna, "Yes, from slip 1"), "slips printed"),
        ),
    ),
    "cancel slips": Script(
        ask_anna,
        hold_two,
        (Step(lambda s: s.press(s.anna, "✖️ Cancel the rest", s.job), "2 slips cancelled"),),
    ),
    "say that a slip is lost": Script(
        ask_anna,
        lose_one,
        (Step(lambda s: s.press(s.anna, "No, print it again"), "It is printed again"),),
    ),
    "say that a sheet is there": Script(
        ask_anna,
        lose_sheet,
        (Step(lambda s: s.press(s.anna, "Yes, all of them"), "Noted: 2 cards work"),),
    ),
    "print a slip again": Script(
        ask_boss,
        print_one,
        (
            Step(lambda s: s.press(s.boss, "Print slip"), shows="Lost"),
            Step(lambda s: s.press(s.boss, "Lost"), shows="✏️ Change"),
        ),
    ),
}
