"""Answers to presses of inline buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.demo.botapi import limits
from rosterdesk.bot.demo.botapi.errors import bad_request, query_too_old
from rosterdesk.bot.demo.botapi.text import measure

if TYPE_CHECKING:
    from aiogram.methods import AnswerCallbackQuery

    from rosterdesk.bot.demo.botapi.state.world import World


def answer_callback_query(world: World, call: AnswerCallbackQuery) -> object:
    query = world.queries.get(call.callback_query_id)
    if query is None or query.answered:
        raise query_too_old()
    if world.clock.now() - query.date > limits.QUERY_SECONDS:
        raise query_too_old()
    if measure(call.text or "") > limits.CALLBACK_ANSWER_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    if call.url:
        raise bad_request("URL_INVALID")  # only games and t.me/bot?start= links: not used here
    query.text, query.show_alert = call.text or "", bool(call.show_alert)
    query.answered = True
    world.bell.ring()
    return True
