"""Forms of rows: what a form accepts is what the table engine reads back."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from citycompact.facts import FIRST_DAY, LAST_DAY, unfit_in_id
from citycompact.web.site.model_forms import ModelForm
from citycompact.web.table_page import TablePage
from citycompact.web.tables.row_faults import (
    faults_of_cells,
    faults_of_constraints,
    faults_of_days,
    field_of,
    pages_of,
)

M = TypeVar("M", bound=Model)

LONGEST_TEXT = 100_000
"""Most characters of a text without a limit of its own: minutes, notes, the agreement."""


def fits_an_address(key: str) -> None:
    """ValidationError for a key that could stand in no address or no list of keys."""
    if unfit_in_id(key) or set(key) & set("/\\") or key.strip(".") == "":
        raise ValidationError(_("Leave out | / \\ and characters that nobody sees."))
    if not unicodedata.is_normalized("NFC", key):
        raise ValidationError(_("Write each accented letter as one character."))


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

    def validate_unique(self) -> None:
        """Say that a key is taken without the name of its model, which has no other language."""
        try:
            self.instance.validate_unique(exclude=self._not_asked())
        except ValidationError as error:
            for name in error.message_dict:
                said = gettext("Another record has this already.")
                self.add_error(name if name in self.fields else None, said)

    def _update_errors(self, errors: ValidationError) -> None:
        """Say what contradicts another record without the name of the constraint."""
        unnamed = {
            item.get_violation_error_message()
            for item in self.instance._meta.constraints
            if item.violation_error_message == item.default_violation_error_message
        }
        for error in errors.error_dict.get(NON_FIELD_ERRORS, ()) if hasattr(errors, "error_dict") else ():
            if error.message in unnamed:
                error.message = gettext("This contradicts another record.")
        super()._update_errors(errors)  # type: ignore[misc]  # the stubs leave this hook out

    def _not_asked(self) -> set[str]:
        excluded: set[str] = self._get_validation_exclusions()  # type: ignore[attr-defined]
        return excluded

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # the stubs leave this hook out
        # A row of which a cell is missing cannot be built; what is wrong is said already.
        if self.errors:
            return
        days = [fault for fault in faults_of_days(self.instance) if fault[0] in self.fields]
        checks = [page.check for page in pages_of(type(self.instance)) if page.check is not None]
        found = days or faults_of_cells(self.instance)
        for name, words in found or [fault for check in checks for fault in check(self.instance)]:
            self._say(name, words)
        if not self.errors:
            # Once more with the fields that are not asked here, such as the promise of a new milestone.
            for name, words in faults_of_constraints(self.instance):
                self._say(name, words)

    def _say(self, name: str, words: str) -> None:
        if name in self.fields:
            self.add_error(name, words)
        elif name:
            self.add_error(None, f"{field_of(type(self.instance), name).verbose_name}: {words}")
        else:
            self.add_error(None, words)


def form_of(page: TablePage, names: Iterable[str]) -> type[ModelForm[Model]]:
    """The form of one row with some of its columns."""
    names = list(names)
    form = forms.modelform_factory(
        page.model,
        form=RowForm,
        fields=names,
        widgets=widgets_of(page.model, names),
        labels={name: label_of(page, name) for name in names},
    )
    if page.key.name in names and isinstance(key := form.base_fields[page.key.name], forms.CharField):
        key.validators.append(fits_an_address)
    return form


def label_of(page: TablePage, name: str) -> str:
    """What a column is called on pages."""
    return capfirst(str(page.labels.get(name) or field_of(page.model, name).verbose_name))


def widgets_of(model: type[Model], names: Iterable[str]) -> dict[str, type[forms.Widget] | forms.Widget]:
    """Widgets of those fields that need another one than Django's."""
    found = {name: _widget(model, name) for name in names}
    return {name: widget for name, widget in found.items() if widget is not None}


def _widget(model: type[Model], name: str) -> forms.Widget | None:
    kind = model._meta.get_field(name).get_internal_type()
    if kind == "DateField":
        return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if kind == "TextField":
        return forms.Textarea(attrs={"rows": 5})
    return None
