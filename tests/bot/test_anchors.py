"""The signed tip leaves the machine, and what came by mail is compared."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from tests.core.anchors.test_anchors import rewrite_everything
from tests.core.worlds import WHO, open_world
from tests.ports import find_free_port

from rosterdesk.bot.program.loops.anchors import find_differences, keep_anchor, open_anchors
from rosterdesk.bot.settings import Settings
from rosterdesk.core.anchors.comparing import Fault
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import DataForgotten


class Letters:
    def __init__(self):
        self.taken = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.taken.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default)))
        return "250 OK"


@pytest.fixture
def letters():
    """A real SMTP server on this machine."""
    handler = Letters()
    controller = Controller(handler, hostname="127.0.0.1", port=find_free_port())
    controller.start()
    handler.port = controller.port
    yield handler
    controller.stop()


@pytest.fixture
async def world(database, tmp_path):
    async with open_world(tmp_path / "data") as made:
        yield made


def make_settings(tmp_path, port):
    smtp = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "r@library.example"}
    anchors = {"mail_to": "audit@town.example"}
    return Settings(data=tmp_path / "data", mail={"smtp": smtp}, anchors=anchors)


async def note_something():
    async with writing():
        await record(DataForgotten(forgotten={"a": 1}, plans=()), WHO)


async def test_the_tip_is_written_each_time_and_mailed_once_a_day(world, letters, tmp_path):
    settings, keys = make_settings(tmp_path, letters.port), world.library.keys
    for _ in range(3):
        await note_something()
        await keep_anchor(settings, keys)
    await keep_anchor(settings, keys)
    kept = await open_anchors(settings).read()
    assert [each.mailed for each in kept] == [True, False, False]
    ((recipients, letter),) = letters.taken
    assert recipients == ["audit@town.example"]
    assert letter["Auto-Submitted"] == "auto-generated"
    assert kept[0].signature in letter.get_content()
    assert (tmp_path / "data" / "audit-anchors.jsonl").stat().st_mode & 0o077 == 0


async def test_a_server_that_is_down_is_tried_again_the_next_hour(world, letters, tmp_path):
    keys = world.library.keys
    await note_something()
    await keep_anchor(make_settings(tmp_path, find_free_port()), keys)
    await keep_anchor(make_settings(tmp_path, letters.port), keys)
    assert len(letters.taken) == 1


async def test_what_was_mailed_tells_where_the_file_was_deleted(world, letters, tmp_path):
    """Somebody who has the database and the data folder, but not the key, cannot hide it."""
    settings, keys = make_settings(tmp_path, letters.port), world.library.keys
    await note_something()
    await keep_anchor(settings, keys)
    file = open_anchors(settings)
    assert await find_differences(settings, keys) == []
    await rewrite_everything("Somebody Else")
    (difference,) = await find_differences(settings, keys)
    assert difference.fault is Fault.REWRITTEN
    file.path.unlink()
    assert await find_differences(settings, keys) == []
    ((_, letter),) = letters.taken
    file.path.write_text(letter.get_content())
    (difference,) = await find_differences(settings, keys)
    assert difference.fault is Fault.REWRITTEN


async def test_each_line_is_json_that_others_can_check(world, letters, tmp_path):
    settings = make_settings(tmp_path, letters.port)
    await keep_anchor(settings, world.library.keys)
    line = json.loads(open_anchors(settings).path.read_text())
    assert set(line) == {"position", "digest", "at", "signature", "mailed"}
