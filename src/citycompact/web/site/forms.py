"""The form of one's own account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from citycompact.web.site.model_forms import ModelForm
from citycompact.web.site.models import User

_TEXT = {"class": "usa-input"}


class ProfileForm(ModelForm[User]):
    """How we reach a parent."""

    class Meta:
        model = User
        fields = ("name", "phone", "language")
        widgets = {
            "name": forms.TextInput(attrs={**_TEXT, "autocomplete": "name"}),
            "phone": forms.TextInput(attrs={**_TEXT, "autocomplete": "tel", "type": "tel"}),
            "language": forms.Select(
                attrs={"class": "usa-select"}, choices=[("en", "English"), ("es", "Español")]
            ),
        }
        labels = {"language": _("Language of our messages")}
