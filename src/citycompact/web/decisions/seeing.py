"""Which decisions a person may work on, or read the work on."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from citycompact.web.decisions.models import JointDecision
from citycompact.web.declarations import kinds
from citycompact.web.kinds import Kind
from citycompact.web.site.access import access_of


def kind_named(name: str) -> Kind:
    """A kind; 404 for none."""
    found = kinds().get(name)
    if found is None:
        raise Http404
    return found


def named(kind: Kind, name: str) -> JointDecision:
    """A decision of a kind with where it stands; 404 for none."""
    every = JointDecision.objects.select_related("status__frozen", "status__published")
    return get_object_or_404(every, kind=kind.name, name=name)


def seen(request: HttpRequest, kind: str, name: str) -> tuple[Kind, JointDecision]:
    """A decision that the person may work on or read the work on; 404 or 403 for any other."""
    found = kind_named(kind)
    if not found.sees & access_of(request).roles:
        raise PermissionDenied
    return found, named(found, name)


def led(request: HttpRequest, kind: str, name: str) -> tuple[Kind, JointDecision]:
    """A decision that the person may take steps of; 404 or 403 for any other."""
    found, decision = seen(request, kind, name)
    if not found.leads & access_of(request).roles:
        raise PermissionDenied
    return found, decision
