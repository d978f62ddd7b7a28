"""Bad days at random: calls that fail, groups and topics that go, people who block the bot."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rosterdesk.bot.models import ApprovalCard, ChatAccount, StaffGroup
from rosterdesk.bot.standins.botapi.errors import ImpossibleError
from rosterdesk.core.approval.waiting import UNDECIDED
from rosterdesk.core.clock import now
from rosterdesk.core.models import Delivery, DeliveryStatus, Submission
from rosterdesk.core.storage.database import wake

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.bot.approval.desk import Desk

    from rosterdesk.bot.standins.botapi.groups import Group
    from rosterdesk.bot.standins.botapi.people import Person

METHODS = (
    *("sendMessage", "sendMessage", "editMessageText", "answerCallbackQuery", "getFile"),
    *("createForumTopic", "deleteMessage", "sendPhoto", "sendDocument", "setMyCommands"),
)
FAULTS = ("server_error", "bad_gateway", "cut", "flood", "query_too_old", "message_gone")
_OF_CARDS = ("plan.made", "plan.approved", "plan.rejected", "plan.applied", "plan.stale")
_FIRST = -1_000_000_001_000


def _delete_topic(group: Group) -> None:
    for topic in [*group.chat.topics.values()][-1:]:
        group.delete_topic(topic)


def _close_topic(group: Group) -> None:
    for topic in [*group.chat.topics.values()][-1:]:
        group.close_topic(topic)


def _close_general(group: Group) -> None:
    group.close_topic(None)


def _switch_off(group: Group) -> None:
    group.switch_topics(on=False)


def _take_rights(group: Group) -> None:
    group.demote_bot()


def _restrict(group: Group) -> None:
    group.demote_bot()
    group.restrict_bot()


def _kick(group: Group) -> None:
    group.remove_bot(kick=True)


def _lock(group: Group) -> None:
    group.lock()


def _delete(group: Group) -> None:
    group.delete()


CHANGES: tuple[Callable[[Group], None], ...] = (
    *(_delete_topic, _close_topic, _close_general, _switch_off, _take_rights),
    *(_restrict, _kick, _lock, _delete),
)


@dataclass(slots=True)
class Weather:
    """A group of staff that is ruined and begun anew again and again, and calls that fail."""

    desk: Desk
    people: list[Person]
    group: Group | None = None
    made: int = 0
    blocking: Person | None = None
    seen: dict[str, int] = field(default_factory=dict)  # how often each thing happened

    def change(self, random_: random.Random) -> None:
        """Let one thing go wrong, or be mended."""
        choice = random_.random()
        if choice < 0.6:
            self._fail(random_)
        elif choice < 0.7:
            self._block(random_)
        elif choice < 0.75 and self.group is not None and not self.group.chat.deleted:
            self._grow()
        elif choice < 0.9 and self.group is not None and not self.group.chat.deleted:
            change = random_.choice(CHANGES)
            with suppress(ImpossibleError):  # a small group has not all of it
                change(self.group)
                self._note(change.__name__.strip("_"))
        else:
            self._begin_group(random_)

    def clear_up(self) -> None:
        self.desk.api.world.faults.clear()
        if self.blocking is not None:
            self.blocking.unblock()
            self.blocking = None

    def _note(self, name: str) -> None:
        self.seen[name] = self.seen.get(name, 0) + 1

    def _fail(self, random_: random.Random) -> None:
        method, fault = random_.choice(METHODS), random_.choice(FAULTS)
        self._note(fault)
        after = fault in ("server_error", "cut") and random_.random() < 0.3
        self.desk.api.fail_next(method, fault, times=random_.choice((1, 1, 3)), after=after)

    def _block(self, random_: random.Random) -> None:
        """One librarian at a time is not there: the others decide."""
        self._note("blocked")
        if self.blocking is not None:
            self.blocking.unblock()
        self.blocking = random_.choice(self.people[1:])
        self.blocking.block()

    def _grow(self) -> None:
        """A small group grows into a supergroup, and nobody fetched the news for a day."""
        assert self.group is not None
        if self.group.chat.is_supergroup or self.group.chat.migrated_to:
            return
        self._note("migrated")
        self.group = self.group.migrate()
        updates = self.desk.api.world.updates
        for each in [one for one in updates.waiting() if "migrate" in str(one.as_json())]:
            updates.remove(each)

    def _begin_group(self, random_: random.Random) -> None:
        self._note("begun")
        self.made += 1
        small = random_.random() < 0.5
        number = -1000 - self.made if small else _FIRST - self.made
        self.group = self.desk.api.group(number, f"Team {self.made}", topics=not small)
        self.group.add(*self.people)
        if not small:
            self.group.promote_bot()
        self.people[0].send("/here" if small else "/here topics", chat=self.group)


async def hurry() -> bool:
    """Let what the outbox has put off be tried now; return whether all cards were sent.

    Reminders wait for a morning or for the end of quiet hours.
    """
    late = Delivery.filter(status=DeliveryStatus.QUEUED)
    await late.filter(attempts__gt=0).update(due_at=now())
    wake()
    return not await late.filter(event__kind__in=_OF_CARDS).exists()


async def find_unseen() -> list[str]:
    """Return what waits for a decision and stands in no chat of anybody who may decide."""
    reachable = set(
        await ChatAccount.filter(
            reachable=True, staff__active=True, staff__role="librarian"
        ).values_list("chat_id", flat=True)
    ) | set(await StaffGroup.filter(active=True).values_list("chat_id", flat=True))
    unseen = []
    for submission in await Submission.filter(status__in=UNDECIDED):
        cards = await ApprovalCard.filter(submission=submission).values_list("chat_id", flat=True)
        if not reachable & set(cards):
            unseen.append(submission.reference)
    return unseen
