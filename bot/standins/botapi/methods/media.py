"""sendDocument, sendPhoto and sendMediaGroup."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from aiogram.types import InputMediaDocument, InputMediaPhoto
from PIL import Image, UnidentifiedImageError

from rosterdesk.bot.standins.botapi import limits
from rosterdesk.bot.standins.botapi.errors import bad_request, too_large
from rosterdesk.bot.standins.botapi.methods.places import open_chat
from rosterdesk.bot.standins.botapi.methods.sending import post, read_markup
from rosterdesk.bot.standins.botapi.methods.values import read_entities
from rosterdesk.bot.standins.botapi.render import show_message
from rosterdesk.bot.standins.botapi.state.messages import Content
from rosterdesk.bot.standins.botapi.text import check_caption
from rosterdesk.bot.standins.botapi.wire import ATTACHED

if TYPE_CHECKING:
    from aiogram.methods import SendDocument, SendMediaGroup, SendPhoto
    from aiogram.types import InputFile

    from rosterdesk.bot.standins.botapi.state.files import StoredFile
    from rosterdesk.bot.standins.botapi.state.world import World
    from rosterdesk.bot.standins.botapi.wire import Upload, Uploads


def send_document(world: World, call: SendDocument, uploads: Uploads) -> object:
    open_chat(world, call.chat_id)
    return _send(world, call, Content(document=take_document(world, call.document, uploads)))


def send_photo(world: World, call: SendPhoto, uploads: Uploads) -> object:
    open_chat(world, call.chat_id)
    return _send(world, call, Content(photo=take_photo(world, call.photo, uploads)))


def send_media_group(world: World, call: SendMediaGroup, uploads: Uploads) -> object:
    open_chat(world, call.chat_id)
    if len(call.media) not in limits.ALBUM_FILES:
        raise bad_request("wrong number of media in the album: 2-10 are allowed")
    if len({item.type for item in call.media}) > 1:
        raise bad_request("documents can't be mixed with other media types in an album")
    contents = [read_media(world, item, uploads) for item in call.media]
    return [show_message(sent) for sent in post(world, call, contents, world.new_id())]


def read_media(world: World, item: object, uploads: Uploads) -> Content:
    """Return what an InputMedia object shows; without a keyboard."""
    if not isinstance(item, InputMediaDocument | InputMediaPhoto):
        raise bad_request("can't parse media: this stand-in knows documents and photos")
    text, entities = check_caption(
        item.caption or "", read_entities(item.parse_mode, item.caption_entities)
    )
    if isinstance(item, InputMediaPhoto):
        return Content(text, tuple(entities), photo=take_photo(world, item.media, uploads))
    return Content(text, tuple(entities), document=take_document(world, item.media, uploads))


def take_document(world: World, source: str | InputFile, uploads: Uploads) -> StoredFile:
    """Return the uploaded document, or the one that the file id names."""
    upload = _find_upload(source, uploads)
    if upload is None:
        return _find_sent(world, source)
    _check_upload(world, upload)
    return world.files.keep_document(upload.name, upload.data)


def take_photo(world: World, source: str | InputFile, uploads: Uploads) -> StoredFile:
    upload = _find_upload(source, uploads)
    if upload is None:
        return _find_photo(world, source)
    _check_upload(world, upload)
    if len(upload.data) > limits.PHOTO_BYTES:
        raise bad_request("file is too big for a photo: 10 MB at most")
    return world.files.keep_photo(upload.data, measure_photo(upload.data))


def measure_photo(data: bytes) -> tuple[int, int]:
    """Return width and height in pixels; refuse what is no picture or no sensible one."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
            width, height = picture.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    narrow, wide = sorted((width, height))
    if width + height > limits.PHOTO_SIDES or wide > narrow * limits.PHOTO_RATIO:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _send(world: World, call: SendDocument | SendPhoto, file: Content) -> object:
    entities = read_entities(call.parse_mode, call.caption_entities)
    text, kept = check_caption(call.caption or "", entities)
    markup = read_markup(world, call)
    content = replace(file, text=text, entities=tuple(kept), markup=markup)
    return show_message(post(world, call, [content])[0])


def _find_upload(source: str | InputFile, uploads: Uploads) -> Upload | None:
    if not isinstance(source, str) or not source.startswith(ATTACHED):
        return None
    upload = uploads.get(source.removeprefix(ATTACHED))
    if upload is None:
        raise bad_request("file attachment is not found in the request")
    return upload


def _check_upload(world: World, upload: Upload) -> None:
    if not upload.data:
        raise bad_request("file must be non-empty")
    limit = limits.LOCAL_UPLOAD_BYTES if world.local else limits.UPLOAD_BYTES
    if len(upload.data) > limit:
        raise too_large()


def _find_sent(world: World, source: str | InputFile) -> StoredFile:
    file = world.files.find(str(source))
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return file


def _find_photo(world: World, source: str | InputFile) -> StoredFile:
    file = _find_sent(world, source)
    if not file.width:
        raise bad_request("can't use file of type Document as Photo")
    return file
