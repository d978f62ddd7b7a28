"""The rules of schools on the page: explained, foreseen, and set as at the command line."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest
from tests.bot.approval.desk import WHO
from tests.bot.approval.doors import run_shell
from tests.bot.page.test_cards import bring, enter, version_of
from tests.bot.page.twins import compare

from rosterdesk.bot.words.policies import GROUPS, RULES
from rosterdesk.core.compare.model import Policy
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.models import Event, School, StaffRole
from rosterdesk.core.roster.samples import sample_pupils, write_workbook
from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.approval.desk import Desk
    from tests.bot.page.places import Place
    from tests.bot.page.twins import Twin


def test_each_rule_is_explained_once():
    known = {each.name for each in fields(Policy)}
    grouped = [key for keys in GROUPS.values() for key in keys]
    assert set(RULES) == known == set(grouped)
    assert len(grouped) == len(known)


async def test_what_a_rule_would_change_is_seen_before_it_is_set(place: Place):
    boss = await enter(place, "Cas", StaffRole.ADMINISTRATOR)
    submission = await bring(place, write_workbook(sample_pupils(6)))
    other = await add_school("12CD00", "Het Kompas", WHO, policy={"grace_days": 7})
    path = f"/library/schools/{place.school.id}/rules"
    shown = await boss.get(path)
    assert shown.text.count('class="rule"') == len(RULES)
    assert "standaard: 30" in shown.words
    asked = await boss.post(path, {"key": "grace_days", "value": "14"})
    assert "De Regenboog 30 → 14" in asked.words
    assert "1 wachtend leerlingbestand wordt opnieuw vergeleken" in asked.words
    assert (await School.get(id=place.school.id)).policy == {}
    assert "notice good" not in shown.text
    done = await boss.post(path, {"key": "grace_days", "value": "14", "sure": "yes"})
    assert "De regel geldt vanaf nu." in done.words
    assert (await School.get(id=place.school.id)).policy == {"grace_days": 14}
    await boss.wait_for(f"/submissions/{submission.reference}", "v2")
    assert await version_of(submission) == 2
    everywhere = await boss.get("/library/rules")
    assert "2 scholen hebben een eigen waarde" in everywhere.words
    asked = await boss.post("/library/rules", {"key": "grace_days", "value": "7"})
    assert "De Regenboog 14 → 7" in asked.words
    assert "Het Kompas" not in asked.text.split("<h1>")[1]  # where it is so already
    await boss.post("/library/rules", {"key": "grace_days", "value": "7", "sure": "yes"})
    changed = await Event.filter(kind=Kind.SCHOOL_CHANGED)
    assert other.id not in {each.school_id for each in changed}
    again = await boss.post("/library/rules", {"key": "grace_days", "value": "7"})
    assert "Niets: het is al zo" in again.words
    away = {"key": "grace_days", "away": "yes"}
    assert "7 → 30 de standaard" in (await boss.post("/library/rules", away)).words
    await boss.post("/library/rules", {**away, "sure": "yes"})
    assert {str(each.policy) for each in await School.all()} == {"{}"}


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("grace_days", "veertien", "geen geheel getal"),
        ("grace_days", "1.5", "geen geheel getal"),
        ("block_cards", "soms", "geen van de woorden"),
        ("ignore_leading_zeros", "misschien", "geen true of false"),
        ("card_prefix", "12x", "card_prefix"),
        ("card_first", "-1", "card_first"),
    ],
)
async def test_a_value_that_cannot_be_is_refused_with_a_sentence(place: Place, key, value, said):
    boss = await enter(place, "Cas", StaffRole.ADMINISTRATOR)
    for path in ("/library/rules", f"/library/schools/{place.school.id}/rules"):
        for sure in ({}, {"sure": "yes"}):
            answer = await boss.post(path, {"key": key, "value": value, **sure})
            assert (answer.status, said in answer.words) == (409, True), answer.words[:400]
        assert (await boss.post(path, {"key": "king", "value": "1"})).status == 404
    assert (await School.get()).policy == {}


async def _set_up(desk: Desk) -> None:
    await desk.school()
    await add_school("34CD00", "Het Kompas", WHO, policy={"leaving_percent": 20})


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("key", "value"),
    [("leaving_percent", "20"), ("card_branch", "0123"), ("ignore_leading_zeros", "false")],
)
async def test_setting_writes_what_the_command_line_writes(data: Path, key, value):
    async def on_page(twin: Twin) -> None:
        school = (await School.get(code="12AB00")).id
        said = {"key": key, "value": value, "sure": "yes"}
        await twin.post(f"/library/schools/{school}/rules", **said)
        await twin.post("/library/rules", **said)
        await twin.post("/library/rules", key=key, away="yes", sure="yes")

    async def by_shell(twin: Twin) -> None:
        for words in (
            ("12AB00", f"{key}={value}"),
            ("--all", f"{key}={value}"),
            ("--all", f"{key}="),
        ):
            await run_shell(twin.desk, "school", "set", words[0], "--policy", words[1])

    kinds = await compare(data, _set_up, on_page, by_shell)
    assert set(kinds) == {"school.changed"}
    assert len(kinds) == (3 if key == "leaving_percent" else 4)
