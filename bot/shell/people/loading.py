"""``rosterdesk school load``: the workbook in, and what became of each row out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from rosterdesk.bot.errors import ProgramError
from rosterdesk.bot.shell.exits import EXIT_REFUSED
from rosterdesk.bot.shell.rosters.files import require_suffix
from rosterdesk.bot.shell.running import answer, who, with_core
from rosterdesk.bot.words.schoolbook import describe_change, sum_up
from rosterdesk.core.language import N_
from rosterdesk.core.named_files import read_named_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.language import Language
    from rosterdesk.core.library import Library
    from rosterdesk.core.schoolbook.loading import Loaded
    from rosterdesk.core.schoolbook.model import SchoolbookError


def write_blank(target: Path) -> None:
    from rosterdesk.bot.settings import load_settings
    from rosterdesk.core.schoolbook.template import KINDS, write_schoolbook

    require_suffix(target, *(f".{kind}" for kind in KINDS))
    if target.exists():
        raise ProgramError(N_("{path} is there already: name another file."), path=target)
    kind = target.suffix.lower().removeprefix(".")
    target.write_bytes(write_schoolbook(kind, load_settings().language))


def load_file(file: Path, *, dry_run: bool, as_json: bool) -> None:
    data = read_named_bytes(file.name, file)

    async def act(library: Library, settings: Settings) -> None:
        from rosterdesk.core.clock import today
        from rosterdesk.core.schoolbook.loading import load_schoolbook
        from rosterdesk.core.schoolbook.model import SchoolbookError
        from rosterdesk.core.schoolbook.opening import open_schoolbook

        try:
            book = await open_schoolbook(data, today(), library.reader)
            loaded = await load_schoolbook(book, who(), library.numbering, dry_run=dry_run)
        except SchoolbookError as error:
            _complain(error, settings.language, as_json=as_json)
        else:
            _show(loaded, settings.language, dry_run=dry_run, as_json=as_json)

    with_core(act)


def _complain(error: SchoolbookError, language: Language, *, as_json: bool) -> None:
    remarks = [remark.say(language) for remark in error.remarks]
    if as_json:
        answer({"schools": [], "uploaders": [], "remarks": remarks}, as_json=True, lines=())
    else:
        for line in (error.say(language), *remarks):
            typer.echo(line, err=True)
    raise typer.Exit(EXIT_REFUSED)


def _show(loaded: Loaded, language: Language, *, dry_run: bool, as_json: bool) -> None:
    data = {
        "schools": [{"code": school.code, "name": school.name} for school in loaded.schools],
        "uploaders": [
            # A card that is taken back has no number: the next one will get it.
            {"name": name, "card": None if dry_run else card, "school": school.code}
            for name, card, school in loaded.uploaders
        ],
        "changed": [
            {"code": school.code, "fields": {name: after for name, (_, after) in changes.items()}}
            for school, changes in loaded.changed
        ],
        "until": [
            {"name": name, "school": school.code, "until": after}
            for name, school, (_, after) in loaded.until
        ],
        "unchanged": loaded.unchanged,
        "remarks": [],
    }
    answer(data, as_json=as_json, lines=_list_lines(loaded, language, dry_run=dry_run))


def _list_lines(loaded: Loaded, language: Language, *, dry_run: bool) -> Iterator[str]:
    for school in loaded.schools:
        yield f"+ {school.code}  {school.name}"
    for school, changes in loaded.changed:
        said = ", ".join(f"{name} {describe_change(values)}" for name, values in changes.items())
        yield f"~ {school.code}  {school.name}: {said}"
    for name, card, school in loaded.uploaders:
        number = card if card and not dry_run else "-"
        yield f"+ {number}  {name} → {school.code}"
    for name, school, values in loaded.until:
        yield f"~ {name} → {school.code}: {describe_change(values)}"
    yield sum_up(loaded, language, dry_run=dry_run)
