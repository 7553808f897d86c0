"""The pages of an application: what each shows, and how each saves itself."""

from __future__ import annotations

import uuid
from typing import Any, Generic, TypeVar

import numpy as np
from django.db import transaction
from django.db.models import Q
from django.forms import BaseForm
from django.http import QueryDict

from citycompact.city import SECTORS, great_circle_km
from citycompact.web.city.models import Program, School
from citycompact.web.enrollment import drafts
from citycompact.web.enrollment.answers import Answers, answers_of, change
from citycompact.web.enrollment.claim_words import claim_words
from citycompact.web.enrollment.models import Application, Claim
from citycompact.web.enrollment.pages.family_forms import (
    ChildForm,
    FactsForm,
    HomeForm,
    SchoolNowForm,
)
from citycompact.web.enrollment.rolling_over import present_school
from citycompact.web.enrollment.rows import asked
from citycompact.web.enrollment.unverified import unverified_of

Form = TypeVar("Form", bound=BaseForm)

MOST_RESULTS = 30

KM_A_MILE = 1.609344


class ApplicationPage:
    """What all pages share: the application, its questions, and the step indicator."""

    name = ""
    template = "enrollment/family/step_form.html"

    def __init__(self, application: Application) -> None:
        self.application = application
        self.child = application.child
        self.answers = answers_of(application)
        self.rules = application.round.rulebook.rules() if application.round.rulebook else None
        self.asked = asked(application.round, self.rules)
        self.steps = drafts.steps(self.asked)

    def context(self) -> dict[str, Any]:
        """Everything the template shows."""
        names = [step.name for step in self.steps]
        place = names.index(self.name)
        return {
            "application": self.application,
            "child": self.child,
            "answers": self.answers,
            "round": self.application.round,
            "steps": self.steps,
            "step": self.steps[place],
            "place": place + 1,
            "done": names[:place],
            "previous": names[place - 1] if place else None,
            "asked": self.asked,
        }

    def save(self, data: QueryDict) -> bool:
        """Save what was sent; False where it is not valid (the page then shows why)."""
        raise NotImplementedError


class _FormPage(ApplicationPage, Generic[Form]):
    """A page that is one form."""

    form: Form | None = None

    def make(self, data: QueryDict | None) -> Form:
        """The page's form."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """The form beside the rest."""
        return {**super().context(), "form": self.form or self.make(None)}

    def save(self, data: QueryDict) -> bool:
        """Save a valid form."""
        form = self.form = self.make(data)
        if not form.is_valid():
            return False
        with transaction.atomic():
            self.keep(form)
        return True

    def keep(self, form: Form) -> None:
        """Write the form's content."""
        raise NotImplementedError


class ChildPage(_FormPage[ChildForm]):
    """Who the child is, and the grade."""

    name = "child"

    def make(self, data: QueryDict | None) -> ChildForm:
        """Name, birth date, grade."""
        return ChildForm(
            self.application.round, data, instance=self.child, initial={"grade": self.application.grade}
        )

    def keep(self, form: ChildForm) -> None:
        """A new grade clears the choices, which are programs of the old one, and has other zones."""
        form.save()
        grade = form.cleaned_data["grade"]
        if grade != self.application.grade:
            place = drafts.place_of(self.answers["address"], grade)
            change(self.application, grade=grade, choices=[], **place)


class HomePage(_FormPage[HomeForm]):
    """Where the child lives."""

    name = "home"

    def make(self, data: QueryDict | None) -> HomeForm:
        """The address."""
        return HomeForm(data, initial={"address": self.answers["address"]})

    def keep(self, form: HomeForm) -> None:
        """Find the place and the zone of the address."""
        address = form.cleaned_data["address"]
        place = drafts.place_of(address, self.application.grade)
        change(self.application, address=address, **place)


class SchoolPage(_FormPage[SchoolNowForm]):
    """Where the child goes to school now."""

    name = "school"

    def make(self, data: QueryDict | None) -> SchoolNowForm:
        """The present school."""
        return SchoolNowForm(data, initial={"current_school": self.answers["current_school_id"]})

    def context(self) -> dict[str, Any]:
        """Who says so, where the draft says what is known from the years before."""
        known = present_school(self.child, self.application.round)
        stands = known is not None and known.school.pk == self.answers["current_school_id"]
        return {**super().context(), "present": known if stands else None}

    def keep(self, form: SchoolNowForm) -> None:
        """Keep the school in the draft."""
        school = form.cleaned_data["current_school"]
        change(self.application, current_school_id=None if school is None else school.pk)


class FactsPage(_FormPage[FactsForm]):
    """Facts for reserved seats."""

    name = "facts"
    template = "enrollment/family/step_facts.html"

    def make(self, data: QueryDict | None) -> FactsForm:
        """A check box for each fact the rules look at."""
        return FactsForm(self.asked.facts, data, initial=self.answers["facts"])

    def keep(self, form: FactsForm) -> None:
        """Keep the answers in the draft."""
        change(self.application, facts={**self.answers["facts"], **form.cleaned_data})


class ClaimsPage(ApplicationPage):
    """Siblings the system found, and claims that a school has to confirm."""

    name = "claims"
    template = "enrollment/family/step_claims.html"

    def context(self) -> dict[str, Any]:
        """Claims the rules know, each with the school it is made for."""
        rows = self.child.claims.filter(round=self.application.round_id).prefetch_related("documents")
        made = {claim.claim: claim for claim in rows if _made(claim, self.answers)}
        claims = [
            {
                "name": name,
                "label": claim_words(name, labels),
                "claim": made.get(name),
            }
            for name, labels in self.asked.claims.items()
        ]
        return {
            **super().context(),
            "claims": claims,
            "schools": School.objects.all(),
            "siblings": drafts.siblings_of(self.child),
        }

    def save(self, data: QueryDict) -> bool:
        """Make the claims the ones chosen; keep together where it is asked."""
        known = set(School.objects.values_list("school_id", flat=True))
        chosen = ((name, data.get(f"claim-{name}", "")) for name in self.asked.claims)
        whom = {name: str(data.get(f"who-{name}", "")).strip()[:300] for name in self.asked.claims}
        drafts.set_claims(self.application, [pair for pair in chosen if pair[1] in known], whom)
        if self.asked.together:
            together = {self.asked.together: bool(data.get("together"))}
            change(self.application, facts={**self.answers["facts"], **together})
        return True


class ChoicesPage(ApplicationPage):
    """Searching programs and putting them in order."""

    name = "choices"
    template = "enrollment/family/step_choices.html"

    search: QueryDict | None = None

    def context(self) -> dict[str, Any]:
        """The list, the guaranteed seat, warnings, and the programs that can be added."""
        chosen = self.application.draft_choices
        programs = {
            p.program_id: p for p in Program.objects.filter(pk__in=chosen).select_related("school__operator")
        }
        words = (self.search.get("q", "") if self.search else "").strip()
        sector = self.search.get("sector", "") if self.search else ""
        offered = drafts.eligible_programs(self.application).exclude(pk__in=chosen)
        if words:
            offered = offered.filter(
                Q(school__name__icontains=words) | Q(name__icontains=words) | Q(language__icontains=words)
            )
        if sector in SECTORS:
            offered = offered.filter(school__operator__sector=sector)
        found = self._nearest_first(list(offered))
        guaranteed = drafts.guaranteed_program(self.application, self.rules) if self.rules else None
        return {
            **super().context(),
            "chosen": [programs[name] for name in chosen if name in programs],
            "offered": found[:MOST_RESULTS],
            "more": max(0, len(found) - MOST_RESULTS),
            "q": words,
            "sector": sector,
            "sectors": SECTORS,
            "guaranteed": guaranteed,
            "warnings": drafts.warnings(self.application, guaranteed),
            "full": bool(self.asked.maximum and len(chosen) >= self.asked.maximum),
        }

    def _nearest_first(self, programs: list[Program]) -> list[Program]:
        """Programs with ``miles`` from home, the nearest first; by name where home is unknown."""
        home = self.answers["latitude"], self.answers["longitude"]
        if None in home or not programs:
            return programs
        place = [[p.school.latitude, p.school.longitude] for p in programs]
        there = np.array(place, dtype=np.float64).T
        here = np.array([home], dtype=np.float64).T
        distance = great_circle_km(*here, *there)
        for program, miles in zip(programs, (distance / KM_A_MILE).tolist(), strict=True):
            program.miles = None if miles != miles else miles
        return sorted(programs, key=lambda p: (p.miles is None, p.miles or 0, p.program_id))

    def save(self, data: QueryDict) -> bool:
        """The list saves itself with every change; the button only goes on."""
        return True


class ReviewPage(ApplicationPage):
    """Everything once more, and sending it."""

    name = "review"
    template = "enrollment/family/step_review.html"

    def context(self) -> dict[str, Any]:
        """What will be sent, what it lacks, and what the family should know."""
        chosen = self.application.draft_choices
        programs = {p.program_id: p for p in Program.objects.filter(pk__in=chosen).select_related("school")}
        guaranteed = drafts.guaranteed_program(self.application, self.rules) if self.rules else None
        return {
            **super().context(),
            "chosen": [programs[name] for name in chosen if name in programs],
            "guaranteed": guaranteed,
            "warnings": drafts.warnings(self.application, guaranteed),
            "problems": drafts.problems(self.application, self.asked),
            "claims": [
                claim
                for claim in self.child.claims.filter(round=self.application.round_id).select_related(
                    "school"
                )
                if _made(claim, self.answers)
            ],
            "current_school": School.objects.filter(pk=self.answers["current_school_id"]).first(),
            "unverified": unverified_of([self.application], self.application.round).get(self.child.pk),
            "once": uuid.uuid4(),
            "versions": self.application.versions.all(),
        }

    def save(self, data: QueryDict) -> bool:
        """Nothing is saved here; sending has its own address."""
        return True


def _made(claim: Claim, answers: Answers) -> bool:
    """Whether a claim stands in the draft."""
    return [claim.claim, claim.school_id] in answers["claims"]


PAGES: dict[str, type[ApplicationPage]] = {
    page.name: page
    for page in (ChildPage, HomePage, SchoolPage, ClaimsPage, FactsPage, ChoicesPage, ReviewPage)
}
