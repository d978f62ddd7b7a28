"""How far a sender is believed: the levels of the card that the librarian sees.

A  an uploader's registered address, proved by an aligned DKIM signature or by the DMARC verdict
   of the library's own mail server: taken.
B  such an address without proof, or with one that is old or not plain: held until confirmed.
C  somebody else, proved: set aside, at most one neutral answer.
D  disproved, unreadable, automatic, or a stranger without proof: set aside, no answer.

SPF is not looked at: it cannot be computed after delivery, and it proves the envelope only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from rosterdesk.core.models import Trust
from rosterdesk.mailbox.message.headers import read_fields
from rosterdesk.mailbox.trust.authresults import Dmarc, read_results
from rosterdesk.mailbox.trust.levels import Assessment, Evidence, conclude
from rosterdesk.mailbox.trust.policy import Policy, fetch_policy
from rosterdesk.mailbox.trust.signatures import Verdict, list_signatures, verify

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rosterdesk.mailbox.message.parse import ParsedMail
    from rosterdesk.mailbox.settings import MailSettings
    from rosterdesk.mailbox.trust.signatures import Signature

__all__ = ["Assessment", "ResolveTxt", "TemporaryDnsError", "assess"]

# Returns the TXT records of a name, an empty list where there are none; raises TemporaryDnsError.
ResolveTxt = Callable[[str], Awaitable[list[bytes]]]


class TemporaryDnsError(Exception):
    """No answer now; later there may be one."""


async def assess(
    raw: bytes,
    parsed: ParsedMail,
    *,
    authorised: bool,
    settings: MailSettings,
    resolve_txt: ResolveTxt,
    arrived_at: datetime,
) -> Assessment:
    """Judge the sender of a mail; ``authorised`` where the address is an uploader's.

    ``raw`` must be the bytes as they were received: signatures are over them. ``arrived_at`` is
    the IMAP server's time, against which the age of a signature is measured.
    """
    if (hopeless := _refuse(parsed, settings)) is not None:
        return Assessment(Trust.D, hopeless)
    assert parsed.sender is not None
    domain = parsed.sender.rpartition("@")[2]
    fields = read_fields(raw)
    signatures = list_signatures(fields.all("dkim-signature"), domain)
    verdicts = await _verify(raw, parsed, signatures, resolve_txt, arrived_at)
    values = [fields.unfold(value) for value in fields.all("authentication-results")]
    evidence = Evidence(
        fields,
        parsed,
        domain,
        tuple(verdicts),
        read_results(values, settings.trusted_authserv_id, domain),
    )
    policy, temporary = await _ask_policy(evidence, resolve_txt)
    found = conclude(evidence, policy, settings, arrived_at, authorised=authorised)
    return replace(found, temporary=True) if temporary else found


async def _verify(
    raw: bytes,
    parsed: ParsedMail,
    signatures: Sequence[Signature],
    resolve_txt: ResolveTxt,
    arrived_at: datetime,
) -> list[Verdict]:
    if "oversized" in parsed.findings:  # its body was not downloaded
        return [Verdict(each, each.refused or "dkim_too_large") for each in signatures]
    keys = await _fetch_keys(signatures, resolve_txt)
    # In a thread: hashing the largest mail takes longer than chat may be kept waiting.
    return await asyncio.to_thread(verify, raw, signatures, keys, arrived_at)


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
    """Return what the domain asks for, where that matters; True where DNS owes the answer."""
    by_another = evidence.passed and all(each.domain != evidence.domain for each in evidence.passed)
    if not by_another and evidence.received.dmarc is not Dmarc.FAIL:
        return Policy(), False
    try:
        return await fetch_policy(evidence.domain, resolve_txt), False
    except TemporaryDnsError:
        return Policy(), True
