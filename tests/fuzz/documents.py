"""The door of files in chat: names, captions and cells that end up on cards, in papers, in replies.

The bytes of the files themselves are the business of the door of rosters.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from tests.fuzz.chatting import ROLES, ChatWorld, open_chat
from tests.fuzz.hostile import cut, texts
from tests.fuzz.running import Door

from rosterdesk.core.models import Submission
from rosterdesk.mailbox.replies.compose import Letterhead
from rosterdesk.mailbox.store.letters.outbox import DatabaseOutbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

_HEADERS = ("leerlingnummer", "voornaam", "achternaam", "geboortedatum", "groep", "e-mail")
_CAPTION = 1024  # units that a caption may have
_LOOKING = ("look", "picture", "workbook", "original", "remarks", "solve", "lift", "map", "private")


@dataclass(frozen=True, slots=True)
class Sent:
    who: str
    name: str
    caption: str
    rows: tuple[tuple[str, ...], ...]


_names = st.one_of(
    texts,
    texts.map(lambda text: f"{text}.csv"),
    st.sampled_from(["lijst.xlsx", "a.csv", "lijst.csv.exe", ".csv", "a/b.csv", "..\\x.ods"]),
)
_cells = st.one_of(texts, st.integers(1, 30).map(str), st.sampled_from(["Noor", "5a", "1-2-2015"]))
_rows = st.lists(st.tuples(*[_cells] * len(_HEADERS)), min_size=0, max_size=4).map(tuple)
inputs = st.builds(
    Sent,
    st.sampled_from(["uploader"] * 4 + ["other uploader"] * 2 + list(ROLES)),
    _names,
    texts.map(lambda text: cut(text, _CAPTION)),
    _rows,
)


def open_documents(folder: Path) -> AbstractContextManager[Callable[[Any], None]]:
    return open_chat(folder, _send, _see_nothing)


async def _see_nothing(_world: ChatWorld) -> None:
    """Nothing need be shown before."""


async def _send(world: ChatWorld, sent: Sent) -> None:
    before = {each.id: each.school_id for each in await Submission.all()}
    await world.send_file(sent.who, sent.name, _write(sent.rows), sent.caption)
    await world.work()
    fresh = [each for each in await Submission.all() if each.id not in before]
    own = {"uploader": 1, "other uploader": 2}.get(sent.who)
    assert all(each.school_id == own for each in fresh), f"{sent.who} sent for another school"
    for submission in fresh:
        for action in _LOOKING:
            for version in (0, 1):
                data = f"plan:{action}:{submission.reference}:{version}:"
                await world.press("librarian", data)
        await world.press("uploader", f"rem:{submission.reference}")
        await world.press("librarian", f"plan:approve:{submission.reference}:1:")
    await world.say(sent.who, "/history")
    await world.work()
    await _write_replies(world)


async def _write_replies(world: ChatWorld) -> None:
    """Compose the mails that follow: the name of a file stands in them, too."""
    letterhead = Letterhead("x@library.example", "Bibliotheek", "Bibliotheek")
    settings = world.settings
    outbox = DatabaseOutbox(world.library, letterhead, settings.language, settings.mail)
    while mail := await outbox.claim():
        await outbox.sent(mail)


def _write(rows: tuple[tuple[str, ...], ...]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([_HEADERS, *rows])
    return text.getvalue().encode("utf-8")


DOOR = Door("documents", inputs, open_documents)
