from __future__ import annotations

import string

import pytest
from tests.core.catalogue import ROOT, list_missing, list_packages, list_unused, read_dutch

from rosterdesk.core.language import Language, Phrases

PACKAGES = pytest.mark.parametrize(
    "package", list_packages(), ids=lambda path: str(path.relative_to(ROOT))
)


@PACKAGES
def test_every_message_has_a_dutch_translation(package):
    assert list_missing(package) == []


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
