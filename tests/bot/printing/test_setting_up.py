"""A clerk sets a printer up from chat, by looking at its paper, and slips go there at once."""

from __future__ import annotations

import tomllib
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from tests.bot.chat.desks import WHO, has_button, make_school, open_desk, press
from tests.printer.machines.machine import Machine, Tells, Trouble
from tests.printer.machines.models import CHEAP_58, EARLY, EPSON, KANJI_CLONE
from tests.printer.machines.wires import TcpMachine
from tests.printer.setup.clerk import look

from rosterdesk.bot.demo.stage import wait_for
from rosterdesk.bot.settings import load_settings
from rosterdesk.core.models import Event, School, Slip, SlipStatus, StaffRole
from rosterdesk.core.slips.requests import request_slip
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.printer.setup import places
from rosterdesk.printer.setup.steps import Step

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bot.chat.desks import Desk
    from tests.printer.machines.machine import Model

    from rosterdesk.bot.standins.botapi import Message, Person


@pytest.fixture(autouse=True)
def _listen_briefly(monkeypatch):
    """Nothing on the network is meant here; ``test_places`` has the whole time to be heard."""
    monkeypatch.setattr(places, "_LISTENING", 0.1)


STEPS = {
    "Strook 1": Step.WIDTH,
    "Strook 2": Step.LETTERS,
    "Strook 3": Step.FIRST_CODES,
    "codes van blok 2": Step.SECOND_CODES,
    "vierkante code": Step.SQUARE,
    "Strook 4": Step.CUT,
}
LABELS = {
    (Step.WIDTH, "0"): "er kwam niets uit",
    (Step.FIRST_CODES, ""): "ze staan er niet",
    (Step.SECOND_CODES, ""): "dat lukt ook niet",
    (Step.SQUARE, "1"): "ja",
    (Step.SQUARE, "2"): "nee",
    (Step.CUT, "0"): "niet gesneden",
}
DONE = "is ingesteld"


def find_step(words: str) -> Step | None:
    return next((step for said, step in STEPS.items() if said in words), None)


def is_asked(message: Message) -> bool:
    return DONE in message.words or (bool(message.buttons) and find_step(message.words) is not None)


async def begin(clerk: Person, place: str) -> Message:
    """Begin, and type the printer's address; return the question for its name."""
    clerk.send("/printers")
    await press(clerk, await clerk.expect(has_button("Printer instellen")), "Printer instellen")
    await clerk.expect("IP-adres. Typ dat hier", timeout=90)
    clerk.send(place.removeprefix("tcp://"))
    return await clerk.expect("Hoe noem je deze printer", timeout=90)


async def answer_next(clerk: Person, machine: Machine, paper: list) -> Message:
    """Answer the next question from what lies on the printer; return it, or the end."""
    asked = await clerk.expect(is_asked, timeout=60)
    step = find_step(asked.words)
    if DONE in asked.words or step is None:
        return asked
    paper[:] = machine.take_paper() or paper
    meant = look(step, paper)
    if meant and step in {Step.FIRST_CODES, Step.SECOND_CODES}:
        clerk.send(meant)  # as a scanner types it
    elif step in {Step.WIDTH, Step.LETTERS} and meant != "0":
        await press(clerk, asked, f"regel {meant}")
    else:
        await press(clerk, asked, LABELS.get((step, meant), meant))
    return asked


async def answer_all(clerk: Person, machine: Machine) -> tuple[Message, int]:
    """Return the last message, and how many questions were asked of the paper."""
    paper: list = []
    for count in range(8):
        asked = await answer_next(clerk, machine, paper)
        if DONE in asked.words:
            return asked, count
    raise AssertionError("setup asks without an end")


async def print_one(desk: Desk, printer: str, school: School) -> Slip:
    customer, _ = await desk.register(school, first_name="Zoë", class_code="2B")
    await request_slip(customer, printer, WHO)

    async def done() -> bool:
        return await Slip.filter(printer=printer, status__in=["sent", "confirmed"]).exists()

    await wait_for(done)
    return await Slip.get(printer=printer)


async def set_up_one(
    desk: Desk, clerk: Person, name: str, model: Model, wires: ExitStack, *, first: bool
) -> str:
    """Set a printer of that model up and print a slip on it; return its address as it is run.

    It stays there with ``wires``: the next one must have another port.
    """
    machine = Machine(model)
    wire = wires.enter_context(TcpMachine(machine))
    named = await begin(clerk, wire.place)
    assert not has_button("balie")(named)  # there is one of that name
    clerk.send(name)
    if not first:
        asked = await clerk.expect(has_button("Nee, een ander model"), timeout=30)
        await press(clerk, asked, "Nee, een ander model")
    done, asked_of_paper = await answer_all(clerk, machine)
    assert asked_of_paper + 2 <= 8
    assert f"{wire.place}?profile={name}" in done.words
    assert "7K3M 9QRT" in machine.take_paper()[-1].text
    machine.garbage.clear()  # of what the strips try
    slip = await print_one(desk, name, await School.first() or await make_school())
    is_proof = model.tells is Tells.ALL
    assert slip.status is (SlipStatus.CONFIRMED if is_proof else SlipStatus.SENT)
    assert "2B" in "\n".join(piece.text for piece in machine.take_paper())
    assert machine.garbage == []
    return wire.place


MODELS = {"hal": EPSON, "zolder": CHEAP_58, "kelder": KANJI_CLONE, "zaal": EARLY}


@pytest.fixture
def wires() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


async def test_a_clerk_sets_printers_up_and_slips_go_there_at_once(data, monkeypatch, wires):
    async with open_desk(data) as desk:
        boss = await desk.staff(1009, "Ada", StaffRole.ADMINISTRATOR)
        clerk = await desk.staff(1001, "Dirk", StaffRole.DESK)
        at = {}
        for name, model in MODELS.items():
            at[name] = await set_up_one(desk, clerk, name, model, wires, first=not at)
            await boss.expect(f"Dirk heeft de printer “{name}” ingesteld", timeout=90)
        events = await Event.filter(kind=Kind.PRINTER_SET_UP).order_by("id")
        assert [(each.actor, each.data["printer"]) for each in events] == [
            ("Dirk", name) for name in MODELS
        ]
        assert any("eerder dat een bon op papier staat" in each.words for each in clerk.messages)
    monkeypatch.chdir(data)
    monkeypatch.setenv("ROSTERDESK_DATA", str(data))
    written = tomllib.loads((data / "printers.toml").read_text())["printing"]
    assert "answers=early" in written["profiles"]["zaal"]
    whole = load_settings().printing.printers
    for name, place in at.items():
        assert whole[name] == f"{place}?{written['profiles'][name]}"


async def test_a_model_is_named_by_typing_it_and_other_words_are_asked_about(data: Path):
    with TcpMachine(Machine(EPSON)) as wire:
        async with open_desk(data, profiles={"zaal": "width=80"}) as desk:
            clerk = await desk.staff(1001, "Dirk", StaffRole.DESK)
            await begin(clerk, wire.place)
            clerk.send("hal")
            await clerk.expect("hetzelfde model", timeout=60)
            clerk.send("weet ik niet")
            await clerk.expect("hetzelfde model", timeout=60)
            clerk.send("Zaal")
            done = await clerk.expect(DONE, timeout=60)
            assert f"{wire.place}?profile=zaal" in done.words


async def test_a_printer_that_runs_is_set_up_anew_over_a_restart_and_its_slips_wait(data: Path):
    machine = Machine(EPSON)
    with TcpMachine(machine) as wire:
        printers = {"balie": f"{wire.place}?width=58&answers=none"}
        async with open_desk(data, printers=printers) as desk:
            clerk = await desk.staff(1001, "Dirk", StaffRole.DESK)
            await press(clerk, await begin(clerk, wire.place), "balie")
            paper: list = []
            await answer_next(clerk, machine, paper)
            assert "balie" not in desk.service.printers  # nothing else prints between the strips
            await clerk.expect("Strook 2", timeout=90)
            await desk.restart()
            machine.fail(Trouble.PAPER_OUT, after=0)
            asked = next(m for m in reversed(clerk.messages) if "Strook 2" in m.words)
            await press(clerk, asked, "regel 1")
            await mend(clerk, machine)
            # The cover is opened in the middle of strip 4.
            await answer_next(clerk, machine, paper)
            asked = await clerk.expect("vierkante code", timeout=60)
            machine.fail(Trouble.COVER_OPEN, after=700)
            await press(clerk, asked, "ja")
            await mend(clerk, machine)
            done, _ = await answer_all(clerk, machine)
            assert "“balie”" in done.words
            machine.take_paper()
            slip = await print_one(desk, "balie", await make_school())
            assert slip.status is SlipStatus.CONFIRMED  # by what was found, not by what stood there
            await desk.restart()
            # What was set up from chat goes before the address that the settings began with.
            found = tomllib.loads((data / "printers.toml").read_text())["printing"]["printers"]
            assert found == {"balie": f"{wire.place}?profile=balie"}


async def mend(clerk: Person, machine: Machine) -> None:
    """Wait until the trouble is told, mend it, and have the strip printed again."""
    trouble = await clerk.expect(has_button("Verholpen"), timeout=90)
    assert machine.trouble is not None
    word = {Trouble.PAPER_OUT: "papier", Trouble.COVER_OPEN: "klep"}[machine.trouble]
    assert word in trouble.words
    machine.mend()
    machine.take_paper()
    await press(clerk, trouble, "Verholpen")


async def test_one_printer_at_a_time_is_set_up_and_no_name_is_taken_unasked(data: Path):
    with TcpMachine(Machine(EPSON)) as wire, TcpMachine(Machine(EPSON)) as other:
        printers = {"balie": f"{wire.place}?width=80", "zolder": "tcp://192.0.2.9", "hal": "dummy:"}
        async with open_desk(data, printers=printers) as desk:
            first = await desk.staff(1001, "Dirk", StaffRole.DESK)
            second = await desk.staff(1002, "Els", StaffRole.LIBRARIAN)
            named = await begin(first, wire.place)
            second.send("/printers")
            await press(second, await second.expect(has_button("instellen")), "instellen")
            await second.expect("IP-adres. Typ dat hier", timeout=90)
            second.send(wire.place.removeprefix("tcp://"))
            await second.expect("Dirk is een printer aan het instellen", timeout=90)
            await press(first, named, "Stop")
            await first.expect("Gestopt")
            assert "balie" in desk.service.printers
            # A name that another printer has is asked about; a no is none.
            second.send(other.place.removeprefix("tcp://"))
            await second.expect("Hoe noem je deze printer", timeout=90)
            second.send("nee")
            await second.expect("Typ de naam waaronder de balie de printer kent", timeout=30)
            second.send("zolder")
            asked = await second.expect("Er is al een printer die “zolder” heet", timeout=30)
            assert "tcp://192.0.2.9" in asked.words
            second.send("hal")
            again = await second.expect(has_button("Vervang “hal”"), timeout=30)
            answer = await press(second, asked, "Vervang")  # the older question is no longer open
            assert answer  # an alert says so
            assert all("Strook 1" not in message.words for message in second.messages)
            await press(second, again, "Vervang")
            await second.expect("Strook 1", timeout=60)


async def test_a_printer_gets_another_name(data: Path):
    """It is asked about; the old name and its quiet hours go, in the service that runs too."""
    machine = Machine(EPSON)
    with TcpMachine(machine) as wire:
        url, quiet = f"{wire.place}?width=80", {"hal": "03:00-03:01"}
        (data / "printers.toml").write_text(
            f'[printing.printers]\nhal = "{url}"\n[printing.quiet]\nhal = "03:00-03:01"\n'
        )
        async with open_desk(data, printers={"hal": url}, quiet=quiet) as desk:
            clerk = await desk.staff(1001, "Dirk", StaffRole.DESK)
            named = await begin(clerk, wire.place)
            assert has_button("hal")(named)
            clerk.send("wand")
            asked = await clerk.expect("Deze printer heet nu “hal”", timeout=60)
            await press(clerk, asked, "Noem hem “wand”")
            done, _ = await answer_all(clerk, machine)
            assert "“hal” is geen naam van een printer meer" in done.words
            assert set(desk.service.printers) == {"wand"}
            clerk.send("/printers")
            listed = await clerk.expect(lambda m: "· wand" in m.words, timeout=60)
            assert "hal" not in listed.words
            printing = desk.service.settings.printing
            assert printing.quiet_hours("hal") is None
            assert printing.quiet_hours("wand") is not None
    written = tomllib.loads((data / "printers.toml").read_text())["printing"]
    assert written["printers"] == {"wand": f"{wire.place}?profile=wand"}
    assert written["quiet"] == {"wand": "03:00-03:01"}


async def test_a_name_in_a_file_of_the_administrator_is_not_changed_from_chat(data: Path):
    with TcpMachine(Machine(EPSON)) as wire:
        async with open_desk(data, printers={"balie": f"{wire.place}?width=80"}) as desk:
            clerk = await desk.staff(1001, "Dirk", StaffRole.DESK)
            await begin(clerk, wire.place)
            clerk.send("wand")
            await clerk.expect("“balie” staat in een bestand dat niet veranderd mag", timeout=60)
            assert not (data / "printers.toml").exists()


async def test_only_a_printer_nearby_can_be_typed(data: Path):
    async with open_desk(data) as desk:
        clerk = await desk.staff(1001, "Dirk", StaffRole.DESK)
        clerk.send("/printers")
        await press(clerk, await clerk.expect(has_button("instellen")), "instellen")
        await clerk.expect("IP-adres. Typ dat hier", timeout=90)
        for typed, said in (
            ("8.8.8.8", "8.8.8.8 ligt niet in het eigen netwerk"),
            ("printer.example.org", "of 192.168.1.50:9100"),
            ("file:///etc/passwd", "staat in de lijst"),
            ("192.168.1.5?answers=none", "of 192.168.1.50:9100"),
        ):
            count = len(clerk.messages)
            clerk.send(typed)
            await clerk.expect(
                lambda m, said=said: (
                    "Typ het IP-adres van de printer zelf" in m.words and said in m.words
                ),
                timeout=90,
            )
            assert len(clerk.messages) == count + 2, typed  # what was typed, and the answer
    assert not (data / "printers.toml").exists()
