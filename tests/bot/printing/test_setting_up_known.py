"""Setting a printer up from chat, of which its model or its place in the settings is known."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from tests.bot.chat.desks import has_button, make_school, open_desk, press
from tests.bot.printing.test_setting_up import begin, print_one
from tests.printer.machines.machine import Machine, Tells
from tests.printer.machines.models import CHEAP_58, CLONE_RP326, EARLY, EPSON
from tests.printer.machines.wires import TcpMachine

from rosterdesk.core.models import SlipStatus, StaffRole
from rosterdesk.printer.setup import places

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _listen_briefly(monkeypatch):
    monkeypatch.setattr(places, "_LISTENING", 0.1)


@pytest.fixture
def wires() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


TOLD = {
    "hal": (CLONE_RP326, "width=80", "&answers=status"),
    "zolder": (EARLY, "width=80", "&answers=early"),
    "kelder": (EARLY, "width=80&answers=early", ""),
    "zaal": (EPSON, "width=80&answers=none", "&answers=all"),
    "wand": (CHEAP_58, "width=58&codes=drawn&cut=none", "&answers=none"),
    "kast": (CHEAP_58, "width=58&codes=drawn&cut=none&answers=none", ""),
}


async def test_what_a_printer_tells_goes_before_what_its_model_says(data: Path, wires):
    """Also of one that tells nothing: it would be asked, and never be ready."""
    profiles = {f"ons-{name}": said for name, (_, said, _) in TOLD.items()}
    async with open_desk(data, profiles=profiles) as desk:
        clerk = await desk.staff(1001, "Dirk", StaffRole.DESK)
        school = await make_school()
        for name, (model, _, otherwise) in TOLD.items():
            machine = Machine(model)
            wire = wires.enter_context(TcpMachine(machine))
            await begin(clerk, wire.place)
            clerk.send(name)
            asked = await clerk.expect(has_button("Nee, een ander model"), timeout=60)
            await press(clerk, asked, f"ons-{name}")
            done = await clerk.expect(f"“{name}” is ingesteld", timeout=60)
            assert f"{wire.place}?profile=ons-{name}{otherwise}\n" in f"{done.words}\n"
            assert "Klopt er iets niet op de bon?" in done.words
            assert any("7K3M 9QRT" in piece.text for piece in machine.take_paper())
            machine.garbage.clear()
            slip = await print_one(desk, name, school)
            is_proof = model.tells is Tells.ALL
            assert slip.status is (SlipStatus.CONFIRMED if is_proof else SlipStatus.SENT)
            assert machine.garbage == []


async def test_a_printer_of_the_environment_is_not_set_up_from_chat(data: Path, monkeypatch, wires):
    """The environment goes before every file, so that nothing would come of it."""
    here, other = (wires.enter_context(TcpMachine(Machine(EPSON))).place for _ in range(2))
    async with open_desk(data, printers={"balie": here}) as desk:
        clerk = await desk.staff(1001, "Dirk", StaffRole.DESK)
        monkeypatch.setenv("ROSTERDESK_PRINTING__PRINTERS", f'{{"balie": "{here}"}}')
        clerk.send("/printers")
        await press(clerk, await clerk.expect(has_button("instellen")), "instellen")
        await clerk.expect("IP-adres. Typ dat hier", timeout=90)
        clerk.send(here.removeprefix("tcp://"))
        await clerk.expect("“balie” staat in de omgeving van dit programma", timeout=60)
        assert "balie" in desk.service.printers  # it prints on
        clerk.send(other.removeprefix("tcp://"))
        await clerk.expect("Hoe noem je deze printer", timeout=60)
        clerk.send("balie")
        await clerk.expect("“balie” staat in de omgeving van dit programma", timeout=60)
    assert not (data / "printers.toml").exists()


async def test_quiet_hours_in_a_file_of_the_administrator_keep_their_printer(
    data: Path, monkeypatch
):
    """Else the settings would have quiet hours of nobody, and be refused at the next start."""
    with TcpMachine(Machine(EPSON)) as wire:
        url = f"{wire.place}?width=80"
        before = f'[printing.printers]\nbalie = "{url}"\n'
        (data / "printers.toml").write_text(before)
        settings = data / "beheer.toml"
        settings.write_text("[printing.quiet]\nbalie = '03:00-03:01'\n")
        quiet = {"balie": "03:00-03:01"}
        async with open_desk(data, printers={"balie": url}, quiet=quiet) as desk:
            clerk = await desk.staff(1001, "Dirk", StaffRole.DESK)
            monkeypatch.setenv("ROSTERDESK_CONFIG", str(settings))
            await begin(clerk, wire.place)
            clerk.send("wand")
            await clerk.expect("“balie” staat in een bestand dat niet veranderd mag", timeout=60)
        assert (data / "printers.toml").read_text() == before
