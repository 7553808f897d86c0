"""The office's view of what was sent."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from citycompact.web.outbox.models import Message


@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """Messages and whether they went out; their text is the family's."""
    found = Message.objects.defer("body").select_related("user")
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(request, "outbox/messages.html", {"page": page})
