"""A small OneRoster 1.2 export, for tests."""

import datetime

EXPORT = {
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
    "D1,active,,Rivertown Schools,district,,\n"
    "S1,active,,North School,school,,D1\n"
    "S2,active,,Hope Charter,school,,\n",
    "academicSessions": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,"
    "schoolYear\n"
    "Y26,active,,2025-26,schoolYear,2025-08-30,2026-06-20,,2026\n"
    "Y27,active,,2026-27,schoolYear,2026-08-30,2027-06-20,,2027\n"
    "T1,active,,Fall,term,2026-08-30,2027-01-20,Y27,2027\n",
    "classes": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,"
    "location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\n"
    'C1,active,,Homeroom K,KG,,,homeroom,,S1,Y27,,,\nC2,active,,Homeroom 8,08,,,homeroom,,S1,"T1,Y27",,,\n'
    "C3,active,,Homeroom 12,12,,,homeroom,,S2,T1,,,\nC9,active,,Old,07,,,homeroom,,S1,Y26,,,\n",
    "users": "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,"
    "middleName,identifier,email,grades\n"
    "u1,active,,true,ana,,Ana,Lopez,,,ana@example.org,KG\nu2,active,,true,ben,,Ben,Ito,,,b@example.org,\n"
    "u3,active,,true,cy,,Cy,Dee,,,c@example.org,12\nu4,active,,true,d,,Dee,Old,,,d@example.org,07\n"
    "u5,tobedeleted,,true,e,,Gone,Gone,,,e@example.org,KG\nt1,active,,true,t,,Ms,Teacher,,,t@example.org,\n",
    "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,"
    "primary,beginDate,endDate\n"
    "e1,active,,C1,S1,u1,student,true,,\n"
    "e2,active,,C2,S1,u2,student,true,,\n"
    "e3,active,,C3,S2,u3,student,true,,\n"
    "e4,active,,C9,S1,u4,student,true,,\n"
    "e5,active,,C1,S1,t1,teacher,true,,\n"
    "e6,active,,C3,S2,u2,student,false,,\n",
}
TODAY = datetime.date(2026, 11, 24)

HEADS = {name: text.partition("\n")[0] for name, text in EXPORT.items()}


def files(**changed: str | None) -> dict[str, bytes]:
    """The export's files with other contents; None leaves a file out."""
    texts = {**EXPORT, **changed}
    return {f"{name}.csv": text.encode() for name, text in texts.items() if text is not None}
