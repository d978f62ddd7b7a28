"""Recognition of mail written by a machine (RFC 3834): such mail is never answered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.mailbox.message.headers import read_message_ids

if TYPE_CHECKING:
    from rosterdesk.mailbox.message.headers import Fields

_ROBOTS = re.compile(
    r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|double-bounce|listserv|majordomo)"
    r"([+.=-].*)?@|.*-(bounces?|request|owner)@|owner-.*@",
    re.IGNORECASE,
)
# What is asked not to be sent ([MS-OXCMAIL] 2.1.3.2.20): these are about answers, and the others
# (DR, NDR, RN, NRN, None) about reports of delivery and reading, which we never send.
_ANSWERS = {"all", "oof", "autoreply"}
_REPORTS = {"dr", "ndr", "rn", "nrn", "none", ""}
_BULK = {"bulk", "junk", "list", "auto_reply"}


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery report (RFC 3464) about one of the mails with these Message-IDs."""

    about: tuple[str, ...]
    status: str  # "5.1.1"; '' where unknown

    @property
    def permanent(self) -> bool:
        return self.status.startswith("5")


def why_automatic(fields: Fields, sender: str | None) -> str | None:
    """Return the code of what shows that a machine wrote this, or None.

    Codes: auto_submitted, precedence, list, suppressed, loop, null_return_path, report, robot.
    """
    if fields.has("auto-submitted") and not _is_no(fields.text("auto-submitted")):
        return "auto_submitted"
    if fields.text("precedence").lower() in _BULK:
        return "precedence"
    if fields.has("x-auto-response-suppress") and _suppresses_answers(fields):
        return "suppressed"
    by_name = _why_by_name(fields.names())
    if by_name is not None:
        return by_name
    if fields.has("return-path") and fields.text("return-path") in {"<>", ""}:
        return "null_return_path"
    if fields.text("content-type").lower().startswith("multipart/report"):
        return "report"
    if sender is not None and _ROBOTS.match(sender):
        return "robot"
    return None


def is_machine_like(fields: Fields) -> bool:
    """Return whether there is a mark that people's mail has, too: some gateways add one."""
    return fields.has("list-unsubscribe") or fields.has("x-auto-response-suppress")


def _suppresses_answers(fields: Fields) -> bool:
    asked = set(re.split(r"[\s,;]+", fields.text("x-auto-response-suppress").strip().lower()))
    return bool(asked & _ANSWERS) or not asked <= _REPORTS


def _why_by_name(names: set[str]) -> str | None:
    marks = {name for name in names if name.startswith("list-")}
    if marks - {"list-unsubscribe", "list-unsubscribe-post"} or "mailing-list" in names:
        return "list"
    if {"x-autoreply", "x-autorespond", "x-autoresponder"} & names:
        return "suppressed"
    return "loop" if "x-loop" in names else None


def read_bounce(fields: Fields, body: bytes) -> Bounce | None:
    """Read a delivery report. The Message-IDs are those that stand anywhere in its body."""
    kind = fields.text("content-type").lower()
    if not (kind.startswith("multipart/report") and "delivery-status" in kind):
        return None
    text = body[:200_000].decode("utf-8", "replace")
    about = re.findall(
        r"^(?:Message-ID|X-Original-Message-ID):(.*(?:\r?\n[ \t].*)*)",
        text,
        re.MULTILINE | re.IGNORECASE,
    )
    status = re.search(r"^Status:\s*([245]\.\d{1,3}\.\d{1,3})", text, re.MULTILINE | re.IGNORECASE)
    found = tuple(each for value in about for each in read_message_ids(value))
    return Bounce(found, status[1] if status else "")


def _is_no(value: str) -> bool:
    return re.split(r"[;\s(]", value.strip().lower(), maxsplit=1)[0] == "no"
