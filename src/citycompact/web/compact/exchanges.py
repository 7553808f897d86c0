"""Exchanges between the sectors: visits, trainings, materials and recruitment events, and places in them."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from citycompact.compact import (
    say_text,
)
from citycompact.web.city.models import City
from citycompact.web.compact.models import Exchange, SignUp
from citycompact.web.site.access import access_of, signed_in
from citycompact.web.site.language import page_language
from citycompact.web.site.models import Role


@require_safe
def exchanges(request: HttpRequest) -> HttpResponse:
    """Visits, trainings, materials and recruitment events, coming ones first."""
    today, language = City.today(), page_language()
    access = access_of(request)
    mine = (
        set(SignUp.objects.filter(user=access.user).values_list("exchange_id", flat=True))
        if access.user
        else set()
    )
    steward = Role.STEWARD in access.roles
    found = Exchange.objects.select_related("host").annotate(taken=Count("sign_ups")).order_by("on", "pk")
    if steward:
        found = found.prefetch_related("sign_ups__user")
    rows = [
        {
            "row": e,
            "title": say_text(e, "title", language),
            "free": None if e.capacity is None else max(0, e.capacity - e.taken),
            "coming": e.on >= today,
            "mine": e.pk in mine,
            "who": [s.user for s in e.sign_ups.all()] if steward else [],
        }
        for e in found
    ]
    past = [row for row in rows if not row["coming"]]
    rows = [row for row in rows if row["coming"]] + past[::-1]
    return render(request, "compact/exchanges.html", {"rows": rows})


@require_POST
@transaction.atomic
def sign_up(request: HttpRequest, number: int) -> HttpResponse:
    """Take a place in an exchange, or give it back."""
    exchange = get_object_or_404(Exchange.objects.select_for_update(), pk=number)
    if exchange.on < City.today() or exchange.capacity is None:
        raise Http404
    held = exchange.sign_ups.filter(user=signed_in(request))
    if request.POST.get("leave"):
        held.delete()
        messages.success(request, _("Your place is free again."))
    elif held.exists():
        messages.success(request, _("You have a place already."))
    elif exchange.sign_ups.count() >= exchange.capacity:
        messages.error(request, _("All places are taken."))
    else:
        SignUp.objects.create(exchange=exchange, user=signed_in(request))
        messages.success(request, _("You have a place."))
    return redirect("compact:exchanges")
