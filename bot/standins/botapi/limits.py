"""The numbers of the Bot API, in one place.

Source: https://core.telegram.org/bots/api and https://core.telegram.org/bots/faq, unless said.
"""

from __future__ import annotations

MEGABYTE = 1024 * 1024
HOUR = 3600

TEXT_LENGTH = 4096  # UTF-16 code units, after the entities are parsed
CAPTION_LENGTH = 1024
ENTITIES = 100  # beyond it Telegram drops them in silence; here it is refused
CALLBACK_DATA_BYTES = 64
CALLBACK_ANSWER_LENGTH = 200
COPY_TEXT_LENGTH = 256
INLINE_RESULTS = 50
NEXT_OFFSET_BYTES = 64
START_PARAMETER_LENGTH = 64
COMMANDS = 100
COMMAND_DESCRIPTION_LENGTH = 256

INLINE_BUTTONS = 100
INLINE_BUTTONS_A_ROW = 8
REPLY_BUTTONS = 300
REPLY_BUTTONS_A_ROW = 12
PLACEHOLDER_LENGTH = 64

DOWNLOAD_BYTES = 20 * MEGABYTE
UPLOAD_BYTES = 50 * MEGABYTE
PHOTO_BYTES = 10 * MEGABYTE
LOCAL_UPLOAD_BYTES = 2000 * MEGABYTE  # a Bot API server of one's own (--local)
PHOTO_SIDES = 10_000  # width + height, in pixels
PHOTO_RATIO = 20
FILE_LINK_SECONDS = HOUR

ALBUM_FILES = range(2, 11)
MESSAGES_AT_ONCE = 100  # deleteMessages, forwardMessages

DELETE_SECONDS = 48 * HOUR
UPDATE_SECONDS = 24 * HOUR
UPDATE_IDS_SECONDS = 7 * UPDATE_SECONDS  # of silence, after which the ids begin anywhere
UPDATES_AT_ONCE = 100
POLL_SECONDS = 50
# Not documented. Client libraries report that an answer is refused somewhere between fifteen
# seconds and some minutes after the press; the lowest of these is what a bot must live with.
QUERY_SECONDS = 15

FLOOD_ALL_A_SECOND = 30
FLOOD_CHAT_A_SECOND = 1
FLOOD_GROUP_A_MINUTE = 20
