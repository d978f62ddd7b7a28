"""The verdict of the server that received a message (Authentication-Results, RFC 8601).

Anybody can write such a field, so it counts only where the library names its server's
authserv-id, and then only the topmost one: that server stamps above what came in. Whatever is
not plain in it counts as no verdict.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rosterdesk.mailbox.trust.signatures import is_aligned

if TYPE_CHECKING:
    from collections.abc import Sequence

WITHOUT_NAME = "-"  # Exchange Online stamps without an authserv-id
_LONGEST = 10_000
_RESULT = re.compile(r"\s*([a-z0-9-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z0-9]+)(?=\s|\Z)", re.IGNORECASE)
_FROM = re.compile(r"\sheader\.from\s*=\s*\"?([^\s;\"]+)\"?(?=\s|\Z)", re.IGNORECASE)
_MAIL_FROM = re.compile(r"\ssmtp\.mailfrom\s*=\s*\"?([^\s;\"]+)\"?(?=\s|\Z)", re.IGNORECASE)
# RFC 5322, 3.2.2: quotes mean nothing inside a comment, and parentheses nothing inside quotes.
_OUTSIDE = re.compile(r'"(?:[^"\\]|\\.)*+"|[^"();]++|.', re.DOTALL)
_IN_COMMENT = re.compile(r"[^()\\]++|\\.|.", re.DOTALL)


class Dmarc(StrEnum):
    """The verdict of the receiving server; NONE where there is no verdict or no plain one."""

    PASS = "pass"  # noqa: S105 - the verdict
    FAIL = "fail"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Received:
    """``unclear`` where the field is there but can be read in more than one way."""

    dmarc: Dmarc = Dmarc.NONE
    unclear: bool = False
    direct: bool = False  # SPF passed for the sender's own domain: it came straight from there


def read_results(values: Sequence[str], authserv_id: str | None, from_domain: str) -> Received:
    """Read the trusted field of these (unfolded, top first) for a mail from that domain."""
    if authserv_id is None:
        return Received()
    for value in values:
        segments = _split(value)
        if segments is None:
            return Received(unclear=True)
        if authserv_id == WITHOUT_NAME:
            return _read(segments, from_domain) if _is_result(segments[0]) else Received()
        if _names(segments[0], authserv_id):
            return _read(segments[1:], from_domain)
    return Received()


def _names(segment: str, authserv_id: str) -> bool:
    words = segment.split()
    return bool(words) and words[0].strip('"').casefold() == authserv_id.casefold()


def _is_result(segment: str) -> bool:
    return _RESULT.match(segment) is not None


def _read(segments: Sequence[str], from_domain: str) -> Received:
    found = [(match, each) for each in segments if (match := _RESULT.match(each))]
    dmarc = [(match[2].lower(), each) for match, each in found if match[1].lower() == "dmarc"]
    if not dmarc:
        return Received()
    # One verdict and no more: a sender's own words may have been copied into the field.
    if len(dmarc) > 1:
        return Received(unclear=True)
    result, segment = dmarc[0]
    domain = _FROM.search(segment)
    if result == "fail":
        return Received(Dmarc.FAIL)
    if result != "pass":
        return Received()
    if domain is None or domain[1].casefold() != from_domain.casefold():
        return Received(unclear=True)
    return Received(Dmarc.PASS, direct=_came_straight(found, from_domain))


def _came_straight(found: Sequence[tuple[re.Match[str], str]], from_domain: str) -> bool:
    spf = [(match[2].lower(), each) for match, each in found if match[1].lower() == "spf"]
    if len(spf) != 1 or spf[0][0] != "pass":
        return False
    envelope = _MAIL_FROM.search(spf[0][1])
    domain = envelope[1].strip('"').rpartition("@")[2].casefold() if envelope else ""
    return bool(domain) and is_aligned(domain, from_domain)


def _split(value: str) -> list[str] | None:
    """Return the parts between semicolons without comments; None where something is not closed."""
    if len(value) > _LONGEST:
        return None
    parts, depth, at = [""], 0, 0
    while match := (_IN_COMMENT if depth else _OUTSIDE).match(value, at):
        piece, at = match[0], match.end()
        if piece in {"(", ")"}:
            depth = max(0, depth + (1 if piece == "(" else -1))
        elif depth:
            continue
        elif piece == ";":
            parts.append("")
        elif piece == '"':
            return None
        else:
            parts[-1] += _neutralise(piece)
    return None if depth else [part for part in parts if part.strip()] or [""]


def _neutralise(piece: str) -> str:
    """Take the meaning from what stands between quotes: it may be the sender's own words."""
    return re.sub(r"[;=\s]", "_", piece.strip('"')) if piece.startswith('"') else piece
