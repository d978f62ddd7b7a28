"""The names of printers and of profiles: which one is meant, and which printer has one already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rosterdesk.core.errors import RosterdeskError
from rosterdesk.core.language import N_, is_no, is_yes
from rosterdesk.printer.model.address import parse_address
from rosterdesk.printer.model.hosts import find_addresses
from rosterdesk.printer.model.profiles import is_built_in, list_near

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rosterdesk.printer.model.address import Address

_LONGEST_NAME = 40


class WrongNameError(RosterdeskError):
    """The name is none, or is nobody's."""

    package = "rosterdesk.printer"


def choose_name(typed: str, usual: str = "") -> str:
    """Return the name that is meant: what was typed, or the usual one for nothing and for a yes.

    Raises WrongNameError for a no, and for what is no name.
    """
    name = " ".join(typed.split())
    if not name or is_yes(name):
        name = usual
    if not name or is_yes(name) or is_no(name):
        raise WrongNameError(N_("Type the name by which the desk knows the printer."))
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise WrongNameError(N_("A printer's name has 1 to {most} characters."), most=_LONGEST_NAME)
    return name


def find_twin(printers: Mapping[str, str], place: str) -> str | None:
    """Return the name that the printer at that place has already.

    It asks the name service for hosts that are named, which may take seconds.
    """
    here = parse_address(place)
    for name, url in printers.items():
        if is_at_one_place(parse_address(url), here):
            return name
    return None


def is_at_one_place(one: Address, other: Address) -> bool:
    """Tell whether both are one printer, also where one names its host and the other has its IP."""
    if one.is_same_printer(other):
        return True
    hosts = {one.target, other.target}
    if one.host_kind is None or one.host_kind != other.host_kind or len(hosts) == 1:
        return False
    first, second = map(find_addresses, sorted(hosts))
    return bool(first & second)


def require_profile(name: str, own: Mapping[str, str]) -> None:
    """Raise WrongNameError, with what may be meant, where no profile of ours is called so."""
    if name in own:
        return
    if is_built_in(name):
        raise WrongNameError(
            N_(
                "“{name}” is a model that is built in, no profile that setup found: run setup"
                " without --profile, or write ?profile={name} after the printer's address."
            ),
            name=name,
        )
    near = ", ".join(list_near(name, own))
    if near:
        raise WrongNameError(
            N_("Setup found no profile “{name}” at any desk. Is it one of these: {near}?"),
            name=name,
            near=near,
        )
    raise WrongNameError(
        N_(
            "Setup found no profile “{name}” at any desk: its line goes under [printing.profiles],"
            " or run setup without --profile."
        ),
        name=name,
    )
