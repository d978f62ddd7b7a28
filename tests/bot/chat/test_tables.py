"""The chat reads the tables of the chat: all others are read by the rooms that own them."""

from __future__ import annotations

import ast
from pathlib import Path

from tortoise.models import Model

from rosterdesk.bot import models as own
from rosterdesk.core import models as core
from rosterdesk.mailbox import models as mailbox

ROOT = Path(__file__).resolve().parents[3]
_READING = {"filter", "exclude", "all", "get", "get_or_none", "first", "exists", "annotate"}
_READING |= {"in_bulk", "create", "bulk_create", "get_or_create", "update_or_create", "raw"}


def list_tables(module: object) -> set[str]:
    found = vars(module).items()
    return {name for name, each in found if isinstance(each, type) and issubclass(each, Model)}


def find_readings(source: str) -> list[str]:
    theirs = (list_tables(core) | list_tables(mailbox)) - list_tables(own)
    return [
        f"{node.lineno}: {ast.unparse(node.func)}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _READING
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in theirs
    ]


def test_the_chat_reads_no_table_but_its_own():
    chat = sorted((ROOT / "bot" / "chat").rglob("*.py"))
    found = {str(path): lines for path in chat if (lines := find_readings(path.read_text("utf-8")))}
    assert found == {}


def test_a_reading_would_be_found():
    assert find_readings("async def f(): return await School.get(id=1)") == ["1: School.get"]
    assert find_readings("async def f(): return await ChatAccount.get(id=1)") == []
