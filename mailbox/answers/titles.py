"""The words of a subject that say something of their own, as those of a body do. Pure.

A subject that only announces a roster says no more than the file would.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rosterdesk.mailbox.answers.ours import list_our_sentences
from rosterdesk.mailbox.message.folding import fold
from rosterdesk.mailbox.message.marks import leave_out_marks

if TYPE_CHECKING:
    from collections.abc import Collection

_REFERENCE = re.compile(r"\s*\([0-9A-Z]{6}(-\d+)?\)\s*$")
_WORD = re.compile(r"[^\W_]+")
_ANNOUNCING_WORDS = """
leerling leerlingen leerlingbestand leerlingbestanden leerlingenbestand leerlinglijst
leerlingenlijst leerlinggegevens leerlingengegevens leerlingadministratie lijst lijsten bestand
bestanden gegevens overzicht export bijlage bijlagen groep groepen klas klassen klassenlijst
klassenlijsten groepslijst groepslijsten leerjaar schooljaar jaar nieuw nieuwe actueel actuele
bijgewerkt bijgewerkte aangepast aangepaste verbeterd verbeterde gecorrigeerd gecorrigeerde
gewijzigd gewijzigde definitief definitieve laatste alle school basisschool obs cbs rkbs
bibliotheek onze ons van voor de het een en met in bij aan t m tot
hierbij bijgaand bijgaande bijgevoegd bijgesloten zie ik wij we u jullie stuur sturen zend zenden
vind vindt vinden ontvangt toe hallo hoi beste geachte alvast bedankt dank wel
pupil pupils student students roster rosters list lists file files data class classes group
groups year schoolyear attachment attachments new updated corrected final our all of for the
and with a an library i we you send am are here is attached please find enclosed see hello hi
dear thanks
xlsx xls csv ods zip
"""
_ANNOUNCING = frozenset(_ANNOUNCING_WORDS.split())


def read_title(subject: str, names: Collection[str] = ()) -> str:
    """Return the subject where it says something; '' where it announces a roster, or is ours.

    ``names`` are the words of the names of the writer and the school.
    """
    said = leave_out_marks(subject)
    if _REFERENCE.sub("", said) in list_our_sentences():
        return ""
    return "" if only_announces(said, names) else said


def only_announces(said: str, names: Collection[str] = ()) -> bool:
    """Return whether there is nothing but words for a roster, names and numbers; no question."""
    words = _WORD.findall(fold(said))
    known = _ANNOUNCING | set(names)
    telling = (each for each in words if each not in known and not any(map(str.isdigit, each)))
    return not any(telling) and not (words and "?" in said)
