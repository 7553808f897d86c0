"""Forms of a joint decision: the result of the draw, and a sector's word."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from citycompact.facts import FactsError
from citycompact.record.approvals import Approval, read_approval
from citycompact.web.decisions.models import JointDecision
from citycompact.web.site.problem_words import say_problem

_TEXT = {"class": "usa-input"}


class BeginForm(forms.Form):
    """What a decision is called, and by which name it stands in addresses and files."""

    title = forms.CharField(
        label=_("Title, for everybody to read"), max_length=200, widget=forms.TextInput(attrs=_TEXT)
    )
    name = forms.SlugField(
        label=_("Name in addresses: small letters, digits, hyphens"),
        max_length=40,
        widget=forms.TextInput(attrs=_TEXT),
    )

    def __init__(self, kind: str, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{kind}-%s")
        self.kind = kind

    def clean_name(self) -> str:
        """Refuse the name of another decision of the kind."""
        name: str = self.cleaned_data["name"]
        if JointDecision.objects.filter(kind=self.kind, name=name).exists():
            raise ValidationError(_("There is one of this name already; choose another name."))
        return name


class DrawForm(forms.Form):
    """The seed from the public event."""

    # Whether it is a result of the draw, the signed rules say, and not what a form thinks of spaces.
    seed = forms.CharField(
        label=_("Seed, exactly as the public event gave it"),
        max_length=400,
        strip=False,
        widget=forms.TextInput(attrs=_TEXT),
    )
    source = forms.CharField(
        label=_("The public event: what, when, where it can be checked"),
        max_length=400,
        widget=forms.TextInput(attrs=_TEXT),
    )


class VerdictForm(forms.Form):
    """A sector's word; a reason where it says no, and a signature where the person has one."""

    reason = forms.CharField(required=False, max_length=2000)
    signature = forms.FileField(required=False)

    def clean_signature(self) -> Approval | None:
        """Read the signature; a file that is none is named."""
        upload = self.cleaned_data["signature"]
        if upload is None:
            return None
        if upload.size > 10_000:
            raise ValidationError(_("This is not the file of an approval."))
        try:
            return read_approval(upload.read(), upload.name)
        except FactsError as error:
            raise ValidationError([say_problem(problem) for problem in error.problems]) from None
