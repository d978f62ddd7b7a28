"""A file on its way in: taken piece by piece, bounded, and never in a file of this server.

aiohttp's own reading of forms puts files into the system's folder for temporary files; here they
stay in memory until they are encrypted. How much of them may be there at once is bounded: the
others wait at the door, their network connection with them.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import BodyPartReader, web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_FIELD_BYTES = 1000
_AROUND = 4096  # of the form itself, beside the file


class Budget:
    """So many bytes, which those who need some wait for."""

    def __init__(self, size: int) -> None:
        self._free = size
        self._size = size
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def take(self, size: int) -> AsyncIterator[None]:
        wanted = min(size, self._size)
        async with self._changed:
            await self._changed.wait_for(lambda: self._free >= wanted)
            self._free -= wanted
        try:
            yield
        finally:
            async with self._changed:
                self._free += wanted
                self._changed.notify_all()


@dataclass(slots=True)
class Arrived:
    """A form with one file in it: ``name`` is '' where none was chosen."""

    name: str = ""
    data: bytes = b""
    fields: dict[str, str] = field(default_factory=dict)


async def read_upload(
    request: web.Request, most: int, most_of_field: int = _FIELD_BYTES
) -> Arrived:
    """Return the form; raises HTTPRequestEntityTooLarge for a file of more than ``most`` bytes."""
    if request.content_type != "multipart/form-data":
        raise web.HTTPUnsupportedMediaType
    if (request.content_length or 0) > max(most, most_of_field) + _AROUND:
        raise web.HTTPRequestEntityTooLarge(most, request.content_length or 0)
    arrived = Arrived()
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise web.HTTPBadRequest
            if part.filename is None:
                text = await _read(part, most_of_field)
                arrived.fields[part.name or ""] = text.decode("utf-8", "replace")
            elif not arrived.name:
                arrived.name, arrived.data = part.filename, await _read(part, most)
    except ValueError as error:  # not a form, whatever it says
        raise web.HTTPBadRequest from error
    return arrived


async def _read(part: BodyPartReader, most: int) -> bytes:
    data = bytearray()
    while chunk := await part.read_chunk():
        data += chunk
        if len(data) > most:
            raise web.HTTPRequestEntityTooLarge(most, len(data))
    return bytes(data)
