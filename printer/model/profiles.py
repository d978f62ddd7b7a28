"""The profiles of python-escpos: which of them can print a slip, and why the others cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosterdesk.core.language import N_, Language, Phrases
from rosterdesk.printer.errors import PrinterAddressError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

phrases = Phrases("rosterdesk.printer")

NO_PROFILE = "default"  # the database's name for a printer of which nothing is known
_SIMILAR = 60  # of 100
_REFUSALS = {
    "star": N_(
        "“{name}” speaks Star's own language: switch the printer to ESC/POS (its manual says how)"
        " and use no profile."
    ),
    "display": N_("“{name}” prints no image and no barcode: it is a display, or for text alone."),
    "no_raster": N_("“{name}” cannot print an image line by line, as codes and names need."),
}

Profile = dict[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class ProfileChoice:
    """A profile as ``rosterdesk printer profiles`` lists it; ``trouble`` refuses it."""

    name: str
    vendor: str
    model: str
    trouble: str | None

    def describe_trouble(self, language: Language) -> str:
        return phrases.say(language, self.trouble, name=self.name) if self.trouble else ""


def list_profiles(like: str = "", similar: int = _SIMILAR) -> list[ProfileChoice]:
    """List all profiles, or those that resemble ``like`` by name, maker or model."""
    found = [_describe(name, profile) for name, profile in sorted(_all_profiles().items())]
    if not like:
        return found
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - most commands look for no name

    spelt = {choice.name: f"{choice.vendor} {choice.model} {choice.name}" for choice in found}
    near = process.extract(
        like, spelt, scorer=fuzz.partial_ratio, processor=_fold, score_cutoff=similar, limit=10
    )
    by_name = {choice.name: choice for choice in found}
    return [by_name[name] for _, _, name in near]


def is_built_in(name: str) -> bool:
    """Return whether the database has a profile of that name, however it is spelt."""
    return name.casefold() in map(str.casefold, _all_profiles())


def list_near(name: str, names: Iterable[str]) -> list[str]:
    """Return those of the names that resemble this one, the nearest first."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - most commands look for no name

    near = process.extract(
        name, list(names), scorer=fuzz.WRatio, processor=_fold, score_cutoff=_SIMILAR, limit=5
    )
    return [each for each, _, _ in near]


def find_profile(wanted: str) -> tuple[str, Profile]:
    """Return a profile and its name, however that is spelt; raises PrinterAddressError."""
    profiles = _all_profiles()
    name = {known.casefold(): known for known in profiles}.get(wanted.casefold())
    if name is None:
        raise _refuse_unknown(wanted)
    trouble = find_trouble(profiles[name])
    if trouble:
        raise PrinterAddressError(trouble, name=name)
    return name, profiles[name]


def find_trouble(profile: Mapping[str, Mapping[str, object]]) -> str | None:
    """Return why no slip can be printed by that description, or None."""
    features = profile["features"]
    if features.get("starCommands"):
        return _REFUSALS["star"]
    if not features.get("bitImageRaster"):
        column = features.get("bitImageColumn")
        return _REFUSALS["no_raster" if column else "display"]
    return None


def _refuse_unknown(wanted: str) -> PrinterAddressError:
    near = ", ".join(choice.name for choice in list_profiles(wanted) if not choice.trouble)
    if near:
        return PrinterAddressError(
            N_("There is no printer profile “{name}”. Is it one of these: {near}?"),
            name=wanted,
            near=near,
        )
    return PrinterAddressError(
        N_("There is no printer profile “{name}”: “rosterdesk printer profiles” lists them."),
        name=wanted,
    )


def _describe(name: str, profile: Profile) -> ProfileChoice:
    return ProfileChoice(name, str(profile["vendor"]), str(profile["name"]), find_trouble(profile))


def _all_profiles() -> dict[str, Profile]:
    from rosterdesk.printer.library import CAPABILITIES  # noqa: PLC0415 - it takes 0.3 s

    found: dict[str, Profile] = CAPABILITIES["profiles"]
    return found


def _fold(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
