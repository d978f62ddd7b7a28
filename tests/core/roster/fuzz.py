"""Mutation fuzzing: ``python -m tests.core.roster.fuzz --mutations N --seconds S [--seed K]``.

Each mutation is a corpus file with a few changes. The reading must end in time and within its
memory, with an answer that can be said in both languages; what the reader's catch-all would
have hidden counts as a finding. Where the process is ended (memory, time) the harness goes on
behind that mutation and counts it: in the service that is an answer too.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from typing import NoReturn

import orjson
import python_calamine
from tests.core.roster.making import (
    make_pupils,
    write_csv,
    write_ods,
    write_xls,
    write_xlsx,
    write_zip,
)
from tests.core.roster.mutations import mutate

from rosterdesk.core.language import Language
from rosterdesk.core.roster import reading
from rosterdesk.core.roster.answers import roster_to_json
from rosterdesk.core.roster.hints import Hints
from rosterdesk.core.roster.limits import Limits
from rosterdesk.core.roster.packed import pack_roster, parse_packed
from rosterdesk.core.roster.problems import RefusedFile
from rosterdesk.core.roster.remarks import mark_problems
from rosterdesk.core.roster.scrub import keep_file

LIMITS = Limits()
_MEMORY = 1_500_000_000
_BATCH = 2_000  # mutations for one process
_HANG_SECONDS = 30  # of the wall: a machine that is busy with other things is no hang


@dataclass
class Found:
    """The results of the mutations; ``bad`` are those that the harness exists to find."""

    tried: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)


def run_fuzz(mutations: int, seconds: float, seed: int = 0) -> Found:
    """Batches of mutations in processes of their own, until the number or the time is reached."""
    found = Found()
    seeds = make_seeds()
    until = time.monotonic() + seconds
    while found.tried < mutations and time.monotonic() < until:
        count = min(_BATCH, mutations - found.tried)
        _run_batch(found, seeds, range(seed + found.tried, seed + found.tried + count), until)
    return found


def _run_batch(found: Found, seeds: list[bytes], numbers: range, until: float) -> None:
    """Run a batch in a fork: what is loaded is shared, and what dies there is only counted here."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _be_child(writer, seeds, numbers, until)
    os.close(writer)
    with os.fdopen(reader, "rb") as reports:
        records = [json.loads(line) for line in reports if line.endswith(b"}\n")]
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    ended = [record for record in records if "answer" in record]
    found.tried += len(ended)
    found.answers.update(record["answer"] for record in ended)
    found.bad += [record["bad"] for record in ended if record.get("bad")]
    if status:
        _record_death(found, status, records)


def _record_death(found: Found, status: int, records: list[dict[str, int]]) -> None:
    """An abort for lack of memory is bounded; a hang and a fault are findings."""
    number = records[-1]["started"] if records and "started" in records[-1] else None
    found.tried += 1
    name = signal.Signals(-status).name if status < 0 else f"exit {status}"
    found.answers[f"ended by {name}"] += 1
    if name != "SIGABRT" or number is None:
        found.bad.append(f"mutation {number}: process ended by {name}")


def _be_child(writer: int, seeds: list[bytes], numbers: range, until: float) -> NoReturn:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # panics print what they choked on
    for number in numbers:
        if time.monotonic() > until:
            break
        _report(writer, started=number)
        signal.setitimer(signal.ITIMER_REAL, _HANG_SECONDS)  # its signal ends the process
        _report(writer, **_try_mutation(number, seeds))
        signal.setitimer(signal.ITIMER_REAL, 0)
    os._exit(0)


def _report(writer: int, **facts: object) -> None:
    os.write(writer, json.dumps(facts).encode() + b"\n")


def make_seeds() -> list[bytes]:
    """The corpus, and every format with thirty pupils."""
    from tests.core.roster.test_corpus import CASES

    pupils = make_pupils(30)
    plain = [write_csv(pupils), write_xlsx(pupils), write_xls(pupils), write_ods(pupils)]
    small = [case.data for case in CASES if 0 < len(case.data) < 100_000]
    return [*plain * 5, write_zip({"a.csv": plain[0], "b.ods": plain[3]}), *small]


def _try_mutation(number: int, seeds: list[bytes]) -> dict[str, str]:
    dice = random.Random(number)
    data = mutate(dice.choice(seeds), seeds, dice)
    try:
        return {"answer": _read_and_say(data, dice)}
    except RefusedFile as refused:
        return {"answer": f"refused {refused.refusal.code}"}
    except MemoryError:
        return {"answer": "out of memory"}
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        where = traceback.extract_tb(error.__traceback__)[-1]
        bad = f"mutation {number}: {type(error).__name__} at {where.filename}:{where.lineno}"
        return {"answer": "exception", "bad": bad}
    except BaseException as error:  # noqa: BLE001 - a panic of calamine is its answer to damage
        return {"answer": f"panic {type(error).__name__}"}


def _read_and_say(data: bytes, dice: random.Random) -> str:
    """Read past the reader's catch-all, so that nothing is hidden."""
    roster = reading._read(data, "fuzz", LIMITS, Hints())
    for language in Language:
        orjson.dumps(roster_to_json(roster, language))
    assert parse_packed(pack_roster(roster).dump()).unpack() == roster
    if dice.random() < 0.2 and roster.status != "refused":
        keep_file(data, roster)
        mark_problems(data, roster, Language.NL)
    return str(roster.status)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutations", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    started = time.monotonic()
    found = run_fuzz(asked.mutations, asked.seconds, asked.seed)
    print(f"{found.tried} mutations in {time.monotonic() - started:.0f} s")
    for answer, count in found.answers.most_common():
        print(f"{count:>8}  {answer}")
    print("\n".join(found.bad) or "nothing found")
    return int(bool(found.bad))


assert python_calamine  # imported before the limits are set
if __name__ == "__main__":
    sys.exit(main())
