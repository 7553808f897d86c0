"""Forms of the office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from citycompact.enrollment import SECTION
from citycompact.web.city.models import Program, School
from citycompact.web.enrollment.answers import Answers
from citycompact.web.enrollment.claim_words import claim_words
from citycompact.web.enrollment.drafts import place_of
from citycompact.web.enrollment.models import Child, Round
from citycompact.web.enrollment.pages.family_forms import fact_question, grade_choices
from citycompact.web.enrollment.programs_named import programs_named
from citycompact.web.enrollment.rows import asked
from citycompact.web.enrollment.taking import set_times, signed_round
from citycompact.web.rulebooks import signing
from citycompact.web.site.model_forms import ModelForm

_TEXT = {"class": "usa-input"}
_SELECT = {"class": "usa-select"}
IDENTITY = ("given_name", "family_name", "birth_date")
"""Who a child is, to whoever has to know it again."""


class RoundForm(ModelForm[Round]):
    """Name and rulebook of a round; its times and grades are those of the signed rules."""

    class Meta:
        model = Round
        fields: tuple[str, ...] = ("name", "rulebook", "accept_by")
        widgets = {
            "name": forms.TextInput(attrs=_TEXT),
            "accept_by": forms.DateInput(attrs={**_TEXT, "type": "date"}, format="%Y-%m-%d"),
            "rulebook": forms.Select(attrs={"class": "usa-select"}),
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["rulebook"].required = True

    def clean(self) -> dict[str, Any]:
        """The rulebook has the round; of one that was opened every sector has signed it."""
        data = super().clean() or {}
        version, name = data.get("rulebook"), data.get("round_id", self.instance.round_id)
        if version is None or not name:
            return data
        if signed_round(version, name) is None:
            known = ", ".join(version.rules().round_ids) or _("none")
            words = {"round": name, "known": known}
            said = _("The rulebook has no round “%(round)s”; it has: %(known)s.") % words
            self.add_error("round_id" if "round_id" in self.fields else "rulebook", said)
        elif self.instance.opened_at is not None:
            for sentence in signing.blockers(SECTION, version) or signing.superseded(SECTION, version):
                self.add_error("rulebook", sentence)
        return data

    def save(self, commit: bool = True) -> Round:
        """Save the round with the times that follow from its rulebook."""
        made: Round = super().save(commit=False)
        set_times(made)
        if commit:
            made.save()
        return made


class NewRoundForm(RoundForm):
    """A round that is not there yet, by its id in the rulebook; it stands in addresses and in the proof."""

    class Meta(RoundForm.Meta):
        fields = ("round_id", *RoundForm.Meta.fields)
        widgets = {**RoundForm.Meta.widgets, "round_id": forms.TextInput(attrs=_TEXT)}
        labels = {"round_id": _("Id of the round in the rulebook, such as main")}


class OfficeForm(forms.Form):
    """What a family says on paper or by phone, as it could say it on the site: all that the rules ask."""

    grade = forms.ChoiceField(label=_("Grade"), widget=forms.Select(attrs=_SELECT))
    address = forms.CharField(label=_("Home address"), max_length=200, widget=forms.TextInput(attrs=_TEXT))
    choices = forms.CharField(
        label=_("Programs in the family's order, one a line, by name or id"),
        widget=forms.Textarea(attrs={"class": "usa-textarea", "rows": 6}),
    )
    current_school = forms.ModelChoiceField(
        School.objects.all(),
        label=_("School the child attends now"),
        required=False,
        empty_label=_("None in this city"),
        widget=forms.Select(attrs=_SELECT),
    )

    def __init__(self, round_: Round, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.asked = asked(round_)
        field = self.fields["grade"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = grade_choices(round_)
        self.fields["address"].required = self.asked.address
        for name, labels in self.asked.claims.items():
            self.fields[f"claim-{name}"] = forms.ModelChoiceField(
                School.objects.all(),
                label=claim_words(name, labels),
                required=False,
                empty_label=_("No"),
                widget=forms.Select(attrs=_SELECT),
            )
            self.fields[f"who-{name}"] = forms.CharField(
                label=_("Who is it? The school looks for this name"),
                help_text=_("Of a brother or sister also the date of birth and the grade"),
                max_length=300,
                required=False,
                widget=forms.TextInput(attrs=_TEXT),
            )
        for name in (*self.asked.facts, *([self.asked.together] if self.asked.together else [])):
            words = _("Place brothers and sisters at one school together, or not at all")
            label = words if name == self.asked.together else fact_question(name)[0]
            self.fields[f"fact-{name}"] = forms.BooleanField(
                label=label,
                required=False,
                widget=forms.CheckboxInput(attrs={"class": "usa-checkbox__input"}),
            )

    def clean_choices(self) -> list[str]:
        """Programs must exist in the grade, each once, and not be too many; all faults at once."""
        lines = [line.strip() for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        listed, faults = programs_named(lines, self.cleaned_data.get("grade", ""))
        maximum = self.asked.maximum
        if maximum and len(lines) > maximum:
            faults.append(_("At most %(maximum)s programs can be listed.") % {"maximum": maximum})
        if faults:
            raise ValidationError(faults)
        return listed

    def answers(self) -> Answers:
        """What was entered, in the form of a draft."""
        data = self.cleaned_data
        school = data["current_school"]
        claimed = ((name, data[f"claim-{name}"]) for name in self.asked.claims)
        return {
            "grade": data["grade"],
            "choices": data["choices"],
            "current_school_id": None if school is None else school.pk,
            "address": data["address"],
            **place_of(data["address"], data["grade"]),
            "facts": {name.removeprefix("fact-"): data[name] for name in data if name.startswith("fact-")},
            "claims": sorted([name, school.pk] for name, school in claimed if school is not None),
        }

    def whom(self) -> dict[str, str]:
        """By claim whom it is about, as it was said."""
        return {name: self.cleaned_data[f"who-{name}"] for name in self.asked.claims}

    @staticmethod
    def initial_of(content: Answers, child: Child | None = None) -> dict[str, Any]:
        """What the form shows of a version that was sent."""
        claims = {f"claim-{name}": school for name, school in content["claims"]}
        rows = child.claims.filter(round=content["round"]) if child is not None else ()
        whom = {
            f"who-{row.claim}": row.note for row in rows if [row.claim, row.school_id] in content["claims"]
        }
        facts = {f"fact-{name}": value for name, value in content["facts"].items()}
        programs = Program.objects.select_related("school").in_bulk(content["choices"])
        return {
            "grade": content["grade"],
            "address": content["address"],
            "choices": "\n".join(f"{name} {programs.get(name, '')}".strip() for name in content["choices"]),
            "current_school": content["current_school_id"],
            **({name: getattr(child, name) for name in IDENTITY} if child is not None else {}),
            **claims,
            **whom,
            **facts,
        }


class PaperForm(OfficeForm):
    """A paper or phone application of a child who is not there yet."""

    channel = forms.ChoiceField(
        label=_("How it came in"),
        choices=[("paper", _("on paper")), ("phone", _("by phone"))],
        widget=forms.Select(attrs=_SELECT),
    )
    given_name = forms.CharField(label=_("Given name"), max_length=80, widget=forms.TextInput(attrs=_TEXT))
    family_name = forms.CharField(label=_("Family name"), max_length=80, widget=forms.TextInput(attrs=_TEXT))
    birth_date = forms.DateField(
        label=_("Date of birth"), widget=forms.DateInput(attrs={**_TEXT, "type": "date"})
    )

    field_order = ("channel", "given_name", "family_name", "birth_date", "grade", "address", "choices")


class MendForm(OfficeForm):
    """What was sent of a child, to be mended by the office for a reason that its family reads.

    Another name or date of birth takes everything away that was verified of the child.
    """

    given_name = forms.CharField(label=_("Given name"), max_length=80, widget=forms.TextInput(attrs=_TEXT))
    family_name = forms.CharField(label=_("Family name"), max_length=80, widget=forms.TextInput(attrs=_TEXT))
    birth_date = forms.DateField(
        label=_("Date of birth"),
        widget=forms.DateInput(attrs={**_TEXT, "type": "date"}, format="%Y-%m-%d"),
    )
    why = forms.CharField(
        label=_("Why (the family reads it)"), max_length=300, widget=forms.TextInput(attrs=_TEXT)
    )
