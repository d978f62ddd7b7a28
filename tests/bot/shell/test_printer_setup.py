"""``rosterdesk printer setup``: what goes wrong on the way is said, and nothing is lost by it."""

from __future__ import annotations

import io
import os
import socket
import sys
import tomllib
from functools import partial

import pytest
from tests.bot.shell.clerk import Clerk
from tests.bot.shell.test_commands import Shell
from tests.printer.machines.machine import Machine, Trouble
from tests.printer.machines.models import CHEAP_58, CLONE_RP326, EARLY, EPSON, ROLL_58
from tests.printer.machines.wires import TcpMachine

from rosterdesk.printer.devices.device import open_device
from rosterdesk.printer.setup.steps import Step


class LookingShell(Shell):
    def set_up(self, clerk: Clerk, *words: object, status: int = 0) -> str:
        """Run setup with that clerk; return all that was said."""
        self._patch.setattr(sys, "stdin", clerk)
        rest = self.run("printer", "setup", *words, status=status)
        clerk.said += rest
        return " ".join(clerk.said.split())


@pytest.fixture
def shell(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return LookingShell(monkeypatch, capsys)


def read_printing(folder):
    return tomllib.loads((folder / "rosterdesk.toml").read_text())["printing"]


def test_a_printer_that_answers_too_early_is_found_and_its_slips_are_sent(shell, tmp_path, capsys):
    machine = Machine(EARLY)
    with TcpMachine(machine) as wire:
        said = shell.set_up(Clerk(machine, capsys), "--at", wire.place)
        assert said.count("dan papier kan bewegen: zijn bonnen heten verstuurd") == 1
        assert "answers=early" in read_printing(tmp_path)["profiles"]["balie"]
        assert "balie: de pagina is verstuurd; of hij op papier staat" in said
        # Where nobody set it up: found at the first page, and said.
        (tmp_path / "rosterdesk.toml").write_text(f'[printing.printers]\nhal = "{wire.place}"\n')
        said = shell.run("printer", "test")
        assert "hal: de pagina is verstuurd. Deze printer zegt" in said
        assert "Zet answers=early in zijn adres" in said


@pytest.mark.parametrize(
    ("trouble", "step", "after", "said"),
    [
        (Trouble.COVER_OPEN, Step.LETTERS, 6000, "De klep van de printer staat open"),
        (Trouble.PAPER_OUT, Step.WIDTH, 700, "Het papier van de printer is op"),
        (Trouble.PAPER_OUT, Step.SQUARE, 700, "Het papier van de printer is op"),
    ],
)
def test_a_fault_in_the_middle_of_a_strip_is_said_and_it_is_printed_again(
    shell, tmp_path, capsys, trouble, step, after, said
):
    """The fault comes while the strip after that step is printed."""
    machine = Machine(EPSON)
    with TcpMachine(machine) as wire:
        clerk = Clerk(machine, capsys, before={step: partial(machine.fail, trouble, after=after)})
        words = shell.set_up(clerk, "--at", wire.place)
    assert words.count(f"✗ {said}") == 1
    assert "dan wordt het opnieuw geprint" in words
    steps = [Step.WIDTH, Step.LETTERS, Step.FIRST_CODES, Step.SQUARE, Step.CUT]
    assert clerk.asked == steps  # each once: not before its strip was whole
    assert read_printing(tmp_path)["profiles"] == {"balie": "width=80&codes=native&cut=auto"}


@pytest.fixture
def known(tmp_path):
    """A printer that the settings know, with quiet hours and a comment."""
    with TcpMachine(Machine(ROLL_58)) as wire:
        (tmp_path / "rosterdesk.toml").write_text(
            "# Van ons\n[printing.profiles]\nkassa58 = 'width=58&codes=drawn&cut=none'\n"
            f"[printing.printers]\nbalie = '{wire.place}?width=58'\nzolder = 'dummy:'\n"
            "[printing.quiet]\nbalie = '22:00-07:00'\n"
        )
        yield wire


def type_in(shell, *lines):
    shell._patch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_a_printer_gets_another_name_with_its_quiet_hours(shell, tmp_path, known):
    at = ("printer", "setup", "--at", known.place, "--profile", "kassa58")
    before = (tmp_path / "rosterdesk.toml").read_text()
    shell.run(*at, "--name", "hal", status=1)
    assert "“balie” en “hal” zijn dezelfde printer: met --replace" in shell.errors
    assert (tmp_path / "rosterdesk.toml").read_text() == before
    # A maybe is asked again, a no asks for the name once more.
    type_in(shell, "hal", "misschien", "nee", "yes", "ja")
    said = shell.run(*at)
    assert "Deze printer heet nu “balie”. Voortaan “hal”?" in said
    assert said.count("Antwoord met ja of nee") == 1
    assert "“balie” is deze printer al" in said  # yes, to the name in brackets
    assert read_printing(tmp_path)["printers"]["balie"] == f"{known.place}?profile=kassa58"
    type_in(shell, "hal", "ja")
    said = " ".join(shell.run(*at).split())
    assert "Bonnen die erop wachten, gaan niet mee" in said
    printing = read_printing(tmp_path)
    assert printing["printers"] == {"zolder": "dummy:", "hal": f"{known.place}?profile=kassa58"}
    assert printing["quiet"] == {"hal": "22:00-07:00"}
    assert (tmp_path / "rosterdesk.toml").read_text().startswith("# Van ons\n")
    # Into the place of another one, without being asked.
    shell.run(*at, "--name", "zolder", "--replace")
    printing = read_printing(tmp_path)
    assert printing["printers"] == {"zolder": f"{known.place}?profile=kassa58"}
    assert printing["quiet"] == {"zolder": "22:00-07:00"}


def test_a_printer_that_is_known_by_its_host_is_found_by_its_address(shell, tmp_path, known):
    """And the doctor says so where the settings have both."""
    port = known.place.rpartition(":")[2]
    name, number = socket.gethostname(), socket.gethostbyname(socket.gethostname())
    (tmp_path / "rosterdesk.toml").write_text(
        f"[printing.printers]\nbalie = 'tcp://{name}:{port}'\nhal = 'tcp://{number}:{port}'\n"
    )
    found = shell.json("doctor", status=1)["printer: hal"]
    assert "“balie” en “hal” zijn dezelfde printer" in str(found)


def test_names_of_profiles_that_setup_cannot_take_are_refused_before_anything(shell, tmp_path):
    (tmp_path / "rosterdesk.toml").write_text("[printing.profiles]\nkassa58 = 'width=58'\n")
    for name, said in (
        ("kassa", "Is het een van deze: kassa58?"),
        ("TM-T20II", "ingebouwd model"),
        ("xyzzy", "[printing.profiles]"),
    ):
        shell.run("printer", "setup", "--at", "192.0.2.7", "--profile", name, status=1)
        assert said in shell.errors


@pytest.mark.parametrize(
    ("words", "said"),
    [("xyzzy", "lijkt op “xyzzy”"), ("brandweer", "stel je in met “rosterdesk printer setup”")],
)
def test_a_model_that_nothing_resembles_is_said_to_be_none(shell, words, said):
    shell.run("printer", "profiles", words, status=1)
    assert said in shell.errors
    assert shell.json("printer", "profiles", words) == {"own": {}, "profiles": []}


def test_the_status_of_what_cannot_be_asked_is_a_problem(shell, tmp_path, known):
    closed = socket.create_server(("127.0.0.1", 0))
    port = closed.getsockname()[1]
    closed.close()
    with (tmp_path / "rosterdesk.toml").open("w") as file:
        file.write(f"[printing.printers]\nbalie = '{known.place}'\n")
    shell.run("printer", "status")
    with (tmp_path / "rosterdesk.toml").open("a") as file:
        file.write(f"hal = 'tcp://127.0.0.1:{port}'\n")
    said = shell.run("printer", "status", status=1)
    assert "balie: De printer staat klaar." in said
    assert "hal: De printer is niet bereikbaar" in said
    assert shell.json("printer", "status", status=1)["hal"]["reason"] == "unreachable"
    shell.run("printer", "status", "balie")
    with TcpMachine(Machine(EPSON), pause=60) as hangs_up:
        open_device(hangs_up.place).status()  # it takes no other connection for a time
        (tmp_path / "rosterdesk.toml").write_text(f"[printing.printers]\nhal = '{hangs_up.place}'")
        said = shell.run("printer", "status", status=1)
        assert said.strip() == "hal: De verbinding met de printer viel weg."


def test_a_printer_of_memory_only_can_be_set_up_too(shell, tmp_path):
    type_in(shell, "", "1", "1", "nee", "nee", "0")
    shell.run("printer", "setup", "--at", "dummy:")
    assert read_printing(tmp_path)["printers"] == {"balie": "dummy:?profile=balie"}


def test_what_this_printer_tells_goes_before_what_the_profile_says(shell, tmp_path, capsys):
    for model, said, url in (
        (CLONE_RP326, "width=80", "?profile=ours&answers=status"),
        (EARLY, "width=80", "?profile=ours&answers=early"),
        (EARLY, "width=80&answers=early", "?profile=ours"),
        (EPSON, "width=80&answers=none", "?profile=ours&answers=all"),
        (CHEAP_58, "width=58", "?profile=ours&answers=none"),
        (CHEAP_58, "width=58&answers=none", "?profile=ours"),
    ):
        machine = Machine(model)
        with TcpMachine(machine) as wire:
            (tmp_path / "rosterdesk.toml").write_text(
                f"[printing.profiles]\nours = '{said}'\n[printing.printers]\nhal = '{wire.place}'\n"
            )
            at = ("--at", wire.place, "--profile", "ours", "--name", "web", "--replace")
            words = shell.set_up(Clerk(machine, capsys), *at)
            assert read_printing(tmp_path)["printers"] == {"web": wire.place + url}
            assert "✗" not in words
            again = f"“rosterdesk printer setup --at {wire.place} --name web --replace” print de"
            assert f"ander model: {again} stroken" in words
            assert "Zet answers=early" not in words


def test_after_the_printer_is_written_no_end_of_answers_says_otherwise(shell, tmp_path):
    (tmp_path / "rosterdesk.toml").write_text("[printing.profiles]\nours = 'width=80'\n")
    machine = Machine(EPSON)
    machine.fail(Trouble.COVER_OPEN, after=300)
    with TcpMachine(machine) as wire:
        at = ("--at", wire.place, "--profile", "ours", "--name", "web")
        type_in(shell)
        shell.run("printer", "setup", *at, status=1)
    assert "web" in read_printing(tmp_path)["printers"]
    assert "“web” is ingesteld; “rosterdesk printer test web” print" in shell.errors
    assert "geen instellingen" not in shell.errors


def test_a_printer_that_cannot_be_set_up_yet_is_begun_with_again(shell, tmp_path):
    type_in(shell, "", "9")
    shell.run("printer", "setup", "--at", "dummy:", status=1)
    assert "Opnieuw beginnen: “rosterdesk printer setup --at dummy: --name balie”" in shell.errors
    type_in(shell, "9")
    shell.run("printer", "setup", "--at", "dummy:", "--name", "hal", "--replace", status=1)
    assert "--at dummy: --name hal --replace”" in shell.errors


class CtrlC(Clerk):
    """A clerk who presses Ctrl+C at the question with those words."""

    at = ""

    def readline(self, *words: object) -> str:
        answer = super().readline(*words)
        if self.at in self.said:
            raise KeyboardInterrupt
        return answer


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("Hoe noem je", "Opnieuw beginnen: “rosterdesk printer setup --at {place}”."),
        ("Strook 3", "“rosterdesk printer setup --at {place} --name balie”."),
        ("een voorbeeldbon", "“balie” is ingesteld; “rosterdesk printer test balie” print"),
    ],
)
def test_what_was_kept_is_said_at_ctrl_c(shell, tmp_path, capsys, at, said):
    machine = Machine(EPSON)
    with TcpMachine(machine) as wire:
        # The sample slip finds no paper, so that something is asked there too.
        clerk = CtrlC(
            machine,
            capsys,
            before={Step.CUT: partial(machine.fail, Trouble.PAPER_OUT, after=0)},
        )
        clerk.at = at
        words = shell.set_up(clerk, "--at", wire.place, status=130)
    assert "Gestopt." in words
    assert said.format(place=wire.place) in words
    assert (tmp_path / "rosterdesk.toml").exists() == (at == "een voorbeeldbon")
    assert ("Er is niets veranderd" in words) == (at != "een voorbeeldbon")


def test_a_name_that_was_typed_is_kept_at_ctrl_c(shell, tmp_path, capsys, known):
    clerk = CtrlC(Machine(EPSON), capsys, {"Hoe noem je": "grote zaal"})
    clerk.at = "Voortaan"
    words = shell.set_up(clerk, "--at", known.place, status=130)
    assert f"“rosterdesk printer setup --at {known.place} --name 'grote zaal'”" in words


ENVIRONMENTS = [
    {"ROSTERDESK_PRINTING__PRINTERS": '{"hal": "tcp://192.0.2.7"}'},
    {"ROSTERDESK_PRINTING__PRINTERS__hal": "tcp://192.0.2.7"},
    {"ROSTERDESK_PRINTING": '{"printers": {"hal": "tcp://192.0.2.7"}}'},
    {"ROSTERDESK_PRINTING__PROFILES": '{"hal": "width=58"}'},
]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_name_of_the_environment_is_refused_before_anything_is_printed(
    shell, tmp_path, monkeypatch, environment
):
    """The environment goes before every file: slips would go on to the printer that it names."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    machine = Machine(EPSON)
    with TcpMachine(machine) as wire:
        shell.run("printer", "setup", "--at", wire.place, "--name", "hal", "--replace", status=1)
        assert "“hal” staat in de omgeving van dit programma" in shell.errors
        # Typed at the question, it is asked again.
        type_in(shell, "hal", "", "9")
        said = shell.run("printer", "setup", "--at", wire.place, status=1)
        assert "✗ “hal” staat in de omgeving" in said
        assert said.count("Hoe noem je deze printer?") == 2
    assert not (tmp_path / "rosterdesk.toml").exists()


def test_a_printer_of_the_environment_is_not_set_up_under_another_name(
    shell, tmp_path, monkeypatch
):
    machine = Machine(EPSON)
    with TcpMachine(machine) as wire:
        monkeypatch.setenv("ROSTERDESK_PRINTING__PRINTERS", f'{{"hal": "{wire.place}"}}')
        shell.run("printer", "setup", "--at", wire.place, "--name", "web", "--replace", status=1)
        assert "“hal” staat in de omgeving" in shell.errors
        assert machine.take_paper() == []
    assert not (tmp_path / "rosterdesk.toml").exists()


def test_the_list_says_which_of_several_places_counts(shell, tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    for file, names in (("rosterdesk.toml", "abc"), ("data/printers.toml", "bc")):
        lines = "".join(f"{name} = 'tcp://{file[0]}{name}'\n" for name in names)
        (tmp_path / file).write_text(f"[printing.printers]\n{lines}")
    monkeypatch.setenv("ROSTERDESK_PRINTING__PRINTERS", '{"c": "tcp://ec"}')
    lines = shell.run("printer", "list").splitlines()
    rows = [line.rstrip().split(maxsplit=2) for line in lines]
    assert rows == [
        ["Naam", "Adres", "Staat in"],
        ["a", "tcp://ra", "rosterdesk.toml"],
        ["b", "tcp://db", "data/printers.toml"],
        ["c", "tcp://ec", "de omgeving"],
    ]


def test_settings_that_may_not_be_written_are_told_before_anything_is_asked(
    shell, tmp_path, monkeypatch
):
    """The kernel's answer is played: tests may run as root, whom no permission stops."""
    monkeypatch.setattr("os.access", lambda path, mode: mode == os.R_OK)
    shell.run("printer", "setup", "--at", "192.0.2.7", status=1)
    assert f"Je mag {tmp_path}/rosterdesk.toml niet schrijven en {tmp_path}/data" in shell.errors
    assert "als de gebruiker van rosterdesk" in shell.errors


def test_answers_that_can_no_longer_be_written_are_shown(shell, tmp_path, capsys):
    machine = Machine(EPSON)
    with TcpMachine(machine) as wire:
        clerk = Clerk(machine, capsys, before={Step.CUT: (tmp_path / "rosterdesk.toml").mkdir})
        shell.set_up(clerk, "--at", wire.place, status=1)
    lines = "[printing.profiles]" + clerk.said.partition("[printing.profiles]")[2]
    assert tomllib.loads(lines)["printing"] == {
        "profiles": {"balie": "width=80&codes=native&cut=auto"},
        "printers": {"balie": f"{wire.place}?profile=balie"},
    }


def test_quiet_hours_follow_a_printer_that_was_set_up_from_chat(shell, tmp_path, known):
    (tmp_path / "data").mkdir()
    own = tmp_path / "data/printers.toml"
    text = (tmp_path / "rosterdesk.toml").read_text()
    table = text.partition("[printing.printers]")[2].replace("zolder = 'dummy:'\n", "")
    own.write_text(f"[printing.printers]{table}")
    (tmp_path / "rosterdesk.toml").write_text("[printing.profiles]\nkassa58 = 'width=58'\n")
    at = ("printer", "setup", "--at", known.place, "--profile", "kassa58")
    shell.run(*at, "--name", "hal", "--replace")
    printing = read_printing(tmp_path)
    assert printing["quiet"] == {"hal": "22:00-07:00"}
    assert shell.json("printer", "list") == {"hal": f"{known.place}?width=58"}
