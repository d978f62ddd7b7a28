"""The warnings about outside senders that a mail gateway puts into a mail. Pure.

One says that the mail comes from outside, or that its sender seldom writes, and then gives advice
about links and attachments, each in a sentence of its own that says nothing else. Anything else
is said by a person: "LET OP: deze e-mail komt niet van ons".
"""

from __future__ import annotations

import re

from rosterdesk.mailbox.message.folding import fold

_ALARM = (
    r"(?:\W*(?:let op|pas op|waarschuwing|attentie|caution|warning|attention|notice|beware|alert|"
    r"achtung|vorsicht|hinweis|extern\w*|external|be careful)\b"
    r"(?:\W{0,3}(?:extern\w*|external))?(?: (?:e-?mail|mail|message|bericht|sender|afzender))?)"
)
_MAIL = (
    r"(?:(?:dit|deze|het|this|the|diese|dieses)(?: (?:externe?|external|following|inkomende?))? )?"
    r"(?:e-?mail(?:bericht|message)?|mail(?:bericht)?|bericht|message|nachricht|afzender|sender)"
)
_CAME = (
    r"(?:(?:is |was |werd |has |wurde |ist )?(?:afkomstig|verstuurd|verzonden|gestuurd|ontvangen|"
    r"originated|originates|sent|received|come|comes|came|komt|kwam|kommt|stammt|gesendet)?"
    r"(?: (?:to you))?)"
)
_OUTSIDE = (
    r"(?:van(?:af|uit)?|from|by|door|von|is|aus)?(?: (?:een|an|einem|someone|iemand|a))?"
    r" ?(?:buiten|outside|extern\w*|external|ausserhalb)(?: (?:van|of|von|der))?"
    r"(?: (?:afzender|sender|source|bron|adres|address|persoon|e-?mailadres|contact|absender))?"
)
_WHOSE = (
    r"(?:(?: (?:from|van|of))?(?: (?:onze|uw|je|jouw|de|het|your|our|the|der|unserer))?"
    r" (?:\w+ ){0,2}?(?:organisatie|organi[sz]ation|organisation|school|scholen|"
    r"scholengroep|stichting|"
    r"bedrijf|company|netwerk|network|domein|domain|tenant|instelling|institution|district|"
    r"gemeente|foundation|bestuur|omgeving|onderwijsgroep|college|university))?"
)
_ORIGIN = re.compile(rf"(?:{_ALARM}\W+)?{_MAIL} {_CAME} ?{_OUTSIDE}{_WHOSE}(?: en| and)?\W*")
_LABEL = re.compile(rf"{_ALARM}\W*")
_EXTERNAL = re.compile(
    r"\W*(?:dit is een |this is an )?(?:extern\w*|external)"
    r"(?: (?:e-?mail|mail|message|bericht|sender|afzender))?\W*"
)
_SELDOM = re.compile(
    r"\W*(?:(?:u ontvangt|je ontvangt|u krijgt|je krijgt|sommige personen die dit bericht hebben"
    r" ontvangen,? krijgen|you don't|you do not|some people who received this message don't)"
    r"(?: niet vaak| often get| often receive)(?: een)? e-?mail(?:berichten|s)? (?:van|from)\b"
    r"(?: x+)?)\W*"
)
_LEARN = re.compile(
    r"\W*(?:meer informatie over waarom dit belangrijk is"
    r"|(?:lees|ontdek|leer)(?: meer over)? waarom"
    r" dit belangrijk is|learn (?:more about )?why this is important)\W*"
)
_ADVICE = frozenset(
    fold(
        """
        klik klikt open opent antwoord download wees controleer let meld rapporteer neem vertrouw
        deel geef voer niet nooit geen alleen of en op links link bijlagen bijlage koppelingen
        hyperlinks tenzij als wanneer u je de het een afzender inhoud herkent kent weet zeker dat
        dit deze veilig is zijn vertrouwt verwacht verwachtte voorzichtig alert extra bij met van
        te openen klikken voordat eerst bericht mail e email ook gegevens wachtwoord wachtwoorden
        inloggegevens in twijfel vertrouwelijke onbekende bekend daarom dus er erop hierop wees

        do not don t never click open reply follow download enable on any links link attachments
        attachment or and unless you recognize recognise know trust expect expected verify verified
        the sender s identity are were expecting it this content is safe please exercise use be
        extra caution careful when opening clicking responding to from before with in that email
        message mail if contents address of provide your password passwords credentials
        information think
        """
    ).split()
)
_IMPERATIVE = re.compile(
    r"\W*(?:please |daarom )?(?:klik|open|antwoord|download|wees|controleer|let|meld|neem|"
    r"vertrouw|deel|geef|"
    r"voer|do not|don't|never|click|exercise|use|be|think|verify|only|unless|tenzij)\b"
)
_SENTENCE = re.compile(r"[^.!\n\]]+(?:\]|[.!]+(?=\s|$)|\n|$|[.!])")
_WRAPPED = re.compile(r"\n(?=[ \t]*[a-z])")
_LINK = re.compile(r"[<\[(]?(?:https?://|www\.)\S+")
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")
_WORD = re.compile(r"[^\W\d_]+")


def leave_out_banners(text: str) -> str:
    """Return the text without the banners with which its paragraphs begin."""
    paragraphs = re.split(r"(\n\s*\n)", text)
    return "".join(_cut(each) for each in paragraphs)


def leave_out_first(text: str) -> str:
    """Return the text without a banner that stands above all of it."""
    first, *rest = re.split(r"(\n\s*\n)", text.strip(), maxsplit=1)
    return "".join([_cut(first), *rest]).strip()


def _cut(paragraph: str) -> str:
    """Return a paragraph without the sentences of a banner at its start."""
    end, outside = 0, False
    plain = _LINK.sub(lambda found: " " * len(found[0]), _WRAPPED.sub(" ", paragraph))
    joined = _ADDRESS.sub(lambda found: "x" * len(found[0]), plain)
    for found in _SENTENCE.finditer(joined):
        said = " ".join(fold(found[0]).split())
        if not said:
            continue
        if _ORIGIN.fullmatch(said) or _SELDOM.fullmatch(said) or _EXTERNAL.fullmatch(said):
            outside = True
        elif _LABEL.fullmatch(said):
            outside = outside or "extern" in said
        elif not (_LEARN.fullmatch(said) or _advises(said)):
            break
        end = found.end()
    return paragraph[end:] if outside else paragraph


def _advises(said: str) -> bool:
    return bool(_IMPERATIVE.match(said)) and all(w in _ADVICE for w in _WORD.findall(said))
