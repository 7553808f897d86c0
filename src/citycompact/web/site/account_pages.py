"""Pages about one's own account: what is held, name, phone and language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from citycompact.web.site.forms import ProfileForm
from citycompact.web.site.models import User

if TYPE_CHECKING:
    pass


@require_safe
def my_data(request: HttpRequest) -> JsonResponse:
    """Everything that is held about a family, as JSON."""
    from citycompact.web.site.personal_data import held_about

    user = request.user
    assert isinstance(user, User)
    response = JsonResponse(held_about(user), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, phone and language of messages."""
    user = request.user
    assert isinstance(user, User)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("profile")
    return render(request, "site/profile.html", {"form": form})
