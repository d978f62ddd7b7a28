"""Former customers whose time is over: erased as if somebody had asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from rosterdesk.core.models import Customer
from rosterdesk.core.privacy.erase import NotErasableError, erase_customer
from rosterdesk.core.storage.database import rows, writing
from rosterdesk.core.storage.wiping import wipe_file
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import DataForgotten

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence
    from datetime import date

    from rosterdesk.core.privacy.erase import Traces

_log = structlog.get_logger(__name__)


async def erase_leavers(
    before: date, others: Sequence[Callable[[Traces], Awaitable[Collection[str]]]] = ()
) -> set[str]:
    """Erase whose last membership ended before that day; return the files that were let go of.

    Who never was a member, may still send rosters, or stands in a file that is not decided about,
    stays. ``others`` are those of ``erase_customer``.
    """
    erased, left = 0, set[str]()
    for number in await _find_leavers(before):
        customer = await Customer.get_or_none(id=number)
        if customer is None:
            continue
        try:
            left |= await erase_customer(customer, SYSTEM, others)
            erased += 1
        except NotErasableError:
            _log.info("leaver.stays", customer=number)
    if erased:
        async with writing():
            await record(DataForgotten(forgotten={"customers": erased}, plans=()), SYSTEM)
        await wipe_file()
        _log.info("data.forgotten", customers=erased)
    return left


async def _find_leavers(before: date) -> list[int]:
    found = await rows(
        "SELECT customer_id FROM membership GROUP BY customer_id"
        " HAVING count(*) = count(ends_on) AND max(ends_on) < ? ORDER BY customer_id",
        [before],
    )
    return [row["customer_id"] for row in found]
