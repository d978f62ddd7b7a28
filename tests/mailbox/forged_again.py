"""A second mail for each kind that was judged wrongly once: the rule counts, not the example."""

from __future__ import annotations

from email.utils import format_datetime

from tests.mailbox.forged_stamps import STAMPS
from tests.mailbox.forgeries import (
    NOW,
    OURS,
    SPECIAL,
    Case,
    changed,
    domain,
    mail,
    results,
    school,
    signature_field,
    with_key,
)

from rosterdesk.core.models import Trust

_SAID = "mail.school.example"


def _utc(raw: bytes) -> bytes:
    written = format_datetime(NOW).encode()
    return changed(raw, written, written.replace(b"+0000", b"-0000"))


def _asks_nothing(records: list[bytes]) -> bytes:
    SPECIAL[f"_dmarc.{_SAID}"] = records
    return mail(f"jan@{_SAID}", *results(f"{OURS}; dmarc=fail (p=NONE) header.from={_SAID}"))


AGAIN = [
    Case(
        "two-tenants-of-a-site-builder",
        lambda: domain("evil.onmicrosoft.com").sign(mail("jan@mail.school.onmicrosoft.com")),
        Trust.D,
        "dkim_unaligned",
    ),
    Case(
        "type-added-above-a-mail-that-had-none",
        lambda: (
            b'Content-Type: multipart/mixed; boundary="x"\r\n'
            + school().sign(mail().replace(b"Content-Type: text/plain; charset=utf-8\r\n", b""))
        ),
        Trust.B,
        "mime_unsigned",
    ),
    Case(
        "key-for-sha1-in-capitals",
        lambda: with_key(
            "loud", lambda key: key.replace(b"v=DKIM1;", b"v=DKIM1; h= SHA1 : md5 ;")
        ).sign(mail()),
        Trust.B,
        "dkim_key_unfit",
    ),
    Case(
        "identity-of-the-registrar-of-a-subdomain",
        lambda: school().sign(mail(), identity=b"robot@mail.school.example"),
        Trust.B,
        "identity_of_another",
    ),
    Case(
        "list-unsubscribe-with-one-click",
        lambda: school().sign(
            mail(
                below=(
                    "List-Unsubscribe: <mailto:weg@school.example>",
                    "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
                )
            )
        ),
        Trust.B,
        "machine_like",
    ),
    Case(
        "suppresses-nothing-in-small-letters",
        lambda: school().sign(mail(below=("X-Auto-Response-Suppress:  none ",))),
        Trust.B,
        "machine_like",
    ),
    *(
        Case(
            f"suppresses-{value}",
            lambda value=value: school().sign(mail(below=(f"X-Auto-Response-Suppress: {value}",))),
            Trust.B if reason == "machine_like" else Trust.D,
            reason,
        )
        for value, reason in (
            ("DR, RN, NRN", "machine_like"),
            ("NDR", "machine_like"),
            ("DR, OOF, AutoReply", "automatic"),
            ("All", "automatic"),
            ("oof", "automatic"),
            ("None, x-else", "automatic"),
        )
    ),
    Case(
        "utc-written-as-minus-and-vouched-for",
        lambda: _utc(
            mail(
                "jan@school.example",
                *results(
                    f"{OURS}; spf=pass smtp.mailfrom=jan@school.example;"
                    " dmarc=pass header.from=school.example"
                ),
            )
        ),
        Trust.A,
        "dmarc_pass",
        OURS,
    ),
    Case(
        "selector-with-an-empty-label",
        lambda: signature_field(s="a..b") + mail(),
        Trust.B,
        "dkim_malformed",
    ),
    Case(
        "selector-longer-than-a-name",
        lambda: signature_field(s=".".join(["x" * 60] * 5)) + mail(),
        Trust.B,
        "dkim_malformed",
    ),
    Case(
        "dmarc-fails-and-only-reports-are-asked",
        lambda: _asks_nothing([b"v=DMARC1; p=none; rua=mailto:x@school.example"]),
        Trust.B,
        "dmarc_fail_none",
        OURS,
    ),
    Case(
        "envelope-that-says-it-is-a-verdict",
        lambda: mail(
            "jan@school.example",
            *results(
                f"{OURS}; spf=fail smtp.mailfrom=x; dmarc=pass header.from=school.example;"
                " dmarc=fail header.from=school.example"
            ),
        ),
        Trust.B,
        "results_unclear",
        OURS,
    ),
    *STAMPS,
]
