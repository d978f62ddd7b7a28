# ruff: noqa: E501 - the files stand here as they are
"""EDEXML and OneRoster sets, of the shapes that are public."""

from tests.core.roster.corpus.case import Case, day, lines
from tests.core.roster.making import write_zip

SCHOOL = (
    "<schooljaar>2025-2026</schooljaar><brincode>99XX</brincode><dependancecode>00</dependancecode>"
)


def edexml(pupils: str, *, groups: str = "", teachers: str = "", head: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>{head}
<EDEX xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><school>{SCHOOL}
<aanmaakdatum>2025-10-01T10:00:00</aanmaakdatum><xsdversie>2.1</xsdversie></school>
<groepen><groep key="g1"><naam>5a</naam><jaargroep>5</jaargroep></groep>
<groep key="g2"><naam>aangemeld</naam></groep>
<samengestelde_groep key="s1"><naam>plus</naam></samengestelde_groep>{groups}</groepen>
<leerlingen>{pupils}</leerlingen><leerkrachten>{teachers}</leerkrachten></EDEX>""".encode()


NOOR = """<leerling key="1001" eckid="x"><achternaam>Berg</achternaam><voorvoegsel>van den</voorvoegsel>
<voornamen>Noor Maria</voornamen><voorletters-1>N.M.</voorletters-1><roepnaam>Noor</roepnaam>
<geboortedatum>2015-05-31</geboortedatum><geslacht>2</geslacht><jaargroep>5</jaargroep>
<groep key="g1"/><samengestelde_groepen><samengestelde_groep key="s1"/></samengestelde_groepen>
<emailadres>noor@school.example</emailadres><postcodenl>1234AB</postcodenl>{extra}</leerling>"""
MINIMAL = '<leerling key="1002"><achternaam>Vos</achternaam><roepnaam>Daan</roepnaam></leerling>'
LEAVER = ('<leerling key="1003"><achternaam>Bos</achternaam><roepnaam>Ties</roepnaam>'
          "<jaargroep>H</jaargroep></leerling>")  # fmt: skip
COMING = ('<leerling key="1004"><achternaam>Bos</achternaam><roepnaam>Lot</roepnaam>'
          '<groep key="g2"/></leerling>')  # fmt: skip
SECONDARY = ('<leerling key="1005"><achternaam>Bos</achternaam><roepnaam>Lot</roepnaam>'
             "<jaargroep>13</jaargroep></leerling>")  # fmt: skip
SECRET = ('<telefoon geheim="1">0612345678</telefoon><bsn>123456782</bsn><etniciteit>1</etniciteit>'
          "<land_vader>NL</land_vader><gewicht_nieuw>0</gewicht_nieuw><fotourl>x</fotourl>")  # fmt: skip
TEACHER = '<leerkracht key="t1"><achternaam>Bos</achternaam><roepnaam>Marja</roepnaam></leerkracht>'
ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'

USERS = """sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password
    u1,active,,true,o1,student,noor,,Noor,Berg,van den,,noor@school.example,,,,05,
    u2,tobedeleted,,true,o1,student,daan,,Daan,Vos,,,,,,,05,
    u3,active,,true,o1,teacher,marja,,Marja,Bos,,,,,,,,
    u4,active,,true,o1,parent,ouder,,Ouder,Berg,,,,,,,,"""
MISSPELT = USERS.replace("givenName", "givenNname").replace("familyName", "famillyName")
CLASSES = """sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId
    c1,active,,Rekenen,05,,REK5,scheduled,,o1
    c2,active,,Groep 5a,05,,5a,homeroom,,o1"""
ENROLLMENTS = """sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
    e1,active,,c1,o1,u1,student,true,,
    e2,active,,c2,o1,u1,student,false,,"""
DEMOGRAPHICS = """sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative
    u1,active,,{birth},female,false"""
ORGS = """sourcedId,status,dateLastModified,name,type,identifier
    o1,active,,Onze School,school,99XX00"""
MANIFEST = """propertyName,value
    manifest.version,1.0
    oneroster.version,1.1
    file.users,{mode}
    file.enrollments,{mode}"""
USERS_12 = """sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,preferredGivenName,primaryOrgSourcedId
    0123456789abcdef0123456789abcdef,,,true,noor,,Eleonora,Berg,,1001,,,,,05,,Noor,o1"""
ROLES = """sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId
    r1,active,,0123456789abcdef0123456789abcdef,primary,student,,,o1"""


def oneroster(mode: str = "bulk", *, users: str = USERS, birth: str = "2015-05-31", folder: str = "",
              newline: bytes = b"\r\n", **more: str) -> bytes:  # fmt: skip
    files = {
        "manifest.csv": MANIFEST.format(mode=mode), "orgs.csv": ORGS, "users.csv": users,
        "classes.csv": CLASSES, "enrollments.csv": ENROLLMENTS,
        "demographics.csv": DEMOGRAPHICS.format(birth=birth),
        **{f"{name}.csv": text for name, text in more.items()},
    }  # fmt: skip
    return write_zip({folder + n: lines(t).replace(b"\r\n", newline) for n, t in files.items()})


DROPPED = ["americanIndianOrAlaskaNative", "password"]
FIRST = {"external_number": "u1", "first_name": "Noor", "prefix": "van den", "surname": "Berg",
         "class_code": "5a", "class_name": "Groep 5a", "year": 5, "sex": "F",
         "birth_date": day("2015-05-31"), "email": "noor@school.example"}  # fmt: skip
NUMBERED = {"external_number": "1001", "first_name": "Noor", "surname": "Berg"}
EDEX = {"external_number": "1001", "first_name": "Noor", "initials": "N.M.", "prefix": "van den",
        "surname": "Berg", "sex": "F", "class_code": "5a", "year": 5, "postcode": "1234 AB",
        "birth_date": day("2015-05-31"), "email": "noor@school.example"}  # fmt: skip

CASES = [
    Case("EDEXML", edexml(NOOR.format(extra="")), "edexml", count=1, first=EDEX,
         school=("99XX", "00")),
    Case("EDEXML with the least it may hold", edexml(MINIMAL), count=1, codes=["no_class"],
         first={"surname": "Vos", "birth_date": None, "sex": None}, school=("99XX", "00")),
    Case("EDEXML with a leaver and one who is still to come", edexml(MINIMAL + LEAVER + COMING),
         count=1, codes=["not_a_pupil", "no_class"], school=("99XX", "00")),
    Case("EDEXML of a secondary school", edexml(SECONDARY), first={"year": 3}, codes=["no_class"],
         school=("99XX", "00")),
    Case("EDEXML with what may not be kept", edexml(NOOR.format(extra=SECRET)), first={"phone": None},
         dropped=["bsn", "etniciteit", "land_vader", "gewicht_nieuw", "fotourl"],
         codes=["secret_left_out"], school=("99XX", "00")),
    Case("EDEXML with teachers", edexml(NOOR.format(extra=""), teachers=TEACHER), count=2,
         school=("99XX", "00")),
    Case("EDEXML in a namespace",
         edexml(NOOR.format(extra="")).replace(b"<EDEX ", b'<EDEX xmlns="urn:edex" '), count=1,
         first=EDEX, school=("99XX", "00")),
    Case("EDEXML in a ZIP", write_zip({"EDEX.XML": edexml(NOOR.format(extra=""))}), "edexml",
         first=EDEX, school=("99XX", "00")),
    Case("a ZIP with an EDEXML of each location",
         write_zip({"noord.xml": edexml(NOOR.format(extra="")),
                    "zuid.xml": edexml(SECONDARY).replace(b">00<", b">01<")}), "zip", count=2,
         codes=["several_schools"], school=("99XX", None)),
    Case("a ZIP with rosters of two schools",
         write_zip({"a.xml": edexml(NOOR.format(extra="")),
                    "b.xml": edexml(SECONDARY).replace(b"99XX", b"88YY")}), "zip", count=2,
         codes=["several_schools"], school=("88YY + 99XX", None)),
    Case("EDEXML with entities", edexml(MINIMAL, head=ENTITY), status="refused", refused="bomb"),
    Case("EDEXML that was cut off", edexml(NOOR)[:700], status="refused", refused="damaged"),
    Case("another kind of XML", b"<?xml version='1.0'?><feed><entry/></feed>", status="refused",
         refused="unsupported_type"),
    Case("OneRoster 1.1, tobedeleted in a bulk set", oneroster(), "oneroster", first=FIRST, count=2,
         dropped=DROPPED, codes=["not_a_pupil"], school=("99XX", "00")),
    Case("OneRoster delta: nobody leaves because of it", oneroster("delta"), bulk=False, count=2,
         dropped=DROPPED, codes=["not_a_pupil"], school=("99XX", "00")),
    Case("OneRoster with misspelt headers", oneroster(users=MISSPELT), first=FIRST, count=2,
         dropped=DROPPED, codes=["not_a_pupil"], school=("99XX", "00")),
    Case("OneRoster with dates of another kind", oneroster(birth="31/05/2015"), first=FIRST, count=2,
         dropped=DROPPED, codes=["not_a_pupil"], school=("99XX", "00")),
    Case("OneRoster in a folder with CR-only line ends",
         oneroster(folder="export/", newline=b"\r"), first=FIRST, count=2, dropped=DROPPED,
         codes=["not_a_pupil"], school=("99XX", "00")),
    Case("OneRoster 1.2: roles apart, a random key beside the school's number",
         oneroster(users=USERS_12, roles=ROLES), first=NUMBERED, count=1, dropped=DROPPED,
         codes=["no_class"], school=("99XX", "00")),
]  # fmt: skip
