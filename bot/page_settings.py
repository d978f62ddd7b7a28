"""The settings of the library's page."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path  # noqa: TC003 - pydantic resolves the hints
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork, field_validator, model_validator

from rosterdesk.core.login.sessions import Lifetime
from rosterdesk.core.whereabouts import is_this_machine


class PageSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str | None = Field(
        None,
        pattern=r"^https?://[^/?#@\s]+/?$",
        description="Where people find the page, for example https://scholen.bibliotheek.nl; none:"
        " there is no page.",
    )
    host: str = Field("127.0.0.1", description="Where we listen; a web server stands before it.")
    port: int = Field(8444, ge=0, le=65535)
    trusted_proxies: tuple[IPvAnyNetwork, ...] = Field(
        (ip_network("127.0.0.0/8"), ip_network("::1/128")),
        description="Networks of the web servers whose X-Forwarded-For counts.",
    )
    certificate_file: Path | None = Field(
        None, description="The certificate with its chain, where no web server stands before it."
    )
    certificate_key_file: Path | None = None
    idle_minutes: int = Field(
        30, ge=5, le=480, description="A session that nobody uses for so long ends."
    )
    session_hours: int = Field(12, ge=1, le=72, description="A session lasts no longer than this.")
    upload_seconds: int = Field(300, ge=10, le=3600, description="For a file to arrive.")
    uploads_at_once_mb: int = Field(
        100, ge=20, description="Files on their way into memory, all together; others wait."
    )
    on_slips: bool = Field(
        default=True, description="The code on slips leads to the page; else to the bot."
    )
    telephone: str | None = Field(None, description="Of the library, for whoever cannot log in.")
    links: dict[str, str] = Field(
        {}, description="What people find elsewhere, for example Mijn leningen, with its address."
    )

    @field_validator("url")
    @classmethod
    def _require_tls(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = urlsplit(url)
        if parts.scheme == "http" and not is_this_machine(parts.hostname):
            raise ValueError("url must begin with https://: passwords are typed there")
        return url.rstrip("/")

    @field_validator("links")
    @classmethod
    def _require_addresses(cls, links: dict[str, str]) -> dict[str, str]:
        for address in links.values():
            if not address.startswith("https://"):
                raise ValueError("an address in links must begin with https://")
        return links

    @model_validator(mode="after")
    def _require_both_files(self) -> PageSettings:
        if (self.certificate_file is None) != (self.certificate_key_file is None):
            raise ValueError("certificate_file and certificate_key_file belong together")
        return self

    @property
    def lifetime(self) -> Lifetime:
        return Lifetime(timedelta(minutes=self.idle_minutes), timedelta(hours=self.session_hours))

    def login_link(self, card_number: str) -> str | None:
        """Return the link of a slip; what stands behind # is sent to no server and in no log."""
        return f"{self.url}/#{card_number}" if self.url else None
