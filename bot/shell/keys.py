from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rosterdesk.bot.shell.running import who, with_core

if TYPE_CHECKING:
    from rosterdesk.bot.settings import Settings
    from rosterdesk.core.library import Library

app = typer.Typer(no_args_is_help=True, help="The keys of the stored files.")


@app.callback()
def group() -> None:
    """The keys of the stored files."""


@app.command()
def rotate(
    forget_old: Annotated[
        bool, typer.Option("--forget-old", help="Instead: forget the keys that nothing has now.")
    ] = False,
) -> None:
    """Make a new key and encrypt every stored file with it; the service can go on meanwhile.

    The old keys still read what an older backup holds, until they are forgotten.
    """

    async def act(library: Library, _settings: Settings) -> None:
        from rosterdesk.core.privacy.keys import forget_old_keys, rotate_keys

        if forget_old:
            print(f"{await forget_old_keys(library, who())} old keys are forgotten.")
        else:
            print(f"{await rotate_keys(library, who())} files have the new key.")

    with_core(act)
