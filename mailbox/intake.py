"""The intake: it opens kept mails one after another and hands them to the desk.

The attempt is counted and committed before a mail is opened: one that kills the process is
opened ten times, and then set aside while the others go on. Three would do for a mail that kills;
hundreds of kills at random moments (tests/crash) set good mails aside with three.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from rosterdesk.core.clock import now
from rosterdesk.mailbox.opening.judging import judge_mail
from rosterdesk.mailbox.opening.work import OpenerHere

if TYPE_CHECKING:
    from rosterdesk.mailbox.ports import KeptMail, MailDesk
    from rosterdesk.mailbox.settings import MailSettings
    from rosterdesk.mailbox.trust.assessing import ResolveTxt
    from rosterdesk.mailbox.trust.opened import Opener

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 10
# A resolver that is down comes back within minutes, a domain's own servers within hours;
# after these waits the mail is judged on what is known.
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))


class MailIntake:
    def __init__(
        self,
        desk: MailDesk,
        settings: MailSettings,
        resolve_txt: ResolveTxt,
        *,
        opener: Opener | None = None,
    ) -> None:
        self._desk = desk
        self._settings = settings
        self._resolve_txt = resolve_txt
        self._opener = opener or OpenerHere()

    async def take_next(self) -> bool:
        """Open one mail; return whether there was one."""
        mail = await self._desk.next_unread()
        if mail is None:
            return False
        if mail.attempts > MOST_ATTEMPTS:
            log.error("mail.poison", mail=mail.id)
            await self._desk.quarantine(mail, "poison")
        else:
            await self._open(mail)
        return True

    async def _open(self, mail: KeptMail) -> None:
        judged = await judge_mail(
            mail.raw,
            mail.arrived_at,
            opener=self._opener,
            settings=self._settings,
            resolve_txt=self._resolve_txt,
            is_authorised=self._desk.is_authorised,
            oversized=mail.oversized,
        )
        parsed, assessment = judged.parsed, judged.assessment
        if assessment is None:
            await self._desk.quarantine(mail, parsed.quarantine or "unreadable")
            return
        if assessment.temporary and mail.postponed < len(_WAITS):
            await self._desk.postpone(mail, now() + _WAITS[mail.postponed])
            return
        await self._desk.take(mail, parsed, assessment)
