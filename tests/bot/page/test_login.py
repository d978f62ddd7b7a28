"""Logging in on the page: once with the slip, then with an own password; and being logged out."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.bot.page.places import OWN, WHO, Place

from rosterdesk.bot.chat.access.accounts import link_account
from rosterdesk.bot.models import ChatAccount
from rosterdesk.bot.page.visiting.addresses import find_address
from rosterdesk.bot.page.visiting.visitor import describe_browser
from rosterdesk.core.clock import now
from rosterdesk.core.customers.cards import block_card
from rosterdesk.core.customers.resetting import Cause, end_sessions
from rosterdesk.core.customers.staff import Person
from rosterdesk.core.login.own_password import make_shown_password
from rosterdesk.core.models import Delivery, Event, LoginFailures, OwnPassword, Session
from rosterdesk.core.trail.kinds import Kind
from rosterdesk.core.trail.payloads import AccessEnded

NAMES = [
    "Bos",
    "Vos",
    "Smit",
    "Mulder",
    "Bakker",
    "Visser",
    "Meijer",
    "Peters",
    "Dekker",
    "Postma",
    "Blom",
    "Prins",
]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def test_the_slip_opens_once_and_leads_to_an_own_password(place: Place):
    """The seed's story: log in, choose, "Nieuw wachtwoord is ingesteld en actief"."""
    visitor = await place.add()
    browser = await place.browser()
    answer = await browser.log_in(visitor.card.number, visitor.password)
    assert answer.path == "/password"
    assert (await browser.get("/account")).path == "/password"
    answer = await browser.post("/password", {"new": OWN, "again": OWN})
    assert answer.path == "/account"
    assert "Nieuw wachtwoord is ingesteld en actief." in answer.words
    assert visitor.card.number in answer.words
    other = await place.browser()
    assert (await other.log_in(visitor.card.number, visitor.password)).status == 422
    assert (await other.log_in(visitor.card.number, OWN)).path == "/account"
    channels = await Event.filter(kind=Kind.LOGGED_IN).values_list("channel", flat=True)
    assert channels == ["page", "page"]


async def test_the_token_changes_at_each_step_and_is_kept_nowhere(place: Place):
    visitor = await place.add()
    browser = await place.browser()
    tokens = []
    await browser.log_in(visitor.card.number, visitor.password)
    tokens.append(browser.cookie())
    await browser.post("/password", {"new": OWN, "again": OWN})
    tokens.append(browser.cookie())
    await browser.log_in(visitor.card.number, OWN)
    tokens.append(browser.cookie())
    assert len(set(tokens)) == 3
    (session,) = await Session.all()  # logging in again ended the one of before
    assert session.digest not in tokens
    for old in tokens[:2]:
        stale = await place.browser()
        stale.client.cookie_jar.update_cookies({"__Host-session": old})
        assert (await stale.get("/account")).path == "/login"


async def test_the_cookie_is_of_this_host_alone(place: Place):
    visitor = await place.add()
    browser = await place.browser()
    form = {"card": visitor.card.number, "password": visitor.password}
    answer = await browser.ask("POST", "/login", data=form, follow=False)
    session, browser = answer.headers.getall("Set-Cookie")
    assert session.startswith("__Host-session=")
    assert browser.startswith("__Host-browser=")
    for said in (session, browser):
        marks = {part.strip() for part in said.split(";")}
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=Lax"} <= marks
        assert "Domain" not in said
    assert "Max-Age" not in session


async def test_a_browser_that_the_card_knows_is_not_held_up_by_guesses_of_others(place: Place):
    """Strangers guess at the card, and make its address wait: the owner logs in all the same."""
    visitor, classmate = await place.add(), await place.add(surname="Bos")
    own = await place.enter(visitor)
    known_as = own.cookie("__Host-browser")
    await own.post("/logout")
    assert own.cookie("__Host-browser") == known_as
    stranger = await place.browser()
    statuses = [(await stranger.log_in(visitor.card.number, "wrong")).status for _ in range(5)]
    assert statuses == [422] * 3 + [429] * 2
    await LoginFailures.filter(subject__startswith="address:").update(
        failures=1_000, wait_until=now() + timedelta(hours=1)
    )
    assert (await stranger.log_in(visitor.card.number, OWN)).status == 429
    assert (await own.log_in(visitor.card.number, OWN)).path == "/account"
    assert own.cookie("__Host-browser") == known_as
    assert (await own.log_in(classmate.card.number, classmate.password)).status == 429


async def test_a_known_browser_that_guesses_is_a_strangers_once_more(place: Place):
    visitor = await place.add()
    own = await place.enter(visitor)
    limit = place.library.settings.login_failures_of_chat
    free = [(await own.log_in(visitor.card.number, "wrong")).status for _ in range(limit)]
    assert set(free) == {422}
    assert not await LoginFailures.filter(subject__startswith="customer:").exists()
    then = [(await own.log_in(visitor.card.number, "wrong")).status for _ in range(4)]
    assert then == [422] * 3 + [429]


async def test_a_made_up_token_and_one_of_before_a_reset_are_nobodys(place: Place):
    visitor = await place.add()
    own = await place.enter(visitor)
    new = await make_shown_password(visitor.customer, WHO, place.library)
    stranger = await place.browser()
    stranger.client.cookie_jar.update_cookies({"__Host-browser": "x" * 40})
    assert [(await stranger.log_in(visitor.card.number, "wrong")).status for _ in range(4)] == [
        422
    ] * 3 + [429]
    for browser in (stranger, own):
        assert (await browser.log_in(visitor.card.number, new)).status == 429


async def test_a_card_that_nobody_has_is_answered_like_one_that_somebody_has(place: Place):
    visitor = await place.add()
    answers = []
    for card in (visitor.card.number, "2999999999"):
        browser = await place.browser()
        for _ in range(4):
            answer = await browser.log_in(card, "wrong")
            words = re.sub(r"\d\d:\d\d", "…", answer.words.replace(card, ""))  # of another minute
            answers.append((card, answer.status, words))
    known, unknown = answers[:4], answers[4:]
    assert [each[1:] for each in known] == [each[1:] for each in unknown]
    assert [each[1] for each in known] == [422, 422, 422, 429]


async def test_a_school_behind_one_address_is_not_locked_out(place: Place):
    """Ten children each type theirs wrong twice: all of them get in, and so does another."""
    pupils = [await place.add(role="pupil", surname=name, prefix=None) for name in NAMES]
    for pupil in pupils:
        browser = await place.browser()
        for _ in range(2):
            assert (await browser.log_in(pupil.card.number, "wrong")).status == 422
        assert (await browser.log_in(pupil.card.number, pupil.password)).path == "/password"


async def test_an_address_that_goes_on_guessing_is_held_up(place: Place):
    limit = place.library.settings.login_failures_of_address
    browser = await place.browser()
    await browser.log_in("2999999999", "wrong")
    await LoginFailures.filter(subject__startswith="address:").update(failures=limit - 1)
    assert (await browser.log_in("2999999998", "wrong")).status == 422
    visitor = await place.add()
    assert (await browser.log_in(visitor.card.number, visitor.password)).status == 429
    behind = {"X_Forwarded_For": "203.0.113.7"}
    assert (await browser.log_in(visitor.card.number, visitor.password, **behind)).status == 200


@pytest.mark.parametrize(
    ("remote", "forwarded", "found"),
    [
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["203.0.113.7"], "203.0.113.7"),
        ("127.0.0.1", ["198.51.100.1, 203.0.113.7"], "203.0.113.7"),
        ("127.0.0.1", ["198.51.100.1", "203.0.113.7"], "203.0.113.7"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("127.0.0.1", ["203.0.113.7, 127.0.0.1"], "203.0.113.7"),
        ("127.0.0.1", ["nonsense"], "127.0.0.1"),
    ],
)
def test_only_what_our_own_servers_say_of_an_address_counts(remote, forwarded, found):
    from multidict import CIMultiDict

    from rosterdesk.bot.page_settings import PageSettings

    class Request:
        headers = CIMultiDict([("X-Forwarded-For", each) for each in forwarded])

    Request.remote = remote
    assert str(find_address(Request(), PageSettings().trusted_proxies)) == found


async def test_a_session_ends_when_idle_and_for_good_after_hours(place: Place):
    visitor = await place.add()
    lifetime = place.service.settings.page.lifetime
    browser = await place.enter(visitor)
    early = now() - lifetime.idle + timedelta(minutes=2)
    await Session.all().update(seen_at=early)
    assert (await browser.get("/account")).path == "/account"
    assert (await Session.get()).seen_at > early  # being used keeps it
    await Session.all().update(seen_at=now() - lifetime.idle - timedelta(minutes=1))
    answer = await browser.get("/account")
    assert answer.path == "/login"
    assert "Log daarom opnieuw in" in answer.words
    browser = await place.browser()
    await browser.log_in(visitor.card.number, OWN)
    await Session.all().update(began_at=now() - lifetime.longest - timedelta(minutes=1))
    assert (await browser.get("/account")).path == "/login"


async def test_logging_out_ends_the_session_on_the_server_too(place: Place):
    browser = await place.enter(await place.add())
    token = browser.cookie()
    answer = await browser.post("/logout")
    assert "Uitgelogd." in answer.words
    assert not await Session.exists()
    browser.client.cookie_jar.update_cookies({"__Host-session": token})
    assert (await browser.get("/account")).path == "/login"


async def test_a_new_slip_ends_every_browser_and_the_own_password(place: Place):
    visitor = await place.add()
    browsers = [await place.enter(visitor), await place.browser()]
    await browsers[1].log_in(visitor.card.number, OWN)
    password = await make_shown_password(visitor.customer, WHO, place.library)
    for browser in browsers:
        assert (await browser.get("/account")).path == "/login"
    assert (await browsers[0].log_in(visitor.card.number, OWN)).status == 422
    assert (await browsers[0].log_in(visitor.card.number, password)).path == "/password"
    event = await Event.filter(kind=Kind.ACCESS_ENDED).order_by("-id").first()
    assert event is not None
    assert event.data["sessions"] == 2


async def test_another_own_password_ends_every_other_browser_and_chat(place: Place):
    visitor = await place.add()
    mine, other = await place.enter(visitor), await place.browser()
    await other.log_in(visitor.card.number, OWN)
    await link_account(2001, 2001, Person(customer=visitor.customer))
    anew = "drie kalme kikkers zingen"
    answer = await mine.post("/password", {"now": OWN, "new": anew, "again": anew})
    assert answer.path == "/account"
    assert (await mine.get("/account")).path == "/account"
    assert (await other.get("/account")).path == "/login"
    assert not await ChatAccount.exists()
    event = await Event.filter(kind=Kind.ACCESS_ENDED).order_by("-id").first()
    assert event is not None
    assert AccessEnded.read(event) == AccessEnded(
        cause=Cause.OWN_PASSWORD, sessions=2, own_password=False
    )
    (told,) = await Delivery.filter(event=event)
    assert [each["chat_id"] for each in told.envelope["chats"]] == [2001]


async def test_whoever_found_a_slip_cannot_choose_after_a_new_one(place: Place):
    visitor = await place.add()
    finder = await place.browser()
    await finder.log_in(visitor.card.number, visitor.password)
    await make_shown_password(visitor.customer, WHO, place.library)
    answer = await finder.post("/password", {"new": OWN, "again": OWN})
    assert answer.path == "/login"
    assert not await OwnPassword.exists()


async def test_a_blocked_card_and_the_desk_end_the_session(place: Place):
    visitor = await place.add()
    browser = await place.enter(visitor)
    assert await end_sessions(visitor.customer, WHO, None) == 1
    assert (await browser.get("/account")).path == "/login"
    await browser.log_in(visitor.card.number, OWN)
    await block_card(visitor.card, WHO)
    assert (await browser.get("/account")).path == "/login"


async def test_own_browsers_are_listed_and_ended_and_nobody_elses(place: Place):
    visitor, other = await place.add(), await place.add(surname="Bos")
    first, second = await place.enter(visitor), await place.browser()
    await second.log_in(visitor.card.number, OWN, User_Agent=FIREFOX)
    stranger = await place.enter(other)
    answer = await first.get("/account/browsers")
    assert "Firefox, Linux" in answer.words
    theirs = await Session.get(customer=other.customer)
    assert (await first.post(f"/account/browsers/{theirs.id}/end")).status == 404
    mine = await Session.get(customer=visitor.customer, browser="Firefox, Linux")
    assert (await first.post(f"/account/browsers/{mine.id}/end")).path == "/account/browsers"
    assert (await second.get("/account")).path == "/login"
    assert (await stranger.get("/account")).path == "/account"


async def test_a_linked_chat_is_unlinked_by_its_owner_alone(place: Place):
    visitor, other = await place.add(), await place.add(surname="Bos")
    browser, stranger = await place.enter(visitor), await place.enter(other)
    facts = {"user_id": 1001, "chat_id": 1001, "linked_at": now()}
    chat = await ChatAccount.create(customer=visitor.customer, **facts)
    assert (await stranger.post(f"/account/chats/{chat.id}/unlink")).status == 404
    assert "…1001" in (await browser.get("/account/browsers")).words
    assert (await browser.post(f"/account/chats/{chat.id}/unlink")).status == 200
    assert not await ChatAccount.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"now": "niet dit hier", "new": "zeven groene ezels", "again": "zeven groene ezels"},
            "huidige",
        ),
        ({"now": OWN, "new": "kort", "again": "kort"}, "4 tekens"),
        ({"now": OWN, "new": "zeven groene ezels", "again": "zeven grijze ezels"}, "hetzelfde"),
    ],
)
async def test_a_password_that_does_not_do_says_why(place: Place, fields, said):
    visitor = await place.add()
    browser = await place.enter(visitor)
    answer = await browser.post("/password", fields)
    assert answer.status == 422
    assert said in answer.words
    assert all(each not in answer.text for each in fields.values())
    assert (await (await place.browser()).log_in(visitor.card.number, OWN)).path == "/account"


async def test_the_language_is_the_browsers_until_it_is_chosen(place: Place):
    browser = await place.browser()
    assert "Inloggen" in (await browser.get("/login")).words
    assert "Log in" in (await browser.get("/login", Accept_Language="en-GB,nl;q=0.5")).words
    answer = await browser.post("/language", {"language": "en", "back": "/login"})
    assert answer.path == "/login"
    assert "Log in" in answer.words
    for back in ("//elsewhere.example", "https://elsewhere.example", "/\\elsewhere", "x"):
        form = {"language": "en", "back": back}
        answer = await browser.ask("POST", "/language", data=form, follow=False)
        assert answer.headers["Location"] == "/"
    assert (await browser.post("/language", {"language": "xx"})).status == 400


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("curl/8", ""),
        ("<script>", ""),
    ],
)
def test_a_browser_is_described_as_its_owner_knows_it(header, said):
    assert describe_browser(header) == said
