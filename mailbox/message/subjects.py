"""The subjects that programs write over notices of absence and receipts. Pure."""

from __future__ import annotations

import re

from rosterdesk.mailbox.message.folding import fold

_FAR = "|".join(
    fold(each)
    for each in (
        *("автоматична відповідь", "автоматический ответ", "автоматичен отговор"),
        *("رد تلقائي", "الرد التلقائي", "自动回复", "自動回覆"),
    )
)
# As programs begin the subject of an absence notice or a receipt.
_AUTOMATIC = re.compile(
    r"(automat\w+ (antwoord|bericht|reply|response|bevestiging)|automatisch\w*:"
    r"|automatische (antwort|afwezigheid\w*|beantwoording)|auto[- ]?(reply|antwoord|response)"
    r"|autom\.? antw\w*|afwezigheids\w*|out of (the )?office|ooo|abwesen\w*|auto-?svar"
    r"|autosvar|automatisk \w+|automaattinen \w+|franvaro\w*|fravær\w*"
    r"|reponse automatique|message d'absence|absence du bureau"
    r"|respuesta automatica|fuera de (la )?oficina|resposta automatica|ausencia temporaria"
    r"|risposta automatica|fuori ufficio|automatyczna odpowiedz|otomatik (yanit|cevap)"
    r"|automatick\w+ odpoved|raspuns automat|automatikus valasz|automatski odgovor"
    rf"|{_FAR}"
    r"|ontvangstbevestiging|leesbevestiging|niet gelezen|not read|gelezen|read)"
    r"\s*(:|：|-|–|$|re\b|\()"
)


def names_machine(subject: str) -> bool:
    """Return whether a program began this subject, in any language that schools meet."""
    return bool(_AUTOMATIC.match(begin_subject(subject)))


def begin_subject(subject: str) -> str:
    """Return it folded, with the blanks that French has before a sign left out."""
    return " ".join(fold(subject).split()).replace(" :", ":").lstrip("[( ")
