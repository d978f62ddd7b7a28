"""A printer that speaks CloudPRNT, from Star's protocol guide (2.4) and not from our own server.

Strict: an answer that the guide does not allow fails the test. It prints what it fetched whole and
understood, and nothing else.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from PIL import Image
from tests.printer.asking.paper import Fault, Tray
from tests.printer.asking.wire import Answer, ask

STARPRNT = "application/vnd.star.starprnt"
PNG = "image/png"
_ELSEWHERE = {"X-Forwarded-For": "203.0.113.9"}
_TWIN = "00:11:62:ff:ff:ff"


@dataclass
class StarPrinter:
    """``takes``: the forms that it knows, the one that it likes best first."""

    url: str
    mac: str = "00:11:62:00:00:01"
    takes: tuple[str, ...] = (STARPRNT, PNG)
    knows_token: bool = True  # interfaces before 1.8 do not
    tray: Tray = field(default_factory=Tray)
    headers: dict[str, str] = field(default_factory=dict)  # as of basic authentication
    taken_by_strangers: list[bytes] = field(default_factory=list)
    mended: bool = True
    _last_end: str = ""

    async def work(self) -> None:
        """Poll once, and print what lies ready."""
        if self.tray.strikes(Fault.LOST_QUESTION):
            return
        if self.tray.strikes(Fault.LOST_ANSWER):
            await self._post("200%20OK", read=0)
            return
        said = await self.poll()
        if said["jobReady"]:
            self.tray.jobs += 1
            await self._do(said)

    async def poll(self, code: str = "200%20OK", **more: Any) -> dict[str, Any]:
        answer = await self._post(code, **more)
        assert answer is not None
        assert answer.status == 200, answer
        assert answer.headers["content-type"].startswith("application/json")
        said = json.loads(answer.body)
        assert isinstance(said["jobReady"], bool)
        assert said.get("deleteMethod", "DELETE") == "DELETE"
        assert not said["jobReady"] or said["mediaTypes"]
        assert "clientAction" not in said or not said["jobReady"], "never at the same time"
        return said

    async def _post(self, code: str, read: int | None = None, **more: Any) -> Answer | None:
        body = {
            "status": "23 6 0 0 0 0 0 0 0 ",
            "printerMAC": self.mac,
            "statusCode": code,
            "clientAction": None,
            **more,
        }
        given = {"Content-Type": "application/json", **self.headers}
        return await ask(self.url, "POST", "", json.dumps(body).encode(), given, read=read)

    async def _do(self, said: dict[str, Any]) -> None:
        tray = self.tray
        if tray.strikes(Fault.PAPER_OUT_BEFORE):
            await self._wait_off_line("410%20Out%20of%20paper")
            return
        if tray.strikes(Fault.COVER_OPEN_BEFORE):
            await self._wait_off_line("420%20Cover%20open")
            return
        kind = next(each for each in self.takes if each in said["mediaTypes"])
        token = said.get("jobToken") if self.knows_token else None
        query = {"mac": self.mac, "type": kind, **({"token": token} if token else {})}
        end = {key: value for key, value in query.items() if key != "type"}
        if tray.strikes(Fault.TWIN):
            await self._be_twin(query)
        data = await self._fetch(query, end)
        if data is not None:
            await self._print(data, query, end)

    async def _fetch(self, query: dict[str, str], end: dict[str, str]) -> bytes | None:
        tray = self.tray
        lost = (Fault.LOST_JOB, Fault.LOST_JOB_RETRIED, Fault.LOST_JOB_TOLD)
        if tray.strikes(*lost):
            await ask(self.url, "GET", _query(query), headers=self.headers, read=600)
            if tray.fault is Fault.LOST_JOB_TOLD:
                await self._delete(end, "520 Timeout")
            if tray.fault is not Fault.LOST_JOB_RETRIED:
                return None
        answer = await self._get(query)
        if answer.status != 200:  # the guide: then DELETE with 520
            await self._delete(end, "520 Download failed")
            return None
        assert answer.headers["content-type"] == query["type"]
        if tray.strikes(Fault.FETCHED_TWICE):
            again = await self._get(query)
            assert again.body == answer.body, "not the same bytes"
        return answer.body

    async def _print(self, data: bytes, query: dict[str, str], end: dict[str, str]) -> None:
        tray = self.tray
        if tray.strikes(Fault.NOT_UNDERSTOOD):
            await self._delete(end, "511 Media decoding error")
            return
        if tray.strikes(Fault.POWER_BEFORE):
            return
        if tray.strikes(Fault.POWER_MIDDLE):
            tray.print(data[: len(data) // 2], whole=False)
            return
        troubles = {Fault.PAPER_OUT: "410", Fault.COVER_OPEN: "420", Fault.JAM: "411"}
        if tray.strikes(*troubles):
            tray.print(data[: len(data) // 2], whole=False)
            await self._wait_off_line(troubles[tray.fault])
            return
        if tray.strikes(Fault.STRANGER):
            await self._be_stranger(query, end)
        if tray.strikes(Fault.ASKS_MEANWHILE):
            said = await self.poll(printingInProgress=True)
            assert not said["jobReady"], "a job that is being printed is told of again"
        if self._last_end and tray.strikes(Fault.LATE_END):
            await ask(self.url, "DELETE", self._last_end, headers=self.headers)
            tray.print(data[: len(data) // 2], whole=False)  # and then the paper ends
            await self._wait_off_line("410")
            return
        tray.print(data)
        if tray.strikes(Fault.POWER_AFTER, Fault.LOST_END):
            return
        if tray.strikes(Fault.LOST_END_ANSWER):
            await ask(
                self.url, "DELETE", _query({**end, "code": "OK"}), headers=self.headers, read=0
            )
        await self._delete(end, "OK")

    async def _get(self, query: dict[str, str]) -> Answer:
        answer = await ask(self.url, "GET", _query(query), headers=self.headers)
        assert answer is not None
        return answer

    async def _delete(self, end: dict[str, str], code: str) -> None:
        query = _query({**end, "code": code})
        answer = await ask(self.url, "DELETE", query, headers=self.headers)
        assert answer is not None
        assert answer.status == 200, answer
        self._last_end = query

    async def _wait_off_line(self, code: str) -> None:
        """Say so, as it does until somebody comes; whoever tests it mends it at once."""
        self.mended = False
        said = await self.poll(code)
        assert not said["jobReady"], "a printer that is off line is given work"
        self.mended = True

    async def _be_stranger(self, query: dict[str, str], end: dict[str, str]) -> None:
        """Replay from elsewhere what the printer asked: everything but its place is right."""
        headers = {**self.headers, **_ELSEWHERE}
        for method, asked in (
            ("GET", query),
            ("DELETE", {**end, "code": "OK"}),
            ("GET", {key: value for key, value in query.items() if key != "token"}),
        ):
            answer = await ask(self.url, method, _query(asked), headers=headers)
            assert answer is not None
            if method == "GET" and answer.status == 200:
                self.taken_by_strangers.append(answer.body)

    async def _be_twin(self, query: dict[str, str]) -> None:
        twin = StarPrinter(self.url, _TWIN, headers=self.headers)
        answer = await twin._post("410")
        assert answer is not None
        assert answer.status == 403
        for method, more in (("GET", {}), ("DELETE", {"code": "OK"})):
            asked = _query({**query, **more, "mac": _TWIN})
            answer = await ask(self.url, method, asked, headers=self.headers)
            assert answer is not None
            assert answer.status == 403


def _query(fields: dict[str, str]) -> str:
    return "?" + urlencode(fields)


def read_starprnt(data: bytes) -> tuple[Image.Image, int]:
    """Return what comes out, and the kind of the cut; from the StarPRNT Command Specifications.

    Strict: a command that is none of these, or breaks off, fails.
    """
    assert data.startswith(b"\x1b@")
    at, bands, width = 2, [], 0
    while data[at : at + 4] == b"\x1b\x1dS\x01":  # ESC GS S m=1 xL xH yL yH n
        row, rows = (int.from_bytes(data[i : i + 2], "little") for i in (at + 4, at + 6))
        assert data[at + 8] == 0
        assert 1 <= row <= 128
        assert 1 <= rows <= 65535
        dots = data[at + 9 : at + 9 + row * rows]
        assert len(dots) == row * rows, "a raster that breaks off"
        width = width or row
        assert row == width
        bands.append(dots)
        at += 9 + row * rows
    assert data[at : at + 2] == b"\x1bd", "ends with a cut"
    assert data[at + 2] in {2, 3}
    assert at + 3 == len(data)
    whole = b"".join(bands)
    image = Image.frombytes("1", (width * 8, len(whole) // width), whole)
    return image.convert("L").point(lambda level: 255 - level), data[at + 2]


def read_png(answer: Answer) -> Image.Image:
    assert answer.headers["x-star-cut"] in {"full; feed=true", "partial; feed=true"}
    assert answer.headers["x-star-imageditherpattern"] == "none"
    image = Image.open(io.BytesIO(answer.body))
    assert image.width in {384, 576}, "printed pixel for pixel"
    return image.convert("L")
