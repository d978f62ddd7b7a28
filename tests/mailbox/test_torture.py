from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.mailbox.torture import ATTACHED, HEADER, NAMED, Torture
from tests.mailbox.torture_broken import BROKEN
from tests.mailbox.torture_told import TOLD

from rosterdesk.mailbox.opening.parse import QUARANTINE_REASONS, parse_mail
from rosterdesk.mailbox.replies.advice import choose

ALL = [*ATTACHED, *NAMED, *TOLD, *BROKEN]


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_each_mail_is_read_or_set_aside(case: Torture):
    """Nothing raises, nothing takes long, and what can be used is found."""
    before = time.thread_time()

    found = parse_mail(case.raw)

    assert time.thread_time() - before < 5
    assert found.quarantine == case.quarantine
    assert found.sender == case.sender
    assert set(case.findings) <= set(found.findings)
    if case.names is not None:
        assert tuple(each.name for each in found.rosters) == case.names
    if case.names == () and not found.quarantine:
        assert choose(found.findings) or "bounce" in found.findings


def test_there_are_at_least_a_hundred():
    """The torture has many instruments, each with a name of its own."""
    assert len({case.name for case in ALL}) == len(ALL) >= 100


@given(raw=st.binary(max_size=2_000))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_bytes_get_an_answer(raw: bytes):
    """The bytes after a header are read or set aside, with a known reason, whatever they are."""
    for each in (raw, HEADER + raw, HEADER + b"\r\n" + raw):
        found = parse_mail(each)
        assert found.quarantine is None or found.quarantine in QUARANTINE_REASONS
        assert "\n" not in found.subject
        assert "/" not in "".join(attachment.name for attachment in found.attachments)
