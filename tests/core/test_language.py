from __future__ import annotations

import re
import string
from collections import Counter

import pytest
from babel.messages.extract import extract_from_dir
from tests.core.catalogue import ROOT, extract, list_missing, list_packages, list_unused, read_dutch

from rosterdesk.core.language import Language, Phrases

PACKAGES = pytest.mark.parametrize(
    "package", list_packages(), ids=lambda path: str(path.relative_to(ROOT))
)


@PACKAGES
def test_every_message_has_a_dutch_translation(package):
    assert list_missing(package) == []


@PACKAGES
def test_no_message_stands_twice_in_a_catalogue(package):
    """A tool of translators refuses such a file."""
    text = (package / "locale" / "nl.po").read_text(encoding="utf-8")
    entries = [each for each in re.split(r"\n\s*\n", text) if "msgid " in each]
    ids = [re.split(r"\nmsg(?:id_plural|str)", e[e.index("msgid ") :])[0] for e in entries]
    assert [each for each, count in Counter(ids).items() if count > 1] == []


@PACKAGES
def test_no_translation_is_of_a_message_that_is_gone(package):
    assert list_unused(package) == []


@PACKAGES
def test_a_translation_has_the_placeholders_of_its_message(package):
    wrong = []
    for message in read_dutch(package):
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = {name for each in ids for name in _placeholders(each)}
        wrong += [text for text in texts if not _placeholders(text) <= wanted]
        if message.id and not wanted <= {n for t in texts for n in _placeholders(t)}:
            wrong.append(message.id)
    assert wrong == []


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 bonnen"), (1, "1 bon"), (2, "2 bonnen"), (1_000, "1000 bonnen")]
)
def test_dutch_plural_follows_the_count(count, said):
    phrases = Phrases("rosterdesk.bot")
    assert said in phrases.say_many(
        Language.NL, count, "🖨 {count} slip printed", "🖨 {count} slips printed"
    )


def test_what_a_template_shares_with_other_doors_is_said_by_them():
    """``shared`` and ``sign_less`` say messages of the catalogue of bot/."""
    bot = ROOT / "bot"
    keywords = {"shared": (1,), "shared_many": (2, 3), "sign_less": (1,)}
    method_map = [("page/screen/templates/**.html", "jinja2")]
    shared = {
        message if isinstance(message, str) else message[0]
        for _, _, message, _, _ in extract_from_dir(bot, method_map=method_map, keywords=keywords)
    }
    known = {form for message in read_dutch(bot) for form in _forms(message.id)}
    assert len(shared) > 20
    assert shared - known == set()


# What pupils, who are addressed with je, and teachers, with u, read alike: about logging in.
_OF_BOTH = re.compile(
    r"bot/chat/login/(?!uploads)|core/protection/own_passwords"
    r"|bot/page/screen/templates/(login|password)\.html"
)
_ADDRESS = re.compile(r"\b(je|jij|jou|jouw|u|uw)\b", re.IGNORECASE)
# To those alone who may do more: people who send rosters, and staff on their way to their own page.
_TO_SOME = {
    "Do you work at the library?",
    "You may do more than before, so a longer password is asked of you. Choose one.",
}


@PACKAGES
def test_what_pupils_and_teachers_read_alike_addresses_neither(package):
    dutch = {form: message.string for message in read_dutch(package) for form in _forms(message.id)}
    said = {
        form: dutch[form]
        for message in extract(package)
        if any(_OF_BOTH.match(place) for place, _ in message.locations)
        for form in _forms(message.id)
        if form and form not in _TO_SOME
    }
    assert {form: text for form, text in said.items() if _ADDRESS.search(str(text))} == {}


def _forms(message_id):
    return (message_id,) if isinstance(message_id, str) else message_id
