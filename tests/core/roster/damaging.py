"""Damage of thirty kinds to a roster, and whether anybody was lost or changed without a word.

``python -m tests.core.roster.damaging 10000`` tries so many; a failure says its seed.
"""

from __future__ import annotations

import io
import random
import sys
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import openpyxl
from tests.core.roster.making import make_pupils, to_cells

from rosterdesk.core.roster.ranges import iterate_rows
from rosterdesk.core.roster.reading import read_roster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rosterdesk.core.roster.model import Pupil, Roster

    Rows = list[list[str]]
    Change = Callable[[str, random.Random], str]
    Damage = Callable[[Rows, random.Random], "Damaged"]

_CHECKED = ("external_number", "first_name", "prefix", "surname", "birth_date", "class_code")
_DELIMITER = ";"
_NULLS = ("NULL", "nan", "None", "#N/B", "n.v.t.", "-")


@dataclass(frozen=True)
class Damaged:
    """``gone`` are numbers of people who are no longer in the file by the damage itself."""

    data: bytes
    gone: frozenset[str] = frozenset()


def try_one(seed: int) -> list[str]:
    """Return who is lost or changed in silence, by external number; nobody is right."""
    dice = random.Random(seed)
    pupils = make_pupils(dice.randint(4, 30), seed=seed % 1000)
    rows = [
        ["" if c is None else str(c) for c in r] for r in to_cells(pupils, date_format="%d-%m-%Y")
    ]
    name = dice.choice(sorted(DAMAGES))
    damaged = DAMAGES[name](rows, dice)
    roster = read_roster(damaged.data, "leerlingen.csv")
    return [f"{name}: {each}" for each in _find_silent(roster, pupils, damaged)]


def _find_silent(roster: Roster, pupils: list[Pupil], damaged: Damaged) -> Iterator[str]:
    whole = any(each.sheet or not each.rows for each in roster.unread)
    if roster.status.value != "ok" or whole or any(each.columns for each in roster.left_out):
        return
    said = _list_said(roster)
    wanted = {pupil.external_number: pupil for pupil in pupils}
    found = {pupil.external_number: pupil for pupil in roster.pupils}
    for place, pupil in enumerate(pupils, start=2):
        other = found.get(pupil.external_number)
        right = other is not None and _same(pupil, other)
        near = set(range(place - 1, place + 3)) | ({other.row} if other else set())
        if not right and pupil.external_number not in damaged.gone and not said & near:
            yield f"{pupil.external_number} of row {place}"
    for pupil in roster.pupils:
        if pupil.external_number not in wanted and not said & {pupil.row - 1, pupil.row}:
            yield f"somebody else in row {pupil.row}"


def _list_said(roster: Roster) -> set[int]:
    rows = {row for each in (*roster.problems, *roster.unread) for row in iterate_rows(each.rows)}
    asked = {"column_unlikely", "column_missing"} & {problem.code for problem in roster.problems}
    return rows | (set(range(1000)) if asked else set())


def _same(one: Pupil, other: Pupil) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _CHECKED)


def _write(rows: Rows, encoding: str = "utf-8", newline: str = "\r\n") -> bytes:
    return newline.join(_DELIMITER.join(row) for row in rows).encode(encoding, "replace")


def _copy(rows: Rows) -> Rows:
    return [list(row) for row in rows]


def _pick(rows: Rows, dice: random.Random) -> int:
    return dice.randrange(1, len(rows))


def _edit(change: Change) -> Damage:
    """A damage to one line of the text."""

    def damage(rows: Rows, dice: random.Random) -> Damaged:
        lines = [_DELIMITER.join(row) for row in rows]
        at = _pick(rows, dice)
        lines[at] = change(lines[at], dice)
        return Damaged("\r\n".join(lines).encode())

    return damage


def _cell(change: Callable[[str, random.Random], str], *columns: int) -> Damage:
    """A damage to one cell."""

    def damage(rows: Rows, dice: random.Random) -> Damaged:
        changed = _copy(rows)
        at, column = _pick(rows, dice), dice.choice(columns)
        changed[at][column] = change(changed[at][column], dice)
        return Damaged(_write(changed))

    return damage


def _encode(encoding: str) -> Damage:
    def damage(rows: Rows, dice: random.Random) -> Damaged:
        del dice
        return Damaged(_write(rows, encoding))

    return damage


def _quote_twice(rows: Rows, dice: random.Random) -> Damaged:
    changed = _copy(rows)
    for at in (_pick(rows, dice), _pick(rows, dice)):
        changed[at][dice.choice((1, 3, 6))] += dice.choice(('"', ' "'))
    column = dice.randrange(14)
    at = _pick(rows, dice)
    changed[at][column] = '"' + changed[at][column]
    return Damaged(_write(changed))


def _cut_off(rows: Rows, dice: random.Random) -> Damaged:
    data = _write(rows)
    kept = data[: dice.randrange(len(data) // 2, len(data))]
    last = kept.count(b"\r\n")
    return Damaged(
        kept, frozenset(row[0] for row in rows[last + 1 :]) | ({rows[last][0]} if last else set())
    )


def _join_lines(rows: Rows, dice: random.Random) -> Damaged:
    lines = [_DELIMITER.join(row) for row in rows]
    at = dice.randrange(1, len(lines) - 1)
    lines[at : at + 2] = [lines[at] + dice.choice(("", ";", " ")) + lines[at + 1]]
    return Damaged("\r\n".join(lines).encode())


def _harm_header(rows: Rows, dice: random.Random) -> Damaged:
    lines = [_DELIMITER.join(row) for row in rows]
    places = [place for place, letter in enumerate(lines[0]) if letter == _DELIMITER]
    at = dice.choice(places)
    harm = dice.choice(("", ";;", '";', ",", "\r\n"))
    lines[0] = lines[0][:at] + harm + lines[0][at + 1 :]
    return Damaged("\r\n".join(lines).encode())


def _empty_name(rows: Rows, dice: random.Random) -> Damaged:
    changed = _copy(rows)
    changed[0][dice.randrange(14)] = ""
    return Damaged(_write(changed))


def _mix_encodings(rows: Rows, dice: random.Random) -> Damaged:
    other = {_pick(rows, dice) for _ in range(2)}
    encoding = dice.choice(("cp1252", "mac_roman"))
    parts = [
        _DELIMITER.join(row).encode(encoding if at in other else "utf-8", "replace")
        for at, row in enumerate(rows)
    ]
    return Damaged(b"\r\n".join(parts))


def _misread(rows: Rows, dice: random.Random) -> Damaged:
    del dice
    text = _write(rows).decode().encode().decode("cp1252", "replace")
    return Damaged(text.encode())


def _lose_letters(mark: str) -> Damage:
    def damage(rows: Rows, dice: random.Random) -> Damaged:
        del dice
        text = _write(rows).decode()
        return Damaged("".join(c if c.isascii() else mark for c in text).encode())

    return damage


def _mark_cells(opening: str, closing: str) -> Damage:
    def damage(rows: Rows, dice: random.Random) -> Damaged:
        del dice
        return Damaged(_write([[f"{opening}{cell}{closing}" for cell in row] for row in rows]))

    return damage


def _wrap_lines(rows: Rows, dice: random.Random) -> Damaged:
    del dice
    return Damaged("\r\n".join(f'"{_DELIMITER.join(row)}"' for row in rows).encode())


def _workbook(sheets: dict[str, Rows], hidden: Iterable[int] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
        for number in hidden:
            sheet.row_dimensions[number].hidden = True
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _halve(rows: Rows, dice: random.Random) -> tuple[Rows, Rows]:
    at = dice.randrange(2, len(rows))
    return rows[:at], [rows[0], *rows[at:]]


def _second_table(rows: Rows, dice: random.Random) -> Damaged:
    first, second = _halve(rows, dice)
    order = list(range(14))
    dice.shuffle(order)
    return Damaged(_write([*first, *([row[i] for i in order] for row in second)]))


def _side_by_side(rows: Rows, dice: random.Random) -> Damaged:
    first, second = _halve(rows, dice)
    height = max(len(first), len(second))
    blank = [""] * 14
    first += [blank] * (height - len(first))
    second += [blank] * (height - len(second))
    return Damaged(_workbook({"Blad1": [[*a, "", *b] for a, b in zip(first, second, strict=True)]}))


def _nameless_sheet(rows: Rows, dice: random.Random) -> Damaged:
    first, second = _halve(rows, dice)
    return Damaged(_workbook({"Blad1": first, "Blad2": second[1:]}))


def _other_sheet(rows: Rows, dice: random.Random) -> Damaged:
    first, second = _halve(rows, dice)
    without = dice.choice((0, 1, 3))
    return Damaged(_workbook({"A": first, "B": [r[:without] + r[without + 1 :] for r in second]}))


def _harm_member(rows: Rows, dice: random.Random) -> Damaged:
    first, second = _halve(rows, dice)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", _write(first))
        archive.writestr("b.csv", _write(second))
    data = bytearray(target.getvalue())
    at = data.index(b"b.csv") + dice.randrange(6, 30)
    data[at] ^= 0xFF
    return Damaged(bytes(data))


def _hide_rows(rows: Rows, dice: random.Random) -> Damaged:
    return Damaged(_workbook({"Blad1": rows}, {_pick(rows, dice) + 1, _pick(rows, dice) + 1}))


def _in_one_column(rows: Rows, dice: random.Random) -> Damaged:
    del dice
    return Damaged(_workbook({"Blad1": [[_DELIMITER.join(row)] for row in rows]}))


def _describe_nothing(rows: Rows, dice: random.Random) -> Damaged:
    """Words for nothing in any cells, filled or empty."""
    changed = _copy(rows)
    for _ in range(dice.randint(1, 5)):
        changed[_pick(rows, dice)][dice.randrange(14)] = dice.choice(_NULLS)
    return Damaged(_write(changed))


def _repeat_row(rows: Rows, dice: random.Random) -> Damaged:
    changed = _copy(rows)
    changed.insert(_pick(rows, dice), list(rows[_pick(rows, dice)]))
    return Damaged(_write(changed))


def _insert(mark: str) -> Change:
    def change(text: str, dice: random.Random) -> str:
        at = dice.randrange(len(text) + 1)
        return text[:at] + mark + text[at:]

    return change


def _take_separator(text: str, dice: random.Random) -> str:
    at = dice.choice([place for place, letter in enumerate(text) if letter == _DELIMITER])
    return text[:at] + text[at + 1 :]


def _cut_line(text: str, dice: random.Random) -> str:
    return _DELIMITER.join(text.split(_DELIMITER)[: dice.randrange(1, 14)])


DAMAGES: dict[str, Damage] = {
    "a lone quote": _edit(_insert('"')),
    "a lone quote before a cell": _cell(lambda text, _: f'"{text}', *range(14)),
    "a lone quote behind a cell": _cell(lambda text, _: f'{text}"', *range(14)),
    "several lone quotes": _quote_twice,
    "a separator too many": _edit(_insert(_DELIMITER)),
    "a separator too few": _edit(_take_separator),
    "a line break without quotes": _edit(_insert("\r\n")),
    "a row cut off": _edit(_cut_line),
    "another separator": _edit(lambda text, dice: text.replace(_DELIMITER, dice.choice(",\t| "))),
    "a control character": _edit(_insert("\x05")),
    "a letter that is lost": _cell(lambda text, _: f"{text}\ufffd", 1, 3),
    "two rows on a line": _join_lines,
    "a harmed header": _harm_header,
    "an empty name": _empty_name,
    "a file cut off": _cut_off,
    "mixed encodings": _mix_encodings,
    "Mac Roman": _encode("mac_roman"),
    "MS-DOS": _encode("cp850"),
    "UTF-16 without its mark": _encode("utf-16-be"),
    "read in a wrong encoding": _misread,
    "letters that became ?": _lose_letters("?"),
    "letters that became U+FFFD": _lose_letters("\ufffd"),
    "apostrophes around cells": _mark_cells("'", "'"),
    "typographic quotes": _mark_cells("“", "”"),
    "lines that are quoted": _wrap_lines,
    "a remainder of a float": _cell(lambda text, _: f"{text}.0", 0, 7, 10),
    "a word for nothing": _describe_nothing,
    "a second table": _second_table,
    "tables side by side": _side_by_side,
    "a sheet without names": _nameless_sheet,
    "a sheet that lacks a column": _other_sheet,
    "a damaged member": _harm_member,
    "hidden rows": _hide_rows,
    "everything in one column": _in_one_column,
    "a row twice": _repeat_row,
}


def main(runs: int) -> None:
    silent = 0
    for seed in range(runs):
        if found := try_one(seed):
            silent += 1
            print(seed, found[:3], flush=True)
        if seed % 1000 == 999:
            print(f"{seed + 1} runs, {silent} silent", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
