"""One message, opened: who says to have sent it, and what is attached.

Everything here is pure and bounded, and never raises: what cannot be opened gets a quarantine
reason. ``email.policy.compat32`` reads the structure, because the newer policies raise
IndexError and LookupError on malformed address and type fields (Python 3.11).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from rosterdesk.core.roster.values.state_numbers import blank_state_numbers
from rosterdesk.mailbox.files.attachments import Attachment, Collector, Limits
from rosterdesk.mailbox.files.ends import FILE_LOST
from rosterdesk.mailbox.files.parsed import ParsedMail
from rosterdesk.mailbox.message.addresses import decode_words, read_addresses, read_from
from rosterdesk.mailbox.message.automatic import is_machine_like, read_bounce, why_automatic
from rosterdesk.mailbox.message.bounded import TooManyPartsError, read_message
from rosterdesk.mailbox.message.headers import (
    LARGEST_HEADER,
    MOST_FIELDS,
    Fields,
    read_fields,
    read_message_ids,
    split_header,
)
from rosterdesk.mailbox.message.htmltext import read_page
from rosterdesk.mailbox.message.securemail import find_links, find_secure_mail
from rosterdesk.mailbox.message.subjects import names_machine

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Attachment", "Limits", "ParsedMail", "parse_mail"]

# Why a message could not be opened. "poison" is given by the intake after repeated crashes.
QUARANTINE_REASONS = ("header_too_large", "too_many_parts", "too_deep", "unreadable", "poison")
_LONGEST_SUBJECT = 200


def parse_mail(
    raw: bytes,
    limits: Limits | None = None,
    *,
    headers_only: bool = False,
) -> ParsedMail:
    """Open a message; ``headers_only`` for one that was too large to be downloaded."""
    try:
        return _parse(raw, limits or Limits(), headers_only=headers_only)
    except TooManyPartsError:
        return _quarantined(raw, "too_many_parts")
    except RecursionError:
        return _quarantined(raw, "too_deep")
    except Exception:  # noqa: BLE001 - hostile input: whatever happens here is a verdict
        return _quarantined(raw, "unreadable")


def _parse(raw: bytes, limits: Limits, *, headers_only: bool) -> ParsedMail:
    if len(split_header(raw)) > LARGEST_HEADER:
        return ParsedMail(quarantine="header_too_large")
    fields = read_fields(raw)
    if len(fields.fields) > MOST_FIELDS:
        return ParsedMail(quarantine="header_too_large")
    mail = _read_header(fields)
    if headers_only:
        return replace(mail, findings=("oversized",))
    collector = Collector(limits)
    collector.collect_message(read_message(raw))
    collector.collect_pasted(mail.subject)
    bounce = read_bounce(fields, raw)
    findings = collector.findings | find_secure_mail(collector.text + collector.html)
    if bounce is not None:
        findings.add("bounce")
    findings |= _judge_attachments(collector)
    page = read_page(collector.html)
    has_text = bool(collector.text.strip())
    return replace(
        mail,
        attachments=tuple(collector.attachments),
        unused=tuple(collector.unused),
        findings=tuple(sorted(findings)),
        bounce=bounce,
        links=find_links(collector.html),
        text=collector.text if has_text else page.shown,
        automatic=mail.automatic or _why_by_subject(mail, collector),
        shown=page.shown if has_text and collector.html.strip() else None,
        hidden=page.hidden,
        whole=page.whole and collector.whole,
    )


def _why_by_subject(mail: ParsedMail, collector: Collector) -> str | None:
    """Return the code of a subject that only programs write, where no file came with it."""
    return "subject" if names_machine(mail.subject) and not collector.attachments else None


def _judge_attachments(collector: Collector) -> set[str]:
    """Return the codes that follow from the files; beside a roster nothing else is of interest."""
    found = {"forwarded" for each in collector.attachments if each.forwarded}
    found |= {"encrypted" for each in collector.attachments if each.encrypted}
    if any(each.may_be_roster for each in collector.attachments):
        return found
    if not collector.attachments:
        return found if FILE_LOST in collector.findings else found | {"no_attachment"}
    return found | {why for each in collector.attachments if (why := each.why_not) is not None}


def _read_header(fields: Fields) -> ParsedMail:
    sender = read_from(fields.all("from"))
    damaged = [fault for fault in fields.faults if fault != "header_twice"]
    # A header that two programs may split differently has no one sender.
    address = None if damaged else sender.address
    ids = read_message_ids(fields.text("message-id"))
    return ParsedMail(
        sender=address,
        sender_name=blank_state_numbers(sender.name),
        faults=(*sender.faults, *fields.faults),
        doubts=(*sender.doubts, *(("machine_like",) if is_machine_like(fields) else ())),
        subject=_clean_subject(fields.text("subject")),
        message_id=ids[0] if len(ids) == 1 else None,
        in_reply_to=read_message_ids(fields.text("in-reply-to")),
        references=read_message_ids(fields.text("references")),
        date=_read_date(fields.text("date")),
        to=read_addresses(fields.all("to")),
        cc=read_addresses(fields.all("cc")),
        reply_to_elsewhere=_replies_elsewhere(fields, address),
        automatic=why_automatic(fields, address),
    )


def _quarantined(raw: bytes, reason: str) -> ParsedMail:
    """Return what the header still tells, so that people can be shown whose mail it is."""
    try:
        return replace(_read_header(read_fields(raw)), quarantine=reason)
    except Exception:  # noqa: BLE001 - the header itself may be what is wrong
        return ParsedMail(quarantine=reason)


def _clean_subject(value: str) -> str:
    decoded = decode_words(value[: _LONGEST_SUBJECT * 20])
    shown = "".join(c if c.isprintable() else " " for c in decoded)
    return blank_state_numbers(" ".join(shown.split()))[:_LONGEST_SUBJECT]


def _read_date(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # "-0000" is a time in UTC of which nobody says where it was written (RFC 5322, 3.3).
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _replies_elsewhere(fields: Fields, address: str | None) -> bool:
    values = fields.all("reply-to")
    return bool(values) and read_from(values).address != address
