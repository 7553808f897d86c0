"""Pages of the tables that the steward keeps by hand."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from citycompact.web.compact.steward_tables import STEWARD_TABLES
from citycompact.web.compact.writing import may_write

FORMERLY = {"commitments": "promises", "hindrances": "blocked_promises", "decisions": "resolutions"}
"""Earlier name of a table in its address to the present one."""


def moved(request: HttpRequest, kind: str, key: str = "", then: str = "") -> HttpResponse:
    """The present address of a table, or of a row in it, for an earlier one."""
    address = reverse("compact:table", args=(FORMERLY.get(kind, kind),))
    return redirect(address + (f"{key}/" if key else then), permanent=True)


@require_safe
def table(request: HttpRequest, kind: str) -> HttpResponse:
    """One table."""
    found = STEWARD_TABLES.get(kind)
    if found is None:
        raise Http404
    page = Paginator(found.model._default_manager.select_related().order_by("pk"), 100).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "compact/steward_table.html",
        {"kind": kind, "table": found, "page": page, "may_write": may_write(request)},
    )


@require_http_methods(["GET", "POST"])
def new_row(request: HttpRequest, kind: str) -> HttpResponse:
    """Add a row to a table."""
    return _edit(request, kind, None)


@require_http_methods(["GET", "POST"])
def edit_row(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Change a row; the trail keeps what it was."""
    found = STEWARD_TABLES.get(kind)
    if found is None or found.final:
        raise Http404
    try:
        return _edit(request, kind, get_object_or_404(found.model, pk=key))
    except ValueError:
        raise Http404 from None


def _edit(request: HttpRequest, kind: str, row: Model | None) -> HttpResponse:
    found = STEWARD_TABLES.get(kind)
    if found is None or (row is None and found.amended):
        raise Http404
    if request.method == "POST" and request.POST.get("remove"):
        if row is None or not found.removable:
            raise Http404
        row.delete()
        messages.success(request, _("Removed."))
        return redirect("compact:table", kind)
    form = found.form(row is None)(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                form.save()
        except IntegrityError:
            form.add_error(None, _("This contradicts another record."))
        else:
            messages.success(request, _("Saved."))
            return redirect("compact:table", kind)
    return render(
        request,
        "compact/form.html",
        {
            "title": found.title,
            "lead": str(row) if row else "",
            "form": form,
            "back": "compact:table",
            "key": kind,
            "why": True,
            "removable": found.removable and row is not None,
        },
    )
