"""The settings of the printers, a part of the program's own."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - pydantic reads it at run time
from typing import Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from rosterdesk.printer.errors import PrinterAddressError
from rosterdesk.printer.model.address import Address, fill_in_profile, parse_address
from rosterdesk.printer.quiet import QuietHours


class PrinterSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    profiles: dict[str, str] = Field(
        default={}, description="What setup found of a model: parameters of a URL, by a name."
    )
    printers: dict[str, str] = {}  # name -> URL; none: nothing is printed
    quiet: dict[str, str] = Field(
        default={}, description='Hours in which a printer waits: {desk = "22:00-07:00"}.'
    )
    layout_file: Path | None = None  # see rosterdesk.printer.slips.layout

    @field_validator("printers")
    @classmethod
    def check_printers(cls, printers: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        """Refuse a URL that is wrong, and two names for one printer: their slips would mingle."""
        profiles: dict[str, str] = info.data.get("profiles", {})
        whole = {name: fill_in_profile(url, profiles) for name, url in printers.items()}
        seen: dict[str, Address] = {}
        for name, url in whole.items():
            try:
                address = parse_address(url)
            except PrinterAddressError as error:
                raise ValueError(f"printer {name}: {error}") from error
            for other, known in seen.items():
                if address.is_same_printer(known):
                    raise ValueError(f"printers {other} and {name} are the same printer")
            seen[name] = address
        return whole

    @model_validator(mode="after")
    def check_quiet(self) -> Self:
        """Refuse quiet hours that cannot be read, and those of a printer that is not there."""
        for name, hours in self.quiet.items():
            if name not in self.printers:
                raise ValueError(f"quiet hours of {name}: there is no printer of that name")
            QuietHours.read(hours)
        return self

    def quiet_hours(self, printer: str) -> QuietHours | None:
        hours = self.quiet.get(printer)
        return QuietHours.read(hours) if hours else None
