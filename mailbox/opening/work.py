"""The work itself, in whatever process: pure and bounded."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from rosterdesk.mailbox.message.headers import read_fields
from rosterdesk.mailbox.opening.parse import parse_mail
from rosterdesk.mailbox.trust.authresults import read_results
from rosterdesk.mailbox.trust.opened import Head, Opened
from rosterdesk.mailbox.trust.signatures import list_signatures, organisation, verify

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rosterdesk.mailbox.opening.parse import Limits
    from rosterdesk.mailbox.trust.signatures import Signature, Verdict

_SHAPE = ("content-type", "content-transfer-encoding")


def open_mail(
    raw: bytes,
    limits: Limits | None = None,
    *,
    headers_only: bool = False,
    authserv_id: str | None = None,
) -> Opened:
    """Open a mail and read what its header says of the sender; never raises."""
    parsed = parse_mail(raw, limits, headers_only=headers_only)
    if parsed.sender is None or parsed.quarantine is not None:
        return Opened(parsed)
    domain = parsed.sender.rpartition("@")[2]
    fields = read_fields(raw)
    values = [fields.unfold(value) for value in fields.all("authentication-results")]
    head = Head(
        tuple(list_signatures(fields.all("dkim-signature"), domain)),
        read_results(values, authserv_id, domain),
        organisation(domain) or domain,
        tuple(name for name in _SHAPE if fields.has(name)),
    )
    return Opened(parsed, head)


class OpenerHere:
    """An opener in this process, in a thread: for one mail, where nothing else goes on."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits

    async def open(
        self, raw: bytes, *, headers_only: bool = False, authserv_id: str | None = None
    ) -> Opened:
        return await asyncio.to_thread(
            open_mail, raw, self._limits, headers_only=headers_only, authserv_id=authserv_id
        )

    async def verify(
        self,
        raw: bytes,
        signatures: Sequence[Signature],
        keys: Mapping[str, Sequence[bytes] | None],
        arrived_at: datetime,
    ) -> list[Verdict]:
        return await asyncio.to_thread(verify, raw, signatures, keys, arrived_at)
