"""Forms of rows: what a form accepts is what the table engine reads back.

A row that stands in a compact package is built, written and read by the columns of its own table before it
is kept, so that the site and its open data have one rule for a cell. What no single cell can say (which day
comes before which) stands here for all pages.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from citycompact.compact import ROW_TYPES, TABLES
from citycompact.facts import FIRST_DAY, LAST_DAY, row_problems
from citycompact.web.city.models import City
from citycompact.web.compact import models
from citycompact.web.compact.facts_from_database import MODELS, field_of
from citycompact.web.site.model_forms import ModelForm
from citycompact.web.site.problem_words import say_fault

M = TypeVar("M", bound=Model)

LONGEST_TEXT = 100_000
"""Most characters of a text without a limit of its own: minutes, notes, the agreement."""

IN_ORDER: dict[type[Model], tuple[tuple[str, str], ...]] = {
    models.Compact: (("signed_on", "term_until"),),
    models.Tenure: (("since", "until"),),
    models.Promise: (("made_on", "due_on"),),
    models.Target: (("baseline_on", "target_on"),),
    models.Barrier: (("opened_on", "closed_on"),),
    models.Resolution: (("on", "due_on"), ("on", "done_on")),
    models.Stay: (("since", "until"),),
    models.GovernanceProfile: (("begins_on", "review_on"), ("begins_on", "ends_on")),
    models.SurveyWave: (("opens_on", "closes_on"),),
}
"""Two days of a row of which the second is not before the first."""

NOT_TO_COME: dict[type[Model], tuple[str, ...]] = {
    models.Promise: ("made_on",),
    models.Milestone: ("reached_on",),
}
"""Days that have to have come: a promise that is made tomorrow stands on no page today."""


def faults_of_days(row: Model) -> list[tuple[str, str]]:
    """Fields whose days contradict each other or the calendar of the city, each with what is wrong."""
    found = []
    for name in NOT_TO_COME.get(type(row), ()):
        day = getattr(row, name)
        if day is not None and day > City.today():
            found.append((name, gettext("This day has not come yet.")))
    for earlier, later in IN_ORDER.get(type(row), ()):
        first, second = getattr(row, earlier), getattr(row, later)
        if first is not None and second is not None and second < first:
            words = {"name": field_of(type(row), earlier).verbose_name}
            found.append((later, gettext("This is before the day “%(name)s”.") % words))
    return found


def faults_of_cells(row: Model) -> list[tuple[str, str]]:
    """Fields that the table engine would not read back as they are, each with what is wrong; none for
    a row that stands in no package."""
    table = next((name for name, model in MODELS.items() if type(row) is model), None)
    if table is None:
        return []
    attributes = {field.name: field_of(type(row), field.name).attname for field in fields(ROW_TYPES[table])}
    built = ROW_TYPES[table](**{name: getattr(row, attribute) for name, attribute in attributes.items()})
    return [
        (row._meta.get_field(problem.column).name, say_fault(problem))
        for problem in row_problems(built, TABLES[table])
        if problem.column is not None
    ]


def bound_fields(form: forms.BaseForm) -> None:
    """Give the days of a form their first and last one, and its longest texts a limit."""
    for field in form.fields.values():
        if isinstance(field, forms.DateField):
            days = {"first": FIRST_DAY, "last": LAST_DAY}
            words = _("Write a day from %(first)s to %(last)s.") % days
            field.validators += [MinValueValidator(FIRST_DAY, words), MaxValueValidator(LAST_DAY, words)]
            field.widget.attrs |= {"min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
        elif isinstance(field, forms.CharField) and field.max_length is None:
            field.validators.append(MaxLengthValidator(LONGEST_TEXT))
            field.widget.attrs["maxlength"] = LONGEST_TEXT


class RowForm(ModelForm[M]):
    """A form of one row."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        bound_fields(self)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # the stubs leave this hook out
        # A row of which a cell is missing cannot be built; what is wrong is said already.
        if self.errors:
            return
        days = [fault for fault in faults_of_days(self.instance) if fault[0] in self.fields]
        for name, words in days or faults_of_cells(self.instance):
            if name in self.fields:
                self.add_error(name, words)
            else:
                label = field_of(type(self.instance), name).verbose_name
                self.add_error(None, f"{label}: {words}")
        if not self.errors:
            try:
                # Once more with the fields that are not asked here, such as the promise of a new milestone.
                self.instance.validate_constraints()
            except ValidationError:
                self.add_error(None, gettext("This contradicts another record."))
