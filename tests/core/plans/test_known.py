"""The database's line for a customer must be the reader's line for a row, to the letter.

A difference costs nothing but time: the row is compared the long way.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.core.roster.making import make_pupils, write_csv
from tests.core.worlds import WHO, refresh

from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.intake.reading import load_packed
from rosterdesk.core.models import Customer, Membership
from rosterdesk.core.pipeline import advance
from rosterdesk.core.plans.known import guess_snapshot, take_snapshot
from rosterdesk.core.storage.database import connection

ODD = ("Ó'Brien", 'Jansen "Jan"', "D'Or & Zn.", "Łukasz-Ñandú", "Yılmaz", "a/b (c)", "Zoë-é ‘t")


async def import_odd(world):
    pupils = make_pupils(2 * len(ODD))
    named = [replace(pupil, surname=odd) for pupil, odd in zip(pupils, ODD, strict=False)]
    data = write_csv([*named, *pupils[len(ODD) :]])
    submission = (await world.send(data)).submission
    await approve(submission.reference, 1, WHO)
    await advance(submission.id, world.library)
    return await load_packed(await refresh(submission), world.library.files)


async def test_the_lines_of_database_and_reader_are_the_same(world):
    file = await import_odd(world)
    snapshot = await guess_snapshot(world.school.id)
    assert snapshot.fields == file.fields
    assert sorted(snapshot.said) == sorted(file.said)
    assert len(set(snapshot.said)) == 2 * len(ODD)
    born = dict(await Customer.all().values_list("id", "birth_date"))
    said = map(str, map(born.get, snapshot.ids))
    assert list(said) == snapshot.columns["birth_date"]


async def test_who_left_and_who_has_no_number_has_no_line(world):
    file = await import_odd(world)
    one, other = await Customer.filter(school_id=world.school.id).order_by("id").limit(2)
    await Customer.filter(id=one.id).update(external_number=None)
    await Membership.filter(customer=other).update(ends_on=date(2026, 1, 1))
    snapshot = await take_snapshot(connection(), world.school.id, file.fields)
    silent = {each for each, said in zip(snapshot.ids, snapshot.said, strict=True) if not said}
    assert silent == {one.id, other.id}


async def test_a_school_of_which_nothing_was_applied_has_nothing_to_take(world):
    assert await guess_snapshot(world.school.id) is None
    empty = await take_snapshot(connection(), world.school.id, ("external_number", "year"))
    assert (empty.ids, empty.said) == ([], [])
