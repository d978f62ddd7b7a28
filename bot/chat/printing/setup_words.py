"""The questions of setting a printer up, as messages with buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.filters.callback_data import CallbackData
from aiogram.utils.formatting import Bold, Code, Italic, Text, as_list

from rosterdesk.bot.chat.screen.buttons import Buttons, button, in_rows
from rosterdesk.bot.words.printers import describe_trouble
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.language import N_
from rosterdesk.core.slips.printers import load_states
from rosterdesk.printer.errors import Reason
from rosterdesk.printer.setup.holding import describe_fault
from rosterdesk.printer.setup.steps import Step
from rosterdesk.printer.setup.strips import CUT_LINES
from rosterdesk.printer.setup.writing import write_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiogram.types import InlineKeyboardButton

    from rosterdesk.core.language import Language
    from rosterdesk.core.models import PrinterState
    from rosterdesk.printer.setup.steps import Progress, Question
    from rosterdesk.printer.setup.writing import Addition

_LONGEST_LABEL = 60
FIND_IT = N_(
    "Is it on the network and not in the list? Switch it off, hold its feed button down and switch"
    " it on: the page that it prints has its IP address. Type that here."
)


class SetupAction(CallbackData, prefix="pst"):
    """A button of setting a printer up.

    Its action is one of begin, place, name, rename, replace, model, answer, again, stop. ``step``
    is that of the question, so that an old message answers nothing else.
    """

    action: str
    step: str = ""
    value: str = ""


async def draw_printers(names: Sequence[str], language: Language) -> tuple[Text, Buttons]:
    """Return the list of the printers, each with what keeps it from printing."""
    states = await load_states(names)
    lines: list[Text] = [Bold(phrases.say(language, "Printers"))]
    lines += [Text(f"· {name}{_describe_state(states.get(name), language)}") for name in names]
    if not names:
        lines.append(Text(phrases.say(language, "There is none yet.")))
    label = phrases.say(language, "🔧 Set up a printer")
    return as_list(*lines), [[button(label, SetupAction(action="begin"))]]


def _describe_state(state: PrinterState | None, language: Language) -> str:
    said = describe_trouble(state, language)
    return f": {said}" if said else ""


def draw_places(said: Sequence[str], language: Language) -> tuple[Text, Buttons]:
    """Return what was found, a button each with its number."""
    lines: list[Text] = []
    if said:
        lines.append(Bold(phrases.say(language, "Which printer is it?")))
        lines += [Text(f"{number}. {each}") for number, each in enumerate(said, start=1)]
    else:
        lines.append(Bold(phrases.say(language, "No printer was found.")))
    lines.append(Italic(phrases.say(language, FIND_IT)))
    rows = in_rows(
        (
            button(str(number), SetupAction(action="place", value=str(number - 1)))
            for number in range(1, len(said) + 1)
        ),
        6,
    )
    return as_list(*lines), [*rows, _draw_stop(language)]


def draw_names(said: str, names: Sequence[str], language: Language) -> tuple[Text, Buttons]:
    """Return the question for a name, with those that are likely as buttons."""
    words = as_list(Text(said), Bold(phrases.say(language, "What do you call this printer?")))
    row = [
        button(name[:_LONGEST_LABEL], SetupAction(action="name", value=str(number)))
        for number, name in enumerate(names)
    ]
    return words, [row, _draw_stop(language)]


def draw_replacing(name: str, place: str, asked: str, language: Language) -> tuple[Text, Buttons]:
    """Return the question whether this printer takes the place of the one that has its name.

    ``asked`` is how often that was asked by now.
    """
    said = phrases.say(
        language,
        "There is a printer called “{name}” already, at {place}. Type another name for this one, or"
        " let it replace that one.",
        name=name,
        place=place,
    )
    label = phrases.say(language, "🔁 Replace “{name}”", name=name)
    replace = button(label[:_LONGEST_LABEL], SetupAction(action="replace", value=asked))
    return Text(Bold(said)), [[replace], _draw_stop(language)]


def draw_renaming(name: str, before: str, asked: str, language: Language) -> tuple[Text, Buttons]:
    """Return the question whether the printer, which has a name, is called otherwise from now on.

    ``asked`` is how often that was asked by now.
    """
    said = phrases.say(
        language,
        "This printer is called “{before}” now. Type that name, or let it be called “{name}” from"
        " now on.",
        before=before,
        name=name,
    )
    label = phrases.say(language, "✏️ Call it “{name}”", name=name)
    rename = button(label[:_LONGEST_LABEL], SetupAction(action="rename", value=asked))
    return Text(Bold(said)), [[rename], _draw_stop(language)]


def draw_models(profiles: Sequence[str], language: Language) -> tuple[Text, Buttons]:
    """Return the question whether a printer of this model was set up before."""
    words = Text(Bold(phrases.say(language, "Is it the same model as one of these?")))
    rows = [
        [button(name[:_LONGEST_LABEL], SetupAction(action="model", value=str(number)))]
        for number, name in enumerate(profiles)
    ]
    other = phrases.say(language, "No, another model")
    return words, [*rows, [button(other, SetupAction(action="model"))], _draw_stop(language)]


def name_step(progress: Progress) -> str:
    """Return what tells one question from all others, also when it is asked once more."""
    return f"{progress.step}{progress.tries}.{progress.again}"


def draw_question(
    question: Question, progress: Progress, language: Language
) -> tuple[Text, Buttons]:
    """Return what is asked about a strip."""

    def draw(label: str, answer: str) -> InlineKeyboardButton:
        step = name_step(progress)
        return button(label, SetupAction(action="answer", step=step, value=answer))

    numbers = map(str, range(1, CUT_LINES + 1)) if progress.step is Step.CUT else ()
    return Text(Bold(question.text)), [
        *in_rows((draw(each, each) for each in numbers), 6),
        *([draw(label, answer)] for answer, label in question.choices.items()),
        _draw_stop(language),
    ]


def draw_trouble(
    reason: Reason | None, progress: Progress, language: Language
) -> tuple[Text, Buttons]:
    """Return why a strip was not printed, and a button for when that is mended."""
    said = describe_fault(reason or Reason.BROKEN, language)
    data = SetupAction(action="again", step=name_step(progress))
    again = button(phrases.say(language, "🔁 Mended: print it"), data)
    return Text("⚠️ ", said), [[again], _draw_stop(language)]


def draw_done(
    addition: Addition, profile: tuple[str, str], sample: str, language: Language
) -> Text:
    """Return what was set up; ``profile`` is its name and its parameters."""
    renamed = [_describe_renaming(addition, language)] if addition.before else []
    is_found = profile[0] in addition.profiles
    doubted = [] if is_found else [Text(phrases.say(language, _WRONG_MODEL))]
    return as_list(
        Text("✅ ", Bold(phrases.say(language, "“{name}” is set up.", name=addition.name))),
        *renamed,
        Text(sample),
        *doubted,
        Code(addition.url),
        Text(
            phrases.say(
                language,
                "Another desk with this model needs no strips: it is asked for “{profile}”, or its"
                " settings get this line under [printing.profiles]:",
                profile=profile[0],
            )
        ),
        Code(write_line(*profile)),
    )


_WRONG_MODEL = N_(
    "Does something on the slip look wrong? Then it is another model: set the printer up once more,"
    " and choose “No, another model”."
)


def _describe_renaming(addition: Addition, language: Language) -> Text:
    return Text(
        phrases.say(
            language,
            "“{before}” is no name of a printer any more. Slips that wait for it do not follow:"
            " choose “{name}” for them in chat, below their job.",
            before=addition.before,
            name=addition.name,
        )
    )


def _draw_stop(language: Language) -> list[InlineKeyboardButton]:
    return [button(phrases.say(language, "✖️ Stop"), SetupAction(action="stop"))]
