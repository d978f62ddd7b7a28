"""The table of docs/mail.md is whole; that it is right, each mail of test_forgeries says."""

from __future__ import annotations

import pytest
from tests.mailbox.forged import SIGNED_AND_NOT
from tests.mailbox.forged_again import AGAIN
from tests.mailbox.forged_coverage import COVERAGE
from tests.mailbox.forged_results import RESULTS
from tests.mailbox.genuine import GENUINE
from tests.mailbox.trust.table import PAGE, ROWS, predict, read_codes

from rosterdesk.core.models import Trust
from rosterdesk.mailbox.trust.reasons import REASONS


def test_each_reason_is_explained_to_a_postmaster():
    """No code that ``mail explain`` prints is missing on the page."""
    assert set(REASONS) - read_codes(PAGE.read_text(encoding="utf-8")) == set()


def test_each_line_of_the_table_is_met_by_a_mail():
    """Each code in it is what some mail of the suites is there for."""
    listed = frozenset().union(*(row.codes for row in ROWS))
    met = {case.reason for case in (*SIGNED_AND_NOT, *RESULTS, *COVERAGE, *AGAIN, *GENUINE)}
    assert listed - met == set()


@pytest.mark.parametrize(
    ("reasons", "known", "stranger"),
    [
        (["dkim_pass"], Trust.A, Trust.C),
        (["dkim_fail", "dmarc_pass"], Trust.A, Trust.C),
        (["dkim_none"], Trust.B, Trust.D),
        (["dkim_pass", "mime_unsigned"], Trust.B, Trust.C),
        (["dkim_pass", "from_unusual", "mime_unsigned"], Trust.B, Trust.D),
        (["own_address"], Trust.D, Trust.D),
    ],
)
def test_the_table_is_read_as_people_read_it(reasons: list[str], known: Trust, stranger: Trust):
    assert predict(reasons, authorised=True) is known
    assert predict(reasons, authorised=False) is stranger
