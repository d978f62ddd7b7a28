"""Read names.txt.

A method is `name -> what it returns`, a union `name = its members`, an object a name alone. Fields
are indented: name, `!` where required, types, and a length or `=` the only value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Length:
    """``unit`` is characters (UTF-16 code units), bytes or items."""

    least: int
    most: int
    unit: str


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    types: tuple[str, ...]
    required: bool = False
    constant: str = ""
    length: Length | None = None


@dataclass(frozen=True, slots=True)
class Described:
    """A method or an object. ``kinds`` are the types that a method returns, or a union's members.

    >>> read_names()["sendMessage"].kinds
    ('Message',)
    """

    fields: dict[str, Field] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()


@cache
def read_names() -> dict[str, Described]:
    """Return every method and object by its name."""
    text = files(__package__).joinpath("names.txt").read_text(encoding="ascii")
    names: dict[str, Described] = {}
    current = Described()
    for line in text.splitlines():
        if line.startswith("  "):
            found = _read_field(line.split())
            current.fields[found.name] = found
        elif not line.startswith("#"):
            name, _, kinds = line.replace("->", "=").partition(" = ")
            current = Described(kinds=tuple(kinds.split(",")) if kinds else ())
            names[name] = current
    return names


def _read_field(words: list[str]) -> Field:
    name, types, *rest = words
    facts = (name.rstrip("!"), tuple(types.split(",")), name.endswith("!"))
    if not rest:
        return Field(*facts)
    if rest[0].startswith("="):
        return Field(*facts, constant=rest[0][1:])
    least, most = map(int, rest[0].split("-"))
    return Field(*facts, length=Length(least, most, rest[1]))
