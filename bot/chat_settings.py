"""The settings of a chat that calls us."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - pydantic resolves the hints

from pydantic import BaseModel, ConfigDict, Field, IPvAnyNetwork, SecretStr, model_validator

from rosterdesk.core.named_files import read_named_text


class WebhookSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(pattern=r"^https?://", description="The address that Telegram calls.")
    host: str = Field("127.0.0.1", description="Where we listen; a web server stands before it.")
    port: int = Field(8443, ge=0, le=65535)
    path: str = Field("/telegram", pattern=r"^/")
    senders: tuple[IPvAnyNetwork, ...] = Field(
        (),
        description="Networks that may call, Telegram's are 149.154.160.0/20 and 91.108.4.0/22;"
        " empty for any. Behind a web server on this machine its X-Forwarded-For counts.",
    )
    secret: SecretStr | None = None
    secret_file: Path | None = None

    @model_validator(mode="after")
    def _require_secret(self) -> WebhookSettings:
        if self.secret is None and self.secret_file is None:
            raise ValueError("a webhook needs a secret or a secret_file")
        return self

    def read_secret(self) -> str:
        if self.secret_file is not None:
            return read_named_text("chat.webhook.secret_file", self.secret_file)
        assert self.secret is not None
        return self.secret.get_secret_value()
