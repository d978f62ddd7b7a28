"""The question to a registered person whether a held mail is theirs, and its one-time code.

A code is short enough to be typed, so it is not looked up on its own: only the person whom it
was sent to can use it, a few times can be tried, and every try is counted before it is judged.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.expressions import F

from rosterdesk.core.clock import now
from rosterdesk.core.models import Channel
from rosterdesk.core.protection import passwords
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import Kind, record
from rosterdesk.mailbox.models import MailChallenge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tortoise.queryset import QuerySet

    from rosterdesk.core.models import Customer
    from rosterdesk.core.protection.keys import Keys

CODE_LENGTH = 8
MOST_ATTEMPTS = 5  # mails with a wrong code, of which each may hold five
_MOST_CODES = 5
_VALID = timedelta(hours=72)


async def ask_sender(
    mail_id: int, customer: Customer, files: Sequence[tuple[str, int]] = ()
) -> None:
    """Ask by mail to the registered address and in the linked chat; inside ``writing()``.

    ``files`` are the names and sizes of the rosters that came.
    """
    await MailChallenge.create(mail_id=mail_id, customer_id=customer.id, expires_at=now() + _VALID)
    recipient = f"customer:{customer.id}"
    await record(
        Kind.MAIL_ASKED,
        SYSTEM,
        customer_id=customer.id,
        data={"mail": mail_id},
        private={"files": [list(each) for each in files]},
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


async def try_codes(customer_id: int, codes: Sequence[str], keys: Keys) -> MailChallenge | None:
    """Return the question of which one of these is the code; a wrong one counts for all of hers.

    Call it inside ``writing()``: the count and what follows from a right code are one.
    """
    mine = _open().filter(
        customer_id=customer_id, digest__not_isnull=True, attempts__lt=MOST_ATTEMPTS
    )
    numbers = [each.id for each in await mine]
    if not codes or not numbers:
        return None
    digests = [_digest(code, keys) for code in codes[:_MOST_CODES]]
    found = await MailChallenge.filter(id__in=numbers, digest__in=digests).first()
    counted = [found.id] if found is not None else numbers
    await MailChallenge.filter(id__in=counted).update(attempts=F("attempts") + 1)
    return found


def is_code_of(question: MailChallenge, code: str, keys: Keys) -> bool:
    return question.digest == _digest(code, keys)


async def close(mail_id: int) -> None:
    """Make the code useless after a decision, whoever made it."""
    await MailChallenge.filter(mail_id=mail_id, closed_at=None).update(closed_at=now())


def _open() -> QuerySet[MailChallenge]:
    return MailChallenge.filter(closed_at=None, expires_at__gt=now())


def _digest(code: str, keys: Keys) -> str:
    return keys.digest(f"mail code {code}".encode())
