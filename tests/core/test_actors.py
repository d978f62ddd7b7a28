"""The user of the command line in the trail: the process's own, whatever its environment says."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from rosterdesk.core.models import Staff, StaffRole
from rosterdesk.core.trail.actors import find_shell_actor, named_actor

ROOT = Path(__file__).resolve().parents[2]
_NAMES = ("LOGNAME", "USER", "LNAME", "USERNAME", "SUDO_USER")


@pytest.mark.parametrize("name", _NAMES)
def test_what_the_environment_claims_is_no_evidence(monkeypatch, name):
    monkeypatch.setenv(name, "Anna Smit")
    actor = find_shell_actor()
    assert actor.name == pwd.getpwuid(os.getuid()).pw_name
    assert actor.reference == f"shell:{os.getuid()}"
    staff = Staff(id=3, name="Bea Bos", role=StaffRole.LIBRARIAN)
    assert named_actor(staff, actor).via == f"shell:{os.getuid()}"


def test_nothing_asks_the_environment_who_it_is():
    """``getpass.getuser`` believes LOGNAME, and ``os.getlogin`` whoever owns the terminal."""
    found = [
        path
        for folder in ("core", "mailbox", "printer", "bot")
        for path in (ROOT / folder).rglob("*.py")
        if any(word in path.read_text(encoding="utf-8") for word in ("getuser(", "getlogin("))
    ]
    assert found == []
