from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator  # noqa: TC003 - a fixture's annotation
from pathlib import Path  # noqa: TC003 - a fixture's annotation
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pydantic import ValidationError
from tests.mailbox.journals import MemoryJournal
from tests.mailbox.scripted import Script, ScriptedServer
from tests.mailbox.servers import make_account
from tests.mailbox.watching import mail, until, watching

from rosterdesk.mailbox.errors import MailSendError, TokenError
from rosterdesk.mailbox.sending.sender import MailSender
from rosterdesk.mailbox.servers.oauth import TokenSource
from rosterdesk.mailbox.settings import OAuthSettings, SmtpSettings


class TokenService:
    """A stand-in for a provider's token address; ``answer`` is what it says next."""

    def __init__(self) -> None:
        self.forms: list[dict[str, Any]] = []
        self.answer: Any = {"access_token": "tok-1", "expires_in": 3600}
        self.status = 200
        self.url = ""

    async def give(self, request: web.Request) -> web.Response:
        self.forms.append(dict(await request.post()))
        return web.json_response(self.answer, status=self.status)


@pytest.fixture
async def service() -> AsyncIterator[TokenService]:
    made = TokenService()
    app = web.Application()
    app.router.add_post("/token", made.give)
    async with TestServer(app) as server:
        made.url = str(server.make_url("/token"))
        yield made


def microsoft(service: TokenService) -> OAuthSettings:
    return OAuthSettings.model_validate(
        {
            "provider": "microsoft",
            "tenant": "t",
            "client_id": "c",
            "client_secret": "s3cret",
            "token_url": service.url,
        }
    )


async def test_microsoft_is_asked_with_client_credentials(service: TokenService):
    """The form is that of the client credentials flow, and the token is kept."""
    source = TokenSource(microsoft(service), "u")

    assert await source.fetch() == "tok-1"
    assert await source.fetch() == "tok-1"
    assert service.forms == [
        {
            "grant_type": "client_credentials",
            "client_id": "c",
            "client_secret": "s3cret",
            "scope": "https://outlook.office365.com/.default",
        }
    ]


async def test_a_token_that_ends_soon_is_replaced(service: TokenService):
    """A token with less than five minutes left is not enough for a log-in."""
    service.answer = {"access_token": "old", "expires_in": 200}
    source = TokenSource(microsoft(service), "u")
    await source.fetch()
    service.answer = {"access_token": "new", "expires_in": 3600}

    assert await source.fetch() == "new"


async def test_google_is_asked_with_a_signed_claim(service: TokenService, tmp_path: Path):
    """The service account signs who it acts for; the signature is its own."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    file = tmp_path / "account.json"
    file.write_text(json.dumps({"client_email": "desk@project.example", "private_key": pem}))
    settings = OAuthSettings.model_validate(
        {"provider": "google", "service_account_file": file, "token_url": service.url}
    )

    assert await TokenSource(settings, "leerlingen@library.example").fetch() == "tok-1"

    content, _, signature = service.forms[0]["assertion"].rpartition(".")
    key.public_key().verify(
        _decode(signature), content.encode(), padding.PKCS1v15(), hashes.SHA256()
    )
    claims = json.loads(_decode(content.partition(".")[2]))
    assert claims["iss"] == "desk@project.example"
    assert claims["sub"] == "leerlingen@library.example"
    assert claims["scope"] == "https://mail.google.com/"


@pytest.mark.parametrize(
    ("status", "answer", "permanent"),
    [
        (401, {"error": "invalid_client"}, True),
        (400, {}, True),
        (429, {}, False),
        (503, {}, False),
        (200, {}, False),
        (200, ["a"], False),
    ],
)
async def test_a_refused_token_says_whether_to_ask_again(
    service: TokenService, status: int, answer: Any, permanent: bool
):
    """Our own credentials are wrong for good; a busy service is not. No secret is repeated."""
    service.status, service.answer = status, answer
    with pytest.raises(TokenError) as caught:
        await TokenSource(microsoft(service), "u").fetch()

    assert caught.value.permanent is permanent
    assert "s3cret" not in str(caught.value)


async def test_imap_is_entered_with_the_token(service: TokenService):
    """The watcher logs in by XOAUTH2, with a fresh token after the old one ended."""
    service.answer = {"access_token": "first", "expires_in": 10}
    journal = MemoryJournal()
    async with ScriptedServer(Script(token="first")) as server:
        account = make_account(server.port, "u", "", password=None, oauth=microsoft(service))
        async with watching(account, journal) as watcher:
            await until(lambda: watcher.health.connected_since)
            service.answer = {"access_token": "second", "expires_in": 10}
            server.script.token = "second"
            server.cut()
            server.deliver(mail(1))
            await journal.wait_for_mails(1)

    assert len(service.forms) == 2


class _Gate:
    """An SMTP server's side of XOAUTH2."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    async def auth_XOAUTH2(self, _: SMTP, words: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's name
        good = base64.b64decode(words[1]) == b"user=a@library.example\x01auth=Bearer tok-1\x01\x01"
        return AuthResult(success=good, handled=False)

    async def handle_DATA(self, _: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if not session.authenticated:
            return "530 who"
        self.sent.append(envelope.original_content)
        return "250 OK"


@pytest.mark.parametrize("token", ["tok-1", "wrong"])
async def test_smtp_is_entered_with_the_token(service: TokenService, token: str):
    """The sender does the same; a refused token is no reason to give the mail up."""
    service.answer = {"access_token": token, "expires_in": 3600}
    gate = _Gate()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(gate, auth_require_tls=False, loop=loop, hostname="h"),
        "127.0.0.1",
        0,
    )
    async with server:
        sender = MailSender(
            SmtpSettings(
                host="127.0.0.1",
                port=server.sockets[0].getsockname()[1],
                security="none",
                sender="a@library.example",
                oauth=microsoft(service),
            )
        )
        if token == "tok-1":
            await sender.send(b"Subject: s\r\n\r\nhoi\r\n", "jan@school.example")
            assert len(gate.sent) == 1
        else:
            with pytest.raises(MailSendError) as caught:
                await sender.send(b"Subject: s\r\n\r\nhoi\r\n", "jan@school.example")
            assert not caught.value.permanent


@pytest.mark.parametrize(
    "values",
    [
        {"provider": "microsoft", "tenant": "t", "client_id": "c"},
        {"provider": "microsoft", "client_id": "c", "client_secret": "s"},
        {"provider": "google"},
        {"provider": "yahoo"},
        {"provider": "google", "service_account_file": "x", "hallo": 1},
    ],
)
def test_incomplete_settings_are_refused(values: dict[str, Any]):
    """A missing setting is said at the start, not at the first log-in."""
    with pytest.raises(ValidationError):
        OAuthSettings.model_validate(values)


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
