"""What is known of a child from the years before, with which its application to a new round begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from citycompact.city import grade_after
from citycompact.web.city.models import School
from citycompact.web.enrollment.models import Application, Child, Outcome, Round
from citycompact.web.enrollment.pupils import BY_SCHOOLS
from citycompact.web.enrollment.verifying import CURRENT_SCHOOL


@dataclass(frozen=True)
class PresentSchool:
    """Where a child is at school, and who says so, as a sentence for its family."""

    school: School
    source: str


def _earlier(child: Child, round_: Round) -> list[Application]:
    """What was begun for a child in rounds of years before, the last one first."""
    every = child.applications.select_related("round").order_by("-round__closes_at")
    return [item for item in every if item.round.autumn < round_.autumn]


def next_grade(child: Child, round_: Round) -> str | None:
    """The grade for a round by the one that was asked for in a year before; None where nothing is known, or
    where the round has no such grade."""
    for last in _earlier(child, round_)[:1]:
        grade = grade_after(last.grade, round_.autumn - last.round.autumn)
        return grade if grade in round_.grades else None
    return None


def present_school(child: Child, round_: Round) -> PresentSchool | None:
    """Where a child is by what is known before a round: a list of pupils of the school year that runs, else
    the result of a year before, else an older list, else what its family said last; None for none of these.

    A list made before the school year of the result began still has the child where it was before.
    """
    return next(_known(child, round_), None)


def _known(child: Child, round_: Round) -> Iterator[PresentSchool]:
    placed = placed_before(child, round_)
    began = "" if placed is None else f"{placed[1].autumn}-08-01"
    listed = child.verifications.filter(fact=CURRENT_SCHOOL, how__in=BY_SCHOOLS, value__isnull=False)
    rows = sorted(listed, key=lambda row: (row.at or "", row.how == "roster"), reverse=True)
    schools = School.objects.in_bulk([row.value for row in rows])
    known = [(row.at or "", schools[row.value]) for row in rows if row.value in schools]
    for at, school in known:
        if at >= began:
            yield PresentSchool(school, _("The schools' own lists have your child there."))
    if placed is not None:
        words = {"round": placed[1]}
        yield PresentSchool(placed[0], _("It is the result of %(round)s.") % words)
    for last in _earlier(child, round_):
        version = last.last_version
        said = School.objects.filter(pk=version.content["current_school_id"]).first() if version else None
        if said is not None:
            yield PresentSchool(said, _("You said so in %(round)s.") % {"round": last.round})


def placed_before(child: Child, round_: Round) -> tuple[School, Round] | None:
    """Where the last published result of a year before has placed a child."""
    published = F("attempt__decision__status__published")
    results = Outcome.objects.filter(child=child, attempt=published, program__isnull=False)
    of_rounds = results.select_related("program__school", "attempt__decision__round")
    for outcome in of_rounds.order_by("-attempt__decision__round__closes_at"):
        held = outcome.attempt.decision.round
        assert outcome.program is not None
        if held.autumn < round_.autumn:
            return outcome.program.school, held
    return None
