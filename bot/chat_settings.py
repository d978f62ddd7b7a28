"""What a library sets for its approvals in chat."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - pydantic resolves the hints

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from rosterdesk.core.named_files import read_named_text


class ApprovalSettings(BaseModel):
    """The defaults are those of a library where one librarian decides, and nobody is woken."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    approvers: int = Field(1, ge=1, le=5, description="How many librarians must approve a plan.")
    four_eyes: bool = Field(
        default=True,
        description="Who sent a file, or cares for that school alone, never decides alone.",
    )
    remind_hours: int = Field(24, ge=1, description="When a card that waits is shown again.")
    escalate_hours: int = Field(
        72, ge=1, description="When all librarians see a card that its own leave waiting."
    )
    expire_days: int = Field(14, ge=1, le=180, description="After this a plan is rejected.")
    warn_hours: int = Field(24, ge=0, description="How long before that everybody is warned.")
    digest_hour: int | None = Field(
        8, ge=0, le=23, description="When the morning's overview comes; none for no overview."
    )
    quiet_from: int = Field(19, ge=0, le=23, description="From this hour nothing makes a sound …")
    quiet_until: int = Field(7, ge=0, le=23, description="… until this one, and all weekend.")
    names_in_private: bool = Field(
        default=True, description="Whether a librarian's private chat shows the names of pupils."
    )
    originals: bool = Field(
        default=True, description="Whether librarians can fetch the school's own file."
    )


class WebhookSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(pattern=r"^https?://", description="The address that Telegram calls.")
    host: str = Field("127.0.0.1", description="Where we listen; a web server stands before it.")
    port: int = Field(8443, ge=0, le=65535)
    path: str = Field("/telegram", pattern=r"^/")
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
