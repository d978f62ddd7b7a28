"""The way from the outbox to chats: cards for staff, notices for senders.

Deliveries of one batch run beside each other, so that a chat which must wait holds up no other;
all those about one submission are one drawing of its card.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
)

from rosterdesk.bot.chat.access.person import choose_language
from rosterdesk.bot.chat.approval.groups import find_places
from rosterdesk.bot.chat.approval.reminders import send_digest, send_reminder
from rosterdesk.bot.chat.approval.showing import Place, put_card, refresh_copies
from rosterdesk.bot.chat.customers.locked import tell_locked
from rosterdesk.bot.chat.outbox.notices import send_notice
from rosterdesk.bot.chat.outbox.quiet import end_of_quiet, is_quiet, quiet_hours
from rosterdesk.bot.chat.outbox.reaching import tell_otherwise
from rosterdesk.bot.chat.outbox.tellers import TELLERS
from rosterdesk.bot.chat.telegram.pacing import Urgency, urgency
from rosterdesk.bot.models import ChatAccount, StaffGroup
from rosterdesk.bot.words.cards import load_current_card
from rosterdesk.bot.words.printers import find_printers
from rosterdesk.bot.words.troubles import describe_alarm
from rosterdesk.core.approval.caretakers import list_caretakers
from rosterdesk.core.approval.deadlines import REMINDERS, escalate
from rosterdesk.core.approval.facts import who_may_decide
from rosterdesk.core.approval.waiting import list_undecided
from rosterdesk.core.clock import now
from rosterdesk.core.errors import NotThereError
from rosterdesk.core.handover.giving import list_handed
from rosterdesk.core.models import (
    Channel,
    Delivery,
    Event,
    Recipient,
    RecipientKind,
    StaffRole,
    Submission,
)
from rosterdesk.core.trail.events import claim_deliveries, mark_failed, mark_sent, postpone
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence
    from datetime import datetime

    from aiogram import Bot

    from rosterdesk.bot.settings import Settings
    from rosterdesk.bot.words.cards import CardView
    from rosterdesk.core.language import Language

_log = structlog.get_logger(__name__)
_BATCH = 100
_MOST_HANDED = 20  # cards of a school that one hand-over may change
_DECISIONS = {Kind.PLAN_APPROVED, Kind.PLAN_REJECTED, Kind.PLAN_APPLIED, Kind.PLAN_UNDONE}
_WAITING_FOR_DAY = {*REMINDERS, Kind.DIGEST_MADE}
_TOLD_APART = {*REMINDERS, *TELLERS}
_ESCALATED_TO = (StaffRole.LIBRARIAN, StaffRole.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Outbox:
    bot: Bot
    settings: Settings
    clock: Callable[[], datetime] = now

    async def deliver_due(self) -> bool:
        """Send what is due; return whether there was anything."""
        deliveries = await claim_deliveries(Channel.CHAT, _BATCH)
        of_cards: dict[int, list[Delivery]] = defaultdict(list)
        others: list[Delivery] = []
        for delivery in deliveries:
            submission_id = delivery.event.submission_id
            if submission_id is not None and is_about_card(delivery):
                of_cards[submission_id].append(delivery)
            else:
                others.append(delivery)
        results = await asyncio.gather(
            *(
                self._try(group, partial(self._show_cards, number, group))
                for number, group in of_cards.items()
            ),
            *(self._try([each], partial(self._tell, each)) for each in others),
            return_exceptions=True,
        )
        if failure := next(filter(None, results), None):
            raise failure
        return bool(deliveries)

    async def _try(
        self, deliveries: Sequence[Delivery], work: Callable[[], Awaitable[None]]
    ) -> None:
        """Mark what was sent; what failed for now is tried again with growing pauses."""
        pause: timedelta | None = None
        try:
            await work()
        except _PartlyError as partly:
            left = {delivery.id for delivery in partly.left}
            await mark_sent(*(each for each in deliveries if each.id not in left))
            await self._try(partly.left, partial(_raise, partly.error))
            return
        except TelegramRetryAfter as error:
            pause = timedelta(seconds=error.retry_after)
        except _LaterError as later:
            await postpone(deliveries, later.until)
            return
        except TelegramBadRequest:
            await self._fail(deliveries, permanent=True)
            return
        except NotThereError as error:  # somebody was erased meanwhile, or their import undone
            _log.info("delivery.pointless", reason=type(error).__name__)
            await mark_sent(*deliveries)
            return
        except (TelegramAPIError, TimeoutError, OSError) as error:
            _log.warning("delivery.failed", reason=type(error).__name__)
        except Exception:
            # A fault of ours: it is heard of, and no message comes again for ever because of it.
            await self._fail(deliveries, permanent=False)
            raise
        else:
            await mark_sent(*deliveries)
            return
        await self._fail(deliveries, permanent=False, pause=pause)

    async def _fail(
        self, deliveries: Sequence[Delivery], *, permanent: bool, pause: timedelta | None = None
    ) -> None:
        if permanent:
            _log.error("delivery.refused", deliveries=[delivery.id for delivery in deliveries])
        for delivery in deliveries:
            await mark_failed(delivery, permanent=permanent, retry_after=pause)

    async def _show_cards(self, submission_id: int, deliveries: Sequence[Delivery]) -> None:
        """Draw the card once and bring it to all who shall see it, and to all who have it."""
        kinds = {Kind(delivery.event.kind) for delivery in deliveries}
        if Kind.HANDED_OVER in kinds:
            await self._refresh_handed(submission_id)
        if kinds == {Kind.HANDED_OVER}:  # nobody is sent a card because of that
            return
        first = Urgency.DECISION if kinds & _DECISIONS else Urgency.NORMAL
        view = await load_current_card(submission_id, self.settings)
        places = await self._find_places(deliveries, view)
        with urgency(first):
            *results, refreshed = await asyncio.gather(
                *(put_card(self.bot, view, place) for place in places),
                refresh_copies(self.bot, view, self.settings.language),
                return_exceptions=True,
            )
        chats = [place.chat_id for place in places]
        # A chat that refuses for good was marked so; the others are not held up by it.
        failed = {
            chat_id: result
            for chat_id, result in zip([*chats, None], [*results, refreshed], strict=True)
            if isinstance(result, BaseException)
            and not isinstance(result, TelegramForbiddenError | TelegramBadRequest)
        }
        if failed:
            left = await _find_left(deliveries, failed)
            raise _PartlyError(left, next(iter(failed.values())))
        await self._escalate_unseen(view.submission)

    async def _refresh_handed(self, submission_id: int) -> None:
        """Let the cards of what was handed over say so: of this file and those before it."""
        for each in await list_handed(submission_id, _MOST_HANDED):
            view = await load_current_card(each, self.settings)
            await refresh_copies(self.bot, view, self.settings.language)

    async def _find_places(self, deliveries: Sequence[Delivery], view: CardView) -> list[Place]:
        school_id = view.submission.school_id
        numbers = {delivery.to.number for delivery in deliveries}
        caretakers = {each.id for each in await list_caretakers(school_id)}
        caring = numbers & caretakers if caretakers else numbers
        accounts = await ChatAccount.filter(reachable=True, staff_id__in=caring) if caring else []
        places = [Place(a.chat_id, self._language(a), silent=self._is_quiet(a)) for a in accounts]
        approvals = self.settings.chat.approvals
        quiet = is_quiet(self.clock(), approvals.quiet_from, approvals.quiet_until)
        groups = await find_places(self.bot, view.submission.school)
        return [*places, *(replace(group, silent=quiet) for group in groups)]

    async def _escalate_unseen(self, submission: Submission) -> None:
        """Tell all librarians and administrators of what stands before nobody who may decide."""
        approvals = self.settings.chat.approvals
        deciders = {each.id for each in await who_may_decide(submission, approvals)}
        reached = ChatAccount.filter(reachable=True, staff__active=True)
        if deciders and (
            await StaffGroup.exists(active=True)
            or await reached.filter(staff_id__in=deciders).exists()
        ):
            return
        if await reached.filter(staff__role__in=_ESCALATED_TO).exists():
            await escalate(submission.id, self.clock(), approvals)

    async def escalate_unseen(self) -> bool:
        """Escalate what stands before nobody, or no longer; return False.

        Its group refuses cards since, those who may decide left the chat, or there is no librarian
        in it, and so nobody to whom a card was ever brought.
        """
        lost = ChatAccount.filter(reachable=False, staff__active=True)
        librarians = ChatAccount.filter(
            reachable=True, staff__active=True, staff__role=StaffRole.LIBRARIAN
        )
        if (
            await StaffGroup.exists(active=False)
            or await lost.exists()
            or not await librarians.exists()
        ):
            for submission in await list_undecided():
                await self._escalate_unseen(submission)
        return False

    async def _tell(self, delivery: Delivery) -> None:
        event = delivery.event
        accounts = list_ended(delivery) or await find_accounts(delivery.to)
        if delivery.to.kind is RecipientKind.CUSTOMER and not accounts:
            await tell_otherwise(event, delivery.to, self.settings)
        for account in accounts:
            if event.kind in _WAITING_FOR_DAY and self._is_quiet(account):
                hours = quiet_hours(account, self.settings.chat.approvals)
                raise _LaterError(end_of_quiet(self.clock(), *hours))
            try:
                await self._send(event, account)
            except (TelegramForbiddenError, TelegramBadRequest):
                if delivery.to.kind is RecipientKind.CUSTOMER:
                    await tell_otherwise(event, delivery.to, self.settings)

    async def _send(self, event: Event, account: ChatAccount) -> None:
        language = self._language(account)
        kind = Kind(event.kind)
        if kind in TELLERS:
            await self._tell_of_printing(event, account)
        elif kind is Kind.LOGIN_LOCKED and event.customer_id is not None:
            await tell_locked(self.bot, account.chat_id, event.customer_id, language)
        elif kind in REMINDERS:
            await send_reminder(self.bot, event, account.chat_id, language)
        elif kind in _ALARMS:
            await self.bot.send_message(account.chat_id, describe_alarm(event, language))
        elif kind is Kind.DIGEST_MADE:
            await send_digest(self.bot, account, language)
        else:
            await send_notice(self.bot, event, account.chat_id, language)

    async def _tell_of_printing(self, event: Event, account: ChatAccount) -> None:
        printers = await find_printers(self.settings)
        language = self._language(account)
        await TELLERS[Kind(event.kind)](self.bot, event, account.chat_id, printers, language)
        if event.submission_id is not None:
            view = await load_current_card(event.submission_id, self.settings)
            await refresh_copies(self.bot, view, self.settings.language)

    def _is_quiet(self, account: ChatAccount) -> bool:
        return is_quiet(self.clock(), *quiet_hours(account, self.settings.chat.approvals))

    def _language(self, account: ChatAccount) -> Language:
        return choose_language(account, None, self.settings.language)


_ALARMS = (Kind.SERVICE_TROUBLE, Kind.SERVICE_WELL, Kind.MANY_LOOKED_AT)


class _PartlyError(Exception):
    """Some chats have the card; the deliveries that are left try it once more."""

    def __init__(self, left: Sequence[Delivery], error: BaseException) -> None:
        super().__init__(left, error)
        self.left = left
        self.error = error


async def _raise(error: BaseException) -> None:
    raise error


async def _find_left(
    deliveries: Sequence[Delivery], failed: Collection[int | None]
) -> Sequence[Delivery]:
    """Return those of the people whose own chat failed; one of any, where only groups did."""
    people = await ChatAccount.filter(chat_id__in=[each for each in failed if each])
    recipients = {Recipient.staff(account.staff_id or 0) for account in people}
    return [each for each in deliveries if each.to in recipients] or deliveries[:1]


class _LaterError(Exception):
    """The person has quiet hours, and this can wait for their end."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def is_about_card(delivery: Delivery) -> bool:
    return delivery.to.kind is RecipientKind.STAFF and delivery.event.kind not in _TOLD_APART


def list_ended(delivery: Delivery) -> list[ChatAccount]:
    """Return the chats that were the person's until the event that is told."""
    ended = delivery.envelope.get("chats", ())
    return [ChatAccount(user_id=each["chat_id"], **each) for each in ended]


async def find_accounts(recipient: Recipient) -> Sequence[ChatAccount]:
    """Return the linked accounts; a person without one sees what waits when they link."""
    is_staff = recipient.kind is RecipientKind.STAFF
    filters = {"staff_id" if is_staff else "customer_id": recipient.number}
    return await ChatAccount.filter(reachable=True, **filters)
