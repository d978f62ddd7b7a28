"""Mails that are what they say, and mails that are not; keys and DNS are made here."""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003 - read by the dataclass
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache

from rosterdesk.bot.demo.maildomain import MailDomain
from rosterdesk.core.models import Trust
from rosterdesk.mailbox.trust import TemporaryDnsError

NOW = datetime.now(UTC)
REGISTERED = {"jan@school.example", "jan@mail.school.example"}
OURS = "mx.library.example"


@cache
def domain(name: str) -> MailDomain:
    return MailDomain(name, bits=1024)


def school() -> MailDomain:
    return domain("school.example")


def evil() -> MailDomain:
    return domain("evil.example")


def mail(
    sender: str | bytes = "Jan Jansen <jan@school.example>",
    *above: str,
    below: tuple[str, ...] = (),
    subject: str = "Leerlingen",
    body: str = "In de bijlage.\r\n",
    date: datetime | None = NOW,
) -> bytes:
    """A mail with more fields above the From field or below the others."""
    from_value = sender.encode() if isinstance(sender, str) else sender
    fields = [each.encode() for each in above]
    fields += [b"From: " + from_value] if from_value else []
    fields += [b"To: roosters@library.example", f"Subject: {subject}".encode()]
    fields += [b"Message-ID: <1@school.example>", b"MIME-Version: 1.0"]
    fields += [b"Content-Type: text/plain; charset=utf-8"]
    if date is not None:
        fields.append(f"Date: {format_datetime(date)}".encode())
    fields += [each.encode() for each in below]
    return b"\r\n".join(fields) + b"\r\n\r\n" + body.encode()


async def answer_dns(name: str) -> list[bytes]:
    """The DNS of all domains that were made, and of some that are out of order."""
    if name.startswith("slow."):
        raise TemporaryDnsError
    made = (school(), evil(), *map(domain, OTHERS))
    return {each.key_name: [each.record] for each in made}.get(name, []) + SPECIAL.get(name, [])


OTHERS = (
    "mail.school.example",
    "example",
    "school.example.evil.example",
    "sch00l.example",
    "xn--schol-1ta.example",
)


@dataclass(frozen=True)
class Case:
    name: str
    make: Callable[[], bytes]
    level: Trust
    reason: str | None = None
    authserv_id: str | None = None
    temporary: bool = False
    arrived_at: datetime = field(default=NOW)


def with_key(selector: str, record: Callable[[bytes], bytes]) -> MailDomain:
    """The school's own key under another selector, with a changed record."""
    signer = MailDomain("school.example", selector, bits=1024)
    SPECIAL[signer.key_name] = [record(signer.record)]
    return signer


SPECIAL: dict[str, list[bytes]] = {}


def changed(raw: bytes, old: bytes, new: bytes) -> bytes:
    assert old in raw
    return raw.replace(old, new, 1)


def results(*stamps: str) -> tuple[str, ...]:
    return tuple(f"Authentication-Results: {stamp}" for stamp in stamps)


def signature_field(**tags: str) -> bytes:
    values = {
        "v": "1",
        "a": "rsa-sha256",
        "d": "school.example",
        "s": "rooster",
        "h": "from:subject:date",
        "bh": "AAAA",
        "b": "AAAA",
    } | tags
    return b"DKIM-Signature: " + "; ".join(f"{k}={v}" for k, v in values.items()).encode() + b"\r\n"


PASS = "dmarc=pass (p=reject) header.from=school.example"

GENUINE = [
    Case("signed", lambda: school().sign(mail()), Trust.A, "dkim_pass"),
    Case(
        "signed-simple",
        lambda: school().sign(mail(), canonicalize=(b"simple", b"simple")),
        Trust.A,
    ),
    Case("signed-bare-address", lambda: school().sign(mail("jan@school.example")), Trust.A),
    Case(
        "signed-quoted-name",
        lambda: school().sign(mail('"Jansen, Jan (adm.)" <jan@school.example>')),
        Trust.A,
    ),
    Case(
        "signed-encoded-name",
        lambda: school().sign(mail("=?utf-8?q?Ren=C3=A9?= <jan@school.example>")),
        Trust.A,
    ),
    Case(
        "name-is-the-address-itself",
        lambda: school().sign(mail('"jan@school.example" <jan@school.example>')),
        Trust.A,
    ),
    Case("upper-case", lambda: school().sign(mail("Jan <Jan@School.example>")), Trust.A),
    Case(
        "signed-by-parent-domain",
        lambda: school().sign(mail("jan@mail.school.example")),
        Trust.A,
    ),
    Case(
        "signed-by-subdomain",
        lambda: domain("mail.school.example").sign(mail()),
        Trust.A,
    ),
    Case("good-one-second", lambda: evil().sign(school().sign(mail())), Trust.A),
    Case(
        "good-one-below-a-broken-one",
        lambda: signature_field() + school().sign(mail()),
        Trust.A,
    ),
    Case(
        "good-one-below-fifteen-of-others",
        lambda: signature_field(d="evil.example") * 15 + school().sign(mail()),
        Trust.A,
    ),
    Case(
        "our-server-vouches",
        lambda: mail("jan@school.example", *results(f"{OURS}; spf=pass smtp.mailfrom=x; {PASS}")),
        Trust.A,
        "dmarc_pass",
        OURS,
    ),
    Case(
        "our-server-vouches-without-a-name",
        lambda: mail(
            "jan@school.example",
            *results(
                "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=school.example; dkim=none "
                "(message not signed) header.d=none;dmarc=pass action=none "
                "header.from=school.example;compauth=pass reason=100"
            ),
        ),
        Trust.A,
        "dmarc_pass",
        "-",
    ),
    Case(
        "our-server-vouches-with-odd-comments",
        lambda: mail(
            "jan@school.example", *results(f'{OURS} 1 (a; "b (dmarc=fail)); {PASS} (c; d)')
        ),
        Trust.A,
        "dmarc_pass",
        OURS,
    ),
    Case(
        "answers-asked-elsewhere",
        lambda: school().sign(mail(below=("Reply-To: evil@evil.example",))),
        Trust.A,
        "reply_to_elsewhere",
    ),
    Case("stranger-signed", lambda: evil().sign(mail("x@evil.example")), Trust.C, "unknown_sender"),
]

FROM_TRICKS: dict[str, tuple[str | bytes, str]] = {
    "address-before-brackets": ("jan@school.example <x@evil.example>", "from_not_plain"),
    "address-as-quoted-name": ('"jan@school.example" <x@evil.example>', "from_name_misleads"),
    "address-in-quoted-name": ('"Jan (jan@school.example)" <x@evil.example>', "from_name_misleads"),
    "address-as-encoded-name": (
        "=?utf-8?b?amFuQHNjaG9vbC5leGFtcGxl?= <x@evil.example>",
        "from_name_misleads",
    ),
    "address-with-wide-at": ('"jan＠school.example" <x@evil.example>', "from_name_misleads"),
    "spaced-address-as-name": ('"jan @ school.example" <x@evil.example>', "from_name_misleads"),
    "two-addresses": ("jan@school.example, x@evil.example", "from_not_plain"),
    "two-bracketed": ("<jan@school.example> <x@evil.example>", "from_not_plain"),
    "name-hides-brackets": ('"a" <jan@school.example> b <x@evil.example>', "from_not_plain"),
    "group": ("School: jan@school.example;", "from_not_plain"),
    "empty-group": ("School:;", "from_not_plain"),
    "comment-inside": ("jan(x)@school.example", "from_not_plain"),
    "comment-after": ("jan@school.example (evil)", "from_not_plain"),
    "comment-before-brackets": ("Jan (x) <jan@school.example>", "from_not_plain"),
    "quoted-local-part": ('"jan"@school.example', "from_not_plain"),
    "quoted-local-part-in-brackets": ('<"jan@school.example"@evil.example>', "from_not_plain"),
    "literal": ("<jan@[192.0.2.1]>", "from_not_plain"),
    "route": ("<@evil.example:jan@school.example>", "from_not_plain"),
    "no-domain": ("<jan>", "from_not_plain"),
    "trailing-dot": ("<jan@school.example.>", "from_not_plain"),
    "dots": ("<jan..x@school.example>", "from_not_plain"),
    "empty": ("<>", "from_not_plain"),
    "cyrillic-domain": ("jan@schооl.example", "from_not_plain"),
    "accent-in-local-part": ("<jän@school.example>", "from_not_plain"),
    "encoded-address": ("=?utf-8?q?jan=40school.example?=", "from_not_plain"),
    "latin-1": ("René <jan@school.example>".encode("latin-1"), "from_not_plain"),
    "nul": (b"jan@school.example\x00 <x@evil.example>", "from_not_plain"),
    "unclosed": ("Jan <jan@school.example", "from_not_plain"),
    "nothing": (b"", "from_missing"),
}

FORGED = [
    Case(
        name,
        lambda value=value: evil().sign(mail(value)) if value else mail(value),
        Trust.D,
        reason,
    )
    for name, (value, reason) in FROM_TRICKS.items()
] + [
    Case("unsigned", mail, Trust.B, "dkim_none"),
    Case(
        "two-from-fields",
        lambda: mail("jan@school.example", "From: x@evil.example"),
        Trust.D,
        "from_twice",
    ),
    Case(
        "second-from-above-a-signed-one",
        lambda: b"From: x@evil.example\r\n" + school().sign(mail()),
        Trust.D,
        "from_twice",
    ),
    Case(
        "from-with-space-before-colon",
        lambda: b"From : jan@school.example\r\n" + evil().sign(mail("x@evil.example")),
        Trust.D,
        "header_line",
    ),
    Case(
        "from-behind-a-bare-cr",
        lambda: b"X-A: b\rFrom: jan@school.example\r\n" + evil().sign(mail("x@evil.example")),
        Trust.D,
        "header_control",
    ),
    Case("signed-by-another", lambda: evil().sign(mail()), Trust.B, "dkim_unaligned"),
    Case(
        "signed-by-the-suffix",
        lambda: domain("example").sign(mail()),
        Trust.B,
        "dkim_unaligned",
    ),
    Case(
        "signed-by-a-longer-name",
        lambda: domain("school.example.evil.example").sign(mail()),
        Trust.B,
        "dkim_unaligned",
    ),
    Case(
        "identity-of-the-school-by-another",
        lambda: changed(evil().sign(mail()), b"i=@evil.example", b"i=@school.example"),
        Trust.B,
        "dkim_unaligned",
    ),
    Case(
        "length-and-more-body",
        lambda: school().sign(mail(), length=True) + b"\r\nen nog wat",
        Trust.B,
        "dkim_length",
    ),
    Case(
        "length-and-nothing-more",
        lambda: school().sign(mail(), length=True),
        Trust.B,
        "dkim_length",
    ),
    Case("body-appended", lambda: school().sign(mail()) + b"meer\r\n", Trust.B, "dkim_fail"),
    Case(
        "body-changed",
        lambda: changed(school().sign(mail()), b"bijlage", b"bijlade"),
        Trust.B,
        "dkim_fail",
    ),
    Case(
        "subject-changed",
        lambda: changed(school().sign(mail()), b"Subject: Leer", b"Subject: Heer"),
        Trust.B,
        "dkim_fail",
    ),
    Case(
        "from-changed-after-signing",
        lambda: changed(school().sign(mail("piet@school.example")), b"piet@school", b"jan@school"),
        Trust.B,
        "dkim_fail",
    ),
    Case(
        "from-not-signed",
        lambda: signature_field(h="subject:date") + mail(),
        Trust.B,
        "dkim_from_unsigned",
    ),
    Case(
        "sha1",
        lambda: school().sign(mail(), signature_algorithm=b"rsa-sha1"),
        Trust.B,
        "dkim_weak",
    ),
    Case(
        "key-in-test",
        lambda: with_key("test", lambda key: key.replace(b"v=DKIM1;", b"v=DKIM1; t=y;")).sign(
            mail()
        ),
        Trust.B,
        "dkim_testing",
    ),
    Case(
        "key-revoked",
        lambda: with_key("gone", lambda key: key.split(b"p=")[0] + b"p=").sign(mail()),
        Trust.B,
        "dkim_fail",
    ),
    Case(
        "key-of-another-service",
        lambda: with_key("service", lambda _: b"google-site-verification=abc").sign(mail()),
        Trust.B,
        "dkim_fail",
    ),
    Case(
        "key-for-the-very-domain-only",
        lambda: with_key("strict", lambda key: key.replace(b"v=DKIM1;", b"v=DKIM1; t=s;")).sign(
            mail(), identity=b"@sub.school.example"
        ),
        Trust.B,
        "dkim_fail",
    ),
    Case("key-missing", lambda: signature_field(s="none") + mail(), Trust.B, "dkim_no_key"),
    Case(
        "key-not-answered",
        lambda: signature_field(s="slow") + mail(),
        Trust.B,
        "dkim_temporary",
        temporary=True,
    ),
    Case(
        "key-of-a-stranger-not-answered",
        lambda: signature_field(s="slow") + mail("piet@school.example"),
        Trust.D,
        "dkim_temporary",
        temporary=True,
    ),
    Case("tag-twice", lambda: signature_field(d="x; d=y") + mail(), Trust.B, "dkim_malformed"),
    Case("no-tags", lambda: b"DKIM-Signature: hallo\r\n" + mail(), Trust.B, "dkim_malformed"),
    Case(
        "selector-with-a-path",
        lambda: signature_field(s="../x") + mail(),
        Trust.B,
        "dkim_malformed",
    ),
    Case(
        "good-one-below-fifteen-broken-ones",
        lambda: signature_field() * 15 + school().sign(mail()),
        Trust.B,
        "dkim_fail",
    ),
    Case(
        "old-mail-again",
        lambda: school().sign(mail()),
        Trust.B,
        "signature_old",
        arrived_at=NOW + timedelta(days=30),
    ),
    Case(
        "old-mail-again-with-a-new-date-above",
        lambda: (
            f"Date: {format_datetime(NOW)}\r\n".encode()
            + school().sign(mail(date=NOW - timedelta(days=90)))
        ),
        Trust.B,
        "header_twice",
    ),
    Case(
        "old-mail-that-our-server-vouches-for",
        lambda: mail(
            "jan@school.example", *results(f"{OURS}; {PASS}"), date=NOW - timedelta(days=90)
        ),
        Trust.B,
        "signature_old",
        OURS,
    ),
    Case(
        "without-a-date",
        lambda: mail("jan@school.example", *results(f"{OURS}; {PASS}"), date=None),
        Trust.B,
        "undated",
        OURS,
    ),
    Case(
        "from-the-future",
        lambda: mail(
            "jan@school.example", *results(f"{OURS}; {PASS}"), date=NOW + timedelta(days=90)
        ),
        Trust.B,
        "undated",
        OURS,
    ),
    Case(
        "second-content-type",
        lambda: b"Content-Type: text/csv\r\n" + school().sign(mail()),
        Trust.B,
        "header_twice",
    ),
    Case(
        "forged-results-where-nobody-stamps",
        lambda: mail("jan@school.example", *results(f"{OURS}; {PASS}")),
        Trust.B,
        "dkim_none",
    ),
    Case(
        "forged-results-below-ours",
        lambda: mail(
            "jan@school.example",
            *results(f"{OURS}; dmarc=none header.from=school.example", f"{OURS}; {PASS}"),
        ),
        Trust.B,
        "dkim_none",
        OURS,
    ),
    Case(
        "our-server-says-fail",
        lambda: mail(
            "jan@school.example",
            *results(f"{OURS}; dmarc=fail header.from=school.example", f"{OURS}; {PASS}"),
        ),
        Trust.D,
        "dmarc_fail",
        OURS,
    ),
    Case(
        "results-of-another-server",
        lambda: mail("jan@school.example", *results(f"mx.evil.example; {PASS}")),
        Trust.B,
        None,
        OURS,
    ),
    Case(
        "results-of-a-server-that-begins-like-ours",
        lambda: mail("jan@school.example", *results(f"{OURS}.evil.example; {PASS}")),
        Trust.B,
        None,
        OURS,
    ),
    Case(
        "results-with-a-name-where-ours-has-none",
        lambda: mail("jan@school.example", *results(f"mx.evil.example; {PASS}")),
        Trust.B,
        None,
        "-",
    ),
    Case(
        "best-guess-pass",
        lambda: mail(
            "jan@school.example",
            *results(f"{OURS}; dmarc=bestguesspass header.from=school.example"),
        ),
        Trust.B,
        None,
        OURS,
    ),
    Case(
        "pass-for-another-domain",
        lambda: mail(
            "jan@school.example", *results(f"{OURS}; dmarc=pass header.from=evil.example")
        ),
        Trust.B,
        "results_unclear",
        OURS,
    ),
    Case(
        "pass-for-no-domain",
        lambda: mail("jan@school.example", *results(f"{OURS}; dmarc=pass")),
        Trust.B,
        "results_unclear",
        OURS,
    ),
    Case(
        "two-verdicts",
        lambda: mail(
            "jan@school.example",
            *results(f"{OURS}; spf=none smtp.mailfrom=a; {PASS}; dmarc=none"),
        ),
        Trust.B,
        "results_unclear",
        OURS,
    ),
    Case(
        "verdict-inside-quotes",
        lambda: mail(
            "jan@school.example",
            *results(f'{OURS}; spf=none smtp.mailfrom="a; {PASS} "'),
        ),
        Trust.B,
        None,
        OURS,
    ),
    Case(
        "verdict-inside-a-comment",
        lambda: mail("jan@school.example", *results(f"{OURS}; spf=none (x; {PASS})")),
        Trust.B,
        None,
        OURS,
    ),
    Case(
        "comment-not-closed",
        lambda: mail("jan@school.example", *results(f"{OURS}; spf=none (x; {PASS}")),
        Trust.B,
        "results_unclear",
        OURS,
    ),
    Case(
        "spf-pass-only",
        lambda: mail(
            "jan@school.example", *results(f"{OURS}; spf=pass smtp.mailfrom=evil.example")
        ),
        Trust.B,
        None,
        OURS,
    ),
    Case(
        "arc-only",
        lambda: mail(
            "jan@school.example",
            "ARC-Seal: i=1; cv=none; d=evil.example",
            f"ARC-Authentication-Results: i=1; {OURS}; {PASS}",
        ),
        Trust.B,
        None,
        OURS,
    ),
    Case(
        "look-alike-domain",
        lambda: domain("sch00l.example").sign(mail("jan@sch00l.example")),
        Trust.C,
        "unknown_sender",
    ),
    Case(
        "look-alike-domain-in-punycode",
        lambda: domain("xn--schol-1ta.example").sign(mail("jan@xn--schol-1ta.example")),
        Trust.C,
        "unknown_sender",
    ),
    Case(
        "colleague-who-is-not-registered",
        lambda: school().sign(mail("piet@school.example")),
        Trust.C,
        "unknown_sender",
    ),
    Case("stranger-unsigned", lambda: mail("x@evil.example"), Trust.D, "unknown_sender"),
    Case(
        "our-own-address",
        lambda: domain("school.example").sign(mail("roosters@library.example")),
        Trust.D,
        "own_address",
    ),
    Case(
        "sent-by-a-machine",
        lambda: school().sign(mail(below=("Auto-Submitted: auto-generated",))),
        Trust.D,
        "automatic",
    ),
    Case(
        "through-a-list",
        lambda: school().sign(mail(below=("List-Id: <a.evil.example>",))),
        Trust.D,
        "automatic",
    ),
]
