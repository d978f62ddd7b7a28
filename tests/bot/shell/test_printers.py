"""``rosterdesk printer``: what it says is true, and what it writes leaves the rest alone."""

from __future__ import annotations

import io
import sys
import tomllib

import pytest
from tests.bot.shell.test_commands import Shell
from tests.printer.machines.machine import Machine
from tests.printer.machines.models import EPSON, ROLL_58
from tests.printer.machines.wires import TcpMachine
from tests.printer.virtual import Fault, VirtualPrinter


class TypingShell(Shell):
    """Types answers too; ``output`` is what was printed last."""

    output = ""

    def run(self, *words: object, status: int = 0, typed: str = "") -> str:
        self._patch.setattr(sys, "stdin", io.StringIO(typed))
        self.output = super().run(*words, status=status)
        return self.output


@pytest.fixture
def shell(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return TypingShell(monkeypatch, capsys)


def write_settings(folder, url):
    (folder / "rosterdesk.toml").write_text(f'[printing.printers]\nbalie = "{url}"\n')


def test_the_status_is_a_sentence_and_for_programs_an_object(shell, tmp_path):
    with VirtualPrinter() as virtual:
        write_settings(tmp_path, virtual.url)
        shell.run("printer", "status")
        assert shell.output.strip() == "balie: De printer staat klaar."
        assert shell.json("printer", "status")["balie"] == {
            "ready": True,
            "reason": None,
            "message": "De printer staat klaar.",
            "online": "yes",
            "paper": "yes",
            "paper_low": "no",
            "cover_closed": "yes",
        }
        virtual.fail(Fault.PAPER_OUT)
        found = shell.json("printer", "status")["balie"]
        assert (found["ready"], found["reason"], found["paper"]) == (False, "paper_out", "no")


@pytest.mark.parametrize(
    ("fault", "after", "said"),
    [
        (Fault.REFUSE, None, "Er is niets naar de printer gestuurd. De printer is niet bereikbaar"),
        (Fault.PAPER_OUT, None, "Er is niets naar de printer gestuurd. Het papier"),
        (Fault.COVER_OPEN, 300, "Kijk bij de printer: de pagina kan er helemaal of half uit"),
    ],
)
def test_not_sent_and_perhaps_on_paper_are_told_apart(shell, tmp_path, fault, after, said):
    with VirtualPrinter() as virtual:
        write_settings(tmp_path, virtual.url)
        virtual.fail(fault, after_bytes=after or 0)
        shell.run("printer", "test", "balie", status=1)
    assert said in shell.errors
    assert shell.output == ""


def test_a_page_that_is_on_paper_is_said_to_be(shell, tmp_path):
    with VirtualPrinter(20) as virtual:  # as long as a busy machine needs for a page of images
        write_settings(tmp_path, virtual.url)
        shell.run("printer", "test", "balie")
    assert shell.output.strip() == "balie: de pagina staat op papier, zegt de printer."


def test_the_models_that_are_known_are_listed_with_why_some_are_refused(shell):
    found = {each["name"]: each for each in shell.json("printer", "profiles")["profiles"]}
    assert found["TM-T20II"]["trouble"] is None
    assert found["TSP600"]["trouble"]
    near = [each["name"] for each in shell.json("printer", "profiles", "tmt20")["profiles"]]
    assert near[0].startswith("TM-T20II")
    shell.run("printer", "profiles", "star")
    assert "eigen taal van Star" in " ".join(shell.output.split())


BEFORE = """\
# Van ons: laat staan
library_name = "De Boekenberg"

[printing.printers]
hal = "dummy:"  # nog geen
"""


def test_setup_asks_prints_and_writes_without_touching_the_rest(shell, tmp_path):
    (tmp_path / "rosterdesk.toml").write_text(BEFORE)
    machine = Machine(ROLL_58)
    with TcpMachine(machine) as wire:
        # The name, and the answers of a clerk to the strips of such a printer.
        typed = "\n1\n1\n\n2003\n0\n"
        shell.run("printer", "setup", "--at", wire.place, typed=typed)
        written = (tmp_path / "rosterdesk.toml").read_text()
        assert written.startswith(BEFORE)
        printing = tomllib.loads(written)["printing"]
        assert printing["printers"]["balie"] == f"{wire.place}?profile=balie"
        assert printing["profiles"] == {"balie": "width=58&codes=drawn&cut=none"}
        assert "7K3M 9QRT" in machine.take_paper()[-1].lines
        assert "Strook 4" in shell.output
        # Another desk with the same model: no strips, one sample.
        shell.run(
            "printer",
            "setup",
            "--at",
            wire.place,
            "--name",
            "balie",
            "--profile",
            "balie",
            "--replace",
        )
        assert "Strook" not in shell.output
        assert "7K3M 9QRT" in machine.take_paper()[-1].lines
        assert shell.json("printer", "list")["balie"].endswith("?width=58&codes=drawn&cut=none")


def test_setup_does_not_give_one_printer_two_names(shell, tmp_path):
    with TcpMachine(Machine(EPSON)) as wire:
        write_settings(tmp_path, wire.place)
        before = (tmp_path / "rosterdesk.toml").read_text()
        shell.run("printer", "setup", "--at", wire.place, "--name", "hal", status=1)
        assert "“hal” zijn dezelfde printer" in shell.errors
        assert (tmp_path / "rosterdesk.toml").read_text() == before


def test_setup_asks_before_it_takes_a_name_from_another_printer(shell, tmp_path):
    write_settings(tmp_path, "tcp://192.0.2.9")
    before = (tmp_path / "rosterdesk.toml").read_text()
    machine = Machine(ROLL_58)
    with TcpMachine(machine) as wire:
        at = ("printer", "setup", "--at", wire.place.removeprefix("tcp://"))
        shell.run(*at, "--name", "balie", status=1)
        assert (
            "Er is al een printer die balie heet, op tcp://192.0.2.9: met --replace" in shell.errors
        )
        assert (tmp_path / "rosterdesk.toml").read_text() == before
        # A name that is taken, no clear answer, no; another name, and the strips in words.
        names = "balie\nwelja\nN\nmijn hal\n"
        shell.run(*at, typed=f"{names}regel 1\nLijn\nline 1\nnee\nno\nnee\n")
    assert "Hoe noem je deze printer? [balie-2]" in shell.output
    assert "Antwoord met het nummer van de regel" in shell.output
    printing = tomllib.loads((tmp_path / "rosterdesk.toml").read_text())["printing"]
    assert printing["printers"] == {
        "balie": "tcp://192.0.2.9",
        "mijn hal": f"{wire.place}?profile=mijn+hal",
    }
    advice = shell.output.partition("Andere balies")[2]
    assert "“rosterdesk printer setup --profile 'mijn hal'”" in " ".join(advice.split())
    shared = advice.partition(":\n")[2].strip()
    assert tomllib.loads(shared) == {"mijn hal": printing["profiles"]["mijn hal"]}


def test_setup_of_a_printer_that_is_known_offers_its_name_and_asks(shell, tmp_path):
    with TcpMachine(Machine(ROLL_58)) as wire:
        write_settings(tmp_path, f"{wire.place}?width=58")
        shell.run("printer", "setup", "--at", wire.place, typed="\nja\n1\n1\n\n\n0\n")
    assert "“balie” is deze printer al. Opnieuw instellen? [ja/nee]" in shell.output
    printing = tomllib.loads((tmp_path / "rosterdesk.toml").read_text())["printing"]
    assert printing["printers"] == {"balie": f"{wire.place}?profile=balie"}


def test_the_one_printer_that_there_is_needs_no_name(shell, tmp_path):
    for words in (("test",), ("test", "hal"), ("status", "hal")):
        shell.run("printer", *words, status=1)
        assert "Er is nog geen printer" in shell.errors
    assert "Er is nog geen printer" in shell.run("printer", "status")
    assert shell.json("printer", "status") == {}
    write_settings(tmp_path, "dummy:")
    shell.run("printer", "test")
    assert shell.output.startswith("balie: ")
    with (tmp_path / "rosterdesk.toml").open("a") as settings:
        settings.write('hal = "dummy:"\n')
    shell.run("printer", "test", status=1)
    assert "Noem een van: balie, hal." in shell.errors
    shell.run("printer", "status", "zolder", status=1)
    assert "Er is geen printer die zolder heet; wel zijn er: balie, hal." in shell.errors


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("tcp://192.0.2.7:0", "Printer “balie”: Een poort loopt van 1 tot en met 65535"),
        ("tcp://192.168.1", "Schrijf een IP-adres als vier getallen"),
        ("tcp://h#x", "Laat “#” en wat erna komt weg"),
        ('dummy:"\nhal = "fax:', "Printer “hal”: Het adres van een printer begint met"),
        ('tcp://h"\nhal = "tcp://H:9100', "“balie” en “hal” zijn dezelfde printer"),
        ('dummy:"\n[printing.quiet]\nbalie = "22-7', "Stille uren schrijf je als 22:00-07:00"),
        ('dummy:"\n[printing.quiet]\nhal = "22:00-07:00', "geen printer die “hal” heet"),
    ],
)
def test_settings_of_printers_are_refused_in_dutch(shell, tmp_path, url, said):
    write_settings(tmp_path, url)
    shell.run("printer", "list", status=1)
    assert said in shell.errors


def test_setup_that_is_left_half_way_writes_nothing(shell, tmp_path):
    (tmp_path / "rosterdesk.toml").write_text(BEFORE)
    with TcpMachine(Machine(EPSON)) as wire:
        shell.run("printer", "setup", "--at", wire.place, typed="\n3\n", status=1)
    assert (tmp_path / "rosterdesk.toml").read_text() == BEFORE
