"""Write names.txt anew from a machine-readable description of the Bot API.

    python -m rosterdesk.bot.standins.botapi.published.extract api.json > names.txt

``api.json`` is that of https://github.com/PaulSonOfLars/telegram-bot-api-spec. Kept are facts alone
(names, types, lengths), of the methods that the stand-in knows, of what is sent with them, and of
what the stand-in itself says.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from rosterdesk.bot.standins.botapi.methods import TABLE

# Types that the stand-in says; those of their fields are kept where they stand here too.
SAID = (
    *("Update", "Message", "MaybeInaccessibleMessage", "CallbackQuery", "InlineQuery"),
    *("ChatMemberUpdated", "User", "Chat", "ChatFullInfo", "Document", "PhotoSize", "File"),
    *("ChatMember", "MessageOrigin", "ForumTopic", "ForumTopicCreated", "ForumTopicClosed"),
    *("ForumTopicReopened", "ForumTopicEdited", "MessageId", "WebhookInfo", "AcceptedGiftTypes"),
    *("BotName", "BotDescription", "BotShortDescription", "MenuButton", "ExternalReplyInfo"),
)
# Parts of the Bot API that are not stood in for: a call with one of them is a breach.
LEFT_OUT = re.compile(
    r"InlineQueryResult(?!s|Article$|$)|InputMedia(?!Document$|Photo$|$)|Input\w+MessageContent"
    r"|InputRich|KeyboardButton\w|SuggestedPost|LabeledPrice|CallbackGame|LoginUrl|SwitchInline"
)
KEPT = "InputTextMessageContent"
# Fields of Bot API 10.3 that the stand-in says; the description that was read is older.
LATER = {"ChatMemberAdministrator": ("can_send_welcome_messages! Boolean",)}
LENGTH = re.compile(r"\b(\d+)-(\d+) (characters|bytes|items)", re.IGNORECASE)
MOST = re.compile(r"\b(?:at most|can't exceed) (\d+) (commands|bytes)", re.IGNORECASE)
CONSTANT = re.compile(r"(?:must be|always) [“\"]?(\w+)[”\"]?$")
LIST = "Array of "


def main() -> None:
    spec = json.loads(Path(sys.argv[1]).read_text())
    sys.stdout.write("\n".join(extract(spec)) + "\n")


def extract(spec: dict[str, Any]) -> list[str]:
    """Return the lines: methods, then objects, each with its fields below it."""
    methods = {method.name: spec["methods"][method.name] for method in TABLE}
    sent = {kind for method in methods.values() for kind in _kinds(method)}
    types = {name: kind for name, kind in spec["types"].items() if _is_kept(name)}
    objects = _close(types, sent) | _widen(types, set(SAID))
    lines = [f"# {spec['version']}: facts, written by extract.py"]
    for name, method in sorted(methods.items()):
        lines += [f"{name} -> {','.join(map(_shorten, method['returns']))}", *_describe(method)]
    for name in sorted(objects):
        subtypes = [each for each in types[name].get("subtypes", []) if each in objects]
        lines += [f"{name} = {','.join(subtypes)}" if subtypes else name, *_describe(types[name])]
        lines += [f"  {line}" for line in LATER.get(name, ())]
    return lines


def _is_kept(name: str) -> bool:
    return name == KEPT or not LEFT_OUT.match(name)


def _describe(described: dict[str, Any]) -> list[str]:
    return [f"  {_describe_field(field)}" for field in described.get("fields", [])]


def _describe_field(field: dict[str, Any]) -> str:
    types = ",".join(map(_shorten, field["types"]))
    needed = "!" if field["required"] else ""
    told = field["description"]
    found = LENGTH.search(told)
    most = MOST.search(told)
    if found:
        length = f" {found[1]}-{found[2]} {found[3].lower()}"
    elif most:
        length = f" 0-{most[1]} {most[2].lower()}".replace("commands", "items")
    else:
        length = ""
    constant = CONSTANT.search(told) if field["types"] == ["String"] else None
    return f"{field['name']}{needed} {types}" + (f" ={constant[1]}" if constant else length)


def _shorten(kind: str) -> str:
    return kind.replace(LIST, "[]")


def _close(types: dict[str, Any], names: set[str]) -> set[str]:
    """Return all types that these and their fields name, themselves too."""
    found: set[str] = set()
    waiting = [name for name in names if name in types]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            inner = {*_kinds(types[name]), *types[name].get("subtypes", [])}
            waiting += [each for each in inner if each in types]
    return found


def _widen(types: dict[str, Any], names: set[str]) -> set[str]:
    """Return these and their subtypes."""
    return names | {
        each for name in names for each in types[name].get("subtypes", []) if each in types
    }


def _kinds(described: dict[str, Any]) -> set[str]:
    return {
        kind.replace(LIST, "") for field in described.get("fields", []) for kind in field["types"]
    }


if __name__ == "__main__":
    main()
