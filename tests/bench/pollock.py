"""The pollutions of Pollock over a roster of ours: who comes out right, and who wrong in silence.

"Pollock: A Data Loading Benchmark" (VLDB 2023) pollutes one CSV in some 2,500 ways. Its polluters
are not part of this repository: get theirs (HPI-Information-Systems/Pollock), install what they
import in an environment of its own, and run

    python -m tests.bench.pollock CHECKOUT --python ITS/bin/python

Each file is read without any hint. A question about columns is counted as one, and then answered
as a person would who sees the samples. A person is *right* with all ten values; *said* where a
problem, a question, a refusal or a part that was left out names the row or the whole file; and
*silent* otherwise: somebody lost, or a value wrong, and not a word.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rosterdesk.core.roster.columns.headers import normalise_header
from rosterdesk.core.roster.hints import Hints
from rosterdesk.core.roster.model import RosterStatus
from rosterdesk.core.roster.ranges import iterate_rows
from rosterdesk.core.roster.reading import read_roster
from rosterdesk.core.roster.samples import SAMPLE_HEADERS, sample_pupils

if TYPE_CHECKING:
    from rosterdesk.core.roster.model import Pupil, Roster

PEOPLE = 84  # as many rows as its own source
FIELDS = (
    *("external_number", "first_name", "prefix", "surname", "birth_date"),
    *("class_code", "email", "street", "postcode", "city"),
)
_NUMBER = re.compile(r"\d+")
# A description of the measure, not of a person: what a row number may be off by.
_NEAR = 1


@dataclass
class Score:
    """The score of one file: people right, and those wrong or lost with and without a word."""

    right: int = 0
    said: int = 0
    silent: list[str] = field(default_factory=list)
    asked: bool = False


def main() -> None:
    arguments = _parse_arguments()
    pupils = sample_pupils(PEOPLE, seed=3)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        files = arguments.polluted or _pollute(arguments.checkout, arguments.python, pupils, work)
        weights = json.loads((arguments.checkout / "pollock_weights.json").read_text())
        _report(_score_all(files, pupils), weights, verbose=arguments.verbose)


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--python", default=sys.executable, help="which has what Pollock imports")
    parser.add_argument("--polluted", type=Path, help="files that were polluted before")
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args()


def _pollute(checkout: Path, python: str, pupils: list[Pupil], work: Path) -> Path:
    for name in ("pollock", "sut", "pollute_main.py"):
        (work / name).symlink_to(checkout / name)
    (work / "results").mkdir()
    with (work / "results" / "source.csv").open("w", newline="") as target:
        writer = csv.writer(target, quoting=csv.QUOTE_MINIMAL)
        writer.writerow([SAMPLE_HEADERS[name] for name in FIELDS])
        writer.writerows([_say(getattr(pupil, name)) for name in FIELDS] for pupil in pupils)
    subprocess.run(
        [python, "-c", "import runpy; runpy.run_path('pollute_main.py')"],
        cwd=work,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return work / "polluted_files" / "csv"


def _say(value: Any) -> str:
    if value is None:
        return ""
    return value.strftime("%d-%m-%Y") if hasattr(value, "strftime") else str(value)


def _score_all(files: Path, pupils: list[Pupil]) -> dict[str, Score]:
    wanted = {tuple(getattr(pupil, name) for name in FIELDS): pupil.row for pupil in pupils}
    scores = {}
    for path in sorted(files.glob("*.csv")):
        data = path.read_bytes()
        roster = read_roster(data, path.name)
        asked = roster.status is RosterStatus.NEEDS_MAPPING
        if asked:
            roster = read_roster(data, path.name, hints=_answer(roster, pupils))
        scores[path.name] = _score(roster, wanted, path.name)
        scores[path.name].asked = asked
    return scores


def _answer(roster: Roster, pupils: list[Pupil]) -> Hints:
    """Say of each column that is asked about what its samples are."""
    values = {name: {_say(getattr(pupil, name)) for pupil in pupils} for name in FIELDS}
    mapping = {
        normalise_header(column.header): next(
            (name for name in FIELDS if len(set(column.samples) - values[name]) <= 1), None
        )
        for column in roster.columns
        if column.samples
    }
    return Hints(mapping=mapping)


def _score(roster: Roster, wanted: dict[tuple[Any, ...], int], name: str) -> Score:
    """Files that hold fewer people by their kind are judged by those that they hold."""
    score = Score()
    expected = _list_expected(name, set(wanted.values()))
    said, whole = _list_said(roster)
    found = {tuple(getattr(pupil, each) for each in FIELDS): pupil for pupil in roster.pupils}
    rows_right = {row for values, row in wanted.items() if values in found and row in expected}
    score.right = len(rows_right) + (len(wanted) - len(expected))
    for row in sorted(expected - rows_right):
        if whole or said & set(range(row - _NEAR, row + _NEAR + 2)):
            score.said += 1
        else:
            score.silent.append(f"row {row}")
    known = set(wanted)
    for values, pupil in found.items():
        near = set(range(pupil.row - _NEAR, pupil.row + _NEAR + 1))
        if values not in known and not whole and not said & near:
            score.silent.append(f"somebody in row {pupil.row}")
    return score


def _list_expected(name: str, rows: set[int]) -> set[int]:
    if name in ("file_no_payload.csv", "file_header_only.csv"):
        return set()
    return {min(rows)} if name == "file_one_data_row.csv" else rows


def _list_said(roster: Roster) -> tuple[set[int], bool]:
    """The rows that something is said of, and whether something is said of the whole file."""
    said: set[int] = set()
    whole = roster.status.value != "ok"
    for each in (*roster.problems, *roster.left_out):
        said |= set(iterate_rows(each.rows))
    whole |= any(not each.rows and not each.columns for each in roster.unread)
    return said, whole


def _report(scores: dict[str, Score], weights: dict[str, float], *, verbose: bool) -> None:
    kinds: dict[str, list[Score]] = defaultdict(list)
    for name, score in scores.items():
        kinds[_NUMBER.sub("#", name) if name.startswith("row_") else name].append(score)
    print(f"{'kind':52}{'files':>7}{'right':>8}{'said':>8}{'silent files':>14}")
    for kind, found in sorted(kinds.items()):
        right = sum(score.right for score in found) / len(found) / PEOPLE * 100
        said = sum(score.said for score in found) / len(found)
        silent = sum(bool(score.silent) for score in found)
        print(f"{kind[:52]:52}{len(found):>7}{right:>7.1f}%{said:>8.1f}{silent:>14}")
    if verbose:
        for name, score in scores.items():
            if score.silent:
                print(name, Counter(score.silent).most_common(4))
    everybody = sum(score.right for score in scores.values()) / len(scores) / PEOPLE * 100
    by_kind = _average_weights(weights)
    shares = {name: _weigh(name, weights, by_kind) for name in scores}
    weighted = sum(scores[name].right / PEOPLE * 100 * shares[name] for name in scores)
    silent = sum(bool(score.silent) for score in scores.values())
    asked = sum(score.asked for score in scores.values())
    print(
        f"{len(scores)} files, {asked} of them asked about: {everybody:.1f} % of the people right,"
        f" {weighted / sum(shares.values()):.1f} % weighted; {silent} files with a silent one"
    )


def _average_weights(weights: dict[str, float]) -> dict[str, float]:
    kinds: dict[str, list[float]] = defaultdict(list)
    for name, weight in weights.items():
        kinds[_NUMBER.sub("#", name)].append(weight)
    return {kind: sum(found) / len(found) for kind, found in kinds.items()}


def _weigh(name: str, weights: dict[str, float], by_kind: dict[str, float]) -> float:
    return weights.get(name, by_kind.get(_NUMBER.sub("#", name), 0.0))


if __name__ == "__main__":
    main()
