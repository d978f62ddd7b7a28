"""The service in figures, in the text format of Prometheus (its exposition format, 0.0.4).

Each is asked for when somebody asks, and none has a state of its own: a library of counters,
histograms and registries would be more to feed than these lines.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rosterdesk.bot.chat.telegram.health import ChatState
from rosterdesk.bot.program.loops.loop import loop_states
from rosterdesk.core.clock import now
from rosterdesk.core.storage.database import rows
from rosterdesk.core.trail.chain import read_tip

if TYPE_CHECKING:
    from rosterdesk.bot.program.watch.watched import Watched

# What waits, by queue: the table, since when a row of it waits, and which rows do.
_QUEUES = {
    "submissions": ("submission", "received_at", "status IN ('received', 'read', 'approved')"),
    "decisions": ("submission", "received_at", "status IN ('waiting', 'blocked')"),
    "mails": ("mail_message", "arrived_at", "status = 'kept'"),
    "held_mails": ("mail_message", "arrived_at", "status = 'held'"),
    "replies": ("delivery", "due_at", "status = 'queued' AND channel = 'mail'"),
    "messages": ("delivery", "due_at", "status = 'queued' AND channel = 'chat'"),
    "slips": ("slip", "requested_at", "status = 'queued'"),
    "unknown_slips": ("slip", "requested_at", "status = 'unknown'"),
}
_COUNTED = {"submissions": "submission", "deliveries": "delivery", "slips": "slip"}


@dataclass(slots=True)
class Figure:
    """``values`` has one for each set of labels, which is () or a name and a value."""

    name: str
    help: str
    kind: str = "gauge"
    values: dict[tuple[str, ...], float] = field(default_factory=dict)

    def write(self) -> str:
        full = f"rosterdesk_{self.name}"
        lines = [f"# HELP {full} {self.help}", f"# TYPE {full} {self.kind}"]
        lines += [f"{full}{_write_label(*key)} {value:g}" for key, value in self.values.items()]
        return "\n".join(lines) + "\n"


def _write_label(name: str = "", value: str = "") -> str:
    safe = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{{{name}="{safe}"}}' if name else ""


async def write_figures(service: Watched) -> str:
    """Return the page that Prometheus reads: numbers and names of parts, of no person."""
    figures = [*await _ask_queues(), *await _ask_tables(), *_ask_here(service)]
    return "".join(figure.write() for figure in figures)


async def _ask_queues() -> list[Figure]:
    length = Figure("queue_length", "What waits.")
    age = Figure("queue_age_seconds", "How long the oldest has been waiting.")
    moment = now()
    for queue, (table, since, which) in _QUEUES.items():
        query = (
            f"SELECT count(*) AS waiting, min({since}) AS oldest FROM {table}"  # noqa: S608 - all of it stands above
            f" WHERE {which} AND {since} <= ?"
        )
        (found,) = await rows(query, [moment])
        oldest = _read_time(found["oldest"])
        length.values["queue", queue] = found["waiting"]
        age.values["queue", queue] = (moment - oldest).total_seconds() if oldest else 0
    return [length, age]


def _read_time(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


async def _ask_tables() -> list[Figure]:
    figures = []
    for name, table in _COUNTED.items():
        figure = Figure(name, "How many there are of each status.")
        for row in await rows(f"SELECT status, count(*) AS n FROM {table} GROUP BY status"):  # noqa: S608 - as above
            figure.values["status", str(row["status"])] = row["n"]
        figures.append(figure)
    position, _ = await read_tip()
    trail = Figure("audit_events", "Length of the audit trail.", "counter", {(): position})
    return [*figures, trail]


def _ask_here(service: Watched) -> list[Figure]:
    failures = Figure("loop_failures_total", "Failures of a part of the service.", "counter")
    row = Figure("loop_failures_in_a_row", "Zero where its last round went well.")
    for name, state in loop_states.items():
        failures.values["loop", name] = state.failures_ever
        row.values["loop", name] = state.failures
    mail = Figure("mail_connected", "Whether a mailbox is watched.")
    waiting = Figure("mail_waiting", "Messages in the folder that are not kept yet.")
    for watcher in service.list_watching():
        mail.values["account", watcher.account.name] = watcher.health.is_well
        waiting.values["account", watcher.account.name] = watcher.health.waiting
    duty = Figure("duty", "What this process does for all of them at this moment.")
    duty.values = {("duty", name): 1 for name in sorted(service.duties.held)}
    figures = [failures, row, mail, waiting, duty]
    if service.health is not None and service.duties.has("chat"):
        is_well = service.health.state is ChatState.OK
        figures.append(Figure("chat_connected", "Whether updates are taken.", values={(): is_well}))
    free = shutil.disk_usage(service.settings.data).free
    return [*figures, Figure("disk_free_bytes", "Room for the data.", values={(): free})]
