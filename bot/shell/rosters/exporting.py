"""The files and the output of ``rosterdesk submission export``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Literal

from rosterdesk.bot.errors import ProgramError
from rosterdesk.bot.shell.running import answer, who
from rosterdesk.core.intake.submissions import find_submission
from rosterdesk.core.language import N_
from rosterdesk.core.person_names import show_name
from rosterdesk.core.reports.exports import (
    describe_plan,
    find_latest_plan,
    get_address,
    load_difference,
    load_for_wise,
)
from rosterdesk.core.reports.wise import describe_left_out, write_wise
from rosterdesk.core.reports.workbook import write_difference
from rosterdesk.core.trail.payloads import ChangesShown
from rosterdesk.core.trail.sightings import note_shown

if TYPE_CHECKING:
    from pathlib import Path

    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Plan

_KINDS: dict[str, Literal["xlsx", "ods"]] = {".xlsx": "xlsx", ".ods": "ods"}


async def export_and_report(
    reference: str,
    workbook: Path | None,
    wise: Path | None,
    language: Language,
    *,
    with_cards: bool,
    as_json: bool,
) -> None:
    """Write the files that were asked for; say what is in them and who had to be left out."""
    if workbook is None and wise is None:
        raise ProgramError(N_("Give --workbook, --wise or both."))
    plan = await find_latest_plan(await find_submission(reference))
    for form in ("workbook",) * bool(workbook) + ("wise",) * bool(wise):
        await note_shown(ChangesShown(form=form), who(), submission=plan.submission)
    done: dict[str, Any] = {"submission": reference, "version": plan.version}
    lines: list[str] = []
    if workbook:
        done["workbook"] = str(workbook)
        await _write_workbook(plan, workbook, language)
        lines.append(str(workbook))
    if wise:
        count, left_out = await _write_for_wise(plan, wise, language, with_cards=with_cards)
        done |= {"wise": str(wise), "customers": count, "left_out": left_out}
        lines.append(f"{wise}  {count}")
        lines += [f"{one['name']}: {one['reason']}" for one in left_out]
    answer(done, as_json=as_json, lines=lines)


async def _write_workbook(plan: Plan, file: Path, language: Language) -> None:
    kind = _KINDS.get(file.suffix.lower())
    if kind is None:
        raise ProgramError(N_("A workbook is called .xlsx or .ods."))
    difference = await load_difference(plan)
    meta = await describe_plan(plan, difference.changes)
    _write(file, write_difference(difference, meta, language, kind))


async def _write_for_wise(
    plan: Plan, file: Path, language: Language, *, with_cards: bool
) -> tuple[int, list[dict[str, Any]]]:
    """Return how many customers are in the file, and who is not, with the reason."""
    customers = await load_for_wise(plan)
    school = get_address(plan.submission.school)
    made = write_wise(customers, language, school, with_cards=with_cards)
    _write(file, made.content)
    by_id = {known.id: known for known in customers}
    left_out = [
        {
            "external_number": by_id[customer_id].external_number,
            "name": show_name(by_id[customer_id]),
            "code": code,
            "reason": describe_left_out(code, language),
        }
        for customer_id, code in made.left_out
    ]
    return len(customers) - len(left_out), left_out


def _write(file: Path, data: bytes) -> None:
    """Write the file so that only its owner can read it: it holds data of children."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(data)
