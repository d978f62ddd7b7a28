"""The way from an HTTP request to a typed call, and back to JSON.

A call's parameters are held against aiogram's own model of the method, which is generated from
the Bot API's documentation: names, types and what is required are not written down twice.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args, get_origin

from aiohttp import web
from pydantic import BaseModel, ValidationError

from rosterdesk.bot.standins.botapi.errors import ApiError, bad_request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiogram.methods.base import TelegramMethod

MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "document": "there is no document in the request",
    "photo": "there is no photo in the request",
    "message_id": "message identifier is not specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "media": "there is no media in the request",
    "action": "wrong parameter action in request",
}
# Parts of the Bot API that are not stood in for: taking them in silence would be a false promise.
UNSUPPORTED = frozenset(
    {
        "allow_paid_broadcast",
        "business_connection_id",
        "direct_messages_topic_id",
        "ephemeral_message_parameters",
        "message_effect_id",
        "receiver_user_id",
        "rich_message",
        "suggested_post_parameters",
    }
)
ATTACHED = "attach://"


@dataclass(frozen=True)
class Upload:
    """A file sent along. Telegram goes by its name and looks at no MIME type."""

    name: str
    data: bytes


Uploads = dict[str, Upload]


async def read_params(request: web.Request) -> tuple[dict[str, Any], Uploads]:
    """Return the parameters (query string, form or JSON body) and the files that came along."""
    params: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        return params | await _read_json(request), {}
    uploads: Uploads = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            with value.file as file:
                uploads[name] = Upload(value.filename, file.read())
            params.setdefault(name, ATTACHED + name)
        else:
            params[name] = value if isinstance(value, str) else bytes(value).decode()
    for name in uploads:
        _forget_part_name(params, name)
    return params, uploads


async def _read_json(request: web.Request) -> dict[str, Any]:
    try:
        found = await request.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise bad_request("can't parse request body as a JSON object")
    return found


def _forget_part_name(params: dict[str, Any], name: str) -> None:
    """A part that another parameter points to is no parameter itself."""
    pointer = ATTACHED + name
    if any(pointer in str(value) for key, value in params.items() if key != name):
        params.pop(name, None)


def parse_call(
    model: type[TelegramMethod[Any]], params: Mapping[str, Any], *, strict: bool
) -> TelegramMethod[Any]:
    """Return the call as aiogram's typed object; refuse what the method does not know."""
    unknown = sorted(set(params) - set(model.model_fields))
    if unknown and strict:
        raise bad_request(f"{model.__api_method__} has no parameter {', '.join(unknown)}")
    decoded = {
        name: _decode(model, name, value) for name, value in params.items() if name not in unknown
    }
    try:
        call = model.model_validate(decoded)
    except ValidationError as problem:
        raise _explain(problem) from None
    if strict:
        _refuse_unknown(call, "")
    return call


def _refuse_unknown(value: object, path: str) -> None:
    """Refuse a misspelt field of a button or an entity, which Telegram would pass over."""
    if isinstance(value, BaseModel):
        for name in value.model_extra or {}:
            raise bad_request(f"can't parse {path}: no field {name}")
        for name in value.model_fields_set:
            _refuse_unknown(getattr(value, name), f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for item in value:
            _refuse_unknown(item, path)


def refuse_unsupported(params: Mapping[str, Any]) -> None:
    if unsupported := sorted(UNSUPPORTED & set(params)):
        raise bad_request(f"this stand-in does not know {', '.join(unsupported)}")


def _decode(model: type[TelegramMethod[Any]], name: str, value: object) -> object:
    """Objects and lists are sent as JSON text, also inside a form."""
    if not isinstance(value, str) or value[:1] not in ("{", "["):
        return value
    if str in _alternatives(model.model_fields[name].annotation):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {name}: it is no JSON") from None


def _alternatives(annotation: object) -> tuple[object, ...]:
    is_generic = get_origin(annotation) in (list, dict)
    return (annotation,) if is_generic else get_args(annotation) or (annotation,)


def _explain(problem: ValidationError) -> ApiError:
    """Say which parameter is wrong; never what stood in it."""
    first = problem.errors(include_url=False, include_input=False, include_context=False)[0]
    path = [str(step) for step in first["loc"]]
    if first["type"] == "missing" and len(path) == 1:
        return bad_request(MISSING.get(path[0], f"parameter {path[0]} is required"))
    return bad_request(f"can't parse {'.'.join(path)}: {first['msg'].lower()}")


def answer(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def refuse(error: ApiError) -> web.Response:
    body: dict[str, Any] = {
        "ok": False,
        "error_code": error.code,
        "description": error.description,
    }
    if error.parameters:
        body["parameters"] = error.parameters
    headers = {"Retry-After": str(error.parameters["retry_after"])} if error.code == 429 else None
    return web.json_response(body, status=error.code, headers=headers)
