"""The role of somebody at a school, and whether they are there now."""

from __future__ import annotations

import re

from rosterdesk.core.roster.values.contact import read_no, read_yes

_TEACHERS = re.compile(
    r"docent|leerkracht|leraar|lerares|leraren|teacher|onderwijzer|onderwijzend personeel|mentor"
    r"|groepsleider|instructor|faculty|educator|\bjuf|\bmeester\b|\baide\b|proctor"
    r"|teamleider|medewerker|personeel|\bstaf|\bstaff\b",
    re.IGNORECASE,
)
# At a school, but neither in a class nor in front of one: what they get is not for a roster.
_OTHERS = re.compile(
    r"ouder|parent|guardian|verzorger|relative|voogd|contactpersoon|directeur|directrice|directie"
    r"|conci[eë]rge|administrat|secretari|principal|receptionist|schoolleider|rector\b|beheerder"
    r"|stagiai?r|vrijwilliger|volunteer|schoonmaak|cleaner|bestuur|counsell?or|\bkok\b|\bict\b"
    r"|begeleider|assistent|logopedist|orthopedagoog|psycholoog",
    re.IGNORECASE,
)
_PUPILS = re.compile(
    r"(?:leerling(?:en)?|student(?:en|s)?|pupils?|learners?|deelnemers?|lln|scholier(?:en)?"
    r"|kleuters?)\b",
    re.IGNORECASE,
)
# A class that is named so holds the staff; 'Juf Anna' is the class of Juf Anna.
_STAFF_CLASS = re.compile(
    r"(?:docent(?:en|e|es)?|leerkracht(?:en)?|leraar|leraren|lerares(?:sen)?|onderwijzers?"
    r"|teachers?|(?:onderwijzend |onderwijs|school)?personeel|staff?|medewerkers?|faculty"
    r"|team leerkrachten|(?:groep|klas) (?:docenten|leerkrachten|personeel)"
    r"|juffen(?: en meesters)?|meesters)"
    r"(?: (?:ob|mb|bb|onderbouw|middenbouw|bovenbouw|team|po|vo|20\d\d(?:[-/ ]+\d{2,4})?))?",
    re.IGNORECASE,
)
_OTHERS_CLASS = re.compile(
    r"directie|directeur|administratie|conci[eë]rges?|oop|ondersteunend personeel|ouders"
    r"|oud-?leerlingen|stagiairs?|stagiaires|vrijwilligers",
    re.IGNORECASE,
)
_NOT_ENROLLED = re.compile(
    r"(?:(?:voor)?aangemeld|(?:voor|nieuwe )?aanmelding(?:en)?|wachtlijst|uitgeschreven|vertrokken"
    r"|uitgestroomd|afgemeld|schoolverlaters?|oud-?leerling(?:en)?|(?:leerlingen )?van school"
    r"|(?:leerlingen)?archief|gearchiveerd)(?:e? (?:leerling(?:en)?|kinderen|lln\.?))?"
    r"(?:[\s(-]+(?:in\s+|per\s+)?20\d\d(?:\s?[-/]\s?\d{2,4})?\)?)?",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"(?:is |reeds |al |tijdelijk )?"
    r"(?:uitgeschreven|uitschrijving|uitgestroomd|vertrokken|verwijderd|overleden|overlijden"
    r"|inactief|niet[ -]actief|non[ -]?actief|niet meer actief|geblokkeerd|gedeactiveerd"
    r"|gestopt|verhuisd|afgemeld|afgestudeerd|geslaagd|schoolverlater|van school|weg"
    r"|oud-?leerling|oud|niet ingeschreven|geroyeerd|gearchiveerd|archief|be[eë]indigd|afgesloten"
    r"|inactive|not active|deleted|to[ _-]?be[ _-]?deleted|removed|left|leaver|withdrawn|withdrew"
    r"|exited|dropped(?: out)?|graduated|graduate|transferred(?: out)?|disabled|suspended"
    r"|deactivated|archived|deceased|died|expelled|not enrolled|unenrolled|former|alumn[iu]s?"
    r"|completed|concluded|ended|terminated|closed|expired|(?:voor)?aangemeld|wachtlijst|applicant"
    r"|waitlisted|waiting list|pre-?registered|rejected|afgewezen|geannuleerd|cancelled)\b.*",
    re.IGNORECASE,
)
# In a column of remarks only the plainest words: of anything else nobody knows what it means.
_GONE_NOTE = re.compile(
    r"(?:is |reeds |al |per \S+ )?(uitgeschreven|vertrokken|overleden|uitgestroomd|van school"
    r"|schoolverlater|deceased|withdrawn|left school|unenrolled)"
    r"(?:,? ?(?:per|op|sinds|met ingang van|mei|on)?[ :]*[\d\W]*|,? ?(?:per|op|sinds) .{0,20})",
    re.IGNORECASE,
)
# A heading above rows of people who are not at the school.
_GONE_TITLE = re.compile(
    r"(?:vertrokken|uitgeschreven|uitgestroomde?|verhuisde?|oud-?|ex-?|voormalige|geslaagde?"
    r"|overleden|afgemelde?|former|left)[\s-]*(?:leerling(?:en)?|kinderen|lln\.?|pupils|students)?"
    r"(?:\s+(?:in\s+)?20\d\d(?:\s?[-/]\s?\d{2,4})?)?\s*:?",
    re.IGNORECASE,
)


def read_role(text: str) -> str | None:
    """'pupil', 'teacher', or None for others at a school, who get no card from a roster."""
    if _PUPILS.match(text):
        return "pupil"
    if _OTHERS.search(text):
        return None
    return "teacher" if _TEACHERS.search(text) else "pupil"


def role_of_class(text: str) -> str | None:
    """Return what a class says that it holds: 'teacher', 'other', or None for a class of pupils."""
    if _STAFF_CLASS.fullmatch(text):
        return "teacher"
    return "other" if _OTHERS_CLASS.fullmatch(text) else None


def read_title(text: str) -> str | None:
    """Return what a heading says of the rows below it: 'gone', 'teacher', 'other', or None."""
    if _GONE_TITLE.fullmatch(text) or is_not_enrolled(text):
        return "gone"
    return role_of_class(text.rstrip(" :"))


def is_not_enrolled(text: str) -> bool:
    """ParnasSys keeps those who are coming, or have gone, in a group of their own."""
    return bool(_NOT_ENROLLED.fullmatch(text))


def has_left(status: str) -> bool:
    """True for a status of somebody who is not at the school now."""
    return bool(_GONE.match(status))


def find_gone_word(note: str) -> str | None:
    """The word of a remark that says that somebody left or died, and says nothing else."""
    found = _GONE_NOTE.fullmatch(note)
    return found[1] if found else None


def says_gone(note: str) -> bool:
    """True for such a remark."""
    return find_gone_word(note) is not None


def is_inactive(cell: str) -> bool:
    """True for 'no' in a column that says who is active."""
    return read_no(cell) or has_left(cell)


def is_dead(cell: str) -> bool:
    """True for yes, or a date, in a column of deaths."""
    return (
        bool(cell) and not read_no(cell) and (bool(read_yes(cell)) or any(map(str.isdigit, cell)))
    )
