"""Setting a printer up from chat, by the questions of ``rosterdesk.printer.setup``.

The dialog is kept with the chat's other dialogs, so it goes on after a restart of the service.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from aiogram import F
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.utils.formatting import Text
from pydantic import TypeAdapter

from rosterdesk.bot.chat.access.rights import STAFF
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.printing.answered import keep_answer
from rosterdesk.bot.chat.printing.setup_words import (
    SetupAction,
    draw_done,
    draw_models,
    draw_names,
    draw_places,
    draw_printers,
    draw_question,
    draw_replacing,
    draw_trouble,
    name_step,
)
from rosterdesk.bot.chat.screen.buttons import MenuAction, keyboard
from rosterdesk.bot.chat.screen.dialogs import begin_dialog, end_dialog, move_on
from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.chat.telegram.quietly import quietly
from rosterdesk.bot.chat.telegram.updates import describe_stale
from rosterdesk.bot.words.printers import find_printers
from rosterdesk.bot.words.slips import describe_outcome
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_, is_no
from rosterdesk.printer.devices.owner import Result
from rosterdesk.printer.model.address import Answers, fill_in_profile, parse_address
from rosterdesk.printer.setup.holding import find_fault
from rosterdesk.printer.setup.naming import choose_name
from rosterdesk.printer.setup.places import find_places, read_network_place
from rosterdesk.printer.setup.probing import describe_answers
from rosterdesk.printer.setup.sample import build_sample
from rosterdesk.printer.setup.steps import Progress, SetupError, follow, learn
from rosterdesk.printer.setup.writing import Addition, add_findings
from rosterdesk.printer.slips.layout import load_layout

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiogram import Bot
    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery, Message

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
        self.workshop.check(name, progress.findings)
        there = self.workshop.known.printers.get(name)
        if there is not None and name not in self.workshop.names:
            await self._ask_to_replace(name, there.partition("?")[0])
            return
        await self._ask_model(name, progress)

    async def _ask_to_replace(self, name: str, place: str) -> None:
        facts = await self.state.get_data()
        # Counted, so that the button of an earlier name replaces nothing.
        asked = str(int(facts.get("asked", "0")) + 1)
        prompt = self._show(*draw_replacing(name, place, asked, self.language))
        await move_on(
            self.state, SettingUp.name, prompt, **{**facts, "wanted": name, "asked": asked}
        )

    async def replace(self, name: str) -> None:
        """Go on with a name that another printer has, which this one is to replace."""
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
        addition = Addition(name, findings.url_with_profile(profile, known))
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
            addition = add_findings(progress.findings, name, name)
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
            said = f"⚠️ {outcome.reason.say(self.language)}"
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


async def list_by_command(message: Message, settings: Settings, language: Language) -> None:
    words, buttons = await draw_printers(await find_printers(settings), language)
    await message.answer(**words.as_kwargs(), reply_markup=keyboard(buttons))


async def list_by_menu(
    query: CallbackQuery, bot: Bot, settings: Settings, language: Language
) -> None:
    await query.answer()
    words, buttons = await draw_printers(await find_printers(settings), language)
    await bot.send_message(query.from_user.id, **words.as_kwargs(), reply_markup=keyboard(buttons))


async def begin(
    query: CallbackQuery,
    bot: Bot,
    state: FSMContext,
    member: Member,
    workshop: Workshop | None,
    settings: Settings,
    language: Language,
) -> None:
    if workshop is None:
        said = phrases.say(
            language,
            "The bot runs on a machine that does not print. At the computer with the printer:"
            " “rosterdesk printer setup”.",
        )
        await query.answer(said, show_alert=True)
        return
    await quietly(query.answer())
    walk = Walk(bot, query.from_user.id, state, member, workshop, settings, language)
    await _try(walk, walk.begin, language)


async def press(
    query: CallbackQuery,
    callback_data: SetupAction,
    bot: Bot,
    state: FSMContext,
    member: Member,
    workshop: Workshop,
    settings: Settings,
    language: Language,
) -> None:
    """Take what a button answers, unless its question is no longer the one that is open."""
    walk = Walk(bot, query.from_user.id, state, member, workshop, settings, language)
    value = await _find_meant(walk, callback_data)
    if value is None:
        await query.answer(describe_stale(language), show_alert=True)
        return
    await quietly(query.answer())
    await keep_answer(query, callback_data)
    take = {
        "place": walk.take_place,
        "name": walk.take_name,
        "replace": walk.replace,
        "model": walk.take_model,
        "answer": walk.take_answer,
    }.get(callback_data.action)
    await _try(walk, partial(take, value) if take else walk.print_again, language)


async def _find_meant(walk: Walk, pressed: SetupAction) -> str | None:
    """Return the value behind a button; None where another question is open."""
    state = await walk.state.get_state()
    facts = await walk.state.get_data()
    if pressed.action in {"answer", "again"}:
        if state != SettingUp.strip.state:
            return None
        return pressed.value if pressed.step == name_step(await walk.find_progress()) else None
    if pressed.action == "replace":
        is_asked = state == SettingUp.name.state and pressed.value == facts.get("asked")
        return facts["wanted"] if is_asked else None
    if state != f"SettingUp:{pressed.action}":
        return None
    if pressed.action == "model" and not pressed.value:
        return ""
    offered = facts["offered"]
    chosen = int(pressed.value) if pressed.value.isdecimal() else len(offered)
    return offered[chosen] if chosen < len(offered) else None


async def take_typed(
    message: Message,
    bot: Bot,
    state: FSMContext,
    raw_state: str,
    member: Member,
    workshop: Workshop,
    settings: Settings,
    language: Language,
) -> None:
    walk = Walk(bot, message.chat.id, state, member, workshop, settings, language)
    typed = message.text or ""
    if raw_state == SettingUp.place.state:
        await _try(walk, lambda: walk.take_place(read_network_place(typed)), language)
    elif raw_state == SettingUp.name.state:
        await _try(walk, partial(walk.take_name, typed), language)
    elif raw_state == SettingUp.model.state:
        await _try(walk, partial(walk.take_model_named, typed), language)
    else:
        await _try(walk, partial(walk.take_answer, typed), language)


async def _try(walk: Walk, step: Callable[[], Awaitable[None]], language: Language) -> None:
    """Take the step; what cannot be is told, and the question that was asked stays open."""
    try:
        await step()
    except SetupError as error:
        await walk.stop()
        await walk.bot.send_message(walk.chat_id, error.say(language))
    except RosterdeskError as error:
        await walk.bot.send_message(walk.chat_id, f"✗ {error.say(language)}")


async def stop(
    query: CallbackQuery,
    bot: Bot,
    state: FSMContext,
    member: Member,
    workshop: Workshop | None,
    settings: Settings,
    language: Language,
) -> None:
    await quietly(query.answer())
    if workshop is not None:
        await Walk(bot, query.from_user.id, state, member, workshop, settings, language).stop()
    said = phrases.say(language, "Stopped. Nothing was changed.")
    await show_pressed(query, Text(said), [])


ROUTES = Routes("setting a printer up")
ROUTES.command(list_by_command, "printers")
ROUTES.press(list_by_menu, MenuAction, "printers", right=STAFF)
ROUTES.press(begin, SetupAction, "begin", right=STAFF)
ROUTES.press(
    press, SetupAction, "place", "name", "replace", "model", "answer", "again", right=STAFF
)
ROUTES.press(stop, SetupAction, "stop", right=STAFF)
ROUTES.typed(
    take_typed,
    StateFilter(SettingUp),
    F.text,
    ~F.text.startswith("/"),
    asks="typed:printer",
    right=STAFF,
)
