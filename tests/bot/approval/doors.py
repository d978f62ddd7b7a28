"""The doors to a decision: chat, command line and page; one person does the same in each."""

from __future__ import annotations

import asyncio
import io
import os
import re
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Protocol

from aiogram.types import InlineKeyboardButton
from tests.bot.approval.desk import SECONDS, confirm
from tests.bot.page.places import open_browser

from rosterdesk.bot.chat.approval.buttons import PlanAction
from rosterdesk.bot.shell.main import main
from rosterdesk.core.customers.staff import Person
from rosterdesk.core.login.sessions import begin_session
from rosterdesk.core.models import Staff

if TYPE_CHECKING:
    from tests.bot.approval.desk import Desk

    from rosterdesk.core.models import Submission

_NOTICE = re.compile('<p class="notice (?:good|bad)" role="(?:status|alert)">(.*?)</p>')
_ANSWER = re.compile("^(Lifted|You |Other librarians)")  # to a button whose work takes a while


class Door(Protocol):
    """Each method returns what the person hears."""

    async def approve(self, name: str, submission: Submission, version: int) -> str: ...

    async def reject(self, name: str, submission: Submission, version: int) -> str: ...

    async def lift(self, name: str, submission: Submission, version: int, guard: str) -> str: ...


@dataclass(frozen=True, slots=True)
class ChatDoor:
    """Presses buttons, also one that the bot did not show to this person."""

    desk: Desk

    async def approve(self, name: str, submission: Submission, version: int) -> str:
        return await self._press(name, "approve", submission, version)

    async def reject(self, name: str, submission: Submission, version: int) -> str:
        said = await self._press(name, "reject", submission, version)
        if "reason" not in said:
            return said
        person = self.desk.people[name]
        person.send("Not this one.")
        await confirm(person, "Yes, reject", "Not this one.")
        return (await person.expect("ejected", timeout=SECONDS)).words

    async def lift(self, name: str, submission: Submission, version: int, guard: str) -> str:
        await self._press(name, "lifted", submission, version, guard.replace("=", "."))
        person = self.desk.people[name]
        answer = await person.expect(lambda m: _ANSWER.search(m.words), timeout=SECONDS)
        return answer.words

    async def _press(
        self, name: str, action: str, submission: Submission, version: int, extra: str = ""
    ) -> str:
        person = self.desk.people[name]
        data = PlanAction(
            action=action, reference=submission.reference, version=version, extra=extra
        )
        person.send("/cancel")
        place = await person.expect("Stopped", timeout=SECONDS)
        result = person.press_button(
            place, InlineKeyboardButton(text=action, callback_data=data.pack())
        )
        await result.wait(SECONDS)
        return result.text or ""


@dataclass(frozen=True, slots=True)
class PageDoor:
    """Posts forms, also those that the page did not show to this person."""

    desk: Desk

    async def approve(self, name: str, submission: Submission, version: int) -> str:
        return await self._post(name, "approve", submission, version=version)

    async def reject(self, name: str, submission: Submission, version: int) -> str:
        return await self._post(name, "reject", submission, version=version, words="Not this one.")

    async def lift(self, name: str, submission: Submission, version: int, guard: str) -> str:
        code, _, number = guard.partition("=")
        return await self._post(name, "lift", submission, version=version, code=code, number=number)

    async def _post(self, name: str, act: str, submission: Submission, **fields: object) -> str:
        """Return what stands in the notice above the card: what was done, or why it was not."""
        url = self.desk.settings.page.url
        assert url is not None
        staff = await Staff.get(name=name)
        token = await begin_session(Person(staff=staff), "", self.desk.service.library.keys)
        async with open_browser(url) as browser:
            browser.client.cookie_jar.update_cookies({"__Host-session": token})
            answer = await browser.post(
                f"/submissions/{submission.reference}/{act}", fields, Accept_Language="en"
            )
        notices = _NOTICE.findall(answer.text)
        assert notices, (answer.status, answer.words)
        return unescape(notices[0])


@dataclass(frozen=True, slots=True)
class ShellDoor:
    """Runs the program's own entry point; the settings are those of the service beside it."""

    desk: Desk

    async def approve(self, name: str, submission: Submission, version: int) -> str:
        return await self._run("approve", name, submission, "--version", str(version))

    async def reject(self, name: str, submission: Submission, version: int) -> str:
        del version  # the command line rejects what stands
        return await self._run("reject", name, submission, "--reason", "Not this one.")

    async def lift(self, name: str, submission: Submission, version: int, guard: str) -> str:
        code, _, number = guard.partition("=")
        words = ("--version", str(version), "--warning", code, "--number", number)
        return await self._run("lift", name, submission, *words)

    async def _run(self, command: str, name: str, submission: Submission, *words: str) -> str:
        return await run_shell(
            self.desk, "submission", command, submission.reference, *words, "--as", name
        )


async def run_shell(desk: Desk, *words: str) -> str:
    """Return what was printed, on whichever output."""
    approvals = desk.settings.chat.approvals
    os.environ["ROSTERDESK_DATA"] = str(desk.data)
    os.environ["ROSTERDESK_LANGUAGE"] = "en"
    for key in ("approvers", "four_eyes"):
        os.environ[f"ROSTERDESK_CHAT__APPROVALS__{key.upper()}"] = str(getattr(approvals, key))
    return await asyncio.to_thread(_run_here, words)


def _run_here(words: tuple[str, ...]) -> str:
    printed = io.StringIO()
    before, sys.argv = sys.argv, ["rosterdesk", *words]
    try:
        with redirect_stdout(printed), redirect_stderr(printed):
            main()
    except SystemExit:
        pass
    finally:
        sys.argv = before
    return printed.getvalue()
