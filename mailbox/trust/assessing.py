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
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.models import Trust
from rosterdesk.mailbox.message.headers import read_fields
from rosterdesk.mailbox.trust.authresults import Dmarc, read_results
from rosterdesk.mailbox.trust.signatures import Verdict, list_signatures, verify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.mailbox.message.headers import Fields
    from rosterdesk.mailbox.message.parse import ParsedMail
    from rosterdesk.mailbox.settings import MailSettings
    from rosterdesk.mailbox.trust.signatures import Signature

# Returns the TXT records of a name, an empty list where there are none; raises TemporaryDnsError.
ResolveTxt = Callable[[str], Awaitable[list[bytes]]]
_CLOCKS_DIFFER = timedelta(days=1)


class TemporaryDnsError(Exception):
    """No answer now; later there may be one."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """How far the sender is believed; ``reasons`` are codes, explained by ``reasons.explain``.

    ``temporary``: a DNS answer is outstanding, and asking again later may give a better level.
    """

    level: Trust
    reasons: tuple[str, ...] = ()
    temporary: bool = False


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
    keys = await _fetch_keys(signatures, resolve_txt)
    # In a thread: hashing the largest mail takes longer than chat may be kept waiting.
    verdicts = await asyncio.to_thread(verify, raw, signatures, keys)
    return _conclude(fields, parsed, verdicts, domain, settings, arrived_at, authorised=authorised)


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


def _conclude(
    fields: Fields,
    parsed: ParsedMail,
    verdicts: Sequence[Verdict],
    domain: str,
    settings: MailSettings,
    arrived_at: datetime,
    *,
    authorised: bool,
) -> Assessment:
    values = [fields.unfold(value) for value in fields.all("authentication-results")]
    received = read_results(values, settings.trusted_authserv_id, domain)
    passed = [each.signature for each in verdicts if each.code == "dkim_pass"]
    reasons = _explain_signatures(verdicts)
    if received.unclear:
        reasons.append("results_unclear")
    if received.dmarc is not Dmarc.NONE:
        reasons.append(f"dmarc_{received.dmarc}")
    if received.dmarc is Dmarc.FAIL:
        return Assessment(Trust.D, tuple(reasons))
    proved = bool(passed) or received.dmarc is Dmarc.PASS
    doubts = _doubt(parsed, passed, settings, arrived_at) if proved else []
    reasons += doubts
    if parsed.reply_to_elsewhere:
        reasons.append("reply_to_elsewhere")
    if not authorised:
        reasons.append("unknown_sender")
    temporary = not proved and any(each.code == "dkim_temporary" for each in verdicts)
    return Assessment(_level(authorised, proved, bool(doubts)), tuple(reasons), temporary)


def _level(authorised: bool, proved: bool, doubtful: bool) -> Trust:
    if authorised:
        return Trust.A if proved and not doubtful else Trust.B
    return Trust.C if proved else Trust.D


def _explain_signatures(verdicts: Sequence[Verdict]) -> list[str]:
    """Return the codes once each; where one signature passed, the others do not matter."""
    codes = {each.code for each in verdicts}
    if "dkim_pass" in codes:
        return ["dkim_pass"]
    return sorted(codes) or ["dkim_none"]


def _doubt(
    parsed: ParsedMail,
    passed: Sequence[Signature],
    settings: MailSettings,
    arrived_at: datetime,
) -> list[str]:
    doubts = ["header_twice"] if "header_twice" in parsed.faults else []
    oldest = arrived_at - timedelta(days=settings.max_signature_age_days)
    written = _written_at(parsed, passed)
    if written is None:
        doubts.append("undated")
    elif written < oldest:
        # A genuine mail of long ago, sent in once more by somebody who got hold of it.
        doubts.append("signature_old")
    elif written > arrived_at + _CLOCKS_DIFFER:
        doubts.append("undated")
    return doubts


def _written_at(parsed: ParsedMail, passed: Sequence[Signature]) -> datetime | None:
    """Return when the mail was written, by a date that could not be changed on the way.

    Without a signature of our own finding, the receiving server vouched for the mail as a whole.
    """
    stamps = [
        datetime.fromtimestamp(each.signed_at, UTC) for each in passed if each.signed_at is not None
    ]
    if stamps:
        return max(stamps)
    if passed and not any("date" in each.signed_fields for each in passed):
        return None
    return parsed.date
