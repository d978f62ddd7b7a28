"""The pages as HTML: templates with autoescape, in the visitor's language."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rosterdesk.bot.page.screen.assets import Assets
from rosterdesk.bot.page.screen.menu import draw_menu
from rosterdesk.bot.page.screen.texts import phrases
from rosterdesk.bot.words.people import format_day
from rosterdesk.bot.words.texts import drop_sign, format_time
from rosterdesk.bot.words.texts import phrases as shared
from rosterdesk.core.language import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rosterdesk.bot.page.visiting.visitor import Visitor
    from rosterdesk.bot.settings import Settings

TEMPLATES = Path(__file__).parent / "templates"
_LANGUAGES = {Language.NL: "Nederlands", Language.EN: "English"}


class Screens:
    """Draws pages; one for the whole process."""

    def __init__(self, settings: Settings) -> None:
        self.assets = Assets()
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals.update(
            asset=self.assets.address,
            library=settings.library_name,
            telephone=settings.page.telephone,
            links=settings.page.links,
        )

    def draw(self, template: str, visitor: Visitor, path: str, values: Mapping[str, object]) -> str:
        """Return the page; ``_`` and ``_many`` in a template say a message.

        ``shared`` says one that other doors say as well, ``sign_less`` without the sign before it.
        """
        language = visitor.language
        others = {code: name for code, name in _LANGUAGES.items() if code is not language}
        return self._environment.get_template(template).render(
            _=partial(phrases.say, language),
            _many=partial(phrases.say_many, language),
            shared=partial(shared.say, language),
            shared_many=partial(shared.say_many, language),
            sign_less=lambda message, **v: drop_sign(shared.say(language, message, **v)),
            sign_less_many=lambda *asked: drop_sign(shared.say_many(language, *asked)),
            day=partial(format_day, language=language),
            moment=partial(format_time, language=language),
            language=language,
            others=others,
            visitor=visitor,
            menu=draw_menu(visitor, path),
            path=path,
            **values,
        )
