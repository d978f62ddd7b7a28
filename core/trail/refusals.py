"""Refusals, summed up: somebody without a right cannot make the trail grow without bound.

The first refusal of a stranger's account is an event at once. Those that follow within WINDOW are
counted, and become one event that says how many there were. Where many accounts come at once, all
but the first are counted together: that makes 42 events in ten minutes at most, whoever tries. Of
somebody who is known, each thing that they asked is summed up by itself. Mails that are not
believed are summed up likewise, after a few that have an event of their own.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.expressions import F

from rosterdesk.core.clock import now
from rosterdesk.core.models import Refusals
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import librarians, record
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import AccessRefused, LoginFailed, MailsHeld

if TYPE_CHECKING:
    from rosterdesk.core.trail.actors import Actor

WINDOW = timedelta(minutes=10)
_MOST_ACCOUNTS = 20  # with a window of their own
_OTHERS = "others"
_ALONE = " alone "
_CLASSES: dict[Kind, type[AccessRefused | LoginFailed | MailsHeld]] = {
    each.KIND: each for each in (AccessRefused, LoginFailed, MailsHeld)
}
_TOLD = (MailsHeld,)  # each of the first had a card of its own


async def note_refusal(refused: AccessRefused | LoginFailed, actor: Actor, account: str) -> None:
    """Write down that the account was refused, or count it where that was written just now."""
    async with writing():
        subject = await _name_subject(refused, actor, account)
        if await _has_room(subject, refused.KIND, 1):
            await record(refused.model_copy(update={"account": account}), actor)


async def has_room(kind: Kind, account: str, most: int, *, alone: bool = False) -> bool:
    """Return whether the account may have one more event of its own; count it where it may not.

    Within WINDOW there are ``most`` of them, and then one of that ``kind`` says how many more came.
    ``alone`` where it is never counted together with others, however many of those there are.
    """
    async with writing():
        subject = f"{kind}{_ALONE}{account}" if alone else await _find_subject(kind, account)
        return await _has_room(subject, kind, most)


async def sum_up_refusals() -> None:
    """Write down the sums whose time is over."""
    if not await Refusals.filter(since__lte=now() - WINDOW).exists():
        return
    async with writing():
        for each in await Refusals.filter(since__lte=now() - WINDOW).order_by("subject"):
            await _sum_up(each)


async def _has_room(subject: str, kind: Kind, most: int) -> bool:
    begun = await Refusals.get_or_none(subject=subject)
    if begun is not None and begun.since + WINDOW > now():
        await Refusals.filter(subject=subject).update(more=F("more") + 1)
        return begun.more < 0
    if begun is not None:
        await _sum_up(begun)
    await Refusals.create(subject=subject, kind=kind, since=now(), more=1 - most)
    return True


async def _name_subject(refused: AccessRefused | LoginFailed, actor: Actor, account: str) -> str:
    if actor.is_system:
        return await _find_subject(refused.KIND, account)
    asked = (refused.asked or refused.request) if isinstance(refused, AccessRefused) else ""
    return f"{refused.KIND} {actor.reference} {asked}"


async def _find_subject(kind: Kind, account: str) -> str:
    """Return the account's own subject, or the one that it shares where many come at once."""
    subject = f"{kind} {account}"
    if await Refusals.filter(subject=subject).exists():
        return subject
    begun = Refusals.filter(since__gt=now() - WINDOW)
    open_now = await begun.exclude(subject__contains=_ALONE).count()
    return subject if open_now < _MOST_ACCOUNTS else f"{kind} {_OTHERS}"


async def _sum_up(refusals: Refusals) -> None:
    await Refusals.filter(subject=refusals.subject).delete()
    if refusals.more > 0:
        summed = _CLASSES[Kind(refusals.kind)]
        minutes = WINDOW // timedelta(minutes=1)
        who = refusals.subject.partition(" ")[2]
        to = await librarians() if summed in _TOLD else ()
        await record(summed(more=refusals.more, minutes=minutes, account=who), SYSTEM, to=to)
