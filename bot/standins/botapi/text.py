"""Texts and their entities, held to the Bot API's rules.

Offsets and lengths are counted in UTF-16 code units, as everywhere in the Bot API.
Where Telegram quietly mends or drops a forbidden entity, the stand-in refuses it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiogram.types import MessageEntity

from rosterdesk.bot.standins.botapi import limits
from rosterdesk.bot.standins.botapi.errors import bad_request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ALONE = frozenset({"pre", "code"})  # may hold nothing, and be held by nothing but a quotation
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
STYLES = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
LINKS = frozenset({"text_link", "text_mention", "custom_emoji", "date_time"})
# What a bot need not send, because Telegram finds it in the text; it is passed over when sent.
DETECTED = (
    ("url", re.compile(r"https?://[^\s<>\"]+")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}")),
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
)
PASSED_OVER = frozenset(kind for kind, _ in DETECTED) | {"cashtag", "phone_number"}


def measure(text: str) -> int:
    """Return the length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_text(text: str, entities: Sequence[MessageEntity]) -> tuple[str, list[MessageEntity]]:
    """Return a message's text as Telegram would show it: trimmed, its entities in order."""
    shown, kept = tidy(text, entities)
    if not shown:
        raise bad_request("text must be non-empty")
    if measure(shown) > limits.TEXT_LENGTH:
        raise bad_request("message is too long")
    return shown, kept


def check_caption(text: str, entities: Sequence[MessageEntity]) -> tuple[str, list[MessageEntity]]:
    shown, kept = tidy(text, entities)
    if measure(shown) > limits.CAPTION_LENGTH:
        raise bad_request("message caption is too long")
    return shown, kept


def tidy(text: str, entities: Iterable[MessageEntity]) -> tuple[str, list[MessageEntity]]:
    """Trim the text, check the entities and add those that Telegram finds by itself."""
    given = [entity for entity in entities if entity.type not in PASSED_OVER]
    if len(given) > limits.ENTITIES:
        raise bad_request(f"can't parse entities: more than {limits.ENTITIES} of them")
    _check_utf8(text)
    for entity in given:
        _check_place(text, entity)
        _check_fields(entity)
    _check_nesting(given)
    shown, kept = _trim(text, given)
    return shown, sorted([*kept, *_detect(shown, kept)], key=_order)


def _order(entity: MessageEntity) -> tuple[int, int, str]:
    return entity.offset, -entity.length, entity.type


def _check_utf8(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _check_place(text: str, entity: MessageEntity) -> None:
    start, end, units = entity.offset, entity.offset + entity.length, measure(text)
    if start < 0 or entity.length <= 0:
        raise bad_request(f"can't parse entities: wrong offset or length of {entity.type}")
    if end > units:
        raise bad_request(
            f"entity beginning at UTF-16 offset {start} ends after the end of the text at "
            f"UTF-16 offset {units}"
        )
    borders = _borders(text)
    if start not in borders:
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at offset {start}")
    if end not in borders:
        raise bad_request(
            f"entity beginning at UTF-16 offset {start} ends in a middle of a UTF-16 symbol"
        )


def _borders(text: str) -> set[int]:
    """Return every offset at which a character begins or the text ends."""
    offset, borders = 0, {0}
    for character in text:
        offset += measure(character)
        borders.add(offset)
    return borders


def _check_fields(entity: MessageEntity) -> None:
    known = STYLES | ALONE | QUOTES | LINKS
    if entity.type not in known:
        raise bad_request(f"can't parse entities: unsupported entity type {entity.type}")
    needed = {"text_link": entity.url, "text_mention": entity.user, "date_time": entity.unix_time}
    if entity.type in needed and not needed[entity.type]:
        raise bad_request(f"can't parse entities: {entity.type} lacks its target")


def _check_nesting(entities: Sequence[MessageEntity]) -> None:
    for outer, inner in _overlapping(entities):
        kinds = {outer.type, inner.type}
        if inner.offset + inner.length > outer.offset + outer.length:
            raise bad_request("can't parse entities: entities overlap without nesting")
        if kinds & ALONE and not (inner.type in ALONE and outer.type in QUOTES):
            raise bad_request(f"can't parse entities: {outer.type} can't contain {inner.type}")
        if kinds <= QUOTES:
            raise bad_request("can't parse entities: block quotations can't be nested")


def _overlapping(
    entities: Sequence[MessageEntity],
) -> Iterator[tuple[MessageEntity, MessageEntity]]:
    """Yield the pairs that share characters, the one that begins first (or is longer) first."""
    ordered = sorted(entities, key=_order)
    for index, outer in enumerate(ordered):
        for inner in ordered[index + 1 :]:
            if inner.offset < outer.offset + outer.length:
                yield outer, inner


def _trim(text: str, entities: Sequence[MessageEntity]) -> tuple[str, list[MessageEntity]]:
    shown = text.strip()
    cut, units = measure(text[: len(text) - len(text.lstrip())]), measure(shown)
    moved = [_move(entity, cut, units) for entity in entities]
    return shown, [entity for entity in moved if entity is not None]


def _move(entity: MessageEntity, cut: int, units: int) -> MessageEntity | None:
    start = max(entity.offset - cut, 0)
    length = min(entity.offset + entity.length - cut, units) - start
    return entity.model_copy(update={"offset": start, "length": length}) if length > 0 else None


def _detect(text: str, taken: Sequence[MessageEntity]) -> list[MessageEntity]:
    found: list[MessageEntity] = []
    occupied = [each for each in taken if each.type in ALONE | LINKS]
    for kind, pattern in DETECTED:
        for match in pattern.finditer(text):
            place = measure(text[: match.start()])
            entity = MessageEntity(type=kind, offset=place, length=measure(match.group()))
            if not any(_share(entity, other) for other in [*occupied, *found]):
                found.append(entity)
    return found


def _share(one: MessageEntity, other: MessageEntity) -> bool:
    return one.offset < other.offset + other.length and other.offset < one.offset + one.length
