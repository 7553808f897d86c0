"""Forms of the application: one for each page."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citycompact.web.city.models import School
from citycompact.web.enrollment.models import Child, Round, Version
from citycompact.web.site.model_forms import ModelForm
from citycompact.web.site.templatetags.plain import grade_name

_TEXT = {"class": "usa-input"}
_SELECT = {"class": "usa-select"}
FACT_WORDS = {
    "low_income": (
        _("Our family receives food, cash or housing benefits, or our income is low"),
        _("Some seats are set aside for families with less. Schools do not see your answer."),
    ),
    "english_learner": (
        _("My child is learning English"),
        _("Some programs keep seats for children who are learning English."),
    ),
    "iep": (
        _("My child has an individualized education program (IEP)"),
        _(
            "Some programs keep seats for children with an IEP. Every school must serve your child "
            "either way."
        ),
    ),
}
"""Fact to its question and why it is asked."""


def fact_question(name: str) -> tuple[Any, Any]:
    """The question for a fact, and why it is asked; of one that a rulebook made up, its own name."""
    return FACT_WORDS.get(name, (name.replace("_", " "), ""))


def grade_choices(round_: Round) -> list[tuple[str, Any]]:
    """The grades of a round, of which nobody has chosen one before a person does."""
    return [("", _("Choose a grade")), *((grade, grade_name(grade)) for grade in round_.grades)]


class ChildForm(ModelForm[Child]):
    """Name, birth date and grade."""

    grade = forms.ChoiceField(label=_("Grade your child will be in"), widget=forms.Select(attrs=_SELECT))

    class Meta:
        model = Child
        fields = ("given_name", "family_name", "birth_date")
        widgets = {
            "given_name": forms.TextInput(attrs={**_TEXT, "autocomplete": "off"}),
            "family_name": forms.TextInput(attrs={**_TEXT, "autocomplete": "off"}),
            "birth_date": forms.DateInput(attrs={**_TEXT, "type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, round_: Round, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.round = round_
        field = self.fields["grade"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = grade_choices(round_)
        self.fields["birth_date"].required = True
        # Whose application was sent stays that child: what was verified is of nobody else.
        if Version.objects.filter(application__child_id=self.instance.pk).exists():
            for name in self.Meta.fields:
                self.fields[name].disabled = True
            self.fields["birth_date"].help_text = _(
                "It was sent with this name and date. Call the enrollment office to correct them."
            )

    def clean_birth_date(self) -> datetime.date:
        """Refuse a date that cannot be a school child's."""
        date: datetime.date = self.cleaned_data["birth_date"]
        years = self.round.opens_at.year - date.year
        if not 1 <= years <= 22:
            raise forms.ValidationError(_("Check the year: this is not the birth date of a school child."))
        return date


class HomeForm(forms.Form):
    """Where the child lives."""

    address = forms.CharField(
        label=_("home address"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={**_TEXT, "autocomplete": "street-address"}),
    )


class SchoolNowForm(forms.Form):
    """Where the child goes to school now."""

    current_school = forms.ModelChoiceField(
        School.objects.all(),
        label=_("School your child attends now"),
        required=False,
        empty_label=_("None in this city"),
        widget=forms.Select(attrs=_SELECT),
    )


class FactsForm(forms.Form):
    """Facts for reserved seats, each with why it is asked."""

    def __init__(self, facts: tuple[str, ...], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in facts:
            question, reason = fact_question(name)
            self.fields[name] = forms.BooleanField(
                label=question,
                help_text=reason,
                required=False,
                widget=forms.CheckboxInput(attrs={"class": "usa-checkbox__input"}),
            )


class ShareForm(forms.Form):
    """Give a relative or a counselor access to a child."""

    email = forms.EmailField(label=_("E-mail address of the person"), widget=forms.EmailInput(attrs=_TEXT))
