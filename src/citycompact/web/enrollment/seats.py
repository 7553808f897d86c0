"""The seats of one's schools: how many applied for them, changed by hand or by spreadsheet, and approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from citycompact.privacy import SMALLEST_SHOWN, PublicTable, Sum, publish
from citycompact.web.city.models import Program
from citycompact.web.city.table_pages import SEATS_CHANGED
from citycompact.web.enrollment.models import Claim, Round
from citycompact.web.enrollment.own_claims import own_claims
from citycompact.web.enrollment.seat_approvals import is_approved, to_approve
from citycompact.web.roles import OPERATOR, SCHOOL
from citycompact.web.site.access import access_of
from citycompact.web.table_page import BulkAction, Computed, TablePage


def at_my_school(request: HttpRequest) -> Q:
    """Programs of the schools at which one works."""
    return Q(school__in=[role.school_id for role in access_of(request).scoped(SCHOOL)])


def of_my_operator(request: HttpRequest) -> Q:
    """Programs of all schools of the operators for which one works."""
    return Q(school__operator__in=[role.operator_id for role in access_of(request).scoped(OPERATOR)])


def newest_round() -> Round | None:
    """The round whose demand is shown, and that the page names: the newest that was opened."""
    return Round.objects.opened().order_by("-opens_at").first()


def my_school(request: HttpRequest) -> Mapping[str, Any]:
    """What stands above the seats: claims that wait, and the round."""
    round_ = newest_round()
    waiting = own_claims(request).open().filter(state=Claim.State.WAITING)
    published = round_ is not None and round_.state == Round.State.PUBLISHED
    return {
        "round": round_,
        "waiting": waiting.count(),
        "published": published,
        "approving": to_approve() if OPERATOR in access_of(request).roles else [],
    }


def _counts(rows: Sequence[Program]) -> Mapping[str, Sequence[Any]]:
    shown = demand(newest_round())
    return {
        row.pk: [
            *(_("not shown") if count is None else count for count in shown[row.pk].values()),
            _("More want it first than it has seats") if (shown[row.pk]["first"] or 0) > row.seats else "",
        ]
        for row in rows
    }


def _approved(rows: Sequence[Program]) -> Mapping[str, Sequence[str]]:
    """Each round for which the seats count as approved; of one that has the grade and is not named, they
    wait for the operator."""
    said: dict[str, list[str]] = {row.pk: [] for row in rows}
    for round_ in to_approve():
        for row in rows:
            if is_approved(row, round_) and (not round_.grades or row.grade in round_.grades):
                said[row.pk].append(round_.name)
    return {pk: [", ".join(names) or gettext("no round")] for pk, names in said.items()}


def _school(rows: Sequence[Program]) -> Mapping[str, Sequence[str]]:
    return {row.pk: [row.school.name] for row in rows}


def demand(round_: Round | None) -> dict[str, dict[str, int | None]]:
    """Of every program how many list it and how many list it first; None where that is not shown.

    Counted over the whole city as in the public table: what that hides beside a small count, so that the
    number of applicants does not give it away, no school sees either.
    """
    submitted = Q(choices__application__round=round_, choices__application__state="submitted")
    rows = (
        Program.objects.annotate(
            listed=Count("choices", filter=submitted),
            first=Count("choices", filter=submitted & Q(choices__rank=1)),
        )
        .order_by("program_id")
        .values_list("pk", "listed", "first")
    )
    programs = pl.DataFrame(
        list(rows), schema={"pk": pl.String, "listed": pl.Int64, "first": pl.Int64}, orient="row"
    )
    city = programs.select(pl.col("first").sum())
    shown = publish(
        [
            PublicTable("programs", programs, ("listed", "first")),
            PublicTable("city", city, ("first",), known={"first": pl.col("first") >= SMALLEST_SHOWN}),
        ],
        [Sum(("city", "first"), (("programs", "first"),))],
    )["programs"]
    return {pk: {"listed": listed, "first": first} for pk, listed, first in shown.iter_rows()}


SEATS = TablePage(
    "seats",
    Program,
    _("Seats and demand"),
    shown=("grade", "seats"),
    fields=("school", "grade", "name", "seats"),
    readers={SCHOOL: at_my_school, OPERATOR: of_my_operator},
    writers={SCHOOL: ("seats",), OPERATOR: ("seats",)},
    computed=(
        Computed(
            {"listed": _("Listed by"), "first": _("Listed first by"), "short": _("To look at")}, _counts
        ),
        Computed({"approved": _("Approved for")}, _approved),
        Computed({"school": _("School")}, _school, listed=False),
    ),
    resets=SEATS_CHANGED,
    actions=(
        BulkAction(
            "approve",
            _("Approve the seats of my schools"),
            _("The seats of your schools are approved."),
            {OPERATOR},
            lambda rows: rows.update(seats_approved_at=timezone.now()),
        ),
    ),
    labels={"school": _("School"), "name": _("Program"), "program_id": _("program's id")},
    order=("school__name", "grade", "program_id"),
    intro="enrollment/school/_my_school.html",
    context=my_school,
)
