"""Acting as people and looking into chats over HTTP, for the demo and its page.

Loopback only and without a password: what it holds is a demonstration. A page from elsewhere,
open in the same browser, is kept out by the Host and Origin headers.

    GET  /control/state                    the bot, the people, the groups
    POST /control/people                   {"id", "first_name", "username"?, "language_code"?}
    POST /control/people/ID/send           {"text", "chat"?, "topic"?, "reply_to"?, "anonymous"?}
    POST /control/people/ID/documents      form: one or more "file", "caption"?, "chat"?, "topic"?,
                                            "reply_to"?, "anonymous"?, "untold"? (fields left out)
    POST /control/people/ID/photos         the same
    POST /control/people/ID/edit           {"message_id", "text", "chat"?}
    POST /control/people/ID/forward        {"message_id", "source", "chat"?, "topic"?, "anonymous"?}
    POST /control/people/ID/inline         {"query", "timeout"?}: the results
    POST /control/people/ID/open           {"start"?}: follow a deep link
    POST /control/people/ID/press          {"message_id", "button", "chat"?, "timeout"?,
                                            "inaccessible"?}: the answer
    POST /control/people/ID/expect         {"text", "chat"?, "timeout"?}: the bot's message
    POST /control/people/ID/block          and /unblock, /delete_account
    POST /control/people/ID/lose           {"lost"?}: "chat not found" from now on
    GET  /control/people/ID/commands       what the chat program offers, ?chat=
    POST /control/groups                   {"id", "title", "topics"?, "bot"?}
    POST /control/groups/ID/CHANGE         add, remove, add_bot, remove_bot, promote, demote_bot,
                                            restrict, allow, lock, add_topic, close_topic,
                                            delete_topic, switch_topics, migrate, delete
    POST /control/channels                 {"id", "title", "bot"?}
    POST /control/channels/ID/post         {"text"}; /edit {"message_id", "text"}; /link {"group"}
    GET  /control/chats/ID                 its messages, oldest first
    GET  /control/files/FILE_ID            the bytes of a document or photo
    GET  /control/events                   server-sent events, ?since=REVISION or Last-Event-ID
    POST /control/fail                     {"method", "kind", "times"?, "skip"?, "after"?,
                                            "chat_id"?, "retry_after"?, "migrate_to_chat_id"?}
    POST /control/release                  let calls go on that the fault "held" keeps
    POST /control/clock                    {"advance": seconds}
"""
