"""The sheet as a page to open in a browser."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from rosterdesk.bot.demo.sheet.sentences import list_sentences
from rosterdesk.bot.demo.sheet.specimens import make_specimens
from rosterdesk.core.language import Language

if TYPE_CHECKING:
    from rosterdesk.bot.demo.sheet.specimens import Specimen

_STYLE = """
body{font:15px/1.4 system-ui,sans-serif;background:#e9eef2;margin:2rem;color:#1f2933}
table{border-collapse:collapse;width:100%;table-layout:fixed}
td,th{padding:.6rem;vertical-align:top;text-align:left}th{width:9rem;color:#6b7780}
.m{background:#fff;border-radius:10px;padding:.7rem .9rem;white-space:pre-wrap;
overflow-wrap:anywhere}
.r{display:flex;gap:4px;margin-top:4px}.b{flex:1;background:#d5e3ee;border-radius:6px;
padding:.3rem;text-align:center;font-size:13px;overflow:hidden}h1,h2{font-weight:600}
.s td{border-top:1px solid #d4dde3}
"""


def write_page() -> str:
    rows = "".join(
        f"<tr><th>{escape(dutch.name)}</th><td>{_draw(dutch)}</td><td>{_draw(english)}</td></tr>"
        for dutch, english in zip(
            make_specimens(Language.NL), make_specimens(Language.EN), strict=True
        )
    )
    sentences = "".join(
        f"<tr><th>{escape(package.rpartition('.')[2])}</th>"
        f"<td>{escape(dutch)}</td><td>{escape(english)}</td></tr>"
        for package, english, dutch in list_sentences()
    )
    return (
        "<!doctype html><html lang=nl><meta charset=utf-8><title>rosterdesk: messages</title>"
        f"<style>{_STYLE}</style><h1>What the bot says</h1><table>{rows}</table>"
        f"<h2>Every sentence</h2><table class=s>{sentences}</table></html>\n"
    )


def _draw(specimen: Specimen) -> str:
    rows = specimen.markup.inline_keyboard if specimen.markup else []
    buttons = "".join(
        '<div class="r">'
        + "".join(f'<div class="b">{escape(button.text)}</div>' for button in row)
        + "</div>"
        for row in rows
    )
    return f'<div class="m">{specimen.text.as_html()}</div>{buttons}'
