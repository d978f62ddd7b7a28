"""A receipt printer that asks the page for its slips (Epson Server Direct Print), for the demo.

It keeps what it printed. The tests have printers of their own, which can fail.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass, field

import aiohttp

_COMMAND = re.compile(rb"<command>([0-9a-f]+)</command>")
_NUMBER = re.compile(rb"<printjobid>(\w+)</printjobid>")
_READY = 0x0F00_0016  # the bits of its status: nothing is the matter
_RESULT = (
    '<PrintResponseInfo Version="2.00"><ePOSPrint><Parameter><devid>local_printer</devid>'
    "<printjobid>{number}</printjobid></Parameter><PrintResponse>"
    '<response success="true" code="" status="{status}"/></PrintResponse></ePOSPrint>'
    "</PrintResponseInfo>"
)


@dataclass
class PollingPrinter:
    url: str
    serial: str
    every: float = 1.0  # seconds
    printed: list[bytes] = field(default_factory=list, repr=False)

    async def run(self) -> None:
        """Ask and print until cancelled; while the page is away, ask again."""
        async with aiohttp.ClientSession() as client:
            while True:
                with suppress(aiohttp.ClientError):
                    while await self._work(client):
                        pass
                await asyncio.sleep(self.every)

    async def _work(self, client: aiohttp.ClientSession) -> bool:
        """Ask once; return whether there was something to do."""
        given = await self._post(client, {"ConnectionType": "GetRequest"})
        number = _NUMBER.search(given)
        if number is None:
            return False
        command = _COMMAND.search(given)
        if command is not None:
            self.printed.append(bytes.fromhex(command[1].decode()))
        result = _RESULT.format(number=number[1].decode(), status=_READY)
        await self._post(client, {"ConnectionType": "SetResponse", "ResponseFile": result})
        return command is not None

    async def _post(self, client: aiohttp.ClientSession, fields: dict[str, str]) -> bytes:
        async with client.post(self.url, data={**fields, "ID": self.serial}) as response:
            return await response.read() if response.status == 200 else b""
