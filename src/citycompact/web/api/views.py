"""The office's page of tokens."""

from __future__ import annotations

import datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from citycompact.web.api.models import SCOPES, ApiToken
from citycompact.web.rows import keys_of
from citycompact.web.site.access import signed_in
from citycompact.web.site.model_forms import ModelForm

LONGEST = datetime.timedelta(days=400)


class TokenForm(ModelForm[ApiToken]):
    """A new token."""

    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may fetch"),
        choices=SCOPES,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "usa-checkbox__input"}),
    )

    class Meta:
        model = ApiToken
        fields = ("name", "scopes", "expires_on")
        widgets = {
            "name": forms.TextInput(attrs={"class": "usa-input"}),
            "expires_on": forms.DateInput(attrs={"class": "usa-input", "type": "date"}, format="%Y-%m-%d"),
        }

    def clean_expires_on(self) -> datetime.date:
        """A token ends within about a year."""
        day: datetime.date = self.cleaned_data["expires_on"]
        if not timezone.localdate() <= day <= timezone.localdate() + LONGEST:
            raise forms.ValidationError(_("Choose a day within the next 400 days."))
        return day


@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Make a token (its secret is shown once) or end one."""
    if request.method == "POST" and (given := keys_of(ApiToken, [request.POST.get("end", "")])):
        ApiToken.objects.filter(pk__in=given).delete()
        messages.success(request, _("The token is worth nothing any more."))
        return redirect("tokens")
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        secret = ApiToken.new_secret()
        token = form.save(commit=False)
        token.sha256, token.made_by, token.scopes = (
            ApiToken.hash_of(secret),
            signed_in(request),
            form.cleaned_data["scopes"],
        )
        token.save()
        form = TokenForm()
    response = render(
        request, "api/tokens.html", {"form": form, "secret": secret, "tokens": ApiToken.objects.all()}
    )
    response["Cache-Control"] = "no-store"
    return response
