"""getFile; the download itself is in the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi import limits
from rosterdesk.bot.standins.botapi.errors import bad_request, file_too_big

if TYPE_CHECKING:
    from pathlib import Path

    from aiogram.methods import GetFile

    from rosterdesk.bot.standins.botapi.state.files import StoredFile
    from rosterdesk.bot.standins.botapi.state.world import World


def get_file(world: World, call: GetFile) -> object:
    file = world.files.find(call.file_id)
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.data) > limits.DOWNLOAD_BYTES and not world.local:
        raise file_too_big()
    return {
        **file.identify(),
        "file_path": _lay_out(world.folder, file) if world.folder else _link(world, file),
    }


def _link(world: World, file: StoredFile) -> str:
    world.files.open_link(file, world.clock.now())
    return file.path


def _lay_out(folder: Path, file: StoredFile) -> str:
    """A local server tells where the file stands on its disk, and serves none over HTTP."""
    path = folder / file.path
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(file.data)
    return str(path)
