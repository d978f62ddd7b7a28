"""The parts a running core needs: made once by the program and handed to whoever acts."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rosterdesk.core.customers.card_numbers import CardNumbering
from rosterdesk.core.customers.policies import use_defaults
from rosterdesk.core.protection.files import FileStore
from rosterdesk.core.protection.keys import Keys, load_keys
from rosterdesk.core.roster.limits import Limits
from rosterdesk.core.roster.worker import RosterReader
from rosterdesk.core.storage.locks.model import Locks, LocksOfOneProcess

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from rosterdesk.core.roster.reader import Reader
    from rosterdesk.core.settings import CoreSettings


@dataclass(frozen=True, slots=True)
class Library:
    settings: CoreSettings
    keys: Keys
    files: FileStore
    reader: Reader
    numbering: CardNumbering
    locks: Locks = field(default_factory=LocksOfOneProcess)


@asynccontextmanager
async def open_library(
    settings: CoreSettings, *, locks: Locks, warm: bool = False
) -> AsyncIterator[Library]:
    """Open the stored files and the reader; the database and its locks are opened apart.

    ``warm`` starts the reader's process at once: who waits for a card waits a second less.
    """
    keys = load_keys(find_key_file(settings))
    use_defaults(settings.policy)
    async with make_reader(settings, warm=warm) as reader:
        yield Library(
            settings,
            keys,
            FileStore(settings.data / "files", keys),
            reader,
            CardNumbering(
                settings.card_number_prefix, settings.card_number_length, keys.make_card_key()
            ),
            locks,
        )


def find_key_file(settings: CoreSettings) -> Path:
    return settings.key_file or settings.data / "secret.key"


def make_reader(settings: CoreSettings, *, warm: bool = False) -> RosterReader:
    return RosterReader(reading_limits(settings), warm=warm, isolation=settings.reader_isolation)


def reading_limits(settings: CoreSettings) -> Limits:
    return Limits(
        file_bytes=settings.file_bytes,
        seconds=settings.read_seconds,
        memory_bytes=settings.read_memory_mb * 2**20,
    )
