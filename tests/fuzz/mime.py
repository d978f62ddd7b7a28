"""The door of mail: torture mails with a few bytes changed, and header fields of any content.

They go the way of all mails: kept, judged, their files taken, answered. Whatever a mail is, it is
judged once, only an authorised sender's proved mail brings a file, and the next mail is served.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from tests.core.roster.making import make_pupils, write_csv
from tests.core.roster.mutations import mutate
from tests.core.worlds import ReaderHere
from tests.fuzz.chatting import WHO, listening, resolve_nothing
from tests.fuzz.databases import open_world_database
from tests.fuzz.hostile import nasty, texts
from tests.fuzz.running import Door
from tests.mailbox.torture import ATTACHED, NAMED
from tests.mailbox.torture_broken import BROKEN
from tests.mailbox.torture_told import TOLD

from rosterdesk.bot.demo.stage import AUTHSERV, write_mail
from rosterdesk.bot.settings import Settings
from rosterdesk.core.clock import now
from rosterdesk.core.customers.card_numbers import CardNumbering
from rosterdesk.core.customers.registering import add_customer, grant_uploads
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.library import Library
from rosterdesk.core.models import Submission
from rosterdesk.core.pipeline import advance_all
from rosterdesk.core.protection.files import FileStore
from rosterdesk.core.protection.keys import load_keys
from rosterdesk.mailbox.intake import MailIntake
from rosterdesk.mailbox.models import MailMessage, MailStatus
from rosterdesk.mailbox.ports import ArrivedMail, MailIdentity
from rosterdesk.mailbox.replies.compose import Letterhead
from rosterdesk.mailbox.settings import MailSettings
from rosterdesk.mailbox.store.desk import DatabaseDesk
from rosterdesk.mailbox.store.kept.journal import DatabaseJournal
from rosterdesk.mailbox.store.letters.outbox import DatabaseOutbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SEEDS = [case.raw for case in (*ATTACHED, *NAMED, *TOLD, *BROKEN) if len(case.raw) < 60_000]
_OURS = "jan@school.example"  # who the torture mails say that they are from
_VERDICT = f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from=school.example\r\n"
_FIELDS = (
    "From", "To", "Cc", "Reply-To", "Sender", "Subject", "Date", "Message-ID", "References",
    "In-Reply-To", "Content-Type", "Content-Disposition", "Content-Transfer-Encoding",
    "Authentication-Results", "DKIM-Signature", "Auto-Submitted", "Return-Path", "Received",
    "List-Id", "X-Failed-Recipients", "MIME-Version", "Precedence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mail:
    """``number`` seeds the changes that are made to the bytes of a torture mail; 0: none."""

    seed: int
    number: int
    fields: tuple[tuple[str, bytes], ...]
    proved: bool


_words = st.one_of(
    texts.map(lambda text: text.encode()),
    st.binary(max_size=200),
    nasty.map(lambda text: f"=?utf-8?q?{text}?=".encode()),
    st.sampled_from(
        [b"=?x?b?!?=", b"a@b, c@d", b"<>", b"(((((", b'"', b"multipart/mixed", b"text/csv; name=",
         b"multipart/mixed; boundary=", b'multipart/mixed; boundary="b1"', b"message/rfc822",
         b"Thu, 99 Xyz 99999 99:99:99 +9999", b"attachment; filename*0*=utf-8''%00%FF",
         b"dmarc=pass header.from=school.example", b"v=1; a=x; d=school.example; s=y; b="]
    ),
)  # fmt: skip
inputs = st.builds(
    Mail,
    st.integers(0, len(SEEDS) - 1),
    st.integers(0, 2**32) | st.just(0),
    st.lists(st.tuples(st.sampled_from(_FIELDS), _words), max_size=3).map(tuple),
    st.booleans(),
)


@dataclass
class _Post:
    library: Library
    settings: Settings
    intake: MailIntake
    outbox: DatabaseOutbox
    log: list[str]
    uids: Any = field(default_factory=lambda: count(1))

    async def take(self, raw: bytes) -> MailMessage:
        """Deliver it, and do what follows from it until nothing is left to do."""
        uid = next(self.uids)
        arrived = ArrivedMail(MailIdentity("mail", "INBOX", 1, uid), raw, len(raw), now())
        await DatabaseJournal(self.library.files).keep(arrived)
        while await self.intake.take_next():
            pass
        await advance_all(self.library)
        while mail := await self.outbox.claim():
            await self.outbox.sent(mail)
        said, self.log[:] = list(self.log), []
        assert not said, said
        found = await MailMessage.get(uid=uid)
        assert found.status is not MailStatus.KEPT, "it was never judged"
        return found


@contextmanager
def open_mime(folder: Path) -> Iterator[Callable[[Mail], None]]:
    log: list[str] = []
    with listening(log), asyncio.Runner() as runner:
        stack = AsyncExitStack()
        post = runner.run(_open_post(folder, stack, log))
        try:
            yield lambda mail: runner.run(_try_mail(post, mail))
        finally:
            runner.run(stack.aclose())


async def _open_post(folder: Path, stack: AsyncExitStack, log: list[str]) -> _Post:
    data = folder / "data"
    data.mkdir()
    # A day's limit of answers would leave the later mails of a run unanswered.
    mail = MailSettings(
        trusted_authserv_id=AUTHSERV,
        replies_per_sender_per_day=10**9,
        neutral_replies_per_day=10**9,
        remarks_in_replies=True,
    )
    settings = Settings(data=data, warm_reader=False, mail=mail)
    await stack.enter_async_context(open_world_database(data))
    keys = load_keys(data / "secret.key")
    files = FileStore(data / "files", keys)
    library = Library(settings, keys, files, ReaderHere(), CardNumbering("2", 10))
    school = await add_school("12AB00", "De Regenboog", WHO)
    jan, _ = await add_customer(
        school, WHO, library.numbering, first_name="Jan", surname="Wit", email=_OURS
    )
    await grant_uploads(jan, school, WHO)
    intake = MailIntake(DatabaseDesk(files, keys, mail), mail, resolve_nothing)
    letterhead = Letterhead("x@library.example", "Bibliotheek", "Bibliotheek")
    outbox = DatabaseOutbox(library, letterhead, settings.language, mail)
    return _Post(library, settings, intake, outbox, log)


async def _try_mail(post: _Post, mail: Mail) -> None:
    before = await Submission.all().count()
    found = await post.take(_write(mail))
    brought = await Submission.all().count() - before
    if brought:
        assert found.status is MailStatus.PROCESSED, found.status
        assert (found.trust, found.address) == ("A", _OURS)
    if found.id % 50 == 0:
        await _serve_next(post, found.id)


async def _serve_next(post: _Post, number: int) -> None:
    """A good mail after all these is taken as ever."""
    before = await Submission.all().count()
    roster = write_csv(make_pupils(3, seed=number))
    taken = await post.take(write_mail(_OURS, "x@library.example", "lijst.csv", roster))
    assert taken.status is MailStatus.PROCESSED, taken.reasons
    assert await Submission.all().count() == before + 1


def _write(mail: Mail) -> bytes:
    raw = SEEDS[mail.seed]
    if mail.number:
        raw = mutate(raw, SEEDS, random.Random(mail.number))
    fields = b"".join(
        name.encode() + b": " + words.replace(b"\n", b"\n ") + b"\r\n"
        for name, words in mail.fields
    )
    return (_VERDICT.encode() if mail.proved else b"") + fields + raw


DOOR = Door("mime", inputs, open_mime)
