"""The settings of the printers, a part of the program's own."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - pydantic reads it at run time

from pydantic import BaseModel, ConfigDict, Field, field_validator

from rosterdesk.printer.address import parse_address
from rosterdesk.printer.errors import PrinterAddressError


class PrinterSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    printers: dict[str, str] = Field(default={"desk": "dummy:"}, min_length=1)  # name -> URL
    layout_file: Path | None = None  # see rosterdesk.printer.layout

    @field_validator("printers")
    @classmethod
    def check_printers(cls, printers: dict[str, str]) -> dict[str, str]:
        """Refuse a URL that is wrong, and two names for one printer: their slips would mingle."""
        seen: dict[tuple[str, str, int], str] = {}
        for name, url in printers.items():
            try:
                address = parse_address(url)
            except PrinterAddressError as error:
                raise ValueError(f"printer {name}: {error}") from error
            other = seen.setdefault(address.device, name)
            if other != name and address.scheme != "dummy":
                raise ValueError(f"printers {other} and {name} are the same printer")
        return printers
