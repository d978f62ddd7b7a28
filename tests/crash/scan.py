"""Looking in every byte that was kept for what may not be there, in the ways bytes are written."""

from __future__ import annotations

import base64
import io
import os
import re
import tempfile
import zipfile
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import numpy as np
from tests.disk import dump_database

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.models import Submission
from rosterdesk.core.protection.files import FileStore
from rosterdesk.core.protection.keys import load_keys
from rosterdesk.core.storage.database import open_database

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tests.crash.ledger import Report
    from tests.crash.stage import Scene

_MEMORY = Path("/dev/shm")  # where the reader keeps what it has no room for
_WINDOW = 8  # bytes: the shortest that is looked for
_PIECE = 1 << 24
_BITS = 20
_HEX_BEFORE = re.compile(rb"[0-9a-f]*\Z")
_HEX_AFTER = re.compile(rb"[0-9a-f]*")
_SHORTEST_HEX, _LONGEST_HEX = 32, 64
_BY_CHANCE = 9  # digits
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def spell(word: str) -> Iterator[bytes]:
    """The bytes that a word may be kept as. Parts of it where the rest hangs on what surrounds it.

    Base64 writes three bytes as four signs, so that a word has three spellings.
    """
    plain = word.encode()
    for each in {word, word.lower(), word.upper()}:
        yield each.encode()
    yield word.encode("utf-16-le")
    yield word.encode("utf-16-be")
    yield plain.hex().encode()
    for shift in range(3):
        inner = plain[(3 - shift) % 3 :]
        yield base64.b64encode(inner[: len(inner) // 3 * 3])


def _is_by_chance(spelt: bytes, data: bytes, place: int) -> bool:
    """Return whether nine digits stand in a digest or salt, as reckoned in one run of some seventy.

    Digests and salts are runs of at least 32 hexadecimal digits with a letter among them. A word
    written in hexadecimal is such a run too, but it is longer, and never there by chance.
    """
    if not spelt.isdigit() or len(spelt) > _BY_CHANCE:
        return False
    start = max(0, place - _LONGEST_HEX)
    before = _HEX_BEFORE.search(data, start, place)
    after = _HEX_AFTER.match(data, place)
    assert before
    assert after
    run = before[0] + after[0]
    return len(run) >= _SHORTEST_HEX and not run.isdigit()


class Finder:
    """Finds any of many words in any number of bytes: each eight bytes are looked up at once."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        """``words``: what they are -> the words; only what they are is ever told."""
        self._wanted: dict[int, list[tuple[bytes, str]]] = {}
        for kind, each in words.items():
            for spelt in {s for word in each for s in spell(word) if len(s) >= _WINDOW}:
                start = int.from_bytes(spelt[:_WINDOW], "little")
                self._wanted.setdefault(start, []).append((spelt, kind))
        starts = np.fromiter(self._wanted, dtype=np.uint64, count=len(self._wanted))
        self._table = np.zeros(1 << _BITS, dtype=bool)
        self._table[self._digest(starts)] = True
        self._longest = max((len(s) for f in self._wanted.values() for s, _ in f), default=0)

    @staticmethod
    def _digest(windows: np.ndarray) -> np.ndarray:
        with np.errstate(over="ignore"):
            return (windows * _FACTOR) >> np.uint64(64 - _BITS)

    def find(self, data: bytes) -> set[str]:
        """Return what stands in the data."""
        found: set[str] = set()
        data += bytes(_WINDOW)  # the last windows reach beyond the end
        for shift in range(_WINDOW):
            windows = np.frombuffer(data, "<u8", (len(data) - shift) // _WINDOW, shift)
            for at in np.flatnonzero(self._table[self._digest(windows)]):
                place = shift + int(at) * _WINDOW
                for spelt, kind in self._wanted.get(int(windows[at]), ()):
                    if data.startswith(spelt, place) and not _is_by_chance(spelt, data, place):
                        found.add(kind)
        return found

    def find_in_file(self, path: Path) -> tuple[set[str], int]:
        """Return what stands in the file, and its bytes; a piece overlaps the one before it."""
        found: set[str] = set()
        size, rest = 0, b""
        try:
            with path.open("rb") as file:
                while piece := file.read(_PIECE):
                    size += len(piece)
                    found |= self.find(rest + piece)
                    rest = piece[-self._longest :]
        except FileNotFoundError:  # gone meanwhile
            return set(), 0
        return found, size


@dataclass(frozen=True)
class Place:
    """A place to look in; ``erased`` is whether those who were erased may not be there either."""

    name: str
    paths: list[Path]
    erased: bool = True


async def scan(scene: Scene, report: Report) -> None:
    """Scan while the program still runs, so that logs and journals are as they are in use."""
    words = collect_words(scene)
    report.figures["looked for"] = {kind: len(each) for kind, each in words.items()}
    finder = Finder(words)
    report.faults += prove(finder, words, scene.data)
    report.figures["scanned"] = {}
    for place in await _list_places(scene):
        _scan_place(place, finder, report)
    await _scan_tables(scene, finder, report)
    await _scan_stored(scene, words["forbidden values"], report)


def prove(finder: Finder, words: Mapping[str, set[str]], folder: Path) -> list[str]:
    """Plant a word of each kind, in each spelling; return what the scan does not see."""
    blind = []
    for kind, some in words.items():
        for spelt in spell(min(some, default="")):
            with tempfile.NamedTemporaryFile(dir=folder) as planted:
                planted.write(b"-" * 13 + spelt + b"-" * 13)
                planted.flush()
                if len(spelt) >= _WINDOW and kind not in finder.find_in_file(Path(planted.name))[0]:
                    blind.append(f"the scan is blind to {kind} as {spelt!r}")
    return blind


def collect_words(scene: Scene) -> dict[str, set[str]]:
    """Collect what may stand nowhere: passwords printed, even on torn paper, or chosen; markers."""
    printed = {password for _, password in scene.paper.slips()}
    for printer in scene.paper.printers.values():
        printed |= set(printer.torn_passwords())
    printed |= {f"{each[:4]} {each[4:]}" for each in printed}
    ledger = scene.ledger
    return {
        "printed passwords": printed,
        "chosen passwords": {each.own for each in ledger.logins},
        "forbidden values": ledger.forbidden,
        "erased customers": {word for words in ledger.erased for word in words},
    }


async def _list_places(scene: Scene) -> list[Place]:
    places = [
        Place("data folder", _list_files(scene.data)),
        Place("what the processes said", [each.said for each in (*scene.machines, scene.commands)]),
        Place("memory files", [path for path in _list_files(_MEMORY) if _is_newer(path, scene)]),
    ]
    if not scene.url.startswith("sqlite"):
        client = await asyncpg.connect(scene.url)
        try:
            await client.execute("CHECKPOINT")
            kept = await _list_kept(client, scene)
        finally:
            await client.close()
        # PostgreSQL overwrites what was erased when it needs the room: docs/data-protection.md.
        places.append(Place("PostgreSQL's files", kept, erased=False))
    return places


async def _list_kept(client: asyncpg.Connection[Any], scene: Scene) -> list[Path]:
    """Return the files of the database and all that the server wrote since the run began.

    The server may have the databases of a whole test suite: those are not the run's.
    """
    folder = Path(await client.fetchval("SHOW data_directory"))
    query = "SELECT oid FROM pg_database WHERE datname = current_database()"
    own = folder / "base" / str(await client.fetchval(query))
    shared = (path for path in _list_files(folder) if folder / "base" not in path.parents)
    return [*_list_files(own), *(path for path in shared if _is_newer(path, scene))]


def _list_files(folder: Path) -> list[Path]:
    return [
        Path(root) / name
        for root, _, names in os.walk(folder)
        for name in names
        if (Path(root) / name).is_file()
    ]


def _is_newer(path: Path, scene: Scene) -> bool:
    """Return whether it was written since the run began: the memory's folder is everybody's."""
    began = (scene.data / "secret.key").stat().st_mtime
    with suppress(FileNotFoundError):
        return path.stat().st_mtime >= began
    return False


def _scan_place(place: Place, finder: Finder, report: Report) -> None:
    total, still = 0, set()
    for path in place.paths:
        found, size = finder.find_in_file(path)
        total += size
        if not place.erased:
            still |= found & {"erased customers"}
            found -= {"erased customers"}
        report.faults += [f"{kind} in {place.name}: {path.name}" for kind in sorted(found)]
    said = f"{len(place.paths)} files, {total / 1e6:.1f} MB"
    report.figures["scanned"][place.name] = said + (
        "; erased customers until it needs the room" if still else ""
    )


async def _scan_tables(scene: Scene, finder: Finder, report: Report) -> None:
    """The tables as text too: a database may keep long values compressed."""
    dumped: dict[str, list[str]] = defaultdict(list)
    async with open_database(scene.url, APPS, migrating=False):
        async for table, text in dump_database(scene.url):
            dumped[table].append(text)
    for table, texts in dumped.items():
        found = finder.find("\n".join(texts).encode())
        report.faults += [f"{kind} in table {table}" for kind in found]
    report.figures["scanned"]["tables"] = f"{sum(map(len, dumped.values()))} rows"


async def _scan_stored(scene: Scene, forbidden: set[str], report: Report) -> None:
    """Open what is kept encrypted of each submission: there it would be found with the key."""
    finder = Finder({"forbidden values": forbidden})
    keys = load_keys(scene.data / "secret.key")
    store = FileStore(scene.data / "files", keys)
    async with open_database(scene.url, APPS, migrating=False):
        found = await Submission.all().values_list("original", "roster")
    needed = {digest for row in found for digest in row if digest}
    for path in store.list_paths():
        if path.name in needed:
            data = await store.load(path.name)
            for kind in finder.find(_unpack(data)):
                report.faults.append(f"{kind} in a submission's stored file")
    report.figures["scanned"]["files of submissions, decrypted"] = len(needed)


def _unpack(data: bytes) -> bytes:
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())
