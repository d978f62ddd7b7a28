"""The assessment of a sender: the trust levels on the card that the librarian sees.

A  an uploader's registered address, proved by an aligned DKIM signature or by the DMARC verdict
   of the library's own mail server: taken.
B  such an address without proof, or with one that is old or not plain: held until confirmed.
C  somebody else, proved: set aside, at most one neutral answer.
D  disproved, unreadable, automatic, or a stranger without proof: set aside, no answer.

SPF is not looked at: it cannot be computed after delivery, and it proves the envelope only.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from rosterdesk.core.models import Trust
from rosterdesk.mailbox.trust.authresults import Dmarc
from rosterdesk.mailbox.trust.levels import Assessment, Evidence, conclude
from rosterdesk.mailbox.trust.policy import Policy, fetch_policy
from rosterdesk.mailbox.trust.signatures import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rosterdesk.mailbox.files.parsed import ParsedMail
    from rosterdesk.mailbox.settings import MailSettings
    from rosterdesk.mailbox.trust.opened import Opened, Opener
    from rosterdesk.mailbox.trust.signatures import Signature

__all__ = ["Assessment", "ResolveTxt", "TemporaryDnsError", "assess"]

# Returns the TXT records of a name, an empty list where there are none; raises TemporaryDnsError.
ResolveTxt = Callable[[str], Awaitable[list[bytes]]]


class TemporaryDnsError(Exception):
    """No answer now; later there may be one."""


async def assess(
    raw: bytes,
    opened: Opened,
    *,
    authorised: bool,
    settings: MailSettings,
    resolve_txt: ResolveTxt,
    arrived_at: datetime,
    opener: Opener,
) -> Assessment:
    """Judge the sender of a mail; ``authorised`` where the address is an uploader's."""
    parsed = opened.parsed
    if (hopeless := _refuse(parsed, settings)) is not None:
        return Assessment(Trust.D, hopeless)
    assert opened.head is not None
    signatures = opened.head.signatures
    if "oversized" in parsed.findings:  # its body was not downloaded
        verdicts = [Verdict(each, each.refused or "dkim_too_large") for each in signatures]
    else:
        keys = await _fetch_keys(signatures, resolve_txt)
        verdicts = await opener.verify(raw, signatures, keys, arrived_at)
    evidence = Evidence(parsed, opened.head, tuple(verdicts))
    policy, temporary = await _ask_policy(evidence, resolve_txt)
    found = conclude(evidence, policy, settings, arrived_at, authorised=authorised)
    return replace(found, temporary=found.temporary or temporary, verdicts=tuple(verdicts))


def _refuse(parsed: ParsedMail, settings: MailSettings) -> tuple[str, ...] | None:
    if parsed.sender is None:
        return parsed.faults or ("from_missing",)
    if settings.is_own(parsed.sender):
        return ("own_address",)
    if parsed.automatic is not None:
        return ("automatic",)
    return None


async def _fetch_keys(
    signatures: Sequence[Signature], resolve_txt: ResolveTxt
) -> dict[str, list[bytes] | None]:
    names = {each.key_name for each in signatures if each.refused is None}
    keys: dict[str, list[bytes] | None] = {}
    for name in sorted(names):
        try:
            keys[name] = await resolve_txt(name)
        except TemporaryDnsError:
            keys[name] = None
    return keys


async def _ask_policy(evidence: Evidence, resolve_txt: ResolveTxt) -> tuple[Policy, bool]:
    """Return what the domain asks for, where that matters; True where DNS owes the answer.

    What our server wrote beside its verdict is what the domain asked for when the mail came.
    """
    by_another = evidence.passed and all(each.domain != evidence.domain for each in evidence.passed)
    said = evidence.received.refuses
    failed = evidence.received.dmarc is Dmarc.FAIL and said is None
    if not by_another and not failed:
        return Policy(refuses=said is not False), False
    try:
        found = await fetch_policy(evidence.domain, evidence.head.organisation, resolve_txt)
    except TemporaryDnsError:
        return Policy(refuses=said is not False), True
    return (found if said is None else replace(found, refuses=said)), False
