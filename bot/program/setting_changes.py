"""The settings in the audit trail: recorded at each start at which they changed."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson
from pydantic import SecretStr

from rosterdesk.core.models import Event
from rosterdesk.core.storage.database import writing
from rosterdesk.core.trail.actors import SYSTEM
from rosterdesk.core.trail.events import record
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import SettingsChanged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.protection.keys import Keys

_WITH_PASSWORD = {"database_url"}  # its value may hold one
_MOST_HOSTS = 100


async def note_settings(settings: Settings, keys: Keys) -> list[str]:
    """Write down which settings of this machine changed since its last start; return their names.

    A secret stands there as its keyed digest: that it changed is seen, what it is is not.
    """
    host = socket.gethostname()
    values = dict(_flatten(settings.model_dump(exclude_defaults=True), "", keys))
    async with writing():
        before = await _find_last(host)
        changed = sorted(
            name for name in {*before, *values} if before.get(name) != values.get(name)
        )
        if changed:
            said = SettingsChanged(host=host, changed=tuple(changed), settings=values)
            await record(said, SYSTEM)
    return changed


async def _find_last(host: str) -> dict[str, Any]:
    events = await Event.filter(kind=Kind.SETTINGS_CHANGED).order_by("-id").limit(_MOST_HOSTS)
    starts = map(SettingsChanged.read, events)
    return next((each.settings for each in starts if each.host == host), {})


def _flatten(values: Mapping[str, Any], prefix: str, keys: Keys) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{path}.", keys)
        elif isinstance(value, (list, tuple)) and value and isinstance(value[0], Mapping):
            for number, each in enumerate(value):
                yield from _flatten(each, f"{path}.{number}.", keys)
        elif isinstance(value, SecretStr):
            yield path, f"secret {keys.digest(value.get_secret_value().encode())[:16]}"
        elif path in _WITH_PASSWORD:
            yield path, f"secret {keys.digest(str(value).encode())[:16]}"
        else:
            yield path, orjson.loads(orjson.dumps(value, default=str))
