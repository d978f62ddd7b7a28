"""The sender named in a message, read strictly.

The address decides whose pupils may change, so nothing is guessed: one From field, one plain
address, nothing that two programs could read in two ways. What is not plain has no sender at
all (``None``) and reasons why. The standard library is of no help here: with its strictest
policy ``jan@school.example <evil@x.example>`` is a mail from jan@school.example.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import getaddresses

from rosterdesk.core.file_names import clean_file_name

# RFC 5322, 3.4.1: dot-atom on the left, and on the right what a domain name can be.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
PLAIN_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}\Z")
_QUOTED = r'"(?:[^"\\\r\n]|\\.)*+"'
# A display name: quoted strings and words without any character that has a meaning of its own.
# Possessive throughout (``*+``): a name that does not fit must not be tried in every division.
_DISPLAY = rf"(?:\s*+(?:{_QUOTED}|[^\s\"<>()\[\]:;@\\,]++))*+\s*+"
_WITH_NAME = re.compile(rf"(?P<name>{_DISPLAY})<(?P<address>[^<>\s]*)>\s*\Z")
# Names with brackets, as people and programs write them, and the old way with a comment behind.
_UNUSUAL = re.compile(r"(?P<name>[^<>\",;:\\@]*+)<(?P<address>[^<>\s]*)>\s*\Z")
_COMMENTED = re.compile(r"\s*(?P<address>[^\s()<>\",;:\\]+)\s+\((?P<name>[^()<>@\\]*)\)\s*\Z")
_LIKE_ADDRESS = re.compile(r"[\w.+-]+\s*[@＠]\s*[\w-]+(?:\.[\w-]+)+")
_LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3
_LONGEST_FIELD = 2_000


@dataclass(frozen=True, slots=True)
class From:
    """``address`` in lower case; ``faults`` says why there is none.

    ``doubts`` are about one that is clear, but is shown in a way that misleads or is unusual:
    from_name_misleads, from_unusual.
    """

    address: str | None
    name: str = ""
    faults: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def read_from(fields: list[bytes]) -> From:
    """Judge the values of all From fields of a message, as they stand in it.

    Faults: from_missing, from_twice, from_not_plain.
    """
    if len(fields) != 1:
        return From(None, faults=("from_twice" if fields else "from_missing",))
    value = _unfold(fields[0])
    try:
        return _read_value(value.decode("utf-8"))
    except UnicodeDecodeError:
        found = _read_value(value.decode("cp1252", "replace"))
        return replace(found, doubts=(*found.doubts, "from_unusual"))


def _read_value(text: str) -> From:
    if len(text) > _LONGEST_FIELD or any(ord(c) < 32 and c != "\t" for c in text):
        return From(None, faults=("from_not_plain",))
    match = _WITH_NAME.match(text)
    unusual = (
        match is None and (match := _UNUSUAL.match(text) or _COMMENTED.match(text)) is not None
    )
    name = decode_words(match["name"]) if match else ""
    address = match["address"] if match else text.strip()
    if not is_plain(address):
        return From(None, _show(name or text), ("from_not_plain",))
    doubts = ["from_name_misleads"] if _misleads(name, address) else []
    doubts += ["from_unusual"] if unusual else []
    return From(address.lower(), _show(name), doubts=tuple(doubts))


def read_addresses(fields: list[bytes]) -> tuple[str, ...]:
    """Return the plain addresses of To or Cc fields, in small letters; at most 100."""
    texts = [_unfold(each[: _LONGEST_FIELD * 5]).decode("utf-8", "replace") for each in fields]
    found = (address for _, address in getaddresses(texts[:10]))
    return tuple(each.lower() for each in found if is_plain(each))[:100]


def is_plain(address: str) -> bool:
    """Return whether this is one ASCII addr-spec without quotes, comments or literals."""
    return (
        len(address) <= _LONGEST_ADDRESS
        and address.isascii()
        and PLAIN_ADDRESS.match(address) is not None
    )


def _misleads(name: str, address: str) -> bool:
    """Return whether the name shows another address than the real one."""
    shown = (re.sub(r"\s", "", found) for found in _LIKE_ADDRESS.findall(name))
    return any(each.replace("＠", "@").casefold() != address.casefold() for each in shown)


def decode_words(value: str) -> str:
    """Return a header value with its encoded words (RFC 2047) read; never raises."""
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError, AssertionError):
        return value


def _show(name: str) -> str:
    return clean_file_name(name.replace("/", "-").replace('"', "").strip()) if name.strip() else ""


def _unfold(field: bytes) -> bytes:
    return re.sub(rb"\r?\n(?=[ \t])", b"", field).strip()
