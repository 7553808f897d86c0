"""Forms of the office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from citycompact.city import GRADES
from citycompact.web.enrollment.models import Round
from citycompact.web.site.model_forms import ModelForm
from citycompact.web.site.templatetags.plain import grade_name

_TEXT = {"class": "usa-input"}


class RoundForm(ModelForm[Round]):
    """Dates, grades and rulebook of a round; times are in the city's own zone."""

    grades = forms.MultipleChoiceField(
        label=_("Grades"),
        choices=[(grade, grade) for grade in GRADES],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "usa-checkbox__input"}),
    )

    class Meta:
        model = Round
        fields: tuple[str, ...] = (
            "name",
            "opens_at",
            "closes_at",
            "results_on",
            "accept_by",
            "grades",
            "rulebook",
        )
        widgets = {
            "name": forms.TextInput(attrs=_TEXT),
            "opens_at": forms.DateTimeInput(
                attrs={**_TEXT, "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
            "closes_at": forms.DateTimeInput(
                attrs={**_TEXT, "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
            "results_on": forms.DateInput(attrs={**_TEXT, "type": "date"}, format="%Y-%m-%d"),
            "accept_by": forms.DateInput(attrs={**_TEXT, "type": "date"}, format="%Y-%m-%d"),
            "rulebook": forms.Select(attrs={"class": "usa-select"}),
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["grades"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(grade, grade_name(grade)) for grade in GRADES]

    def clean(self) -> dict[str, Any]:
        """A round closes after it opens."""
        data = super().clean() or {}
        if data.get("opens_at") and data.get("closes_at") and data["closes_at"] <= data["opens_at"]:
            raise ValidationError(_("The round closes before it opens. Correct one of the two times."))
        return data


class NewRoundForm(RoundForm):
    """A round that is not there yet; its short name stands in addresses and in the proof."""

    class Meta(RoundForm.Meta):
        fields = ("round_id", *RoundForm.Meta.fields)
        widgets = {**RoundForm.Meta.widgets, "round_id": forms.TextInput(attrs=_TEXT)}
        labels = {"round_id": _("Short name, such as 2028-main")}


class PaperForm(forms.Form):
    """Begin a paper or phone application for a family."""

    channel = forms.ChoiceField(
        label=_("How it came in"),
        choices=[("paper", _("on paper")), ("phone", _("by phone"))],
        widget=forms.Select(attrs={"class": "usa-select"}),
    )
    given_name = forms.CharField(label=_("Given name"), max_length=80, widget=forms.TextInput(attrs=_TEXT))
    family_name = forms.CharField(label=_("Family name"), max_length=80, widget=forms.TextInput(attrs=_TEXT))
    birth_date = forms.DateField(
        label=_("Date of birth"), widget=forms.DateInput(attrs={**_TEXT, "type": "date"})
    )
    address = forms.CharField(label=_("Home address"), max_length=200, widget=forms.TextInput(attrs=_TEXT))
    grade = forms.ChoiceField(label=_("Grade"), widget=forms.Select(attrs={"class": "usa-select"}))
    choices = forms.CharField(
        label=_("Program ids in the family's order, one a line"),
        widget=forms.Textarea(attrs={"class": "usa-textarea", "rows": 6}),
    )

    def __init__(self, round_: Round, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["grade"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(grade, grade_name(grade)) for grade in round_.grades]
        self.round = round_

    def clean(self) -> dict[str, Any]:
        """Programs must exist in the grade, each once, and not be too many; all faults at once."""
        from citycompact.web.city.models import Program
        from citycompact.web.enrollment.rows import asked

        data = super().clean() or {}
        listed = [line.strip() for line in data.get("choices", "").splitlines() if line.strip()]
        known = set(Program.objects.filter(grade=data.get("grade")).values_list("pk", flat=True))
        faults = [
            _("%(program)s is no program in this grade.") % {"program": p} for p in listed if p not in known
        ]
        faults += [
            _("%(program)s is listed twice.") % {"program": p} for p in set(listed) if listed.count(p) > 1
        ]
        maximum = asked(self.round).maximum
        if maximum and len(listed) > maximum:
            faults.append(_("At most %(maximum)s programs can be listed.") % {"maximum": maximum})
        if faults:
            raise ValidationError(faults)
        return {**data, "listed": listed}
