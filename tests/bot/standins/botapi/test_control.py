"""Acting as people over HTTP, as the headless demo and the page do."""

from __future__ import annotations

import asyncio
import io
import json

import aiohttp
import pytest
from aiogram import Dispatcher, F
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from PIL import Image
from tests.bot.standins.botapi.client import keyboard, polling

CARD = keyboard({"Goedkeuren": "a:1"})


class Control:
    def __init__(self, api, session):
        self.url = f"{api.base_url}/control"
        self.session = session

    async def post(self, path, status=200, **options):
        async with self.session.post(self.url + path, **options) as response:
            body = await response.text()
            assert response.status == status, body
            return json.loads(body) if response.content_type == "application/json" else body

    async def get(self, path, status=200, **options):
        async with self.session.get(self.url + path, **options) as response:
            assert response.status == status
            return await response.json() if status == 200 else await response.text()


@pytest.fixture
async def control(api):
    async with aiohttp.ClientSession() as session:
        yield Control(api, session)


async def read_events(stream, count):
    """Return the next events of a stream: id, kind, data."""
    events = []
    while len(events) < count:
        block = (await asyncio.wait_for(stream.readuntil(b"\n\n"), 5)).decode()
        fields = dict(line.split(": ", 1) for line in block.strip().splitlines())
        if "data" in fields:
            events.append((int(fields["id"]), fields["event"], json.loads(fields["data"])))
    return events


async def test_the_whole_round_over_http(api, bot, control):
    dispatcher = Dispatcher()

    @dispatcher.message(F.document)
    async def show_card(message):
        await message.answer(f"Voorstel: {message.caption}", reply_markup=CARD)

    @dispatcher.callback_query()
    async def approve(query):
        await query.answer("genoteerd")
        await query.message.edit_text("Goedgekeurd")

    async with polling(bot, dispatcher):
        await control.post("/people", 201, json={"id": 101, "first_name": "An"})
        await control.post("/people/101/open", json={"start": "CODE"})
        form = aiohttp.FormData({"caption": "Regenboog"})
        form.add_field("file", b"a;b", filename="a.csv")
        await control.post("/people/101/documents", data=form)
        card = await control.post("/people/101/expect", json={"text": "Voorstel: Regenboog"})
        wish = {"message_id": card["message_id"], "button": "Goedkeuren"}
        answer = await control.post("/people/101/press", json=wish)
        assert answer == {"answered": True, "text": "genoteerd", "show_alert": False}
        await control.post("/people/101/expect", json={"text": "Goedgekeurd"})
    chat = await control.get("/chats/101")
    assert [message.get("text") for message in chat["messages"]] == [
        "/start CODE",
        None,
        "Goedgekeurd",
    ]
    assert chat["messages"][2]["edits"] == 1


async def test_several_files_are_an_album(an, control):
    form = aiohttp.FormData()
    for name in ("a.csv", "b.csv"):
        form.add_field("file", b"x", filename=name)
    sent = await control.post("/people/101/documents", data=form)
    assert len({message["media_group_id"] for message in sent}) == 1


async def test_people_act_in_groups_and_topics(an, group, control):
    group.add(an)
    topic = group.add_topic("Regenboog")
    wish = {"text": "/pending", "chat": group.id, "topic": topic.id}
    sent = await control.post("/people/101/send", json=wish)
    assert (sent["chat"]["id"], sent["message_thread_id"]) == (group.id, topic.id)
    reply = await control.post("/people/101/send", json={"text": "x", "reply_to": 1})
    assert reply["reply_to_message"]["text"] == "/start"


async def test_the_state_lists_people_and_groups(api, an, group, control):
    state = await control.get("/state")
    assert state["bot"]["username"] == "rosterdesk_bot"
    assert [person["first_name"] for person in state["people"]] == ["An"]
    assert [each["title"] for each in state["groups"]] == ["Balie"]


async def test_a_press_without_an_answer_says_so(an, bot, control):
    sent = await bot.send_message(101, "x", reply_markup=CARD)
    wish = {"message_id": sent.message_id, "button": "a:1", "timeout": 0.01}
    assert (await control.post("/people/101/press", json=wish))["answered"] is False


@pytest.mark.parametrize(
    ("path", "wish", "status"),
    [
        ("/people/9/send", {"text": "x"}, 404),
        ("/people/an/send", {"text": "x"}, 400),
        ("/people/101/send", {}, 400),
        ("/people/101/send", {"text": "x", "tekst": "y"}, 400),
        ("/people/101/send", {"text": "x", "chat": -9}, 404),
        ("/people/101/send", {"text": "x", "topic": 9}, 404),
        ("/people/101/press", {"message_id": 9, "button": "x"}, 404),
        ("/people/101/press", {"message_id": 1, "button": "x"}, 409),
        ("/people/101/open", {"start": "met spatie"}, 409),
        ("/people/101/documents", {}, 400),
        ("/people/101/expect", {"text": "nooit", "timeout": 0.01}, 408),
        ("/people", {"id": 101, "first_name": "An"}, 409),
        ("/fail", {"method": "sendMessage", "kind": "floood"}, 400),
        ("/clock", {"advance": -1}, 400),
        ("/groups", {"id": -1001000000001, "title": "Balie"}, 409),
        ("/groups", {"id": 5, "title": "Balie"}, 400),
        ("/groups/-9/lock", {}, 404),
        ("/groups/-1001000000001/fly", {}, 404),
        ("/groups/-1001000000001/delete_topic", {"topic": 9}, 404),
        ("/groups/-1001000000001/restrict", {"permissions": ["can_fly"]}, 400),
        ("/channels/-9/post", {"text": "x"}, 404),
        ("/people/101/edit", {"message_id": 9, "text": "x"}, 404),
        ("/people/101/photos", {}, 400),
    ],
)
async def test_impossible_wishes_are_refused_with_a_reason(an, group, control, path, wish, status):
    assert (await control.post(path, status, json=wish)).strip()


async def heard(bot):
    return (await bot.get_updates())[-1]


async def test_files_go_into_topics_as_replies_without_a_size(an, group, bot, control):
    group.add(an)
    group.promote_bot()
    group.promote(an)
    topic = group.add_topic("Regenboog")
    first = an.send("x", chat=group, topic=topic)
    form = {"caption": "/held", "chat": str(group.id), "topic": str(topic.id), "anonymous": "true"}
    data = aiohttp.FormData(form | {"reply_to": str(first.id), "untold": "file_size file_name"})
    data.add_field("file", b"a;b", filename="a.csv")
    await control.post("/people/101/documents", data=data)
    message = (await heard(bot)).message
    assert (message.caption, message.message_thread_id) == ("/held", topic.id)
    assert (message.document.file_size, message.document.file_name) == (None, None)
    assert message.reply_to_message.message_id == first.id
    assert message.from_user.id == 1087968824


async def test_photographs_come_alone_and_in_albums(an, bot, control):
    picture = io.BytesIO()
    Image.new("RGB", (20, 20)).save(picture, "PNG")
    for count in (1, 2):
        form = aiohttp.FormData({"caption": "/held"})
        for _ in range(count):
            form.add_field("file", picture.getvalue(), filename="foto.png")
        sent = await control.post("/people/101/photos", data=form)
        assert [message.get("caption") for message in sent] == ["/held", None][:count]
    assert (await heard(bot)).message.photo


async def test_people_correct_and_forward_over_http(an, group, bot, control):
    group.add(an)
    group.promote_bot()
    sent = an.send("/een")
    wish = {"message_id": sent.id, "text": "/twee"}
    await control.post("/people/101/edit", json=wish)
    assert (await heard(bot)).edited_message.text == "/twee"
    wish = {"message_id": sent.id, "source": 101, "chat": group.id}
    await control.post("/people/101/forward", json=wish)
    message = (await heard(bot)).message
    assert (message.text, message.forward_origin.type) == ("/twee", "user")


async def test_an_inline_query_over_http(an, bot, control):
    answer = await control.post("/people/101/inline", json={"query": "An", "timeout": 0.01})
    assert answer == {"answered": False, "results": []}
    assert (await heard(bot)).inline_query.query == "An"


async def test_a_press_may_hide_its_message(an, bot, control):
    sent = await bot.send_message(101, "x", reply_markup=CARD)
    wish = {"message_id": sent.message_id, "button": "a:1", "timeout": 0, "inaccessible": True}
    await control.post("/people/101/press", json=wish)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("y", chat_id=101, message_id=sent.message_id)


async def test_people_are_lost_and_leave(an, bot, control):
    await control.post("/people/101/lose", json={})
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(101, "x")
    await control.post("/people/101/lose", json={"lost": False})
    await control.post("/people/101/delete_account")
    with pytest.raises(TelegramForbiddenError, match="deactivated"):
        await bot.send_message(101, "x")


async def test_each_change_of_a_group_over_http(api, an, bot, control):
    made = await control.post("/groups", 201, json={"id": -5, "title": "Team"})
    assert made["type"] == "group"

    async def change(group, how, /, **wish):
        return await control.post(f"/groups/{group}/{how}", json=wish)

    async def refusal(chat_id, **place):
        with pytest.raises(TelegramAPIError) as told:
            await bot.send_message(chat_id, "x", **place)
        return told.value.message

    await change(-5, "add", person=101)
    new = (await change(-5, "migrate"))["id"]
    assert "upgraded to a supergroup" in await refusal(-5)
    assert (await change(new, "switch_topics", on=True))["is_forum"]
    topic = (await change(new, "add_topic", name="Regenboog"))["message_thread_id"]
    await change(new, "close_topic", topic=topic)
    assert "TOPIC_CLOSED" in await refusal(new, message_thread_id=topic)
    await change(new, "close_topic")
    assert "TOPIC_CLOSED" in await refusal(new)
    await change(new, "close_topic", closed=False)
    await change(new, "delete_topic", topic=topic)
    assert "thread not found" in await refusal(new, message_thread_id=topic)
    await change(new, "allow", permissions=["can_send_photos"])
    assert "not enough rights to send text messages" in await refusal(new)
    await change(new, "promote")
    await bot.send_message(new, "x")
    await change(new, "lock")
    assert "CHAT_RESTRICTED" in await refusal(new)
    await change(new, "lock", locked=False)
    await change(new, "demote_bot")
    assert "not enough rights" in await refusal(new)
    await change(new, "allow", permissions=None)
    await change(new, "restrict", permissions=[])
    assert "not enough rights" in await refusal(new)
    await change(new, "restrict", person=101)
    await change(new, "promote", person=101, anonymous=True)
    await change(new, "remove", person=101)
    await change(new, "remove_bot", kick=True)
    assert "kicked" in await refusal(new)
    await change(new, "add_bot")
    await change(new, "delete")
    assert "kicked from the supergroup" in await refusal(new)


async def test_channels_over_http(api, an, group, bot, control):
    number = -1002000000001
    await control.post("/channels", 201, json={"id": number, "title": "Nieuws"})
    await control.post(f"/channels/{number}/link", json={"group": group.id})
    post = await control.post(f"/channels/{number}/post", json={"text": "/held"})
    wish = {"message_id": post["message_id"], "text": "/print"}
    await control.post(f"/channels/{number}/edit", json=wish)
    assert (await heard(bot)).edited_channel_post.text == "/print"


async def test_wishes_are_json(an, control):
    await control.post("/people/101/send", 415, data=b'{"text": "x"}')


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:80"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_pages_of_other_sites_are_kept_out(control, headers, status):
    await control.get("/state", status, headers=headers)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:80", 200),
        ("localhost", 200),
        ("evil.example", 403),
        ("localhost.evil.example", 403),
    ],
)
async def test_a_name_made_to_point_here_gets_no_bot(api, control, host, status):
    """A page of another site would be the bot, and read what people sent it."""
    url = f"{api.base_url}/bot{api.token}/getMe"
    async with control.session.get(url, headers={"Host": host}) as response:
        assert response.status == status


async def test_the_own_page_is_let_in(api, control):
    await control.get("/state", headers={"Origin": api.base_url})


async def test_files_come_as_downloads_never_as_pages(api, an, control):
    sent = an.send_document("x.html", b"<script>alert(1)</script>")
    url = f"{control.url}/files/{sent.document.id}"
    async with control.session.get(url) as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert await response.read() == sent.document.data
    await control.get("/files/unknown", 404)
    await control.get("/chats/9", 404)


async def test_events_follow_each_change(an, bot, control):
    async with control.session.get(f"{control.url}/events?since=1") as response:
        assert response.content_type == "text/event-stream"
        sent = await bot.send_message(101, "een", reply_markup=CARD)
        await bot.send_chat_action(101, "typing")
        await bot.edit_message_text("twee", chat_id=101, message_id=sent.message_id)
        await bot.delete_message(101, sent.message_id)
        events = []
        while not events or not events[-1][2].get("deleted"):
            events += await read_events(response.content, 1)
    kinds = [kind for _, kind, _ in events]
    assert "action" in kinds
    assert events[-1][2]["text"] == "twee"
    ids = [number for number, _, _ in events]
    assert ids == sorted(ids)


async def test_a_page_that_reconnects_misses_nothing(an, bot, control):
    seen = an.messages[-1].revision
    await bot.send_message(101, "gemist")
    headers = {"Last-Event-ID": str(seen)}
    async with control.session.get(f"{control.url}/events", headers=headers) as response:
        [(_, _, message)] = await read_events(response.content, 1)
    assert message["text"] == "gemist"
    await control.get("/events?since=x", 400)


async def test_a_held_call_is_released_over_http(api, an, bot, control):
    await control.post("/fail", json={"method": "sendMessage", "kind": "held"})
    call = asyncio.create_task(bot.send_message(101, "x"))
    await api.wait_for_held()
    await control.post("/release")
    assert (await call).text == "x"


async def test_faults_and_the_clock_are_at_hand(api, an, bot, control):
    await control.post("/fail", json={"method": "sendMessage", "kind": "blocked"})
    with pytest.raises(Exception, match="blocked"):
        await bot.send_message(101, "x")
    before = api.clock.now()
    assert (await control.post("/clock", json={"advance": 3600}))["now"] >= before + 3600
    await control.post("/people/101/block")
    await control.post("/people/101/send", 409, json={"text": "x"})
    await control.post("/people/101/unblock")
    assert await control.get("/people/101/commands") == []
