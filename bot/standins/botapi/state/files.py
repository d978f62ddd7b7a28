"""The files that people and the bot sent."""

from __future__ import annotations

import mimetypes
import secrets
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

OCTETS = "application/octet-stream"


@dataclass(frozen=True)
class StoredFile:
    """``path`` is what getFile tells; ``width`` and ``height`` are 0 unless it is a photo.

    ``untold`` are optional fields that Telegram leaves out: file_size, file_name, mime_type.
    """

    id: str
    unique_id: str
    name: str
    mime: str
    data: bytes
    path: str
    width: int = 0
    height: int = 0
    untold: frozenset[str] = frozenset()

    def as_document(self) -> dict[str, object]:
        return self._tell({**self.identify(), "file_name": self.name, "mime_type": self.mime})

    def as_photo_sizes(self) -> list[dict[str, object]]:
        return [{**self.identify(), "width": self.width, "height": self.height}]

    def identify(self) -> dict[str, object]:
        """Return the fields that every kind of file has."""
        ids: dict[str, object] = {"file_id": self.id, "file_unique_id": self.unique_id}
        return self._tell({**ids, "file_size": len(self.data)})

    def _tell(self, facts: dict[str, object]) -> dict[str, object]:
        return {name: value for name, value in facts.items() if name not in self.untold}


class Files:
    def __init__(self) -> None:
        self._count = 0
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._linked_at: dict[str, int] = {}

    def keep_document(
        self, name: str, data: bytes, mime: str | None = None, untold: Iterable[str] = ()
    ) -> StoredFile:
        path = f"documents/file_{self._count}{PurePosixPath(name).suffix[:16]}"
        kind = mime or mimetypes.guess_type(name)[0] or OCTETS
        return self._keep(name, data, kind, path, untold=frozenset(untold))

    def keep_photo(
        self, data: bytes, size: tuple[int, int], untold: Iterable[str] = ()
    ) -> StoredFile:
        path = f"photos/file_{self._count}.jpg"
        return self._keep(path, data, "image/jpeg", path, size, frozenset(untold))

    def find(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def keep_only(self, ids: set[str]) -> None:
        self._by_id = {key: file for key, file in self._by_id.items() if key in ids}
        self._by_path = {file.path: file for file in self._by_id.values()}
        self._linked_at = {
            path: date for path, date in self._linked_at.items() if path in self._by_path
        }

    def open_link(self, file: StoredFile, now: int) -> None:
        """Remember when getFile gave the path: the link works for an hour."""
        self._linked_at[file.path] = now

    def follow_link(self, path: str, since: int) -> StoredFile | None:
        """Return the file whose link was given at ``since`` or later."""
        if self._linked_at.get(path, -1) < since:
            return None
        return self._by_path.get(path)

    def _keep(
        self,
        name: str,
        data: bytes,
        mime: str,
        path: str,
        size: tuple[int, int] = (0, 0),
        untold: frozenset[str] = frozenset(),
    ) -> StoredFile:
        file = StoredFile(
            id=f"BQAC{secrets.token_urlsafe(24)}",
            unique_id=f"Ag{secrets.token_urlsafe(9)}",
            name=name,
            mime=mime,
            data=data,
            path=path,
            width=size[0],
            height=size[1],
            untold=untold,
        )
        self._count += 1
        self._by_id[file.id] = file
        self._by_path[file.path] = file
        return file
