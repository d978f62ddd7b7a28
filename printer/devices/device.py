"""The interface that all printers offer, however they are connected.

Each backend stands in ``devices/`` under its scheme's name. All of them block, and none blocks
longer than its time-outs: the owner of a printer (``owner.py``) calls them in a thread.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING

from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.printer.errors import Reason
from rosterdesk.printer.model.address import Address, parse_address

if TYPE_CHECKING:
    from rosterdesk.printer.model.paper import Paper

AWAKE = 60.0  # seconds for which a printer that sleeps is taken to stay awake
WAKING = bytes(8)  # printers ignore zeros, awake or not

phrases = Phrases("rosterdesk.printer")

__all__ = ["Answer", "Device", "Status", "open_device", "open_device_at"]


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    CANNOT_KNOW = "cannot know"

    def say(self, language: Language) -> str:
        return phrases.say(language, _ANSWERS[self])

    @classmethod
    def of(cls, fact: bool | None) -> Answer:
        return cls.CANNOT_KNOW if fact is None else cls.YES if fact else cls.NO


_WORDS = {Answer.YES: "yes", Answer.NO: "no", Answer.CANNOT_KNOW: "unknown"}
_FACTS = 4
_ANSWERS = {Answer.YES: N_("yes"), Answer.NO: N_("no"), Answer.CANNOT_KNOW: N_("cannot know")}


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a printer. YES is good everywhere: ``cover`` YES means that it is closed."""

    online: Answer = Answer.CANNOT_KNOW
    paper: Answer = Answer.CANNOT_KNOW
    cover: Answer = Answer.CANNOT_KNOW
    paper_low: Answer = Answer.CANNOT_KNOW  # YES: the roll is nearly at its end

    @property
    def reason(self) -> Reason | None:
        """Return why it cannot print now, the cause before its consequence; None if it may."""
        if self.cover is Answer.NO:
            return Reason.COVER_OPEN
        if self.paper is Answer.NO:
            return Reason.PAPER_OUT
        return Reason.OFFLINE if self.online is Answer.NO else None

    def pack(self) -> str:
        """Return it as four words, to be kept."""
        facts = (self.online, self.paper, self.cover, self.paper_low)
        return " ".join(_WORDS[fact] for fact in facts)

    @classmethod
    def unpack(cls, words: str) -> Status:
        """Read what ``pack`` wrote; what is none of it is not known."""
        found = {word: fact for fact, word in _WORDS.items()}
        facts = [found.get(word, Answer.CANNOT_KNOW) for word in words.split()]
        return cls(*facts) if len(facts) == _FACTS else cls()

    @property
    def ready(self) -> bool:
        """Return whether nothing is known that keeps it from printing."""
        return self.reason is None

    def say(self, language: Language) -> str:
        """Return one sentence for the desk."""
        if self.reason:
            return self.reason.say(language)
        if Answer.CANNOT_KNOW in {self.online, self.paper, self.cover}:
            return phrases.say(language, N_("This printer cannot tell whether it is ready."))
        if self.paper_low is Answer.YES:
            return phrases.say(
                language, N_("The printer is ready; its paper is nearly at its end.")
            )
        return phrases.say(language, N_("The printer is ready."))


class Device(ABC):
    """One printer at an address; making one opens nothing."""

    keeps_halves = False  # whether a slip cut off half way stays in the printer's buffer
    answered_early = False  # whether it called a slip printed sooner than paper moves

    def __init__(self, address: Address) -> None:
        self.address = address

    @property
    def paper(self) -> Paper:
        return self.address.paper

    @abstractmethod
    def send(self, data: bytes, clearing: bytes = b"") -> None:
        """Send one whole slip; raises NotSentError or UnknownOutcomeError.

        ``clearing`` ends a command of half a slip that may be left in the printer (``halves.py``):
        it goes first, and only if it went well the slip follows. It moves no paper, so that a
        printer which cannot be printed on wastes none, however often it is tried.
        """

    def confirm(self) -> bool:
        """Wait until the slip just sent is on paper: True; False where it cannot be known.

        Raises UnknownOutcomeError where the printer should have told and did not.
        """
        return False

    @abstractmethod
    def status(self) -> Status:
        """Ask how the printer is; raises NotSentError where it cannot be reached or is silent."""

    def close(self) -> None:  # noqa: B027 - most backends hold nothing open
        """Give the device free; the next call opens it again."""


def open_device(url: str) -> Device:
    """Return the device at that URL; raises PrinterAddressError. Nothing is connected yet."""
    return open_device_at(parse_address(url))


def open_device_at(address: Address) -> Device:
    """Return the device at that address; nothing is connected yet."""
    # Imported when asked for: a desk with a network printer needs no USB library.
    backend = import_module(f"rosterdesk.printer.devices.{address.scheme}")
    device: Device = backend.BACKEND(address)
    return device
