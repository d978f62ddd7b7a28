"""The line that a mail program puts below a mail to tell its own name. Pure.

It is one only where every word of it is of sending or getting, a program, a device, or what
joins these: "Verzonden vanuit Frankrijk, niet door mij" is said by the writer.
"""

from __future__ import annotations

import re

from rosterdesk.mailbox.message.folding import fold

# Of sending, and of getting the program, in the languages that people at Dutch schools read.
_VERBS = """
verstuurd verzonden gestuurd verstuur downloaden download ontvang haal krijg
sent send get
gesendet versendet geschickt herunterladen herunter laden abrufen holen
envoye envoyee telecharger telechargez obtenir obtenez
enviado enviada enviat obtener obten descargar obter obtem descarregar transferir baixar
inviato inviata scarica ottieni
wyslane wyslano wyslana pobierz uzyskaj
gonderildi gonderilmistir edinin indir indirin yukleyin
skickat hamta sendt hent lahetetty hanki odeslano odoslane ziskat trimis
надіслано отримати завантажити отправлено отправить скачать получить изпратено
أرسلت أرسل احصل تم الإرسال تنزيل
"""
_PROGRAMS = """
outlook gmail yahoo proton protonmail mail mailprogramma mailapp thunderbird aquamail bluemail
fairmail k9 spark hotmail ziggo kpn webmail e-mail email app apps ios ipados android windows apple
microsoft google mac macos
"""
_DEVICES = """
iphone ipad ipod galaxy samsung huawei xiaomi redmi oppo nokia oneplus fairphone motorola moto
pixel sony xperia honor realme blackberry macbook telefoon smartphone mobiel mobieltje tablet
toestel apparaat phone mobile device cellphone handset handy telefon mobiltelefon mobil
mobilgerat telephone portable appareil telefono movil celular dispositivo cellulare telemovel
telefonu cihaz cihazim matkapuhelin puhelin laptop computer
"""
_JOINING = """
vanaf vanuit met via mijn een de het voor op mobiele draagbare beveiligde veilige gratis van
from with via using my a an the for on secure free
von vom mit meinem meiner meinen einem dem der fur auf sich sie ihrem aus
a partir de depuis avec mon ma mes un une le la pour sur d du l
desde con mi mis el para en do da meu minha no na pelo
dal dalla dallo mio mia il lo per su
z ze ze moje mojego mojej dla systemu na aplikacje aplikacji
icin benim ile cihazimdan uzerinden
fran fra min mitt til till for med pa
minun laitteesta
з зі мого моєї для с моего від
من جهاز هاتف هاتفي ال الـ لـ على جوال
pro plus max mini ultra note edge s e x
"""
_VERB = frozenset(fold(_VERBS).split())
_NAMED = frozenset(fold(f"{_PROGRAMS} {_DEVICES}").split())
_JOINED = frozenset(fold(_JOINING).split())
# Case endings behind a foreign name: "iPhone'umdan", "Outlook'u", "iPhonesta", "iPhonu".
_ENDING = r"(?:['’]?(?:[a-zı]{1,7}|іка))?"
_OWN_NAME = re.compile(rf"(?:iphone?|ipad|outlook|galaxy|android|samsung){_ENDING}")
_MODEL = re.compile(r"[a-z]{0,3}\d{1,4}[a-z]{0,2}")
_WORD = re.compile(r"\w+(?:['’]\w+)?")
_LINK = re.compile(r"[<(\[]?\b(?:https?://|www\.)\S+")
_LONGEST = 90


def is_footer(line: str) -> bool:
    """Return whether a mail program wrote this line about itself."""
    said = fold(_LINK.sub(" ", line))
    if len(said.strip()) > _LONGEST or "?" in said:
        return False
    words = _WORD.findall(said.replace("e-mail", "email"))
    sends = any(word in _VERB for word in words)
    named = any(_is_name(word) for word in words)
    return sends and named and all(_is_of_footer(word) for word in words)


def _is_of_footer(word: str) -> bool:
    return word in _VERB or word in _JOINED or _is_name(word) or _MODEL.fullmatch(word) is not None


def _is_name(word: str) -> bool:
    return word in _NAMED or _OWN_NAME.fullmatch(word) is not None
