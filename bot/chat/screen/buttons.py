"""The data of the buttons. All of it is client input, looked up again at each press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class MenuAction(CallbackData, prefix="menu"):
    action: str


class DraftAction(CallbackData, prefix="new"):
    """A button of the card of a new customer: begin, ask, set, save, stop."""

    action: str
    name: str = ""  # the field
    value: str = ""


class CustomerAction(CallbackData, prefix="cus"):
    """A button of a customer's card: show, more, edit, ask, set, toggle, unlock, close."""

    action: str
    id: int
    name: str = ""
    value: str = ""


class ClassAction(CallbackData, prefix="cls"):
    """The list of a class: the customers of a school in a class, from a place on."""

    action: str
    school: int
    code: str = ""
    start: int = 0


class CardAction(CallbackData, prefix="crd"):
    """A button of a customer's cards: list, picture, block, unblock, replace, generate."""

    action: str
    id: int  # the customer
    card: int = 0


class MembershipAction(CallbackData, prefix="mem"):
    """A button of a customer's memberships: list, add, own, end, renew."""

    action: str
    id: int
    membership: int = 0


class PasswordAction(CallbackData, prefix="pwd"):
    """Show a new one-time password, print it, or print it again for a reason."""

    action: str
    id: int
    printer: str = ""  # see ``shorten_printer``
    reason: str = ""


class UploaderAction(CallbackData, prefix="upl"):
    """A button about the people who may send rosters: list, grant, withdraw, expire."""

    action: str
    id: int
    school: int = 0
    days: int = 0


class ColumnsAction(CallbackData, prefix="map"):
    """A button about the answers on a school's columns: list, show, ask, forget."""

    action: str
    school: int
    answer: int = 0


class CaretakerAction(CallbackData, prefix="car"):
    """A button about the librarians who decide about a school's rosters: list, add, remove."""

    action: str
    school: int
    staff: int = 0


class SchoolAction(CallbackData, prefix="sch"):
    action: str
    id: int = 0


Buttons = list[list[InlineKeyboardButton]]


def button(label: str, data: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=data.pack())


def in_rows(buttons: Iterable[InlineKeyboardButton], width: int) -> Buttons:
    row = list(buttons)
    return [row[start : start + width] for start in range(0, len(row), width)]


def keyboard(buttons: Sequence[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[list(row) for row in buttons if row])
