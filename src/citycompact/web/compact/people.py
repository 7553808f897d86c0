"""People who span the boundary, for the steward alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from citycompact.compact import losses
from citycompact.web.compact.models import Party, Person
from citycompact.web.compact.people_network import seats_and_stays
from citycompact.web.compact.writing import may_write


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """People who span the boundary, and what disappears if one of them leaves."""
    stays, seats = seats_and_stays()
    names = dict(Party.objects.values_list("party_id", "name"))
    found = {str(p.pk): p for p in Person.objects.prefetch_related("stays__organization", "team_seats__team")}
    lost = [
        (found[item.person], [(names[a], names[b]) for a, b in item.ties], item.teams)
        for item in losses(stays, seats)
    ]
    return render(
        request,
        "compact/people.html",
        {"people": found.values(), "losses": lost, "may_write": may_write(request)},
    )
