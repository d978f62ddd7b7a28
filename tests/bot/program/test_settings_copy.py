"""Settings in a backup: all of them but the secrets."""

from __future__ import annotations

import tomllib

import pytest

from rosterdesk.bot.program.settings_copy import leave_out_secrets, list_secrets

PLAIN = """# ours
library_name = "De Plataan"
database_url = "postgres://rosterdesk@db.example/rosterdesk"
bot_token_file = "secrets/bot_token"

[mail]
from_address = "rosters@library.example"  # password = "no secret, a remark"
[[mail.accounts]]
name = "mail"
password_file = "secrets/mail"
"""


def test_settings_without_secrets_stay_as_they_are():
    assert leave_out_secrets(PLAIN) == (PLAIN, [])


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ('library_name = "De Plataan"', 'bot_token = "12:SECRET"', "bot_token"),
        ('library_name = "De Plataan"', "'bot_token' = '12:SECRET' # x", "bot_token"),
        ("rosterdesk@db", "rosterdesk:SECRET@db", "database_url"),
        ('password_file = "secrets/mail"', 'password = "SECRET"', "mail.accounts.0.password"),
        ('password_file = "secrets/mail"', '"password"="SECRET"', "mail.accounts.0.password"),
    ],
)
def test_each_secret_becomes_a_remark(before, after, name):
    text, secrets = leave_out_secrets(PLAIN.replace(before, after))
    assert text is not None
    assert "SECRET" not in text
    assert secrets == [name]
    assert list_secrets(text) == [name.rpartition(".")[2]]
    tomllib.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        'mail = {accounts = [{name = "a", password = "SECRET"}]}',
        'bot_token = """\n12:SECRET"""',
        'library_name = """\nbot_token = "x"\n"""',
        'chat.webhook.secret = "SECRET"',
        'printing.printers = {desk = "ipp://a:SECRET@printer.example"}',
    ],
)
def test_a_secret_that_cannot_be_taken_out_alone_keeps_the_file_out(text):
    kept, _ = leave_out_secrets(text)
    assert kept is None or "SECRET" not in kept
