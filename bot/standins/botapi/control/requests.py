"""The requests that the control interface accepts."""

from __future__ import annotations

from typing import Annotated, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rosterdesk.bot.standins.botapi.faults import FaultKind  # noqa: TC001 - pydantic reads it
from rosterdesk.bot.standins.botapi.membership import PERMISSIONS

T = TypeVar("T", bound="Wish")
PATIENCE = 5.0
LONGEST_WAIT = 60.0
Permission = Annotated[str, Field(pattern=f"^({'|'.join(PERMISSIONS)})$")]


class Wish(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewPerson(Wish):
    id: int = Field(gt=0)
    first_name: str = Field(min_length=1)
    username: str | None = None
    language_code: str = "nl"


class Say(Wish):
    text: str = Field(min_length=1)
    chat: int | None = None
    topic: int | None = None
    reply_to: int | None = None
    anonymous: bool = False


class Edit(Wish):
    message_id: int
    text: str
    chat: int | None = None


class Forward(Wish):
    message_id: int
    source: int
    chat: int | None = None
    topic: int | None = None
    anonymous: bool = False


class AskInline(Wish):
    query: str
    timeout: float = Field(default=PATIENCE, ge=0, le=LONGEST_WAIT)


class Lose(Wish):
    lost: bool = True


class Open(Wish):
    start: str = ""


class Press(Wish):
    """``button`` is its text or callback data; ``timeout`` in seconds until the bot's answer."""

    message_id: int
    button: str
    chat: int | None = None
    inaccessible: bool = False
    timeout: float = Field(default=PATIENCE, ge=0, le=LONGEST_WAIT)


class Expect(Wish):
    text: str
    chat: int | None = None
    timeout: float = Field(default=PATIENCE, ge=0, le=LONGEST_WAIT)


class Fail(Wish):
    method: str
    kind: FaultKind
    times: int = Field(default=1, ge=1)
    skip: int = Field(default=0, ge=0)
    after: bool = False
    chat_id: int | None = None
    migrate_to_chat_id: int = 0
    retry_after: int = Field(default=1, ge=1)


class MoveClock(Wish):
    advance: float = Field(ge=0)


class NewGroup(Wish):
    id: int = Field(lt=0)
    title: str = Field(min_length=1)
    topics: bool = False
    bot: bool = True


class NewChannel(Wish):
    id: int = Field(lt=-1_000_000_000_000)
    title: str = Field(min_length=1)
    bot: bool = True


class Member(Wish):
    person: int


class RemoveBot(Wish):
    kick: bool = False


class Promote(Wish):
    """``person`` None is the bot; ``rights`` are the bot's, None for all."""

    person: int | None = None
    rights: list[str] | None = None
    anonymous: bool = False


class Restrict(Wish):
    person: int | None = None
    permissions: list[Permission] = []


class Allow(Wish):
    permissions: list[Permission] | None


class Lock(Wish):
    locked: bool = True


class NewTopic(Wish):
    name: str = Field(min_length=1)


class OneTopic(Wish):
    topic: int


class CloseTopic(Wish):
    """``topic`` None is General."""

    topic: int | None = None
    closed: bool = True


class Switch(Wish):
    on: bool


class Post(Wish):
    text: str = Field(min_length=1)


class EditPost(Post):
    message_id: int


class Link(Wish):
    group: int


async def read_wish(request: web.Request, kind: type[T]) -> T:
    """Return the JSON body as that wish; 400 with what is wrong with it."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="Send JSON, as application/json.\n")
    try:
        return kind.model_validate_json(await request.read() or b"{}")
    except ValidationError as problem:
        raise web.HTTPBadRequest(text=f"{problem}\n") from None
