"""Files of drafts in the store: each a copy of its own, so that deleting one takes no other's."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_
from rosterdesk.core.protection.files import StoredFileError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosterdesk.core.models import Draft
    from rosterdesk.core.protection.files import FileStore

_SALT = 16


class ChangedMeanwhileError(RosterdeskError):
    """The draft is not as it was shown: another window changed it, or it was sent."""


def refuse_changed() -> ChangedMeanwhileError:
    return ChangedMeanwhileError(
        N_("This was changed in another window meanwhile: look at it once more.")
    )


async def save_copy(files: FileStore, data: bytes) -> str:
    """Keep the data, encrypted and durable, under a name that nothing else gets."""
    return await files.save(secrets.token_bytes(_SALT) + data)


async def load_copy(files: FileStore, name: str) -> bytes:
    """Return the data; raises ChangedMeanwhileError where the draft has another one by now."""
    try:
        return (await files.load(name))[_SALT:]
    except StoredFileError as error:
        raise refuse_changed() from error


async def delete_copies(files: FileStore, names: Iterable[str | None]) -> None:
    for name in names:
        if name:
            await files.delete(name)


def list_copies(draft: Draft) -> list[str]:
    """Return the names of all files of the draft."""
    named = (draft.file, draft.first_roster, draft.roster, draft.mended, draft.corrections)
    return [name for name in named if name]
