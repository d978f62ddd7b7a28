from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rosterdesk.bot.shell.running import who, with_core

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library

app = typer.Typer(no_args_is_help=True, help="Cards.")

Number = Annotated[str, typer.Argument(help="A card number.")]


@app.command()
def block(number: Number) -> None:
    """Let a card open nothing until it is unblocked."""

    async def act(*_: object) -> None:
        from rosterdesk.core.customers.cards import block_card, find_card

        await block_card(await find_card(number), who())
        print(f"{number} is blocked.")

    with_core(act)


@app.command()
def unblock(number: Number) -> None:
    """Let a blocked card work again."""

    async def act(*_: object) -> None:
        from rosterdesk.core.customers.cards import find_card, unblock_card

        await unblock_card(await find_card(number), who())
        print(f"{number} works again.")

    with_core(act)


@app.command()
def replace(
    number: Number,
    by: Annotated[str | None, typer.Option(help="The new card; else generated.")] = None,
) -> None:
    """Replace a lost card: the old one is dead, memberships follow. Prints the new number."""

    async def act(library: Library, _settings: Settings) -> None:
        from rosterdesk.bot.words.typed import read_card_number
        from rosterdesk.core.customers.cards import find_card, replace_card

        wanted = read_card_number(by) if by else None
        card = await find_card(number)
        print((await replace_card(card, who(), library.numbering, wanted)).number)

    with_core(act)
