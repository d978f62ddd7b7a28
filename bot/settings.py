"""All settings of the program: environment ``ROSTERDESK_…``, ``rosterdesk.toml``, secret files.

A name nobody knows is refused at start, because a misspelt setting that is silently ignored
looks like one that works.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings.exceptions import SettingsError as UnreadableSettingError

from rosterdesk.bot.chat_settings import ApprovalSettings, WebhookSettings
from rosterdesk.bot.errors import ProgramError
from rosterdesk.bot.watch_settings import WatchSettings
from rosterdesk.core.language import N_
from rosterdesk.core.settings import CoreSettings
from rosterdesk.core.storage.database import sqlite_url
from rosterdesk.mailbox.settings import MailSettings
from rosterdesk.printer.settings import PrinterSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "ROSTERDESK_"
DEFAULT_FILE = Path("rosterdesk.toml")
# Read by the command line itself, before there are settings.
_OUTSIDE = {"ROSTERDESK_CONFIG", "ROSTERDESK_REQUIRE_ALL"}


class SettingsError(ProgramError):
    """A setting is missing, misspelt or of the wrong kind."""


class ChatSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    api_url: str = Field("https://api.telegram.org", description="Or a local Bot API server.")
    shown_password_seconds: int = Field(
        60, ge=10, le=600, description="How long a one-time password is shown in chat."
    )
    card_symbology: Literal["code128", "codabar"] = Field(
        "code128", description="The barcode of a card that a customer shows in chat."
    )
    bot_name: str | None = Field(None, description="The bot's user name, for links on slips.")
    local_files: bool = Field(
        default=False,
        description="The Bot API server is our own (--local): files over 20 MB are taken.",
    )
    webhook: WebhookSettings | None = None
    approvals: ApprovalSettings = ApprovalSettings()

    def login_link(self, card_number: str) -> str | None:
        """Return the link of a slip: it opens the bot with the card, never with the password."""
        return f"https://t.me/{self.bot_name}?start={card_number}" if self.bot_name else None


class Settings(CoreSettings, BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    bot_token: SecretStr | None = None
    bot_token_file: Path | None = None
    chat: ChatSettings = ChatSettings()
    mail: MailSettings = MailSettings()
    printing: PrinterSettings = PrinterSettings()
    watch: WatchSettings = WatchSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, find_file())

    def read_bot_token(self) -> str | None:
        if self.bot_token_file is not None:
            return read_secret_file("bot_token_file", self.bot_token_file)
        return self.bot_token.get_secret_value() if self.bot_token else None

    def find_database(self) -> str:
        return self.database_url or sqlite_url(self.data)


def find_file() -> Path:
    """Return where the settings stand, or would stand."""
    return Path(os.environ.get("ROSTERDESK_CONFIG", DEFAULT_FILE))


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; raises SettingsError with one sentence that names what is wrong."""
    _refuse_unknown(os.environ)
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name, reason = ".".join(map(str, first["loc"])) or "(all)", first["msg"]
        raise _complain(name, reason) from error
    except UnreadableSettingError as error:
        # Its words say which part of the environment is no JSON, and hold nothing of it.
        named = re.search(r'field "(\w+)"', str(error))
        name = PREFIX + named[1].upper() if named else "(all)"
        raise _complain(name, "the environment has no JSON there") from error
    except OSError as error:
        raise _refuse_file(find_file(), error.strerror or type(error).__name__) from error
    except tomllib.TOMLDecodeError as error:
        raise _refuse_file(find_file(), str(error)) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise _refuse_file(find_file(), "it is no TOML") from error


def read_secret_file(name: str, file: Path) -> str:
    """Return the secret that a setting of that name keeps in a file."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(
            N_(
                "Setting {name}: the file {file} cannot be read ({reason}): is it there, and whose"
                " is it?"
            ),
            name=name,
            file=file,
            reason=error.strerror,
        ) from error
    except ValueError as error:
        raise _complain(name, "it names no file of text") from error


def _complain(name: str, reason: str) -> SettingsError:
    shown = (_in_one_line(name, 80), _in_one_line(reason, 250))
    return SettingsError(N_("Setting {name}: {reason}."), name=shown[0], reason=shown[1])


def _refuse_file(file: Path, reason: str) -> SettingsError:
    """Complain of a file whose place is the person's own choice: that may be long, too."""
    shown = _in_one_line(str(file)[-120:], 120)
    return SettingsError(
        N_("The settings in {file} cannot be read: {reason}."),
        file=shown,
        reason=_in_one_line(reason, 250),
    )


def _in_one_line(text: str, most: int) -> str:
    """Return it as a terminal can show it: a misspelt name may hold anything."""
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in environment:
        if not name.startswith(PREFIX) or name in _OUTSIDE:
            continue
        if name.partition("__")[0] not in known:
            raise SettingsError(N_("The environment has an unknown setting {name}."), name=name)
