"""Buttons that answer what a roster asks: who people are, which numbers count, what is lifted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.bot.approval.desk import has
from tests.bot.dialogs.scenes import SECONDS
from tests.bot.dialogs.steps import ANNA, Script, Step, ask_anna, empty_small
from tests.core.roster.making import cells_to_csv, make_pupils, write_csv

from rosterdesk.core.approval.verdicts import approve
from rosterdesk.core.clock import now
from rosterdesk.core.models import MappingAnswer, School, SchoolCode, SubmissionStatus
from rosterdesk.core.roster.samples import SAMPLE_HEADERS, sample_pupils, write_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bot.dialogs.scenes import Scene

    from rosterdesk.core.roster.model import Pupil

_CLASS = {"class_code": "1b", "class_name": "1b", "year": 1}
_CARDS = {**SAMPLE_HEADERS, "card_number": "Pasnummer"}
_BRINS = ("Leerlingnummer", "Roepnaam", "Achternaam", "Geboortedatum", "Klas", "BRIN", "Vestiging")


async def _take_in(scene: Scene, count: int) -> list[Pupil]:
    """The small school has these pupils and no others."""
    await empty_small(scene)
    scene.serial += 1
    pupils = [replace(each, **_CLASS) for each in sample_pupils(count, seed=scene.serial)]
    first = await scene.desk.file(scene.small, write_workbook(pupils))
    await scene.desk.reaches(first, SubmissionStatus.WAITING)
    await approve(first.reference, 1, ANNA)
    await scene.desk.reaches(first, SubmissionStatus.APPLIED)
    return pupils


async def _file(scene: Scene, data: bytes, label: str, name: str = "leerlingen.xlsx") -> None:
    """A roster of the small school is up, with that button on its card."""
    scene.submission = await scene.desk.file(scene.small, data, name=name)
    await scene.anna.expect(has(label, scene.reference), timeout=SECONDS)


def _renumber(scene: Scene, pupils: Sequence[Pupil], count: int) -> bytes:
    new = [f"99{scene.serial:04}{n:02}" for n in range(count)]
    changed = [replace(each, external_number=n) for each, n in zip(pupils, new, strict=False)]
    return write_workbook([*changed, *pupils[count:]])


async def _leave_many(scene: Scene) -> None:
    pupils = await _take_in(scene, 20)
    await _file(scene, write_workbook(pupils[:4]), "🔓 Lift a warning")


async def _confuse_two(scene: Scene) -> None:
    pupils = await _take_in(scene, 12)
    await _file(scene, _renumber(scene, pupils, 2), "❓ Say who 2 people are")


async def _renumber_all(scene: Scene) -> None:
    pupils = await _take_in(scene, 6)
    await _file(scene, _renumber(scene, pupils, 6), "🔢 Take the new numbers")


async def _bring_cards(scene: Scene) -> None:
    """A file has card numbers, and nobody has said yet whether they are used."""
    await empty_small(scene)
    await School.filter(id=scene.small.id).update(policy={})
    scene.serial += 1
    pupils = [
        replace(each, card_number=f"77{scene.serial:04}{each.row:03}") for each in make_pupils(6)
    ]
    await _file(scene, write_csv(pupils, headers=_CARDS), "💳 Make our own", "export.csv")


async def _name_unknown(scene: Scene) -> None:
    """A file names a school that nobody knows, beside its own."""
    await empty_small(scene)
    await SchoolCode.all().delete()
    scene.serial += 1
    rows = [
        (
            f"{scene.serial}{p.row:03}",
            p.first_name,
            p.surname,
            f"{p.birth_date:%d-%m-%Y}",
            "5a",
            *to,
        )
        for p, to in zip(make_pupils(6), [("56EF", "00")] * 4 + [("99ZZ", "00")] * 2, strict=True)
    ]
    await _file(scene, cells_to_csv([_BRINS, *rows]), "🏫 Say which", "export.csv")


async def _remember_columns(scene: Scene) -> None:
    """An answer about columns is remembered for the small school."""
    await MappingAnswer.filter(school=scene.small).delete()
    await MappingAnswer.create(
        school=scene.small,
        headers="0" * 64,
        mapping={"Xq1": "surname"},
        answered_by="Anna Smit",
        answered_at=now(),
    )


ROSTERS = {
    "lift a warning": Script(
        ask_anna,
        _leave_many,
        (
            Step(lambda s: s.press(s.anna, "🔓 Lift", s.reference), shows="16 people leave"),
            Step(lambda s: s.press(s.anna, "16 people leave"), "Lifted"),
        ),
    ),
    "say who people are": Script(
        ask_anna,
        _confuse_two,
        (
            Step(lambda s: s.press(s.anna, "❓ Say who", s.reference), "2 people to decide"),
            Step(lambda s: s.press(s.anna, "It is ", "2 people to decide"), "1 person to decide"),
            Step(lambda s: s.press(s.anna, "All: others", "1 person"), "Everybody is clear now"),
        ),
    ),
    "take new numbers": Script(
        ask_anna,
        _renumber_all,
        (Step(lambda s: s.press(s.anna, "🔢 Take the new", s.reference), "Done. The card shows"),),
    ),
    "choose card numbers": Script(
        ask_anna,
        _bring_cards,
        (Step(lambda s: s.press(s.anna, "💳 Make our own", s.reference), "Done. The card shows"),),
    ),
    "say which school a code is": Script(
        ask_anna,
        _name_unknown,
        (
            Step(lambda s: s.press(s.anna, "🏫 Say which", s.reference), "Which school is"),
            Step(lambda s: s.press(s.anna, "None of ours", "Which school is"), "read again"),
        ),
    ),
    "forget columns": Script(
        ask_anna,
        _remember_columns,
        (
            Step(lambda s: s.anna.send("/schools"), shows="Olm"),
            Step(lambda s: s.press(s.anna, "Olm"), shows="🗂"),
            Step(lambda s: s.press(s.anna, "🗂", "Olm"), shows="· 1"),
            Step(lambda s: s.press(s.anna, "· 1", "Olm"), shows="🗑 Forget"),
            Step(lambda s: s.press(s.anna, "🗑 Forget"), shows="🗑 Yes, forget"),
            Step(lambda s: s.press(s.anna, "🗑 Yes, forget"), "Nothing is remembered"),
        ),
    ),
}
