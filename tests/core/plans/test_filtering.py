"""Lines of a plan that somebody looks for: each letter leaves fewer, a mistake finds the same."""

from __future__ import annotations

import pytest

from rosterdesk.core.compare.model import Change, ChangeKind
from rosterdesk.core.plans.filtering import Filter, filter_changes

NAMES = [
    *("Inès Bos-Veenstra", "Bas Bos", "Björn de Boer", "Sanne van den Berg", "Jet 't Lam"),
    *("Mohamed el Amrani", "Đorđe Petrović", "Noor Bakker", "Zoë Bakker", "Jan Jansen"),
]
CHANGES = [
    Change(
        kind=ChangeKind.NEW if number % 2 else ChangeKind.CHANGED,
        name=name,
        external_number=str(1000 + number),
        class_name=f"groep {number % 3}",
    )
    for number, name in enumerate(NAMES)
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", NAMES),
        ("  ", NAMES),
        ("bos", ["Inès Bos-Veenstra", "Bas Bos"]),
        ("ines", ["Inès Bos-Veenstra"]),
        ("INÈS veen", ["Inès Bos-Veenstra"]),
        ("bakker noor", ["Noor Bakker"]),
        ("veensta", ["Inès Bos-Veenstra"]),  # a letter is missing
        ("snane berg", ["Sanne van den Berg"]),  # two change places
        ("bjorn", ["Björn de Boer"]),
        ("amranie", ["Mohamed el Amrani"]),
        ("dorde", ["Đorđe Petrović"]),
        ("zoe baker", ["Zoë Bakker"]),
        ("jansen jan", ["Jan Jansen"]),
        ("1007", ["Noor Bakker"]),
        ("xyzzy", []),
        ("?!", []),
    ],
)
def test_words_of_a_name_are_found_however_they_are_typed(text, found):
    assert [change.name for change in filter_changes(CHANGES, Filter(text=text))] == found


def test_kind_and_class_and_words_narrow_together():
    wanted = Filter(kind="new", class_="groep 0", text="ber")
    assert [change.name for change in filter_changes(CHANGES, wanted)] == ["Sanne van den Berg"]
    assert len(filter_changes(CHANGES, Filter(kind="new"))) == 5
    assert len(filter_changes(CHANGES, Filter(class_="groep 0"))) == 4
    assert filter_changes(CHANGES, Filter(class_="–")) == []
