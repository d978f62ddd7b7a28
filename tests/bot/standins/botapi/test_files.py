"""getFile and the download behind it."""

from __future__ import annotations

import pytest
from aiogram.exceptions import TelegramBadRequest

from rosterdesk.bot.standins.botapi import limits


async def test_a_file_is_downloaded_byte_for_byte(an, bot):
    sent = an.send_document("../../geheim rooster.xlsx", bytes(range(256)))
    file = await bot.get_file(sent.document.id)
    assert (await bot.download_file(file.file_path)).read() == bytes(range(256))
    assert file.file_size == 256
    assert file.file_path == "documents/file_0.xlsx", "the sender's name stays out of the path"


async def test_a_file_of_20_mb_is_given_and_a_larger_one_refused(an, bot):
    fits = an.send_document("past.bin", bytes(limits.DOWNLOAD_BYTES))
    large = an.send_document("groot.bin", bytes(limits.DOWNLOAD_BYTES + 1))
    await bot.get_file(fits.document.id)
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await bot.get_file(large.document.id)


async def test_an_unknown_file_is_refused(bot):
    with pytest.raises(TelegramBadRequest, match="invalid file_id"):
        await bot.get_file("nothing")


async def test_a_link_works_for_an_hour(api, an, bot, raw):
    sent = an.send_document("a.csv", b"a;b")
    path = f"/file/bot{api.token}/documents/file_0.csv"
    assert (await raw.get(path))[0] == 404, "nobody asked getFile yet"
    await bot.get_file(sent.document.id)
    assert await raw.get(path) == (200, b"a;b")
    api.clock.advance(limits.FILE_LINK_SECONDS + 5)
    assert (await raw.get(path))[0] == 404


@pytest.mark.parametrize(
    ("name", "mime", "told"),
    [
        ("a.csv", None, "text/csv"),
        ("a.csv", "application/vnd.ms-excel", "application/vnd.ms-excel"),
        ("zonder", None, "application/octet-stream"),
    ],
)
async def test_the_mime_type_is_the_senders_or_guessed(an, bot, name, mime, told):
    an.send_document(name, b"x", mime)
    document = (await bot.get_updates())[0].message.document
    assert (document.file_name, document.mime_type) == (name, told)
