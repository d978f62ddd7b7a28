"""Faults that a test orders: for which method, at which call, before or after it took effect."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from rosterdesk.bot.standins.botapi.errors import ApiError

ANY_METHOD = "*"


class FaultKind(StrEnum):
    FLOOD = "flood"  # 429 with retry_after
    BLOCKED = "blocked"  # 403
    DEACTIVATED = "deactivated"  # 403: the person deleted their account
    KICKED = "kicked"  # 403
    GROUP_DELETED = "group_deleted"  # 403
    CHAT_NOT_FOUND = "chat_not_found"  # 400, as all that follow until SERVER_ERROR
    NO_RIGHTS = "no_rights"
    CHAT_RESTRICTED = "chat_restricted"
    TOPIC_CLOSED = "topic_closed"
    THREAD_NOT_FOUND = "thread_not_found"
    NOT_MODIFIED = "not_modified"
    UNEDITABLE = "uneditable"
    MESSAGE_GONE = "message_gone"  # "message to edit not found", whatever the method
    REPLY_GONE = "reply_gone"
    QUERY_TOO_OLD = "query_too_old"
    FILE_TOO_BIG = "file_too_big"
    MIGRATED = "migrated"  # with migrate_to_chat_id
    SERVER_ERROR = "server_error"  # 500
    BAD_GATEWAY = "bad_gateway"  # 502
    TIME_OUT = "time_out"  # no answer at all, until the client gives up
    HELD = "held"  # goes well, once it is released
    CUT = "cut"  # the connection is closed without an answer
    CONFLICT = "conflict"  # 409
    UNAUTHORIZED = "unauthorized"  # 401


@dataclass(frozen=True)
class Fault:
    """``after``: the call takes effect first, and only its answer is lost."""

    kind: FaultKind
    after: bool = False
    retry_after: int = 1
    migrate_to_chat_id: int = 0

    def as_error(self) -> ApiError | None:
        """Return the error that answers the call; None for a fault without an answer."""
        build = ERRORS.get(self.kind)
        return build(self) if build else None

    def describe(self) -> str:
        error = self.as_error()
        return error.description if error else str(self.kind)


ERRORS: dict[FaultKind, Callable[[Fault], ApiError]] = {
    FaultKind.FLOOD: lambda fault: errors.flood(fault.retry_after),
    FaultKind.BLOCKED: lambda _: errors.blocked(),
    FaultKind.DEACTIVATED: lambda _: errors.deactivated(),
    FaultKind.KICKED: lambda _: errors.kicked("supergroup"),
    FaultKind.GROUP_DELETED: lambda _: errors.group_deleted(),
    FaultKind.CHAT_NOT_FOUND: lambda _: errors.chat_not_found(),
    FaultKind.NO_RIGHTS: lambda _: errors.no_right_to_send("text messages"),
    FaultKind.CHAT_RESTRICTED: lambda _: errors.chat_restricted(),
    FaultKind.TOPIC_CLOSED: lambda _: errors.topic_closed(),
    FaultKind.THREAD_NOT_FOUND: lambda _: errors.thread_not_found(),
    FaultKind.NOT_MODIFIED: lambda _: errors.not_modified(),
    FaultKind.UNEDITABLE: lambda _: errors.uneditable(),
    FaultKind.MESSAGE_GONE: lambda _: errors.message_gone("message to edit"),
    FaultKind.REPLY_GONE: lambda _: errors.message_gone("message to be replied"),
    FaultKind.QUERY_TOO_OLD: lambda _: errors.query_too_old(),
    FaultKind.FILE_TOO_BIG: lambda _: errors.file_too_big(),
    FaultKind.MIGRATED: lambda fault: errors.migrated(fault.migrate_to_chat_id),
    FaultKind.SERVER_ERROR: lambda _: errors.server_error(),
    FaultKind.BAD_GATEWAY: lambda _: errors.bad_gateway(),
    FaultKind.CONFLICT: lambda _: errors.two_pollers(),
    FaultKind.UNAUTHORIZED: lambda _: errors.unauthorized(),
}


@dataclass(frozen=True)
class Order:
    """A fault that waits for its call. ``skip`` is how many calls go well before it."""

    method: str
    fault: Fault
    skip: int = 0
    chat_id: int | None = None

    def fits(self, method: str, chat_id: str) -> bool:
        """Tell whether the call counts. Polling fails only where it is named."""
        if self.chat_id is not None and str(self.chat_id) != chat_id:
            return False
        name = method.casefold()
        wanted = self.method.casefold()
        return wanted == name or (wanted == ANY_METHOD and name != "getupdates")


class Faults:
    """The faults that wait for a call of a method, in the order they were asked for."""

    def __init__(self) -> None:
        self._waiting: list[Order] = []

    def add(self, order: Order, times: int = 1) -> None:
        self._waiting += [order] * times

    def take(self, method: str, chat_id: str = "") -> Fault | None:
        """Return the fault of this call, once; every order that it fits counts the call."""
        taken: Fault | None = None
        left: list[Order] = []
        for order in self._waiting:
            if not order.fits(method, chat_id):
                left.append(order)
            elif order.skip:
                left.append(replace(order, skip=order.skip - 1))
            elif taken is None:
                taken = order.fault
            else:
                left.append(order)
        self._waiting = left
        return taken

    def clear(self) -> None:
        self._waiting = []
