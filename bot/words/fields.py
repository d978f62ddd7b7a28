"""The fields of a customer, and how each is asked for."""

from __future__ import annotations

from rosterdesk.core.language import N_

LABELS = {
    "school": N_("School"),
    "card": N_("Card"),
    "role": N_("Role"),
    "name": N_("Name"),
    "sex": N_("Sex"),
    "birth_date": N_("Born"),
    "address": N_("Address"),
    "email": N_("E-mail"),
    "user_name": N_("User name"),
    "class": N_("Class"),
    "year": N_("Year"),
}
QUESTIONS = {
    "school": N_("Which school? Tap it, or type a part of its name."),
    "card": N_("Scan the card, type its number, or have one generated."),
    "role": N_("Pupil, teacher or other?"),
    "name": N_("What is the name? For example: Sanne van den Berg"),
    "sex": N_("Sex?"),
    "birth_date": N_("Born on? For example: 24-03-2015"),
    "address": N_("Address? For example: Dorpsstraat 12a, 1234 AB Voorbeelddam"),
    "email": N_("E-mail address?"),
    "user_name": N_("User name? Type one, or tap the suggestion."),
    "class": N_("Which class? Tap it or type it."),
    "year": N_("Which year? A digit from 0 to 9."),
}
