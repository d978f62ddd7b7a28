"""A domain's policy for receivers (DMARC, RFC 7489, 6.3): ``p=none``, or strict alignment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence


@dataclass(frozen=True, slots=True)
class Policy:
    """``refuses`` unless the domain only wants reports; ``strict`` where adkim=s."""

    refuses: bool = True
    strict: bool = False


async def fetch_policy(
    domain: str, organisation: str, resolve_txt: Callable[[str], Awaitable[list[bytes]]]
) -> Policy:
    """Ask the domain, and else its organisation; raises TemporaryDnsError."""
    for name in dict.fromkeys((domain, organisation)):
        found = read_policy(await resolve_txt(f"_dmarc.{name}"), is_parent=name != domain)
        if found is not None:
            return found
    # Without a record nobody can fail it: a receiver that says so follows a rule of its own.
    return Policy(refuses=True)


def read_policy(records: Sequence[bytes], *, is_parent: bool = False) -> Policy | None:
    """Read the one record of a domain; None where there is none, or more than one."""
    marked = [each for each in records if re.match(rb"\s*v\s*=\s*DMARC1\s*(;|$)", each)]
    if len(marked) != 1:
        return None
    pairs = (part.partition("=") for part in marked[0].decode("ascii", "replace").split(";"))
    tags = {name.strip().lower(): value.strip().lower() for name, _, value in pairs}
    asked = tags.get("sp", tags.get("p")) if is_parent else tags.get("p")
    return Policy(refuses=asked != "none", strict=tags.get("adkim") == "s")
