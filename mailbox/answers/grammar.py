"""The grammar of a yes to "Was this mail yours?". Pure.

Lists of doubts never end, and plain words say anything once their order changes ("Ja, die is van
u"). So a yes is taken only where a grammar of whole phrases accounts for every word: an answer
with another phrase in it is for a person to read, whatever its words are.

Said between two signs is a clause. It begins with words of agreement ("ja hoor"), may go on with
statements ("die was van mij"), and may end with manners ("dank u wel"). Dutch and English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


@dataclass(frozen=True, slots=True)
class Reading:
    """``whole`` where the grammar accounts for every word, ``agrees`` where any of it is a yes."""

    whole: bool
    agrees: bool


# Phrases are written as words with one blank between them; what stands in braces is another phrase.
_PHRASES: Final = {
    # Dutch: the writer, the library, and what was sent
    "me": r"(mij|me|ons)( zelf)?|mijzelf|onszelf",
    "i": r"ik|wij|we",
    "my": r"mijn|onze",
    "you": r"u|jou|jullie|de bibliotheek",
    "which": r"het|hem|m|die|deze|dat|dit",
    "noun": r"(e )?mails?|mailtje|email|bericht|(excel ?)?bestand(en|je)?|excel|bijlage|lijst(en)?"
    r"|leerling(en)?(lijst(en)?|bestand|gegevens)|leerlingen|gegevens|groepslijst(en)?",
    "of_what": r"met ((de|onze|alle) )?({noun})"
    r"|(van|voor|met) (((alle|onze|de|deze|dit) )?(nieuwe )?(leerlingen|school|schooljaar|jaar"
    r"|gegevens|{group})"
    r"|school)",
    "group": r"({groups}) {number}( (en|t m|tot en met) (({groups}) )?{number})*",
    "groups": r"groep|klas|leerjaar",
    "number": r"\d{1,2}[a-z]?",
    "thing": r"(({the}) )?((nieuwe|actuele|bovenstaande|genoemde) )*({noun})( {of_what})*",
    "the": r"de|het|die|deze|dat|dit|{my}",
    "it": r"{which}|{thing}",
    "this_one": r"{which}|({the}) {thing}",
    # Dutch, how and when it was sent
    "how": r"inderdaad|zeker|zelf|echt|natuurlijk|uiteraard|net|zojuist|zonet|daarnet|{when}"
    r"|((aan|naar) )?({you})( toe)?|per (e )?mail|als bijlage",
    "when": r"vandaag|vanmorgen|vanochtend|vanmiddag|vanavond|deze (week|morgen|ochtend|middag)"
    r"|gister(en|morgen|ochtend|middag|avond)|((op|afgelopen|van) )?{weekday}",
    "weekday": r"(maan|dins|woens|donder|vrij|zater|zon)dag(morgen|ochtend|middag|avond)?",
    "how_s": r"({how} )*",
    "sent": r"(ge|ver|opge|inge|toege|aange)(stuur[dt]|zonden|maild|leverd)",
    "is": r"is|was|zijn|waren",
    # Dutch, statements about it
    "from_me": r"(({it}) )?((({is}|komt|kwam|komen|kwamen) {how_s})?({by_me})( afkomstig)?"
    r"|({is}) {how_s}(door|van) {me} {how_s}{sent}|door {me} {how_s}{sent})( {how})*",
    "by_me": r"(van|door) ({me}|onze school)|bij {me} vandaan|afkomstig van {me}",
    "i_sent": r"({this_one}) heb(ben)? {i} {how_s}({sent}|gedaan)( {how})*"
    r"|{i} heb(ben)? {how_s}({this_one}) {how_s}{sent}( {how})*"
    r"|heb(ben)? {i} {how_s}{sent}( {how})*"
    r"|(dat )?heb(ben)? {i}( (zelf|zeker|inderdaad))*"
    r"|{i} (ver)?(stuurden?|zonden?|mailden?) {how_s}({this_one})( {how})*",
    "was_i": r"(dat|dit) (was|waren|ben|zijn) {i}( (zelf|inderdaad|zeker|geweest))*"
    r"|{i} (was|waren) (het|dat)( (zelf|inderdaad))*",
    "mine": r"({which}) ({is}) {how_s}({my}) (e )?(mail|mailtje|bericht|bestand(en|je)?|bijlage"
    r"|lijst|(leerlingen|groeps)lijst|leerlingbestand)( {of_what})*",
    "right": r"(dat|dit|die|het) klopt|(dat|dit|het) is (helemaal )?(correct|juist|zo|waar)"
    r"|helemaal juist|((het|dat) )?klopt {that}",
    "confirm": r"(({which}) )?(bevestig {i}|kan ik bevestigen)|(hierbij|bij deze) bevestig {i}"
    r"( {confirmed})?|{i} bevestig( (hierbij|bij deze))?( {confirmed})?",
    "confirmed": r"{it}|{that}",
    "that": r"dat (({it}) (van|door) {me} ({is}|komt|kwam|afkomstig is|{is} {sent})"
    r"|{i} ({it}) {how_s}(heb(ben)? {sent}|{sent} heb(ben)?))",
    # Dutch: what says nothing by itself
    "named": r"({which}) ({is}) {thing}|({my}) ({noun})( {of_what})*|{thing}( {of_what})+"
    r"|(({which}) )?(van )?{when}( {sent})?|{sent}( {how})*",
    "code": r"((de|mijn|hierbij|onze) )*code( is)?",
    "go_on": r"((u|je|jullie) (mag|mogen|kunt|kan) ({it} )?|graag |wel graag )?"
    r"(({it}) )?(verwerken|invoeren)( graag| aub| alstublieft)?|verwerk ({it})( maar| graag)?"
    r"|({it}) mag (verwerkt|ingevoerd) worden|verwerk (het )?maar|{thing} klopt",
    # English
    "mine_en": r"(from |by )?(me|us)( myself| ourselves)?|mine|ours",
    "i_en": r"i|we",
    "noun_en": r"(e )?mails?|email|message|files?|attachment|list|roster|pupils|(pupil|class) list",
    "of_what_en": r"(of|for|with) ((the|all|our|this|all our) )?((new|school) )?"
    r"(pupils|school|year|data|((group|class|year) {number}))",
    "thing_en": r"((both|(both )?(the|this|that|these|our|my)) )?((new|current) )*({noun_en})"
    r"( {of_what_en})*",
    "it_en": r"it|this|that|them|{thing_en}",
    "this_one_en": r"it|this|that|them|(both|(both )?(the|this|that|these|our|my)) {thing_en}",
    "is_en": r"is|was|s|are|were|came|comes",
    "sure_en": r"indeed|really|certainly|definitely|myself|ourselves|just",
    "how_en": r"{sure_en}|to (you|the library)|by (e )?mail|{when_en}",
    "when_en": r"today|yesterday|(this|yesterday) (morning|afternoon|evening)|just now"
    r"|earlier today|(on )?(mon|tues|wednes|thurs|fri|satur|sun)day",
    "from_me_en": r"(({it_en}) ({is_en}) ({sure_en} )*)?({mine_en})( {sure_en})*"
    r"|(({it_en}) ({is_en}) ({sure_en} )*)?(our|my) ({noun_en})( {of_what_en})*",
    "i_sent_en": r"{i_en} ({sure_en} )*((have )?sent|e ?mailed|did send) ({this_one_en})"
    r"( {how_en})*"
    r"|{i_en} (did|have|sent it|did so)( indeed)?|({it_en}) (was|were) sent by (me|us)( {how_en})*",
    "right_en": r"(that|it|this) (is|s) (correct|right|true)",
    "confirm_en": r"{i_en} ((can|hereby) )?confirm( that)?( ({it_en})| {from_me_en}| {i_sent_en})?",
    "named_en": r"({it_en}) (is|are|s) {thing_en}|{thing_en}( {of_what_en})+|sent {when_en}",
    "code_en": r"((the|my|here is|here s) )*code( is)?",
    "go_on_en": r"(please )?(go ahead|process( ({it_en}))?)( please)?",
    # words of agreement, beside statements
    "yes": r"ja+|jawel|jazeker|jep|jup|klopt|inderdaad|correct|bevestigd|zeker( weten)?|ye+s+|yep"
    r"|yup|yeah|confirmed|indeed",
    "agreed": r"hoor|natuurlijk|uiteraard|absoluut|akkoord|ok|oke|okay|prima|helemaal"
    r"|((dat|dit|het) )?is (goed|prima|akkoord|in orde)|of course|absolutely|definitely|certainly"
    r"|(that is |that s )?fine|(it s |it is |that is )?all good",
    "hello": r"(hoi|hallo|dag|hi|hello|hey|goede ?(morgen|middag|avond|dag)"
    r"|good (morning|afternoon|evening)|beste|geachte|dear)( {whom})?",
    "sir": r"heer|mevrouw|meneer|juf|meester",
    "whom": r"heer|mevrouw|meneer|bibliotheek|library|team|collega s?|allen|all|allemaal",
    "thanks": r"((hartelijk|heel erg|alvast|veel|bij voorbaat|many) )*(dank( (u|je|jullie))?( wel)?"
    r"|bedankt|dankjewel|dankuwel|thank you( (very|so) much)?|thanks)( alvast| in advance)?"
    r"( (voor|for) {for_what})?",
    "for_what": r"((de|het|uw|je|jullie|your|the|alle) )?((snelle|quick) )?(vraag|reactie"
    r"|bericht(je)?|mail(tje)?|moeite|controle|vragen|navragen|checken|controleren|verwerken"
    r"|question|message|reply|asking|checking|e mail|email)",
    "sorry": r"((mijn|onze|my|our) )?(sorry|excuses|apologies)( (voor|for) ((de|het|alle|the|any|my"
    r"|mijn) )?((late|delayed) )?(verwarring|overlast|ongemak|moeite|reactie|vertraging|confusion"
    r"|inconvenience|delay|reply|trouble)| dat ik nu pas (reageer|antwoord))?",
    "kind": r"(wat )?(goed|fijn|netjes|good|great) dat (u|je|jullie) (dit|het|dat) (even )?"
    r"(checken|checkt|controleren|controleert|vragen|vraagt|navragen|navraagt)",
    "bye": r"(met )?((vriendelijke|hartelijke) )?(groet(en|jes)?|groetjes)|mvg|gr|cheers"
    r"|((kind|best) )?regards|graag gedaan|tot ziens|((have )?a )?(nice|good) (day|weekend)"
    r"|(fijne|goede) dag|fijn weekend|aub|alstublieft|alsjeblieft",
    "and": r"en|and",
}
_AGREED: Final = ("yes", "right", "right_en")
_PLAIN: Final = ("agreed", "sir", "thanks", "sorry", "kind", "bye")
_CLAIMS: Final = (
    "from_me",
    "i_sent",
    "was_i",
    "mine",
    "confirm",
    "from_me_en",
    "i_sent_en",
    "confirm_en",
)
_NAMED: Final = ("named", "code", "go_on", "named_en", "code_en", "go_on_en")

_SIGN = re.compile(r"[.,!;:()\n–—&]|\s-\s|^\s*-|-\s*$", re.MULTILINE)
_KNOWN_SIGNS = re.compile(
    r"[\w\s.,!;:()'&–—-]|[👍👌🙏🙂😊😀😃😄😁🤗✅✔❤☺💚🎉\ufe0f\u200d]|[\U0001f3fb-\U0001f3ff]"
)
# "Ja...", "!ja", "'mij'": a hesitation, or a yes that is none.
_ODD = re.compile(r"\.\s*\.|!\w|(?<!\w)'(?!m\b|t\b)|_", re.MULTILINE)
_WORD = re.compile(r"[^\W_]+")
_SHORT = (("a.u.b.", " aub "), ("m.v.g.", " mvg "), ("t/m", " t m "))
_MOST_WORDS = 150  # nobody says yes at greater length
_MOST_OF_PHRASE = 25  # words


def read_yes(said: str, names: Collection[str] = ()) -> Reading:
    """Read what is said, folded; ``names`` are the writer's, and say nothing."""
    for short, words in _SHORT:
        said = said.replace(short, words)
    if len(_WORD.findall(said)) > _MOST_WORDS:
        return Reading(whole=False, agrees=False)
    clauses: list[Reading] = []
    for each in _SIGN.split(said):
        clauses.append(_read_clause(each, names, first=not any(c.agrees for c in clauses)))
    odd = _KNOWN_SIGNS.sub("", said) or _ODD.search(said)
    return Reading(
        not odd and all(each.whole for each in clauses), any(each.agrees for each in clauses)
    )


def _read_clause(clause: str, names: Collection[str], *, first: bool) -> Reading:
    """Read what stands between two signs, in every way in which it can be read.

    ``first`` where no yes was said before: only there somebody greets. "Ja hallo" is no greeting.
    """
    said = "".join(f"{word} " for word in _WORD.findall(clause))
    begun = {_Place(0)}
    if first:
        begun |= {_Place(end) for end in _match("hello", said, 0)}
    todo = list(begun)
    for place in todo:
        new = set(_go_on(said, place, names)) - begun
        begun |= new
        todo += new
    ends = [place for place in begun if place.at == len(said) and not place.joined]
    return Reading(bool(ends), any(place.agrees for place in ends or begun))


@dataclass(frozen=True, slots=True)
class _Place:
    """A place between two phrases, and what was read before it.

    Two statements need a sign or "en" between them: "we have" and "the list" are not said by "we
    have the list". ``stated`` where one was read, ``joined`` right behind "en".
    """

    at: int
    stated: bool = False
    joined: bool = False
    agrees: bool = False


def _go_on(said: str, place: _Place, names: Collection[str]) -> Iterator[_Place]:
    """Return the places to which one phrase more leads."""
    word = _WORD.match(said, place.at)
    if word is None:
        return
    if word[0] in names:
        yield replace(place, at=word.end() + 1, joined=False)
    for end in _match("and", said, place.at):
        yield replace(place, at=end, stated=False, joined=True)
    for name in (*_PLAIN, *_AGREED):
        for end in _match(name, said, place.at):
            agrees = place.agrees or name in _AGREED
            yield replace(place, at=end, joined=False, agrees=agrees)
    for name in () if place.stated else (*_CLAIMS, *_NAMED):
        for end in _match(name, said, place.at):
            yield _Place(end, stated=True, agrees=place.agrees or name in _CLAIMS)


def _match(name: str, said: str, at: int) -> list[int]:
    """Return each place at which that phrase may end, where it begins here."""
    ends = [found.end() + 1 for found in islice(_WORD.finditer(said, at), _MOST_OF_PHRASE)]
    pattern = _compile(name)
    return [end for end in ends if pattern.fullmatch(said, at, end)]


@cache
def _compile(name: str) -> re.Pattern[str]:
    return re.compile(f"(?:{_expand(_PHRASES[name])}) ")


def _expand(phrase: str) -> str:
    """Put phrases in the place of their names."""
    return re.sub(r"\{([a-z_]+)\}", lambda found: f"(?:{_expand(_PHRASES[found[1]])})", phrase)
