"""Placed students as OneRoster 1.2 CSV (1EdTech), so that schools' systems can enroll them."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

from citycompact.web.enrollment.models import Outcome, Round
from citycompact.web.enrollment.proved import differences, published

_GRADES = {"PK3": "PR", "PK4": "PK", "K": "KG", **{str(n): f"{n:02d}" for n in range(1, 13)}}
_FILES = ("academicSessions", "classes", "courses", "demographics", "enrollments", "orgs", "users")
_HEADERS = {
    "academicSessions": (
        "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear"
    ),
    "classes": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,"
    "schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods",
    "courses": "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,"
    "subjects,"
    "subjectCodes",
    "demographics": "sourcedId,status,dateLastModified,birthDate,sex",
    "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,"
    "primary,"
    "beginDate,endDate",
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId,metadata.sector",
    "users": "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,"
    "identifier,email,sms,phone,agentSourcedIds,grades,password",
}


_AUTUMN = 10


class NotAsPublished(Exception):
    """A result that is kept differs from what was published, so that nothing is given away."""


def placed_students(round_: Round) -> bytes:
    """A bulk export (zip) of everybody a published round has placed.

    Raises
    ------
    ValueError
        Before the results are published.
    NotAsPublished
        Where a row is not what was published.
    """
    if round_.published is None:
        raise ValueError("the results are not published")
    day = round_.results_on or round_.closes_at.date()
    # A late round places children into the year that begins then; one of the autumn, into the next.
    year = day.year if day.month < _AUTUMN else day.year + 1
    begin, end = f"{year}-08-01", f"{year + 1}-07-31"
    rows: dict[str, list[list[Any]]] = {name: [] for name in _FILES}
    session = f"year-{year + 1}"
    rows["academicSessions"].append(
        [session, "", "", f"{year}-{year + 1}", "schoolYear", begin, end, "", str(year + 1)]
    )
    placed = (
        Outcome.objects.filter(attempt=round_.published, program__isnull=False)
        .select_related("child", "program__school__operator")
        .order_by("child_id")
    )
    schools, programs = {}, {}
    due = published(round_.decision)
    for outcome in placed.iterator(chunk_size=2_000):
        if differences(outcome, due):
            raise NotAsPublished
        program, child = outcome.program, outcome.child
        assert program is not None
        schools[program.school_id], programs[program.pk] = program.school, program
        rows["users"].append(
            [
                child.pk,
                "",
                "",
                "true",
                child.pk,
                "",
                child.given_name,
                child.family_name,
                "",
                "",
                "",
                "",
                "",
                "",
                _GRADES[program.grade],
                "",
            ]
        )
        rows["demographics"].append([child.pk, "", "", child.birth_date or "", ""])
        rows["enrollments"].append(
            [
                f"{child.pk}-{program.pk}",
                "",
                "",
                program.pk,
                program.school_id,
                child.pk,
                "student",
                "true",
                begin,
                end,
            ]
        )
    for key, program in sorted(programs.items()):
        grade = _GRADES[program.grade]
        rows["courses"].append(
            [f"course-{key}", "", "", session, str(program), "", grade, program.school_id, "", ""]
        )
        rows["classes"].append(
            [
                key,
                "",
                "",
                str(program),
                grade,
                f"course-{key}",
                "",
                "homeroom",
                "",
                program.school_id,
                session,
                "",
                "",
                "",
            ]
        )
    operators = {school.operator_id: school.operator for school in schools.values()}
    for key, operator in sorted(operators.items()):
        rows["orgs"].append(
            [
                f"op-{key}",
                "",
                "",
                operator.name,
                "district" if operator.sector == "district" else "local",
                "",
                "",
                operator.sector,
            ]
        )
    for key, school in sorted(schools.items()):
        rows["orgs"].append([key, "", "", school.name, "school", "", f"op-{school.operator_id}", ""])
    return _zip(rows)


def _zip(rows: dict[str, list[list[Any]]]) -> bytes:
    target = io.BytesIO()
    manifest = [["propertyName", "value"], ["manifest.version", "1.0"], ["oneroster.version", "1.2"]]
    manifest += [[f"file.{name}", "bulk"] for name in _FILES]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.csv", _csv(manifest))
        for name in _FILES:
            archive.writestr(f"{name}.csv", _csv([_HEADERS[name].split(","), *rows[name]]))
    return target.getvalue()


def _csv(rows: list[list[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
