"""The pages of an application: what each shows, and how each saves itself."""

from __future__ import annotations

import uuid
from typing import Any, Generic, TypeVar

import numpy as np
from django.db import transaction
from django.db.models import Q
from django.forms import BaseForm
from django.http import QueryDict
from django.utils.translation import gettext as _

from citycompact.city import SECTORS, great_circle_km
from citycompact.city.tables import ADDRESS
from citycompact.enrollment import label
from citycompact.web.city.models import Program, School
from citycompact.web.enrollment import drafts
from citycompact.web.enrollment.models import Application
from citycompact.web.enrollment.pages.family_forms import ChildForm, FactsForm, HomeForm, SchoolNowForm
from citycompact.web.enrollment.rows import asked
from citycompact.web.enrollment.verifying import CURRENT_SCHOOL, state, unverified_of
from citycompact.web.site.language import page_language

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
        """A new grade clears the choices, which are programs of the old one."""
        form.save()
        grade = form.cleaned_data["grade"]
        if grade != self.application.grade:
            self.application.grade = grade
            self.application.draft = {**self.application.draft, "choices": []}
            self.application.save()
            if self.child.address:
                drafts.place_again(self.child, grade)


class HomePage(_FormPage[HomeForm]):
    """Where the child lives."""

    name = "home"

    def make(self, data: QueryDict | None) -> HomeForm:
        """The address."""
        return HomeForm(data, instance=self.child)

    def keep(self, form: HomeForm) -> None:
        """Find the place and the zone of the address, which the family states with it."""
        child = form.save(commit=False)
        drafts.place_home(child, self.application.grade)
        child.save()
        if child.address:
            state(child, ADDRESS)


class SchoolPage(_FormPage[SchoolNowForm]):
    """Where the child goes to school now."""

    name = "school"

    def make(self, data: QueryDict | None) -> SchoolNowForm:
        """The present school."""
        return SchoolNowForm(data, instance=self.child)

    def keep(self, form: SchoolNowForm) -> None:
        """Keep the school with the child, as the family states it."""
        child = form.save()
        if child.current_school_id is not None:
            state(child, CURRENT_SCHOOL)


class FactsPage(_FormPage[FactsForm]):
    """Facts for reserved seats."""

    name = "facts"
    template = "enrollment/family/step_facts.html"

    def make(self, data: QueryDict | None) -> FactsForm:
        """A check box for each fact the rules look at."""
        return FactsForm(self.asked.facts, data, initial=self.child.facts)

    def keep(self, form: FactsForm) -> None:
        """Keep the answers with the child, as the family states them."""
        self.child.facts = {**self.child.facts, **form.cleaned_data}
        self.child.save()
        state(self.child, *form.cleaned_data)


class ClaimsPage(ApplicationPage):
    """Siblings the system found, and claims that a school has to confirm."""

    name = "claims"
    template = "enrollment/family/step_claims.html"

    def context(self) -> dict[str, Any]:
        """Claims the rules know, each with the school it is made for."""
        language = page_language()
        made = {claim.claim: claim for claim in self.child.claims.prefetch_related("documents")}
        claims = [
            {
                "name": name,
                "label": {
                    "sibling": _("A brother or sister goes to this school"),
                    "staff_child": _("A parent works at this school"),
                }.get(name)
                or label(name, {name: labels.get(language, "")}, language),
                "claim": made.get(name),
            }
            for name, labels in self.asked.claims.items()
        ]
        return {
            **super().context(),
            "claims": claims,
            "schools": School.objects.all(),
            "siblings": drafts.siblings_of(self.child).select_related("current_school"),
        }

    def save(self, data: QueryDict) -> bool:
        """Make the claims the ones chosen; keep together where it is asked."""
        known = set(School.objects.values_list("school_id", flat=True))
        wanted = {}
        for name in self.asked.claims:
            school = data.get(f"claim-{name}", "")
            if school in known:
                wanted[name, school] = ""
        drafts.set_claims(self.child, wanted)
        if self.asked.together:
            self.child.facts = {**self.child.facts, self.asked.together: bool(data.get("together"))}
            self.child.save()
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
        home = self.child
        if home.latitude is None or home.longitude is None or not programs:
            return programs
        place = [[p.school.latitude, p.school.longitude] for p in programs]
        there = np.array(place, dtype=np.float64).T
        here = np.array([[home.latitude], [home.longitude]], dtype=np.float64)
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
            "claims": self.child.claims.select_related("school"),
            "unverified": unverified_of([self.child.pk], self.application.round, self.rules).get(
                self.child.pk, []
            )
            if self.rules
            else [],
            "once": uuid.uuid4(),
            "versions": self.application.versions.all(),
        }

    def save(self, data: QueryDict) -> bool:
        """Nothing is saved here; sending has its own address."""
        return True


PAGES: dict[str, type[ApplicationPage]] = {
    page.name: page
    for page in (ChildPage, HomePage, SchoolPage, ClaimsPage, FactsPage, ChoicesPage, ReviewPage)
}
