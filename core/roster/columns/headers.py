"""The names that schools give their columns, in Dutch and English.

Fields beside those of ``Pupil``: ``full_name``, ``first_names`` (all of them), ``middle_name``,
``brin`` and ``location`` of the school, ``secret_address`` and ``secret_phone``, and what tells
who is there now: ``status``, ``active``, ``died``, ``starts_on``, ``school_year`` and ``note``.
DROPPED columns are never kept, UNUSED ones are known and need no question.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

DROPPED = "dropped"
UNUSED = "unused"

# Within a field the first name found wins over the later ones.
SYNONYMS: dict[str, str] = {
    "external_number": """leerlingnummer leerlingnr llnr llnummer stamnummer stamnr externnr
        externnummer externnummer2 studentnummer studentnr deelnemernummer deelnemersnummer
        deelnemernr studentid studentnumber pupilnumber pupilid externalnumber externalid
        leerlingid leerlingcode matricule schülernummer schülerid
        schülernr sourcedid sisid sisuserid externalsystemid userid llnnr llnnummer
        lnr leerlnr leerlingnum studentno studentnum pupilno admissionnumber personeelsnummer
        personeelsnr docentnummer docentnr medewerkernummer medewerkersnummer leerkrachtnummer
        teachernumber teacherid staffid staffnumber""",
    "card_number": """lenernummer pasnummer lenerspas lenerscode lenerspasnummer klantnummer
        bibliotheekpas patronid cardnumber barcode""",
    "first_name": """roepnaam roepn voorn preferredgivenname preferredfirstname callname voornaam
        voornm firstname firstnames givenname given forename vorname rufname prénom""",
    "first_names": "voornamen allevoornamen doopnamen officielevoornamen",
    "middle_name": "middlename middlenames secondgivenname tweedevoornaam tweedenaam",
    "initials": "voorletters voorletter voorletters1 voorlett voorl initialen initials",
    "prefix": """tussenvoegsel tussenvoegsels tussenvgsl tussenvoeg tussenv voorvoegsel voorvoegsels
        voorv naamtus tv prefix infix preferredmiddlename surnameprefix lastnameprefix""",
    "surname": """achternaam achtern surname lastname familyname preferredfamilyname familienaam
        geslachtsnaam nachname familienname nom nomdefamille naam""",
    "full_name": """volledigenaam student leerlingnaam leerling deelnemer deelnemernaam fullname
        naamleerling naamvolledig studentnaam studentname pupilname voorenachternaam
        voornaamachternaam voornaamenachternaam achternaamvoornaam achternaamenvoornaam
        roepnaamachternaam roepnaamenachternaam achternaamroepnaam naamvoornaam naamenvoornaam
        nomprénom nometprénom name""",
    "birth_date": """geboortedatum geboortedat gebdatum gebdat geboortedag datumgeboorte
        dateofbirth dob birthdate birthday gebdtm geb gbdat gbdatum geborenop
        geburtsdatum geburtstag datedenaissance""",
    "sex": "geslacht gesl gender sex mv jm jongenmeisje geschlecht sexe",
    "class_code": """klascode klassecode groepscode groepcode classcode klas class klasse stamklas
        groepklas klasgroep
        stamgroep basisgroep huidigegroep huidigeklas lesgroep groep group homeroom gr classe""",
    "class_name": """klasnaam klassenaam groepsnaam groepnaam classname groupname
        stamgroepnaam klasomschrijving groepsomschrijving""",
    "year": """leerjaar year jaargroep jaarlaag studiejaar grade grades gradelevel yearlevel
        leerjaarnummer""",
    "school_type": """schooltype schoolsoort studie opleiding onderwijssoort niveau crebonummer
        crebo profiel afdeling""",
    "email": """email emailadres emailaddress mail mailadres schoolmail schoolemail emailleerling
        emailschool emailadresleerling""",
    "phone": """mobiel mobielnr mobielnummer mobieletelefoon mobiletelefoon gsm sms mobile phone
        telefoon telefoonnummer telefoonnr tel telnr telephone phonenumber""",
    "street": """straat straatnaam adres straatadres address street addressline1 addressline
        straatnr straatennr straathuisnr straatenhuisnr straathuisnummer straatenhuisnummer
        straatnummer straatennummer adresregel adresregel1 straße strasse""",
    "house_number": "huisnummer huisnr housenumber huisnum hnr housenr hausnummer hausnr",
    "house_number_suffix": """huisnummertoevoeging suffix huisnummertoev huisnrtoev huisnrtv
        huisletter toevoeging toev housenumbersuffix huisnummertv busnummer bus""",
    "postcode": "postcode postcodenl pc zipcode zip postalcode plz postleitzahl",
    "city": "plaats woonplaats plaatsnaam gemeente city town ort wohnort",
    "role": "rol role functie persoontype soort type",
    "public_library": """toestemming toestemmingouders akkoordouders akkoord avg avgtoestemming
        toestemmingavg toestemmingbibliotheek lidbibliotheek openbarebibliotheek publiclibrary
        consent""",
    "leaves_on": """uitstroomdatum datumuitschrijving uitschrijfdatum uitschrijvingsdatum
        vertrekdatum datumuit uitschrijving leavingdate enddate datumuitstroom uitgeschrevenop""",
    "starts_on": """instroomdatum datuminschrijving inschrijfdatum inschrijvingsdatum datuminstroom
        ingeschrevenop""",
    "status": """status statusleerling leerlingstatus inschrijfstatus inschrijvingsstatus
        statusinschrijving enrollmentstatus studentstatus userstatus toestand""",
    "active": "actief isactief active isactive enabled enableduser ingeschreven",
    "died": "overleden datumoverlijden overlijdensdatum deceased dateofdeath",
    "school_year": "schooljaar schoolyear",
    "note": "opmerking opmerkingen remarks remark bijzonderheden notitie notities toelichting",
    "eck_id": "eckid ketenid eckketenid",
    "brin": "brin brincode brinnummer instellingsnummer schoolcode",
    "location": "dependance dependancecode vestiging vestigingscode vestigingsnummer locatie "
    "locatiecode branchcode orgsourcedids branch",
    "secret_address": "geheimadres adresgeheim geheim secretaddress addresssecret",
    "secret_phone": "telefoongeheim geheimtelefoon geheimnummer geheimtelefoonnummer secretphone",
    DROPPED: """bsn bsnnummer bsnnr burgerservicenummer burgerservicenr sofinummer sofinr sofi
        onderwijsnummer onderwijsnr ondnr pgn persoonsgebondennummer bsnondwnr4 bsnondwnr
        rijksregisternummer rijksregister insz etniciteit ethnicity culturelgroup
        nationaliteit nationaliteit1 nationaliteit2 nationality landvader landmoeder landvangeboorte
        geboorteland geboortelandvader geboortelandmoeder countryofbirth countryofbirthcode gewicht
        leerlinggewicht leerlinggewichten race wachtwoord password paswoord pin pincode geloof
        godsdienst religie kerkgenootschap religion medisch medischegegevens allergie
        allergieen allergieën medicatie identiteitsbewijs paspoortnummer ssn
        socialsecuritynumber documentnummer idkaartnummer nationalid nationalinsurancenumber
        asian white herkomst afkomst moedertaal thuistaal fotourl foto""",
    UNUSED: """klassenmentor klassenmentor1 klassenmentor2 mentor mentor1 mentor2 mentornaam
        leerkracht docent gebruikersnaam username inlognaam login pointer klasnummer
        mutatiedatum wijzigingsdatum datummutatie peildatum printdatum exportdatum
        school schoolnaam instelling instellingsnaam naamschool leeftijd age land country
        schoolsisid schoolid schooldfenumber stateid
        provincie state addressline2 datelastmodified userids agentsourcedids
        studierichting cluster vakkenpakket samengesteldegroepen begindatum begindate
        geboorteplaats ouder ouders ouder1 ouder2 verzorger verzorger1 verzorger2 oudernaam
        naamouder naamouders naamverzorger emailouder emailouders emailouder1 emailouder2
        emailverzorger emailverzorger1 emailverzorger2 telefoonouder telefoonouders
        telefoonouder1 telefoonouder2 telefoonmoeder telefoonvader telefoonverzorger aantal
        telouder telouders telouder1 telouder2 telmoeder telvader telverzorger telverzorgers
        mobielouder mobielouders mobielmoeder mobielvader mailouder mailouders mailouder1
        mailouder2 emailmoeder emailvader emailadresouder emailadresouders contactpersoon
        noodnummer noodtelefoon""",
}

# A sensitive column often has a word more than the plain name ("BSN leerling").
_DROPPED_PARTS = (
    "burgerservice",
    "onderwijsnummer",
    "sofinummer",
    "rijksregister",
    "etnic",
    "nationaliteit",
    "geboorteland",
    "ethnicit",
    "ethnisch",
    "etnisch",
    "hispanic",
    "latino",
    "racecode",
    "demographicrace",
    "americanindian",
    "alaskanative",
    "africanamerican",
    "pacificislander",
    "religi",
    "citizenship",
    "countryofbirth",
    "birthcountry",
    "tribal",
    "aboriginal",
    "indigenous",
    "wachtwoord",
    "password",
    "medisch",
)
_DROPPED_BEGINNINGS = ("bsn", "race", "ethnic")
_OWNERS = ("leerling", "student", "deelnemer", "pupil", "lln")
# Of two addresses or telephones the first one is used.
_NUMBERED = frozenset(
    {"street", "house_number", "house_number_suffix", "postcode", "city", "email", "phone"}
)
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_IGNORED = re.compile(r"[^a-z0-9]+")


@lru_cache(4096)
def normalise_header(header: str) -> str:
    """Lowercase, without accents, spaces, punctuation and what stands between brackets."""
    plain = unicodedata.normalize("NFKD", _ASIDE.sub("", header) or header).lower()
    return _IGNORED.sub("", plain)


@cache
def find_field(header: str) -> str | None:
    """The field of a header as a school wrote it, DROPPED, UNUSED, or None where unknown."""
    name = normalise_header(header)
    known = _fields_by_name()
    if name in known:
        return known[name]
    if name.startswith(_DROPPED_BEGINNINGS) or any(part in name for part in _DROPPED_PARTS):
        return DROPPED
    if name.endswith("1") and known.get(name[:-1]) in _NUMBERED:
        return known[name[:-1]]
    for owner in _OWNERS:
        rest = name.removeprefix(owner)
        if rest != name and rest in known:
            return known[rest]
    return None


@cache
def guess_field(header: str) -> str | None:
    """The field of a misspelt header: one slip in six letters, two in ten."""
    name = normalise_header(header)
    slips = 0 if len(name) < 6 else 1 if len(name) < 10 else 2
    if not slips or any(letter.isdigit() for letter in name):
        return None
    known = _fields_by_name()
    near = {known[other] for other in known if _is_near(name, other, slips)}
    return near.pop() if len(near) == 1 else None


@cache
def rank_header(header: str) -> int:
    """0 for the name that says it best; used where two columns claim one field."""
    name = normalise_header(header)
    field = find_field(header)
    names = SYNONYMS[field].split() if field else []
    return names.index(name) if name in names else len(names)


def _is_near(name: str, other: str, slips: int) -> bool:
    return len(other) >= 6 and OSA.distance(name, other, score_cutoff=slips) <= slips


@cache
def _fields_by_name() -> dict[str, str]:
    return {
        normalise_header(name): field for field, names in SYNONYMS.items() for name in names.split()
    }
