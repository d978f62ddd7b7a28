"""``python -m tests.bot.mail.sheet FOLDER``: every reply of every flow, in both languages.

One page of HTML as the mails themselves are shown, and pictures of it where Chromium is there.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import subprocess
import tempfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bot.letters import read_reply
from tests.bot.mail.flows import FLOWS
from tests.bot.mail.post import open_post

from rosterdesk.bot.program.database import APPS
from rosterdesk.core.language import Language
from rosterdesk.core.storage.database import open_database, sqlite_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STYLE = """
body { font: 13px/1.35 sans-serif; margin: 8px; columns: 1 }
h2 { font-size: 14px; margin: 10px 0 4px; background: #dde; padding: 2px 6px }
section { break-inside: avoid } div.pair { display: flex; gap: 10px }
article { flex: 1; border: 1px solid #999; padding: 6px 10px; margin-bottom: 6px; min-width: 0 }
h3 { font-size: 13px; margin: 0 0 4px }
"""
_MEASURE = "document.title = document.documentElement.scrollHeight"
_FLOWS_ON_A_PICTURE = 4


async def collect(folder: Path, language: Language) -> dict[str, list[bytes]]:
    """Return the letters of each flow."""
    template = folder / f"template-{language}"
    template.mkdir()
    async with open_database(sqlite_url(template), APPS):
        pass
    found: dict[str, list[bytes]] = {}
    for number, (name, flow) in enumerate(FLOWS.items()):
        async with open_post(folder / f"{language}-{number}", template, language) as post:
            await flow(post)
            found[name] = list(post.letters)
    return found


def write_page(letters: Mapping[Language, Mapping[str, list[bytes]]], names: list[str]) -> str:
    shown = "".join(_write_flow(name, [letters[each][name] for each in letters]) for name in names)
    head = f"<!doctype html><meta charset=utf-8><title></title><style>{_STYLE}</style>"
    return f"{head}<body>{shown}<script>{_MEASURE}</script>"


def _write_flow(name: str, columns: list[list[bytes]]) -> str:
    pairs = "".join(
        f"<div class=pair>{''.join(map(_write_letter, pair))}</div>"
        for pair in zip(*columns, strict=True)
    )
    return f"<section><h2>{escape(name)}</h2>{pairs or '(no letter)'}</section>"


def _write_letter(raw: bytes) -> str:
    letter = read_reply(raw)
    body = letter.get_body(("html",))
    assert body is not None
    subject = escape(str(letter["Subject"]))
    return (
        f"<article><h3>{subject} → {escape(str(letter['To']))}</h3>{body.get_content()}</article>"
    )


def _split(names: list[str]) -> Iterator[list[str]]:
    for at in range(0, len(names), _FLOWS_ON_A_PICTURE):
        yield names[at : at + _FLOWS_ON_A_PICTURE]


def main(target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        letters = {each: asyncio.run(collect(Path(folder), each)) for each in Language}
    (target / "sheet.html").write_text(write_page(letters, list(FLOWS)), encoding="utf-8")
    for number, names in enumerate(_split(list(FLOWS)), 1):
        page = target / f"sheet-{number}.html"
        page.write_text(write_page(letters, names), encoding="utf-8")
        _draw(page)
    print(f"{sum(map(len, letters[Language.NL].values()))} letters of {len(FLOWS)} flows: {target}")


def _draw(page: Path) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        return
    shown = _run(chromium, "--window-size=1300,800", "--dump-dom", page.as_uri())
    height = re.search(rb"<title>(\d+)</title>", shown)
    assert height is not None
    size = f"--window-size=1300,{int(height[1]) + 20}"  # the whole page, however long
    _run(chromium, size, f"--screenshot={page.with_suffix('.png')}", page.as_uri())


def _run(chromium: str, *options: str) -> bytes:
    always = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    command = [chromium, *always, "--hide-scrollbars", *options]
    return subprocess.run(command, check=True, capture_output=True).stdout


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    main(parser.parse_args().folder)
