"""The budgets of one's schools, from child to dollar, and what a few pupils more would change."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from citycompact.funding import label_of, totals, with_more
from citycompact.funding.statements import Statement, statement, statement_pdf
from citycompact.web.decisions.models import JointDecision
from citycompact.web.decisions.published_files import NotAsPublished
from citycompact.web.funding.published_budgets import PublishedBudgets, published_budgets, years
from citycompact.web.funding.table_pages import NAME
from citycompact.web.roles import AUDITOR, OFFICE
from citycompact.web.site.access import access_of
from citycompact.web.site.language import page_language
from citycompact.web.site.own_schools import own_schools
from citycompact.words import say_money


class MoreForm(forms.Form):
    """How many pupils more, or less, of which category."""

    category = forms.ChoiceField(
        label=gettext_lazy("Counted as"), widget=forms.Select(attrs={"class": "usa-select"})
    )
    more = forms.IntegerField(
        label=gettext_lazy("How many more (less: with a minus)"),
        min_value=-500,
        max_value=500,
        widget=forms.NumberInput(attrs={"class": "usa-input"}),
    )

    def __init__(self, categories: Mapping[str, str], data: Any = None) -> None:
        super().__init__(data)
        chosen = self.fields["category"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = list(categories.items())


def _seen(request: HttpRequest) -> set[str] | None:
    """Schools whose statements one reads; None for all of them."""
    if access_of(request).roles & {OFFICE, AUDITOR}:
        return None
    return set(own_schools(request).values_list("pk", flat=True))


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Every statement that one may read, the latest year first."""
    mine, shown, differing = _seen(request), [], []
    language = page_language()
    for decision in years():
        try:
            found = published_budgets(decision)
        except NotAsPublished:
            differing.append(decision)
            continue
        assert found is not None
        names = dict(found.facts.table("schools").select("school_id", "name").iter_rows())
        rows = [
            {
                "school": row["school_id"],
                "name": names[row["school_id"]],
                "amount": say_money(row["amount"], language),
            }
            for row in found.result.tables["schools"].iter_rows(named=True)
            if mine is None or row["school_id"] in mine
        ]
        shown.append({"year": decision, "rows": sorted(rows, key=lambda row: (row["name"], row["school"]))})
    return render(request, "funding/own.html", {"years": shown, "differing": differing})


@require_safe
def one(request: HttpRequest, name: str, school: str) -> HttpResponse:
    """One statement, and what a few pupils more would change."""
    found, shown = _statement(request, name, school)
    language = page_language()
    categories = {w.category: label_of(found.result, w.category, language) for w in found.rules.weights}
    form = MoreForm(categories, request.GET if "more" in request.GET else None)
    context = {"year": name, "school": school, "statement": shown, "form": form}
    if form.is_bound and form.is_valid():
        context["change"] = change(found, school, form.cleaned_data["category"], form.cleaned_data["more"])
    return render(request, "funding/statement.html", context)


def change(found: PublishedBudgets, school: str, category: str, more: int) -> dict[str, str]:
    """What so many pupils more would change of a school's budget, in words; or why it cannot be said."""
    language = page_language()
    try:
        then = with_more(found.facts, found.rules, {(school, category): more})
    except ValueError:
        return {
            "refused": _("So many are not counted there, or all budgets together would not fit any more.")
        }
    now = totals(found.facts, found.rules)
    units = then.totals[school] - now.totals.get(school, 0)
    dollars = Decimal(units) if found.rules.rounding == "dollar" else Decimal(units).scaleb(-2)
    each = abs(dollars / more).quantize(Decimal("0.01")) if more else Decimal(0)
    return {"change": say_money(dollars, language), "each": say_money(each, language)}


@require_safe
def pdf(request: HttpRequest, name: str, school: str) -> HttpResponse:
    """One statement on paper."""
    _found, shown = _statement(request, name, school)
    answer = HttpResponse(statement_pdf(shown, page_language()), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="statement.pdf"'
    return answer


def _statement(request: HttpRequest, name: str, school: str) -> tuple[PublishedBudgets, Statement]:
    mine = _seen(request)
    decision = get_object_or_404(JointDecision.objects.select_related("status"), kind=NAME, name=name)
    try:
        found = published_budgets(decision)
    except NotAsPublished:
        raise Http404 from None
    known = set() if found is None else set(found.result.tables["schools"]["school_id"])
    if found is None or school not in known or (mine is not None and school not in mine):
        raise Http404
    return found, statement(found.facts, found.result, school, page_language())
