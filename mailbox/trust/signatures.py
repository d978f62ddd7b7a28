"""Every DKIM signature of a message, verified by dkimpy under our own rules (RFC 6376, 8301).

A signature counts only where its domain is aligned with that of the From address (RFC 7489,
3.1.1, relaxed), so only such signatures are verified at all. What dkimpy lets through and we do
not: ``l=`` (anything may be appended), From not signed, SHA-1, keys that are marked as a test.

dkimpy's relaxed body takes time quadratic in a run of spaces (40 kB: 3 s, with the interpreter's
lock held), so it is given a body whose spaces are collapsed already, which hashes the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import dkim
from dkim.util import InvalidTagValueList, parse_tag_value
from publicsuffixlist import PublicSuffixList

from rosterdesk.mailbox.trust.shared import find_shared_suffix

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

_MOST_SIGNATURES = 10
_CLOCKS_DIFFER = 3_600  # seconds
_LARGEST_SIGNATURE = 6_000  # bytes of the header field; RSA-4096 with many names is below 2,000
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")
_suffixes: PublicSuffixList | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """One DKIM-Signature field; ``index`` counts all of them from the top, as dkimpy does.

    ``refused`` is the code of why it counts for nothing, before any key was asked for.
    """

    index: int
    domain: str = ""
    selector: str = ""
    relaxed_body: bool = False
    signed_at: int | None = None  # seconds since 1970, of t=
    expires_at: int | None = None  # likewise, of x=
    algorithm: str = "rsa-sha256"
    signed_fields: frozenset[str] = frozenset()
    identity: str = ""
    refused: str | None = None

    @property
    def key_name(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for a signature: ``dkim_pass``, or the code of the reason for a failure."""

    signature: Signature
    code: str


def organisation(domain: str) -> str | None:
    """Return the registered domain (``school.nl`` of ``mail.school.nl``); None for a suffix."""
    global _suffixes  # noqa: PLW0603 - the list takes 50 ms to read: once, when first needed
    if _suffixes is None:
        _suffixes = PublicSuffixList()
    name = domain.lower().rstrip(".")
    if (shared := find_shared_suffix(name)) is not None:
        below = name.removesuffix(shared).rstrip(".").rpartition(".")[2]
        return f"{below}.{shared}" if below else None
    found = _suffixes.privatesuffix(name)
    return str(found) if found else None


def is_aligned(domain: str, other: str) -> bool:
    ours = organisation(domain)
    return ours is not None and ours == organisation(other)


def list_signatures(fields: Iterable[bytes], from_domain: str) -> list[Signature]:
    """Read the signatures; all but the aligned and sound ones are marked as refused."""
    found: list[Signature] = []
    aligned = 0
    for index, value in enumerate(fields):
        signature = _read(index, value, from_domain)
        aligned += signature.refused is None
        if aligned <= _MOST_SIGNATURES or signature.refused is not None:
            found.append(signature)
        if len(found) >= 5 * _MOST_SIGNATURES:
            break
    return found


def verify(
    raw: bytes,
    signatures: Sequence[Signature],
    keys: Mapping[str, Sequence[bytes] | None],
    arrived_at: datetime,
) -> list[Verdict]:
    """Verify with these key records; None as records means that DNS gave no answer in time.

    That a signature expires is measured against the arrival, not against the day of reading.
    """
    message: dkim.DKIM | None = None
    verdicts = []
    for each in signatures:
        code = each.refused or _judge_keys(each, keys.get(each.key_name))
        if code is None and each.expires_at is not None:
            late = arrived_at.timestamp() > each.expires_at + _CLOCKS_DIFFER
            code = "dkim_expired" if late else None
        if code is None:
            message = message or dkim.DKIM(raw)
            code = _verify_one(message, each, keys[each.key_name] or ())
        verdicts.append(Verdict(each, code))
    return verdicts


def _read(index: int, value: bytes, from_domain: str) -> Signature:
    if len(value) > _LARGEST_SIGNATURE:
        return Signature(index, refused="dkim_malformed")
    try:
        tags = {key: text.decode("ascii") for key, text in parse_tag_value(value).items()}
    except (InvalidTagValueList, UnicodeDecodeError, ValueError, IndexError):
        return Signature(index, refused="dkim_malformed")
    signature = Signature(
        index,
        domain=tags.get(b"d", "").lower(),
        selector=tags.get(b"s", "").lower(),
        relaxed_body=tags.get(b"c", "").endswith("/relaxed"),
        signed_at=_read_seconds(tags.get(b"t", "")),
        expires_at=_read_seconds(tags.get(b"x", "")),
        algorithm=tags.get(b"a", "").lower(),
        signed_fields=frozenset(re.split(r"\s*:\s*", tags.get(b"h", "").lower().strip())),
        identity=re.sub(r"\s", "", tags.get(b"i", "")).lower(),
    )
    refused = _refuse(signature, tags, from_domain)
    return signature if refused is None else _refused(signature, refused)


def _read_seconds(value: str) -> int | None:
    return int(value) if re.fullmatch(r"\d{1,12}", value) else None


def _refuse(signature: Signature, tags: Mapping[bytes, str], from_domain: str) -> str | None:
    if not _can_exist(signature.key_name):
        return "dkim_malformed"
    if not is_aligned(signature.domain, from_domain):
        return "dkim_unaligned"
    if b"l" in tags:
        return "dkim_length"
    if "from" not in signature.signed_fields:
        return "dkim_from_unsigned"
    if tags.get(b"a", "").lower() == "rsa-sha1":
        return "dkim_weak"
    return None


def _can_exist(name: str) -> bool:
    """Return whether DNS may have this name (RFC 1035, 2.3.4)."""
    labels = name.split(".")
    return len(name) <= 253 and all(_LABEL.match(label) for label in labels)


def _refused(signature: Signature, code: str) -> Signature:
    return Signature(signature.index, signature.domain, signature.selector, refused=code)


def _judge_keys(signature: Signature, records: Sequence[bytes] | None) -> str | None:
    if records is None:
        return "dkim_temporary"
    if not records:
        return "dkim_no_key"
    try:
        tags = parse_tag_value(_choose(records))
    except (InvalidTagValueList, ValueError, IndexError):
        return "dkim_no_key"
    flags = {flag.strip() for flag in tags.get(b"t", b"").split(b":")}
    if b"y" in flags:  # RFC 6376, 3.6.1: to be treated as if it were not signed
        return "dkim_testing"
    if not _is_for(tags, signature):
        return "dkim_key_unfit"
    strict = b"s" in flags and signature.identity
    if strict and signature.identity.rpartition("@")[2] != signature.domain:
        return "dkim_fail"
    return None


def _is_for(tags: Mapping[bytes, bytes], signature: Signature) -> bool:
    """Return whether the key is for this kind of signature, and for mail (RFC 6376, 3.6.1)."""
    kind, _, digest = signature.algorithm.encode().partition(b"-")
    digests = _list_words(tags.get(b"h", digest))
    services = _list_words(tags.get(b"s", b"*"))
    return (
        tags.get(b"k", b"rsa").strip().lower() == kind
        and digest in digests
        and bool(services & {b"*", b"email"})
    )


def _list_words(value: bytes) -> set[bytes]:
    return {word.strip().lower() for word in value.split(b":")}


def _choose(records: Sequence[bytes]) -> bytes:
    marked = [each for each in records if each.lstrip().startswith(b"v=DKIM1")]
    return (marked or list(records))[0]


def _verify_one(message: dkim.DKIM, signature: Signature, records: Sequence[bytes]) -> str:
    record = _choose(records)
    body = message.body
    if signature.relaxed_body:
        message.body = _collapse(body)
    try:
        good = _hash_and_compare(message, signature.index, record)
    except Exception:  # noqa: BLE001 - dkimpy raises much more than its own errors
        return "dkim_fail"
    finally:
        message.body = body
    return "dkim_pass" if good else "dkim_fail"


def _hash_and_compare(message: dkim.DKIM, index: int, record: bytes) -> bool:
    """Do what ``message.verify`` does, which measures ``x=`` against the clock."""
    fields = [field for field in message.headers if field[0].lower() == b"dkim-signature"]
    tags = parse_tag_value(fields[index][1])
    dkim.validate_signature_fields({key: value for key, value in tags.items() if key != b"x"})
    message.signature_fields = tags
    message.domain, message.selector = tags[b"d"], tags[b"s"]
    included = [name.lower() for name in re.split(rb"\s*:\s*", tags[b"h"])]
    message.include_headers = tuple(included)
    return bool(message.verify_sig(tags, included, fields[index], lambda *_, **__: record))


def _collapse(body: bytes) -> bytes:
    return re.sub(rb"[ \t]+", b" ", body).replace(b" \r\n", b"\r\n")
