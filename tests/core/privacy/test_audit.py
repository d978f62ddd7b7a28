"""The audit trail: whole after everything that the program does, torn by anything else."""

from __future__ import annotations

import asyncio

import orjson
import pytest
from tests.core.roster.making import make_pupils
from tests.core.worlds import WHO
from tortoise.exceptions import BaseORMException

from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.models import Event, Link
from rosterdesk.core.pipeline import advance
from rosterdesk.core.privacy.audit import Flaw, export_trail, verify_trail
from rosterdesk.core.storage.database import connection, is_postgres, rows, writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import PlanRejected, StaffChanged


async def run(query: str) -> None:
    await connection().execute_script(query)


async def tamper(query: str) -> None:
    """Change the trail as somebody who owns the database can: the triggers go first."""
    script = [f"DROP TRIGGER {name} {on};" for name, on in await list_triggers()]
    if not is_postgres(connection()):
        script.insert(0, "PRAGMA foreign_keys=OFF;")
    else:
        query = f"SET session_replication_role = replica; {query};"
        query += " SET session_replication_role = DEFAULT"
    await run("".join([*script, query, ";"]))


async def list_triggers() -> list[tuple[str, str]]:
    if is_postgres(connection()):
        found = await rows(
            "SELECT tgname AS name, tgrelid::regclass::text AS of_table FROM pg_trigger"
            " WHERE NOT tgisinternal"
        )
        return [(row["name"], f"ON {row['of_table']}") for row in found]
    found = await rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return [(row["name"], "") for row in found]


async def find_flaws(noted: str | None = None) -> list[tuple[Flaw, int | None, int | None]]:
    verdict = await verify_trail(noted)
    for finding in verdict.findings:
        assert str(finding.error)
    return [(each.flaw, each.position, each.event_id) for each in verdict.findings]


@pytest.fixture
async def told(world):
    """The events of one import from beginning to end, in the order of the trail."""
    submission = await world.send_pupils(make_pupils(5))
    await approve(submission.reference, 1, WHO)
    await advance(submission.id, world.library)
    async with writing():
        await record(PlanRejected(version=1, reason="no"), WHO, submission=submission)
    return [link.event_id for link in await Link.all().order_by("position")]


async def test_an_import_is_in_the_trail_and_the_trail_is_whole(told):
    verdict = await verify_trail()
    assert not verdict.findings
    assert verdict.events == verdict.position == len(told) == await Event.all().count()
    kinds = [await kind_of(event_id) for event_id in told]
    assert kinds[-4:] == ["plan.made", "plan.approved", "plan.applied", "plan.rejected"]
    made, approved, applied = [await Event.get(id=one) for one in told[-4:-1]]
    assert made.data["content"] == approved.data["content"] == applied.data["content"]
    lines = [line async for line in export_trail()]
    assert [line["event"] for line in lines] == told
    assert lines[-1]["digest"] == verdict.digest
    assert "no" not in orjson.loads(lines[-1]["chained"])


async def kind_of(event_id: int) -> str:
    return (await Event.get(id=event_id)).kind


@pytest.mark.parametrize(
    "query",
    [
        "UPDATE event SET actor = 'somebody'",
        "UPDATE event SET private = '{}' WHERE private IS NOT NULL",
        "DELETE FROM event",
        "UPDATE audit_link SET digest = ''",
        "DELETE FROM audit_link",
    ],
)
async def test_the_database_refuses_to_change_the_trail(told, query):
    with pytest.raises((BaseORMException, Exception), match="only grows"):
        await run(query)
    assert not await find_flaws()


async def test_erasing_a_private_part_leaves_the_trail_whole(told):
    await run("UPDATE event SET private = NULL")
    verdict = await verify_trail()
    assert not verdict.findings
    assert verdict.erased > 0
    assert (await Event.get(id=told[-1])).facts == {"version": 1}


async def test_each_tampering_is_found_and_named(told):
    victim, other, place = told[1], told[3], 2
    for change in ("actor = 'Bo'", "kind = 'x'", "data = '{\"a\": 1}'", "customer_id = 9"):
        column = change.partition(" ")[0]
        before = await Event.get(id=victim)
        await tamper(f"UPDATE event SET {change} WHERE id = {victim}")
        assert await find_flaws() == [(Flaw.CHANGED, place, victim)], change
        value = getattr(before, column)
        assert await find_flaws(), value
        await Event.filter(id=victim).update(**{column: value})
        assert not await find_flaws(), "put back, it is whole again"
    await tamper(f'UPDATE event SET private = \'{{"reason": "yes"}}\' WHERE id = {told[-1]}')
    assert await find_flaws() == [(Flaw.PRIVATE_CHANGED, len(told), told[-1])]
    await Event.filter(id=told[-1]).update(private=None)
    columns = (
        "at",
        "kind",
        "actor",
        "actor_reference",
        "submission_id",
        "data",
        "private",
        "private_digest",
        "customer_id",
        "school_id",
        "channel",
    )
    one, two = await Event.get(id=victim), await Event.get(id=other)
    for event, giver in ((one, two), (two, one)):
        await Event.filter(id=event.id).update(**{name: getattr(giver, name) for name in columns})
    verdict = await verify_trail()
    assert [(f.flaw, f.event_id, f.other) for f in verdict.findings if f.flaw is Flaw.SWAPPED] == [
        (Flaw.SWAPPED, victim, other)
    ]


async def test_a_deleted_an_added_and_a_cut_off_event_are_found(told):
    tip = (await verify_trail()).tip
    await tamper(f"DELETE FROM event WHERE id = {told[1]}")
    assert await find_flaws() == [(Flaw.DELETED, 2, told[1])]
    await tamper("DELETE FROM audit_link WHERE position = 2")
    found = await find_flaws()
    assert (Flaw.DELETED, 2, None) in found
    await tamper(f"DELETE FROM audit_link WHERE position = {len(told)}")
    assert (Flaw.ADDED, None, told[-1]) in await find_flaws()
    await tamper(
        f"DELETE FROM delivery WHERE event_id = {told[-1]}; DELETE FROM event WHERE id = {told[-1]}"
    )
    assert (Flaw.TIP_MOVED, len(told), None) in await find_flaws(tip)


@pytest.mark.parametrize("first", [2, 3], ids=["apart", "neighbours"])
async def test_exchanged_places_are_named(told, first):
    second = 4
    await tamper(
        f"UPDATE audit_link SET position = -1 WHERE position = {first};"
        f" UPDATE audit_link SET position = {first} WHERE position = {second};"
        f" UPDATE audit_link SET position = {second} WHERE position = -1"
    )
    verdict = await verify_trail()
    assert [(f.flaw, f.event_id, f.other) for f in verdict.findings] == [
        (Flaw.SWAPPED, told[second - 1], told[first - 1])
    ]


async def test_a_plan_that_was_changed_after_it_was_shown_is_found(told):
    await run("UPDATE \"change\" SET name = 'Somebody Else' WHERE position = 3")
    made = (await Event.get(kind="plan.made")).id
    assert await find_flaws() == [(Flaw.PLAN_CHANGED, told.index(made) + 1, made)]


async def test_what_fails_leaves_no_gap_also_inside_another_transaction(world):
    async def fail() -> None:
        async with writing():
            await record(StaffChanged(), WHO)
            raise LookupError

    before = (await verify_trail()).position
    with pytest.raises(LookupError):
        await fail()
    async with writing():
        await record(StaffChanged(staff=1), WHO)
        with pytest.raises(LookupError):
            await fail()
    verdict = await verify_trail()
    assert not verdict.findings
    assert verdict.position == before + 1


async def test_many_writers_at_once_make_one_chain(world):
    async def write(number: int) -> None:
        async with writing():
            await record(StaffChanged(staff=number), WHO)
            await asyncio.sleep(0)
            await record(StaffChanged(staff=-number), WHO)

    before = (await verify_trail()).position
    await asyncio.gather(*map(write, range(40)))
    verdict = await verify_trail()
    assert not verdict.findings
    assert verdict.position == before + 80
