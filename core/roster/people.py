"""Reading the columns of all tables of a file as people, each column as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from rosterdesk.core.roster.distinct import number_values
from rosterdesk.core.roster.grids import Cells, blank_cells, join_cells
from rosterdesk.core.roster.model import LeftOut, Problem, Pupil, Severity
from rosterdesk.core.roster.problems import PROBLEMS, make_problem
from rosterdesk.core.roster.ranges import to_ranges

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from rosterdesk.core.roster.grids import Mask, Numbers
    from rosterdesk.core.roster.hints import DateOrder

    Values = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Note:
    """A note on rows from before their values were looked at; ``rows`` are the sheet's own."""

    code: str
    rows: frozenset[int]
    values: dict[str, Any] = field(default_factory=dict)
    column: str | None = None


@dataclass(slots=True, eq=False)
class Part:
    """The recognised columns of one table. ``headers`` are by field, as the school wrote them."""

    sheet: str | None
    rows: Numbers
    fields: dict[str, Cells]
    headers: dict[str, str]
    notes: list[Note] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Emptied:
    """The rows whose cell of a field held a word for nothing, and which words those were."""

    rows: Mask
    words: set[str] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class People:
    """All parts one below the other; what is read is put in ``found`` by the name of the field."""

    parts: list[Part]
    rows: Numbers = field(init=False)
    part_of: Numbers = field(init=False)
    failed: Mask = field(init=False)
    left_out: Mask = field(init=False)
    below_staff: Mask = field(init=False)  # the rows under a heading such as Leerkrachten
    found: dict[str, Cells] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    accounts: list[LeftOut] = field(default_factory=list)
    emptied: dict[str, Emptied] = field(default_factory=dict)
    orders: dict[str, DateOrder] = field(default_factory=dict)  # that columns of dates show

    def __post_init__(self) -> None:
        self.rows = np.concatenate([part.rows for part in self.parts])
        lengths = [len(part.rows) for part in self.parts]
        self.part_of = np.repeat(np.arange(len(lengths)), lengths)
        self.failed = np.zeros(len(self.rows), dtype=bool)
        self.left_out = np.zeros(len(self.rows), dtype=bool)
        self.below_staff = np.zeros(len(self.rows), dtype=bool)

    def __len__(self) -> int:
        return len(self.rows)

    def has(self, name: str) -> bool:
        return any(name in part.fields for part in self.parts)

    def cells(self, name: str) -> Cells:
        """The column of a field, '' in the rows of tables that lack it."""
        return join_cells(
            part.fields.get(name) or blank_cells(len(part.rows)) for part in self.parts
        )

    def remark(
        self, code: str, rows: Mask | Iterable[int], name: str | None = None, /, **values: Any
    ) -> None:
        """One remark on all of the rows, given by index or as a mask; one for each table."""
        indices = np.flatnonzero(rows) if isinstance(rows, np.ndarray) else np.array([*rows], int)
        indices = indices[~self.left_out[indices]]
        if PROBLEMS[code][0] is Severity.ERROR:
            self.failed[indices] = True
        for part, inside in self._divide(indices):
            column = part.headers.get(name) if name else None
            self.problems.append(
                make_problem(code, sheet=part.sheet, rows=inside, column=column, **values)
            )

    def leave_out(self, code: str, rows: Mask, *, people: bool) -> None:
        """Say of rows that they were not used; ``people``: there may be people in them."""
        for part, inside in self._divide(np.flatnonzero(rows & ~self.left_out)):
            self.accounts.append(LeftOut(code, part.sheet, to_ranges(inside), people=people))
        self.left_out |= rows

    def _divide(self, indices: Numbers) -> Iterator[tuple[Part, list[int]]]:
        """The tables that the rows stand in, each with the numbers that the rows have there."""
        for number in np.unique(self.part_of[indices]):
            inside = self.rows[indices[self.part_of[indices] == number]]
            yield self.parts[number], inside.tolist()

    def tell_notes(self) -> None:
        """Say what was seen of the rows already; of those that are wrong nothing more is said."""
        for number, part in enumerate(self.parts):
            for note in part.notes:
                rows = (self.part_of == number) & np.isin(self.rows, [*note.rows])
                self._tell(note, part, rows)
                if PROBLEMS[note.code][0] is Severity.ERROR:
                    self.left_out |= rows

    def _tell(self, note: Note, part: Part, rows: Mask) -> None:
        found = np.flatnonzero(rows & ~self.left_out)
        if PROBLEMS[note.code][0] is Severity.ERROR:
            self.failed[found] = True
        if len(found):
            inside = self.rows[found].tolist()
            problem = make_problem(
                note.code, sheet=part.sheet, rows=inside, column=note.column, **note.values
            )
            self.problems.append(problem)

    def remark_file(self, code: str, name: str | None = None, /, **values: Any) -> None:
        """A remark on the file as a whole, or on one column of it."""
        part = next((p for p in self.parts if name in p.headers), self.parts[0])
        column = part.headers.get(name) if name else None
        self.problems.append(make_problem(code, sheet=part.sheet, column=column, **values))

    def remark_missing_column(self, name: str) -> None:
        """One answer for all rows, with the columns that are there."""
        columns = ", ".join(dict.fromkeys(h for part in self.parts for h in part.headers.values()))
        self.remark_file("column_missing", field=name, columns=columns)
        self.failed |= ~self.left_out

    def set_cells(self, name: str, cells: Cells) -> None:
        self.found[name] = cells

    def set_read(
        self,
        name: str,
        cells: Cells,
        read: Callable[[Any], tuple[Any, bool]],
        code: str,
        plain: re.Pattern[str] | None = None,
    ) -> None:
        """Read each distinct cell; the remark goes to the rows of those that could not be.

        A column that matches ``plain`` is taken as it stands.
        """
        if plain and cells.all_match(plain):
            self.set_cells(name, cells)
            return
        answers = [read(value) for value in cells.distinct]
        self.set_cells(name, Cells(cells.codes, [value for value, _ in answers]))
        wrong = np.array([bad for _, bad in answers])
        if wrong.any():
            self.remark(code, wrong[cells.codes], name)


def group_rows(cells: Cells) -> tuple[Numbers, Numbers]:
    """Return for each row the group of its value, and the size of that group."""
    groups, _ = number_values(cells.distinct)
    codes = groups[cells.codes]
    return codes, np.bincount(codes)


def build_pupils(people: People) -> list[Pupil]:
    """The people whose rows have no error, in the order of the file."""
    kept = ~(people.failed | people.left_out)
    sheets = np.array([part.sheet for part in people.parts], dtype=object)[people.part_of]
    columns: list[Iterable[Any]] = [sheets[kept].tolist(), people.rows[kept].tolist()]
    nothing = [None] * int(kept.sum())
    for name in Pupil.__slots__[2:]:
        values = people.found.get(name)
        if values is None:
            columns.append(["pupil"] * len(nothing) if name == "role" else nothing)
        else:
            filled = Cells(values.codes[kept], [None if v == "" else v for v in values.distinct])
            columns.append(filled.to_array().tolist())
    return list(map(Pupil, *columns))
