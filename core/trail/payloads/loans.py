"""Events between us and the library's loan system."""

from __future__ import annotations

from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads.payload import Payload


class MembersLoaded(Payload):
    KIND = Kind.MEMBERS_LOADED

    version: int
    content: str | None
    counts: dict[str, int]


class HandedOver(Payload):
    KIND = Kind.HANDED_OVER

    form: str
    who: str
    people: int
    refused: int
    position: int  # of the audit trail: what came later was not in it


class FeedReaderChanged(Payload):
    KIND = Kind.FEED_READER_CHANGED

    reader: str
    may_read: bool
