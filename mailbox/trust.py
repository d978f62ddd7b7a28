from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.core.models import Trust

if TYPE_CHECKING:
    from datetime import datetime

    from rosterdesk.mailbox.parse import ParsedMail
    from rosterdesk.mailbox.settings import MailSettings

ResolveTxt = Callable[[str], Awaitable[list[bytes]]]


@dataclass(frozen=True, slots=True)
class Assessment:
    """How far the sender is believed; ``reasons`` are codes, shown to the librarian.

    ``temporary``: a DNS answer is outstanding, and asking again later may give a better level.
    """

    level: Trust
    reasons: tuple[str, ...] = ()
    temporary: bool = False


async def assess(
    raw: bytes,
    parsed: ParsedMail,
    *,
    authorised: bool,
    settings: MailSettings,
    resolve_txt: ResolveTxt,
    arrived_at: datetime,
) -> Assessment:
    if parsed.sender is None or parsed.automatic is not None:
        return Assessment(Trust.D, parsed.faults)
    return Assessment(Trust.B if authorised else Trust.C)
