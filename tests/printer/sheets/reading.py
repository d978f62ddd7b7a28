"""A PDF as others see it: pdfium's text, structure and picture, and zbarimg's codes."""

from __future__ import annotations

import ctypes
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium
from tests.programs import need_program

if TYPE_CHECKING:
    from pathlib import Path

_SCALE = 300 / 72  # dots an inch: half of what an office printer prints


@dataclass(frozen=True)
class Tag:
    kind: str
    alt: str


class Reading:
    def __init__(self, data: bytes) -> None:
        self._document = pypdfium2.PdfDocument(data)

    def __len__(self) -> int:
        return len(self._document)

    @property
    def title(self) -> str:
        return self._document.get_metadata_value("Title")

    @property
    def is_tagged(self) -> bool:
        return bool(self._document.is_tagged())

    def read_lines(self, page: int) -> list[str]:
        opened = self._document[page]
        text = opened.get_textpage().get_text_range()
        return [line.strip() for line in text.splitlines() if line.strip()]

    def read_tags(self, page: int) -> list[Tag]:
        """Return the tags of a page, in the order in which they are read aloud."""
        opened = self._document[page]
        tree = pdfium.FPDF_StructTree_GetForPage(opened.raw)
        root = pdfium.FPDF_StructTree_GetChildAtIndex(tree, 0)
        count = pdfium.FPDF_StructElement_CountChildren(root)
        found = (pdfium.FPDF_StructElement_GetChildAtIndex(root, each) for each in range(count))
        tags = [
            Tag(
                _ask(pdfium.FPDF_StructElement_GetType, each),
                _ask(pdfium.FPDF_StructElement_GetAltText, each),
            )
            for each in found
            if each
        ]
        pdfium.FPDF_StructTree_Close(tree)
        return tags

    def save(self, folder: Path, name: str) -> None:
        """Keep the pages as pictures, to be looked at."""
        for number in range(len(self)):
            picture = self._document[number].render(scale=_SCALE / 3).to_pil()
            picture.save(folder / f"{name}-{number}.png")

    def scan(self, page: int, folder: Path) -> list[str]:
        """Return what zbarimg reads on a page, each code as often as it stands there."""
        path = folder / "page.png"
        self._document[page].render(scale=_SCALE).to_pil().save(path)
        done = subprocess.run(
            [need_program("zbarimg"), "--quiet", "--raw", path],
            capture_output=True,
            check=False,
            timeout=60,
        )
        return done.stdout.decode().split()


def _ask(function, element) -> str:
    buffer = ctypes.create_string_buffer(2000)
    length = function(element, buffer, len(buffer))
    return buffer.raw[: max(length - 2, 0)].decode("utf-16-le")
