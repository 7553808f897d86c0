"""Which children a person may act for."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from citycompact.web.enrollment.models import Application, Child
from citycompact.web.site.access import signed_in


def own_child(request: HttpRequest, applicant_id: str) -> Child:
    """A child the signed-in person is a guardian of; 404 for any other, as if it did not exist."""
    child = Child.objects.filter(
        pk=applicant_id, guardians__user=signed_in(request), merged_into=None
    ).first()
    if child is None:
        raise Http404
    return child


_SHOWN = ("child", "round__rulebook")


def own_application(request: HttpRequest, number: int, shown: tuple[str, ...] = _SHOWN) -> Application:
    """An application of a child one is a guardian of; 404 for any other.

    ``shown`` names what the page also shows of it, so that no page reads more than it needs.
    """
    application = (
        Application.objects.filter(
            pk=number, child__guardians__user=signed_in(request), child__merged_into=None
        )
        .select_related(*shown, "round__decision__status")
        .first()
    )
    if application is None:
        raise Http404
    return application
