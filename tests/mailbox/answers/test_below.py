"""The lines below a greeting: a signature, or something more."""

from __future__ import annotations

import pytest
from tests.mailbox.answers.test_beside import LED, judge, quote, write

from rosterdesk.mailbox.answers.confirming import Verdict

SAID = [
    "Ik was het niet",
    "Verkeerd bestand",
    "Twijfel",
    "Dit is een automatisch antwoord",
    "Wegens ziekte vervangen door Piet",
    "Afwezig tot 5 december",
    "Out of office until Monday",
    "I am away until Monday",
    "Marijke\n\nMaar de bijlage is van vorig jaar",
    "Marijke\nMet zwangerschapsverlof",
    "Marijke\nDe lijst klopt nog niet",
    "Wait for the new file",
    "Joost\nBack on Monday",
    "Graag de nieuwe lijst afwachten: het bestand volgt",
    # Of which no list of words had heard.
    "Kees",
    "Marijke\nZe doen maar wat",
    "Leugens",
    "Klinkklare leugens",
    "Marijke\nInmiddels achterhaald",
    "Directeur gebeld",
    "Marijke\nDit leek op een nagemaakt verzoek",
    "De Wit\nbel de politie",
    "Marijke\nUnder protest",
    "De Leugens",
    "Verkeerde Lijst 3",
    "School Gehackt",
    "Marijke\nDeze mail is vertrouwelijk bedoeld als grap.",
    "Marijke\nDeze mail was bestemd voor een andere school, dus de lijst hoort niet bij u thuis.",
    "Marijke\nDit bericht is vertrouwelijk en niet van ons afkomstig, bestemd voor wie dan ook.",
    "Marijke\nWie heeft dit bedacht",
    "Marijke de Wit\nAlle mail via mijn opvolgster",
    "Verstuurd vanaf mijn iPhone door Piet",
    "Marijke\n1234 AB is het adres van de dader",
    "Marijke\nSamen leren, samen groeien",  # a motto: nobody can know
]
WHO = [
    "Marijke",
    "Marijke de Wit",
    "Marijke de Wit\nadministratie OBS De Regenboog",
    "M. de Wit\nDirecteur\nOude Markt 3, 1234 AB Utrecht\nT 030 123 45 67\nE-mail: m@s.example",
    "Joost van Dam | secretariaat\nAanwezig: ma, di en do van 8.30 tot 15.00 uur",
    "Verstuurd vanaf mijn iPhone",
    "Sent from my Galaxy",
    "Team leerlingadministratie\nwww.school.example",
    "mevr. M. (Marijke) de Wit-van Dam\nintern begeleider | groep 3 en 4",
    "Marijke\n\nVerzonden met Outlook voor iOS",
    "Marijke de Wit\nStichting Lucas Onderwijs\nPostbus 12\n9876 ZX Den Haag\nKvK 12345678",
    "Marijke de Wit\nIB'er\nwerkdagen: ma - di - do\n[cid:image001.png@01DA]",
    "Marijke\n\nDe informatie in dit bericht is uitsluitend bestemd voor de geadresseerde.",
    "Marijke\n\nDisclaimer\n\nThis e-mail is confidential and intended solely for the addressee.",
    "Marijke\n\nDenk aan het milieu voordat u deze mail print.",
    "Marijke\nVolg ons op Facebook en Instagram",
]
GREETINGS = ["Met vriendelijke groet,", "Groetjes", "Kind regards,", "Mvg"]


@pytest.mark.parametrize("below", SAID)
def test_what_is_said_below_the_greeting_counts(below: str):
    for number, greeting in enumerate(GREETINGS):
        yes = "JA" if number % 2 else "Yes"
        mail = write(f"{yes}\n\n{greeting}\n{below}\n\n{LED}\n{quote()}\n")
        assert judge(mail) is not Verdict.YES, greeting


@pytest.mark.parametrize("below", WHO)
def test_a_signature_says_nothing(below: str):
    for greeting in GREETINGS:
        mail = write(f"Ja\n\n{greeting}\n{below}\n\n{LED}\n{quote()}\n")
        assert judge(mail) is Verdict.YES, greeting
