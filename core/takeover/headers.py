"""The columns of loan systems' exports, by their own names, and the fields that they are."""

from __future__ import annotations

from rosterdesk.core.roster.columns.headers import normalise_header

# field -> names as normalise_header has them. Koha's and FOLIO's from their own documentation,
# Wise's from OCLC's pages about its import, ours from the plain CSV.
_NAMES = {
    "school": "school schoolcode brin vestiging vestigingscode branchcode branch homebranch",
    "card_number": "cardnumber lenernummer pasnummer patronid barcode card_number",
    "card_status": "cardstatus card_status passtatus lost debarred",
    "external_number": "external_number externalnumber leerlingnummer studentid stamnummer",
    "external_number_2": "external_number_2 leerlingnummer2",
    "eck_id": "eckid eck_id",
    "initials": "initials voorletters",
    "first_name": "firstname firstnames roepnaam voornaam first_name",
    "prefix": "prefix naamtus tussenvoegsel voorvoegsel",
    "surname": "surname naam lastname achternaam",
    "birth_date": "dateofbirth geboortedatum birth_date birthdate",
    "sex": "sex gender geslacht",
    "class_code": "groep class_code klas groepscode",
    "class_name": "groepsnaam class_name klasnaam",
    "year": "jaargroep year leerjaar",
    "school_type": "school_type schoolsoort",
    "email": "email e_mail emailadres",
    "phone": "phone telefoon telefoonnummer",
    "mobile": "mobile mobiel",
    "street": "adres street address straat",
    "house_number": "huisnummer housenumber house_number streetnumber",
    "house_number_suffix": "huisnummertoevoeging house_number_suffix toevoeging",
    "postcode": "postcode zipcode",
    "city": "plaats city woonplaats",
    "role": "role rol",
    "category": "categorycode category patrongroup categorie",
    "since": "dateenrolled member_since lidsinds inschrijfdatum",
    "until": "dateexpiry member_until lidtot einddatum",
    "attributes": "patron_attributes patronattributes",
}
_FIELDS = {normalise_header(name): field for field, text in _NAMES.items() for name in text.split()}
FIELDS = frozenset(_NAMES)
# Of a system's own columns these are not taken over; a password never is.
_UNUSED = set(
    map(
        normalise_header,
        (
            *("title", "othernames", "address2", "address_line_2", "state", "country", "userid"),
            *("password", "sort1", "sort2", "borrowernotes", "opacnote", "contactname", "land"),
        ),
    )
)
_SIGNATURES = {
    "koha": {"cardnumber", "surname", "branchcode", "categorycode"},
    "wise-nl": {"leerlingnummer", "groep", "naamtus", "naam"},
    "wise-en": {"patronid", "firstnames", "lastname"},
    "csv": {"school", "cardnumber", "externalnumber", "membersince"},
}


def recognise(headers: list[str]) -> str:
    """Return the form that the names are of; "table" where they are of none that is known."""
    names = {normalise_header(header) for header in headers}
    for form, needed in _SIGNATURES.items():
        if {normalise_header(each) for each in needed} <= names:
            return form
    return "table"


def find_field(header: str) -> str | None:
    """Return the field of a column; "" for one that is never used, None for an unknown one."""
    name = normalise_header(header)
    return "" if name in _UNUSED or not name else _FIELDS.get(name)
