"""The clerk's walk through ``rosterdesk printer setup``: the questions on a terminal.

What is printed and asked, and what follows from an answer, is ``rosterdesk.printer.setup``'s.
"""

from __future__ import annotations

import asyncio
import shutil
import textwrap
from typing import TYPE_CHECKING

import typer

from rosterdesk.bot.errors import ProgramError
from rosterdesk.bot.program.logs import set_up_logs
from rosterdesk.bot.program.setup.dialog import Dialog
from rosterdesk.bot.settings import Settings, find_file, load_settings
from rosterdesk.bot.shell.paper.paper import say_outcome
from rosterdesk.bot.shell.paper.printer_writing import check_printer, write_printer
from rosterdesk.core.language import N_, Phrases
from rosterdesk.printer.devices.owner import Outcome, Printer, Result
from rosterdesk.printer.errors import PrinterError
from rosterdesk.printer.model.address import Answers, fill_in_profile, parse_address
from rosterdesk.printer.setup.findings import Findings
from rosterdesk.printer.setup.places import find_places
from rosterdesk.printer.setup.probing import probe
from rosterdesk.printer.setup.sample import build_sample
from rosterdesk.printer.setup.steps import AnswerError, Progress, Question, follow
from rosterdesk.printer.slips.layout import Layout, load_layout

if TYPE_CHECKING:
    from pathlib import Path

    from rosterdesk.core.errors import RosterdeskError

phrases = Phrases("rosterdesk.bot")

_USUAL_NAME = "balie"
_ANSWERS = {
    Answers.ALL: N_("The printer tells how it is, and when a slip is on paper."),
    Answers.STATUS: N_("The printer tells how it is, but not when a slip is on paper."),
    Answers.NONE: N_("The printer tells nothing of itself: look at it when you print."),
}


class Walk:
    """One walk: it speaks the library's language, and holds the printer between two strips."""

    def __init__(self, settings: Settings, file: Path) -> None:
        self.settings = settings
        self.file = file
        self._dialog = Dialog()
        self._printer: Printer | None = None
        self._url = ""

    def say(self, message: str, /, **values: object) -> None:
        typer.echo(_fold(phrases.say(self.settings.language, message, **values)))

    def warn(self, error: RosterdeskError) -> None:
        typer.echo(_fold(f"  ✗ {error.say(self.settings.language)}"))

    def read(self, message: str, /, **values: object) -> str:
        said = phrases.say(self.settings.language, message, **values)
        return self._dialog.read(f"{_fold(said)} ")

    def ask(self, question: Question) -> str:
        typer.echo(f"\n{_fold(question.text)}")
        for answer, meaning in question.choices.items():
            typer.echo(f"  {answer}  {meaning}")
        return self._dialog.read("> ")

    async def print(self, data: bytes, findings: Findings) -> Outcome:
        """Print, and wait for the clerk as long as the printer wants something first."""
        while True:
            printer = await self._open(findings)
            outcome = await printer.print_slip(data)
            if outcome.result is not Result.NOT_SENT or outcome.reason is None:
                return outcome
            typer.echo(f"  ✗ {outcome.reason.say(self.settings.language)}")
            self.read(N_("Press Enter when that is mended, or Ctrl+C to stop."))

    async def _open(self, findings: Findings) -> Printer:
        """Keep the printer open from strip to strip: some take no new connection for a time."""
        url = Findings(
            findings.place,
            answers=findings.answers,
            between=findings.between,
            wake=findings.wake,
            baudrate=findings.baudrate,
        ).url
        if self._printer is None or url != self._url:
            await self.close()
            self._printer, self._url = Printer("setup", url), url
        return self._printer

    async def close(self) -> None:
        if self._printer is not None:
            await self._printer.close()
            self._printer = None


def _fold(text: str) -> str:
    """Break lines between words; what is to be copied stays whole."""
    width = shutil.get_terminal_size().columns - 1
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)
        for line in text.split("\n")
    )


async def walk(at: str | None, name: str | None, profile: str | None) -> None:
    """Set one printer up; raises RosterdeskError where it cannot be."""
    settings = load_settings()
    set_up_logs()
    steps = Walk(settings, find_file())
    try:
        await _walk(steps, at, name, profile)
    finally:
        await steps.close()


async def _walk(steps: Walk, at: str | None, name: str | None, profile: str | None) -> None:
    findings = await _find_printer(steps, at)
    steps.say(_ANSWERS[findings.answers])
    name = _choose_name(steps, name, findings)
    known = dict(steps.settings.printing.profiles)
    if profile not in known:
        profile = profile or name
        findings = await _find_out(steps, findings)
        known = {profile: findings.profile}
    url = findings.url_with_profile(profile)
    write_printer(steps.file, name, url, known)
    steps.say(
        N_("\nWritten to {path}: {name} = {url}"), path=steps.file.absolute(), name=name, url=url
    )
    await _print_sample(steps, name, findings, fill_in_profile(url, known))
    steps.say(
        N_(
            "Other desks with this model: put this line under [printing.profiles] there, and run"
            ' “rosterdesk printer setup --profile {profile}”:\n  {profile} = "{parameters}"'
        ),
        profile=profile,
        parameters=known[profile],
    )


async def _find_printer(steps: Walk, at: str | None) -> Findings:
    """Return what the printer of the clerk's choice answers."""
    while True:
        place = at or await _choose_place(steps)
        try:
            parse_address(place)
            steps.say(N_("Asking the printer what it tells of itself…"))
            return await asyncio.to_thread(probe, place)
        except PrinterError as error:
            if at is not None:
                raise
            steps.warn(error)


async def _choose_place(steps: Walk) -> str:
    steps.say(N_("Looking for printers…"))
    places = await asyncio.to_thread(find_places)
    for number, place in enumerate(places, start=1):
        typer.echo(f"  {number}  {place.say(steps.settings.language)}")
    steps.say(_NETWORK)
    question = _WHICH if places else _WHICH_ADDRESS
    while not (answer := steps.read(question)):
        pass
    if answer.isdecimal() and 1 <= int(answer) <= len(places):
        return places[int(answer) - 1].url
    return answer if ":/" in answer else f"tcp://{answer}"


def _choose_name(steps: Walk, name: str | None, findings: Findings) -> str:
    """Return a name under which the settings take the printer."""
    while True:
        chosen = name or steps.read(N_("What do you call this printer? [{name}]"), name=_USUAL_NAME)
        chosen = chosen or _USUAL_NAME
        try:
            check_printer(steps.file, chosen, findings.url)
        except ProgramError as error:
            if name is not None:
                raise
            steps.warn(error)
        else:
            return chosen


async def _find_out(steps: Walk, findings: Findings) -> Findings:
    """Print the strips and ask what they look like; raises SetupError where it ends early."""
    progress = Progress(findings)
    language = steps.settings.language
    strip = progress.strip(language)
    while (question := progress.question(language)) is not None:
        if strip is not None:
            await steps.print(strip, progress.findings)
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


async def _print_sample(steps: Walk, name: str, findings: Findings, url: str) -> None:
    settings = steps.settings
    layout_file = settings.printing.layout_file
    layout = load_layout(layout_file) if layout_file else Layout()
    paper = parse_address(url).paper
    sample = build_sample(layout, paper, settings.language, settings.library_name)
    steps.say(N_("Printing a sample slip…"))
    try:
        typer.echo(say_outcome(settings, name, await steps.print(sample, findings)))
    except ProgramError as error:
        steps.warn(error)


_NETWORK = N_(
    "Is it on the network and not in the list? Switch it off, hold its feed button down and switch"
    " it on: the page that it prints has its IP address."
)
_WHICH = N_("Which printer? Its number, or an address such as 192.0.2.7:")
_WHICH_ADDRESS = N_("No printer was found. Its address, such as 192.0.2.7:")
