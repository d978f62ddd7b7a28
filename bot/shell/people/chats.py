"""``rosterdesk customer chats``: the chats that are linked to a customer, and logging them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rosterdesk.bot.shell.running import JsonFlag, answer, who, with_core

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library

CardNumber = Annotated[str, typer.Argument(help="A card number.")]


def add_to(app: typer.Typer) -> None:
    app.command()(chats)


def chats(
    number: CardNumber,
    end: Annotated[
        list[int] | None, typer.Option(help="Log the chat with this number out.")
    ] = None,
    end_all: Annotated[bool, typer.Option("--end-all", help="Log all of them out.")] = False,
    as_json: Annotated[bool, JsonFlag] = False,
) -> None:
    """List the chats that are linked to a customer, or log them out: a telephone was lost."""

    async def act(_library: Library, settings: Settings) -> None:
        from rosterdesk.bot.words.accounts import describe_account, list_accounts
        from rosterdesk.bot.words.texts import phrases
        from rosterdesk.core.customers.registering import find_by_card
        from rosterdesk.core.customers.resetting import end_sessions

        customer = await find_by_card(number)
        if end or end_all:
            ended = await end_sessions(customer, who(), None if end_all else end)
            answer(
                {"ended": ended},
                as_json=as_json,
                lines=[
                    phrases.say_many(
                        settings.language,
                        ended,
                        "{count} chat or browser logged out.",
                        "{count} chats and browsers logged out.",
                    )
                ],
            )
            return
        found = await list_accounts(customer)
        answer(
            [{"chat": account.id, "linked_at": account.linked_at} for account in found],
            as_json=as_json,
            lines=[f"{each.id}  {describe_account(each, settings.language)}" for each in found],
        )

    with_core(act)
