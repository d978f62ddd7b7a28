from __future__ import annotations

import pytest

from rosterdesk.mailbox.trust.policy import Policy, read_policy
from rosterdesk.mailbox.trust.shared import SHARED_SUFFIXES
from rosterdesk.mailbox.trust.signatures import is_aligned, organisation


@pytest.mark.parametrize("suffix", sorted(SHARED_SUFFIXES))
def test_tenants_of_a_shared_domain_are_strangers(suffix: str):
    """Two tenants are never aligned; what one of them has below its own name is."""
    assert organisation(suffix) is None
    assert not is_aligned(f"school.{suffix}", f"evil.{suffix}")
    assert is_aligned(f"mx.school.{suffix}", f"school.{suffix}")


@pytest.mark.parametrize(
    ("records", "policy"),
    [
        ([b"v=DMARC1; p=none"], Policy(refuses=False)),
        ([b"v=DMARC1;p=reject;adkim=S"], Policy(refuses=True, strict=True)),
        ([b"v=spf1 -all", b"v=DMARC1; p=quarantine"], Policy(refuses=True)),
        ([b"v=DMARC1; p=none", b"v=DMARC1; p=none"], None),
        ([b"v=DMARC12; p=none"], None),
        ([], None),
    ],
)
def test_a_policy_is_read_from_its_one_record(records: list[bytes], policy: Policy | None):
    assert read_policy(records) == policy


def test_a_parents_record_speaks_for_its_subdomains():
    """``sp`` is the policy below a domain, where there is one."""
    record = [b"v=DMARC1; p=reject; sp=none"]
    assert read_policy(record, is_parent=True) == Policy(refuses=False)
    assert read_policy(record) == Policy(refuses=True)
