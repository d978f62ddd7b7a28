"""The payload of an event: what it says beside its who, when and about whom."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict, PlainSerializer

from rosterdesk.core.trail.kinds import Kind

if TYPE_CHECKING:
    from rosterdesk.core.models import Event

Value = TypeVar("Value")
_PRIVATE = "private"
_CLASSES: dict[Kind, type[Payload]] = {}

# A value that can be erased from the trail: whatever could name a person.
Private = Annotated[Value, _PRIVATE]
Moment = Annotated[datetime, PlainSerializer(datetime.isoformat, return_type=str)]


class Payload(BaseModel):
    """The values of one kind of event; each subclass names its kind.

    What is not private is for ever, and holds nothing about a person but the numbers of rows. A
    field at its default is not written, so that a row from before there was the field says the
    same. A private field has a default: it is what is left after erasing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    KIND: ClassVar[Kind]

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        if "KIND" in vars(cls):
            _CLASSES[cls.KIND] = cls

    def write(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what stays for ever, and what can be erased, as values of JSON."""
        values = self.model_dump(mode="json", exclude_defaults=True)
        private = {name for name in values if _PRIVATE in type(self).model_fields[name].metadata}
        return (
            {name: value for name, value in values.items() if name not in private},
            {name: values[name] for name in private},
        )

    @classmethod
    def read(cls, event: Event) -> Self:
        """Return what is still known; a row of another version may say more, or less."""
        return cls.model_validate(
            {name: value for name, value in event.facts.items() if name in cls.model_fields}
        )


def read_payload(event: Event) -> Payload:
    """Return the payload of an event of any kind."""
    return _CLASSES[Kind(event.kind)].read(event)
