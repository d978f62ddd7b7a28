"""The fields of a new customer: how each is typed, tapped, offered and shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rosterdesk.bot.chat.screen.buttons import Buttons, DraftAction, button, in_rows
from rosterdesk.bot.words.people import ROLES, SEXES, format_address, format_class, format_day
from rosterdesk.bot.words.texts import phrases
from rosterdesk.bot.words.typed import EMPTY, read_typed
from rosterdesk.core.customers.registering import require_free_card, require_free_names
from rosterdesk.core.customers.schools import get_school, list_schools, search_schools
from rosterdesk.core.customers.suggestions import find_class, list_classes, suggest_user_name
from rosterdesk.core.errors import RosterdeskError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from aiogram.types import InlineKeyboardButton

    from rosterdesk.bot.chat.registering.draft import Draft
    from rosterdesk.core.language import Language
    from rosterdesk.core.models import School

NO_SCHOOL = 0
_GENERATE = ""  # as a card's number: it is made when the customer is saved
SKIP = "-"
_MOST_SCHOOLS = 40  # Telegram shows 100 buttons; nobody reads more than this


@dataclass(frozen=True)
class Field:
    """A field that is typed as text; the others differ from it in what they say here."""

    name: str
    required: bool = False

    async def take_typed(self, draft: Draft, text: str, language: Language, /) -> None:
        """Fill the draft with what was typed, or say in the draft what is wrong with it."""
        try:
            facts = await self.read(draft, text)
        except RosterdeskError as error:
            draft.trouble = error.say(language)
        else:
            draft.fill(self.name, facts)

    async def take_tapped(self, draft: Draft, value: str, language: Language, /) -> None:
        """Take a tapped answer; it is looked up, because a client can send anything."""
        if value == SKIP and not self.required:
            draft.fill(self.name, dict(EMPTY.get(self.name, {})))
        else:
            await self.take_typed(draft, value, language)

    async def read(self, draft: Draft, text: str) -> dict[str, Any]:
        """Return what was typed as facts; raises an error with a sentence where it cannot be."""
        facts = read_typed(self.name, text)
        await require_free_names(None, await find_school(draft), facts)
        return facts

    async def draw_choices(self, _: Draft, __: Language, /) -> Buttons:
        """Return the answers that can be tapped instead of typed."""
        return []

    def render(self, draft: Draft, _: Language, /) -> str:
        return str(draft.facts.get(self.name) or "")

    def draw_answer(self, value: str, label: str) -> InlineKeyboardButton:
        return button(label, DraftAction(action="set", name=self.name, value=value))


class SchoolField(Field):
    async def take_typed(self, draft: Draft, text: str, language: Language, /) -> None:
        """A library with many schools types a part of the name."""
        found = await search_schools(text.strip()[:60], most=2)
        if len(found) == 1:
            self._fill(draft, found[0])
        else:
            draft.trouble = phrases.say(language, "Type more of the school's name, or tap it.")

    async def take_tapped(self, draft: Draft, value: str, _: Language, /) -> None:
        school = await get_school(int(value)) if value.isdecimal() else None
        if school is not None or value == str(NO_SCHOOL):
            self._fill(draft, school)

    def _fill(self, draft: Draft, school: School | None) -> None:
        number, name = (school.id, school.name) if school else (NO_SCHOOL, None)
        draft.fill(self.name, {"school": number, "school_name": name})

    async def draw_choices(self, _: Draft, language: Language, /) -> Buttons:
        schools = await list_schools(_MOST_SCHOOLS)
        none = self.draw_answer(str(NO_SCHOOL), phrases.say(language, "No school"))
        return in_rows([*(self.draw_answer(str(each.id), each.name) for each in schools), none], 1)

    def render(self, draft: Draft, language: Language, /) -> str:
        return draft.facts.get("school_name") or phrases.say(language, "no school")


class CardField(Field):
    async def take_tapped(self, draft: Draft, value: str, language: Language, /) -> None:
        if value == _GENERATE:
            draft.fill(self.name, {"card": value})
        else:
            await super().take_tapped(draft, value, language)

    async def read(self, draft: Draft, text: str) -> dict[str, Any]:
        facts = await super().read(draft, text)
        await require_free_card(str(facts["card"]))
        return facts

    async def draw_choices(self, _: Draft, language: Language, /) -> Buttons:
        return [[self.draw_answer(_GENERATE, phrases.say(language, "🎲 Generate a number"))]]

    def render(self, draft: Draft, language: Language, /) -> str:
        number: str = draft.facts["card"]
        return number or phrases.say(language, "is generated when you save")


class NameField(Field):
    def render(self, draft: Draft, _: Language, /) -> str:
        return draft.name


class _WordField(Field):
    """A field with a few values, each of which has a word in the language of the clerk."""

    WORDS: ClassVar[Mapping[str, str]] = {}

    async def draw_choices(self, _: Draft, language: Language, /) -> Buttons:
        words = self.WORDS.items()
        return [[self.draw_answer(value, phrases.say(language, word)) for value, word in words]]

    def render(self, draft: Draft, language: Language, /) -> str:
        value = str(draft.facts.get(self.name) or "")
        return phrases.say(language, self.WORDS[value]) if value in self.WORDS else value


class SexField(_WordField):
    WORDS = SEXES


class RoleField(_WordField):
    WORDS = ROLES

    async def take_typed(self, draft: Draft, _: str, language: Language, /) -> None:
        draft.trouble = phrases.say(language, "Tap one of the buttons, please.")

    async def take_tapped(self, draft: Draft, value: str, _: Language, /) -> None:
        draft.fill(self.name, {"role": value if value in {"teacher", "other"} else "pupil"})


class BirthDateField(Field):
    def render(self, draft: Draft, language: Language, /) -> str:
        born = draft.list_facts().get("birth_date")
        return format_day(born, language) if born else ""


class AddressField(Field):
    async def take_tapped(self, draft: Draft, value: str, language: Language, /) -> None:
        if value == "school":
            school = await find_school(draft)
            draft.fill(self.name, {each: getattr(school, each, None) for each in EMPTY["address"]})
        else:
            await super().take_tapped(draft, value, language)

    async def draw_choices(self, draft: Draft, _: Language, /) -> Buttons:
        school = await find_school(draft)
        address = format_address(school) if school else ""
        return [[self.draw_answer("school", f"🏫 {address}")]] if address else []

    def render(self, draft: Draft, _: Language, /) -> str:
        facts = draft.facts
        house = f"{facts.get('house_number') or ''}{facts.get('house_number_suffix') or ''}"
        street = " ".join(part for part in (facts.get("street"), house) if part)
        town = " ".join(part for part in (facts.get("postcode"), facts.get("city")) if part)
        return ", ".join(part for part in (street, town) if part)


class UserNameField(Field):
    async def draw_choices(self, draft: Draft, _: Language, /) -> Buttons:
        if "name" not in draft.answered:
            return []
        facts = draft.facts
        called = facts.get("first_name") or facts.get("initials")
        suggested = await suggest_user_name(called, facts.get("prefix"), facts["surname"])
        return [[self.draw_answer(suggested, suggested)]]


class ClassField(Field):
    async def take_typed(self, draft: Draft, text: str, language: Language, /) -> None:
        if not await self._take_known(draft, text):
            await super().take_typed(draft, text, language)

    async def take_tapped(self, draft: Draft, value: str, language: Language, /) -> None:
        if value == SKIP:
            await super().take_tapped(draft, value, language)
        else:
            await self._take_known(draft, value)

    async def _take_known(self, draft: Draft, text: str) -> bool:
        """Take a class that exists, with its year; return whether there is such a class."""
        school = await find_school(draft)
        chosen = await find_class(school, text) if school else None
        if chosen is None:
            return False
        draft.fill(self.name, {"class_code": chosen.code, "class_name": chosen.name})
        if chosen.year is not None and "year" not in draft.answered:
            draft.fill("year", {"year": chosen.year})
        return True

    async def draw_choices(self, draft: Draft, _: Language, /) -> Buttons:
        school = await find_school(draft)
        classes = await list_classes(school) if school else ()
        return in_rows((self.draw_answer(each.code, each.name or each.code) for each in classes), 3)

    def render(self, draft: Draft, _: Language, /) -> str:
        return format_class(draft.facts.get("class_name"), draft.facts.get("class_code"), None)


class YearField(Field):
    async def draw_choices(self, _: Draft, __: Language, /) -> Buttons:
        return in_rows((self.draw_answer(digit, digit) for digit in "0123456789"), 5)


# In the order in which they are asked; a clerk taps another one to jump.
FIELDS = {
    each.name: each
    for each in (
        SchoolField("school", required=True),
        CardField("card", required=True),
        RoleField("role"),
        NameField("name", required=True),
        SexField("sex"),
        BirthDateField("birth_date"),
        AddressField("address"),
        Field("email"),
        UserNameField("user_name"),
        ClassField("class"),
        YearField("year"),
    )
}


async def find_school(draft: Draft) -> School | None:
    number = draft.facts.get("school")
    return await get_school(number) if number else None
