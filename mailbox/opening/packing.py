"""An opened mail as JSON and bytes: between two processes, and sealed until it is decided on.

Nothing that comes back is executed or unpickled: each field is made anew from plain values.
"""

from __future__ import annotations

import base64
from dataclasses import asdict, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson

from rosterdesk.mailbox.files.attachments import Attachment
from rosterdesk.mailbox.files.filetypes import FileKind
from rosterdesk.mailbox.files.parsed import ParsedMail
from rosterdesk.mailbox.message.automatic import Bounce
from rosterdesk.mailbox.trust.authresults import Dmarc, Received
from rosterdesk.mailbox.trust.opened import Head, Opened
from rosterdesk.mailbox.trust.signatures import Signature, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LENGTH_BYTES = 8
_PLAIN = [
    each.name
    for each in fields(ParsedMail)
    if each.name not in {"attachments", "date", "bounce", "unused"}
]


def pack_opened(opened: Opened) -> tuple[dict[str, Any], list[bytes]]:
    """Return an object for JSON, and the data of each attachment."""
    head = opened.head
    packed: dict[str, Any] = {
        "parsed": _pack_parsed(opened.parsed),
        "head": head
        and {
            "signatures": [pack_signature(each) for each in head.signatures],
            "received": asdict(head.received),
            "organisation": head.organisation,
            "shape": list(head.shape),
        },
    }
    return packed, [each.data for each in opened.parsed.attachments]


def unpack_opened(packed: Mapping[str, Any], frames: Sequence[bytes]) -> Opened:
    head = packed["head"]
    return Opened(
        _unpack_parsed(packed["parsed"], frames),
        head
        and Head(
            tuple(unpack_signature(each) for each in head["signatures"]),
            _unpack_received(head["received"]),
            head["organisation"],
            tuple(head["shape"]),
        ),
    )


def _unpack_received(packed: Mapping[str, Any]) -> Received:
    made = {"dmarc": Dmarc(packed["dmarc"]), "others": tuple(packed.get("others", ()))}
    return Received(**{**packed, **made})


def dump_opened(opened: Opened) -> bytes:
    """Return it as one file of frames, each with its length before it."""
    packed, data = pack_opened(opened)
    frames = (orjson.dumps(packed), *data)
    return b"".join(part for each in frames for part in (len(each).to_bytes(_LENGTH_BYTES), each))


def load_opened(data: bytes) -> Opened:
    first, *frames = _split_frames(data)
    return unpack_opened(orjson.loads(first), frames)


def _split_frames(data: bytes) -> list[bytes]:
    frames, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at : at + _LENGTH_BYTES])
        at += _LENGTH_BYTES
        frames.append(data[at : at + length])
        at += length
    return frames


def _pack_parsed(parsed: ParsedMail) -> dict[str, Any]:
    values = {name: getattr(parsed, name) for name in _PLAIN}
    return {
        **{name: _clean(value) for name, value in values.items()},
        "date": parsed.date.isoformat() if parsed.date else None,
        "bounce": asdict(parsed.bounce) if parsed.bounce else None,
        "unused": [[_clean(name), why] for name, why in parsed.unused],
        "attachments": [
            {
                **{each.name: getattr(one, each.name) for each in fields(one)},
                "name": _clean(one.name),
                "data": None,
            }
            for one in parsed.attachments
        ],
    }


def _clean(value: Any) -> Any:
    """Replace half surrogates, which no JSON holds."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return [_clean(each) for each in value] if isinstance(value, tuple) else value


def _unpack_parsed(packed: Mapping[str, Any], data: Sequence[bytes]) -> ParsedMail:
    values: dict[str, Any] = {
        name: tuple(packed[name]) if isinstance(packed[name], list) else packed[name]
        for name in _PLAIN
        if name in packed  # what was sealed by an older version has not all of them
    }
    bounce = packed["bounce"]
    attachments = (
        Attachment(**{**each, "kind": FileKind(each["kind"]), "data": content})
        for each, content in zip(packed["attachments"], data, strict=True)
    )
    return ParsedMail(
        **values,
        date=datetime.fromisoformat(packed["date"]) if packed["date"] else None,
        bounce=Bounce(tuple(bounce["about"]), bounce["status"]) if bounce else None,
        unused=tuple((name, why) for name, why in packed["unused"]),
        attachments=tuple(attachments),
    )


def pack_signature(signature: Signature) -> dict[str, Any]:
    return {**asdict(signature), "signed_fields": sorted(signature.signed_fields)}


def unpack_signature(packed: Mapping[str, Any]) -> Signature:
    return Signature(**{**packed, "signed_fields": frozenset(packed["signed_fields"])})


def pack_keys(keys: Mapping[str, Sequence[bytes] | None]) -> dict[str, list[str] | None]:
    return {
        name: None if records is None else [base64.b64encode(each).decode() for each in records]
        for name, records in keys.items()
    }


def unpack_keys(packed: Mapping[str, list[str] | None]) -> dict[str, list[bytes] | None]:
    return {
        name: None if records is None else [base64.b64decode(each) for each in records]
        for name, records in packed.items()
    }


def unpack_verdicts(packed: Sequence[str], signatures: Sequence[Signature]) -> list[Verdict]:
    return [Verdict(each, code) for each, code in zip(signatures, packed, strict=True)]
