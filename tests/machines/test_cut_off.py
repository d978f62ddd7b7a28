"""A process is cut off from PostgreSQL in mid-work, while Telegram still reaches it.

It stops by itself before another one begins, comes back when the network does, and stands by.
"""

from __future__ import annotations

import json
import time
from urllib.parse import urlsplit

import pytest
from tests.bot.stages import has_button
from tests.machines.fleet import PATIENCE, Fleet, Member, find_overlaps, make_fleet, until
from tests.machines.network import Apart, Gate, lay_cables, open_gate
from tests.machines.people import Cast, prepare
from tests.postgres import run_postgres

from rosterdesk.bot.demo.stage import set_world
from rosterdesk.bot.program.database import APPS
from rosterdesk.core.models import Customer, Event, Submission
from rosterdesk.core.privacy.audit import verify_trail
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.storage.database import open_database

PUPILS = 40

pytestmark = pytest.mark.timeout(300)  # it waits for PostgreSQL to miss a process


async def test_a_process_that_is_cut_off_stops_before_another_begins(tmp_path):
    with lay_cables() as apart, run_postgres(also=apart.to_database[0]) as url:
        async with (
            set_world() as world,
            open_gate(world.chat.base_url, apart.to_world[0]) as gate,
            open_database(url, APPS),
            make_fleet(tmp_path, world, url) as fleet,
        ):
            cast = await prepare(world, schools=2)
            cut_off = await _start_apart(fleet, apart, url, gate)
            await _give_work(cast, 0, fleet, cut_off)
            cut_at = apart.cut()
            other = await fleet.start()
            await until(lambda: fleet.has(other, "chat"))
            await _approve(cast)  # what was in the other one's hands
            left_at = await _see_it_stopped(cut_off, other, gate)
            apart.mend()
            await until(lambda: fleet.is_connected(cut_off))
            assert await fleet.find_holder("chat") is other
            other.process.terminate()
            asked_at = time.time()
            await until(lambda: fleet.has(cut_off, "chat"))
            back_at = time.time()
            await _give_work(cast, 1, fleet, cut_off)
            await _approve(cast)
            await _see_everything_once(fleet)
    (taken_at,) = other.said("duty.taken", duty="chat")
    print(
        f"\ncut off: it stopped after {left_at - cut_at:.1f} s, another one went on"
        f" after {taken_at - cut_at:.1f} s; left in peace, it was replaced"
        f" after {back_at - asked_at:.1f} s"
    )


async def _start_apart(fleet: Fleet, apart: Apart, url: str, gate: Gate) -> Member:
    chat = json.loads(fleet.settings["ROSTERDESK_CHAT"])
    member = fleet.start_chat(
        apart.prefix,
        ROSTERDESK_DATABASE_URL=url.replace("127.0.0.1", apart.to_database[0]),
        ROSTERDESK_WITHOUT_TLS=json.dumps([apart.to_database[0], urlsplit(gate.url).hostname]),
        ROSTERDESK_CHAT=json.dumps({**chat, "api_url": gate.url}),
    )
    assert await fleet.wait_for_holder("chat") is member
    return member


async def _give_work(cast: Cast, n: int, fleet: Fleet, member: Member) -> None:
    """Send a roster, and see that this process reads it at this moment."""
    data = write_workbook(sample_pupils(PUPILS, seed=n))
    cast.teachers[n].send_document(f"groep{n}.xlsx", data)
    submission = await until(lambda: Submission.filter(file_name=f"groep{n}.xlsx").first())
    assert await fleet.wait_for_holder(f"submission {submission.id}") is member


async def _approve(cast: Cast) -> None:
    card = await cast.anna.expect(has_button("✅ Goedkeuren"), timeout=PATIENCE)
    cast.anna.press(card, "✅ Goedkeuren")
    await cast.anna.expect("en verwerkt.", timeout=PATIENCE)


async def _see_it_stopped(cut_off: Member, other: Member, gate: Gate) -> float:
    async def left() -> list[float]:
        return cut_off.said("duty.left", duty="chat", lost=True)

    (left_at,) = await until(left)
    assert left_at < min(other.said("duty.taken", duty="chat"))
    late = [what for at, what in gate.asked if at > left_at + 0.1]
    assert late == []  # it asks Telegram nothing more
    return left_at


async def _see_everything_once(fleet: Fleet) -> None:
    for kind in ("submission.received", "plan.made", "plan.approved", "plan.applied"):
        assert await Event.filter(kind=kind).count() == 2, kind
    assert await Customer.filter(role="pupil").count() == 2 * PUPILS
    assert not (await verify_trail()).findings
    for duty in ("chat", "housekeeping"):
        assert find_overlaps(fleet.members, duty) == [], duty
