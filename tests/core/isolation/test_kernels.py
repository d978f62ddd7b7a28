"""The reader reads on kernels that offer less, and says so; where all is required it does not."""

from __future__ import annotations

import json
import platform
import subprocess
import sys

import pytest

from rosterdesk.core.isolation.enforced import Enforced
from rosterdesk.core.isolation.kernel.seccomp import write_filter
from rosterdesk.core.isolation.kernel.syscalls import ARCHITECTURES
from rosterdesk.core.isolation.words import describe_enforced
from rosterdesk.core.language import Language

LANDLOCK = ("444", "445", "446")
UNSHARE = {"x86_64": "272", "aarch64": "97"}[platform.machine()]


def read_without(isolation, *calls):
    program = [sys.executable, "-m", "tests.core.isolation.lesser_kernel", isolation, *calls]
    done = subprocess.run(program, check=True, capture_output=True, text=True, timeout=100)
    return json.loads(done.stdout)


def test_this_kernel_has_every_means():
    """Landlock since ABI 6 also holds signals and abstract sockets."""
    found = read_without("required")
    assert found["landlock"] >= 6
    assert found["seccomp"]
    assert found["pupils"] == 1


@pytest.mark.parametrize(
    ("missing", "left"),
    [
        pytest.param(LANDLOCK, {"landlock": 0, "seccomp": True}, id="no Landlock"),
        pytest.param((UNSHARE,), {"namespaces": False, "seccomp": True}, id="no namespaces"),
        pytest.param((*LANDLOCK, UNSHARE), {"landlock": 0, "namespaces": False}, id="neither"),
    ],
)
def test_it_reads_with_what_is_there(missing, left):
    found = read_without("available", *missing)
    assert found["pupils"] == 1
    assert found.items() >= left.items()


def test_it_does_not_read_where_the_kernel_offers_too_little():
    """A setting requires it, and the sentence names the setting."""
    assert "reader_isolation" in read_without("required", *LANDLOCK)["refused"]


@pytest.mark.parametrize(
    ("enforced", "held"),
    [
        (Enforced(7, seccomp=True, namespaces=True), (True, True, True)),
        (Enforced(0, seccomp=True, namespaces=True), (False, True, True)),
        (Enforced(0, seccomp=False, namespaces=True), (False, True, False)),
        (Enforced(6, seccomp=False, namespaces=False), (True, False, True)),
        (Enforced(5, seccomp=False, namespaces=False), (True, False, False)),
        (Enforced(), (False, False, False)),
    ],
)
def test_what_is_said_is_what_is_enforced(enforced, held):
    said = describe_enforced(enforced, Language.EN)
    kept, _, missed = said.partition("NOT kept from")
    for what, is_kept in zip(("other files", "the network", "other processes"), held, strict=True):
        assert (what in kept, what in missed) == (is_kept, not is_kept)
    assert enforced.whole == all(held)


@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_a_filter_never_falls_off_its_end(machine):
    """Every way through it, whichever call and argument, comes to a verdict."""
    program = write_filter(machine, 4711)
    arch = ARCHITECTURES[machine][1]
    verdicts = {
        judge(program, number, arch, first)
        for number in range(600)
        for first in (0, 4711, 0x0001_0000, 99)
    }
    assert verdicts == {0x7FFF_0000, 0x0005_0001, 0x0005_0026}
    assert judge(program, 0, 0x4000_0003, 0) == 0x8000_0000


@pytest.mark.parametrize(
    ("call", "first", "allowed"),
    [
        ((0, 63), 0, True),  # read
        ((41, 198), 2, False),  # socket
        ((62, 129), 4711, True),  # kill, itself
        ((62, 129), 1, False),
        ((302, 261), 0, True),  # prlimit64, itself
        ((302, 261), 1, False),
        ((56, 220), 0x0001_0000, True),  # clone, a thread
        ((56, 220), 17, False),  # clone, a process
    ],
)
@pytest.mark.parametrize("machine", ARCHITECTURES)
def test_calls_by_number(machine, call, first, allowed):
    column, arch = ARCHITECTURES[machine]
    verdict = judge(write_filter(machine, 4711), call[column], arch, first)
    assert (verdict == 0x7FFF_0000) == allowed


def judge(program, number, arch, first):
    """Run the program as the kernel would (Documentation/networking/filter.rst)."""
    data = {0: number, 4: arch, 16: first}
    at, loaded = 0, 0
    while True:
        code, if_true, if_false, value = program[at]
        at += 1
        if code == 0x06:
            return value
        if code == 0x20:
            loaded = data[value]
            continue
        met = {
            0x15: loaded == value,
            0x25: loaded > value,
            0x45: bool(loaded & value),
        }[code]
        at += if_true if met else if_false
