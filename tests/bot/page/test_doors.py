"""The door of the page: what every answer carries, and what is refused before anybody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from rosterdesk.bot.page.access.rights import ANYBODY
from rosterdesk.bot.page.access.routes import (
    Routes,
    UnlistedRouteError,
    make_table,
    require_rows,
)
from rosterdesk.bot.page.routes import ALL_ROUTES
from rosterdesk.bot.settings import SettingsError, load_settings

if TYPE_CHECKING:
    from tests.bot.page.places import Place


async def test_every_answer_is_closed_to_others(place: Place):
    browser = await place.browser()
    for path in ("/login", "/nowhere", "/account", "/static/0/page.css"):
        answer = await browser.ask("GET", path, follow=False)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Server" not in answer.headers


async def test_a_page_has_nothing_inline_and_nothing_from_elsewhere(place: Place):
    visitor = await place.add()
    browser = await place.enter(visitor)
    for path in ("/login", "/password", "/account", "/account/browsers"):
        text = (await browser.get(path)).text
        assert " style=" not in text
        assert " onclick=" not in text
        assert "<style" not in text
        for start in ('src="', 'rel="stylesheet" href="'):
            assert all(part.startswith("/static/") for part in text.split(start)[1:])


async def test_static_files_are_kept_for_long_under_a_name_that_changes(place: Place):
    browser = await place.browser()
    page = (await browser.get("/login")).text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = await browser.get(address)
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]


async def test_another_host_is_not_answered(place: Place):
    browser = await place.browser()
    assert (await browser.get("/login", Host="elsewhere.example")).status == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": ""},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Site": "", "Origin": ""},
    ],
)
async def test_a_write_from_elsewhere_is_refused(place: Place, headers):
    visitor = await place.add()
    browser = await place.browser()
    answer = await browser.log_in(visitor.card.number, visitor.password, **headers)
    assert answer.status == 403
    assert not browser.cookie()
    assert (await browser.log_in(visitor.card.number, visitor.password)).status == 200


async def test_another_site_may_lead_here_and_do_no_more(place: Place):
    browser = await place.browser()
    link = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert (await browser.get("/login", **link, Sec_Fetch_Dest="document")).status == 200
    assert (await browser.get("/login", **link, Sec_Fetch_Dest="iframe")).status == 403
    answer = await browser.get("/login", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors")
    assert answer.status == 403


async def test_a_form_of_more_than_it_may_be_is_refused(place: Place):
    browser = await place.browser()
    assert (await browser.post("/login", {"card": "2" * 70_000, "password": "x"})).status == 413
    wrong = await browser.post("/login", b"{}", Content_Type="application/json")
    assert wrong.status == 415
    odd = await browser.post(
        "/login", b"card=%ff", Content_Type="application/x-www-form-urlencoded; charset=klingon"
    )
    assert odd.status == 400


async def test_other_methods_are_refused(place: Place):
    browser = await place.browser()
    for method in ("PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"):
        assert (await browser.ask(method, "/login")).status == 405


def test_a_route_beside_the_table_stops_the_page():
    async def handler(_: web.Request) -> web.Response:
        return web.Response()

    table = make_table(ALL_ROUTES)
    app = web.Application()
    app.router.add_get("/beside", handler)
    with pytest.raises(UnlistedRouteError):
        require_rows(app, table)


def test_a_route_is_there_once():
    part = Routes("one")
    part.get("/here", lambda _: None, right=ANYBODY)
    part.get("/here", lambda _: None, right=ANYBODY)
    with pytest.raises(UnlistedRouteError):
        make_table([part])


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("URL", "http://school.example"),
        ("URL", "https://school.example/under"),
        ("URL", "ftp://school.example"),
        ("LINKS", '{"Loans": "javascript:alert(1)"}'),
        ("CERTIFICATE_FILE", "/tmp/one-without-key.pem"),
    ],
)
def test_settings_that_cannot_be_safe_are_refused(monkeypatch, tmp_path, setting, value):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(f"ROSTERDESK_PAGE__{setting}", value)
    with pytest.raises(SettingsError):
        load_settings()


def test_there_is_no_page_until_it_has_an_address(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert load_settings().page.url is None
