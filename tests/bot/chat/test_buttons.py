"""Every button that the chat draws has a handler, with its right in the same row."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

from aiogram.filters.callback_data import CallbackData

from rosterdesk.bot.chat.dispatcher import ALL_ROUTES
from rosterdesk.bot.chat.rights_page import list_rights

ROOT = Path(__file__).resolve().parents[3]


def list_kinds() -> dict[str, str]:
    """Return the prefix of each kind of button by the name of its class."""
    for path in (ROOT / "bot" / "chat").rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        importlib.import_module(".".join(("rosterdesk", *parts)))
    return {each.__name__: each.__prefix__ for each in CallbackData.__subclasses__()}


def list_drawn() -> set[str]:
    """Return the actions that stand in the code as words, as the table of rights names them."""
    kinds = list_kinds()
    drawn = set()
    for path in (ROOT / "bot" / "chat").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and (prefix := kinds.get(ast.unparse(node.func))):
                action = next((each.value for each in node.keywords if each.arg == "action"), None)
                drawn |= {f"{prefix}:{word}" for word in list_words(action)}
    return drawn


def list_words(action: ast.expr | None) -> set[str]:
    if isinstance(action, ast.Constant):
        return {str(action.value)}
    if isinstance(action, ast.IfExp):
        return list_words(action.body) | list_words(action.orelse)
    return set()


def test_every_button_has_a_handler():
    drawn, handled = list_drawn(), set(list_rights())
    assert len(drawn) > 40
    assert {each for each in drawn if each not in handled} == set()


def test_a_right_stands_once_beside_its_handler():
    """Commands, buttons and typed text are rows of one kind of list: none has a right elsewhere."""
    routes = [route for part in ALL_ROUTES for route in part.routes]
    assert all(route.right.service or route.asks for route in routes)
