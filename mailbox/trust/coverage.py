"""The parts of a mail that a signature covers: the rest may be changed, or meant for others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.mailbox.files.parsed import ParsedMail
    from rosterdesk.mailbox.settings import MailSettings
    from rosterdesk.mailbox.trust.signatures import Signature


def list_uncovered(
    signatures: Iterable[Signature],
    shape: Iterable[str],
    parsed: ParsedMail,
    settings: MailSettings,
) -> list[str]:
    """Return the codes of what the best of these signatures leaves open, none where it is whole.

    mime_unsigned: the body can be cut anew, so that something else becomes the roster;
    subject_unsigned and date_unsigned, of fields that are there, and undated, of a date that is
    not; recipient_unsigned and not_to_us: the mail may have been
    signed for somebody else, and delivered to us once more.
    """
    found = [_list_uncovered(each, shape, parsed, settings) for each in signatures]
    return min(found, key=len, default=[])


def _list_uncovered(
    signature: Signature, shape: Iterable[str], parsed: ParsedMail, settings: MailSettings
) -> list[str]:
    signed = signature.signed_fields
    uncovered = [] if signed.issuperset(shape) else ["mime_unsigned"]
    if "subject" not in signed and parsed.subject:
        uncovered.append("subject_unsigned")
    if "date" not in signed:
        uncovered.append("undated" if parsed.date is None else "date_unsigned")
    if why := _judge_recipients(signed, parsed, settings):
        uncovered.append(why)
    if _names_another(signature, parsed.sender or ""):
        uncovered.append("identity_of_another")
    return uncovered


def _judge_recipients(
    signed: frozenset[str], parsed: ParsedMail, settings: MailSettings
) -> str | None:
    if not settings.knows_own_address:
        return None  # there is nothing to compare with
    ours = {
        name: any(map(settings.is_own, addresses))
        for name, addresses in (("to", parsed.to), ("cc", parsed.cc))
    }
    if not any(ours.values()):
        return "not_to_us"
    covered = any(is_ours and name in signed for name, is_ours in ours.items())
    return None if covered else "recipient_unsigned"


def _names_another(signature: Signature, sender: str) -> bool:
    """Return whether the signer says that it acts for another user of the domain (``i=``)."""
    user = signature.identity.rpartition("@")[0]
    return bool(user) and user != sender.rpartition("@")[0]
