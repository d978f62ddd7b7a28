"""The picture of a plan: a PNG that a chat takes, with names only where they are asked for."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from tests.core.compare.people import run
from tests.core.compare.test_guards import AUGUST, KNOWN

from rosterdesk.core.language import Language
from rosterdesk.core.reports.classes import ClassSummary, summarise_classes
from rosterdesk.core.reports.picture import GREEN, RED, draw_summary

NL, EN = Language.NL, Language.EN
CLASSES = [
    ClassSummary("1A", ["Sanne van den Berg", "Zoë Çelik"], ["Bram Bos"]),
    ClassSummary(None, [], ["Yusuf Yılmaz"]),
]


def draw(classes: list[ClassSummary], language: Language = NL, **more: object) -> Image.Image:
    content = draw_summary(classes, language, title="De Voorbeeldschool", **more)  # type: ignore[arg-type]
    return Image.open(BytesIO(content))


def count_pixels(image: Image.Image, colour: str) -> int:
    wanted = tuple(bytes.fromhex(colour[1:]))
    return sum(count for count, seen in image.getcolors(1 << 20) or [] if seen == wanted)


def test_classes_of_a_difference_say_who_comes_and_who_goes() -> None:
    classes = {row.code: row for row in summarise_classes(run(AUGUST, KNOWN))}
    assert {code: (len(row.coming), len(row.leaving)) for code, row in classes.items()} == {
        "1A": (20, 0),
        "6A": (0, 20),
    }


def test_picture_is_a_png_that_a_chat_takes() -> None:
    """Width and height together at most 10,000, and at most 20 to 1 (Bot API, sendPhoto)."""
    many = [ClassSummary(f"{n}A", ["Sanne Berg"] * 40, ["Bram Bos"] * 40) for n in range(300)]
    for classes in ([], CLASSES, many):
        for names in (False, True):
            image = draw(classes, names=names)
            assert image.format == "PNG"
            assert sum(image.size) <= 10_000
            assert max(image.size) <= 20 * min(image.size)


def test_bars_are_green_for_coming_and_red_for_leaving() -> None:
    image = draw([ClassSummary("1A", ["Sanne"] * 20, ["Bram"] * 5)])
    assert count_pixels(image, GREEN) > 3 * count_pixels(image, RED) > 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["Sanne Berg"], ["Yusuf Yilmaz"]),
        (["Zoë Çelik"], ["Zo Celik"]),
    ],
)
def test_names_are_drawn_only_when_asked_for(one: list[str], other: list[str]) -> None:
    """Two pictures of different people without names are the same, byte for byte."""
    rows = [[ClassSummary("1A", names, [])] for names in (one, other)]
    assert draw(rows[0]).tobytes() == draw(rows[1]).tobytes()
    assert draw(rows[0], names=True).tobytes() != draw(rows[1], names=True).tobytes()


def test_letters_of_the_neighbours_languages_are_drawn() -> None:
    """A letter that the font lacks is drawn as an empty box: they would all look the same."""
    letters = "ëÇşİğĐŁőșñåøßẞŵ"
    drawn = {
        draw([ClassSummary("1A", [letter * 8], [])], names=True).tobytes() for letter in letters
    }
    assert len(drawn) == len(letters)


def test_languages_differ() -> None:
    assert draw(CLASSES, NL).tobytes() != draw(CLASSES, EN).tobytes()
