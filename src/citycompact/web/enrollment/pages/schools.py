"""Pages for school staff and operators: seats, demand, the roster, spreadsheets."""

from __future__ import annotations

import polars as pl
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citycompact.city import grade_order
from citycompact.privacy import SMALLEST_SHOWN, PublicTable, Sum, publish
from citycompact.web.city.models import Program
from citycompact.web.enrollment import exchange
from citycompact.web.enrollment.models import Claim, Outcome, Round
from citycompact.web.enrollment.own_schools import own_schools
from citycompact.web.site.models import User


@require_safe
def programs(request: HttpRequest) -> HttpResponse:
    """Seats by grade, and how many applied (counts only)."""
    schools = own_schools(request)
    round_ = Round.objects.order_by("-opens_at").first()
    found = list(Program.objects.filter(school__in=schools).select_related("school__operator"))
    found.sort(key=lambda p: (p.school.name, grade_order(p.grade), p.program_id))
    demand = _demand(round_)
    for program in found:
        program.shown = {
            name: _("not shown") if count is None else str(count)
            for name, count in demand[program.pk].items()
        }
    page = Paginator(found, 100).get_page(request.GET.get("page"))
    waiting = Claim.objects.filter(school__in=schools, state=Claim.State.WAITING).count()
    return render(
        request,
        "enrollment/school/programs.html",
        {
            "page": page,
            "round": round_,
            "waiting": waiting,
            "published": round_ and round_.state == "published",
        },
    )


def _demand(round_: Round | None) -> dict[str, dict[str, int | None]]:
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


@require_safe
def roster(request: HttpRequest) -> HttpResponse:
    """Who was placed at one's schools, once the results are published."""
    round_ = Round.objects.published().order_by("-opens_at").first()
    placed = Outcome.objects.none()
    if round_ is not None:
        placed = (
            Outcome.objects.filter(attempt=round_.published, program__school__in=own_schools(request))
            .select_related("child", "program__school")
            .order_by("program__school__name", "program__grade", "child__family_name", "child__given_name")
        )
    page = Paginator(placed, 100).get_page(request.GET.get("page"))
    return render(request, "enrollment/school/roster.html", {"page": page, "round": round_})


@require_safe
def export(request: HttpRequest, kind: str, ending: str) -> HttpResponse:
    """Seats or claims as CSV or Excel."""
    if kind not in ("seats", "claims") or ending not in ("csv", "xlsx"):
        raise Http404
    rows = exchange.rows_of(kind, own_schools(request))
    content = exchange.as_csv(rows) if ending == "csv" else exchange.as_excel(rows)
    types = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    response = HttpResponse(content, content_type=types[ending])
    response["Content-Disposition"] = f'attachment; filename="{kind}.{ending}"'
    return response


@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest, kind: str) -> HttpResponse:
    """Import seats or claims: first a preview with all problems, then the same file again to confirm."""
    if kind not in ("seats", "claims"):
        raise Http404
    user = request.user
    assert isinstance(user, User)
    found = None
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is not None and file.size and file.size <= 5_000_000:
            found = exchange.preview(kind, file.name or "file", file.read(), own_schools(request))
            if not found.problems:
                request.session[f"import-{kind}"] = found.values
        elif request.POST.get("confirm"):
            values = request.session.pop(f"import-{kind}", {})
            allowed = _allowed(kind, request)
            count = exchange.apply(
                exchange.Preview(kind, values={k: v for k, v in values.items() if k in allowed}), user
            )
            messages.success(request, _("%(count)s rows changed.") % {"count": count})
            return redirect("enrollment:programs" if kind == "seats" else "enrollment:claims")
        else:
            messages.error(request, _("Choose a file of at most 5 MB."))
    return render(request, "enrollment/school/import.html", {"kind": kind, "found": found})


def _allowed(kind: str, request: HttpRequest) -> set[str]:
    """Rows that are still the person's to change when the import is confirmed."""
    schools = own_schools(request)
    if kind == "seats":
        return set(Program.objects.filter(school__in=schools).values_list("pk", flat=True))
    return {str(pk) for pk in Claim.objects.filter(school__in=schools).values_list("pk", flat=True)}


@require_POST
def approve_seats(request: HttpRequest) -> HttpResponse:
    """The operator's word that the seats of its schools are right."""
    Program.objects.filter(school__in=own_schools(request)).update(seats_approved=True)
    messages.success(request, _("The seats of your schools are approved."))
    return redirect("enrollment:programs")
