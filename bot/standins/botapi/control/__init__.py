"""Acting as people and looking into chats over HTTP, for the demo and its page.

Loopback only and without a password: what it holds is a demonstration. A page from elsewhere,
open in the same browser, is kept out by the Host and Origin headers.

    GET  /control/state                    the bot, the people, the groups
    POST /control/people                   {"id", "first_name", "username"?, "language_code"?}
    POST /control/people/ID/send           {"text", "chat"?, "topic"?, "reply_to"?, "anonymous"?}
    POST /control/people/ID/documents      form: one or more "file", "caption"?, "chat"?
    POST /control/people/ID/open           {"start"?}: follow a deep link
    POST /control/people/ID/press          {"message_id", "button", "chat"?, "timeout"?}: the answer
    POST /control/people/ID/expect         {"text", "chat"?, "timeout"?}: the bot's message
    POST /control/people/ID/block          and /unblock
    GET  /control/people/ID/commands       what the chat program offers, ?chat=
    GET  /control/chats/ID                 its messages, oldest first
    GET  /control/files/FILE_ID            the bytes of a document or photo
    GET  /control/events                   server-sent events, ?since=REVISION or Last-Event-ID
    POST /control/fail                     {"method", "kind", "times"?, "skip"?, "after"?,
                                            "chat_id"?, "retry_after"?, "migrate_to_chat_id"?}
    POST /control/clock                    {"advance": seconds}
"""
