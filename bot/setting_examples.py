"""A line of settings that is right, for whoever wrote one that is not."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import BaseModel, SecretStr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

# Of those whose default is none, empty, or says nothing of their form.
_VALUES = {
    "without_tls": '["db.library.example"]',
    "database_url": '"postgres://rosterdesk@db.library.example/rosterdesk"',
    "own_password_length_years": "{ 1 = 6, 2 = 6 }",
    "policy": '{ card_numbers = "generated" }',
    "retention.left_days": "730",
    "retention.folders_days": "30",
    "watch.port": "9187",
    "anchors.mail_to": '"it@library.example"',
    "chat.bot_name": '"our_library_bot"',
    "chat.webhook.url": '"https://bot.library.example/telegram"',
    "chat.webhook.senders": '["149.154.160.0/20"]',
    "chat.approvals.digest_hour": "8",
    "chat.approvals.quiet_from": "20",
    "chat.approvals.quiet_until": "8",
    "mail.own_addresses": '["rosters@library.example"]',
    "mail.smtp.sender": '"rosters@library.example"',
    "mail.trusted_authserv_id": '"mail.library.example"',
    "mail.questions_to": '"Anna Smit, 010-1234567"',
    "mail.notice_address": '"desk@library.example"',
    "page.url": '"https://library.example"',
    "page.trusted_proxies": '["127.0.0.1"]',
    "page.telephone": '"010-1234567"',
    "page.links": '{ Catalogus = "https://library.example/catalogue" }',
    "printing.profiles": '{ star = "width=48" }',
    "printing.printers": '{ desk = "tcp://192.168.1.50" }',
    "printing.quiet": '{ desk = "22:00-07:00" }',
    "host": '"mail.library.example"',
    "user": '"rosters@library.example"',
    "provider": '"microsoft"',
    "tenant": '"00000000-0000-0000-0000-000000000000"',
    "client_id": '"00000000-0000-0000-0000-000000000000"',
    "token_url": '"https://login.library.example/token"',
    "sender_name": '"Library"',
}


def find_example(name: str, settings: type[BaseModel]) -> str | None:
    """Return a line as the settings' file may have it; None where there is no such setting.

    ``name`` is dotted and may hold the number of an item of a list, or a name within a table.
    """
    parts = [part for part in name.split(".") if not part.isdecimal()]
    model, path = settings, list[str]()
    field: FieldInfo | None = None
    for part in parts:
        if part not in model.model_fields:
            break  # a name within a table
        field = model.model_fields[part]
        path.append(part)
        group = _find_group(field)
        if group is None:
            break
        model = group
    if field is None:
        return None
    table, last = ".".join(path[:-1]), path[-1]
    if _find_group(field) is not None:
        inner = next(_list_inner(".".join(path), model), None)
        head = _head(".".join(path), settings)
        return head if inner is None else f"{head} {inner}"
    line = f"{last} = {_find_value('.'.join(path), last, field)}"
    return f"{_head(table, settings)} {line}" if table else line


def _head(table: str, settings: type[BaseModel]) -> str:
    """Return the heading of a table, or of one in a list of tables."""
    model: type[BaseModel] = settings
    for part in table.split("."):
        field = model.model_fields[part]
        group = _find_group(field)
        assert group is not None
        if get_origin(field.annotation) is tuple:
            return f"[[{table}]]" if table.endswith(part) else f"[{table}]"
        model = group
    return f"[{table}]"


def _list_inner(path: str, model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if _find_group(field) is None:
            yield f"{name} = {_find_value(f'{path}.{name}', name, field)}"


def _find_value(path: str, last: str, field: FieldInfo) -> str:
    if path in _VALUES:
        return _VALUES[path]
    default = field.get_default(call_default_factory=True) if not field.is_required() else None
    if default not in (None, (), {}, ""):
        return _write(default)
    if last in _VALUES:  # of servers, wherever they are named
        return _VALUES[last]
    kinds = [field.annotation, *get_args(field.annotation)]
    if Path in kinds:
        return f'"secrets/{last.removesuffix("_file")}"'
    if SecretStr in kinds:
        return '"…"'
    return "1" if int in kinds or float in kinds else '"…"'


def _write(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, tuple | list | frozenset):
        return f"[{', '.join(map(_write, value))}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_write(each)}" for key, each in value.items()) + " }"
    return f'"{value.value if isinstance(value, StrEnum) else value}"'


def _find_group(field: FieldInfo) -> type[BaseModel] | None:
    kinds: tuple[Any, ...] = (field.annotation, *get_args(field.annotation))
    return next((k for k in kinds if isinstance(k, type) and issubclass(k, BaseModel)), None)
