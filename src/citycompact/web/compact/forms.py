"""Forms of the steward and of the family survey."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from citycompact.compact import (
    AREAS,
    CODES,
    EVIDENCE_KINDS,
    FAMILY_SURVEY,
    INTERVIEW,
    SCALE,
    STATUSES,
    ProgressRules,
    say_text,
)
from citycompact.web.city.models import City
from citycompact.web.compact.models import (
    AgreementVersion,
    CodedAnswer,
    Compact,
    Evidence,
    Interview,
    Meeting,
    Promise,
    Resolution,
    StatusChange,
)
from citycompact.web.compact.models.choices import choices, spoken
from citycompact.web.compact.writing import free_slug
from citycompact.web.site.language import page_language
from citycompact.web.site.model_forms import ModelChoiceField
from citycompact.web.tables.row_faults import faults_of_cells
from citycompact.web.tables.row_forms import RowForm, bound_fields


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class EvidenceField(ModelChoiceField[Evidence]):
    """Evidence to choose from, by its day and title."""

    def label_from_instance(self, evidence: Evidence) -> str:
        return f"{evidence.on}: {say_text(evidence, 'title', page_language())}"


class StatusForm(forms.Form):
    """A change of status, with evidence that exists or is added with it."""

    status = forms.ChoiceField(label=_("New status"), choices=choices(STATUSES))
    on = forms.DateField(label=_("Day"), widget=_day())
    evidence = EvidenceField(
        label=_("Evidence on record"),
        queryset=Evidence.objects.none(),
        required=False,
        empty_label=_("New evidence below"),
    )
    kind = forms.ChoiceField(
        label=_("Kind of the new evidence"), choices=choices(EVIDENCE_KINDS), required=False
    )
    title = forms.CharField(label=_("Title of the new evidence"), max_length=200, required=False)
    source = forms.CharField(label=_("Where it can be seen"), max_length=400, required=False)
    reason = forms.CharField(label=_("Why"), max_length=400, required=False)
    reason_es = forms.CharField(label=_("Why, in Spanish"), max_length=400, required=False)

    def __init__(self, promise: Promise, rules: ProgressRules, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        bound_fields(self)
        self.promise, self.rules = promise, rules
        field = self.fields["evidence"]
        assert isinstance(field, EvidenceField)
        field.queryset = promise.evidence.all()

    def clean(self) -> dict[str, Any]:
        """A status needs evidence of a kind that the rules accept, not later than itself."""
        given = super().clean() or {}
        evidence, on, status = given.get("evidence"), given.get("on"), given.get("status")
        if evidence is None and not given.get("title"):
            raise ValidationError(
                {
                    "evidence": gettext(
                        "A status is never just typed: cite evidence, or give new evidence a title."
                    )
                }
            )
        if evidence is not None and on and evidence.on > on:
            raise ValidationError({"evidence": gettext("This evidence is of a later day than the change.")})
        kind = evidence.kind if evidence is not None else given.get("kind")
        accepted = getattr(self.rules.accepted_evidence, status) if status else ()
        if status and kind not in accepted:
            raise ValidationError(
                {
                    "status": gettext("“%(status)s” may rest only on: %(kinds)s.")
                    % {
                        "status": spoken(STATUSES[status]),
                        "kinds": ", ".join(spoken(EVIDENCE_KINDS[k]).lower() for k in accepted),
                    }
                }
            )
        if on and on > City.today():
            raise ValidationError({"on": gettext("This day has not come yet.")})
        if on and self.promise.status_changes.filter(on=on).exists():
            raise ValidationError({"on": gettext("The status has changed on this day already.")})
        if not self.errors:
            self._build(given)
        return given

    def _build(self, given: dict[str, Any]) -> None:
        """The rows that this change adds, once the table engine would read them back."""
        evidence = given["evidence"] or Evidence(
            evidence_id=free_slug(Evidence, f"{self.promise.pk}-{given['on']}"),
            promise=self.promise,
            **{name: given[name] for name in ("kind", "on", "title", "source")},
        )
        change = StatusChange(
            promise=self.promise,
            evidence=evidence,
            **{name: given[name] for name in ("on", "status", "reason", "reason_es")},
        )
        self.rows = (change,) if given["evidence"] else (evidence, change)
        for row in self.rows:
            for name, words in faults_of_cells(row):
                self.add_error(name if name in self.fields else None, words)


class BeginForm(RowForm[Compact]):
    """The beginning of a compact."""

    class Meta:
        model = Compact
        fields = ("state", "signed_on", "term_until")
        widgets = {"signed_on": _day(), "term_until": _day()}


class MeetingForm(RowForm[Meeting]):
    """Minutes of a meeting."""

    class Meta:
        model = Meeting
        fields = ("minutes", "private_note", "closed")
        widgets = {
            "minutes": forms.Textarea(attrs={"rows": 8}),
            "private_note": forms.Textarea(attrs={"rows": 3}),
        }


class NewMeetingForm(RowForm[Meeting]):
    """The day of the next meeting."""

    class Meta:
        model = Meeting
        fields = ("held_on",)
        widgets = {"held_on": _day()}


class ResolutionForm(RowForm[Resolution]):
    """A resolution of a meeting."""

    class Meta:
        model = Resolution
        fields = ("what", "what_es", "promise", "owner_post", "due_on")
        widgets = {"due_on": _day()}


class VersionForm(RowForm[AgreementVersion]):
    """A new version of the agreement's text; areas can be begun from the templates."""

    areas = forms.MultipleChoiceField(
        label=_("Add the starting text for"),
        choices=choices(AREAS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = AgreementVersion
        fields = ("text_en", "text_es", "adopted_on", "note")
        widgets = {
            "adopted_on": _day(),
            "text_en": forms.Textarea(attrs={"rows": 14}),
            "text_es": forms.Textarea(attrs={"rows": 14}),
        }


class FileForm(forms.Form):
    """A file to import."""

    file = forms.FileField(label=_("File"))


class CityForm(forms.Form):
    """Another city: a package, or one CSV with a name."""

    file = forms.FileField(label=_("Package (ZIP) or CSV"))
    city_id = forms.SlugField(label=_("Short name (for a CSV)"), required=False, max_length=60)
    name = forms.CharField(label=_("City (for a CSV)"), required=False, max_length=120)
    state = forms.CharField(label=_("State (for a CSV)"), required=False, max_length=80)


class SurveyForm(forms.Form):
    """The family survey: four questions on one scale."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        scale = [(str(n), spoken(words)) for n, words in enumerate(SCALE, start=1)]
        for key, words in FAMILY_SURVEY.items():
            self.fields[key] = forms.ChoiceField(label=spoken(words), choices=scale, widget=forms.RadioSelect)


class InterviewForm(RowForm[Interview]):
    """A new interview."""

    class Meta:
        model = Interview
        fields = ("on", "sector", "anonymous", "respondent")
        widgets = {"on": _day()}


class AnswerForm(RowForm[CodedAnswer]):
    """One coded answer."""

    question = forms.ChoiceField(label=_("Question"), choices=choices(INTERVIEW))
    code = forms.ChoiceField(label=_("Code"), choices=choices(CODES))
    as_evidence = forms.BooleanField(
        label=_("Make it evidence for the promise (its words stay private)"), required=False
    )

    class Meta:
        model = CodedAnswer
        fields = ("question", "code", "promise", "quote", "released")
        widgets = {"quote": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        """Evidence is about a promise."""
        given = super().clean() or {}
        if given.get("as_evidence") and given.get("promise") is None:
            raise ValidationError({"promise": gettext("Say which promise it is evidence for.")})
        return given
