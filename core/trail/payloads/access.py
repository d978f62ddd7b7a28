"""Events of getting in, and of what lets somebody in."""

from __future__ import annotations

from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads.payload import Payload, Private


class CodeMade(Payload):
    KIND = Kind.CODE_MADE

    staff: int | None = None


class ChatLinked(Payload):
    KIND = Kind.CHAT_LINKED

    again: bool
    user: Private[int | None] = None


class ChatUnlinked(Payload):
    KIND = Kind.CHAT_UNLINKED

    user: Private[int | None] = None


class LoggedIn(Payload):
    KIND = Kind.LOGGED_IN

    once: bool
    by: str | None = None  # of staff: what let them in


class LoggedOut(Payload):
    KIND = Kind.LOGGED_OUT

    user: Private[int | None] = None


class Refused(Payload):
    """A refusal; ``more`` counts those that followed it within ``minutes``, summed up."""

    more: int = 0
    minutes: int = 0
    account: Private[str | None] = None


class LoginFailed(Refused):
    KIND = Kind.LOGIN_FAILED


class LoginLocked(Payload):
    KIND = Kind.LOGIN_LOCKED


class LoginUnlocked(Payload):
    KIND = Kind.LOGIN_UNLOCKED


class PasswordChosen(Payload):
    KIND = Kind.PASSWORD_CHOSEN


class PasswordShown(Payload):
    KIND = Kind.PASSWORD_SHOWN


class PasskeyAdded(Payload):
    """A passkey of a member of staff; ``instead``: all that they had before went."""

    KIND = Kind.PASSKEY_ADDED

    staff: int
    instead: bool = False


class PasskeyRemoved(Payload):
    KIND = Kind.PASSKEY_REMOVED

    staff: int


class AccessRefused(Refused):
    KIND = Kind.ACCESS_REFUSED

    asked: str | None = None  # a route of the page
    user: Private[int | None] = None
    request: Private[str | None] = None


class AccessEnded(Payload):
    KIND = Kind.ACCESS_ENDED

    cause: str
    sessions: int
    own_password: bool


class PowerChanged(Payload):
    KIND = Kind.POWER_CHANGED

    what: tuple[str, ...]
    hats: tuple[str, ...]
    address: Private[str | None] = None  # the one of before


class AddressConfirmed(Payload):
    KIND = Kind.ADDRESS_CONFIRMED


class GroupChanged(Payload):
    KIND = Kind.GROUP_CHANGED

    asked: str


class GroupRefused(Payload):
    KIND = Kind.GROUP_REFUSED


class GroupTopicLost(Payload):
    KIND = Kind.GROUP_TOPIC_LOST
