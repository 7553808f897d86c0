"""A roster held against what families have sent: what it confirms, what it contradicts, and what somebody
has to look at. Of the roster itself nothing is kept but which of our children is at which school."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from citycompact.importers.rosters import matched_schools, present_schools, read_roster
from citycompact.web.city.clock import city_now
from citycompact.web.city.models import School
from citycompact.web.decisions.life import State as Life
from citycompact.web.decisions.steps import stays
from citycompact.web.enrollment.duplicates import WHY
from citycompact.web.enrollment.letters import send_taken_back
from citycompact.web.enrollment.models import Application, Child, Round, Verification
from citycompact.web.enrollment.verifying import CURRENT_SCHOOL

MOST_BYTES = 25_000_000
MOST_SHOWN = 200
"""So many children are shown of each kind, and so many are decided by hand at once."""


@dataclass(frozen=True)
class Candidate:
    """A student of the roster who may be a child: as the roster has them, and why it is not certain."""

    name: str
    born: datetime.date | None
    school: str
    reasons: list[Any]


@dataclass(frozen=True)
class Held:
    """A child whom a roster has otherwise: what its family says, and what the roster has, as school ids."""

    child: Child
    application_id: int
    said: str | None
    has: str | None = None
    was: str | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass
class Preview:
    """What a roster would change.

    ``confirms`` and ``writes`` are child to school; ``missing`` are children whom the roster of their school
    no longer has, with that school; ``taken`` are on the roster of a school that is not one's own.
    """

    students: int = 0
    notes: tuple[str, ...] = ()
    unmatched: list[str] = field(default_factory=list)
    others: int = 0
    confirmed: int = 0
    writes: dict[str, str] = field(default_factory=dict)
    contradicted: list[Held] = field(default_factory=list)
    by_hand: list[Held] = field(default_factory=list)
    more_by_hand: int = 0
    missing: list[Held] = field(default_factory=list)
    taken: list[Held] = field(default_factory=list)
    absent: list[Held] = field(default_factory=list)
    unmatched_children: int = 0

    def plan(self) -> dict[str, Any]:
        """What is kept until it is confirmed: ids of ours alone."""
        return {
            "writes": self.writes,
            "by_hand": {
                held.child.pk: sorted({candidate.school for candidate in held.candidates})
                for held in self.by_hand
            },
            "missing": {held.child.pk: held.was for held in self.missing},
        }


_CHILDREN = """
select a.id, a.child_id, c.given_name, c.family_name, c.birth_date,
    coalesce(s.content, a.draft)->>'current_school_id' as said, v.value #>> '{}' as verified,
    o.value #>> '{}' as rostered
from enrollment_application a
join enrollment_child c on c.applicant_id = a.child_id and c.merged_into_id is null
left join enrollment_sent s on s.application_id = a.id
left join enrollment_verification v
    on v.child_id = a.child_id and v.fact = 'current_school_id' and v.how = %(how)s
left join enrollment_verification o
    on o.child_id = a.child_id and o.fact = 'current_school_id' and o.how = 'roster'
where a.round_id = %(round)s and a.state <> 'withdrawn'
and (%(schools)s::text[] is null or (
    s.content is not null
    and (s.content->>'current_school_id' = any(%(schools)s) or v.value #>> '{}' = any(%(schools)s))
))
order by a.child_id
"""
_SCHEMA = {
    "application": pl.Int64,
    "id": pl.String,
    "given_name": pl.String,
    "family_name": pl.String,
    "birth_date": pl.Date,
    "current_school_id": pl.String,
    "verified": pl.String,
    "rostered": pl.String,
}


def _children(round_: Round, own: Collection[str] | None) -> pl.DataFrame:
    """Children of a round; of a school those who have sent that they attend it, or whom its roster had."""
    with connection.cursor() as cursor:
        schools = None if own is None else list(own)
        cursor.execute(_CHILDREN, {"round": round_.pk, "schools": schools, "how": way_of(own)})
        return pl.DataFrame(cursor.fetchall(), schema=_SCHEMA, orient="row")


def way_of(own: Collection[str] | None) -> str:
    """What a list verifies by: that of the office is a roster, and one that a school brings is its word."""
    return "roster" if own is None else "school"


def preview(
    name: str, content: bytes, round_: Round, own: Collection[str] | None, school: str | None = None
) -> Preview:
    """Read a roster and say what it would change; nothing is changed yet.

    Parameters
    ----------
    own
        The schools for which it may speak; None for all. Students of other schools are not looked at.
    school
        Whose spreadsheet it is, for rows that name no school.

    Raises
    ------
    FactsError
        With every problem of the file; none says a name or a birthday.
    """
    roster = read_roster(name, content, city_now().at.date(), school)
    every = pl.DataFrame(
        list(School.objects.values_list("pk", "name")),
        schema={"school_id": pl.String, "name": pl.String},
        orient="row",
    )
    schools = matched_schools(roster.schools, every)
    found = Preview(students=roster.students.height, notes=roster.notes, unmatched=schools.unmatched)
    if own is not None:
        theirs = [told for told, pk in schools.school_ids.items() if pk in own]
        kept = roster.students.filter(pl.col("school").is_in(theirs))
        found.others, found.unmatched = roster.students.height - kept.height, []
        roster = type(roster)(kept, roster.notes)
    covered = set(schools.school_ids.values()) if own is None else set(schools.school_ids.values()) & set(own)
    children = _children(round_, own)
    findings = present_schools(children, roster, schools)
    rows = findings.join(children.rename({"current_school_id": "said"}), on="id", maintain_order="left")
    _sort_out(found, rows, roster.students, covered, own)
    return found


def _sort_out(
    found: Preview, rows: pl.DataFrame, students: pl.DataFrame, covered: set[str], own: Collection[str] | None
) -> None:
    children = Child.objects.in_bulk(rows["id"].unique().to_list())
    on_roster = {row["source_id"]: row for row in students.iter_rows(named=True)}
    by_child: dict[str, list[dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        by_child.setdefault(row["id"], []).append(row)
    for child, theirs in by_child.items():
        row = theirs[0]
        finding, said, has, was = row["finding"], row["said"], row["school_id"], row["verified"]
        held = Held(children[child], row["application"], said, has, was)
        here = [item for item in theirs if item["school_id"] is not None]
        if finding in ("confirmed", "other"):
            # A school says who its own pupils are; whom another school's roster has, the office decides.
            others = {was, row["rostered"]} - {None, *(own or ())}
            if own is not None and others:
                found.taken.append(held)
                continue
            found.writes[child] = has
            found.confirmed += finding == "confirmed"
            if finding == "other":
                found.contradicted.append(held)
        elif finding == "candidates" and here:
            shown = tuple(_candidate(item, on_roster[item["source_id"]]) for item in here)
            found.by_hand.append(replace(held, candidates=shown))
        else:
            found.unmatched_children += finding != "absent"
            if was in covered:
                found.missing.append(held)
            elif finding == "absent" and said in covered:
                found.absent.append(held)
    found.more_by_hand = max(0, len(found.by_hand) - MOST_SHOWN)
    del found.by_hand[MOST_SHOWN:]


def _candidate(row: Mapping[str, Any], student: Mapping[str, Any]) -> Candidate:
    name = f"{student['given_name']} {student['family_name']}"
    return Candidate(name, student["birth_date"], row["school_id"], [WHY[code] for code in row["why"]])


class NoLongerOpen(Exception):
    """The facts of the round are not open any more."""


@transaction.atomic
def confirm(
    plan: Mapping[str, Any], by_hand: Mapping[str, str], round_: Round, own: Collection[str] | None
) -> int:
    """Keep what a preview has shown, and what was decided by hand; gives how many children are confirmed.

    Parameters
    ----------
    plan
        As :meth:`Preview.plan` gave it.
    by_hand
        Child to the school of the student who is the child; who is left out, or none of theirs, loses what an
        earlier roster of that school had confirmed.

    Raises
    ------
    NoLongerOpen
        Where facts were frozen meanwhile.
    """
    # One import after the other.
    Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    if stays(round_.decision_id) != Life.OPEN:
        raise NoLongerOpen
    writes, missing = dict(plan["writes"]), dict(plan["missing"])
    for child, schools in plan["by_hand"].items():
        if by_hand.get(child) in schools:
            writes[child] = by_hand[child]
        elif had := next((school for school in schools if _has(child, school, own)), None):
            missing[child] = had
    if own is not None:
        writes = {child: school for child, school in writes.items() if school in own}
        missing = {child: school for child, school in missing.items() if school in own}
    for child, school in missing.items():
        gone, _rows = _listed(own).filter(child=child, value=school).delete()
        if gone and own is not None:
            _tell(child, round_)
    return _write(writes, own)


def _tell(child: str, round_: Round) -> None:
    """Write that a school's list has a child no more; its family reads it in its own language."""
    for application in Application.objects.filter(child=child, round=round_).select_related("child", "round"):
        send_taken_back(application, CURRENT_SCHOOL, _("The school's list has the child no more."))


def _listed(own: Collection[str] | None = None) -> Any:
    return Verification.objects.filter(fact=CURRENT_SCHOOL, how=way_of(own))


def _has(child: str, school: str, own: Collection[str] | None) -> bool:
    return bool(_listed(own).filter(child=child, value=school).exists())


def _write(writes: Mapping[str, str], own: Collection[str] | None) -> int:
    there = {row.child_id: row for row in _listed(own).filter(child__in=writes.keys())}
    known = set(Child.objects.filter(pk__in=writes.keys(), merged_into=None).values_list("pk", flat=True))
    at, new, changed, kept = city_now().text, [], [], 0
    for child, school in writes.items():
        row = there.get(child)
        if child not in known:
            continue
        if row is None:
            made = Verification(child_id=child, fact=CURRENT_SCHOOL, how=way_of(own), value=school, at=at)
            new.append(made)
        elif row.value == school:
            kept += 1
        elif own is None or row.value in own:
            row.value, row.at = school, at
            changed.append(row)
    Verification.objects.bulk_create(new, batch_size=1000)
    Verification.objects.bulk_update(changed, ["value", "at"], batch_size=1000)
    return len(new) + len(changed) + kept


_CONTRADICTED = """
select s.application_id from enrollment_sent s
join enrollment_verification v on v.child_id = s.child_id and v.fact = 'current_school_id'
    and v.how = 'roster' and v.value #>> '{}' <> s.content->>'current_school_id'
where s.round_id = %s and s.state = 'submitted' order by s.application_id
"""


def contradicted(round_: Round) -> list[int]:
    """Submitted applications that name another present school than the roster that has the child."""
    with connection.cursor() as cursor:
        cursor.execute(_CONTRADICTED, [round_.pk])
        return [number for (number,) in cursor.fetchall()]


def with_both_schools(numbers: Collection[int]) -> list[dict[str, Any]]:
    """Some of these applications, with the school that each says and the one whose roster has the child."""
    rows = Application.objects.filter(pk__in=numbers).select_related("child").prefetch_related("versions")
    rosters = {row.child_id: row.value for row in _listed().filter(child__applications__in=numbers)}
    schools = School.objects.in_bulk()
    shown = []
    for application in rows.order_by("pk"):
        sent = application.last_version
        said, has = sent.content["current_school_id"] if sent else None, rosters.get(application.child_id)
        shown.append(
            {"application": application, "said": schools.get(said, said), "has": schools.get(has, has)}
        )
    return shown
