"""A trail that was written anew as a whole is found by what was signed before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.core.privacy.test_audit import tamper
from tests.core.roster.making import make_pupils
from tests.core.worlds import WHO

from rosterdesk.core.anchors.comparing import Fault, compare_with_anchors
from rosterdesk.core.anchors.keeping import AnchorFile, make_anchor
from rosterdesk.core.anchors.model import parse_anchor
from rosterdesk.core.language import Language
from rosterdesk.core.models import Event, Link
from rosterdesk.core.privacy.audit import verify_trail
from rosterdesk.core.protection.keys import load_keys
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.chain import START, digest_link, write_content
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import DataForgotten


@pytest.fixture
def key(world):
    return world.library.keys.make_signing_key()


@pytest.fixture
async def file(world, key, tmp_path):
    """Tips that were signed while the trail grew."""
    made = AnchorFile(tmp_path / "anchors.jsonl")
    await made.add(await make_anchor(key))
    await world.send_pupils(make_pupils(3))
    await made.add(await make_anchor(key))
    async with writing():
        await record(DataForgotten(forgotten={"a": 1}, plans=()), WHO)
    await made.add(await make_anchor(key))
    return made


async def compare(file, key):
    found = await compare_with_anchors(await file.read(), key.public_key())
    for each in found:
        assert {each.say(language) for language in Language}
    return [(each.fault, each.line) for each in found]


async def rewrite_everything(actor):
    """Change one event and make the chain fit again from there, as whoever has the database can."""
    victim = (await Link.all().order_by("position").first()).event_id
    await tamper(f"UPDATE event SET actor = '{actor}' WHERE id = {victim}")
    digest, script = START, []
    for link in await Link.all().order_by("position"):
        event = await Event.get(id=link.event_id)
        digest = digest_link(digest, link.position, event.id, write_content(vars(event)))
        script.append(f"UPDATE audit_link SET digest = '{digest}' WHERE position = {link.position}")
    await tamper(";".join(script))


async def test_a_trail_that_only_grew_is_what_was_signed(file, key, world):
    await world.send_pupils(make_pupils(4))
    assert await compare(file, key) == []


async def test_a_trail_that_was_written_anew_fits_itself_and_not_what_was_signed(file, key):
    await rewrite_everything("Somebody Else")
    assert not (await verify_trail()).findings
    found = await compare(file, key)
    assert {fault for fault, _ in found} == {Fault.REWRITTEN}
    assert 3 in {line for _, line in found}


async def test_a_trail_that_was_cut_off_is_found(file, key):
    last = (await Link.all().order_by("-position").first()).position
    await tamper(f"DELETE FROM audit_link WHERE position = {last}")
    assert await compare(file, key) == [(Fault.CUT_OFF, 3)]


async def test_a_tip_that_was_not_signed_by_us_is_found(file, key, tmp_path, world):
    """Neither another position, nor a time, nor another installation's key."""
    first, second, third = await file.read()
    for changed in (
        replace(third, position=third.position - 1),
        replace(third, digest="0" * 64),
        replace(third, at="2020-01-01T00:00:00+00:00"),
        replace(third, signature=second.signature),
        replace(third, signature="no base64"),
        (await make_anchor(load_keys(tmp_path / "other.key").make_signing_key())),
    ):
        found = await compare_with_anchors([first, changed], key.public_key())
        assert [(each.fault, each.line) for each in found] == [(Fault.FORGED, 2)]


async def test_the_signature_stays_when_the_key_is_renewed(file, world):
    keys = world.library.keys
    keys.add_secret()
    assert await compare(file, keys.make_signing_key()) == []
    keys.forget_old()
    assert await compare(file, keys.make_signing_key()) == []


async def test_words_around_it_are_passed_over(file, key):
    """Words around the anchors are passed over, as in a mail that was saved."""
    mailed = b"Subject: x\n\nKeep this.\n\n" + file.path.read_bytes() + b"\n-- \n"
    file.path.write_bytes(mailed)
    assert len(await file.read()) == 3
    assert await compare(file, key) == []


@pytest.mark.parametrize(
    "line",
    [b"{}", b"{", b'{"position": 1}', b'{"position": "1", "digest": "", "at": ""}', b'{"x": 1}'],
)
def test_a_line_that_is_none(line):
    assert parse_anchor(line) is None
