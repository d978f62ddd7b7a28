"""Answers to presses of inline buttons and to inline queries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from aiogram.types import InlineQueryResultArticle, InputTextMessageContent

from rosterdesk.bot.standins.botapi import limits
from rosterdesk.bot.standins.botapi.errors import bad_request, query_too_old
from rosterdesk.bot.standins.botapi.keyboards import check_inline
from rosterdesk.bot.standins.botapi.methods.values import read_entities
from rosterdesk.bot.standins.botapi.state.chats import GroupChat
from rosterdesk.bot.standins.botapi.state.queries import Query
from rosterdesk.bot.standins.botapi.text import check_text, measure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aiogram.methods import AnswerCallbackQuery, AnswerInlineQuery
    from aiogram.types import InlineQueryResultUnion

    from rosterdesk.bot.standins.botapi.state.world import World

Q = TypeVar("Q", bound=Query)
ID_BYTES = range(1, 65)
START_PARAMETER = re.compile(rf"[A-Za-z0-9_-]{{1,{limits.START_PARAMETER_LENGTH}}}")
ANYWHERE = GroupChat(0, title="")  # a result may be sent into any chat: no button of private ones


def answer_callback_query(world: World, call: AnswerCallbackQuery) -> object:
    query = _find(world, world.callbacks, call.callback_query_id)
    if measure(call.text or "") > limits.CALLBACK_ANSWER_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    if call.url:
        raise bad_request("URL_INVALID")  # only games and t.me/bot?start= links: not used here
    query.text, query.show_alert = call.text or "", bool(call.show_alert)
    query.answered = True
    world.bell.ring()
    return True


def answer_inline_query(world: World, call: AnswerInlineQuery) -> object:
    query = _find(world, world.inline_queries, call.inline_query_id)
    _check_results(call.results)
    _check_more(call)
    query.results = [each.model_dump(mode="json", exclude_unset=True) for each in call.results]
    query.answered = True
    world.bell.ring()
    return True


def _find(world: World, queries: Mapping[str, Q], query_id: str) -> Q:
    query = queries.get(query_id)
    if query is None or query.answered:
        raise query_too_old()
    if world.clock.now() - query.date > limits.QUERY_SECONDS:
        raise query_too_old()
    return query


def _check_results(results: Sequence[InlineQueryResultUnion]) -> None:
    if len(results) > limits.INLINE_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [result.id for result in results]
    if any(len(each.encode()) not in ID_BYTES for each in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    for result in results:
        _check_result(result)


def _check_result(result: InlineQueryResultUnion) -> None:
    """Hold the text that would be sent to the same rules as any other."""
    content = getattr(result, "input_message_content", None)
    if not isinstance(result, InlineQueryResultArticle) or not isinstance(
        content, InputTextMessageContent
    ):
        raise bad_request("can't parse inline query results: this stand-in knows articles of text")
    if not result.title.strip():
        raise bad_request("can't parse inline query result: title must be non-empty")
    check_text(content.message_text, read_entities(content.parse_mode, content.entities))
    check_inline(result.reply_markup, ANYWHERE)


def _check_more(call: AnswerInlineQuery) -> None:
    if len((call.next_offset or "").encode()) > limits.NEXT_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    if (call.cache_time or 0) < 0:
        raise bad_request("CACHE_TIME_INVALID")
    parameter = call.button.start_parameter if call.button else None
    if parameter is not None and not START_PARAMETER.fullmatch(parameter):
        raise bad_request("START_PARAM_INVALID")
