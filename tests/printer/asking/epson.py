"""A printer that speaks Server Direct Print, from Epson's manuals and not from our own server.

Strict: an answer that is not what the manual has fails the test.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from tests.printer.asking.paper import Fault, Tray
from tests.printer.asking.wire import Answer, ask

_EPOS = "{http://www.epson-pos.com/schemas/2011/03/epos-print}"
_ELSEWHERE = {"X-Forwarded-For": "203.0.113.9"}
_WELL, _EMPTY, _OPEN, _JAM = 0x0F00_0016, 0x0F08_003C, 0x0F00_003C, 0x0F00_0C1C
_TROUBLES = {
    Fault.PAPER_OUT: ("EPTR_REC_EMPTY", _EMPTY),
    Fault.COVER_OPEN: ("EPTR_COVER_OPEN", _OPEN),
    Fault.JAM: ("EPTR_CUTTER", _JAM),
}


@dataclass(frozen=True)
class Job:
    number: str | None
    data: bytes = field(repr=False)


@dataclass
class EpsonPrinter:
    """``notifies``: whether status notification is switched on in it."""

    url: str
    serial: str = "X9Q1000001"
    version: int = 2
    notifies: bool = False
    tray: Tray = field(default_factory=Tray)
    headers: dict[str, str] = field(default_factory=dict)
    taken_by_strangers: list[bytes] = field(default_factory=list)
    probes: int = 0
    _bits: int = _WELL
    _last_end: dict[str, str] = field(default_factory=dict)

    async def work(self) -> None:
        """Ask once, and print what is given."""
        if self.tray.strikes(Fault.LOST_QUESTION) or await self._loses_job():
            return
        job = await self.get_work()
        if job is None:
            return
        if not job.data:  # it prints nothing, and tells how it is
            self.probes += 1
            await self._tell(job, bits=self._bits)
            return
        self.tray.jobs += 1
        await self._print(job)

    async def _loses_job(self) -> bool:
        """Hang up in the middle of the job, where this is the one to lose."""
        tray = self.tray
        if tray.fault is not Fault.LOST_JOB or tray.struck or tray.jobs + 1 != tray.at_job:
            return False
        try:
            await self._post({"ConnectionType": "GetRequest"}, read=600)
        except asyncio.IncompleteReadError:  # there was none
            return False
        tray.jobs += 1
        return tray.strikes(Fault.LOST_JOB)

    async def get_work(self) -> Job | None:
        answer = await self._post({"ConnectionType": "GetRequest"})
        assert answer is not None
        return self.read_job(answer)

    def read_job(self, answer: Answer) -> Job | None:
        """Take the answer apart, as the manual has it."""
        assert answer.status == 200, answer
        assert answer.headers["content-type"] == "text/xml; charset=utf-8"
        if not answer.body:
            return None
        assert answer.body.startswith(b"<?xml"), "no byte order mark"
        root = ET.fromstring(answer.body)
        assert root.tag == "PrintRequestInfo"
        assert root.get("Version") == f"{self.version}.00"
        (one,) = root
        assert [each.tag for each in one] == ["Parameter", "PrintData"]
        assert one.findtext("Parameter/devid") == "local_printer"
        assert int(one.findtext("Parameter/timeout") or 0) > 0
        number = one.findtext("Parameter/printjobid")
        assert (number is not None) == (self.version > 1)
        assert number is None or re.fullmatch(r"[0-9A-Za-z]{1,30}", number)
        (document,) = one.find("PrintData") or ()
        assert document.tag == f"{_EPOS}epos-print"
        commands = [each.text or "" for each in document if each.tag == f"{_EPOS}command"]
        assert len(commands) == len(document), "an element that is none of ePOS-Print's"
        return Job(number, b"".join(map(bytes.fromhex, commands)))

    async def _print(self, job: Job) -> None:
        tray = self.tray
        if tray.strikes(Fault.LOST_ANSWER):  # it came, to be sure, but not to the printer
            return
        if tray.strikes(Fault.LOST_JOB_TOLD):
            await self._tell(job, "EX_TIMEOUT")
            return
        if tray.strikes(Fault.NOT_UNDERSTOOD):
            await self._tell(job, "SchemaError")
            return
        if tray.strikes(Fault.PAPER_OUT_BEFORE):
            await self._stop(job, *_TROUBLES[Fault.PAPER_OUT])
            return
        if tray.strikes(Fault.COVER_OPEN_BEFORE):
            await self._stop(job, *_TROUBLES[Fault.COVER_OPEN])
            return
        if tray.strikes(Fault.POWER_BEFORE):
            return
        if tray.strikes(Fault.POWER_MIDDLE):
            tray.print(job.data[: len(job.data) // 2], whole=False)
            return
        if tray.strikes(*_TROUBLES):
            tray.print(job.data[: len(job.data) // 2], whole=False)
            await self._stop(job, *_TROUBLES[tray.fault])
            return
        await self._print_to_the_end(job)

    async def _print_to_the_end(self, job: Job) -> None:
        tray = self.tray
        if tray.strikes(Fault.STRANGER):
            await self._be_stranger(job)
        if tray.strikes(Fault.TWIN):
            await self._be_twin()
        if tray.strikes(Fault.ASKS_MEANWHILE):
            assert await self.get_work() is None, "a job that is being printed is given again"
        if self._last_end and tray.strikes(Fault.LATE_END):
            await self._post(self._last_end)
            tray.print(job.data[: len(job.data) // 2], whole=False)
            await self._stop(job, *_TROUBLES[Fault.PAPER_OUT])
            return
        tray.print(job.data)
        if tray.strikes(Fault.POWER_AFTER, Fault.LOST_END):
            return
        if tray.strikes(Fault.LOST_END_ANSWER):
            await self._post(self._write_end(job, "", self._bits), read=0)
        await self._tell(job)

    async def _stop(self, job: Job, code: str, bits: int) -> None:
        """Say so, and be mended by whoever tests it: it tells that when it is asked, or unasked."""
        await self._tell(job, code, bits)
        if self.notifies:
            await self.notify(_WELL)

    async def _tell(self, job: Job, code: str = "", bits: int = _WELL) -> None:
        end = self._write_end(job, code, bits)
        answer = await self._post(end)
        assert answer is not None
        assert (answer.status, answer.body) == (200, b"")
        self._last_end = end

    async def notify(self, bits: int) -> None:
        """Tell how it is, unasked."""
        own = f'<printerstatus devicename="local_printer" asbstatus = "0x{bits:08X}"/>'
        monitor = (
            '<?xml version="1.0" encoding="utf-8"?><statusmonitor Version="1.00">'
            '<printerstatus devicename="kitchen_printer" asbstatus = "0x00000001"/>'
            f"{own}</statusmonitor>"
        )
        answer = await self._post({"ConnectionType": "SetStatus", "Status": monitor})
        assert answer is not None
        assert (answer.status, answer.body) == (200, b"")

    def _write_end(self, job: Job, code: str, bits: int) -> dict[str, str]:
        number = f"<printjobid>{job.number}</printjobid>" if job.number else ""
        well = "false" if code else "true"
        return {
            "ConnectionType": "SetResponse",
            "ResponseFile": (
                f'<?xml version="1.0" encoding="UTF-8"?><PrintResponseInfo Version="{self.version}'
                f'.00"><ePOSPrint><Parameter><devid>local_printer</devid>{number}</Parameter>'
                f'<PrintResponse><response xmlns="{_EPOS[1:-1]}" success="{well}" code="{code}"'
                f' status="{bits}" battery="0"/></PrintResponse></ePOSPrint></PrintResponseInfo>'
            ),
        }

    async def _post(
        self,
        fields: dict[str, str],
        headers: dict[str, str] | None = None,
        read: int | None = None,
        serial: str | None = None,
    ) -> Answer | None:
        kind, *rest = fields.items()
        body = urlencode([kind, ("ID", serial or self.serial), *rest]).encode()
        given = {
            "Content-Type": "application/x-www-form-urlencoded",
            **self.headers,
            **(headers or {}),
        }
        return await ask(self.url, "POST", "", body, given, read=read)

    async def _be_stranger(self, job: Job) -> None:
        """Replay from elsewhere what the printer asked and would say."""
        for fields in ({"ConnectionType": "GetRequest"}, self._write_end(job, "", _WELL)):
            answer = await self._post(fields, _ELSEWHERE)
            assert answer is not None
            if answer.body:
                self.taken_by_strangers.append(answer.body)

    async def _be_twin(self) -> None:
        for fields in ({"ConnectionType": "GetRequest"}, {"ConnectionType": "SetStatus"}):
            answer = await self._post(fields, serial="X9Q7777777")
            assert answer is not None
            assert answer.status == 403
