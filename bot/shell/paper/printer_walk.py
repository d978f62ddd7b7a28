"""The clerk's walk through ``rosterdesk printer setup``: the questions on a terminal.

What is printed and asked, and what follows from an answer, is ``rosterdesk.printer.setup``'s.
"""

from __future__ import annotations

import asyncio
import re
import shlex
import shutil
import textwrap
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import typer

from rosterdesk.bot.errors import ProgramError
from rosterdesk.bot.program.logs import set_up_logs
from rosterdesk.bot.program.setup import dialog
from rosterdesk.bot.settings import Settings, find_file, load_settings
from rosterdesk.bot.shell.paper.printer_naming import name_printer
from rosterdesk.bot.words.slips import describe_outcome
from rosterdesk.core.language import N_, Phrases
from rosterdesk.printer.devices.owner import Outcome, Result
from rosterdesk.printer.errors import PrinterAddressError, PrinterError
from rosterdesk.printer.model.address import Answers, parse_address
from rosterdesk.printer.settings import OWN_FILE
from rosterdesk.printer.setup.holding import HeldPrinter, describe_fault, find_fault
from rosterdesk.printer.setup.naming import require_profile
from rosterdesk.printer.setup.places import find_places, pick_place
from rosterdesk.printer.setup.probing import describe_answers, probe, require_sign_of_life
from rosterdesk.printer.setup.sample import build_sample
from rosterdesk.printer.setup.steps import (
    AnswerError,
    Progress,
    Question,
    SetupError,
    follow,
    learn,
)
from rosterdesk.printer.setup.writing import (
    Addition,
    WritingError,
    add_findings,
    choose_file,
    forget_printer,
    write_line,
    write_printer,
)
from rosterdesk.printer.slips.layout import load_layout

if TYPE_CHECKING:
    from rosterdesk.core.errors import RosterdeskError
    from rosterdesk.printer.settings import PrinterSettings
    from rosterdesk.printer.setup.findings import Findings

phrases = Phrases("rosterdesk.bot")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The answers that were given with the command."""

    at: str | None = None
    name: str | None = None
    profile: str | None = None
    replace: bool = False


class Walk:
    """One walk: it speaks the library's language, and holds the printer between two strips."""

    def __init__(self, settings: Settings, printer: HeldPrinter, wanted: Wanted) -> None:
        self.settings = settings
        self.wanted = wanted
        self.file = choose_file(find_file(), settings.data)
        self._dialog = dialog.Dialog(settings.language)
        self._printer = printer
        self.place = self.name = ""  # as far as they are known
        self.is_written = False

    def say(self, message: str, /, **values: object) -> None:
        typer.echo(_fold(phrases.say(self.settings.language, message, **values)))

    def warn(self, error: RosterdeskError) -> None:
        typer.echo(_fold(f"  ✗ {error.say(self.settings.language)}"))

    def read(self, message: str, /, **values: object) -> str:
        said = phrases.say(self.settings.language, message, **values)
        return self._dialog.read(f"{_fold(said)} ")

    def confirm(self, message: str, /, **values: object) -> bool:
        return self._dialog.agree(_fold(phrases.say(self.settings.language, message, **values)))

    def ask(self, question: Question) -> str:
        typer.echo(f"\n{_fold(question.text)}")
        for answer, meaning in question.choices.items():
            typer.echo(f"  {answer or 'Enter'}  {meaning}")
        return self._dialog.read("> ")

    async def print(self, data: bytes, findings: Findings) -> Outcome:
        """Print, and wait for the clerk as long as the printer wants something first."""
        again = False
        while True:
            outcome = await self._printer.print(data, findings)
            fault = find_fault(outcome, again=again)
            reason = fault or (outcome.reason if outcome.result is Result.UNKNOWN else None)
            if reason is not None:
                typer.echo(_fold(f"  ✗ {describe_fault(reason, self.settings.language)}"))
            if fault is None:
                return outcome
            self.read(N_("Press Enter when that is mended: it is printed again. Ctrl+C stops."))
            again = again or outcome.result is Result.UNKNOWN


def _fold(text: str) -> str:
    """Break lines between words, below the first of them; what is to be copied stays whole."""
    width = shutil.get_terminal_size().columns - 1
    return "\n".join(
        textwrap.fill(
            line,
            width,
            subsequent_indent=" " * len(_find_lead(line)),
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in text.split("\n")
    )


def _find_lead(line: str) -> str:
    """Return what the line of a list begins with."""
    found = re.match(r" +(✗|\d+)? *", line)
    return found[0] if found else ""


async def walk(wanted: Wanted) -> None:
    """Set one printer up; raises RosterdeskError where it cannot be."""
    settings = load_settings()
    set_up_logs()
    async with HeldPrinter() as printer:
        steps = Walk(settings, printer, wanted)
        try:
            await _walk(steps, wanted)
        except (KeyboardInterrupt, asyncio.CancelledError):
            _say_stopped(steps)
            raise
        except dialog.SetupError as error:  # no more answers
            if not steps.is_written:
                raise
            raise ProgramError(_STOPPED, **_name_test(steps)) from error
        except SetupError as error:
            raise ProgramError(_BEGIN_AGAIN, reason=error, command=_find_command(steps)) from error


def _say_stopped(steps: Walk) -> None:
    """Say what was kept and how to go on: whoever pressed Ctrl+C may have a queue at the desk."""
    typer.echo()
    if steps.is_written:
        steps.say(_STOPPED, **_name_test(steps))
    else:
        steps.say(
            N_("Stopped. Nothing was changed. To begin again: “{command}”."),
            command=_find_command(steps),
        )


def _name_test(steps: Walk) -> dict[str, str]:
    """Return the name of the printer that is set up, and the command that tries it."""
    command = f"rosterdesk printer test {shlex.quote(steps.name)}"
    return {"name": steps.name, "command": command}


def _find_command(steps: Walk, wanted: Wanted | None = None) -> str:
    """Return the command that begins again with what was answered and wanted so far."""
    wanted = wanted or steps.wanted
    words = ["rosterdesk printer setup"]
    words += [f"--at {shlex.quote(steps.place)}"] if steps.place else []
    words += [f"--name {shlex.quote(steps.name)}"] if steps.name else []
    words += [f"--profile {shlex.quote(wanted.profile)}"] if wanted.profile is not None else []
    words += ["--replace"] if wanted.replace else []
    return " ".join(words)


async def _walk(steps: Walk, wanted: Wanted) -> None:
    if wanted.profile is not None:
        require_profile(wanted.profile, steps.settings.printing.profiles)
    findings = await _find_printer(steps, wanted.at)
    typer.echo(_fold(describe_answers(findings.answers, steps.settings.language)))
    steps.name, before = await name_printer(steps, wanted, findings)
    name, profile = steps.name, wanted.profile or steps.name
    if wanted.profile is not None:
        model = steps.settings.printing.profiles[profile]
        addition = Addition(name, findings.url_with_profile(profile, model), before=before)
    else:
        findings = await _find_out(steps, findings)
        addition = add_findings(findings, name, profile, before)
    written = _write(steps, addition, steps.settings.printing)
    too_early = await _print_sample(steps, name, findings, written.printers[name])
    if too_early and wanted.profile is not None:
        early = replace(findings, answers=Answers.EARLY)
        addition = Addition(name, early.url_with_profile(profile, model))
        written = _write(steps, addition, written)
    if wanted.profile is not None:
        steps.say(_WRONG_MODEL, command=_find_command(steps, Wanted(replace=True)))
    steps.say(
        N_(
            "Other desks with this model: put this line under [printing.profiles] there, and run"
            " “{command}”:\n  {line}"
        ),
        command=f"rosterdesk printer setup --profile {shlex.quote(profile)}",
        line=write_line(profile, written.profiles[profile]),
    )


def _write(steps: Walk, addition: Addition, known: PrinterSettings) -> PrinterSettings:
    """Write the printer down and say so; return the settings with it.

    Where it cannot be written any more, a clerk's answers are not lost: they are shown.
    """
    try:
        written = write_printer(steps.file, addition, known)
    except WritingError:
        _show_lines(addition)
        raise
    steps.is_written = True
    if steps.file.name != OWN_FILE:
        for each in filter(None, (addition.name, addition.before)):
            forget_printer(steps.settings.data, each)
    steps.say(
        N_("\nWritten to {path}: {name} = {url}"),
        path=steps.file.absolute(),
        name=addition.name,
        url=addition.url,
    )
    if addition.before:
        steps.say(
            N_(
                "“{before}” is no name of a printer any more. Slips that wait for it do not follow:"
                " choose “{name}” for them in chat, below their job."
            ),
            before=addition.before,
            name=addition.name,
        )
    return written


def _show_lines(addition: Addition) -> None:
    for table, lines in (
        ("profiles", addition.profiles),
        ("printers", {addition.name: addition.url}),
    ):
        if lines:
            typer.echo(f"\n[printing.{table}]")
        for name, value in lines.items():
            typer.echo(write_line(name, value))


async def _find_printer(steps: Walk, at: str | None) -> Findings:
    """Return what the printer of the clerk's choice answers."""
    while True:
        try:
            place = await _read_place(steps, at)
            parse_address(place)
            steps.place = place
            steps.say(N_("Asking the printer what it tells of itself…"))
            findings = await asyncio.to_thread(probe, place)
            if at is not None:
                require_sign_of_life(findings, at)
        except PrinterError as error:
            if at is not None:
                raise
            steps.warn(error)
        else:
            return findings


async def _read_place(steps: Walk, at: str | None) -> str:
    if at is None:
        return await _choose_place(steps)
    places = await asyncio.to_thread(find_places) if at.strip().isdecimal() else ()
    return pick_place(places, at)


async def _choose_place(steps: Walk) -> str:
    steps.say(N_("Looking for printers…"))
    places = await asyncio.to_thread(find_places)
    for number, place in enumerate(places, start=1):
        typer.echo(_fold(f"  {number}  {place.say(steps.settings.language)}"))
    steps.say(_NETWORK)
    question = _WHICH if places else _WHICH_ADDRESS
    while True:
        answer = steps.read(question)
        try:
            if answer:
                url = pick_place(places, answer)
                parse_address(url)
                return url
        except PrinterAddressError as error:
            steps.warn(error)


async def _find_out(steps: Walk, findings: Findings) -> Findings:
    """Print the strips and ask what they look like; raises SetupError where it ends early."""
    progress = Progress(findings)
    language = steps.settings.language
    strip = progress.strip(language)
    while (question := progress.question(language)) is not None:
        if strip is not None:
            learnt = learn(progress, await steps.print(strip, progress.findings))
            if learnt != progress:
                typer.echo(_fold(describe_answers(learnt.findings.answers, language)))
            progress = learnt
        before = progress
        progress = _answer(steps, progress, question)
        strip = progress.strip(language) if progress != before else None
    return progress.findings


def _answer(steps: Walk, progress: Progress, question: Question) -> Progress:
    """Ask until the answer is one that can be meant."""
    while True:
        try:
            return follow(progress, steps.ask(question))
        except AnswerError as error:
            steps.warn(error)


async def _print_sample(steps: Walk, name: str, findings: Findings, url: str) -> bool:
    """Print it and say what became of it; return whether the printer answered too early."""
    settings = steps.settings
    layout = load_layout(settings.printing.layout_file)
    known = parse_address(url)
    sample = build_sample(layout, known.paper, settings.language, settings.library_name)
    steps.say(N_("Printing a sample slip…"))
    outcome = await steps.print(sample, replace(findings, answers=known.answers))
    if outcome.too_early:
        typer.echo(_fold(describe_answers(Answers.EARLY, settings.language)))
    said = describe_outcome(replace(outcome, too_early=False), name, settings.language)
    typer.echo(_fold(said))
    return outcome.too_early


_STOPPED = N_("Stopped. “{name}” is set up; “{command}” prints a page on it.")
_BEGIN_AGAIN = N_("{reason} To begin again: “{command}”.")
_WRONG_MODEL = N_(
    "Does something on the slip look wrong? Then it is another model: “{command}” prints the"
    " strips."
)
_NETWORK = N_(
    "Is it on the network and not in the list? Switch it off, hold its feed button down and switch"
    " it on: the page that it prints has its IP address."
)
_WHICH = N_(
    "Which printer? Its number, or its address, such as 192.0.2.7, /dev/usb/lp0 or /dev/ttyUSB0:"
)
_WHICH_ADDRESS = N_(
    "No printer was found. Its address, such as 192.0.2.7, /dev/usb/lp0 or /dev/ttyUSB0:"
)
