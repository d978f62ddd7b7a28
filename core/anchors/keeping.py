"""The file of anchors: one line each, added at the end and never changed."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from rosterdesk.core.anchors.model import Anchor, parse_anchor
from rosterdesk.core.clock import now
from rosterdesk.core.trail.chain import read_tip

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class AnchorFile:
    def __init__(self, path: Path) -> None:
        self.path = path

    async def read(self) -> list[Anchor | None]:
        """Return its anchors, oldest first; None for a line that is none of ours.

        Lines that do not begin as one are passed over: a mail has words around it.
        """
        return await asyncio.to_thread(self._read)

    async def add(self, anchor: Anchor) -> None:
        """Write the anchor at the end, durable before this returns."""
        await asyncio.to_thread(self._add, anchor)

    def _read(self) -> list[Anchor | None]:
        try:
            lines = self.path.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        return [parse_anchor(line) for line in lines if line.startswith(b"{")]

    def _add(self, anchor: Anchor) -> None:
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(anchor.dump())
            file.flush()
            os.fsync(file.fileno())


async def make_anchor(key: Ed25519PrivateKey) -> Anchor:
    """Return where the trail ends now, signed."""
    position, digest = await read_tip()
    return Anchor(position, digest, now().isoformat(timespec="seconds")).sign(key)
