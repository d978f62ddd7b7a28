"""The step from the proofs about a mail to its level, with the reasons. Pure.

The table of docs/mail.md says the same in words; a change to one needs a change to both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.models import Trust
from rosterdesk.mailbox.trust.authresults import Dmarc
from rosterdesk.mailbox.trust.coverage import list_uncovered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.mailbox.files.parsed import ParsedMail
    from rosterdesk.mailbox.settings import MailSettings
    from rosterdesk.mailbox.trust.authresults import Received
    from rosterdesk.mailbox.trust.opened import Head
    from rosterdesk.mailbox.trust.policy import Policy
    from rosterdesk.mailbox.trust.signatures import Signature, Verdict

_CLOCKS_DIFFER = timedelta(days=1)
# How a stranger's name is shown decides for them: there is nobody to ask whether it is right.
_OF_STRANGERS = {"from_name_misleads", "from_unusual"}


@dataclass(frozen=True, slots=True)
class Assessment:
    """The trust in a sender; ``reasons`` are codes, explained by ``reasons.explain``.

    ``temporary``: a DNS answer is outstanding, and asking again later may give a better level.
    ``verdicts`` are about each signature by itself.
    """

    level: Trust
    reasons: tuple[str, ...] = ()
    temporary: bool = False
    verdicts: tuple[Verdict, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence on a mail: its header, its signatures' verdicts, our server's verdict."""

    parsed: ParsedMail
    head: Head
    verdicts: tuple[Verdict, ...]

    @property
    def domain(self) -> str:
        return (self.parsed.sender or "").rpartition("@")[2]

    @property
    def received(self) -> Received:
        return self.head.received

    @property
    def passed(self) -> list[Signature]:
        return [each.signature for each in self.verdicts if each.code == "dkim_pass"]

    @property
    def aligned(self) -> list[Signature]:
        """The sound signatures of the sender's domain, whatever became of them."""
        return [each.signature for each in self.verdicts if each.signature.refused is None]

    @property
    def came_straight(self) -> bool:
        """Our server had the mail from the sender's own servers, and says that it is theirs.

        Where it says nothing of SPF, DMARC can have passed in no other way if no signature could
        be the sender's; one that we refuse may be good enough for our server.
        """
        if self.received.dmarc is not Dmarc.PASS or self.received.direct is False:
            return False
        of_others = all(each.code == "dkim_unaligned" for each in self.verdicts)
        return self.received.direct is True or of_others


def conclude(
    evidence: Evidence,
    policy: Policy,
    settings: MailSettings,
    arrived_at: datetime,
    *,
    authorised: bool,
) -> Assessment:
    parsed, received = evidence.parsed, evidence.received
    reasons = _explain_signatures(evidence.verdicts)
    if received.unclear:
        reasons.append("results_unclear")
    failed = received.dmarc is Dmarc.FAIL
    if failed and (policy.refuses or not authorised):
        return Assessment(Trust.D, (*reasons, "dmarc_fail"))
    if received.dmarc is not Dmarc.NONE:
        reasons.append("dmarc_fail_none" if failed else f"dmarc_{received.dmarc}")
    signed = _list_believed(evidence, policy)
    proved = bool(signed) or received.dmarc is Dmarc.PASS
    doubts = [*parsed.doubts, *(["dmarc_fail_none"] if failed else [])]
    if proved:
        doubts += _doubt(evidence, signed, settings, arrived_at)
    elif evidence.passed:
        reasons.append("alignment_strict")
    reasons += doubts
    if parsed.reply_to_elsewhere:
        reasons.append("reply_to_elsewhere")
    if not authorised:
        reasons.append("unknown_sender")
    pending = any(each.code == "dkim_temporary" for each in evidence.verdicts)
    level = _choose_level(doubts, authorised=authorised, proved=proved)
    return Assessment(level, tuple(dict.fromkeys(reasons)), not proved and pending)


def _choose_level(doubts: Sequence[str], *, authorised: bool, proved: bool) -> Trust:
    if authorised:
        return Trust.B if doubts or not proved else Trust.A
    return Trust.C if proved and not _OF_STRANGERS & set(doubts) else Trust.D


def _list_believed(evidence: Evidence, policy: Policy) -> list[Signature]:
    """Return the passing signatures that count for this domain (RFC 7489, 3.1.1)."""
    return [each for each in evidence.passed if not policy.strict or each.domain == evidence.domain]


def _explain_signatures(verdicts: Sequence[Verdict]) -> list[str]:
    """Return the codes once each; where one signature passed, the others do not matter."""
    codes = {each.code for each in verdicts}
    if "dkim_pass" in codes:
        return ["dkim_pass"]
    return sorted(codes) or ["dkim_none"]


def _doubt(
    evidence: Evidence,
    signed: Sequence[Signature],
    settings: MailSettings,
    arrived_at: datetime,
) -> list[str]:
    parsed = evidence.parsed
    doubts = ["header_twice"] if "header_twice" in parsed.faults else []
    doubts += _judge_coverage(evidence, signed, settings)
    oldest = arrived_at - timedelta(days=settings.max_signature_age_days)
    written = _written_at(parsed, signed)
    if written is None:
        doubts.append("undated")
    elif written < oldest:
        # A genuine mail of long ago, sent in once more by somebody who got hold of it.
        doubts.append("signature_old")
    elif written > arrived_at + _CLOCKS_DIFFER:
        doubts.append("undated")
    return doubts


def _judge_coverage(
    evidence: Evidence, signed: Sequence[Signature], settings: MailSettings
) -> list[str]:
    """Return what was left open by the signature that proves the mail.

    A mail that our server had straight from the sender's servers needs none. Where it passed
    there by a signature that we could not repeat, that one's own list of fields counts; where
    there is neither, it may have been through anybody's hands.
    """
    if evidence.came_straight:
        return []
    signatures = signed or evidence.aligned
    if not signatures:
        return ["dmarc_indirect"]
    return list_uncovered(signatures, evidence.head.shape, evidence.parsed, settings)


def _written_at(parsed: ParsedMail, signed: Sequence[Signature]) -> datetime | None:
    """Return when the mail was written, by a date that could not be changed on the way.

    Without a signature of our own finding, the receiving server vouched for the mail as a whole.
    """
    stamps = [
        datetime.fromtimestamp(each.signed_at, UTC) for each in signed if each.signed_at is not None
    ]
    if stamps:
        return max(stamps)
    if signed and not any("date" in each.signed_fields for each in signed):
        return None
    return parsed.date
