"""The mailbox with its database and its outbox, without servers: what is answered to what."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from tests.bot.letters import US, read_reply
from tests.bot.stages import TEACHER, WHO
from tests.core.worlds import ReaderHere
from tests.fuzz.chatting import resolve_nothing
from tests.fuzz.databases import open_world_database

from rosterdesk.bot.demo.stage import AUTHSERV
from rosterdesk.bot.settings import Settings
from rosterdesk.core.clock import now
from rosterdesk.core.customers.card_numbers import CardNumbering
from rosterdesk.core.customers.registering import add_customer, grant_uploads
from rosterdesk.core.customers.schools import add_school
from rosterdesk.core.library import Library
from rosterdesk.core.pipeline import advance_all
from rosterdesk.core.protection.files import FileStore
from rosterdesk.core.protection.keys import load_keys
from rosterdesk.mailbox.intake import MailIntake
from rosterdesk.mailbox.models import MailMessage
from rosterdesk.mailbox.ports import ArrivedMail, MailIdentity
from rosterdesk.mailbox.replies.compose import Letterhead
from rosterdesk.mailbox.settings import MailSettings
from rosterdesk.mailbox.store.desk import DatabaseDesk
from rosterdesk.mailbox.store.kept.journal import DatabaseJournal
from rosterdesk.mailbox.store.letters.outbox import DatabaseOutbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from rosterdesk.core.language import Language
    from rosterdesk.core.models import Customer, School
    from rosterdesk.mailbox.trust.assessing import ResolveTxt
    from rosterdesk.mailbox.trust.opened import Opener

CONTACT = "Anna Smit, 010-1234567"


@dataclass
class Post:
    library: Library
    school: School
    teacher: Customer
    settings: MailSettings
    intake: MailIntake
    outbox: DatabaseOutbox
    letters: list[bytes] = field(default_factory=list)
    uids: Any = field(default_factory=lambda: count(1))

    async def deliver(self, raw: bytes, *, oversized: bool = False) -> MailMessage:
        """Let a mail arrive, and everything follow from it that follows by itself."""
        uid = await self.take(raw, oversized=oversized)
        await self.settle()
        return await MailMessage.get(uid=uid)

    async def take(self, raw: bytes, *, oversized: bool = False) -> int:
        """Let a mail arrive and be judged, and no more; return its number in the folder."""
        uid = next(self.uids)
        identity = MailIdentity("mail", "INBOX", 1, uid)
        arrived = ArrivedMail(identity, raw, len(raw), now(), oversized)
        await DatabaseJournal(self.library.files).keep(arrived)
        while await self.intake.take_next():
            pass
        return uid

    async def settle(self) -> None:
        await advance_all(self.library)
        while mail := await self.outbox.claim():
            self.letters.append(mail.message)
            await self.outbox.sent(mail)

    def subjects(self) -> list[str]:
        return [str(read_reply(raw)["Subject"]) for raw in self.letters]


@asynccontextmanager
async def open_post(
    data: Path,
    template: Path,
    language: Language,
    opener: Opener | None = None,
    resolve_txt: ResolveTxt = resolve_nothing,
    **changes: Any,
) -> AsyncIterator[Post]:
    await asyncio.to_thread(shutil.copytree, template, data)
    values = {
        "trusted_authserv_id": AUTHSERV,
        "own_addresses": (US,),
        "replies_per_sender_per_day": 1_000,
        "questions_to": CONTACT,
    }
    mail = MailSettings.model_validate(values | changes)
    settings = Settings(
        data=data,
        library_name="Bibliotheek Voorbeelddam",
        warm_reader=False,
        mail=mail,
        language=language,
    )
    async with open_world_database(data):
        keys = load_keys(data / "secret.key")
        files = FileStore(data / "files", keys)
        library = Library(settings, keys, files, ReaderHere(), CardNumbering("2", 10))
        school = await add_school("12AB00", "De Regenboog", WHO)
        teacher, _ = await add_customer(
            school,
            WHO,
            library.numbering,
            first_name="Marijke",
            surname="Wit",
            email=TEACHER,
            role="teacher",
        )
        await grant_uploads(teacher, school, WHO)
        desk = DatabaseDesk(files, keys, mail, language, settings.library_name)
        intake = MailIntake(desk, mail, resolve_txt, opener=opener)
        letterhead = Letterhead(US, settings.library_name, settings.library_name)
        outbox = DatabaseOutbox(library, letterhead, settings.language, mail)
        yield Post(library, school, teacher, mail, intake, outbox)
