"""The question to a registered person whether a held mail is theirs, and its one-time code.

A code is short enough to be typed, so it is not looked up on its own: only the person whom it
was sent to can use it, a few times can be tried, and every try is counted before it is judged.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.expressions import F

from rosterdesk.core.clock import now
from rosterdesk.core.models import Channel, Recipient
from rosterdesk.core.protection import passwords
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import MailAsked
from rosterdesk.mailbox.answers.codes import CODE_LENGTH
from rosterdesk.mailbox.answers.reasons import Why
from rosterdesk.mailbox.models import MailChallenge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tortoise.queryset import QuerySet

    from rosterdesk.core.models import Customer
    from rosterdesk.core.protection.keys import Keys

MOST_ATTEMPTS = 5  # mails with a wrong code (each may hold five), or without a clear yes or no
_MOST_CODES = 5
_VALID = timedelta(hours=72)


async def ask_sender(
    mail_id: int, customer: Customer, files: Sequence[tuple[str, int]] = ()
) -> None:
    """Ask by mail to the registered address and in the linked chat; inside ``writing()``.

    ``files`` are the names and sizes of the rosters that came.
    """
    await MailChallenge.create(mail_id=mail_id, customer_id=customer.id, expires_at=now() + _VALID)
    recipient = Recipient.customer(customer.id)
    await record(
        MailAsked(mail=mail_id, files=tuple(files)),
        SYSTEM,
        customer_id=customer.id,
        to=[(Channel.MAIL, recipient), (Channel.CHAT, recipient)],
    )


async def make_code(mail_id: int, keys: Keys) -> str | None:
    """Make the code at the moment when it is written into its mail; None where it is too late.

    An earlier one, of a mail that was never sent, works no more.
    """
    code = passwords.make_code(CODE_LENGTH)
    made = await _open().filter(mail_id=mail_id).update(digest=_digest(code, keys))
    return code if made else None


async def find_open(mail_id: int, customer_id: int) -> MailChallenge | None:
    return await _open().filter(mail_id=mail_id, customer_id=customer_id).first()


async def find_by_codes(customer_id: int, codes: Sequence[str], keys: Keys) -> list[MailChallenge]:
    """Return the questions to this person of which these are codes, whether they work or not."""
    digests = [_digest(code, keys) for code in codes[:_MOST_CODES]]
    asked = MailChallenge.filter(customer_id=customer_id, digest__in=digests)
    return await asked.order_by("-id") if digests else []


async def count_try(question: MailChallenge) -> bool:
    """Count an answer that was neither a yes nor a no; return whether it was the last of all.

    Call it inside ``writing()``.
    """
    counted = await _trying().filter(id=question.id).update(attempts=F("attempts") + 1)
    return bool(counted) and await MailChallenge.exists(id=question.id, attempts=MOST_ATTEMPTS)


async def count_guess(customer_id: int) -> list[MailChallenge]:
    """Count a code that is none for all questions to this person; return those now used up."""
    mine = await _trying().filter(customer_id=customer_id, digest__not_isnull=True)
    return [each for each in mine if await count_try(each)]


def why_no_key(question: MailChallenge) -> Why | None:
    """Return why the code of a question works no more; None where it still does."""
    if question.closed_at is not None:
        return Why.CLOSED
    if question.expires_at <= now():
        return Why.EXPIRED
    return Why.USED_UP if question.attempts >= MOST_ATTEMPTS else None


def is_code_of(question: MailChallenge, code: str, keys: Keys) -> bool:
    return question.digest == _digest(code, keys)


async def close(mail_id: int) -> None:
    """Make the code useless after a decision, whoever made it."""
    await MailChallenge.filter(mail_id=mail_id, closed_at=None).update(closed_at=now())


def _trying() -> QuerySet[MailChallenge]:
    return _open().filter(attempts__lt=MOST_ATTEMPTS)


def _open() -> QuerySet[MailChallenge]:
    return MailChallenge.filter(closed_at=None, expires_at__gt=now())


def _digest(code: str, keys: Keys) -> str:
    return keys.digest(f"mail code {code}".encode())
