"""Seats against those who put a program first, by grade, school or program, those in trouble first.

A child counts once, at its first choice. The office and the auditor, who may see every child, see exact
counts; schools and operators what :func:`~citycompact.web.enrollment.seats.demand` shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citycompact.city import GRADES
from citycompact.web.city.models import Program
from citycompact.web.enrollment.desk import charts
from citycompact.web.enrollment.desk.round_in_hand import round_in_hand
from citycompact.web.enrollment.models import Application, Round
from citycompact.web.enrollment.seats import at_my_school, demand, of_my_operator
from citycompact.web.roles import AUDITOR, OFFICE, OPERATOR
from citycompact.web.site.access import access_of
from citycompact.web.site.desk import Figure

FEW = 5
"""Where more than so many seats stand against each child, almost nobody wants them."""
DRAWN = 15
"""So many bars a chart has at most; the table behind it has all."""


@dataclass(frozen=True)
class Against:
    """Seats, and how many children put them first; None where that is not shown."""

    name: str
    seats: int
    asked: int | None

    @property
    def over(self) -> bool:
        """Whether more children want them than there are."""
        return self.asked is not None and self.asked > self.seats

    @property
    def few(self) -> bool:
        """Whether almost nobody wants them."""
        return self.asked is not None and self.asked * FEW < self.seats

    @property
    def trouble(self) -> str:
        """What is wrong, in words; empty where nothing is."""
        if self.over:
            return _("more than seats")
        return _("almost nobody") if self.few else ""

    @property
    def place(self) -> tuple[int, float]:
        """Where it stands in a list: too many, the most pressing first; too few; the rest; what is hidden."""
        if self.asked is None:
            return 3, 0
        share = self.asked / self.seats if self.seats else float("inf")
        if self.over:
            return 0, -share
        return (1, share) if self.few else (2, -share)


@dataclass(frozen=True)
class _Program:
    grade: str
    school: str
    name: str
    seats: int
    asked: int | None


def seats_against_applications(request: HttpRequest) -> dict[str, Any] | None:
    """Charts by grade and school, or at one's own school by program; None where there is no round yet."""
    round_ = round_in_hand()
    if round_ is None:
        return None
    roles, access = access_of(request).roles, access_of(request)
    if roles & {OFFICE, AUDITOR}:
        found = _programs(round_, Q(), _exactly(round_))
    else:
        mine = at_my_school(request) | of_my_operator(request)
        found = _programs(round_, mine, {pk: shown["first"] for pk, shown in demand(round_).items()})
    if not found:
        return None
    if roles & {OFFICE, AUDITOR} or access.scoped(OPERATOR):
        by = [
            (_("Seats and first choices, by grade"), _summed(found, lambda item: _grade(item.grade))),
            (_("Seats and first choices, by school"), _summed(found, lambda item: item.school)),
        ]
    else:
        by = [(_("Seats and first choices at your school"), _summed(found, lambda item: item.name))]
    return {"figures": [_figure(title, rows) for title, rows in by]}


def _grade(grade: str) -> str:
    return _("Grade %(grade)s") % {"grade": grade}


def _exactly(round_: Round) -> dict[str, int]:
    """Of every program how many children put it first in what was sent last, and is not withdrawn."""
    first = Application.objects.filter(
        round=round_, state=Application.State.SUBMITTED, child__merged_into=None, choices__rank=1
    )
    return dict(first.values_list("choices__program").annotate(count=Count("pk")))


def _programs(round_: Round, mine: Q, asked: dict[str, int | None] | dict[str, int]) -> list[_Program]:
    """Programs of the round's grades with their demand, in the order of grades and names."""
    every = Program.objects.filter(mine, grade__in=round_.grades or GRADES).select_related("school")
    rows = sorted(every, key=lambda item: (GRADES.index(item.grade), item.school.name, item.pk))
    there = Counter((item.school_id, item.grade) for item in rows)
    names = Counter({item.school_id: item.school.name for item in rows}.values())
    found = []
    for item in rows:
        school = item.school.name
        grade = _grade(item.grade)
        among = item.name and there[item.school_id, item.grade] > 1
        found.append(
            _Program(
                item.grade,
                school if names[school] == 1 else f"{school} ({item.school_id})",
                f"{grade} · {item.name}" if among else grade,
                item.seats,
                asked.get(item.pk, 0),
            )
        )
    return found


def _summed(programs: Sequence[_Program], name: Callable[[_Program], str]) -> list[Against]:
    """Programs of one name together, those in trouble first; hidden where any of them is."""
    found: dict[str, list[_Program]] = {}
    for item in programs:
        found.setdefault(name(item), []).append(item)
    sums = []
    for called, items in found.items():
        asked = [item.asked for item in items if item.asked is not None]
        total = sum(asked) if len(asked) == len(items) else None
        sums.append(Against(called, sum(item.seats for item in items), total))
    return sorted(sums, key=lambda item: item.place)


def _figure(title: str, rows: list[Against]) -> Figure:
    drawn = [item for item in rows if item.asked is not None][:DRAWN]
    bars = tuple((item.name, item.seats, item.asked, bool(item.trouble)) for item in drawn)
    cells = [
        [
            item.name,
            f"{item.seats:,}",
            _("not shown") if item.asked is None else f"{item.asked:,}",
            item.trouble,
        ]
        for item in rows
    ]
    heads = [_("Where"), _("Seats"), _("Put first by"), _("In trouble")]
    svg = charts.against_seats(bars, _("Put first by"), _("Seats")) if bars else ""
    return Figure(title, _said(rows, len(drawn)), svg, heads, cells)


def _said(rows: Sequence[Against], drawn: int) -> str:
    """What the chart says, in words."""
    counts = {
        "over": sum(item.over for item in rows),
        "few": sum(item.few for item in rows),
        "all": len(rows),
    }
    said = [
        _("Of %(all)s, %(over)s: more children than seats; %(few)s: not a fifth as many children as seats.")
        % counts
    ]
    hidden = sum(item.asked is None for item in rows)
    if hidden:
        words = ngettext(
            "%(n)s count is not shown, because few children stand behind it.",
            "%(n)s counts are not shown, because few children stand behind one.",
            hidden,
        )
        said.append(words % {"n": hidden})
    if drawn < len(rows) - hidden:
        said.append(_("The first %(n)s are drawn; the table has all.") % {"n": drawn})
    return " ".join(said)
