"""Mails that only carry a link: secure-mail providers and file drops.

We follow no link and log in nowhere: the sender is told how to send the file otherwise.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

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
    "onedrive.com",
    "drive.google.com",
    "docs.google.com",
    "dropbox.com",
    "icloud.com",
    "box.com",
    "mega.nz",
    "swisstransfer.com",
    "transfernow.net",
    "filemail.com",
    "fromsmash.com",
    "surffilesender.nl",
    "filesender.surf.nl",
    "stackstorage.com",
    "stackstorage.nl",
)
_LINK = re.compile(
    # The path is only looked at: the link that a filter wrapped stands in there.
    r"(?<![@\w.-])((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,10})(?=(/[^\s\"'<>]{0,200})?)",
    re.IGNORECASE,
)
# The start of a site, as it stands in signatures, and no file.
_OF_SITES = re.compile(r"/?((sites|teams)/[^/?#]*/?)?([?#].*)?", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*[\"']?(https?://[^\s\"'<>]{1,500})", re.IGNORECASE)
_MOST_LINKS = 500
_MOST_SHOWN = 5
_LONGEST_TEXT = 200_000


def find_secure_mail(text: str) -> set[str]:
    """Return ``secure_mail`` and ``cloud_link`` where the body links to such a service.

    Links that a mail filter wrapped (Safe Links and the like) are looked into.
    """
    found: set[str] = set()
    looked_at = text[:_LONGEST_TEXT]
    for number, match in enumerate(_LINK.finditer(f"{looked_at} {unquote(looked_at)}")):
        if number >= _MOST_LINKS:
            break
        host, path = match[1].lower().rstrip("."), (match[2] or "").lower()
        if _is_of(host, path, _SECURE):
            found.add("secure_mail")
        elif _is_of(host, path, _CLOUD) and not _OF_SITES.fullmatch(path):
            found.add("cloud_link")
    return found


def find_links(html: str) -> tuple[str, ...]:
    """Return the addresses of such services to which words of the HTML lead, that nobody sees."""
    found = (unescape(each[1]) for each in _HREF.finditer(html[:_LONGEST_TEXT]))
    links = dict.fromkeys(each for each in found if find_secure_mail(each))
    return tuple(links)[:_MOST_SHOWN]


def _is_of(host: str, path: str, services: tuple[str, ...]) -> bool:
    for service in services:
        domain, slash, start = service.partition("/")
        below = host == domain or host.endswith(f".{domain}")
        if below and (not slash or path[1:].startswith(start)):
            return True
    return False
