"""Waiting for what the bot does, without sleeping."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi.state.messages import Message

if TYPE_CHECKING:
    from rosterdesk.bot.standins.botapi.state.chats import Chat
    from rosterdesk.bot.standins.botapi.state.world import World

Test = Callable[[Message], object]
Wanted = str | Test


async def wait_for_message(world: World, chat: Chat, wanted: Wanted, timeout: float) -> Message:  # noqa: ASYNC109 - seconds until TimeoutError
    """Return the first message that is there and passes, from whoever; now or later."""
    passes = _as_test(wanted)

    def look() -> Message | None:
        return next((each for each in _present(chat) if passes(each)), None)

    return await _wait(world, chat, look, timeout)


async def expect_message(
    world: World,
    chat: Chat,
    wanted: Wanted,
    timeout: float,  # noqa: ASYNC109 - seconds until TimeoutError
    expected: set[tuple[int, int]],
) -> Message:
    """Return the first of the bot's messages that passes in a state not ``expected`` before."""
    passes = _as_test(wanted)

    def look() -> Message | None:
        fresh = [each for each in _present(chat) if (each.id, each.revision) not in expected]
        own = sorted((each for each in fresh if each.sender is world.bot), key=_changed)
        return next((each for each in own if passes(each)), None)

    found = await _wait(world, chat, look, timeout)
    expected.add((found.id, found.revision))
    return found


def _present(chat: Chat) -> list[Message]:
    return [message for message in chat.messages.values() if not message.deleted]


def _changed(message: Message) -> int:
    return message.revision


def _as_test(wanted: Wanted) -> Test:
    return (lambda message: wanted in message.words) if isinstance(wanted, str) else wanted


async def _wait(
    world: World,
    chat: Chat,
    look: Callable[[], Message | None],
    timeout: float,  # noqa: ASYNC109 - as above
) -> Message:
    try:
        return await world.bell.wait_until(look, timeout)
    except TimeoutError:
        said = "\n".join(
            f"  {each.id}: {each.words[:200]!r} {each.buttons}" for each in _present(chat)
        )
        raise TimeoutError(f"not seen within {timeout} s; in the chat:\n{said}") from None
