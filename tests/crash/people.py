"""People with chat programs, who answer what they see and try again where nothing happens."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi.errors import ImpossibleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from aiogram.types import InlineKeyboardButton
    from tests.crash.ledger import Ledger

    from rosterdesk.bot.standins.botapi import BotApi
    from rosterdesk.bot.standins.botapi.people import Person
    from rosterdesk.bot.standins.botapi.state.messages import Message

# Seconds until a person begins anew: nothing of theirs may be lost, so it is for dialogs only in
# which two of their own messages crossed. Longer than any queue on a busy machine.
PATIENCE = 120.0
_LONGEST_WAITS = 2  # others always have something pending: it may be theirs that waits
_AGAIN = 20.0  # until the same button is pressed once more
_RECENT = 25


@dataclass
class Mood:
    """The mood that all share: ``finishing`` is the end of the day, when nothing new is begun."""

    finishing: bool = False


@dataclass
class Hand:
    """Reads and presses for one person."""

    api: BotApi
    person: Person
    ledger: Ledger
    pressed: dict[tuple[int, str], float] = field(default_factory=dict)

    def recent(self, since: int = 0, most: int = _RECENT) -> Iterator[Message]:
        """The bot's messages as they are now, the last changed first."""
        own = [
            each
            for each in self.person.messages
            if not each.deleted and each.sender.id != self.person.id and each.revision > since
        ]
        yield from sorted(own, key=lambda each: -each.revision)[:most]

    @property
    def now(self) -> int:
        return self.api.world.revision

    async def see(
        self, *words: str, since: int = 0, seconds: float = PATIENCE
    ) -> tuple[str, Message] | None:
        """Return the first of the words (on a button too) that stands in a message, with it."""

        def look() -> tuple[str, Message] | None:
            for message in self.recent(since):
                for word in words:
                    if word in message.words or any(word in each for each in message.buttons):
                        return word, message
            return None

        with suppress(TimeoutError):
            return await self.api.wait_until(look, timeout=seconds)
        return None

    def recount(self) -> str:
        """Return what was said in this chat, without what a person typed: it may be a password."""
        own = self.person.id
        said = ("(typed)" if m.sender.id == own else m.words[:30] for m in self.person.messages)
        return " / ".join(said)

    def press(self, message: Message, label: str) -> bool:
        """Press the button, but not one that was pressed a moment ago."""
        button = next((b for b in _buttons(message) if label in b.text), None)
        if button is None or button.callback_data is None:
            return False
        key, moment = (message.id, button.callback_data), time.monotonic()
        if moment - self.pressed.get(key, -_AGAIN) < _AGAIN:
            return False
        self.pressed[key] = moment
        try:
            self.person.press_button(message, button)
        except ImpossibleError:
            return False
        self.ledger.pressed[label] += 1
        return True

    async def go_through(
        self,
        begin: str,
        steps: dict[str, Callable[[Message], object]],
        *ends: str,
        about: str = "",
    ) -> str | None:
        """Begin a dialog and answer each question that is seen until one of the ends is.

        ``steps``: words of a question -> what to do. An end must be ``about`` this: the card of
        the one before may be shown once more. Where nothing happens for long the dialog is
        begun anew, as a person does.
        """
        for _ in range(3):
            since, waited = self.now, 0
            self.person.send(begin)
            while True:
                seen = await self.see(*ends, *steps, since=since)
                if seen is None and self.api.pending_updates and waited < _LONGEST_WAITS:
                    waited += 1
                    continue  # it was not lost, it waits
                if seen is None:
                    break
                word, message = seen
                if word in ends and about in message.words:
                    return word
                since = message.revision
                if word in steps:
                    steps[word](message)
        return None


def _buttons(message: Message) -> list[InlineKeyboardButton]:
    return [button for row in message.keyboard for button in row]


_CONFIRMING = ("Ja, afwijzen", "Ja, draai", "🔓 Ja", "opheffen")


@dataclass
class Librarian:
    """Decides what is shown: mostly yes, at times no, and now and then takes an import back."""

    hand: Hand
    dice: Random
    mood: Mood
    explained: set[int] = field(default_factory=set)  # questions for a reason

    async def live(self) -> None:
        while True:
            for message in self.hand.recent():
                self._act(message)
            await asyncio.sleep(self.dice.uniform(0.1, 0.5))

    def _act(self, message: Message) -> None:
        hand, chance = self.hand, self.dice.random()
        labels = " | ".join(message.buttons)
        if "Waarom wijs je" in message.words:
            self._give_reason(message)
        elif "Goedkeuren" in labels:
            no = chance < 0.08 and not self.mood.finishing
            hand.press(message, "Afwijzen" if no else "Goedkeuren")
        elif asked := next((each for each in _CONFIRMING if each in labels), None):
            hand.press(message, asked)
        elif "Afwijzen" in labels:
            hand.press(message, "Afwijzen")
        elif "aannemen voor" in labels:
            hand.press(message, "aannemen voor" if chance < 0.7 else "Wegleggen")
        elif "🖨 Print" in labels:
            hand.press(message, "🖨 Print")
        elif "Terugdraaien" in labels and not self.mood.finishing:
            hand.press(message, "Terugdraaien")
        elif message.words.startswith("✅") and "➕" in labels and chance < 0.0005:
            hand.press(message, "➕")

    def _give_reason(self, question: Message) -> None:
        if question.id not in self.explained:
            self.explained.add(question.id)
            self.hand.person.send("Dit is niet het goede bestand")
