"""Events of keeping the library and the program in order."""

from __future__ import annotations

from typing import Any

from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads.payload import Payload


class DataForgotten(Payload):
    KIND = Kind.DATA_FORGOTTEN

    forgotten: dict[str, int]
    plans: tuple[int, ...]


class AuditExported(Payload):
    KIND = Kind.AUDIT_EXPORTED


class KeysChanged(Payload):
    KIND = Kind.KEYS_CHANGED

    files: int
    made: bool = False
    forgotten: int | None = None


class SettingsChanged(Payload):
    KIND = Kind.SETTINGS_CHANGED

    host: str
    changed: tuple[str, ...]
    settings: dict[str, Any]


class ServiceState(Payload):
    code: str
    about: str


class ServiceTrouble(ServiceState):
    KIND = Kind.SERVICE_TROUBLE


class ServiceWell(ServiceState):
    KIND = Kind.SERVICE_WELL
