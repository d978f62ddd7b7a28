"""A code that somebody typed, and that belongs to none of the questions to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.mailbox.answers.codes import CODE_LENGTH, find_codes, find_mistyped
from rosterdesk.mailbox.answers.reasons import Why
from rosterdesk.mailbox.models import MailChallenge, MailMessage, MailStatus
from rosterdesk.mailbox.store.held import challenge

if TYPE_CHECKING:
    from rosterdesk.core.protection.keys import Keys
    from rosterdesk.mailbox.files.parsed import ParsedMail

WRONG_CODE, USED_UP = "wrong_code", "code_used_up"


async def find_fault(parsed: ParsedMail, customer_id: int, keys: Keys) -> str | None:
    """Return what is the matter with the code in a mail of theirs; None where nothing is.

    Without a question that waits a code is no code: mails are full of numbers.
    """
    if parsed.sent_files or not find_mistyped(parsed, ()):
        return None
    codes = find_codes(parsed, CODE_LENGTH)
    if await challenge.find_by_codes(customer_id, codes, keys):
        return None
    held = await MailMessage.filter(status=MailStatus.HELD).values_list("id", flat=True)
    waiting = await MailChallenge.filter(customer_id=customer_id, mail_id__in=list(held) or [0])
    if not waiting:
        return None
    used_up = all(challenge.why_no_key(each) is Why.USED_UP for each in waiting)
    return USED_UP if used_up else WRONG_CODE
