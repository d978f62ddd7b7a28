"""Mails with verdicts that no server of ours gave, and of senders whom nobody registered."""

from __future__ import annotations

from tests.mailbox.forgeries import OURS, PASS, Case, domain, mail, results, school

from rosterdesk.core.models import Trust

RESULTS = [
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
        lambda: domain("school.example").sign(mail("leerlingen@library.example")),
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
