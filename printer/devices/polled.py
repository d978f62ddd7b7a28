"""A printer that comes and asks for its work: it is never spoken to, it speaks to the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.printer.devices.device import Device
from rosterdesk.printer.devices.pickup import Pickup
from rosterdesk.printer.model.address import Answers

if TYPE_CHECKING:
    from rosterdesk.printer.devices.device import Status
    from rosterdesk.printer.model.address import Address

_MORE = 5.0  # seconds besides two of its questions, until it is missed (Star's guide, Poll timeout)
_FRESH = 60.0  # seconds for which what it said of its paper is believed


class PolledDevice(Device):
    def __init__(self, address: Address) -> None:
        super().__init__(address)
        self.silent = 2 * address.every + _MORE
        self.pickup = Pickup(self.silent)

    def send(self, data: bytes, clearing: bytes = b"") -> None:
        del clearing  # each job is whole
        self.pickup.lay_down(data, self.silent)

    def confirm(self) -> bool:
        if self.address.answers is Answers.NONE:
            self.pickup.let_go()
            return False
        self.pickup.await_end(self.address.patience)
        return self.address.answers is Answers.ALL

    def status(self) -> Status:
        return self.pickup.find_status(_FRESH)
