"""A file that is here and not sent yet: what was read, what is unclear, what is to be mended."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, cast

from aiohttp import web

from rosterdesk.bot.page.access.asking import give_file
from rosterdesk.bot.page.access.rights import UPLOADERS
from rosterdesk.bot.page.access.routes import Routes
from rosterdesk.bot.page.live import digest_state
from rosterdesk.bot.page.uploads.words import describe_doubt
from rosterdesk.core.drafts.copies import load_copy, refuse_changed
from rosterdesk.core.drafts.lines import make_sheets
from rosterdesk.core.drafts.looking import look_at
from rosterdesk.core.drafts.mending import (
    correct_cells,
    delete_row,
    find_repeatable,
    list_alike,
    load_tables,
    name_columns,
    repeat_last,
    undo_last,
)
from rosterdesk.core.drafts.sending import send_draft
from rosterdesk.core.drafts.uploading import discard_draft, find_draft
from rosterdesk.core.intake.mapping import NonsenseAnswerError
from rosterdesk.core.language import N_
from rosterdesk.core.models import Draft, DraftStatus
from rosterdesk.core.roster.answers import (
    describe_left_out,
    describe_problem,
    describe_refusal,
    name_field,
)
from rosterdesk.core.roster.problems import FIELD_LABELS
from rosterdesk.mailbox.store.taken.taking import tell_library

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.bot.page.access.asking import Ask, Form
    from rosterdesk.core.drafts.lines import Line, Sheet
    from rosterdesk.core.drafts.looking import Look
    from rosterdesk.core.roster.corrections import CellTable
    from rosterdesk.core.roster.hints import DateOrder

ROWS = 50  # of the table on one page
_LONGEST_NOTE = 1000
_NOT_USED = "-"  # what a form says for a column that is not used
_CORRECTED = N_("corrected")  # in the name of a file
_ORDERS = ("dmy", "mdy", "ymd")
_SUFFIXES = {"csv": ".csv", "xls": ".xls", "xlsx": ".xlsx", "ods": ".ods", "zip": ".zip"}


@dataclass(frozen=True, slots=True)
class View:
    """The part of the table that is looked at: all rows or those with remarks, from a row on.

    ``edit`` is the row that stands as a form, by its table and its number.
    """

    all_rows: bool = False
    start: int = 0
    edit: str = ""

    @classmethod
    def read(cls, text: str) -> View:
        """Return the view of ``all.50.0-7``, as it stands in addresses and forms."""
        shown, _, rest = text.partition(".")
        start, _, edit = rest.partition(".")
        begin = int(start) if start.isascii() and start.isdecimal() and len(start) < 8 else 0
        return cls(shown == "all", begin, edit if _is_place(edit) else "")

    def write(self, **changed: object) -> str:
        facts = {"all_rows": self.all_rows, "start": self.start, "edit": "", **changed}
        return f"{'all' if facts['all_rows'] else 'some'}.{facts['start']}.{facts['edit']}"


def _is_place(text: str) -> bool:
    table, _, row = text.partition("-")
    return all(each.isascii() and each.isdecimal() and len(each) < 8 for each in (table, row))


async def find_mine(ask: Ask) -> Draft:
    return await find_draft(ask.named("key"), ask.visitor.customer)


def see_draft(draft: Draft) -> object:
    """Return what a page of a draft shows that may change while it is open."""
    return str(draft.status), draft.version


async def show_draft(ask: Ask) -> web.Response:
    draft = await find_mine(ask)
    return await draw_draft(ask, draft)


async def draw_draft(ask: Ask, draft: Draft, wrong: str = "", status: int = 200) -> web.Response:
    if draft.status is DraftStatus.RECEIVED:
        return ask.show("reading.html", draft=draft, shown=digest_state(see_draft(draft)))
    look = await look_at(draft, ask.parts.library)
    shared: dict[str, object] = {"draft": draft, "look": look, "wrong": wrong}
    if draft.status is DraftStatus.REFUSED:
        assert look.roster.refused is not None
        why = {"why": describe_refusal(look.roster.refused, ask.language)}
        return ask.show_all("refused.html", shared | why)
    if draft.status is DraftStatus.UNCLEAR:
        return ask.show_all("columns.html", shared | _describe_columns(look, ask), status)
    return ask.show_all("draft.html", shared | await _describe_ready(look, ask), status)


def _describe_columns(look: Look, ask: Ask) -> dict[str, object]:
    codes = {problem.code for problem in look.roster.problems}
    return {
        "asked": [column for column in look.roster.columns if column.samples],
        "choices": [(name, name_field(name, ask.language)) for name in FIELD_LABELS],
        "ask_dates": bool(codes & {"date_ambiguous", "date_mixed"}),
        "not_used": _NOT_USED,
    }


async def _describe_ready(look: Look, ask: Ask) -> dict[str, object]:
    language = ask.language
    view = View.read(ask.request.query.get("view", ""))
    tables = await _load_tables(look, view, ask)
    sheets = make_sheets(tables, look.roster, look.corrections)
    lines = [(at, line) for at, sheet in enumerate(sheets) for line in sheet.lines]
    marked = [each for each in lines if each[1].weight]
    shown = lines if view.all_rows else marked
    start = min(view.start, max(len(shown) - 1, 0) // ROWS * ROWS)
    page = shown[start : start + ROWS]
    done = find_repeatable(look.corrections) if look.corrections else None
    return {
        "doubts": [describe_doubt(each, language) for each in look.doubts],
        "left_out": [describe_left_out(each, language) for each in look.roster.left_out],
        "general": [
            (str(p.severity), describe_problem(p, language))
            for p in look.roster.problems
            if not p.rows
        ],
        "view": View(view.all_rows, start, view.edit),
        "blocks": _divide(sheets, page),
        "count": len(shown),
        "marked": len(marked),
        "total": len(lines) or len(look.roster.pupils),
        "next_start": start + ROWS if start + ROWS < len(shown) else None,
        "previous_start": start - ROWS if start else None,
        "alike": len(list_alike(tables, done)) if done else 0,
        "done": done,
        "can_mend": bool(tables),
        "say": lambda problem: describe_problem(problem, language),
        "label": lambda name: name_field(name, language) if name in FIELD_LABELS else "",
        "steps": len({each.step for each in look.corrections}),
    }


async def _load_tables(look: Look, view: View, ask: Ask) -> list[CellTable]:
    """Return the cells of the file; none where no row is shown, for the file is opened for them."""
    rows = view.all_rows or any(problem.rows for problem in look.roster.problems)
    if not rows and not look.corrections:
        return []
    return await load_tables(look.draft, ask.parts.library)


def _divide(
    sheets: Sequence[Sheet], page: Sequence[tuple[int, Line]]
) -> list[tuple[int, Sheet, list[Line]]]:
    """Return the lines of each table that has some, with the table's number."""
    return [
        (at, sheet, [line for number, line in page if number == at])
        for at, sheet in enumerate(sheets)
        if any(number == at for number, _ in page)
    ]


async def take_columns(ask: Ask) -> web.Response:
    draft = await find_mine(ask)
    form = await ask.read_form()
    look = await look_at(draft, ask.parts.library)
    asked = [column.header for column in look.roster.columns if column.samples]
    chosen = {header: form.text(f"c{at}", 40) for at, header in enumerate(asked)}
    columns = {
        header: None if field == _NOT_USED else field
        for header, field in chosen.items()
        if field in FIELD_LABELS or field == _NOT_USED
    }
    order = form.text("order", 3)
    try:
        await name_columns(
            draft,
            columns,
            cast("DateOrder", order) if order in _ORDERS else None,
            ask.parts.library,
        )
    except NonsenseAnswerError as error:
        return await draw_draft(ask, draft, error.say(ask.language), 422)
    return _go_back(ask, draft)


async def take_cells(ask: Ask) -> web.Response:
    """Take one cell of a script, or the whole row of a form, as one step."""
    draft, form = await _read_change(ask)
    table, row = await _find_row(ask, draft, form)
    typed = {
        name: form.text(f"c{at}", 300)
        for at, name in enumerate(table.columns)
        if form.holds(f"c{at}")
    }
    await correct_cells(draft, table.sheet, row, typed, ask.parts.library)
    return _go_back(ask, draft, form)


async def take_row_out(ask: Ask) -> web.Response:
    draft, form = await _read_change(ask)
    table, row = await _find_row(ask, draft, form)
    await delete_row(draft, table.sheet, row, ask.parts.library)
    return _go_back(ask, draft, form)


async def repeat(ask: Ask) -> web.Response:
    draft, form = await _read_change(ask)
    await repeat_last(draft, ask.parts.library)
    return _go_back(ask, draft, form)


async def undo(ask: Ask) -> web.Response:
    draft, form = await _read_change(ask)
    await undo_last(draft, ask.parts.library)
    return _go_back(ask, draft, form)


async def _read_change(ask: Ask) -> tuple[Draft, Form]:
    """Return the draft with the form; refuses what was done in a window that shows an older one."""
    draft = await find_mine(ask)
    form = await ask.read_form()
    if form.number("version") != draft.version:
        raise refuse_changed()
    return draft, form


async def _find_row(ask: Ask, draft: Draft, form: Form) -> tuple[CellTable, int]:
    tables = await load_tables(draft, ask.parts.library)
    number, row = form.number("table"), form.number("row")
    if number is None or row is None or number >= len(tables):
        raise web.HTTPBadRequest
    return tables[number], row


def _go_back(ask: Ask, draft: Draft, form: Form | None = None) -> web.Response:
    view = View.read(form.text("view")) if form is not None else View()
    return ask.go(f"/uploads/{draft.key}?view={view.write()}")


async def send(ask: Ask) -> web.Response:
    draft = await find_mine(ask)
    form = await ask.read_form()
    submission = await send_draft(
        draft,
        ask.visitor.customer,
        form.number("version") or 0,
        form.words("note", _LONGEST_NOTE),
        ask.parts.library,
        tell_library(ask.parts.settings.mail),
    )
    return ask.go(f"/sent/{submission.reference}", "sent")


async def discard(ask: Ask) -> web.Response:
    await discard_draft(await find_mine(ask), ask.parts.library.files)
    return ask.go("/uploads", "discarded")


async def give_corrected(ask: Ask) -> web.Response:
    """Return the file with the corrections, in its own format, for the school's own system."""
    draft = await find_mine(ask)
    if draft.mended is None:
        raise web.HTTPNotFound
    data = await load_copy(ask.parts.library.files, draft.mended)
    return give_file(data, name_corrected(ask, draft.file_name, draft.facts.get("format")))


def name_corrected(ask: Ask, file_name: str, file_format: str | None) -> str:
    stem = PurePath(file_name).stem
    suffix = _SUFFIXES.get(file_format or "", PurePath(file_name).suffix)
    return f"{stem}-{ask.say(_CORRECTED)}{suffix}"


ROUTES = Routes("drafts")
ROUTES.get("/uploads/{key}", show_draft, right=UPLOADERS)
ROUTES.post("/uploads/{key}/columns", take_columns, right=UPLOADERS)
ROUTES.post("/uploads/{key}/cells", take_cells, right=UPLOADERS, seconds=90)
ROUTES.post("/uploads/{key}/row/delete", take_row_out, right=UPLOADERS, seconds=90)
ROUTES.post("/uploads/{key}/repeat", repeat, right=UPLOADERS, seconds=90)
ROUTES.post("/uploads/{key}/undo", undo, right=UPLOADERS, seconds=90)
ROUTES.post("/uploads/{key}/send", send, right=UPLOADERS)
ROUTES.post("/uploads/{key}/discard", discard, right=UPLOADERS)
ROUTES.get("/uploads/{key}/file", give_corrected, right=UPLOADERS)
