"""One press of a card's button, with what its handling needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Message

from rosterdesk.bot.chat.screen.dialogs import find_topic
from rosterdesk.bot.words.decisions import GONE
from rosterdesk.core.approval.answering import Answering
from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.language import N_
from rosterdesk.core.plans.versions import find_version

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.fsm.context import FSMContext
    from aiogram.types import CallbackQuery, InlineKeyboardMarkup

    from rosterdesk.bot.chat.access.person import Member
    from rosterdesk.bot.chat.approval.buttons import PlanAction
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.core.models import Plan, Submission
    from rosterdesk.core.trail.actors import Actor


class PrivateOnlyError(RosterdeskError):
    """A request for something that shows people, which is not allowed in a group."""

    package = "rosterdesk.bot"


class NoPlanError(RosterdeskError):
    """The button belongs to a plan that is not there."""

    package = "rosterdesk.bot"


@dataclass(frozen=True, slots=True)
class Press:
    query: CallbackQuery
    asked: PlanAction
    bot: Bot
    member: Member
    library: Library
    settings: Settings
    state: FSMContext
    language: Language
    chat_id: int

    @property
    def actor(self) -> Actor:
        return self.member.actor

    @property
    def answering(self) -> Answering:
        """The presser, under the library's rules."""
        return Answering(self.actor, self.settings.chat.approvals)

    @property
    def in_group(self) -> bool:
        return self.chat_id < 0

    @property
    def topic(self) -> int | None:
        source = self.query.message
        return find_topic(source) if isinstance(source, Message) else None

    async def find_submission(self) -> Submission:
        return await find_submission(self.asked.reference)

    async def find_plan(self) -> Plan:
        """Return the plan of the version that the button shows."""
        plan = await find_version(self.asked.reference, self.asked.version)
        if plan is None:
            raise NoPlanError(GONE)
        return plan

    def require_private(self) -> None:
        """Raise PrivateOnlyError in a group: names of pupils are not shown there."""
        if self.in_group:
            raise PrivateOnlyError(N_("This shows pupils: open the card in your own chat first."))

    async def send(
        self, words: dict[str, Any] | str, markup: InlineKeyboardMarkup | None = None
    ) -> Message:
        """Answer below; in a group in its topic."""
        said = {"text": words} if isinstance(words, str) else words
        return await self.bot.send_message(
            self.chat_id, message_thread_id=self.topic, reply_markup=markup, **said
        )

    async def edit(
        self, words: dict[str, Any] | str, markup: InlineKeyboardMarkup | None = None
    ) -> None:
        """Turn the page of the message whose button was pressed, or send where it has none."""
        said = {"text": words} if isinstance(words, str) else words
        message = self.query.message
        if not isinstance(message, Message) or message.text is None:  # deleted, or a picture
            await self.send(words, markup)
            return
        try:
            await self.bot.edit_message_text(
                chat_id=self.chat_id, message_id=message.message_id, reply_markup=markup, **said
            )
        except TelegramBadRequest:  # it was deleted since the press
            await self.send(words, markup)
