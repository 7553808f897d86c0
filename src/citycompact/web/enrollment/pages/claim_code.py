"""The page on which a family enters the code that it was sent, and finds its children."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from citycompact.web.enrollment.claim_codes import claim_family
from citycompact.web.site.access import signed_in

TRIES, AN_HOUR = 10, 3600
"""So many wrong codes of one account are looked at in an hour."""


class CodeForm(forms.Form):
    """The code of a letter."""

    code = forms.CharField(
        label=gettext_lazy("Code of your letter"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "usa-input", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Twelve letters and figures, such as CXMH-392G-X673. Hyphens do not matter."),
    )


@require_http_methods(["GET", "POST"])
def claim_code(request: HttpRequest) -> HttpResponse:
    """Enter a code; of too many wrong ones none is looked at for an hour."""
    user, form = signed_in(request), CodeForm(request.POST or None)
    place = f"claim-code-{user.pk}"
    if request.method == "POST" and form.is_valid():
        if cache.get(place, 0) >= TRIES:
            form.add_error(
                "code", _("Too many wrong codes. Try again in an hour, or call the enrollment office.")
            )
        elif children := claim_family(form.cleaned_data["code"], user):
            said = ngettext(
                "%(count)s child is yours now.", "%(count)s children are yours now.", len(children)
            )
            messages.success(request, said % {"count": len(children)})
            return redirect("enrollment:children")
        else:
            cache.set(place, cache.get(place, 0) + 1, AN_HOUR)
            form.add_error(
                "code",
                _("This code is none, or somebody uses it already. Look at your letter, or call the office."),
            )
    return render(request, "enrollment/family/claim_code.html", {"form": form})
