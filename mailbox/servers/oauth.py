"""Access tokens for mail servers that take no password.

Microsoft 365: client credentials of an app registration with the permissions IMAP.AccessAsApp
and SMTP.SendAsApp. Google Workspace: a service account with domain-wide delegation, which signs
its own request (RFC 7523). Both are described step by step in docs/mail.md.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import aiohttp
import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from rosterdesk.core.language import N_
from rosterdesk.core.named_files import read_named_text
from rosterdesk.mailbox.errors import TokenError
from rosterdesk.mailbox.settings import OAuthProvider

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rosterdesk.mailbox.settings import OAuthSettings

_MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
_MICROSOFT_SCOPE = "https://outlook.office365.com/.default"
_GOOGLE = "https://oauth2.googleapis.com/token"
_GOOGLE_SCOPE = "https://mail.google.com/"
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_MARGIN = 300.0  # seconds before its end in which a token is not used for a log-in any more
_TIMEOUT = aiohttp.ClientTimeout(total=20)


class TokenSource:
    """A source of access tokens for one mailbox, each kept for as long as it is valid."""

    def __init__(self, settings: OAuthSettings, user: str) -> None:
        self._settings = settings
        self._user = user
        self._token = ""
        self._good_until = 0.0

    async def fetch(self) -> str:
        """Return a token that is good for at least five minutes; raises TokenError."""
        if time.monotonic() < self._good_until - _MARGIN:
            return self._token
        url, form = self._make_request()
        answer = await _post(url, form)
        try:
            self._token = str(answer["access_token"])
            self._good_until = time.monotonic() + float(answer["expires_in"])
        except (KeyError, TypeError, ValueError):
            raise TokenError(
                N_("The token service gave no token: look at token_url."), permanent=False
            ) from None
        return self._token

    def _make_request(self) -> tuple[str, dict[str, str]]:
        if self._settings.provider is OAuthProvider.MICROSOFT:
            return self._ask_microsoft()
        return self._ask_google()

    def _ask_microsoft(self) -> tuple[str, dict[str, str]]:
        settings = self._settings
        url = settings.token_url or _MICROSOFT.format(tenant=settings.tenant)
        return url, {
            "grant_type": "client_credentials",
            "client_id": settings.client_id or "",
            "client_secret": settings.read_client_secret(),
            "scope": _MICROSOFT_SCOPE,
        }

    def _ask_google(self) -> tuple[str, dict[str, str]]:
        assert self._settings.service_account_file is not None
        account = _read_account(self._settings.service_account_file)
        url = self._settings.token_url or _GOOGLE
        issued = int(time.time())
        claims = {
            "iss": account["client_email"],
            "sub": self._user,
            "scope": _GOOGLE_SCOPE,
            "aud": url,
            "iat": issued,
            "exp": issued + 3600,
        }
        return url, {"grant_type": _GRANT, "assertion": _sign(claims, account["private_key"])}


def _read_account(file: Path) -> Mapping[str, str]:
    """Return what Google wrote into the file; raises NamedFileError or TokenError."""
    text = read_named_text("service_account_file", file)
    try:
        account = json.loads(text)
        return {name: str(account[name]) for name in ("client_email", "private_key")}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TokenError(
            N_("service_account_file: {file} is no key of a service account, in JSON."),
            permanent=True,
            file=str(file),
        ) from error


def _sign(claims: dict[str, Any], private_key: str) -> str:
    """Return the claims as a JWT, signed with RS256 (RFC 7515)."""
    try:
        key = load_pem_private_key(private_key.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None  # says so below
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TokenError(
            N_("The service account's key is no RSA key: make a new one of type JSON."),
            permanent=True,
        )
    return jwt.encode(claims, key, algorithm="RS256")


async def _post(url: str, form: Mapping[str, str]) -> dict[str, Any]:
    try:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT) as session,
            session.post(url, data=form) as answer,
        ):
            if answer.status >= 400:
                raise TokenError(
                    N_(
                        "The token service refused ({status}): look at the client id and its"
                        " secret, and whether the secret is still valid."
                    ),
                    status=answer.status,
                    # 4xx is about our own credentials, except "too many requests".
                    permanent=answer.status < 500 and answer.status != 429,
                )
            found = await answer.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise TokenError(
            N_("The token service cannot be reached ({reason}): look at the network."),
            permanent=False,
            reason=type(error).__name__,
        ) from error
    return found if isinstance(found, dict) else {}
