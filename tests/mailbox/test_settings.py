from __future__ import annotations

import ssl
from pathlib import Path  # noqa: TC003 - a fixture's annotation
from typing import Any

import pytest
from pydantic import ValidationError

from rosterdesk.mailbox.settings import AccountSettings, MailSettings, SmtpSettings

ACCOUNT: dict[str, Any] = {"host": "imap.school.example", "user": "u", "password": "geheim"}


def test_tls_is_verified_by_default():
    """A server must prove its name without any setting for that."""
    context = AccountSettings.model_validate(ACCOUNT).make_tls_context()

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


@pytest.mark.parametrize(
    "changes",
    [
        {"security": "none"},
        {"security": "none", "host": "192.0.2.1"},
        {"security": "none", "host": "localhost.school.example"},
        {"security": "ssl"},
        {"password_file": "x"},
        {"port": 0},
        {"name": "Met Spatie"},
        {"poll_seconds": 3600},
        {"hallo": 1},
    ],
)
def test_unsafe_or_unknown_settings_are_refused(changes: dict[str, Any]):
    """No open connection to another machine, no two passwords, no misspelt name."""
    with pytest.raises(ValidationError) as caught:
        AccountSettings.model_validate(ACCOUNT | changes)

    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_an_open_connection_stays_on_this_machine(host: str):
    """The exception is for the demo and for a relay beside it."""
    assert AccountSettings.model_validate(ACCOUNT | {"security": "none", "host": host})


def test_a_password_comes_from_a_file(tmp_path: Path):
    """It is read at each log-in, so that a new one works without a restart."""
    file = tmp_path / "password"
    file.write_text("een\n")
    values = {**ACCOUNT, "password": None, "password_file": file}
    account = AccountSettings.model_validate(values)
    assert account.read_password() == "een"
    file.write_text("twee\n")

    assert account.read_password() == "twee"
    assert "geheim" not in repr(AccountSettings.model_validate(ACCOUNT))


def test_two_accounts_need_two_names():
    """A mail is known by its account's name."""
    account = AccountSettings.model_validate(ACCOUNT)
    with pytest.raises(ValidationError):
        MailSettings(accounts=(account, account))


def test_what_is_ours_is_known_in_any_case():
    """The addresses that we read, send from and own."""
    settings = MailSettings(
        accounts=(AccountSettings.model_validate(ACCOUNT | {"user": "In@library.example"}),),
        smtp=SmtpSettings(host="localhost", sender="uit@library.example"),
        own_addresses=("info@library.example",),
    )

    assert all(
        settings.is_own(each)
        for each in ("in@library.example", "UIT@library.example", "info@library.example")
    )
    assert not settings.is_own("jan@school.example")
