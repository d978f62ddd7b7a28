"""The verdict of the server that received a message (Authentication-Results, RFC 8601).

Anybody can write such a field, so it counts only where the library names its server's
authserv-id, and then only the topmost one: that server stamps above what came in. Whatever is
not plain in it counts as no verdict.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from rosterdesk.mailbox.trust.signatures import is_aligned, organisation

if TYPE_CHECKING:
    from collections.abc import Sequence

WITHOUT_NAME = "-"  # Exchange Online stamps without an authserv-id
_LONGEST = 10_000
_LONGEST_NAME = 100
_MOST_NAMES = 5
_RESULT = re.compile(r"\s*([a-z0-9-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z0-9]+)(?=\s|\Z)", re.IGNORECASE)
_FROM = re.compile(r"\sheader\.from\s*=\s*\"?([^\s;\"]+)\"?(?=\s|\Z)", re.IGNORECASE)
_MAIL_FROM = re.compile(r"\ssmtp\.mail(?:from)?\s*=\s*\"?([^\s;\"]+)\"?(?=\s|\Z)", re.IGNORECASE)
# What the domain asks for, as Google, OpenDMARC and others say it behind the verdict:
# "(p=NONE sp=QUARANTINE dis=NONE)". Exchange Online says what came of it: "action=none".
_POLICY = re.compile(r"(?<![\w.])(s?p)\s*=\s*(none|quarantine|reject)\b", re.IGNORECASE)
_ACTION = re.compile(r"\saction\s*=\s*([a-z.]+)(?=\s|\Z)", re.IGNORECASE)
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
    """``unclear`` where the field is there but can be read in more than one way.

    ``direct`` where SPF passed for the sender's own domain, so that the mail came straight from
    there; None where the stamp says nothing of SPF. ``refuses`` is whether the domain asks for
    forged mail to be refused, None where the stamp does not say it. ``found`` where there is a
    stamp of our server, and ``others`` are the names in stamps above it, which are not believed.
    ``said`` is the DMARC verdict as it is written, and ``about`` the domain, if it is another one.
    """

    dmarc: Dmarc = Dmarc.NONE
    found: bool = False
    unclear: bool = False
    direct: bool | None = None
    refuses: bool | None = None
    others: tuple[str, ...] = ()
    said: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class _Segment:
    """A part between semicolons, and the comments that stood in it."""

    text: str = ""
    comments: str = ""


def read_results(values: Sequence[str], authserv_id: str | None, from_domain: str) -> Received:
    """Read the trusted field of these (unfolded, top first) for a mail from that domain."""
    others: list[str] = []
    for value in values:
        segments = _split(value)
        if segments is None:
            unclear = authserv_id is not None
            return Received(unclear=unclear, others=_list_names(others))
        if authserv_id == WITHOUT_NAME and not others and _is_result(segments[0]):
            return replace(_read(segments, from_domain), found=True)
        if authserv_id is not None and _names(segments[0], authserv_id):
            found = _read(segments[1:], from_domain)
            return replace(found, found=True, others=_list_names(others))
        others.append(_read_name(segments[0]))
    return Received(others=_list_names(others))


def _names(segment: _Segment, authserv_id: str) -> bool:
    return _read_name(segment).casefold() == authserv_id.casefold()


def _read_name(segment: _Segment) -> str:
    """Return the name of the server; '' where the stamp begins with a verdict."""
    words = [] if _is_result(segment) else segment.text.split()
    return words[0].strip('"') if words else ""


def _list_names(names: Sequence[str]) -> tuple[str, ...]:
    shown = ("".join(c for c in name if c.isprintable())[:_LONGEST_NAME] for name in names)
    return tuple(dict.fromkeys(name or WITHOUT_NAME for name in shown))[:_MOST_NAMES]


def _is_result(segment: _Segment) -> bool:
    return _RESULT.match(segment.text) is not None


def _read(segments: Sequence[_Segment], from_domain: str) -> Received:
    found = [(match, each) for each in segments if (match := _RESULT.match(each.text))]
    dmarc = [(match[2].lower(), each) for match, each in found if match[1].lower() == "dmarc"]
    if not dmarc:
        return Received()
    # One verdict and no more: a sender's own words may have been copied into the field.
    if len(dmarc) > 1:
        return Received(unclear=True)
    result, segment = dmarc[0]
    domain = _FROM.search(segment.text)
    if result == "fail":
        return Received(Dmarc.FAIL, refuses=_read_policy(segment, from_domain), said=result)
    if result != "pass":
        return Received(said=result[:_LONGEST_NAME])
    if domain is None or domain[1].casefold() != from_domain.casefold():
        about = domain[1][:_LONGEST_NAME] if domain else ""
        return Received(unclear=True, said=result, about=about)
    return Received(Dmarc.PASS, direct=_came_straight(found, from_domain), said=result)


def _read_policy(segment: _Segment, from_domain: str) -> bool | None:
    """Return whether the domain refuses, as far as our server wrote it beside its verdict."""
    tags: dict[str, set[str]] = {}
    for tag, policy in _POLICY.findall(segment.comments):
        tags.setdefault(tag.lower(), set()).add(policy.lower())
    is_below = organisation(from_domain) not in (None, from_domain.lower())
    asked = tags.get("sp", tags.get("p")) if is_below else tags.get("p")
    if asked is not None:
        return asked != {"none"} if len(asked) == 1 else None
    action = _ACTION.search(segment.text)
    return None if action is None else action[1].lower() != "none"


def _came_straight(
    found: Sequence[tuple[re.Match[str], _Segment]], from_domain: str
) -> bool | None:
    spf = [(match[2].lower(), each.text) for match, each in found if match[1].lower() == "spf"]
    if not spf:
        return None
    # A server may judge the name of the other server, too (smtp.helo): that says nothing here.
    envelopes = [(result, match[1]) for result, text in spf if (match := _MAIL_FROM.search(text))]
    if len(envelopes) != 1 or envelopes[0][0] != "pass":
        return False
    domain = envelopes[0][1].strip('"').rpartition("@")[2].casefold()
    return bool(domain) and is_aligned(domain, from_domain)


def _split(value: str) -> list[_Segment] | None:
    """Return the parts between semicolons; None where a comment or a quotation is not closed."""
    if len(value) > _LONGEST:
        return None
    texts, comments, depth, at = [""], [""], 0, 0
    while match := (_IN_COMMENT if depth else _OUTSIDE).match(value, at):
        piece, at = match[0], match.end()
        if piece in {"(", ")"}:
            depth = max(0, depth + (1 if piece == "(" else -1))
            comments[-1] += " "
        elif depth:
            comments[-1] += piece
        elif piece == ";":
            texts.append("")
            comments.append("")
        elif piece == '"':
            return None
        else:
            texts[-1] += _neutralise(piece)
    parts = [_Segment(*pair) for pair in zip(texts, comments, strict=True) if pair[0].strip()]
    return None if depth else parts or [_Segment()]


def _neutralise(piece: str) -> str:
    """Take the meaning from what stands between quotes: it may be the sender's own words."""
    return re.sub(r"[;=\s]", "_", piece.strip('"')) if piece.startswith('"') else piece
