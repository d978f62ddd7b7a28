"""A file that its sender put on the page: kept, and theirs alone until they send it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rosterdesk.core.clock import now
from rosterdesk.core.customers.locking import lock_customer
from rosterdesk.core.customers.registering import schools_to_send_for
from rosterdesk.core.drafts.copies import delete_copies, list_copies, save_copy
from rosterdesk.core.errors import NotThereError, RosterdeskError
from rosterdesk.core.file_names import clean_file_name
from rosterdesk.core.language import N_
from rosterdesk.core.models import Draft, DraftStatus
from rosterdesk.core.protection.passwords import make_code
from rosterdesk.core.storage.database import after_commit, wake, writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosterdesk.core.models import Customer, School
    from rosterdesk.core.protection.files import FileStore

KEPT_FOR = timedelta(days=1)
MOST_DRAFTS = 20  # of one sender: the oldest go
_KEY_LENGTH = 12


class NoSuchDraftError(NotThereError):
    """The file is not this person's, was sent, or is over a day old."""


class NotYourSchoolError(RosterdeskError):
    """The person may not send rosters for that school, or not any more."""


async def take_upload(
    sender: Customer, school_id: int, file_name: str, data: bytes, files: FileStore
) -> Draft:
    """Keep the file for its sender; it is read next. Raises NotYourSchoolError."""
    school = await _find_school(sender, school_id)
    name = await save_copy(files, data)
    async with writing():
        await lock_customer(sender.id)
        draft = await Draft.create(
            key=make_code(_KEY_LENGTH),
            school=school,
            sender=sender,
            status=DraftStatus.RECEIVED,
            file_name=clean_file_name(file_name),
            content_digest=files.digest(data),
            size=len(data),
            made_at=now(),
            file=name,
        )
        after_commit(wake)
        found = await Draft.filter(sender=sender).order_by("-id").offset(MOST_DRAFTS)
        await Draft.filter(id__in=[each.id for each in found] or [0]).delete()
    for each in found:
        await delete_copies(files, list_copies(each))
    return draft


async def _find_school(sender: Customer, school_id: int) -> School:
    for school in await schools_to_send_for(sender):
        if school.id == school_id:
            return school
    raise NotYourSchoolError(N_("You may not send files for that school."))


async def find_draft(key: str, sender: Customer) -> Draft:
    """Return the sender's draft; raises NoSuchDraftError, and NotYourSchoolError."""
    found = await Draft.get_or_none(key=key, sender=sender, made_at__gt=now() - KEPT_FOR)
    if found is None:
        raise NoSuchDraftError(
            N_("This file is not here any more: it was sent, or it is over a day old.")
        )
    await _find_school(sender, found.school_id)
    return found


async def list_drafts(sender: Customer) -> Sequence[Draft]:
    """Return what the sender put here and did not send yet, the newest first."""
    since = now() - KEPT_FOR
    found = Draft.filter(sender=sender, made_at__gt=since).order_by("-id")
    return await found.prefetch_related("school")


async def discard_draft(draft: Draft, files: FileStore) -> None:
    await Draft.filter(id=draft.id).delete()
    await delete_copies(files, list_copies(draft))


async def forget_drafts(files: FileStore) -> int:
    """Delete the drafts of which the day is over; return how many."""
    old = await Draft.filter(made_at__lte=now() - KEPT_FOR)
    for draft in old:
        await discard_draft(draft, files)
    return len(old)
