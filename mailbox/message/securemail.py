"""Mails that only carry a link: secure-mail providers and file drops.

We follow no link and log in nowhere: the sender is told how to send the file otherwise.
"""

from __future__ import annotations

import re

# In use at Dutch schools and municipalities; matched as the domain of a link, or below it.
_SECURE = (
    "zivver.com",
    "zivver.eu",
    "smartlockr.eu",
    "smartlockr.io",
    "cryptshare.com",
    "cryptshare.express",
    "filecap.com",
    "filecap.nl",
    "zorgmail.nl",
    "secumailer.com",
    "virtru.com",
    "outlook.office365.com/encryption",
)
_CLOUD = (
    "wetransfer.com",
    "we.tl",
    "1drv.ms",
    "sharepoint.com",
    "onedrive.live.com",
    "drive.google.com",
    "docs.google.com",
    "dropbox.com",
    "surffilesender.nl",
    "filesender.surf.nl",
    "stackstorage.com",
)
_LINK = re.compile(r"https?://([a-z0-9.-]{1,253})(/[a-z0-9]{0,20})?", re.IGNORECASE)
_MOST_LINKS = 500


def find_secure_mail(text: str) -> set[str]:
    """Return ``secure_mail`` and ``cloud_link`` where the body links to such a service."""
    found: set[str] = set()
    for number, match in enumerate(_LINK.finditer(text)):
        if number >= _MOST_LINKS:
            break
        host, path = match[1].lower().rstrip("."), (match[2] or "").lower()
        if _is_of(host, path, _SECURE):
            found.add("secure_mail")
        elif _is_of(host, path, _CLOUD):
            found.add("cloud_link")
    return found


def _is_of(host: str, path: str, services: tuple[str, ...]) -> bool:
    for service in services:
        domain, slash, start = service.partition("/")
        below = host == domain or host.endswith(f".{domain}")
        if below and (not slash or path == f"/{start}"):
            return True
    return False
