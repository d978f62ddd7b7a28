"""The settings of a library for the core. Adapters have their own part; bot.settings joins them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from rosterdesk.core.language import Language
from rosterdesk.core.whereabouts import find_unsafe_database

_SHORTEST, _LONGEST = 6, 64  # of an own password, at least


class RetentionSettings(BaseModel):
    """The time for which things that say something about people are kept, in days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    originals_days: int = Field(
        365, ge=1, description="The school's own file, counted from its arrival."
    )
    left_days: int | None = Field(
        None,
        ge=30,
        description="Customers whose last membership ended, erased for good; none: by hand only.",
    )
    folders_days: int | None = Field(
        None,
        ge=1,
        description="Mails in our folders on the mail server, once they are decided about;"
        " none: they stay.",
    )
    mails_days: int = Field(90, ge=1, description="Mails that were taken, and sent replies.")
    refused_mails_days: int = Field(30, ge=1, description="Mails that nobody wanted.")
    plans_days: int = Field(
        730, ge=30, description="Names and values in plans, and what was asked and answered."
    )
    private_days: int = Field(
        730, ge=30, description="The private part of the audit trail; the trail itself stays."
    )


class AnchorSettings(BaseModel):
    """The signed tip of the audit trail, kept where whoever owns the database cannot change it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: Path | None = Field(
        None, description="Where the signed tips are added; in `data` where none is named."
    )
    mail_to: str | None = Field(
        None,
        pattern=r"^[^@\s]+@[^@\s]+$",
        description="An address that gets them too, best on another server.",
    )
    mail_hours: int = Field(24, ge=1, le=744, description="How often they are mailed.")


class CoreSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    data: Path = Field(Path("data"), description="Folder for the database and the stored files.")
    without_tls: tuple[str, ...] = Field(
        (),
        description="Hosts of other machines that the database or the Bot API may be on without"
        " TLS: a closed network of containers. None by default.",
    )
    database_url: str | None = Field(
        None,
        description="A database other than the one in `data`. On another machine with TLS:"
        " `?ssl=true` at its end.",
    )
    key_file: Path | None = Field(
        None, description="Secret key of stored files; made in `data` where none is named."
    )
    library_name: str = Field("Bibliotheek", description="As it stands on slips and in mails.")
    language: Language = Field(Language.NL, description="For people who did not choose one.")
    password_days: int = Field(60, ge=1, le=366, description="How long a one-time password works.")
    own_password_length: int = Field(
        15,
        ge=8,
        le=64,
        description="At least, for everybody but pupils; NIST SP 800-63B-4 asks 15 without a second"
        " factor.",
    )
    own_password_length_pupils: int = Field(
        8, ge=6, le=64, description="At least, for pupils who may nothing but their own."
    )
    own_password_length_years: dict[int, int] = Field(
        {}, description="At least, for pupils of a year: {1 = 6, 2 = 6}."
    )
    login_failures: int = Field(
        10, ge=3, le=100, description="Wrong passwords in a row until the desk hears of it."
    )
    login_failures_of_chat: int = Field(
        5,
        ge=3,
        le=100,
        description="Wrong passwords in an hour of one chat account, or of a known browser.",
    )
    login_failures_of_address: int = Field(
        100,
        ge=3,
        le=10_000,
        description="Wrong passwords from one internet address on the page in an hour: a whole"
        " school may be behind it.",
    )
    unusual_looks: int = Field(
        300,
        ge=1,
        description="Customers whom searches show one person on a day, before"
        " administrators hear of it.",
    )
    most_looks: int = Field(
        2000, ge=1, description="The most of them; after that, searches show nobody."
    )
    link_code_hours: int = Field(72, ge=1, description="How long a code to link a chat works.")
    card_number_prefix: str = Field("2", pattern=r"^\d{0,6}$")
    card_number_length: int = Field(10, ge=6, le=14)
    policy: dict[str, Any] = Field(
        {}, description="Rules of schools that did not set them: the keys of docs/policies.md."
    )
    undo_days: int = Field(14, ge=0, le=366, description="How long an import can be undone.")
    read_seconds: int = Field(60, ge=1, description="The longest that one file may take to read.")
    read_memory_mb: int = Field(1024, ge=256)
    warm_reader: bool = Field(
        default=True, description="Start the reader with the service, for a quick first answer."
    )
    reader_isolation: Literal["required", "available", "off"] = Field(
        "available",
        description="Files and mails are opened without network, secrets or other files."
        " `available`: by what this machine's kernel offers, which `doctor` says; `required`: not"
        " at all where it offers too little.",
    )
    anchors: AnchorSettings = AnchorSettings()
    retention: RetentionSettings = RetentionSettings()
    file_bytes: int = Field(20_000_000, ge=1_000, description="The largest roster that is taken.")

    @field_validator("own_password_length_years")
    @classmethod
    def _require_some_length(cls, years: dict[int, int]) -> dict[int, int]:
        if any(not _SHORTEST <= least <= _LONGEST for least in years.values()):
            raise ValueError(f"a least length is from {_SHORTEST} to {_LONGEST}")
        return years

    @field_validator("database_url")
    @classmethod
    def _require_tls(cls, url: str | None, info: ValidationInfo) -> str | None:
        host = find_unsafe_database(url, os.environ.get("PGSSLMODE")) if url else None
        if host is not None and host not in info.data.get("without_tls", ()):
            raise ValueError(
                f"the database is on another machine ({host}): put ?ssl=true at the end of"
                " the address, or name the host in without_tls"
            )
        return url
