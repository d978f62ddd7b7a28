from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from rosterdesk.bot.errors import ProgramError
from rosterdesk.bot.words.texts import phrases
from rosterdesk.core.language import N_, Language
from rosterdesk.printer.devices.owner import Outcome, Result
from rosterdesk.printer.errors import Reason
from rosterdesk.printer.model.address import parse_address
from rosterdesk.printer.reading.picture import render_slip
from rosterdesk.printer.slips.layout import load_layout
from rosterdesk.printer.slips.slip import SlipContent, build_slip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.applying.undo_slips import DeadSlip
    from rosterdesk.core.slips.printing import BuiltSlip

OUTCOMES = {
    Result.CONFIRMED: N_("{name}: the page is on paper, says the printer."),
    Result.SENT: N_("{name}: the page was sent; whether it is on paper this printer cannot tell."),
    Result.UNKNOWN: N_("Look at the printer: the page may be on paper, whole or in part. {reason}"),
    Result.NOT_SENT: N_("Nothing was sent to the printer. {reason}"),
}
_TOO_EARLY = N_(
    "{name}: the page was sent. This printer says that it is on paper sooner than paper can move:"
    " whether it is, it cannot tell. Add answers=early to its address."
)


def describe_outcome(outcome: Outcome, printer: str, language: Language) -> str:
    """Return what became of a page that is no slip of a customer."""
    if outcome.too_early:
        return phrases.say(language, _TOO_EARLY, name=printer)
    reason = name_reason(outcome).say(language)
    return phrases.say(language, OUTCOMES[outcome.result], name=printer, reason=reason)


def name_reason(outcome: Outcome) -> Reason:
    return outcome.reason or Reason.BROKEN


def choose_first(printers: Sequence[str]) -> str:
    """Return the library's first printer.

    Raises:
        ProgramError: It has none.

    """
    if not printers:
        raise ProgramError(
            N_("There is no printer: name one in [printing.printers], and restart the service.")
        )
    return printers[0]


def find_login_link(card_number: str, settings: Settings) -> str | None:
    """Return where the code on a slip leads: to the page or the bot, as the library chooses.

    The card number is filled in there, and the password never.
    """
    on_page = settings.page.login_link(card_number) if settings.page.on_slips else None
    return on_page or settings.chat.login_link(card_number)


def fill_slip(slip: BuiltSlip, settings: Settings) -> SlipContent:
    """Return what stands on the slip: its facts and the library's settings."""
    return SlipContent(
        library=settings.library_name,
        name=slip.name,
        class_name=slip.class_name,
        school=slip.school,
        card_number=slip.card_number,
        password=slip.password,
        valid_until=slip.valid_until,
        login_link=find_login_link(slip.card_number, settings),
        job=slip.job,
        number=slip.number,
        total=slip.total,
        language=Language(slip.language) if slip.language else settings.language,
    )


def draw_preview(slip: BuiltSlip, settings: Settings) -> bytes:
    """Return a picture of the slip, PNG, drawn from the bytes that the first printer would get."""
    url = next(iter(settings.printing.printers.values()), "dummy:")
    paper = parse_address(url).paper
    layout = load_layout(settings.printing.layout_file)
    image = render_slip(build_slip(fill_slip(slip, settings), layout, paper), paper)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def describe_dead_slips(dead: Sequence[DeadSlip], language: Language) -> list[str]:
    """Return the lines that say which slips on paper to throw away; none where there are none."""
    if not dead:
        return []
    head = phrases.say_many(
        language,
        sum(each.count for each in dead),
        "🗑 {count} printed slip opens nothing any more. Throw it away:",
        "🗑 {count} printed slips open nothing any more. Throw them away:",
    )
    shown = [str(each) for each in dead[:_MOST_DEAD]]
    return [head, *shown, *(["…"] if len(dead) > _MOST_DEAD else [])]


_MOST_DEAD = 60  # as many as one message has room for
