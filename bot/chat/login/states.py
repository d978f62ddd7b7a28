from __future__ import annotations

from aiogram.fsm.state import State, StatesGroup


class LoggingIn(StatesGroup):
    card = State()
    password = State()


class Choosing(StatesGroup):
    current = State()
    first = State()
    again = State()
