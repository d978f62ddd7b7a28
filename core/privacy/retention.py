"""The data kept for a time only: files, what plans say about people, private parts of events.

Rows lose their reference to a file first; a file without any reference is then deleted, so that
a crash between the two leaves nothing behind for long.
"""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from tortoise.expressions import Q

from rosterdesk.core.clock import now
from rosterdesk.core.models import (
    Draft,
    Event,
    LinkCode,
    LoginFailures,
    Plan,
    Question,
    SpentChallenge,
    StoredFile,
    Submission,
)
from rosterdesk.core.privacy.erase import FINAL
from rosterdesk.core.storage.bulk import change_any
from rosterdesk.core.storage.database import connection, writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.payloads import DataForgotten

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence
    from datetime import datetime

    from rosterdesk.core.protection.files import FileStore
    from rosterdesk.core.settings import RetentionSettings

_log = structlog.get_logger(__name__)

_UNCLAIMED_SECONDS = 3_600.0  # a file is written a moment before the row that needs it
_DAYS_OF_FAILURES = 30


async def forget_old(
    settings: RetentionSettings,
    files: FileStore,
    *,
    forget_mails: Callable[[datetime, datetime], Awaitable[int]] | None = None,
    list_others: Callable[[], Awaitable[Sequence[str]]] | None = None,
) -> dict[str, int]:
    """Forget what is too old and return how much of each kind; it is in the audit trail too.

    ``forget_mails`` and ``list_others`` are the mailbox's part (mailbox.store.kept.forgetting).
    """
    async with writing():
        plans = await _forget_plans(_before(settings.plans_days))
        counts = {
            "originals": await _forget_originals(_before(settings.originals_days)),
            "plans": len(plans),
            "private_parts": await _forget_private(_before(settings.private_days)),
            "codes": await _forget_codes(),
        }
        if forget_mails is not None:
            counts["mails"] = await forget_mails(
                _before(settings.mails_days), _before(settings.refused_mails_days)
            )
        found = {name: count for name, count in counts.items() if count}
        if found:
            await record(DataForgotten(forgotten=found, plans=tuple(plans)), SYSTEM)
    others = await list_others() if list_others is not None else ()
    if swept := await sweep_files(files, others):
        found["files"] = swept
    if found:
        _log.info("data.forgotten", **found)
    return found


def _before(days: int) -> datetime:
    return now() - timedelta(days=days)


async def _forget_originals(before: datetime) -> int:
    kept = Q(original__isnull=False) | Q(roster__isnull=False) | Q(corrections__isnull=False)
    return int(
        await Submission.filter(kept, received_at__lt=before, status__in=FINAL).update(
            original=None, roster=None, corrections=None
        )
    )


async def _forget_plans(before: datetime) -> Sequence[int]:
    """Forget what plans say about people: lines, values of before, questions, senders' notes."""
    client = connection()
    found = await Plan.filter(
        made_at__lt=before, salt__isnull=False, submission__status__in=FINAL
    ).values_list("id", "submission_id")
    plans, submissions = [row[0] for row in found], sorted({row[1] for row in found})
    await change_any(
        client,
        "UPDATE \"change\" SET name = '', class_name = NULL, details = '{}' WHERE",
        "plan_id",
        plans,
    )
    await change_any(client, "DELETE FROM row_before WHERE", "plan_id", plans)
    await Plan.filter(id__in=plans or [0]).update(salt=None, reason=None)
    await Question.filter(submission_id__in=submissions or [0]).update(text="…", answer="…")
    await Submission.filter(id__in=submissions or [0]).update(sender_name="", note="")
    return plans


async def _forget_private(before: datetime) -> int:
    return int(await Event.filter(at__lt=before, private__isnull=False).update(private=None))


async def _forget_codes() -> int:
    codes = await LinkCode.filter(expires_at__lt=now()).delete()
    codes += await SpentChallenge.filter(expires_at__lt=now()).delete()
    failures = await LoginFailures.filter(since__lt=_before(_DAYS_OF_FAILURES)).delete()
    return int(codes + failures)


async def sweep_files(files: FileStore, others: Collection[str] = ()) -> int:
    """Delete stored files that nothing refers to any more; return how many.

    ``others`` are the digests that the adapters need.
    """
    before = time.time() - _UNCLAIMED_SECONDS
    await asyncio.to_thread(files.delete_leftovers, before)
    paths = await asyncio.to_thread(files.list_paths, before)
    return await delete_unneeded(files, {path.name for path in paths}, others)


async def delete_unneeded(
    files: FileStore, digests: Collection[str], others: Collection[str] = ()
) -> int:
    """Delete those of these files that no submission, no draft and none of the ``others`` need."""
    unneeded = set(digests) - set(others) - await _list_needed()
    for digest in sorted(unneeded):
        await StoredFile.filter(digest=digest).delete()
        await files.delete(digest)
    return len(unneeded)


async def _list_needed() -> set[str]:
    sent = await Submission.filter(
        Q(original__isnull=False) | Q(roster__isnull=False) | Q(corrections__isnull=False)
    ).values_list("original", "roster", "corrections")
    drafts = await Draft.all().values_list(
        "file", "first_roster", "roster", "mended", "corrections"
    )
    return {digest for row in (*sent, *drafts) for digest in row if digest}
