"""Cases: a call of a step fails in one way, and then a person types ten ordinary words."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.bot.approval.weather import hurry
from tests.bot.dialogs.scenes import SECONDS, calm_down
from tests.bot.dialogs.scripts import SCRIPTS

from rosterdesk.bot.models import ChatAccount, Dialog
from rosterdesk.core.models import Event, Submission
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.bot.dialogs.scenes import Scene
    from tests.bot.dialogs.scripts import Script, Step

    from rosterdesk.bot.standins.botapi.people import Person

WORDS = ("Jansen", "is it Monday?", "no", "2000000002", "Wit", "ok", "5a", "12", "yes", "/x")
# Never by words: each of these is one tap on what was shown.
BY_TAP = (
    *(Kind.PLAN_APPROVED, Kind.PLAN_REJECTED, Kind.PLAN_UNDONE, Kind.QUESTION_ASKED),
    *(Kind.QUESTION_ANSWERED, Kind.MAIL_REPLIED, Kind.MAIL_RELEASED, Kind.UPLOADER_GRANTED),
    *(Kind.CHAT_UNLINKED, Kind.CUSTOMER_ADDED, Kind.MEMBERS_LOADED, Kind.SLIPS_REQUESTED),
    *(Kind.UPLOADER_WITHDRAWN, Kind.MAIL_DISCARDED, Kind.COLUMNS_MAPPED, Kind.COLUMNS_FORGOTTEN),
    *(Kind.GUARD_LIFTED, Kind.PLAN_ANSWERED, Kind.SCHOOL_CODE_ANSWERED, Kind.CARETAKERS_CHANGED),
    *(Kind.MAIL_CONFIRMED, Kind.MAIL_DENIED, Kind.STAFF_CHANGED, Kind.SLIPS_CANCELLED),
    *(Kind.MEMBERSHIP_BEGUN, Kind.MEMBERSHIP_ENDED),
)
# By words too, but only as the answer to a question that the person sees.
BY_WORDS = (
    *(Kind.CUSTOMER_CHANGED, Kind.STAFF_ADDED, Kind.CARD_CHANGED, Kind.PASSWORD_CHOSEN),
    *(Kind.CHAT_LINKED, Kind.LOGGED_IN, Kind.PRINTER_SET_UP, Kind.SLIPS_RESTARTED),
)


class Moment(StrEnum):
    BEFORE = "before"  # the first such call of the step, before it takes effect
    BETWEEN = "between"  # the second such call of the step
    AFTER = "after"  # the first one takes effect, and its answer is lost
    THEN = "then"  # the first such call after the step, while the words are typed


@dataclass(frozen=True, slots=True)
class Case:
    """``times``: how often in a row it fails; a call that may be repeated is tried three times."""

    script: str
    step: int
    method: str
    fault: str
    moment: Moment
    times: int = 1


_OF_SENDING = ("server_error", "cut", "flood", "blocked", "chat_restricted", "time_out")
_FAULTS = {
    "send": _OF_SENDING,
    "edit": ("server_error", "cut", "message_gone", "uneditable", "flood", "blocked", "time_out"),
    "answer": ("query_too_old", "server_error", "cut", "time_out"),
    "delete": ("server_error", "cut", "message_gone", "time_out"),
    "get": ("server_error", "cut", "file_too_big", "time_out"),
    "set": ("server_error", "cut", "flood"),
}
_AFTER = ("server_error", "cut", "time_out")
_LOST_ON_THE_WAY = ("server_error", "cut", "time_out")


def list_faults(method: str) -> list[tuple[Moment, str, int]]:
    """Return when, how and how often this method can fail."""
    kinds = next((faults for verb, faults in _FAULTS.items() if method.startswith(verb)), ())
    tries = 1 if method.startswith("send") else 3
    found = []
    for moment in Moment:
        for kind in kinds:
            if moment is Moment.AFTER and kind not in _AFTER:
                continue
            counts = {1, tries} if kind in _LOST_ON_THE_WAY else {1}
            found += [(moment, kind, count) for count in sorted(counts)]
    return found


async def learn_calls(scene: Scene, names: Iterable[str]) -> dict[tuple[str, int], Counter[str]]:
    """Play these dialogs without a fault; return which methods each of their steps calls."""
    calls: dict[tuple[str, int], Counter[str]] = {}
    for name in names:
        script = SCRIPTS[name]
        await script.begin(scene)
        await scene.settle()
        scene.begun |= await list_open()
        for number, step in enumerate(script.steps):
            before = len(scene.desk.api.calls)
            await play_well(scene, script, step, (name, number))
            scene.begun |= await list_open()
            made = [each.method for each in scene.desk.api.calls[before:]]
            calls[name, number] = Counter(each for each in made if each != "getUpdates")
        await calm_down(scene)
    return calls


def list_cases(calls: dict[tuple[str, int], Counter[str]], *, slow: bool) -> Iterator[Case]:
    """Yield every case; ``slow``: those too in which no answer comes until the client gives up."""
    for (script, step), made in calls.items():
        for method, count in sorted(made.items()):
            for moment, fault, times in list_faults(method):
                if fault == "time_out" and not slow:
                    continue
                if moment is not Moment.BETWEEN or count > 1:
                    yield Case(script, step, method, fault, moment, times)


def choose_cases(cases: list[Case], count: int, seed: int) -> list[Case]:
    """Return some, of every dialog as many."""
    random_ = random.Random(seed)
    by_script: dict[str, list[Case]] = {}
    for case in random_.sample(cases, len(cases)):
        by_script.setdefault(case.script, []).append(case)
    rounds = max(map(len, by_script.values()))
    mixed = [own[n] for n in range(rounds) for own in by_script.values() if n < len(own)]
    return mixed[:count]


def find_lost_prompts(cases: Iterable[Case]) -> list[Case]:
    """Return those in which a question of a dialog does not arrive, whatever is tried."""
    return [
        case
        for case in cases
        if SCRIPTS[case.script].steps[case.step].asks
        and (case.moment, case.fault) == (Moment.BEFORE, "server_error")
        and (case.method, case.times) in (("sendMessage", 1), ("editMessageText", 3))
    ]


async def play_well(scene: Scene, script: Script, step: Step, where: object) -> None:
    """Do a step that nothing disturbs."""
    person = script.who(scene)
    scene.begin_step()
    step.act(scene)
    await scene.settle()
    try:
        await scene.desk.api.wait_until(
            lambda: step.is_done(scene, person) or None, timeout=SECONDS / 3
        )
    except TimeoutError:
        shown = [each.words for each in scene.fresh(person)]
        raise AssertionError(where, shown) from None


async def play(scene: Scene, case: Case) -> list[str]:
    """Return what is wrong with how it ended."""
    script = SCRIPTS[case.script]
    session = scene.desk.service.bot.session
    patience, session.timeout = session.timeout, 1.0 if case.fault == "time_out" else 30.0
    try:
        await script.begin(scene)
        await scene.settle()
        for step in script.steps[: case.step]:
            await play_well(scene, script, step, case)
        return await _play_on(scene, case, script)
    finally:
        session.timeout = patience
        await calm_down(scene)


async def _play_on(scene: Scene, case: Case, script: Script) -> list[str]:
    person, step = script.who(scene), script.steps[case.step]
    wrong = []
    before, stored = await count_events(), await Submission.all().count()
    scene.begin_step()
    if case.moment is not Moment.THEN:
        order_fault(scene, case)
    step.act(scene)
    await scene.settle()
    done = await _wait_for_end(scene, step, person)
    if not done and not scene.is_told(person) and await is_reached(person):
        wrong.append("nobody was told")
    at_step = await count_events() - before
    wrong += [f"{kind} twice by one tap" for kind in BY_TAP if at_step[kind] > 1]
    if scene.is_apologised(person) and (did := [kind for kind in BY_TAP if at_step[kind]]):
        wrong.append(f"{did} is done, and was said to have gone wrong")
    if case.moment is Moment.THEN:
        order_fault(scene, case)
    wrong += await _type_words(scene, person, is_asked=step.asks and done)
    if script.sends_file and not done and await Submission.all().count() == stored:
        await _try_again(scene, script, case)
    return wrong


async def _wait_for_end(scene: Scene, step: Step, person: Person) -> bool:
    """Return whether the person sees what they should; what the outbox brings may come late."""

    def look() -> bool | None:
        return True if step.is_done(scene, person) or scene.is_told(person) else None

    for patience in (2, 10):
        with suppress(TimeoutError):
            await scene.desk.api.wait_until(look, timeout=patience)
            break
        await hurry()
    return step.is_done(scene, person)


async def _type_words(scene: Scene, person: Person, *, is_asked: bool) -> list[str]:
    before = await count_events()
    if person.chat.blocked:
        return []
    for word in WORDS:
        person.send(word)
    await scene.settle()
    happened = await count_events() - before
    wrong = [f"{kind} by words" for kind in BY_TAP if happened[kind]]
    unasked = [kind for kind in BY_WORDS if happened[kind] > is_asked]
    wrong += [f"{kind} by words that nobody asked for" for kind in unasked]
    scene.desk.api.world.faults.clear()
    scene.begin_step()
    person.send("/whoami")
    await scene.settle()
    if await is_reached(person) and not scene.sees(person, str(person.id)):
        wrong.append("the chat answers no more")
    return wrong


async def _try_again(scene: Scene, script: Script, case: Case) -> None:
    """Do as the person was told, once more from there: the file arrives, or this raises."""
    await ChatAccount.all().update(reachable=True)
    for step in script.steps[case.step :]:
        await play_well(scene, script, step, ("once more", case))


def order_fault(scene: Scene, case: Case) -> None:
    scene.desk.api.fail_next(
        case.method,
        case.fault,
        times=case.times,
        skip=1 if case.moment is Moment.BETWEEN else 0,
        after=case.moment is Moment.AFTER,
    )


async def list_open() -> set[str]:
    """Return the steps of dialogs in which somebody is."""
    return set(await Dialog.exclude(state=None).values_list("state", flat=True))


async def count_events() -> Counter[str]:
    return Counter(await Event.all().values_list("kind", flat=True))


async def is_reached(person: Person) -> bool:
    """Return whether Telegram lets the bot write to the person."""
    return not await ChatAccount.filter(user_id=person.id, reachable=False).exists()
