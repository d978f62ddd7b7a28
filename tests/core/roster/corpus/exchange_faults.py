# ruff: noqa: E501 - the files stand here as they are
"""EDEXML and OneRoster sets as programs really write them, named by kind, with what is right."""

from tests.core.roster.corpus.case import Case, lines
from tests.core.roster.corpus.exchange import (
    DROPPED,
    ENROLLMENTS,
    MINIMAL,
    NOOR,
    ROLES,
    SECONDARY,
    TEACHER,
    USERS_12,
    edexml,
    oneroster,
)
from tests.core.roster.making import write_zip

HEAD = "sourcedId,status,enabledUser,orgSourcedIds,role,userIds,givenName,familyName,middleName,identifier,grades"
ENROLLED = (
    "sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate"
)
HOMES = """sourcedId,status,title,classCode,classType,schoolSourcedId
    c1,active,Groep 5a,5a,homeroom,o1
    c2,active,Groep 6b,6b,homeroom,o1
    c3,active,Rekenen gevorderd,REK,scheduled,o1
    c4,active,Zwemmen,ZWM,scheduled,o1"""
GUID_1, GUID_2 = "6f9619ff-8b86-d011-b42d-00c04fc964ff", "7a1b19ff-8b86-d011-b42d-00c04fc96400"
AT_SCHOOL = ("99XX", "00")


def users(*rows: str) -> str:
    return "\n".join([HEAD, *rows])


def enrolled(*rows: str) -> str:
    return "\n".join([ENROLLED, *rows])


def people(*rows: str, enrollments: str = ENROLLMENTS, **more: str) -> bytes:
    return oneroster(users=users(*rows), enrollments=enrollments, classes=HOMES, **more)


NOOR_1 = "u1,active,true,o1,student,,Noor,Berg,,,05"
DAAN_2 = "u2,active,true,o1,student,,Daan,Vos,,,06"
ETHNIC = ["americanIndianOrAlaskaNative"]


ROLES_OF_PEOPLE = [
    Case("OneRoster roles: a guardian is left out, an aide and a proctor are no pupils",
         people(NOOR_1, "u2,active,true,o1,guardian,,Ouder,Berg,,,", "u3,active,true,o1,aide,,Ali,Kaya,,,",
                "u4,active,true,o1,proctor,,Toos,Wit,,,"),
         every={"role": ["pupil", "teacher", "teacher"]}, codes=["not_a_pupil"], dropped=ETHNIC, school=AT_SCHOOL),
    Case("OneRoster roles: unknown ones are left out and said",
         people(NOOR_1, "u2,active,true,o1,sysadmin,,Sys,Beheer,,,", "u3,active,true,o1,kok,,Kok,Smit,,,"),
         count=1, codes=["not_a_pupil"], dropped=ETHNIC, school=AT_SCHOOL),
    Case("OneRoster roles: the primary one counts, wherever it stands",
         oneroster(users=USERS_12, roles=ROLES.replace("primary,student", "secondary,guardian")
                   + "\n    r2,active,,0123456789abcdef0123456789abcdef,primary,student,,,o1"),
         count=1, every={"role": ["pupil"]}, codes=["no_class"], dropped=DROPPED, school=AT_SCHOOL),
    Case("OneRoster users who are disabled",
         people(NOOR_1, "u2,active,false,o1,student,,Daan,Vos,,,06"), count=1,
         every={"external_number": ["u1"]}, codes=["not_a_pupil"], dropped=ETHNIC, school=AT_SCHOOL),
    Case("OneRoster users who are disabled, in capitals and deleted ones beside them",
         people(NOOR_1, "u2,active,FALSE,o1,student,,Daan,Vos,,,06", "u3,tobedeleted,true,o1,student,,Lot,Bos,,,06"),
         count=1, every={"external_number": ["u1"]}, codes=["not_a_pupil"], dropped=ETHNIC, school=AT_SCHOOL),
]  # fmt: skip
CLASSES = [
    Case("OneRoster enrolments: the one that runs and not the one that ended",
         people(NOOR_1, enrollments=enrolled("e1,active,c1,o1,u1,student,true,2024-08-01,2025-07-31",
                                             "e2,active,c2,o1,u1,student,true,2025-08-01,")),
         every={"class_code": ["6b"]}, dropped=ETHNIC, school=AT_SCHOOL),
    Case("OneRoster enrolments: one that was deleted",
         people(NOOR_1, enrollments=enrolled("e1,tobedeleted,c1,o1,u1,student,true,,", "e2,active,c2,o1,u1,student,false,,")),
         every={"class_code": ["6b"]}, dropped=ETHNIC, school=AT_SCHOOL),
    Case("OneRoster courses: the home room goes before a primary course",
         people(NOOR_1, enrollments=enrolled("e1,active,c3,o1,u1,student,true,,", "e2,active,c1,o1,u1,student,false,,")),
         every={"class_code": ["5a"]}, dropped=ETHNIC, school=AT_SCHOOL),
    Case("OneRoster courses: of two that are no class none is taken, and that is said",
         people(NOOR_1, DAAN_2, enrollments=enrolled("e1,active,c3,o1,u1,student,false,,", "e2,active,c4,o1,u1,student,false,,",
                                                     "e3,active,c2,o1,u2,student,false,,")),
         every={"class_code": [None, "6b"]}, codes=["class_unclear"], dropped=ETHNIC, school=AT_SCHOOL),
]  # fmt: skip
KEYS = [
    Case("OneRoster demographics that are keyed by userSourcedId",
         people(NOOR_1, demographics="sourcedId,userSourcedId,status,birthDate,sex\n d9,u1,active,2015-05-31,female"),
         every={"sex": ["F"]}, school=AT_SCHOOL),
    Case("OneRoster demographics that have no key of their own",
         people(NOOR_1, demographics="userSourcedId,status,birthDate,sex\n u1,active,2015-05-31,male"),
         every={"sex": ["M"]}, school=AT_SCHOOL),
    Case("random keys of OneRoster: the number in identifier",
         people(f"{GUID_1},active,true,o1,student,,Noor,Berg,,1001,05", f"{GUID_2},active,true,o1,student,,Daan,Vos,,1002,05"),
         every={"external_number": ["1001", "1002"]}, codes=["no_class"], dropped=ETHNIC, school=AT_SCHOOL),
    Case("random keys of OneRoster: the number in userIds",
         people(f"{GUID_1},active,true,o1,student,{{Local:1001}},Noor,Berg,,,05",
                f"{GUID_2},active,true,o1,student,{{Local:1002}},Daan,Vos,,,05"),
         every={"external_number": ["1001", "1002"]}, codes=["no_class"], dropped=ETHNIC, school=AT_SCHOOL),
    Case("random keys of OneRoster: no number beside them",
         people(NOOR_1, f"{GUID_2},active,true,o1,student,,Daan,Vos,,,05"),
         count=1, codes=["number_is_key"], dropped=ETHNIC, school=AT_SCHOOL),
]  # fmt: skip
ALONE = [
    Case("users.csv of OneRoster by itself", lines(users(NOOR_1, DAAN_2, "u3,active,true,o1,parent,,Ouder,Vos,,,")),
         "csv", count=2, every={"external_number": ["u1", "u2"]}, codes=["not_a_pupil", "no_class"]),
    Case("users.csv of OneRoster by itself, in a ZIP",
         write_zip({"users.csv": lines(users(NOOR_1, "u2,tobedeleted,true,o1,student,,Daan,Vos,,,06"))}),
         count=1, every={"external_number": ["u1"]}, codes=["not_a_pupil", "no_class"]),
    Case("orgs.csv of OneRoster by itself",
         lines("sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\no1,active,,De Linde,school,99XX00,o9"),
         status="refused", refused="no_pupils"),
    Case("lists of schools: Microsoft's School.csv beside its pupils",
         write_zip({"School.csv": lines("SIS ID,Name,School Number,Grade Low,Grade High\n1,De Linde,12,1,8"),
                    "Student.csv": lines("SIS ID,School SIS ID,Username,First Name,Last Name\n71,1,noor,Noor,Berg")}),
         count=1, every={"surname": ["Berg"]}, codes=["no_class"], left=["of_organisations"], unread=0),
    Case("lists of schools by themselves",
         lines("SIS ID,Name,School Number,Principal Name\n1,De Linde,12,Toos Wit"), status="refused", refused="no_pupils"),
]  # fmt: skip
SCHOOLS = [
    Case("two schools in one table",
         lines("""Leerlingnummer;Roepnaam;Achternaam;Klas;Brin
                  1;Noor;Berg;5a;99XX
                  2;Daan;Vos;5a;88YY"""),
         count=2, codes=["several_schools"], school=("88YY + 99XX", None)),
    Case("two schools in one OneRoster set",
         people(NOOR_1, "u2,active,true,o2,student,,Daan,Vos,,,06",
                orgs="sourcedId,status,name,type,identifier\no1,active,Een,school,99XX00\no2,active,Twee,school,88YY00"),
         count=2, codes=["several_schools"], dropped=ETHNIC, school=("88YY + 99XX", None)),
]  # fmt: skip
TEACHER_OF_G1 = TEACHER.replace("</roepnaam>", '</roepnaam><groepen><groep key="g1"/></groepen>')
EDEX = [
    Case("EDEXML: teachers have no year of their own", edexml(NOOR.format(extra=""), teachers=TEACHER_OF_G1),
         every={"year": [5, None], "role": ["pupil", "teacher"]}, school=AT_SCHOOL),
    Case("EDEXML: teachers of a group without a year",
         edexml(MINIMAL, teachers=TEACHER.replace("</roepnaam>", '</roepnaam><groep key="g1"/>')),
         every={"year": [None, None], "role": ["pupil", "teacher"]}, school=AT_SCHOOL),
    Case("EDEXML: a pupil and a teacher with one key", edexml(NOOR.format(extra=""), teachers=TEACHER.replace("t1", "1001")),
         every={"external_number": ["1001", None]}, codes=["number_of_pupil"], school=AT_SCHOOL),
    Case("EDEXML: blanks before its declaration", b"\r\n  " + edexml(MINIMAL), count=1, codes=["no_class"], school=AT_SCHOOL),
    Case("EDEXML: an empty line before its declaration", b"\n" + edexml(SECONDARY), count=1, codes=["no_class"], school=AT_SCHOOL),
    Case("EDEXML: Latin-1 that says it is UTF-8", edexml(MINIMAL.replace("Vos", "Vös")).decode().encode("cp1252"),
         first={"surname": "Vös"}, codes=["no_class"], school=AT_SCHOOL),
    Case("EDEXML: UTF-8 that says it is UTF-16",
         edexml(MINIMAL.replace("Vos", "Vös")).replace(b'encoding="UTF-8"', b'encoding="UTF-16"'),
         first={"surname": "Vös"}, codes=["no_class"], school=AT_SCHOOL),
]  # fmt: skip
CASES = [*ROLES_OF_PEOPLE, *CLASSES, *KEYS, *ALONE, *SCHOOLS, *EDEX]
