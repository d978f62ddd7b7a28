"""The shape of a signature: who greets, what they do, and where they are found. Pure.

What stands below a greeting is a signature only where every line of it has that shape. Whatever
else stands there is said by the writer, and a list of what people may say would never end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rosterdesk.mailbox.answers.footers import is_footer
from rosterdesk.mailbox.message.folding import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from rosterdesk.core.models import Customer, School


_FUNCTIONS = """
directeur directrice adjunct waarnemend interim leraar lerares leerkracht docent docente juf
juffrouw meester mentor intern begeleider begeleidster ib ib'er ber rt onderwijsassistent
klassenassistent secretariaat secretaris secretaresse administratie administratief
administrateur medewerker medewerkster leerlingadministratie leerlingenadministratie
leerlingzaken conciërge coordinator coördinator bouwcoordinator leescoordinator taalcoordinator
ict systeembeheer systeembeheerder applicatiebeheerder teamleider locatieleider schoolleider
locatiedirecteur bestuurder bestuur managementassistent managementassistente manager
officemanager leesconsulent mediathecaris bibliothecaris mediatheek schoolbibliotheek groep
groepen klas leerjaar onderbouw middenbouw bovenbouw kleuters teacher principal head headteacher
deputy secretary administrator administration assistant librarian coordinator school office
reception receptie beheer hoofd drs dr ir ing mr ma msc bsc med mw mevr mevrouw dhr heer meneer
mrs ms miss
"""
_PLACES = """
school basisschool openbare christelijke chr katholieke protestants protestantse islamitische
interconfessionele oecumenische algemeen bijzondere bijzonder speciaal speciale obs cbs rkbs kbs
pcb pcbs ibs gbs sbo so vso vo po pro montessori montessorischool jenaplan jenaplanschool dalton
daltonschool vrijeschool freinetschool college lyceum gymnasium mavo havo vwo vmbo
praktijkschool stichting scholengroep scholengemeenschap onderwijs basisonderwijs onderwijsgroep
primair voortgezet kindcentrum ikc kc locatie vestiging hoofdlocatie dependance team afdeling
primary secondary elementary foundation department campus centre center bibliotheek library
nederland netherlands
"""
_LABELS = """
tel telefoon telefoonnummer t mob mobiel m phone mobile fax f e mail email w web website site
www http https internet adres bezoekadres postadres postbus address visiting post box po kvk btw
brin nr nummer instellingsnummer toestel tst ext linkedin facebook instagram twitter youtube
bluesky mastodon volg ons follow us on via postcode plaats
"""
_HOURS = """
aanwezig werkdagen werkdag werkzaam werktijden bereikbaar telefonisch op van tot uur dagen dag
hele en t tm tot met ochtend ochtenden middag middagen morgen ochtends middags s vm nm tussen
behalve even oneven weken ma di wo do vr za zo maandag dinsdag woensdag donderdag vrijdag
zaterdag zondag maandagochtend dinsdagochtend woensdagochtend donderdagochtend vrijdagochtend
maandagmiddag dinsdagmiddag woensdagmiddag donderdagmiddag vrijdagmiddag available working days
hours from to and mon tue wed thu fri monday tuesday wednesday thursday friday present am pm
"""
_PREFIXES = (
    "van de den der het ten ter te t von zu la le el al da dos di du st sint sinte a à an the of"
)
_TITLES = frozenset(
    f"{_PREFIXES} drs dr ir ing mr ma msc bsc med mw mevr mevrouw dhr heer mrs ms".split()
)
_GREETED = frozenset(
    f"{_PREFIXES} mevrouw mevr mw heer meneer dhr en and collega collegas s allen allemaal all "
    "iedereen bibliotheek library team mensen dames heren sir madam colleague colleagues there "
    "daar".split()
)
_MOST_GREETED = 5
_WORDS = frozenset(fold(f"{_FUNCTIONS} {_PLACES} {_LABELS} {_HOURS} {_PREFIXES}").split())
_SHORT_DAYS = "ma di wo do vr mon tue wed thu fri monday tuesday wednesday thursday friday"
_DAYS = frozenset(
    f"{stem}{end}"
    for stem in ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag")
    for end in ("", "en", "ochtend", "middag")
) | frozenset(_SHORT_DAYS.split())
# "Op woensdag en vrijdag ben ik niet aanwezig": of every week, as no other tense says it.
_OF_EVERY_WEEK = frozenset(
    fold(
        f"{_HOURS} ben werk ik niet geen mijn vrij elke iedere wel ook alleen vaste i am work "
        "not my every off do don't"
    ).split()
)
# Words that vouch for the unknown name behind them: "OBS De Vlinder".
_PLACE_WORDS = frozenset(fold(_PLACES).split())
_VOUCHING = frozenset(fold(f"{_FUNCTIONS} {_PLACES}").split())
# Somebody signs for somebody else: "p/o", "i.o.", "b.a.", "i.p.v.", "Voor", "Namens".
_PROXY = re.compile(
    r"(?<!\w)(?:[pib]\.? ?[/.] ?[oav]\.?(?: ?v\.?)?|p\.? ?p\.)(?!\w)|\bpp\b"
    r"|\b(?:voor|namens|of|for|on behalf|ex|oud|zogenaamd)\b(?!\s*\d)",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LINK = re.compile(
    r"(https?://|www\.)\S+|<?\S+@\S+\.\w+>?"
    r"|\b[\w-]+(\.[\w-]+)*\.(nl|com|eu|org|net|be|school|info)\b(/\S*)?"
)
_PICTURE = re.compile(r"\[(cid:|image|afbeelding|logo)[^\]\n]{0,100}\]", re.IGNORECASE)
# "Oude Markt 3", "Postbus 12", "1234 AB Utrecht".
_ADDRESS = re.compile(r"\b[1-9]\d{3} ?[A-Z]{2}\b|\b[A-Z][\w'’.-]+\.? \d{1,4}( ?[a-zA-Z])?\b(?!\d)")
_MOST_UNKNOWN = 3
_MOST_OF_ADDRESS = 6
_LONGEST_LINE = 120
_CLOSING = re.compile(
    r"^\W*((met )?(een )?((heel |zeer )?"
    r"(vriendelijke|hartelijke|warme|collegiale|zonnige) gr(oet\w*)?"
    r"|gr(oet\w*|tjes|tj)?|mvg|vr\.? ?gr\.?)"
    r"|((with )?(kind|best|warm|many)( regards| wishes)|regards|sincerely|cheers|best)"
    r"|hoogachtend|fijne dag|tot ziens)(?!\w)[\W]*",
    re.IGNORECASE,
)
_BEGINS_DISCLAIMER = re.compile(
    r"^\W*(disclaimer\b|(dit|deze) (e-?mail)?(bericht|e-?mail|mail)\b|de (informatie|inhoud)\b"
    r"|aan (dit|deze)\b|this (e-?mail|message|communication)\b|the (information|content)"
    r"|(denk|bespaar|spaar|please consider|think|consider)\b)",
    re.IGNORECASE,
)
_TO_THE_READER = re.compile(
    r"^\W*(denk|bespaar|spaar|please consider|think|consider)\b", re.IGNORECASE
)
_FEWEST_TERMS = 2
_OF_DISCLAIMERS = re.compile(
    r"\b(vertrouwelijk\w*|geadresseerde\w*|uitsluitend|bestemd|disclaimer|confidential\w*|intended"
    r"|recipient\w*|aansprakelijk\w*|privileged|openbaarmaking|vermenigvuldig\w*|verspreid\w*"
    r"|verstrekking|rechten|ontle\w+|onbevoegd\w*|geheimhoud\w*|liab\w+|disclos\w+|distribut\w+"
    r"|unauthori[sz]ed|solely|virus\w*|milieu|environment\w*|print\w*|papier|paper|bomen|trees)\b",
    re.IGNORECASE,
)
_OF_THE_WRITER = re.compile(
    r"\b(ik|mij|mijn|wij|we|i|me|my|niet van ons|lijst\w*|list|roster\w*|leerling\w*|pupils?"
    r"|groep|klas|phish\w*|spam|\w*hack\w*)\b|\?",
    re.IGNORECASE,
)


def list_names(*texts: str | None) -> frozenset[str]:
    """Return the words of these names and addresses, by which a signature is known."""
    words = (word for text in texts if text for word in _LETTERS.findall(fold(text)))
    return frozenset(word for word in words if len(word) > 1) - set(_PREFIXES.split())


def name_writer(person: Customer | None, schools: Iterable[School], shown: str) -> frozenset[str]:
    """Return the words of what somebody may sign with; ``shown`` is the name in From."""
    if person is None:
        return list_names(shown)
    names = (person.first_name, person.surname, person.email, shown)
    return list_names(*names, *(school.name for school in schools))


def begins_signature(line: str) -> bool:
    """Return whether a line greets, ends a letter with "--", or was written by a telephone."""
    return bool(_CLOSING.match(line) or is_footer(line) or re.fullmatch(r"--\s*", line.strip()))


def part_signature(text: str, names: Collection[str]) -> tuple[str, list[str]]:
    """Return what was said, without disclaimers, and the lines of the signature below it.

    Where nothing greets, a name alone on a line begins one.
    """
    lines = leave_out_disclaimers(text).splitlines()
    end = next((n for n, line in enumerate(lines) if begins_signature(line)), None)
    naming = (
        n
        for n, line in enumerate(lines)
        if n and is_name(line, names) and is_signature(lines[n:], names)
    )
    end = next(naming, len(lines)) if end is None else end
    return "\n".join(lines[:end]), lines[end:]


def is_signature(lines: Sequence[str], names: Collection[str]) -> bool:
    """Return whether all of these lines say who greets, and nothing else.

    ``names`` are the words of the names that the writer has; a word that nobody knows is part of
    a signature only where it has a capital and stands beside one that is.
    """
    text = leave_out_disclaimers("\n".join(lines))
    return all(_is_of_signature(line, names) for line in text.splitlines())


def list_unknown(lines: Sequence[str], names: Collection[str]) -> list[str]:
    """Return the words of these lines that only their place makes part of a signature."""
    told = (line for line in lines if not (is_footer(line) or is_of_hours(line)))
    words = (fold(word) for line in told for word in _LETTERS.findall(_bare(line)))
    return [word for word in words if not _is_known(word, names)]


def _is_of_signature(line: str, names: Collection[str]) -> bool:
    if is_footer(line) or is_of_hours(line):
        return True
    bare = _bare(line)
    if "?" in bare or len(bare) > _LONGEST_LINE:
        return False
    words = _LETTERS.findall(bare)
    if _PROXY.search(bare) is not None:
        return False
    unknown = [word for word in words if not _is_known(fold(word), names)]
    if not all(word[0].isupper() for word in unknown):
        return False
    if _ADDRESS.search(bare) is not None:
        return len(unknown) <= _MOST_OF_ADDRESS
    # Beside a function or a name an unknown name is somebody else's, or is no name at all.
    vouched = fold(words[0]) in _PLACE_WORDS if words else False
    return not unknown or (vouched and len(unknown) <= _MOST_UNKNOWN)


def is_of_hours(line: str) -> bool:
    """Return whether a line says on which days of every week somebody works, and nothing else."""
    words = [fold(word) for word in _LETTERS.findall(line)]
    return (
        "?" not in line
        and any(word in _DAYS for word in words)
        and all(len(word) == 1 or word in _OF_EVERY_WEEK for word in words)
    )


def _bare(line: str) -> str:
    """Return a line without its greeting, links, addresses and pictures."""
    return _LINK.sub(" ", _PICTURE.sub(" ", _CLOSING.sub(" ", line)))


def _is_known(word: str, names: Collection[str]) -> bool:
    return len(word) == 1 or word in _WORDS or word in names


def is_name(line: str, names: Collection[str]) -> bool:
    """Return whether a line is a name of the writer, with initials, titles and functions."""
    words = [fold(word) for word in _LETTERS.findall(line)]
    by_name = [word for word in words if word in names]
    return (
        bool(by_name)
        and "?" not in line
        and all(len(w) == 1 or w in names or w in _TITLES | _VOUCHING for w in words)
    )


def is_greeted(who: Sequence[str], names: Collection[str]) -> bool:
    """Return whether these are the words for somebody who is greeted: "mevrouw Smit", "allen"."""
    words = _LETTERS.findall(" ".join(who))
    named = all(word[0].isupper() or fold(word) in (*_GREETED, *names) for word in words)
    return named and len(words) <= _MOST_GREETED


def is_known_greeting(who: Sequence[str], names: Collection[str]) -> bool:
    """Return whether these are words that greet, and none that could be a name made up."""
    return all(fold(w) in (*_GREETED, *names) for w in _LETTERS.findall(" ".join(who)))


def signs_otherwise(lines: Sequence[str], names: Collection[str]) -> bool:
    """Return whether the only thing in a signature that nobody knows is a name: "Anna"."""
    strange = [line for line in lines if line.strip() and not is_signature([line], names)]
    return bool(strange) and all(_is_like_name(line) for line in strange)


def _is_like_name(line: str) -> bool:
    words = _LETTERS.findall(_bare(line))
    unknown = [word for word in words if not _is_known(fold(word), ())]
    return (
        "?" not in line and len(words) <= _MOST_UNKNOWN + 1 and all(w[0].isupper() for w in unknown)
    )


def leave_out_disclaimers(text: str) -> str:
    """Return the text without the paragraphs that mail servers add below every mail."""
    paragraphs = re.split(r"\n\s*\n", text)
    return "\n\n".join(each for each in paragraphs if not _is_disclaimer(each))


def _is_disclaimer(paragraph: str) -> bool:
    if _BEGINS_DISCLAIMER.match(paragraph) is None or _OF_THE_WRITER.search(paragraph):
        return False
    terms = {found[0].casefold() for found in _OF_DISCLAIMERS.finditer(paragraph)}
    if _TO_THE_READER.match(paragraph) or paragraph.strip(" :\n").casefold() == "disclaimer":
        return bool(terms)
    return len(terms) >= _FEWEST_TERMS
