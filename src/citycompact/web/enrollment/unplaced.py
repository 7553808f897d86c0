"""Applications whose address was not found on the map: no zone and no distance counts for the child."""

from __future__ import annotations

from django.db.models import QuerySet

from citycompact.web.enrollment.models import Application, Round


def unplaced(round_: Round) -> QuerySet[Application]:
    """Submitted applications of a round that name an address, and have neither coordinates nor a zone."""
    return Application.objects.filter(
        round=round_,
        state=Application.State.SUBMITTED,
        sent__content__address__gt="",
        sent__content__latitude=None,
        sent__content__zone=None,
    )
