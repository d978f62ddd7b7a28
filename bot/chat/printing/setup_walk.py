"""One clerk's way through setting a printer up: what is printed and asked, and what follows."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aiogram.fsm.state import State, StatesGroup
from pydantic import TypeAdapter

from rosterdesk.bot.chat.printing.setup_words import (
    draw_done,
    draw_models,
    draw_names,
    draw_places,
    draw_question,
    draw_renaming,
    draw_replacing,
    draw_trouble,
)
from rosterdesk.bot.chat.screen.buttons import keyboard
from rosterdesk.bot.chat.screen.dialogs import begin_dialog, end_dialog, move_on
from rosterdesk.bot.words.printers import find_printers
from rosterdesk.bot.words.slips import describe_outcome
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.language import N_, is_no
from rosterdesk.printer.devices.owner import Result
from rosterdesk.printer.model.address import Answers, parse_address
from rosterdesk.printer.model.parameters import fill_in_profile
from rosterdesk.printer.setup.holding import describe_fault, find_fault
from rosterdesk.printer.setup.naming import choose_name
from rosterdesk.printer.setup.places import find_places
from rosterdesk.printer.setup.probing import describe_answers
from rosterdesk.printer.setup.sample import build_sample
from rosterdesk.printer.setup.steps import Progress, follow, learn
from rosterdesk.printer.setup.writing import Addition, add_findings
from rosterdesk.printer.slips.layout import load_layout

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiogram import Bot
    from aiogram.fsm.context import FSMContext
    from aiogram.utils.formatting import Text

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.chat.printing.workshop import Workshop
    from rosterdesk.bot.chat.screen.buttons import Buttons
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Staff
    from rosterdesk.printer.errors import Reason
    from rosterdesk.printer.setup.findings import Findings

_PROGRESS = TypeAdapter(Progress)
_USUAL_NAME = "balie"
_MOST_PLACES = 24


class SettingUp(StatesGroup):
    place = State()
    name = State()
    model = State()
    strip = State()


@dataclass(frozen=True, slots=True)
class Walk:
    """One clerk's way through setup; each function takes the answer to a question, and asks on."""

    bot: Bot
    chat_id: int
    state: FSMContext
    member: Member
    workshop: Workshop
    settings: Settings
    language: Language

    async def begin(self) -> None:
        await self._tell(N_("Looking for printers…"))
        places = (await asyncio.to_thread(find_places))[:_MOST_PLACES]
        prompt = self._show(
            *draw_places([each.say(self.language) for each in places], self.language)
        )
        urls = [each.url for each in places]
        await begin_dialog(self.state, SettingUp.place, prompt, offered=urls)

    async def take_place(self, place: str) -> None:
        await self._tell(N_("Asking the printer what it tells of itself…"))
        findings = await self.workshop.ask(self.staff, place)
        names = self.workshop.names
        if not names and _USUAL_NAME not in await find_printers(self.settings):
            names = [_USUAL_NAME]
        said = describe_answers(findings.answers, self.language)
        prompt = self._show(*draw_names(said, names, self.language))
        await move_on(
            self.state, SettingUp.name, prompt, offered=names, **_keep(Progress(findings))
        )

    async def take_name(self, typed: str) -> None:
        offered = (await self.state.get_data()).get("offered") or [""]
        name = choose_name(typed, offered[0])
        progress = await self.find_progress()
        before = self.workshop.find_earlier_name(name)
        self.workshop.check(name, progress.findings, before)
        if before:
            await self._ask_instead(draw_renaming, name, before)
        else:
            await self.replace(name, agreed=False)

    async def _ask_instead(
        self, draw: Callable[[str, str, str, Language], tuple[Text, Buttons]], name: str, there: str
    ) -> None:
        """Ask whether the name is meant, which ``there`` is in the way of."""
        facts = await self.state.get_data()
        # Counted, so that the button of an earlier name does nothing.
        asked = str(int(facts.get("asked", "0")) + 1)
        prompt = self._show(*draw(name, there, asked, self.language))
        await move_on(
            self.state, SettingUp.name, prompt, **{**facts, "wanted": name, "asked": asked}
        )

    async def rename(self, name: str) -> None:
        """Go on with another name than the printer has."""
        await self.replace(name, agreed=False)

    async def replace(self, name: str, *, agreed: bool = True) -> None:
        """Go on with a name; where another printer has it, only once this one is to replace it."""
        there = self.workshop.known.printers.get(name)
        if there is not None and name not in self.workshop.names and not agreed:
            await self._ask_instead(draw_replacing, name, there.partition("?")[0])
            return
        await self._ask_model(name, await self.find_progress())

    async def _ask_model(self, name: str, progress: Progress) -> None:
        profiles = list(self.workshop.known.profiles)
        if not profiles:
            await self._show_step(name, progress, printing=True)
            return
        prompt = self._show(*draw_models(profiles, self.language))
        facts = {"offered": profiles, "name": name, **_keep(progress)}
        await move_on(self.state, SettingUp.model, prompt, **facts)

    async def take_model(self, profile: str) -> None:
        """Go on with the strips where it is none of the models that are known."""
        name, progress = await self._find_name(), await self.find_progress()
        if not profile:
            await self._show_step(name, progress, printing=True)
            return
        findings, known = progress.findings, self.workshop.known.profiles[profile]
        before = self.workshop.find_earlier_name(name)
        addition = Addition(name, findings.url_with_profile(profile, known), before=before)
        await self._finish(addition, findings, profile)

    async def take_model_named(self, typed: str) -> None:
        """Take the name of a model as typed; ask once more where there is none of that name."""
        meant = " ".join(typed.split()).casefold()
        offered = (await self.state.get_data())["offered"]
        found = next((each for each in offered if each.casefold() == meant), None)
        if found is None and not is_no(meant):
            await self._ask_model(await self._find_name(), await self.find_progress())
            return
        await self.take_model(found or "")

    async def take_answer(self, answer: str) -> None:
        name, before = await self._find_name(), await self.find_progress()
        progress = follow(before, answer)
        await self._show_step(name, progress, printing=progress != before)

    async def print_again(self) -> None:
        progress = await self.find_progress()
        await self._show_step(await self._find_name(), progress, printing=True, again=True)

    async def stop(self) -> None:
        await end_dialog(self.state)
        await self.workshop.leave(self.staff)

    async def find_progress(self) -> Progress:
        return _PROGRESS.validate_json((await self.state.get_data())["progress"])

    @property
    def staff(self) -> Staff:
        assert self.member.staff is not None  # the right says so
        return self.member.staff

    async def _find_name(self) -> str:
        return str((await self.state.get_data())["name"])

    async def _show_step(
        self, name: str, progress: Progress, *, printing: bool, again: bool = False
    ) -> None:
        """Print the strip of this step, where it has one, and ask what it looks like."""
        question = progress.question(self.language)
        if question is None:
            before = self.workshop.find_earlier_name(name)
            addition = add_findings(progress.findings, name, name, before)
            await self._finish(addition, progress.findings, name)
            return
        drawn = draw_question(question, progress, self.language)
        strip = progress.strip(self.language) if printing else None
        if strip is not None:
            progress, fault = await self._print(strip, progress, again=again)
            if fault is not None:
                drawn = draw_trouble(fault, progress, self.language)
        prompt = self._show(*drawn)
        await move_on(self.state, SettingUp.strip, prompt, name=name, **_keep(progress))

    async def _print(
        self, strip: bytes, progress: Progress, *, again: bool
    ) -> tuple[Progress, Reason | None]:
        """Print it; return what is known then, and what must be mended before it is tried again."""
        outcome = await self.workshop.print(self.staff, strip, progress.findings)
        learnt, fault = learn(progress, outcome), find_fault(outcome, again=again)
        said = describe_answers(learnt.findings.answers, self.language) if outcome.too_early else ""
        if outcome.result is Result.UNKNOWN and outcome.reason and fault is None:
            said = f"⚠️ {describe_fault(outcome.reason, self.language)}"
        if said:
            await self.bot.send_message(self.chat_id, said)
        return learnt, fault

    async def _finish(self, addition: Addition, findings: Findings, profile: str) -> None:
        known = {**self.workshop.known.profiles, **addition.profiles}
        address = parse_address(fill_in_profile(addition.url, known))
        layout = load_layout(self.settings.printing.layout_file)
        sample = build_sample(layout, address.paper, self.language, self.settings.library_name)
        told = replace(findings, answers=address.answers)
        outcome = await self.workshop.print(self.staff, sample, told)
        if outcome.too_early and not addition.profiles:
            early = replace(findings, answers=Answers.EARLY)
            url = early.url_with_profile(profile, known[profile])
            addition, outcome = replace(addition, url=url), replace(outcome, too_early=False)
        said = describe_outcome(outcome, addition.name, self.language)
        await self.workshop.finish(self.staff, addition, self.member.actor)
        await end_dialog(self.state)
        await self._show(draw_done(addition, (profile, known[profile]), said, self.language), [])

    async def _show(self, words: Text, buttons: Buttons) -> None:
        markup = keyboard(buttons) if buttons else None
        await self.bot.send_message(self.chat_id, **words.as_kwargs(), reply_markup=markup)

    async def _tell(self, message: str) -> None:
        await self.bot.send_message(self.chat_id, phrases.say(self.language, message))


def _keep(progress: Progress) -> dict[str, str]:
    return {"progress": _PROGRESS.dump_json(progress).decode()}
