"""Traffic to another machine goes with TLS."""

from __future__ import annotations

import pytest

from rosterdesk.bot.settings import SettingsError, load_settings
from rosterdesk.core.whereabouts import find_unsafe_database, find_unsafe_host, is_this_machine


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("[::1]", True),
        ("/run/postgresql", True),
        (None, True),
        ("localhost.evil.example", False),
        ("10.0.0.1", False),
        ("0.0.0.0", False),
        ("db", False),
    ],
)
def test_hosts(host, here):
    assert is_this_machine(host) is here


@pytest.mark.parametrize(
    ("url", "unsafe"),
    [
        ("sqlite:///data/a.sqlite3", None),
        ("postgres://a:b@127.0.0.1/x", None),
        ("postgres://a:b@localhost:5432/x?ssl=", None),
        ("postgres://a:b@db.example/x", "db.example"),
        ("postgres://a:b@db.example/x?ssl=", "db.example"),
        ("postgres://a:b@db.example/x?ssl=true", None),
        ("asyncpg://a:b@db.example/x", "db.example"),
        ("postgres://[", None),
    ],
)
def test_databases(url, unsafe):
    assert find_unsafe_database(url) == unsafe


def test_a_database_may_have_its_tls_from_the_environment():
    url = "postgres://a:b@db.example/x"
    assert find_unsafe_database(url, "verify-full") is None
    assert find_unsafe_database(url, "prefer") == "db.example"


@pytest.mark.parametrize(
    ("url", "unsafe"),
    [
        ("https://api.telegram.org", None),
        ("http://127.0.0.1:8081", None),
        ("http://localhost", None),
        ("http://api.example:8081", "api.example"),
        ("HTTP://10.0.0.1", "10.0.0.1"),
        ("http://127.0.0.1@evil.example", "evil.example"),
    ],
)
def test_bot_apis(url, unsafe):
    assert find_unsafe_host(url) == unsafe


@pytest.mark.parametrize(
    "unsafe",
    [
        {"database_url": "postgres://rosterdesk:geheim@db.example/x"},
        {"chat": {"api_url": "http://db.example:8081"}},
    ],
)
def test_settings_refuse_them_unless_the_host_is_named(unsafe):
    """The refusal is one sentence with the setting and what to do, and without the password."""
    with pytest.raises(SettingsError) as caught:
        load_settings(**unsafe)
    assert next(iter(unsafe)) in str(caught.value)
    assert "without_tls" in str(caught.value)
    assert "geheim" not in str(caught.value)
    assert load_settings(**unsafe, without_tls=["db.example"])
    with pytest.raises(SettingsError):
        load_settings(**unsafe, without_tls=["other.example"])
