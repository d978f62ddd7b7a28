"""The refusals, in the words of the Bot API.

Texts are those of the server's own source (tdlib/telegram-bot-api, Client.cpp) where it has one.
"""

from __future__ import annotations


class ApiError(Exception):
    """A call that is answered with ``ok: false``.

    ``parameters`` is the object that the Bot API names ResponseParameters: ``retry_after`` in
    seconds, or ``migrate_to_chat_id``.
    """

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class ImpossibleError(Exception):
    """A person can't do that in a chat program: no such button, not in the group, bot blocked."""


def bad_request(text: str) -> ApiError:
    return ApiError(400, f"Bad Request: {text}")


def forbidden(text: str) -> ApiError:
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    return ApiError(409, f"Conflict: {text}")


def unauthorized() -> ApiError:
    return ApiError(401, "Unauthorized")


def unknown_method() -> ApiError:
    return ApiError(404, "Not Found: method not found")


def too_large() -> ApiError:
    return ApiError(413, "Request Entity Too Large")


def flood(retry_after: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def server_error() -> ApiError:
    return ApiError(500, "Internal Server Error")


def bad_gateway() -> ApiError:
    return ApiError(502, "Bad Gateway")


def blocked() -> ApiError:
    return forbidden("bot was blocked by the user")


def deactivated() -> ApiError:
    return forbidden("user is deactivated")


def kicked(kind: str) -> ApiError:
    return forbidden(f"bot was kicked from the {kind} chat")


def group_deleted() -> ApiError:
    return forbidden("the group chat was deleted")


def chat_not_found() -> ApiError:
    return bad_request("chat not found")


def thread_not_found() -> ApiError:
    return bad_request("message thread not found")


def topic_closed() -> ApiError:
    return bad_request("TOPIC_CLOSED")


def chat_restricted() -> ApiError:
    return bad_request("CHAT_RESTRICTED")


def no_right_to_send(what: str) -> ApiError:
    """Return the refusal to send ``what``: "text messages", "documents" or "photos"."""
    return bad_request(f"not enough rights to send {what} to the chat")


def uneditable() -> ApiError:
    return bad_request("message can't be edited")


def message_gone(what: str) -> ApiError:
    """Return the refusal about ``what``, for example "message to edit"."""
    return bad_request(f"{what} not found")


def file_too_big() -> ApiError:
    return bad_request("file is too big")


def not_modified() -> ApiError:
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly "
        "the same as a current content and reply markup of the message"
    )


def query_too_old() -> ApiError:
    return bad_request("query is too old and response timeout expired or query ID is invalid")


def migrated(new_id: int) -> ApiError:
    return ApiError(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        migrate_to_chat_id=new_id,
    )


def two_pollers() -> ApiError:
    return conflict(
        "terminated by other getUpdates request; make sure that only one bot instance is running"
    )
