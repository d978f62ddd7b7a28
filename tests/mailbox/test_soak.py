from __future__ import annotations

from pathlib import Path  # noqa: TC003 - a fixture's annotation

import pytest
from tests.mailbox.soak import soak


@pytest.mark.timeout(240)
async def test_nothing_is_lost_and_nothing_happens_twice(tmp_path: Path):
    """The whole program, killed and restarted between an IMAP and an SMTP server.

    Each mail is one submission with a card, approved and applied; its sender has each reply at
    least once. A second one, after a kill between the server's "250" and our commit, is the same
    mail byte for byte.
    """
    outcome = await soak(tmp_path / "data", mails=8, kills=2, restarts=1, patience=120)

    assert outcome.submissions == outcome.kept == outcome.cards == outcome.mails, outcome
    assert outcome.is_good, outcome
