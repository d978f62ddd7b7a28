"""The side of the confined process that opens mail; ``process.MailOpener`` is its parent."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rosterdesk.core.isolation.serving import Bounds, answer_requests
from rosterdesk.mailbox.opening.packing import pack_opened, unpack_keys, unpack_signature
from rosterdesk.mailbox.opening.work import open_mail
from rosterdesk.mailbox.trust.signatures import verify

if TYPE_CHECKING:
    from rosterdesk.core.isolation.serving import Answer

SECONDS = 60.0  # the worst mail that we could make takes two
_MOST_MEMORY = 1_500_000_000  # bytes; the largest mail takes a quarter of it


def open_one(request: dict[str, Any], raw: bytes) -> Answer:
    opened = open_mail(
        raw, headers_only=request["headers_only"], authserv_id=request["authserv_id"]
    )
    return pack_opened(opened)


def verify_one(request: dict[str, Any], raw: bytes) -> Answer:
    verdicts = verify(
        raw,
        [unpack_signature(each) for each in request["signatures"]],
        unpack_keys(request["keys"]),
        datetime.fromisoformat(request["arrived_at"]),
    )
    return {"codes": [each.code for each in verdicts]}, []


def main() -> None:
    os.nice(5)  # chat comes first on a busy machine
    answer_requests({"open": open_one, "verify": verify_one}, Bounds(SECONDS, _MOST_MEMORY))


if __name__ == "__main__":
    main()
