"""A sample of the answers to held mails, through the whole service, with Dovecot as its mailbox.

All of them: ``python -m tests.bot.mail.answering``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.bot.mail.answering import hold_and_answer
from tests.mailbox.answers.cases import CASES
from tests.programs import need_program

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = CASES[::37]


@pytest.mark.timeout(600)
async def test_only_a_yes_confirms(tmp_path: Path):
    assert {case.yes for case in SAMPLE} == {True, False}
    await hold_and_answer(tmp_path, need_program("dovecot"), SAMPLE)
