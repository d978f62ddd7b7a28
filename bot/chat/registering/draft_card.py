"""The one card of a new customer: what is known, what is asked, each field to be tapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram.utils.formatting import Bold, Text, as_list

from rosterdesk.bot.chat.registering.fields import FIELDS, SKIP
from rosterdesk.bot.chat.screen.buttons import Buttons, DraftAction, button, in_rows
from rosterdesk.bot.words.fields import LABELS, QUESTIONS
from rosterdesk.bot.words.texts import phrases

if TYPE_CHECKING:
    from rosterdesk.bot.chat.registering.draft import Draft
    from rosterdesk.core.language import Language


def draw_draft(draft: Draft, language: Language) -> Text:
    lines = [Bold(phrases.say(language, "New customer")), *_draw_fields(draft, language), Text("")]
    if draft.trouble:
        lines.append(Text("⚠️ ", draft.trouble))
    if draft.asked:
        lines.append(Text("➡️ ", Bold(phrases.say(language, QUESTIONS[draft.asked]))))
    else:
        lines.append(Text("✅ ", phrases.say(language, "Complete. Save it, or tap what is wrong.")))
    return as_list(*lines)


def _draw_fields(draft: Draft, language: Language) -> list[Text]:
    return [
        Text(phrases.say(language, LABELS[name]), ": ", field.render(draft, language) or "–")
        for name, field in FIELDS.items()
        if name in draft.answered
    ]


async def draw_draft_buttons(draft: Draft, language: Language) -> Buttons:
    asked = FIELDS.get(draft.asked or "")
    rows = await asked.draw_choices(draft, language) if asked else []
    if asked and not asked.required:
        rows.append([asked.draw_answer(SKIP, phrases.say(language, "⏭ Skip"))])
    rows += in_rows(
        (
            button(f"✏️ {phrases.say(language, LABELS[name])}", DraftAction(action="ask", name=name))
            for name in FIELDS
            if name in draft.answered and name != draft.asked
        ),
        3,
    )
    last = [button(phrases.say(language, "✖️ Stop"), DraftAction(action="stop"))]
    if draft.can_be_saved:
        save = phrases.say(language, "💾 Save, continue")
        last.insert(0, button(save, DraftAction(action="save")))
    return [*rows, last]
