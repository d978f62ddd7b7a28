"""Requests that a person may make by law: to see all data about them, and to be forgotten."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads it when it runs
from typing import TYPE_CHECKING, Annotated

import typer

from rosterdesk.bot.shell.running import who, with_core

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library

CardNumber = Annotated[str, typer.Argument(help="A card number.")]


def add_to(app: typer.Typer) -> None:
    app.command("export")(export_)
    app.command()(erase)


def export_(
    number: CardNumber,
    to: Annotated[Path, typer.Option(help="A folder: NUMBER.json and NUMBER.html go there.")],
) -> None:
    """Write down everything that is kept about a customer, for when they ask."""

    async def act(_library: Library, settings: Settings) -> None:
        import orjson

        from rosterdesk.bot.shell.running import create_private
        from rosterdesk.bot.words.personal import gather_all, write_page
        from rosterdesk.core.customers.registering import find_by_card
        from rosterdesk.core.language import Language
        from rosterdesk.core.trail.payloads import CustomerExported
        from rosterdesk.core.trail.sightings import note_shown

        customer = await find_by_card(number)
        await note_shown(CustomerExported(), who(), customer_id=customer.id)
        found = await gather_all(customer)
        language = Language(customer.language) if customer.language else settings.language
        page = write_page(customer, found, settings.library_name, language)
        for name, data in (
            (f"{number}.json", orjson.dumps(found, option=orjson.OPT_INDENT_2)),
            (f"{number}.html", page.encode()),
        ):
            with create_private(to / name) as file:
                file.write(data)
            print(to / name)

    with_core(act)


def erase(
    number: CardNumber,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Forget a former customer for good. One who is still a member is refused."""

    async def act(library: Library, settings: Settings) -> None:
        from rosterdesk.bot.chat.forgetting import forget_chats
        from rosterdesk.bot.program.setup.dialog import Dialog
        from rosterdesk.core.customers.registering import find_by_card
        from rosterdesk.core.language import N_
        from rosterdesk.core.person_names import show_name
        from rosterdesk.core.privacy.erase import erase_customer
        from rosterdesk.core.privacy.retention import delete_unneeded
        from rosterdesk.core.storage.wiping import wipe_file
        from rosterdesk.mailbox.store.kept.forgetting import forget_mails, list_stored

        customer = await find_by_card(number)
        dialog = Dialog(settings.language)
        question = N_("Forget {name} for good?")
        if not yes and not dialog.confirm(question, name=show_name(customer)):
            raise typer.Abort
        left = await erase_customer(customer, who(), (forget_mails, forget_chats))
        await delete_unneeded(library.files, left, await list_stored())
        print(f"Erased. In the audit trail it is customer {customer.id} from now on.")
        if not await wipe_file():
            print("Others are at work: unused parts of the database's file are emptied soon.")

    with_core(act)
