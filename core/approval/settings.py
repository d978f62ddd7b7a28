"""The settings of a library for its approvals, whichever door asks."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class ApprovalSettings(BaseModel):
    """The defaults are those of a library where one librarian decides, and nobody is woken."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    approvers: int = Field(1, ge=1, le=5, description="How many librarians must approve a plan.")
    four_eyes: bool = Field(
        default=True,
        description="Nobody approves a file that they sent, or one of their own school.",
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
