"""Each setting wrong in five ways, in the settings' file.

``python -m tests.bot.shell.setting_faults`` tries all. What is refused is said in one line: the
setting, what is wrong, the nearest right name where it was misspelt, and a line that is right. The
keys come from the models of the settings themselves.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rosterdesk.bot.setting_errors import SettingsError, list_names
from rosterdesk.bot.setting_examples import find_example
from rosterdesk.bot.settings import Settings, load_settings
from rosterdesk.core.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

_LISTS = ("mail.accounts",)  # lists of tables
_PARSER = re.compile(
    r"Input should|unable to parse|Extra inputs|valid (int|bool)|pydantic|Traceback|\n|Errno"
)
_SECRET = "geheim-4711"
_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Fault:
    """A file in which the setting of that name is wrong in that way."""

    name: str
    way: str
    text: str


def list_faults() -> Iterator[Fault]:
    for name in list_names(Settings):
        last = name.rpartition(".")[2]
        is_group = any(each.startswith(f"{name}.") for each in list_names(Settings))
        yield Fault(name, "misspelt", _write(name, _misspell(last), "1"))
        for way, value in (
            ("a list in a list", "[[1], [2]]"),
            ("a date", "2026-11-30"),
            (
                "far too large",
                "9" * 18 if _is_number(name) else f'{{ a = "{_SECRET}" }}',
            ),
            ("what nobody means", '"\\u0001"' if not is_group else f'"{_SECRET}"'),
        ):
            yield Fault(name, way, _write(name, last, value))


def _is_number(name: str) -> bool:
    example = find_example(name, Settings) or ""
    return example.rpartition("= ")[2].replace(".", "").isdecimal()


def _misspell(last: str) -> str:
    """Leave out a letter in the middle, as a hurried person does."""
    at = max(1, len(last) // 2)
    return last[:at] + last[at + 1 :]


def _write(name: str, last: str, value: str) -> str:
    table = name.rpartition(".")[0]
    line = f"{last} = {value}\n"
    if not table:
        return line
    outer = next((each for each in _LISTS if table == each or table.startswith(f"{each}.")), None)
    return (
        f"[[{outer}]]\n" + (f"[{table}]\n" if table != outer else "") + line
        if outer
        else (f"[{table}]\n{line}")
    )


def judge(fault: Fault, said: str | None) -> str | None:
    """Return what is wrong with the answer; None where it is right, or the value was taken."""
    if said is None:
        return "a misspelt name was taken" if fault.way == "misspelt" else None
    last = fault.name.rpartition(".")[2]
    if _PARSER.search(said) or len(said) > 500:
        return "not one line for people"
    if _SECRET in said:
        return "what stood there is shown"
    if fault.way == "misspelt":
        return None if last in said and "Did you mean" in said else "no nearest name"
    table = fault.name.rpartition(".")[0]
    named = said.partition("For example: ")[0]
    if last not in named and table not in named and "is missing" not in named:
        return "another setting is named"  # one that is missing says that this one is taken
    return None if "For example: " in said else "no example"


def load(text: str, file: Path) -> str | None:
    """Return what is said of the settings; None where they are taken."""
    file.write_text(text, encoding="utf-8")
    try:
        load_settings()
    except SettingsError as error:
        return error.say(Language.EN)
    return None


def main() -> None:
    for name in [each for each in os.environ if each.startswith("ROSTERDESK_")]:
        del os.environ[name]
    counts: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        os.chdir(folder)
        file = Path("rosterdesk.toml")
        for number, fault in enumerate(list_faults()):
            began = time.thread_time()
            said = load(fault.text, file)
            wrong = judge(fault, said)
            if time.thread_time() - began > _SECONDS:
                wrong = "too slow"
            if number % 60 == 0 and said is not None:  # through the real command
                wrong = wrong or _run_command()
                counts["through the command"] += 1
            counts[wrong or ("taken" if said is None else "said")] += 1
            if wrong:
                print(f"{fault.name} ({fault.way}): {wrong}: {said}")
    print(dict(counts))


def _measure_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run_command() -> str | None:
    began = _measure_children()
    command = [sys.executable, "-m", "rosterdesk.bot", "school", "list"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode != 1 or ended.stdout or ended.stderr.count("\n") != 1:
        return f"the command ended with {ended.returncode}: {ended.stderr[:200]}"
    taken = _measure_children() - began  # of the processor: others may be at work here
    return f"the command took {taken:.1f} s" if taken > _SECONDS else None


if __name__ == "__main__":
    main()
