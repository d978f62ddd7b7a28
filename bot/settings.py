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

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings.exceptions import SettingsError as UnreadableSettingError

from rosterdesk.bot.chat_settings import WebhookSettings  # noqa: TC001 - pydantic resolves the hints
from rosterdesk.bot.page_settings import PageSettings
from rosterdesk.bot.setting_errors import (
    SettingsError,
    choose_error,
    complain,
    explain_setting,
    find_near,
    in_one_line,
)
from rosterdesk.bot.watch_settings import WatchSettings
from rosterdesk.core.approval.settings import ApprovalSettings
from rosterdesk.core.compare.model import Policy
from rosterdesk.core.isolation.own import wipe_variable
from rosterdesk.core.language import N_
from rosterdesk.core.named_files import read_named_text
from rosterdesk.core.settings import CoreSettings
from rosterdesk.core.storage.database import sqlite_url
from rosterdesk.core.whereabouts import find_unsafe_host
from rosterdesk.mailbox.settings import MailSettings
from rosterdesk.printer.settings import OWN_FILE, PrinterSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic.fields import FieldInfo

PREFIX = "ROSTERDESK_"
DEFAULT_FILE = Path("rosterdesk.toml")
# Read by the command line itself, before there are settings.
_OUTSIDE = {"ROSTERDESK_CONFIG", "ROSTERDESK_REQUIRE_ALL"}
_NO_SECRETS = {"ca_file", "layout_file", "certificate_file"}  # files that anybody may read
_PLAIN = {*_OUTSIDE, "ROSTERDESK_DATA", "ROSTERDESK_LANGUAGE"}  # no secret, and asked for again


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


class _OwnPrinters(PydanticBaseSettingsSource):
    """The printers that were set up from chat: newer than those that the settings began with."""

    def __init__(self, settings_cls: type[BaseSettings], written: TomlConfigSettingsSource) -> None:
        super().__init__(settings_cls)
        self._written = written

    def __call__(self) -> dict[str, Any]:
        default = Settings.model_fields["data"].default
        data = self.current_state.get("data") or self._written().get("data") or default
        if not isinstance(data, str | Path) or "\0" in str(data):
            return {}  # the check of the settings says what is wrong with it
        return TomlConfigSettingsSource(self.settings_cls, Path(data) / OWN_FILE)()

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        raise NotImplementedError(field, field_name)  # it has all of its values at once


class Settings(CoreSettings, BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: SecretStr | None = None
    bot_token_file: Path | None = None
    chat: ChatSettings = ChatSettings()
    mail: MailSettings = MailSettings()
    page: PageSettings = PageSettings()
    printing: PrinterSettings = PrinterSettings()
    watch: WatchSettings = WatchSettings()

    @field_validator("policy")
    @classmethod
    def _check_policy(cls, policy: dict[str, Any]) -> dict[str, Any]:
        try:
            TypeAdapter(Policy).validate_python(policy, extra="forbid")
        except ValidationError as error:
            first = error.errors()[0]
            raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
        return policy

    @field_validator("chat")
    @classmethod
    def _require_tls_for_chat(cls, chat: ChatSettings, info: ValidationInfo) -> ChatSettings:
        host = find_unsafe_host(chat.api_url)
        if host is not None and host not in info.data.get("without_tls", ()):
            raise ValueError(
                f"api_url is of another machine ({host}) and must begin with https://, or the host"
                " stand in without_tls"
            )
        return chat

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
        written = TomlConfigSettingsSource(settings_cls, find_file())
        return init_settings, env_settings, _OwnPrinters(settings_cls, written), written

    def read_bot_token(self) -> str | None:
        if self.bot_token_file is not None:
            return read_named_text("bot_token_file", self.bot_token_file)
        return self.bot_token.get_secret_value() if self.bot_token else None

    def find_database(self) -> str:
        return self.database_url or sqlite_url(self.data)

    def has_database(self) -> bool:
        """Return whether there is one; of a server that is taken for granted."""
        kind, _, rest = self.find_database().partition("://")
        return kind != "sqlite" or Path(rest.partition("?")[0]).exists()


def find_file() -> Path:
    """Return where the settings stand, or would stand."""
    return Path(os.environ.get("ROSTERDESK_CONFIG", DEFAULT_FILE))


def read_printing_of_environment() -> dict[str, dict[str, str]]:
    """Return the part of the environment about printers, which goes before every file."""
    return EnvSettingsSource(Settings)().get("printing") or {}


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; raises SettingsError with one sentence that names what is wrong."""
    _refuse_unknown(os.environ)
    _require_named_file()
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise explain_setting(choose_error(error.errors()), Settings) from error
    except UnreadableSettingError as error:
        # Its words say which part of the environment is no JSON, and hold nothing of it.
        named = re.search(r'field "(\w+)"', str(error))
        name = PREFIX + named[1].upper() if named else "(all)"
        raise complain(name, "the environment has no JSON there") from error
    except OSError as error:
        raise _refuse_file(find_file(), error.strerror or type(error).__name__) from error
    except tomllib.TOMLDecodeError as error:
        raise _refuse_file(find_file(), str(error)) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise _refuse_file(find_file(), "it is no TOML") from error


def list_secret_files(settings: BaseModel) -> list[Path]:
    """Return the files that hold secrets: those that are named, and the settings' own."""
    found: list[Path] = []
    for name, value in settings:
        if isinstance(value, BaseModel):
            found += list_secret_files(value)
        elif isinstance(value, tuple):
            found += [
                path for e in value if isinstance(e, BaseModel) for path in list_secret_files(e)
            ]
        elif isinstance(value, Path) and name.endswith("_file") and name not in _NO_SECRETS:
            found.append(value)
        elif isinstance(value, SecretStr) and _stands_in_file(value.get_secret_value()):
            found.append(find_file())
    return found


def _stands_in_file(secret: str) -> bool:
    """Return whether the settings' own file has the secret in it, and not the environment."""
    try:
        return secret in find_file().read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False


def forget_environment() -> None:
    """Wipe what may hold a secret from the environment, once it has been read.

    Programs that are started inherit nothing of it, and it is no longer in /proc.
    """
    for name in list(os.environ):
        if name.startswith(PREFIX) and name not in _PLAIN and not name.endswith("_FILE"):
            wipe_variable(name)


def require_setup() -> None:
    """Raise SettingsError where nothing says which library this is: a new one would be begun.

    Settings may come from the environment alone, as in a container.
    """
    _require_named_file()
    if not is_set_up():
        raise SettingsError(
            N_("There is no {file} in {folder}: 'rosterdesk init' makes one."),
            file=DEFAULT_FILE.name,
            folder=in_one_line(str(Path.cwd()), 120),
        )


def is_set_up() -> bool:
    """Return whether a file or the environment says which library this is, or names a file."""
    given = any(name.startswith(PREFIX) and name not in _OUTSIDE for name in os.environ)
    return given or "ROSTERDESK_CONFIG" in os.environ or find_file().exists()


def _require_named_file() -> None:
    if "ROSTERDESK_CONFIG" in os.environ and not find_file().exists():
        raise SettingsError(
            N_("ROSTERDESK_CONFIG names {file}, which is not there: 'rosterdesk init' makes it."),
            file=in_one_line(str(find_file())[-120:], 120),
        )


def _refuse_file(file: Path, reason: str) -> SettingsError:
    """Complain of a file whose place is the person's own choice: that may be long, too."""
    shown = in_one_line(str(file)[-120:], 120)
    return SettingsError(
        N_("The settings in {file} cannot be read: {reason}."),
        file=shown,
        reason=in_one_line(reason, 250),
    )


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in environment:
        if not name.startswith(PREFIX) or name in _OUTSIDE:
            continue
        if name.partition("__")[0] not in known:
            near = find_near(name.removeprefix(PREFIX).lower(), Settings)
            if near is None:
                raise SettingsError(N_("The environment has an unknown setting {name}."), name=name)
            raise SettingsError(
                N_("The environment has an unknown setting {name}. Did you mean {near}?"),
                name=name,
                near=PREFIX + near.upper().replace(".", "__"),
            )
