"""The words with which people say yes or no to our question, and the signs beside them. Pure.

An answer of such words alone is about that question and about nothing else. Whether it is a yes is
for the grammar to say (`grammar`).
"""

from __future__ import annotations

import re
import unicodedata

_YES_WORDS = """
ja jawel jazeker jep jup hoor zeker weten inderdaad klopt correct bevestigd bevestig bevestigen
natuurlijk uiteraard absoluut akkoord ok oke okay prima perfect helemaal yes yess yep yup yeah
indeed really sure course absolutely definitely right confirmed confirm fine good great all goed
"""
_PEOPLE = """
ik wij we mij me ons onze mijn mijne zelf i us my our mine ours myself ourselves
"""
_THINGS = """
het die deze dat dit hem m de een bovenstaande genoemde mail mails mailtje email e bericht
bestand bestanden bestandje excel xlsx bijlage lijst lijsten leerlingenlijst leerlingbestand
leerlingen leerlinggegevens gegevens groep klas school schooljaar jaar nieuwe actuele code
onderwerp it this that the these mail message file files attachment list roster pupils class
year new current s
"""
_SENDING = """
is was waren zijn ben geweest komt kwam kwamen heb hebben gestuurd verstuurd verzonden gemaild
opgestuurd ingestuurd toegestuurd aangeleverd stuurde verstuurde mailde van door met naar uit
aan voor over in en om op bij er hierbij vandaag vanmorgen vanochtend vanmiddag vanavond
gisteren gistermiddag gisteravond net zojuist zonet daarnet deze week maandag dinsdag woensdag
donderdag vrijdag are were came have has did do sent send emailed mailed from by to at on and of
for today yesterday morning afternoon evening just now earlier
"""
_MANNERS = """
u uw je jij jullie dank dankjewel dankuwel bedankt wel graag verwerken verwerk verwerkt invoeren
sorry excuses moeite ongemak overlast
verwarring late snelle reactie vraag fijne fijn dag weekend morgen middag
avond groet groeten groetjes hoi hallo goedemorgen goedemiddag goedenavond goedendag beste
geachte mevrouw heer bibliotheek team alvast you your thank thanks please go ahead process hi
hello dear library nice have kind regards problem cheers asking confusion inconvenience delay
"""
_NO_WORDS = """
nee neen nope no not never nothing niet nooit niets niks geen ontken ontkend didn wasn haven isn
hasn t absoluut beslist echt zo gedaan hiervan daarvan
"""
_PLAIN = frozenset(f"{_YES_WORDS} {_NO_WORDS} {_PEOPLE} {_THINGS} {_SENDING} {_MANNERS}".split())
_YES = re.compile(r"ja+|yes+")
_GLAD_SIGNS = frozenset("👍👌🙏🙂😊😀😃😄😁🤗✅✔❤☺💚🎉")
# Signs before a number, an address or a place, and between them.
OF_SIGNATURES = "+|<>=®©™°📞☎📱📲🕿📠📧✉🖂📩🌐🔗📍🏠🏫🏢🌱🌿🌍♻🌳📅🕘→➤•▪"
# Signs that are drawn through a letter, and faces that are not glad.
_OVERLAYS = range(0x334, 0x339)
_FACE = re.compile(r"[:;=]['-]?[(/\\|\[]|;['-]?\)")
_THING = frozenset(_THINGS.split())
_WORD = re.compile(r"[^\W\d_]+")


def is_plain(said: str) -> bool:
    """Return whether there is nothing but such words, in small letters and without accents.

    Figures do not matter.
    """
    return all(word in _PLAIN or _YES.fullmatch(word) for word in _WORD.findall(said))


def is_thing(word: str) -> bool:
    """Return whether it is a word for what was sent: "lijst", "mail"."""
    return word in _THING


def has_odd_signs(said: str, also: str = "") -> bool:
    """Return whether there are signs that may take back what the words say: 🤔, :-(, Ja̶.

    ``also`` are signs that say nothing there.
    """
    drawn = (each for each in said if unicodedata.category(each) in {"So", "Sm", "Mn", "Me"})
    return _FACE.search(said) is not None or any(
        each not in _GLAD_SIGNS
        and each not in also
        and (ord(each) in _OVERLAYS or not unicodedata.combining(each))
        and each not in "\ufe0f\u200d"
        for each in drawn
    )
