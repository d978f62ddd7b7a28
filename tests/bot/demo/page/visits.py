"""A visitor of the demo's page, with a real browser."""

from __future__ import annotations

import os
import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = 60_000  # milliseconds: many tests run beside this one
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
SERIOUS = {"serious", "critical"}
# Where set, each step's picture is put there, to be looked at.
SHOTS = os.environ.get("PAGE_SHOTS")
OWN_PASSWORD = "drie kikkers op een ladder"


class Visit:
    """One window. ``elsewhere`` are the requests that left for another address."""

    def __init__(self, browser: Browser, address: str, size: dict[str, int], locale: str) -> None:
        self.context = browser.new_context(
            viewport=size, locale=locale, reduced_motion="reduce", color_scheme="light"
        )
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.name = f"{locale}-{size['width']}"
        self.elsewhere: list[str] = []
        self.faults: list[str] = []
        self._shots = 0
        self.page.on("request", lambda request: self._note(request.url, address))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.goto(address)
        self.see("#librarian-chat .message", hidden_too=True)

    def _note(self, url: str, address: str) -> None:
        if not url.startswith((address, "blob:", "data:")):
            self.elsewhere.append(url)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def see(self, selector: str, *, hidden_too: bool = False, nth: int = 0) -> None:
        state = "attached" if hidden_too else "visible"
        self.page.locator(selector).nth(nth).wait_for(state=state)

    def click(self, selector: str, nth: int = 0) -> None:
        self.page.locator(selector).nth(nth).click()

    def take_me(self) -> None:
        """The tour's own button brings the place into view, on a phone too."""
        self.click("#tour-go")

    def reach(self, step: str) -> None:
        self.see(f'#tour[data-step="{step}"]', hidden_too=True)

    def press(self, action: str) -> None:
        self.page.locator(f'#librarian-chat [data-action^="plan:{action}:"]').last.click()

    def shoot(self, name: str) -> None:
        if SHOTS:
            self._shots += 1
            path = Path(SHOTS) / f"{self.name}-{self._shots:02}-{name}.png"
            self.page.screenshot(path=path)

    def mail(self, sample: str) -> None:
        self.take_me()
        self.click(f'#school-mail [data-sample="{sample}"]')
        self.shoot(f"compose-{sample}")
        self.click("#mail-send")

    def type_in_phone(self, text: str) -> None:
        """Type in the phone beside a slip; wait until it was wiped and answered."""
        box = "#slip-phone .message"
        before = self.page.locator(box).count()
        self.page.fill("#slip-phone textarea", text)
        self.page.keyboard.press("Enter")
        self.see(box, nth=before + 1)
        self.see(f"{box}.own.gone", nth=self.page.locator(f"{box}.own.gone").count() - 1)

    def read_slip(self) -> str:
        return self.page.locator("#slip-sheet pre").text_content() or ""

    def find_violations(self) -> list[str]:
        """Return what axe-core finds serious, as "rule: where"."""
        self.page.evaluate(AXE)
        found = self.page.evaluate("() => axe.run()")["violations"]
        return [
            f"{each['id']}: {node['target']} {node.get('failureSummary', '')}"
            for each in found
            if each["impact"] in SERIOUS
            for node in each["nodes"]
        ]


def read_one_time_password(slip: str) -> str:
    found = re.search(r"^ *([0-9A-Z]{4} [0-9A-Z]{4})$", slip, re.MULTILINE)
    assert found, "there is no password on the slip"
    return found[1]
