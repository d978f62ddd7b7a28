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

from rosterdesk.core.language import N_
from rosterdesk.printer.errors import PrinterAddressError, PrinterSettingError
from rosterdesk.printer.model.address import Address, parse_address
from rosterdesk.printer.model.parameters import fill_in_profile
from rosterdesk.printer.quiet import QuietHours

OWN_FILE = "printers.toml"  # in the data folder: it goes before the settings' file


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
                raise PrinterSettingError(
                    N_("Printer “{name}”: {reason}"), name=_show(name), reason=error
                ) from error
            for other, known in seen.items():
                if address.is_same_printer(known):
                    raise PrinterSettingError(
                        N_("“{other}” and “{name}” are the same printer: use one name for it."),
                        other=_show(other),
                        name=_show(name),
                    )
            seen[name] = address
        return whole

    @model_validator(mode="after")
    def check_quiet(self) -> Self:
        """Refuse quiet hours that cannot be read, and those of a printer that is not there."""
        for name, hours in self.quiet.items():
            if name not in self.printers:
                raise PrinterSettingError(
                    N_("Quiet hours: there is no printer called “{name}”."), name=_show(name)
                )
            QuietHours.read(hours)
        return self

    def asks(self, printer: str) -> bool:
        """Return whether the printer comes and asks for its work."""
        return parse_address(self.printers[printer]).asks

    def quiet_hours(self, printer: str) -> QuietHours | None:
        hours = self.quiet.get(printer)
        return QuietHours.read(hours) if hours else None


def _show(name: str) -> str:
    """Return the name as a terminal can show it: a file of settings may hold anything."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)[:80]
