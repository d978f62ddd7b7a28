"""The whole of an installation in one sealed file: tables, stored files, keys, settings.

It is the same file whatever the database, so that a restore may also change from SQLite to
PostgreSQL or back. A tar archive, compressed and sealed; its members in this order: the head,
the stored files, the tables in pieces, and at the end the counts and the tip of the audit trail.
"""

from __future__ import annotations

import gzip
import io
import os
import shutil
import tarfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.privacy.audit import verify_trail
from rosterdesk.core.protection.sealing import SealedFileError, SealedReader, SealedWriter
from rosterdesk.core.storage.database import writing
from rosterdesk.core.storage.tables import (
    count_rows,
    list_migrations,
    list_tables,
    one_moment,
    read_numbers,
    read_table,
    write_numbers,
    write_table,
)
from rosterdesk.core.trail.chain import read_tip

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

    from rosterdesk.core.protection.files import FileStore

_FORMAT = 1


class RestoreError(RosterdeskError):
    """The backup cannot be restored here; nothing was changed in the database."""


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a backup: rows by table, the number of files, the tip of the audit trail."""

    rows: dict[str, int]
    files: int
    tip: str


async def write_backup(
    file: BinaryIO,
    passphrase: bytes,
    files: FileStore | None,
    key_file: bytes | None,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Content:
    """Write everything as it is at one moment; the service may go on meanwhile.

    ``settings`` are the texts of settings by file name, without secrets. Without files and keys it
    holds the tables only: for moving to another database.
    """
    sealed = SealedWriter(file, passphrase)
    with (
        gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=3, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
        _hold(files) as held,
    ):
        async with one_moment():
            held.take()  # what came between the first look and this moment
            head = {
                "format": _FORMAT,
                "migrations": await list_migrations(),
                "keys": key_file.decode() if key_file else None,
                "settings": dict(settings),
            }
            _add(archive, "head.json", orjson.dumps(head))
            for path in held.list_paths():
                archive.add(path, f"files/{path.name}", filter=_anonymise)
            await _add_tables(archive)
            position, digest = await read_tip()
            content = Content(await count_rows(), len(held.list_paths()), f"{position}:{digest}")
            end = {
                "rows": content.rows,
                "files": content.files,
                "tip": content.tip,
                "numbers": await read_numbers(),
            }
        _add(archive, "end.json", orjson.dumps(end))
    sealed.finish()
    return content


async def _add_tables(archive: tarfile.TarFile) -> None:
    for table in list_tables():
        number = 0
        async for piece in read_table(table):
            data = orjson.dumps({"columns": list(table.columns), "rows": piece})
            _add(archive, f"tables/{table.name}/{number:06}.json", data)
            number += 1


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    archive.addfile(member, io.BytesIO(data))


def _anonymise(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


class _Held:
    """Second names for the stored files: what the service deletes meanwhile is still here."""

    def __init__(self, files: FileStore | None, folder: Path) -> None:
        self._files = files
        self._folder = folder

    def take(self) -> None:
        for path in self._files.list_paths() if self._files else ():
            here = self._folder / path.name
            if not here.exists() and path.exists():
                os.link(path, here)

    def list_paths(self) -> list[Path]:
        return sorted(self._folder.iterdir()) if self._files else []


@contextmanager
def _hold(files: FileStore | None) -> Iterator[_Held]:
    folder = files.make_side_folder() if files else Path()
    held = _Held(files, folder)
    try:
        held.take()
        yield held
    finally:
        if files:
            shutil.rmtree(folder, ignore_errors=True)


class Backup:
    """A backup that is being read, from its beginning to its end."""

    def __init__(self, file: BinaryIO, passphrase: bytes) -> None:
        """Read the head; raises SealedFileError or RestoreError."""
        packed = gzip.GzipFile(fileobj=io.BufferedReader(SealedReader(file, passphrase)))
        self._archive = tarfile.open(fileobj=packed, mode="r|")  # noqa: SIM115 - as long as the file
        head = self._read(self._archive.next())
        if head.get("format") != _FORMAT:
            raise RestoreError(N_("This backup was made by a newer version of rosterdesk."))
        self.migrations: list[str] = head["migrations"]
        self.key_file: bytes | None = head["keys"].encode() if head["keys"] else None
        self.settings: dict[str, str] = head.get("settings", {})

    async def restore(self, files: FileStore | None) -> Content:
        """Fill the open, empty database and the stored files; raises RestoreError."""
        if self.migrations != await list_migrations():
            raise RestoreError(
                N_("This backup is of another version of rosterdesk: restore it with that version.")
            )
        if any((await count_rows()).values()):
            raise RestoreError(N_("The database is not empty: a backup goes into an empty one."))
        async with writing():
            end = await self._fill(files)
            await write_numbers(end["numbers"])
            content = Content(end["rows"], end["files"], end["tip"])
            await _check(content)
        return content

    async def _fill(self, files: FileStore | None) -> dict[str, Any]:
        tables = {table.name: table for table in list_tables()}
        found = 0
        while member := self._archive.next():
            folder, _, name = member.name.partition("/")
            if folder == "end.json":
                end = self._read(member)
                if end["files"] != found:
                    raise RestoreError(_INCOMPLETE)
                return end
            if folder == "files" and files is not None:
                stream = self._archive.extractfile(member)
                assert stream is not None
                files.put_sealed(name, stream.read())
                found += 1
            elif folder == "tables":
                await write_table(tables[name.partition("/")[0]], self._read(member)["rows"])
        raise RestoreError(_INCOMPLETE)

    def _read(self, member: tarfile.TarInfo | None) -> dict[str, Any]:
        stream = self._archive.extractfile(member) if member else None
        if stream is None:
            raise SealedFileError(_INCOMPLETE)
        found: dict[str, Any] = orjson.loads(stream.read())
        return found


async def _check(content: Content) -> None:
    """Compare what is here now with what the backup says, and verify the audit trail."""
    if await count_rows() != content.rows:
        raise RestoreError(_INCOMPLETE)
    verdict = await verify_trail(content.tip)
    if verdict.findings:
        raise verdict.findings[0].error


_INCOMPLETE = N_("This backup is not complete.")
