"""The tour in a real browser: what people see and do, from the mail to the slip's password.

One play with many scenes: a stage and a browser take longer to start than all that is done there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.bot.demo.page.visits import (
    DESKTOP,
    OWN_PASSWORD,
    PHONE,
    Visit,
    read_one_time_password,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PUPILS = 30
OUTCOME = "#school-mail .mail-row.received:has(:text-matches('verwerkt|dealt with'))"
SLIPS = "#desk-paper .piece-row:not(.part)"
HEARD = "#school-chat .message.theirs:has(:text-matches('verwerkt|applied'))"
REACHABLE = "a[href], button, input, select, textarea, [tabindex='0']"


@pytest.mark.timeout(400)
def test_tour_on_a_desktop_and_on_a_phone(browser: Browser, address: str) -> None:
    with Visit(browser, address, DESKTOP, "nl-NL") as desktop:
        play_tour(desktop)
        assert desktop.page.locator("html").get_attribute("lang") == "nl"
        reply_to_the_library(desktop)
        tap_a_step_of_the_tour(desktop)
        find_nothing_serious_in_both_colours(desktop)
        reach_everything_with_the_tab_key(desktop)
        keep_the_focus_when_messages_arrive(desktop)
        follow_the_arrow_keys(desktop)
        compare_the_languages(desktop)
        find_no_box_for_a_sign(desktop)
        hold_at_every_width(desktop)
        assert (desktop.elsewhere, desktop.faults) == ([], [])
    with Visit(browser, address, PHONE, "en-GB") as phone:
        begin_again_in_english(phone)
        play_tour(phone)
        assert "Approved by Anna Smit" in phone.page.locator("#librarian-chat").inner_text()
        find_nothing_serious_of_anybody(phone)
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert (phone.elsewhere, phone.faults) == ([], [])


def play_tour(visit: Visit) -> None:
    """Play the tour from its first step to its end; each is ticked by what really happened."""
    visit.reach("send")
    visit.shoot("begin")
    visit.mail("good")
    visit.reach("look")
    _decide(visit)
    _read_the_reply(visit)
    _log_in(visit)
    visit.mail("half")
    visit.reach("chat")
    _see_blocked(visit)
    _drop_in_chat(visit)
    _upload_on_the_page(visit)


def _decide(visit: Visit) -> None:
    visit.see('#librarian-chat [data-action^="plan:look:"]', hidden_too=True)
    visit.take_me()
    visit.shoot("card")
    visit.press("look")
    visit.reach("approve")
    visit.press("more")
    visit.press("picture")
    visit.see("#librarian-chat .photo")
    visit.shoot("looked")
    visit.take_me()
    visit.press("approve")
    visit.reach("print")
    visit.shoot("approved")
    visit.take_me()
    visit.press("print")
    visit.reach("reply")
    # Not thirty-one or twenty-nine: each pupil one slip.
    slips = visit.page.locator(SLIPS)
    slips.nth(PUPILS - 1).wait_for(state="attached")
    assert slips.count() == PUPILS


def _read_the_reply(visit: Visit) -> None:
    visit.take_me()
    visit.see(OUTCOME)
    visit.shoot("inbox")
    visit.click(OUTCOME)
    visit.see("#school-mail .facts")
    visit.shoot("reply")
    facts = visit.page.locator("#school-mail .facts dd").all_text_contents()
    assert facts[:2] == [str(PUPILS), "De Regenboog"]
    visit.reach("login")


def _log_in(visit: Visit) -> None:
    visit.take_me()
    visit.shoot("paper")
    visit.click(SLIPS)
    visit.click("#scan")
    visit.see("#slip-phone .message.theirs")
    visit.type_in_phone(read_one_time_password(visit.read_slip()))
    visit.shoot("slip")
    visit.type_in_phone(OWN_PASSWORD)
    visit.type_in_phone(OWN_PASSWORD)
    visit.reach("blocked")
    visit.shoot("logged-in")
    assert OWN_PASSWORD not in visit.page.locator("#slip-phone").inner_text()
    visit.click("#slip .close")


def _see_blocked(visit: Visit) -> None:
    """Half of the school would leave: nothing can be approved."""
    if visit.page.viewport_size == PHONE:
        visit.click('.below [data-person="librarian"]')
    visit.see('#librarian-chat [data-action^="plan:lift:"]')
    visit.shoot("blocked")
    last = visit.page.locator("#librarian-chat .message").last
    assert last.locator('[data-action^="plan:reject:"]').count() == 1
    assert last.locator('[data-action^="plan:approve:"]').count() == 0


def _drop_in_chat(visit: Visit) -> None:
    visit.take_me()
    visit.click("#school-chat .sample")
    visit.shoot("samples")
    visit.click('#samples [data-sample="august"]')
    visit.reach("page")
    visit.see("#school-chat .message.own .document")
    visit.see("#school-chat .message.theirs", nth=2)
    if visit.page.viewport_size == PHONE:
        visit.click('.below [data-person="librarian"]')
    # The fresh card of the August file is there to approve, in the same chat.
    visit.see('#librarian-chat [data-action^="plan:approve:"]')
    visit.shoot("over")
    _finish_the_upload(visit)


def _finish_the_upload(visit: Visit) -> None:
    """Finish in the same way as before: approved, on paper, and heard of where it was sent."""
    slips = visit.page.locator(SLIPS)
    before = slips.count()
    visit.press("approve")
    visit.see('#librarian-chat [data-action^="plan:print:"]')
    visit.press("print")
    slips.nth(before).wait_for(state="attached")
    if visit.page.viewport_size == PHONE:
        visit.click('.below [data-person="school"]')
    visit.see(HEARD)
    visit.shoot("heard")


def _upload_on_the_page(visit: Visit) -> None:
    """Log in with the slip, mend the cell that cannot be read, and send."""
    visit.take_me()
    visit.shoot("door")
    password = visit.page.locator("#door-password").inner_text()
    address = visit.page.locator("#school-page a[href='/samples/date']").evaluate(
        "each => each.href"
    )
    file = visit.page.request.get(address).body()
    with visit.page.expect_popup() as opened:
        visit.click("#open-page")
    page = opened.value
    page.locator("#password").fill(password)
    page.locator("form[action='/login'] .button").click()
    page.locator("#new").fill(OWN_PASSWORD)
    page.locator("#again").fill(OWN_PASSWORD)
    page.locator("form[action='/password'] .button.wide").click()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    sent: Any = {"name": "leerlingen-datum.xlsx", "mimeType": kind, "buffer": file}
    page.locator("#file").set_input_files(sent)
    page.locator("td.error").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("28-02-2016")
    page.keyboard.press("Enter")
    page.locator("[data-undo]").wait_for()
    page.locator("form[action$=send] button").click()
    page.locator(".steps").wait_for()
    page.close()
    visit.reach("over")
    visit.shoot("page")


def reply_to_the_library(visit: Visit) -> None:
    """An answer needs no file, and the librarian reads it beside her cards."""
    visit.click("#tab-school-mail")
    visit.click("#inbox-button")
    visit.click("#school-mail .mail-row.received")
    visit.click("#mail-reply")
    subject = visit.page.locator("#mail-subject").input_value()
    assert subject.startswith("Re: ")
    assert "\n> " in visit.page.locator("#mail-text").input_value()
    visit.page.locator("#mail-text").press_sequentially("Klopt dat zo?")
    visit.click("#mail-send")
    visit.see("#librarian-chat .message:has-text('Klopt dat zo?')")
    visit.shoot("replied")


def tap_a_step_of_the_tour(visit: Visit) -> None:
    """A step tells what it is about, done or not, and what happened stays as it was."""
    now = visit.page.locator("#tour").get_attribute("data-step")
    visit.click('#steps [data-number="3"]')
    visit.see('#tour[data-shown="print"]')
    assert visit.page.locator("#tour").get_attribute("data-step") == now
    visit.click("#tour-go")
    assert visit.page.locator("#people").get_attribute("data-shown") == "librarian"
    address = visit.page.locator("#page-link").get_attribute("href")
    assert visit.page.request.get(address or "").ok


def find_no_box_for_a_sign(visit: Visit) -> None:
    """A machine without pictures in its fonts is shown ordinary characters, or nothing."""
    told = visit.page.evaluate(
        """async () => {
            const { choose } = await import("/static/signs.js");
            return ["✅ Approve", "🖨 Print 30 slips", "⚠️ 3 · ↕ 5 → 6", "🎉 a 1️⃣"].map(
                (text) => choose(text, false));
        }"""
    )
    assert told == ["✓ Approve", "Print 30 slips", "! 3 · ↕ 5 → 6", "✓ a 1️⃣"]


def hold_at_every_width(visit: Visit) -> None:
    page = visit.page
    for width in (320, 360, 390, 430, 768, 1400):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function("width => innerWidth === width", arg=width)
        outside = page.evaluate(
            "Array.from(document.querySelectorAll('.top *')).filter(each =>"
            " each.checkVisibility() && each.getBoundingClientRect().right > innerWidth + 1).length"
        )
        assert outside == 0, width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        visit.shoot(f"width-{width}")
    page.set_viewport_size(DESKTOP)


def find_nothing_serious_in_both_colours(visit: Visit) -> None:
    assert visit.find_violations() == []
    visit.page.emulate_media(color_scheme="dark")
    visit.click(SLIPS)
    assert visit.find_violations() == []
    visit.shoot("slip-dark")
    visit.page.keyboard.press("Escape")
    visit.page.emulate_media(color_scheme="light")


def reach_everything_with_the_tab_key(visit: Visit) -> None:
    page = visit.page
    page.evaluate("document.activeElement.blur()")
    wanted = page.locator(REACHABLE).evaluate_all(
        "all => all.filter(each => each.tabIndex === 0 && each.checkVisibility()"
        " && !each.closest('dialog:not([open])')).map(each => each.dataset.wanted = 'yes').length"
    )
    for _ in range(wanted + 3):
        page.keyboard.press("Tab")
        page.evaluate("delete document.activeElement.dataset.wanted")
    missed = page.locator("[data-wanted]").evaluate_all("all => all.map(each => each.outerHTML)")
    assert missed == []
    assert wanted > 20


def keep_the_focus_when_messages_arrive(visit: Visit) -> None:
    page = visit.page
    page.locator("#librarian-chat .button").last.focus()
    label = page.evaluate("document.activeElement.textContent")
    before = page.locator("#librarian-chat .message").count()
    # The same file of another school's mail program, as its program would send it.
    page.evaluate(
        """async () => {
            const form = new FormData();
            const file = await (await fetch("/samples/esis")).blob();
            form.append("from", "vlieger");
            form.append("file", file, "EDEX.xml");
            await fetch("/mail", { method: "POST", body: form });
        }"""
    )
    visit.see("#librarian-chat .message", nth=before)
    assert page.evaluate("document.activeElement.textContent") == label


def follow_the_arrow_keys(visit: Visit) -> None:
    visit.page.locator("#tab-desk-paper").focus()
    visit.page.keyboard.press("ArrowRight")
    visit.see("#desk-chat .log")
    assert visit.page.locator("#tab-desk-chat").get_attribute("aria-selected") == "true"
    visit.page.keyboard.press("ArrowLeft")
    visit.see("#desk-paper .tray")


def compare_the_languages(visit: Visit) -> None:
    texts = visit.page.evaluate("async () => (await import('/static/texts.js')).TEXTS")
    assert texts["nl"].keys() == texts["en"].keys()
    holes = "{number}", "{total}", "{name}", "{count}", "{why}"
    for key, dutch in texts["nl"].items():
        assert dutch.strip()
        assert [h for h in holes if h in dutch] == [h for h in holes if h in texts["en"][key]], key
    missing = visit.page.evaluate(
        "Array.from(document.querySelectorAll('[data-text]'), e => e.dataset.text)"
    )
    assert [key for key in missing if key not in texts["nl"]] == []


def begin_again_in_english(phone: Visit) -> None:
    """A later visitor keeps the play as it is, in its language, until it is begun again."""
    assert phone.page.locator("html").get_attribute("lang") == "en"
    phone.see("#librarian-chat :text('Goedgekeurd')", hidden_too=True)
    phone.click("#again")
    phone.click("#sure-yes")
    phone.see('#tour[data-step="send"]')
    phone.see("#librarian-chat .message", hidden_too=True)


def find_nothing_serious_of_anybody(phone: Visit) -> None:
    for person in ("school", "desk"):
        phone.click(f'.below [data-person="{person}"]')
        assert phone.find_violations() == []
