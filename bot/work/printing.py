from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.language import Language
from rosterdesk.core.models import SlipStatus
from rosterdesk.core.usecases.slips import BuiltSlip, finish_slip, take_next_slip
from rosterdesk.printer.errors import SlipError
from rosterdesk.printer.owner import Outcome, Printer, Result
from rosterdesk.printer.slip import SlipContent, build_slip

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.printer.layout import Layout

_STATUS = {
    Result.SENT: SlipStatus.SENT,
    Result.CONFIRMED: SlipStatus.CONFIRMED,
    Result.UNKNOWN: SlipStatus.UNKNOWN,
    Result.NOT_SENT: SlipStatus.QUEUED,  # no byte of it left: it may go again by itself
}


async def print_next(printer: Printer, layout: Layout, settings: Settings) -> bool:
    """Print the next slip in the printer's queue; return whether to go on at once."""
    slip = await take_next_slip(printer.name, settings.password_days)
    if slip is None:
        return False
    try:
        data = build_slip(_fill(slip, settings), layout, printer.paper)
    except SlipError as error:
        await finish_slip(slip.slip_id, SlipStatus.FAILED, error.message)
        return True

    async def write_down(outcome: Outcome) -> None:
        await finish_slip(
            slip.slip_id, _STATUS[outcome.result], outcome.reason and str(outcome.reason)
        )

    outcome = await printer.print_slip(data, write_down)
    return outcome.result is not Result.NOT_SENT


def _fill(slip: BuiltSlip, settings: Settings) -> SlipContent:
    return SlipContent(
        library=settings.library_name,
        name=slip.name,
        class_name=slip.class_name,
        school=slip.school,
        card_number=slip.card_number,
        password=slip.password,
        valid_until=slip.valid_until,
        login_link=settings.chat.login_link(slip.card_number),
        job=slip.job,
        number=slip.number,
        total=slip.total,
        language=Language(slip.language) if slip.language else settings.language,
    )
