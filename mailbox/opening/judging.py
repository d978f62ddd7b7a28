"""A mail from its bytes to its level: for the mailbox, and for ``rosterdesk mail explain``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.mailbox.trust.assessing import assess

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from rosterdesk.mailbox.files.parsed import ParsedMail
    from rosterdesk.mailbox.settings import MailSettings
    from rosterdesk.mailbox.trust.assessing import Assessment, ResolveTxt
    from rosterdesk.mailbox.trust.opened import Head, Opener


@dataclass(frozen=True, slots=True)
class Judged:
    """``assessment`` is None where the mail could not be opened: ``parsed.quarantine`` says why.

    ``head`` is what its header says of the sender; None where nobody can be that.
    """

    parsed: ParsedMail
    assessment: Assessment | None = None
    head: Head | None = None


async def judge_mail(
    raw: bytes,
    arrived_at: datetime,
    *,
    opener: Opener,
    settings: MailSettings,
    resolve_txt: ResolveTxt,
    is_authorised: Callable[[str], Awaitable[bool]],
    oversized: bool = False,
) -> Judged:
    """Open the mail and judge its sender.

    ``raw`` must be the bytes as they were received: signatures are over them. ``arrived_at`` is
    the IMAP server's time, against which the age of a signature is measured.
    """
    opened = await opener.open(
        raw, headers_only=oversized, authserv_id=settings.trusted_authserv_id
    )
    parsed = opened.parsed
    if parsed.quarantine is not None:
        return Judged(parsed)
    authorised = parsed.sender is not None and await is_authorised(parsed.sender)
    assessment = await assess(
        raw,
        opened,
        authorised=authorised,
        settings=settings,
        resolve_txt=resolve_txt,
        arrived_at=arrived_at,
        opener=opener,
    )
    return Judged(parsed, assessment, opened.head)
