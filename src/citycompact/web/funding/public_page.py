"""What everybody reads of a year's budgets: figures, schools, and what stands behind differences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from citycompact.funding import ROOM, label_of, public_notes, say_note
from citycompact.funding.report.page import equity_rows, key_figures, said_rows, said_table, sectors_of
from citycompact.funding.report.words import word
from citycompact.web.decisions.models import JointDecision
from citycompact.web.decisions.published_files import NotAsPublished
from citycompact.web.funding.published_budgets import PublishedBudgets, published_budgets, years
from citycompact.web.funding.table_pages import NAME
from citycompact.web.site.language import page_language
from citycompact.words import say_money, say_number


def public_part(request: HttpRequest, decision: JointDecision) -> Mapping[str, Any] | None:
    """The key figures of a year on the page of its decision; nothing before it is published."""
    try:
        found = published_budgets(decision)
    except NotAsPublished:
        # The page says so itself.
        return None
    return (
        None
        if found is None
        else {"year": found.year, "key_figures": key_figures(found.public, page_language())}
    )


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The years of which budgets are published."""
    found = years()
    if len(found) == 1:
        return year(request, found[0].name)
    return render(request, "funding/overview.html", {"years": found})


@require_safe
def year(request: HttpRequest, name: str) -> HttpResponse:
    """One year on a page: charts, schools, how evenly it is spread, and the rules."""
    decision = get_object_or_404(JointDecision.objects.select_related("status"), kind=NAME, name=name)
    try:
        found = published_budgets(decision)
    except NotAsPublished:
        return render(request, "decisions/not_as_published.html", {"decision": decision}, status=409)
    if found is None:
        raise Http404
    language = page_language()
    names = dict(found.facts.table("schools").select("school_id", "name").iter_rows())
    notes = [say_note(note, names, language) for note in public_notes(found.result, found.public)]
    hidden = word("not_shown", language)
    categories = [
        {
            "category": label_of(found.result, row["category"], language),
            "need": row["need"],
            "weight": say_number(row["weight"].normalize(), language, exact=True),
            "per_pupil": say_money(row["per_pupil"], language),
            "pupils": hidden if row["pupils"] is None else say_number(row["pupils"].normalize(), language),
        }
        for row in found.public["public_categories"].iter_rows(named=True)
    ]
    context = {
        "decision": decision,
        "year": name,
        "key_figures": key_figures(found.public, language),
        "figures": [
            (number, figure, None if figure.table is None else said_table(figure.table, language))
            for number, figure in enumerate(found.figures(language))
        ],
        "schools": said_rows(found.public["public_schools"], language, names),
        "categories": categories,
        "equity": equity_rows(found.public, language),
        "scopes": [word(scope, language) for scope in sectors_of(found.public)],
        "sentences": list(ROOM.sections[0].sentences(found.rules, language).values()),
        "notes": notes,
    }
    return render(request, "funding/year.html", context)


@require_safe
def chart(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One chart of a year as a picture."""
    drawn = _of(name).figures(page_language())
    if number >= len(drawn):
        raise Http404
    return HttpResponse(drawn[number].svg, content_type="image/svg+xml")


def _of(name: str) -> PublishedBudgets:
    decision = get_object_or_404(JointDecision.objects.select_related("status"), kind=NAME, name=name)
    try:
        found = published_budgets(decision)
    except NotAsPublished:
        raise Http404 from None
    if found is None:
        raise Http404
    return found
