"""What goes wrong because a test asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rosterdesk.bot.standins.botapi.errors import (
    ApiError,
    blocked,
    flood,
    migrated,
    not_modified,
    query_too_old,
    server_error,
    two_pollers,
    unauthorized,
)

if TYPE_CHECKING:
    from collections.abc import Callable

ANY_METHOD = "*"


class FaultKind(StrEnum):
    FLOOD = "flood"  # 429 with retry_after
    BLOCKED = "blocked"  # 403
    NOT_MODIFIED = "not_modified"  # 400
    QUERY_TOO_OLD = "query_too_old"  # 400
    SERVER_ERROR = "server_error"  # 500
    TIME_OUT = "time_out"  # no answer at all, until the client gives up
    CUT = "cut"  # the connection is closed without an answer
    MIGRATED = "migrated"  # 400 with migrate_to_chat_id
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
        """None for the faults without an answer."""
        build = ERRORS.get(self.kind)
        return build(self) if build else None

    def describe(self) -> str:
        error = self.as_error()
        return error.description if error else str(self.kind)


ERRORS: dict[FaultKind, Callable[[Fault], ApiError]] = {
    FaultKind.FLOOD: lambda fault: flood(fault.retry_after),
    FaultKind.BLOCKED: lambda _: blocked(),
    FaultKind.NOT_MODIFIED: lambda _: not_modified(),
    FaultKind.QUERY_TOO_OLD: lambda _: query_too_old(),
    FaultKind.SERVER_ERROR: lambda _: server_error(),
    FaultKind.MIGRATED: lambda fault: migrated(fault.migrate_to_chat_id),
    FaultKind.CONFLICT: lambda _: two_pollers(),
    FaultKind.UNAUTHORIZED: lambda _: unauthorized(),
}


class Faults:
    """The faults that wait for the next call of a method, in the order they were asked for."""

    def __init__(self) -> None:
        self._waiting: list[tuple[str, Fault]] = []

    def add(self, method: str, fault: Fault, times: int) -> None:
        self._waiting += [(method.casefold(), fault)] * times

    def take(self, method: str) -> Fault | None:
        """Return the fault for this call, once. Polling fails only where it is named."""
        for index, (wanted, fault) in enumerate(self._waiting):
            if wanted == method.casefold() or (wanted == ANY_METHOD and not _is_polling(method)):
                del self._waiting[index]
                return fault
        return None

    def clear(self) -> None:
        self._waiting = []


def _is_polling(method: str) -> bool:
    return method.casefold() == "getupdates"
