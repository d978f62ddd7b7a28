from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import KeysChanged

if TYPE_CHECKING:
    from rosterdesk.core.library import Library
    from rosterdesk.core.trail.actors import Actor


async def rotate_keys(library: Library, actor: Actor) -> int:
    """Make a new key and encrypt all stored files with it; return how many.

    Safe to repeat after a crash: the new key is kept before the first file has it.
    """
    library.keys.add_secret()
    return await _encrypt_all(library, actor, made=True)


async def forget_old_keys(library: Library, actor: Actor) -> int:
    """Forget the keys that no stored file has any more; return how many."""
    await library.files.encrypt_anew()
    forgotten = library.keys.forget_old()
    await _encrypt_all(library, actor, forgotten=forgotten)
    return forgotten


async def _encrypt_all(
    library: Library, actor: Actor, *, made: bool = False, forgotten: int | None = None
) -> int:
    count = await library.files.encrypt_anew()
    async with writing():
        await record(KeysChanged(files=count, made=made, forgotten=forgotten), actor)
    return count
