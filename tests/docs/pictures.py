"""The manuals' pictures of the demo: ``python -m tests.docs.pictures`` makes them anew.

They are what the test of the demo's page sees on its way, on a desktop in Dutch and on a phone in
English.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from tests.docs.writing import DOCS

PLAY = "tests/bot/demo/page/test_page.py"
SCENES = ("card", "blocked", "reply", "paper")
VISITS = {"nl": "nl-NL-1440", "en": "en-GB-390"}
_COLOURS = 128  # a third of the bytes, and nothing to be seen of it


def make_pictures(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as shots:
        environment = os.environ | {"PAGE_SHOTS": shots}
        play = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", PLAY]
        subprocess.run(play, env=environment, cwd=DOCS.parent, check=True)
        for language, visit in VISITS.items():
            for scene in SCENES:
                (shot,) = Path(shots).glob(f"{visit}-*-{scene}.png")
                with Image.open(shot) as picture:
                    picture.quantize(_COLOURS).save(
                        folder / f"demo-{scene}-{language}.png", optimize=True
                    )


if __name__ == "__main__":
    make_pictures(DOCS / "pictures")
