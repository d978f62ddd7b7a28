"""The files of the pages: styles, scripts and pictures, under addresses that never change.

The address holds a digest of the content, so that a browser asks for each version once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

STATIC = Path(__file__).parent / "static"
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_DIGEST = 12
_CACHE = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    address: str
    data: bytes
    kind: str


class Assets:
    """All files of ``static``, read once."""

    def __init__(self, folder: Path = STATIC) -> None:
        found = (path for path in sorted(folder.iterdir()) if path.suffix in _KINDS)
        self._by_name = {path.name: _read(path) for path in found}
        self._by_address = {asset.address: asset for asset in self._by_name.values()}

    def address(self, name: str) -> str:
        return self._by_name[name].address

    def give(self, address: str) -> web.Response:
        """Return the file at that address; raises HTTPNotFound."""
        asset = self._by_address.get(address)
        if asset is None:
            raise web.HTTPNotFound
        response = web.Response(body=asset.data, content_type=asset.kind, charset="utf-8")
        response.headers["Cache-Control"] = _CACHE
        return response


def _read(path: Path) -> Asset:
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()[:_DIGEST]
    return Asset(f"/static/{digest}/{path.name}", data, _KINDS[path.suffix])
