"""The token of a program opens the feed until it is taken away, and is kept by nobody."""

from __future__ import annotations

import pytest
from tests.core.worlds import WHO

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.handover.readers import (
    NoSuchReaderError,
    add_reader,
    find_reader,
    list_readers,
    remove_reader,
)
from rosterdesk.core.models import Event
from rosterdesk.core.storage.database import rows


async def test_a_token_is_good_until_it_is_taken_away(world):
    keys = world.library.keys
    token = await add_reader("catalogus", WHO, keys)
    other = await add_reader("statistiek", WHO, keys)
    assert (await find_reader(token, keys)).name == "catalogus"
    for wrong in ("", token[:-1], f"{token}x", token.swapcase()):
        assert await find_reader(wrong, keys) is None
    with pytest.raises(RosterdeskError):
        await add_reader("catalogus", WHO, keys)
    await remove_reader("catalogus", WHO)
    assert await find_reader(token, keys) is None
    assert (await find_reader(other, keys)).name == "statistiek"
    with pytest.raises(NoSuchReaderError):
        await remove_reader("catalogus", WHO)
    assert [each.name for each in await list_readers()] == ["statistiek"]
    kept = str([await rows(f"SELECT * FROM {table}") for table in ("feed_reader", "event")])
    assert token not in kept
    events = await Event.filter(kind="feed_reader.changed").order_by("id")
    assert [each.data.get("may_read") for each in events] == [True, True, False]
