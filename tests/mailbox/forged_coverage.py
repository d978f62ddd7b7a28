"""Signed mails whose signature leaves something open, and genuine ones that look odd."""

from __future__ import annotations

import base64
from datetime import timedelta
from email.utils import format_datetime

import dkim
from nacl.signing import SigningKey
from tests.mailbox.forgeries import (
    NOW,
    OURS,
    PASS,
    SPECIAL,
    Case,
    changed,
    domain,
    evil,
    mail,
    results,
    school,
    signature_field,
    with_key,
)

from rosterdesk.core.models import Trust

_STRICT = b"v=DMARC1; p=reject; adkim=s"
_ALL = (b"from", b"to", b"subject", b"date", b"content-type", b"mime-version", b"message-id")


def signed_without(*names: bytes, **changes: object) -> bytes:
    """A mail of the school whose signature does not cover these fields."""
    included = [each for each in _ALL if each not in names]
    return school().sign(mail(**changes), include_headers=included)  # type: ignore[arg-type]


def signed_where_there_is_none(name: bytes) -> bytes:
    """A mail that has no such field, and whose signature names none."""
    lines = mail().splitlines(keepends=True)
    raw = b"".join(line for line in lines if not line.lower().startswith(name + b":"))
    return school().sign(raw, include_headers=[each for each in _ALL if each != name])


def to_others(raw: bytes) -> bytes:
    return raw.replace(b"To: leerlingen@library.example", b"To: Piet <piet@elders.example>")


def with_ed25519(raw: bytes) -> bytes:
    key = SigningKey(b"r" * 32)
    SPECIAL["ed._domainkey.school.example"] = [
        b"v=DKIM1; k=ed25519; p=" + base64.b64encode(bytes(key.verify_key))
    ]
    seed = base64.b64encode(bytes(key))
    field = dkim.sign(
        raw,
        b"ed",
        b"school.example",
        seed,
        canonicalize=(b"relaxed", b"relaxed"),
        signature_algorithm=b"ed25519-sha256",
    )
    return bytes(field) + raw


def with_policy(name: str, record: bytes) -> str:
    SPECIAL[f"_dmarc.{name}"] = [record]
    return name


def expires(after: timedelta) -> bytes:
    """Signed by the school, with an x= that long after it was written: dkimpy writes none."""
    raw, signer = mail(), school()
    message = dkim.DKIM(raw)
    message.hasher = dkim.HASH_ALGORITHMS[b"rsa-sha256"]
    policy = dkim.CanonicalizationPolicy.from_c_value(b"relaxed/relaxed")
    body_hash = message.hasher(policy.canonicalize_body(message.body)).digest()
    fields = [
        (b"v", b"1"),
        (b"a", b"rsa-sha256"),
        (b"c", b"relaxed/relaxed"),
        (b"d", b"school.example"),
        (b"s", signer.selector.encode()),
        (b"t", b"%d" % int(NOW.timestamp())),
        (b"x", b"%d" % int((NOW + after).timestamp())),
        (b"h", b" : ".join(_ALL)),
        (b"bh", base64.b64encode(body_hash)),
        (b"b", b"0" * 60),
    ]
    key = dkim.parse_pem_private_key(signer._private)
    value = message.gen_header(fields, list(_ALL), policy, b"DKIM-Signature", key)
    return b"DKIM-Signature: " + bytes(value) + raw


NAMED_ODDLY = {
    "another-address-of-hers": (
        '"j.jansen@privé.example" <jan@school.example>',
        "from_name_misleads",
    ),
    "her-address-elsewhere": (
        '"Jan Jansen (jan@gmail.example)" <jan@school.example>',
        "from_name_misleads",
    ),
    "address-then-name": ("jan@school.example (Jan Jansen)", "from_unusual"),
    "address-then-role": ("jan@school.example  (administratie)", "from_unusual"),
    "brackets-in-name": ("Jansen [administratie] <jan@school.example>", "from_unusual"),
    "parentheses-in-name": ("Jan Jansen (adm.) <jan@school.example>", "from_unusual"),
    "latin-1-name": ("René Jansen <jan@school.example>".encode("latin-1"), "from_unusual"),
    "latin-1-quoted-name": ('"Zoë de Vries" <jan@school.example>'.encode("cp1252"), "from_unusual"),
}

COVERAGE = [
    *(
        Case(f"{name}-signed", lambda v=value: school().sign(mail(v)), Trust.B, reason)
        for name, (value, reason) in NAMED_ODDLY.items()
    ),
    Case(
        "content-type-unsigned", lambda: signed_without(b"content-type"), Trust.B, "mime_unsigned"
    ),
    Case(
        "transfer-encoding-added",
        lambda: b"Content-Transfer-Encoding: base64\r\n" + school().sign(mail()),
        Trust.B,
        "mime_unsigned",
    ),
    Case(
        "content-type-changed-where-it-is-unsigned",
        lambda: changed(
            signed_without(b"content-type"), b"text/plain", b'multipart/mixed; boundary="x"'
        ),
        Trust.B,
        "mime_unsigned",
    ),
    Case("subject-unsigned", lambda: signed_without(b"subject"), Trust.B, "subject_unsigned"),
    Case("date-unsigned", lambda: signed_without(b"date"), Trust.B, "date_unsigned"),
    Case(
        "no-subject-to-sign", lambda: signed_where_there_is_none(b"subject"), Trust.A, "dkim_pass"
    ),
    Case("no-date-to-sign", lambda: signed_where_there_is_none(b"date"), Trust.B, "undated"),
    Case("recipient-unsigned", lambda: signed_without(b"to"), Trust.B, "recipient_unsigned"),
    Case("signed-to-somebody-else", lambda: school().sign(to_others(mail())), Trust.B, "not_to_us"),
    Case(
        "us-added-as-a-copy",
        lambda: (
            b"Cc: leerlingen@library.example\r\n"
            + school().sign(to_others(mail()), include_headers=list(_ALL))
        ),
        Trust.B,
        "recipient_unsigned",
    ),
    Case(
        "signed-copy-to-us",
        lambda: school().sign(
            to_others(mail(below=("Cc: Roosters <leerlingen@library.example>",)))
        ),
        Trust.A,
        "dkim_pass",
    ),
    Case(
        "replayed-and-vouched-for-by-signature",
        lambda: (
            (
                f"Authentication-Results: {OURS}; spf=pass smtp.mailfrom=evil.example; {PASS}\r\n"
            ).encode()
            + school().sign(to_others(mail()))
        ),
        Trust.B,
        "not_to_us",
        OURS,
    ),
    Case(
        "straight-from-the-school-though-little-is-signed",
        lambda: (
            (
                f"Authentication-Results: {OURS}; spf=pass smtp.mailfrom=jan@school.example;"
                f" {PASS}\r\n"
            ).encode()
            + signed_without(b"content-type", b"to")
        ),
        Trust.A,
        "dmarc_pass",
        OURS,
    ),
    Case(
        "two-tenants-of-microsoft",
        lambda: domain("evil.onmicrosoft.com").sign(mail("jan@school.onmicrosoft.com")),
        Trust.D,
        "dkim_unaligned",
    ),
    Case(
        "one-tenant-of-microsoft",
        lambda: domain("school.onmicrosoft.com").sign(mail("x@school.mail.onmicrosoft.com")),
        Trust.D,
        "dkim_unaligned",
    ),
    Case(
        "key-for-sha1-only",
        lambda: with_key("old", lambda key: key.replace(b"v=DKIM1;", b"v=DKIM1; h=sha1;")).sign(
            mail()
        ),
        Trust.B,
        "dkim_key_unfit",
    ),
    Case(
        "key-for-other-services",
        lambda: with_key("web", lambda key: key.replace(b"v=DKIM1;", b"v=DKIM1; s=web;")).sign(
            mail()
        ),
        Trust.B,
        "dkim_key_unfit",
    ),
    Case(
        "key-for-both-digests",
        lambda: with_key(
            "both", lambda key: key.replace(b"v=DKIM1;", b"v=DKIM1; h=sha1:sha256; s=email;")
        ).sign(mail()),
        Trust.A,
        "dkim_pass",
    ),
    Case(
        "identity-of-a-colleague",
        lambda: school().sign(mail(), identity=b"piet@school.example"),
        Trust.B,
        "identity_of_another",
    ),
    Case(
        "identity-of-herself",
        lambda: school().sign(mail(), identity=b"jan@school.example"),
        Trust.A,
        "dkim_pass",
    ),
    Case("ed25519-alone", lambda: with_ed25519(mail()), Trust.A, "dkim_pass"),
    Case("ed25519-changed", lambda: with_ed25519(mail()) + b"x\r\n", Trust.B, "dkim_fail"),
    Case("utc-written-as-minus", lambda: school().sign(utc(mail())), Trust.A, "dkim_pass"),
    Case(
        "one-list-unsubscribe",
        lambda: school().sign(mail(below=("List-Unsubscribe: <https://school.example/u>",))),
        Trust.B,
        "machine_like",
    ),
    Case(
        "suppresses-nothing",
        lambda: school().sign(mail(below=("X-Auto-Response-Suppress: None",))),
        Trust.B,
        "machine_like",
    ),
    Case(
        "a-real-list",
        lambda: school().sign(mail(below=("List-Id: <x.school.example>",))),
        Trust.D,
        "automatic",
    ),
    Case(
        "selector-that-cannot-be",
        lambda: signature_field(s="a" * 64) + mail(),
        Trust.B,
        "dkim_malformed",
    ),
    Case(
        "expired-after-it-came",
        lambda: expires(timedelta(days=1)),
        Trust.A,
        "dkim_pass",
        arrived_at=NOW + timedelta(hours=2),
    ),
    Case(
        "expired-before-it-came",
        lambda: expires(timedelta(hours=2)),
        Trust.B,
        "dkim_expired",
        arrived_at=NOW + timedelta(days=2),
    ),
    Case(
        "dmarc-fails-and-nothing-is-asked",
        lambda: mail(
            f"jan@{with_policy('mail.school.example', b'v=DMARC1; p=none')}",
            *results(f"{OURS}; dmarc=fail header.from=mail.school.example"),
        ),
        Trust.B,
        "dmarc_fail_none",
        OURS,
    ),
    Case(
        "dmarc-fails-for-a-stranger",
        lambda: mail(
            f"piet@{with_policy('mail.school.example', b'v=DMARC1; p=none')}",
            *results(f"{OURS}; dmarc=fail header.from=mail.school.example"),
        ),
        Trust.D,
        "dmarc_fail",
        OURS,
    ),
    Case(
        "signed-by-the-parent-where-the-domain-is-strict",
        lambda: school().sign(mail(f"jan@{with_policy('strict.school.example', _STRICT)}")),
        Trust.B,
        "alignment_strict",
    ),
    Case(
        "signed-by-the-strict-domain-itself",
        lambda: domain("strict.school.example").sign(
            mail(f"jan@{with_policy('strict.school.example', _STRICT)}")
        ),
        Trust.A,
        "dkim_pass",
    ),
    Case(
        "too-large-to-be-checked",
        lambda: school().sign(mail()),
        Trust.B,
        "dkim_too_large",
        oversized=True,
    ),
    Case(
        "too-large-and-vouched-for",
        lambda: mail("jan@school.example", *results(f"{OURS}; {PASS}")),
        Trust.A,
        "dmarc_pass",
        OURS,
        oversized=True,
    ),
    Case("stranger-named-oddly", lambda: evil().sign(mail("X (y) <x@evil.example>")), Trust.D),
]


def utc(raw: bytes) -> bytes:
    written = format_datetime(NOW).encode()
    return changed(raw, written, written.replace(b"+0000", b"-0000"))
