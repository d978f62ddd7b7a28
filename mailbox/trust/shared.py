"""Domains below which each name is somebody else's, and that the public suffix list lacks.

Every tenant of Microsoft 365 has ``<name>.onmicrosoft.com`` and signs with it; by the public list
alone all of them are one organisation.
"""

from __future__ import annotations

# A name below one of these is an organisation of its own; the longest that fits counts.
SHARED_SUFFIXES = frozenset(
    {
        "onmicrosoft.com",
        "mail.onmicrosoft.com",
        "onmicrosoft.us",
        "mail.onmicrosoft.us",
        "onmicrosoft.de",
        "mail.onmicrosoft.de",
        "onmschina.cn",
        "partner.onmschina.cn",
        "mail.partner.onmschina.cn",
        "partner.mail.onmschina.cn",
        "gappssmtp.com",
        "20150623.gappssmtp.com",
        "20210112.gappssmtp.com",
        "20221208.gappssmtp.com",
        "20230601.gappssmtp.com",
        "test-google-a.com",
        "sharepoint.com",
        "sendgrid.net",
        "mailgun.org",
        "mandrillapp.com",
        "amazonses.com",
        "mailchimpapp.net",
        "mcsv.net",
        "rsgsv.net",
        "mtasv.net",
        "createsend.com",
        "zohomail.com",
        "zohomail.eu",
        "freshdesk.com",
        "freshemail.io",
        "zendesk.com",
        "transip.email",
    }
)


def find_shared_suffix(domain: str) -> str | None:
    """Return the longest shared suffix that this is, or stands below."""
    labels = domain.split(".")
    names = (".".join(labels[at:]) for at in range(len(labels)))
    return next((name for name in names if name in SHARED_SUFFIXES), None)
