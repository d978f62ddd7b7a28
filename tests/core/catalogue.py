"""The messages that the code has, and those of them that the Dutch catalogues lack."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
# ``_`` and ``_many`` are what templates say them with.
KEYWORDS = {"say": (2,), "say_many": (3, 4), "N_": (1,), "_": (1,), "_many": (2, 3)}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]


def list_packages() -> list[Path]:
    """Return the folders that have catalogues of their own."""
    return sorted(
        path.parent
        for package in ("core", "mailbox", "printer", "bot")
        for path in (ROOT / package).rglob("locale")
    )


def extract(package: Path) -> Catalog:
    """Collect the messages of a package, without those of packages inside it."""
    inner = [other for other in list_packages() if other != package and package in other.parents]
    found = Catalog()
    for name, line, message, _, _ in extract_from_dir(
        package, method_map=METHODS, keywords=KEYWORDS
    ):
        path = package / name
        if not any(other in path.parents for other in inner):
            found.add(message, locations=[(str(path.relative_to(ROOT)), line)])
    return found


def read_dutch(package: Path) -> Catalog:
    with (package / "locale" / "nl.po").open("rb") as file:
        return read_po(file, locale="nl")


def list_missing(package: Path) -> list[str]:
    """Return the messages without a Dutch translation."""
    known = _list_translated(package)
    wanted = [form for message in extract(package) for form in _forms(message.id) if form]
    return [form for form in wanted if form not in known]


def _list_translated(package: Path) -> set[str]:
    known: set[str] = set()
    for message in read_dutch(package):
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if all(strings):
            known.update(_forms(message.id))
    return known


def _forms(message_id: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (message_id,) if isinstance(message_id, str) else tuple(message_id)


def list_unused(package: Path) -> list[str]:
    """Return translations of messages that no longer exist."""
    code = {form for message in extract(package) for form in _forms(message.id)}
    return [
        form
        for message in read_dutch(package)
        for form in _forms(message.id)
        if form and form not in code
    ]
