"""The office's form for a first rulebook, where a city has none yet."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from citycompact.enrollment import GROUPS, FirstRules, first_rulebook
from citycompact.rooms import rule_sentences
from citycompact.web.city.models import City, Operator
from citycompact.web.rulebooks.forms import DraftForm, version_of
from citycompact.web.site.language import page_language

_TEXT = {"class": "usa-input"}
_SELECT = {"class": "usa-select"}
_BOX = {"class": "usa-checkbox__input"}
_PLACES = 4


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={**_TEXT, "type": "date"}))


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={**_TEXT, "type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])


class FirstRulesForm(forms.Form):
    """What a first rulebook says; everything else can be changed in the draft that it makes."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, widget=forms.TextInput(attrs=_TEXT))
    version = forms.CharField(
        label=gettext_lazy("For the school year, such as 2027-28"),
        max_length=40,
        widget=forms.TextInput(attrs=_TEXT),
    )
    round_name = forms.CharField(
        label=gettext_lazy("Name of the round"), max_length=120, widget=forms.TextInput(attrs=_TEXT)
    )
    round_id = forms.SlugField(
        label=gettext_lazy("Id of the round in the rulebook, such as main"),
        max_length=40,
        initial="main",
        widget=forms.TextInput(attrs=_TEXT),
    )
    opens = _day(gettext_lazy("Applications are taken from"))
    closes = _moment(gettext_lazy("Deadline, on the city's clock"))
    draw_at = _moment(gettext_lazy("The public draw, on the city's clock"))
    draw_event = forms.CharField(
        label=gettext_lazy("Where it is drawn, in words that everybody knows it by"),
        max_length=200,
        widget=forms.TextInput(attrs=_TEXT),
    )
    results = _day(gettext_lazy("Results come on"))
    maximum = forms.IntegerField(
        label=gettext_lazy("Most programs on a list (empty: as many as a family likes)"),
        required=False,
        min_value=1,
        max_value=100,
        widget=forms.NumberInput(attrs=_TEXT),
    )
    stay = forms.BooleanField(
        label=gettext_lazy("A child has the right to go on at its own school"),
        required=False,
        initial=True,
        widget=forms.CheckboxInput(attrs=_BOX),
    )
    charters_differ = forms.BooleanField(
        label=gettext_lazy("Charter schools have an order of their own"),
        required=False,
        widget=forms.CheckboxInput(attrs=_BOX),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [
            ("", _("nothing more")),
            *((name, group["labels"][page_language()]) for name, group in GROUPS.items()),
        ]
        for which, label in (
            ("first", gettext_lazy("Who comes first at a school: place %(n)s")),
            ("charter", gettext_lazy("At charter schools: place %(n)s")),
        ):
            for n in range(1, _PLACES + 1):
                self.fields[f"{which}_{n}"] = forms.ChoiceField(
                    label=label % {"n": n},
                    choices=choices,
                    required=False,
                    widget=forms.Select(attrs=_SELECT),
                )

    def order(self, which: str) -> list[str]:
        """The groups that were chosen, in their order."""
        chosen = (self.cleaned_data.get(f"{which}_{n}", "") for n in range(1, _PLACES + 1))
        return [name for name in chosen if name]

    def clean(self) -> dict[str, Any]:
        """Days come after each other, and nobody comes first twice."""
        data = super().clean() or {}
        for which in ("first", "charter"):
            listed = self.order(which)
            if len(set(listed)) < len(listed):
                self.add_error(f"{which}_1", _("Each of them has one place."))
        moments = [data.get(name) for name in ("opens", "closes", "draw_at", "results")]
        days = [item.date() if isinstance(item, datetime.datetime) else item for item in moments]
        for name, before, after in zip(("closes", "draw_at", "results"), days, days[1:], strict=False):
            if before is not None and after is not None and after < before:
                self.add_error(name, _("This comes before what has to come first."))
        return data

    def rules(self, city: City) -> FirstRules:
        """The answers."""
        data = self.cleaned_data
        return FirstRules(
            name=data["name"],
            version=data["version"],
            city_id=city.pk,
            sectors=_sectors(),
            round_id=data["round_id"],
            round_name=data["round_name"],
            opens=data["opens"],
            closes=data["closes"].replace(tzinfo=None),
            results=data["results"],
            draw_at=data["draw_at"].replace(tzinfo=None),
            draw_event=data["draw_event"],
            maximum=data["maximum"],
            priorities=self.order("first"),
            of_charters=self.order("charter") if data["charters_differ"] else (),
            stay=data["stay"],
        )


def _sectors() -> list[str]:
    """The compact's two sides, as far as they run schools; both before there are any."""
    there = set(Operator.objects.values_list("sector", flat=True))
    return [name for name in ("district", "charter") if name in there] or ["district", "charter"]


@require_http_methods(["GET", "POST"])
def first_rules(request: HttpRequest) -> HttpResponse:
    """Ask for the few things that a first rulebook needs, and show what it would say, as a draft to edit."""
    city = City.objects.defer("zones").get()
    given = {"name": _("%(city)s common enrollment") % {"city": city.name}, "round_name": _("Main round")}
    form = FirstRulesForm(request.POST or None, initial=given)
    draft, sentences = None, list[str]()
    if request.method == "POST" and form.is_valid():
        text = first_rulebook(form.rules(city))
        draft = DraftForm(initial={"text": text})
        try:
            said = rule_sentences(version_of(text).read(), page_language())
        except forms.ValidationError as error:
            form.add_error(None, error)
            draft = None
        else:
            sentences = [sentence for section in said.values() for sentence in section.values()]
    context = {"form": form, "draft": draft, "sentences": sentences}
    return render(request, "enrollment/office/first_rules.html", context, status=_status(request, draft))


def _status(request: HttpRequest, draft: DraftForm | None) -> int:
    return 422 if request.method == "POST" and draft is None else 200
