"""Two formulas side by side on a year's counts: who gains, who loses, and a path between the two."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from citycompact.city import CityPackage
from citycompact.facts import FactsError
from citycompact.funding import SECTION, FundingRules, compare, read_funding
from citycompact.funding.comparisons import path_between
from citycompact.rooms import agreed
from citycompact.web.decisions.models import JointDecision
from citycompact.web.decisions.usual import write_facts
from citycompact.web.funding.budgets import BUDGETS
from citycompact.web.funding.table_pages import NAME
from citycompact.web.roles import AUDITOR, OFFICE
from citycompact.web.rulebooks.models import RulebookVersion
from citycompact.web.site.access import access_of
from citycompact.web.site.language import page_language
from citycompact.web.site.problem_words import say_problem
from citycompact.words import say_money

GROUPS = {
    "all": _("all schools"),
    "sector": _("sector"),
    "poverty": _("need"),
    "size": _("size"),
    "low": _("lowest third"),
    "middle": _("middle third"),
    "high": _("highest third"),
    "district": _("district schools"),
    "charter": _("charter schools"),
    "partnership": _("partnership schools"),
}
_NUMBER = {"class": "usa-input", "inputmode": "decimal"}


class WhatIfForm(forms.Form):
    """Which rules are set beside which, and what of the second is tried otherwise."""

    before = forms.ModelChoiceField(
        RulebookVersion.objects.none(),
        label=_("These rules"),
        empty_label=None,
        widget=forms.Select(attrs={"class": "usa-select"}),
    )
    after = forms.ModelChoiceField(
        RulebookVersion.objects.none(),
        label=_("And these"),
        empty_label=None,
        widget=forms.Select(attrs={"class": "usa-select"}),
    )
    foundation = forms.DecimalField(
        label=_("Another foundation, in dollars"),
        required=False,
        min_value=0,
        max_value=10**9,
        decimal_places=2,
        widget=forms.TextInput(attrs=_NUMBER),
    )
    envelope = forms.DecimalField(
        label=_("Another sum of all budgets, in dollars"),
        required=False,
        min_value=0,
        max_value=10**12,
        decimal_places=2,
        widget=forms.TextInput(attrs=_NUMBER),
    )
    category = forms.CharField(
        label=_("Another weight for the category"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "usa-input"}),
    )
    weight = forms.DecimalField(
        label=_("namely"),
        required=False,
        min_value=0,
        max_value=1000,
        max_digits=12,
        widget=forms.TextInput(attrs=_NUMBER),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        with_section = [v.pk for v in RulebookVersion.objects.all() if SECTION in v.read().content]
        for name in ("before", "after"):
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ModelChoiceField)
            chosen.queryset = RulebookVersion.objects.filter(pk__in=with_section)

    def clean(self) -> dict[str, Any]:
        """A weight belongs to a category, and a category to a weight of the rules."""
        found: dict[str, Any] = super().clean() or {}
        category, weight, version = (found.get(name) for name in ("category", "weight", "after"))
        if bool(category) != (weight is not None):
            self.add_error("weight", _("Name a category and its weight, or neither."))
        elif category and isinstance(version, RulebookVersion):
            known = [item.category for item in _rules(version).weights]
            if category not in known:
                said = _("There is no weight of this category; there are: %(known)s")
                self.add_error("category", str(said) % {"known": ", ".join(known)})
        return found

    def rules(self) -> tuple[FundingRules, FundingRules]:
        """Both rules, the second as it is tried."""
        given = self.cleaned_data
        after = _rules(given["after"])
        changed: dict[str, Any] = {
            name: given[name] for name in ("foundation", "envelope") if given[name] is not None
        }
        if given["category"]:
            changed["weights"] = tuple(
                item.model_copy(update={"weight": given["weight"]})
                if item.category == given["category"]
                else item
                for item in after.weights
            )
        return _rules(given["before"]), after.model_copy(update=changed)


def _called(rules: FundingRules, category: str) -> str:
    """What people read for a category."""
    labels = next((item.labels for item in rules.weights if item.category == category), {})
    return labels.get(page_language()) or category


def _rules(version: RulebookVersion) -> FundingRules:
    found: FundingRules = agreed(version.read(), SECTION)
    return found


@require_safe
def what_if(request: HttpRequest, name: str) -> HttpResponse:
    """Winners and losers of another formula on the counts of a year as they stand."""
    decision = get_object_or_404(JointDecision, kind=NAME, name=name)
    form = WhatIfForm(request.GET if "before" in request.GET else None)
    context: dict[str, Any] = {"decision": decision, "form": form}
    if form.is_bound and form.is_valid():
        try:
            by_school = bool(access_of(request).roles & {OFFICE, AUDITOR})
            context |= _compared(_facts(decision), *form.rules(), by_school=by_school)
        except FactsError as error:
            context["problems"] = [say_problem(problem) for problem in error.problems[:20]]
    return render(request, "funding/what_if.html", context)


def _facts(decision: JointDecision) -> CityPackage:
    with tempfile.TemporaryDirectory() as scratch:
        write_facts(BUDGETS, decision, Path(scratch))
        return read_funding(Path(scratch))


def _compared(
    facts: CityPackage, before: FundingRules, after: FundingRules, *, by_school: bool
) -> dict[str, Any]:
    """Groups for everybody here; schools for who reads their counts: a weight of one category alone, tried,
    tells its count."""
    found, language = compare(facts, before, after), page_language()
    names = dict(facts.table("schools").select("school_id", "name").iter_rows())

    def money(row: dict[str, Any]) -> dict[str, Any]:
        return row | {key: say_money(row[key], language) for key in ("a", "b", "change")}

    path, _why_not = path_between(facts, before, after)
    return {
        "groups": [
            money(row) | {"by": GROUPS[row["by"]], "group": GROUPS.get(row["group"], row["group"])}
            for row in found.groups.iter_rows(named=True)
        ],
        "schools": [
            money(row) | {"name": names[row["school_id"]]}
            for row in found.schools.sort("change").iter_rows(named=True)
            if by_school
        ],
        "poverty": None if found.poverty is None else _called(after, found.poverty),
        "path_years": None if path is None else path.years,
        "rounds_otherwise": path is None and before.rounding != after.rounding,
    }
