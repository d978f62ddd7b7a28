from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from rosterdesk.bot.words.slips import fill_slip
from rosterdesk.core.clock import now
from rosterdesk.core.models import SlipStatus
from rosterdesk.core.slips.printing import BuiltSlip, finish_slip, has_queued, take_next_slip
from rosterdesk.core.slips.queue import may_print, note_finished, note_quiet, note_trouble
from rosterdesk.core.slips.sheets import finish_sheet, take_next_sheet
from rosterdesk.printer.devices.owner import Outcome, Printer, Result
from rosterdesk.printer.errors import PrinterError, SlipError
from rosterdesk.printer.sheets.sheet import SheetContent, build_sheet
from rosterdesk.printer.slips.slip import (
    SeparatorContent,
    SlipContent,
    build_separator,
    build_slip,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.bot.settings import Settings
    from rosterdesk.printer.model.address import Form
    from rosterdesk.printer.slips.layout import Layout

_STATUS = {
    Result.SENT: SlipStatus.SENT,
    Result.CONFIRMED: SlipStatus.CONFIRMED,
    Result.UNKNOWN: SlipStatus.UNKNOWN,
    Result.NOT_SENT: SlipStatus.QUEUED,  # no byte of it left: it may go again by itself
}


async def print_next(printer: Printer, layout: Layout, settings: Settings) -> bool:
    """Print the next slip in the printer's queue; return whether to go on at once.

    The printer is asked first: a password for paper that is not there would kill the slip that
    the pupil has.
    """
    if not await may_print(printer.name) or await _waits_in_quiet(printer.name, settings):
        return False
    if not await has_queued(printer.name):
        return False
    trouble = await _find_trouble(printer)
    await note_trouble(printer.name, trouble)
    if trouble:
        return False
    if printer.form is not None:
        return await _print_sheet(printer, printer.form, layout, settings)
    slip = await take_next_slip(printer.name, settings.password_days)
    if slip is None:
        return True  # another process was faster; there may be more
    return await _print(slip, printer, layout, settings)


async def _waits_in_quiet(printer: str, settings: Settings) -> bool:
    hours = settings.printing.quiet_hours(printer)
    return await note_quiet(printer, hours.end_after(now()) if hours else None)


async def _find_trouble(printer: Printer) -> str | None:
    try:
        reason = (await printer.status()).reason
    except PrinterError as error:
        reason = error.reason
    return reason and str(reason)


async def _print(slip: BuiltSlip, printer: Printer, layout: Layout, settings: Settings) -> bool:
    content = fill_slip(slip, settings)
    try:
        data = build_slip(content, layout, printer.paper, end_of_class=slip.ends_class)
        before = _build_separator(slip, content, layout, printer)
    except SlipError as error:
        await finish_slip(slip.slip_id, SlipStatus.FAILED, error.field)
        return True

    async def write_down(outcome: Outcome) -> None:
        await finish_slip(
            slip.slip_id, _STATUS[outcome.result], outcome.reason and str(outcome.reason)
        )
        await note_finished(printer.name, slip.slip_id)
        if outcome.reason and outcome.result is not Result.CONFIRMED:
            await note_trouble(printer.name, str(outcome.reason))

    if before is not None:
        separated = await printer.print_slip(before)
        if separated.result is Result.NOT_SENT:
            await write_down(separated)
            return False
    outcome = await printer.print_slip(data, write_down)
    return outcome.result not in {Result.NOT_SENT, Result.UNKNOWN}


async def _print_sheet(printer: Printer, form: Form, layout: Layout, settings: Settings) -> bool:
    """Print what is next on A4, a whole class at once."""
    slips = await take_next_sheet(printer.name, settings.password_days)
    if not slips:
        return True  # another process was faster, or no card was left; there may be more
    fitting, data = await _make_sheet(slips, form, layout, settings)
    if not fitting:
        return True
    ids = [slip.slip_id for slip in fitting]

    async def write_down(outcome: Outcome) -> None:
        reason = outcome.reason and str(outcome.reason)
        await finish_sheet(ids, _STATUS[outcome.result], reason)
        for slip_id in ids:
            await note_finished(printer.name, slip_id)
        if outcome.reason and outcome.result is not Result.CONFIRMED:
            await note_trouble(printer.name, str(outcome.reason))

    outcome = await printer.print_slip(data, write_down)
    return outcome.result not in {Result.NOT_SENT, Result.UNKNOWN}


async def _make_sheet(
    slips: list[BuiltSlip], form: Form, layout: Layout, settings: Settings
) -> tuple[list[BuiltSlip], bytes]:
    """Return the slips that can be printed, and their sheet.

    Only where that fails each is tried by itself: a sheet takes a third of a second to make.
    """
    try:
        return slips, await asyncio.to_thread(_build_sheet, slips, form, layout, settings)
    except SlipError:
        fitting = await _part_sheet(slips, form, layout, settings)
    if not fitting:
        return [], b""
    return fitting, await asyncio.to_thread(_build_sheet, fitting, form, layout, settings)


async def _part_sheet(
    slips: list[BuiltSlip], form: Form, layout: Layout, settings: Settings
) -> list[BuiltSlip]:
    """Return the slips that can be printed: one name without a font holds up no class."""
    fitting = []
    for slip in slips:
        try:
            await asyncio.to_thread(_build_sheet, [slip], form, layout, settings)
        except SlipError as error:
            await finish_sheet([slip.slip_id], SlipStatus.FAILED, error.field)
        else:
            fitting.append(slip)
    return fitting


def _build_sheet(
    slips: Sequence[BuiltSlip], form: Form, layout: Layout, settings: Settings
) -> bytes:
    cards = [fill_slip(slip, settings) for slip in slips]
    classes = {card.class_name for card in cards}
    content = SheetContent(
        library=settings.library_name,
        school=cards[0].school,
        class_name=cards[0].class_name if len(classes) == 1 else None,
        job=cards[0].job,
        language=settings.language,
        cards=cards,
        form=form,
    )
    return build_sheet(content, layout)


def _build_separator(
    slip: BuiltSlip, content: SlipContent, layout: Layout, printer: Printer
) -> bytes | None:
    if slip.class_size is None:
        return None
    separator = SeparatorContent(
        library=content.library,
        school=content.school,
        class_name=content.class_name,
        count=slip.class_size,
        job=content.job,
        language=content.language,
    )
    return build_separator(separator, layout, printer.paper)
