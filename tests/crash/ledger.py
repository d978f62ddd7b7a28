"""The world's own record of what it did and got, held against the database when all is at rest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.crash.rosters import Pupil


class Sort(StrEnum):
    """The expected end of a file that was sent."""

    GOOD = "good"
    REFUSED = "refused"
    HELD = "held"  # a mail that nobody vouches for
    AGAIN = "again"  # the school's newest file under another name
    TWICE = "twice"  # the very same mail, delivered once more


@dataclass
class Sent:
    """``key`` is the Message-ID of a mail, or the number of a message in chat.

    ``uid`` is the number of a mail in the mailbox, where mails are numbered as they come.
    """

    name: str
    sort: Sort
    channel: str
    school: int
    key: str
    data: bytes
    pupils: list[Pupil] = field(default_factory=list)
    uid: int | None = None


@dataclass
class Login:
    """A pupil with a slip; ``outcome`` is chosen, refused or lost, None while it goes on."""

    card: str
    printed: str
    own: str
    chat: int
    outcome: str | None = None
    story: str = ""


@dataclass
class Ledger:
    sent: list[Sent] = field(default_factory=list)
    logins: list[Login] = field(default_factory=list)
    registered: dict[str, bool] = field(default_factory=dict)  # surname -> told "registered"
    erased: list[set[str]] = field(default_factory=list)  # the words of each
    forbidden: set[str] = field(default_factory=set)
    said: dict[tuple[int, str], set[int]] = field(default_factory=dict)  # (chat, text) -> messages
    pressed: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    interrupted: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


@dataclass
class Report:
    kills: int
    seconds: float = 0.0
    figures: dict[str, object] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"{self.kills} kills in {self.seconds:.0f} s"]
        lines += [f"  {name}: {value}" for name, value in self.figures.items()]
        lines += [f"FAULT {fault}" for fault in self.faults] or ["no faults"]
        return "\n".join(lines)
