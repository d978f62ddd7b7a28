from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.errors import ProgramError
from rosterdesk.core.language import N_, Language
from rosterdesk.printer.slips.slip import SlipContent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.slips.printing import BuiltSlip


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
        login_link=settings.chat.login_link(slip.card_number),
        job=slip.job,
        number=slip.number,
        total=slip.total,
        language=Language(slip.language) if slip.language else settings.language,
    )
