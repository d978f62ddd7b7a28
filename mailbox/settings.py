"""The mail settings of a library. ``bot.settings`` joins them to the rest."""

from __future__ import annotations

import ssl
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - pydantic reads the annotations
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from rosterdesk.core.named_files import read_named_text
from rosterdesk.core.whereabouts import is_this_machine


class Security(StrEnum):
    """The encryption of a connection; NONE is only for servers on this machine."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class OAuthProvider(StrEnum):
    MICROSOFT = "microsoft"  # client credentials of an app registration
    GOOGLE = "google"  # a service account that may act for the mailbox


class OAuthSettings(BaseModel):
    """Log-in without a password. docs/mail.md has the steps at either provider."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    provider: OAuthProvider
    tenant: str | None = Field(None, description="Microsoft: directory (tenant) id.")
    client_id: str | None = Field(None, description="Microsoft: application (client) id.")
    client_secret: SecretStr | None = None
    client_secret_file: Path | None = None
    service_account_file: Path | None = Field(None, description="Google: the key, as JSON.")
    token_url: str | None = Field(None, description="Another token address than the provider's.")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.provider is OAuthProvider.MICROSOFT:
            secrets = (self.client_secret, self.client_secret_file)
            if not (self.tenant and self.client_id and sum(map(bool, secrets)) == 1):
                raise ValueError("microsoft needs tenant, client_id and one client secret")
        elif self.service_account_file is None:
            raise ValueError("google needs service_account_file")
        return self

    def read_client_secret(self) -> str:
        return _read_secret(self.client_secret, self.client_secret_file)


class ServerSettings(BaseModel):
    """A server and how to log in to it; the password is read anew at each log-in."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    host: str
    port: int = Field(ge=1, le=65535)
    security: Security = Security.TLS
    ca_file: Path | None = Field(None, description="A certificate authority of one's own.")
    user: str | None = None
    password: SecretStr | None = None
    password_file: Path | None = None
    oauth: OAuthSettings | None = None
    connect_seconds: float = Field(10, gt=0)
    answer_seconds: float = Field(60, gt=0, description="The longest wait for one answer.")

    @model_validator(mode="after")
    def _safe(self) -> Self:
        if self.security is Security.NONE and not is_this_machine(self.host):
            raise ValueError("security = none is for a server on this machine only")
        if sum(map(bool, (self.password, self.password_file, self.oauth))) > 1:
            raise ValueError("give one of password, password_file and oauth")
        return self

    def read_password(self) -> str | None:
        if self.password is None and self.password_file is None:
            return None
        return _read_secret(self.password, self.password_file)

    def make_tls_context(self) -> ssl.SSLContext:
        """Return a context that verifies the server's name and chain."""
        return ssl.create_default_context(cafile=str(self.ca_file) if self.ca_file else None)


class AccountSettings(ServerSettings):
    """One IMAP mailbox that is watched."""

    name: str = Field("mail", pattern=r"^[a-z0-9_-]{1,40}$", description="Stays the same for ever.")
    port: int = Field(993, ge=1, le=65535)
    user: str
    folder: str = "INBOX"
    processed_folder: str = "Processed"
    held_folder: str = "Held"
    quarantine_folder: str = "Quarantine"
    idle: bool = Field(default=True, description="Let the server say when something arrives.")
    poll_seconds: float = Field(30, gt=0, le=300)


class SmtpSettings(ServerSettings):
    """The server that takes our replies."""

    port: int = Field(587, ge=1, le=65535)
    security: Security = Security.STARTTLS
    sender: str = Field(description="The address that replies come from.")
    sender_name: str | None = None


class MailSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    accounts: tuple[AccountSettings, ...] = ()
    smtp: SmtpSettings | None = None
    trusted_authserv_id: str | None = Field(
        None,
        description="The name with which the receiving server stamps Authentication-Results; "
        "'-' where it stamps without a name (Exchange Online). Unset: the header is ignored.",
    )
    own_addresses: tuple[str, ...] = Field((), description="Never answered, never believed.")
    first_answer_seconds: float = Field(
        20, ge=0, le=300, description="The first answer waits so long for the reading of the files."
    )
    replies_per_sender_per_day: int = Field(
        20, ge=1, description="How many mails of one sender are answered in a day."
    )
    remarks_in_replies: bool = Field(
        default=False,
        description="Mail senders their own file back with what to mend: it holds pupils.",
    )
    neutral_replies_per_day: int = Field(
        50, ge=0, description="To strangers, all of them together; each gets one a day at most."
    )
    questions_to: str | None = Field(
        None,
        max_length=200,
        description="Whom senders can ask: a name, an address, a number. It stands in each reply.",
    )
    notice_address: str | None = Field(
        None, description="The library's own address that hears of each roster that arrives."
    )
    max_message_bytes: int = Field(35_000_000, ge=10_000)
    max_signature_age_days: int = Field(14, ge=1, description="Older signed mail is held.")

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [account.name for account in self.accounts]
        if len(set(names)) != len(names):
            raise ValueError("each mail account needs a name of its own")
        return self

    @property
    def knows_own_address(self) -> bool:
        """Return whether an address of ours is known: the user of an account may be no address."""
        return any("@" in each for each in self._list_own())

    def is_own(self, address: str) -> bool:
        """Return whether the address is one that we read or send from."""
        return address.casefold() in {each.casefold() for each in self._list_own()}

    def _list_own(self) -> list[str]:
        own = [*self.own_addresses, *(account.user for account in self.accounts)]
        if self.smtp is not None:
            own.append(self.smtp.sender)
        if self.notice_address is not None:
            own.append(self.notice_address)
        return own


def _read_secret(value: SecretStr | None, file: Path | None) -> str:
    if value is not None:
        return value.get_secret_value()
    assert file is not None
    return read_named_text("mail.accounts", file)
