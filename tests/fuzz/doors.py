"""All the doors, by name."""

from __future__ import annotations

from tests.fuzz import callbacks, configuring, documents, members, mime, rosters, saying, shell

DOORS = {
    door.name: door
    for door in (
        callbacks.DOOR,
        saying.COMMANDS,
        saying.MESSAGES,
        documents.DOOR,
        mime.DOOR,
        rosters.DOOR,
        members.DOOR,
        shell.DOOR,
        configuring.DOOR,
    )
}
