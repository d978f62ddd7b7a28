"""Stamps of our own server: what they say of the domain's policy and of the way of the mail."""

from __future__ import annotations

from tests.mailbox.forgeries import (
    OURS,
    SPECIAL,
    Case,
    changed,
    domain,
    mail,
    results,
    school,
    signature_field,
)

from rosterdesk.core.models import Trust

_PASS = "dmarc=pass header.from=school.example"
_SAID = "mail.school.example"


def _failed(verdict: str, sender: str = "jan@school.example") -> bytes:
    return mail(sender, *results(f"{OURS}; {verdict} header.from={sender.partition('@')[2]}"))


def _asked(verdict: str, *records: bytes) -> bytes:
    """A mail of a domain that has these records; a stamp's own word stands above them."""
    SPECIAL["_dmarc.strict.school.example"] = list(records)
    return _failed(verdict, "jan@strict.school.example")


def _stamped(stamp: str, raw: bytes | None = None) -> bytes:
    head = f"Authentication-Results: {OURS}; {stamp}\r\n".encode()
    return head + (mail("jan@school.example") if raw is None else raw)


def _to_another(raw: bytes) -> bytes:
    return changed(raw, b"To: leerlingen@library.example", b"To: oma@elders.example")


POLICIES = [
    ("google", lambda: _failed("dmarc=fail (p=NONE sp=NONE dis=NONE)"), Trust.B),
    ("opendmarc", lambda: _failed("dmarc=fail (p=none dis=none)"), Trust.B),
    ("exchange", lambda: _failed("dmarc=fail action=none"), Trust.B),
    ("fastmail", lambda: _failed("dmarc=fail (p=none,has-list-id=no,d=none)"), Trust.B),
    ("google-that-refuses", lambda: _failed("dmarc=fail (p=REJECT sp=NONE dis=NONE)"), Trust.D),
    ("exchange-that-refuses", lambda: _failed("dmarc=fail action=oreject"), Trust.D),
    ("quarantine", lambda: _failed("dmarc=fail (p=quarantine dis=none)"), Trust.D),
    ("nothing-said", lambda: _failed("dmarc=fail"), Trust.D),
    ("another-word", lambda: _failed("dmarc=fail (no key p.none; sp==none)"), Trust.D),
    ("two-words", lambda: _failed("dmarc=fail (p=none) (p=reject)"), Trust.D),
    ("said-elsewhere", lambda: _failed("spf=fail (p=none) smtp.mailfrom=x; dmarc=fail"), Trust.D),
    ("said-in-quotes", lambda: _failed('dmarc=fail reason="(p=none) action=none"'), Trust.D),
    (
        "of-the-subdomains",
        lambda: _failed("dmarc=fail (p=REJECT sp=NONE)", f"jan@{_SAID}"),
        Trust.B,
    ),
    (
        "not-of-subdomains",
        lambda: _failed("dmarc=fail (p=NONE sp=REJECT)", f"jan@{_SAID}"),
        Trust.D,
    ),
    ("stamp-above-record", lambda: _asked("dmarc=fail (p=none)", b"v=DMARC1; p=reject"), Trust.B),
    ("record-changed", lambda: _asked("dmarc=fail (p=reject)", b"v=DMARC1; p=none"), Trust.D),
]
WAYS = [
    (
        "spf-fails-and-nothing-is-signed",
        lambda: _to_another(_stamped(f"spf=fail smtp.mailfrom=jan@school.example; {_PASS}")),
        "dmarc_indirect",
    ),
    (
        "spf-fails-and-it-is-to-us",
        lambda: _stamped(f"spf=softfail smtp.mailfrom=jan@school.example; {_PASS}"),
        "dmarc_indirect",
    ),
    (
        "spf-of-a-forwarder",
        lambda: _stamped(f"spf=pass smtp.mailfrom=x@forwarder.example; {_PASS}"),
        "dmarc_indirect",
    ),
    (
        "spf-of-a-name-only",
        lambda: _stamped(f"spf=pass smtp.helo=mx.school.example; {_PASS}"),
        "dmarc_indirect",
    ),
    (
        "spf-none-and-signed-by-another",
        lambda: _stamped(
            f"spf=none smtp.mailfrom=x@evil.example; {_PASS}",
            domain("evil.example").sign(mail("jan@school.example")),
        ),
        "dmarc_indirect",
    ),
    (
        "a-signature-of-a-part-that-our-server-takes",
        lambda: _stamped(_PASS, signature_field(l="10") + mail("jan@school.example")),
        "dmarc_indirect",
    ),
    (
        "a-signature-that-we-do-not-read",
        lambda: _stamped(_PASS, signature_field(h="x" * 7_000) + mail("jan@school.example")),
        "dmarc_indirect",
    ),
    (
        "spf-fails-and-what-is-signed-was-for-another",
        lambda: _stamped(
            f"spf=fail smtp.mailfrom=jan@school.example; {_PASS}",
            school().sign(_to_another(mail("jan@school.example"))),
        ),
        "not_to_us",
    ),
]
STRAIGHT = [
    ("spf-says-so", lambda: _stamped(f"spf=pass smtp.mailfrom=jan@school.example; {_PASS}")),
    (
        "two-names-were-judged",
        lambda: _stamped(
            "spf=none smtp.helo=out.provider.example; spf=pass smtp.mailfrom=bounce.school.example;"
            f" {_PASS}"
        ),
    ),
    ("an-older-word-for-it", lambda: _stamped(f"spf=pass smtp.mail=jan@school.example; {_PASS}")),
    ("nothing-else-can-be", lambda: _to_another(_stamped(_PASS))),
    (
        "spf-fails-and-it-is-signed",
        lambda: _stamped(
            f"spf=fail smtp.mailfrom=x; {_PASS}", school().sign(mail("jan@school.example"))
        ),
    ),
]
STAMPS = [
    *(
        Case(
            f"policy-{name}",
            make,
            level,
            "dmarc_fail" if level is Trust.D else "dmarc_fail_none",
            OURS,
        )
        for name, make, level in POLICIES
    ),
    *(Case(name, make, Trust.B, reason, OURS) for name, make, reason in WAYS),
    *(Case(f"straight-{name}", make, Trust.A, "dmarc_pass", OURS) for name, make in STRAIGHT),
]
