"""``/print``: for whom slips are printed, in which order, by which printer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiogram.filters.callback_data import CallbackData
from aiogram.utils.formatting import Bold, Text, as_list

from rosterdesk.bot.chat.access.rights import PRINTING
from rosterdesk.bot.chat.access.routes import Routes
from rosterdesk.bot.chat.printing.job import JobAction, find_printer, shorten_printer
from rosterdesk.bot.chat.screen.buttons import Buttons, button, in_rows, keyboard
from rosterdesk.bot.chat.screen.screen import show_pressed
from rosterdesk.bot.words.jobs import NO_SUCH_PRINTER, describe_asked, describe_choice
from rosterdesk.bot.words.printers import find_printers
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.customers.schools import get_school, list_schools
from rosterdesk.core.customers.suggestions import SchoolClass, list_classes
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.models import School, SlipOrder
from rosterdesk.core.slips.queue import list_open_jobs, load_job
from rosterdesk.core.slips.requests import Whom, find_class_customers, request_class

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language

_MOST_JOBS, _MOST_SCHOOLS = 8, 60
_WHOM = {"w": Whom.WITHOUT, "e": Whom.EVERYBODY}
_ORDERS = {"c": SlipOrder.CLASS, "n": SlipOrder.NAME}
_ORDER_LABELS = (("c", N_("by class and name")), ("n", N_("by name")))


class PrintAction(CallbackData, prefix="prt"):
    """The choices so far; ``go`` asks for the slips, ``show`` and ``list`` only look."""

    action: str
    school: int = 0
    code: str = ""  # of the class; '' is the whole school
    whom: str = "w"
    order: str = "c"
    printer: str = ""


@dataclass(frozen=True, slots=True)
class _Choice:
    """A school or one of its classes, and how many slips that would be."""

    school: School
    classes: Sequence[SchoolClass]
    counts: Mapping[Whom, int]
    waiting: int
    asked: PrintAction


async def list_by_command(message: Message, language: Language) -> None:
    words, buttons = await _draw_list(language)
    await message.answer(**words.as_kwargs(), reply_markup=keyboard(buttons))


async def list_by_button(query: CallbackQuery, language: Language) -> None:
    await query.answer()
    await show_pressed(query, *await _draw_list(language))


async def _draw_list(language: Language) -> tuple[Text, Buttons]:
    rows = []
    for name in (await list_open_jobs())[:_MOST_JOBS]:
        job = await load_job(name)
        label = phrases.say(
            language,
            "🖨 {job} · {printed} of {total}",
            job=name,
            printed=job.printed,
            total=job.total,
        )
        rows.append([button(label, JobAction(action="show", job=name))])
    schools = await list_schools(_MOST_SCHOOLS)
    rows += [[button(f"🏫 {s.name}", PrintAction(action="show", school=s.id))] for s in schools]
    title = phrases.say(language, "Slips with one-time passwords: for which school?")
    return as_list(
        Bold(title),
        Text(phrases.say(language, "For one customer: scan the card or type the name.")),
    ), rows


async def show_choice(
    query: CallbackQuery, callback_data: PrintAction, settings: Settings, language: Language
) -> None:
    await query.answer()
    choice = await _load(callback_data)
    if choice is not None:
        words = _draw_choice(choice, language)
        buttons = _draw_buttons(choice, await find_printers(settings), language)
        await show_pressed(query, words, buttons)


async def _load(asked: PrintAction) -> _Choice | None:
    school = await get_school(asked.school)
    if school is None or asked.whom not in _WHOM or asked.order not in _ORDERS:
        return None
    found = await find_class_customers(school, asked.code or None)
    classes = [each for each in await list_classes(school) if ":" not in each.code]
    counts = {whom: len(found.choose(whom)) for whom in Whom}
    return _Choice(school, classes, counts, found.waiting, asked)


def _draw_choice(choice: _Choice, language: Language) -> Text:
    asked, counts = choice.asked, choice.counts
    where = f" · {asked.code}" if asked.code else ""
    lines = [Text("🖨 ", Bold(choice.school.name, where))]
    said = describe_choice(counts, choice.waiting, _WHOM[asked.whom], language)
    return as_list(*lines, *map(Text, said))


def _draw_buttons(choice: _Choice, printers: Sequence[str], language: Language) -> Buttons:
    asked, counts = choice.asked, choice.counts

    def choose(label: str, chosen: bool, **change: str) -> InlineKeyboardButton:
        mark = "🔘 " if chosen else "⚪️ "
        return button(mark + label, asked.model_copy(update={"action": "show", **change}))

    labels = {
        "w": phrases.say(language, "without a password ({count})", count=counts[Whom.WITHOUT]),
        "e": phrases.say(language, "everybody ({count})", count=counts[Whom.EVERYBODY]),
    }
    rows = [[choose(label, asked.whom == key, whom=key) for key, label in labels.items()]]
    if not asked.code:
        rows.append(
            [
                choose(phrases.say(language, label), asked.order == key, order=key)
                for key, label in _ORDER_LABELS
            ]
        )
    rows += _draw_printers(choice, printers, language)
    if not asked.code:
        rows += in_rows(
            (
                button(
                    f"👥 {each.name or each.code}",
                    asked.model_copy(update={"action": "show", "code": each.code}),
                )
                for each in choice.classes
            ),
            3,
        )
    back = {"action": "show", "code": ""} if asked.code else {"action": "list"}
    rows.append([button(phrases.say(language, "⬅️ Back"), asked.model_copy(update=back))])
    return rows


def _draw_printers(choice: _Choice, printers: Sequence[str], language: Language) -> Buttons:
    count = choice.counts[_WHOM[choice.asked.whom]]
    if not count:
        return []
    said = phrases.say_many(language, count, "🖨 Print {count} slip", "🖨 Print {count} slips")
    return [
        [
            button(
                said if len(printers) == 1 else f"{said} · {name}",
                choice.asked.model_copy(update={"action": "go", "printer": shorten_printer(name)}),
            )
        ]
        for name in printers
    ]


async def print_chosen(
    query: CallbackQuery,
    callback_data: PrintAction,
    member: Member,
    settings: Settings,
    language: Language,
) -> None:
    """Ask for the slips; the message of the job comes by itself."""
    choice = await _load(callback_data)
    printer = find_printer(callback_data.printer, await find_printers(settings))
    if choice is None or printer is None:
        said = phrases.say(language, NO_SUCH_PRINTER)
        await query.answer(said, show_alert=True)
        return
    try:
        job = await request_class(
            choice.school,
            callback_data.code or None,
            printer,
            member.actor,
            whom=_WHOM[callback_data.whom],
            order=_ORDERS[callback_data.order],
        )
        said = describe_asked(job.total, language)
    except RosterdeskError as error:
        said = error.say(language)
    await query.answer(said[:200])
    await show_choice(query, callback_data, settings, language)


ROUTES = Routes("asking for slips")
ROUTES.command(list_by_command, "print")
ROUTES.press(list_by_button, PrintAction, "list", right=PRINTING)
ROUTES.press(show_choice, PrintAction, "show", right=PRINTING)
ROUTES.press(print_chosen, PrintAction, "go", right=PRINTING)
