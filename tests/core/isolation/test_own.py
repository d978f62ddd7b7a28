"""The program keeps itself and its files from other programs of the same user."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from rosterdesk.core.private_files import find_open_to_others, make_private

SECRET = "123456:planted-secret"
_LOOK = """
import os, resource, sys
from pathlib import Path
{before}
began = Path("/proc/self/environ").read_bytes().count(b"{secret}")
print(began, os.environ.get("ROSTERDESK_BOT_TOKEN"))
"""


def look(before):
    """Return how often the secret is in the memory where the environment began, and in Python's."""
    code = _LOOK.format(before=before, secret=SECRET)
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "ROSTERDESK_BOT_TOKEN": SECRET, "ROSTERDESK_DATA": "/nowhere"},
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.strip()


def test_a_secret_stays_in_the_environment_where_it_is_only_deleted():
    """Deleting the variable leaves its value in memory, which is why it is wiped."""
    assert look("os.environ.pop('ROSTERDESK_BOT_TOKEN')") == "1 None"


def test_secrets_are_gone_from_the_environment_once_read():
    before = "from rosterdesk.bot.settings import forget_environment; forget_environment()"
    assert look(before) == "0 None"


def test_the_program_dumps_no_core_and_is_not_looked_into():
    code = (
        "import sys, resource; from rosterdesk.bot.shell.main import main;"
        " from rosterdesk.core.isolation.kernel.libc import prctl\n"
        "sys.argv = ['rosterdesk', '--help']\n"
        "try: main()\n"
        "finally: print('\\nfound', prctl(3), resource.getrlimit(resource.RLIMIT_CORE))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "found 0 (0, 0)"


def test_what_the_command_line_makes_is_its_owners(tmp_path):
    """The same holds in a folder that was there before, and that others can look into."""
    tmp_path.chmod(0o755)
    subprocess.run(
        ["sh", "-c", f"umask 022; exec {sys.executable} -m rosterdesk.bot migrate"],
        env={**os.environ, "ROSTERDESK_DATA": str(tmp_path)},
        check=True,
        capture_output=True,
    )
    made = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name == "rosterdesk.sqlite3" for path in made)
    assert [path for path in made if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize(
    ("folder", "file", "is_open"),
    [(0o755, 0o644, True), (0o700, 0o644, False), (0o755, 0o600, False), (0o755, 0o660, True)],
)
def test_a_file_that_others_can_read_is_found(tmp_path, folder, file, is_open):
    path = tmp_path / "secret.key"
    path.touch()
    path.chmod(file)
    tmp_path.chmod(folder)
    assert (find_open_to_others([tmp_path / "not there", path]) == path) == is_open


def test_a_file_of_an_older_version_is_made_private(tmp_path):
    path = tmp_path / "rosterdesk.sqlite3"
    path.write_bytes(b"kept")
    path.chmod(0o644)
    make_private(path)
    assert (path.stat().st_mode & 0o777, path.read_bytes()) == (0o600, b"kept")
