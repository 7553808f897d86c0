"""Cells as a page and a spreadsheet show them, and what a cell of a spreadsheet means."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, Model
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from citycompact.facts import Problem
from citycompact.web.site.problem_words import say_fault
from citycompact.web.tables.spreadsheets import text_of

MOST_CHARACTERS = 32_767
"""Of a cell of an Excel workbook; what is longer comes back cut, and counts as unchanged."""


def words_of(row: Model, field: Field[Any, Any]) -> str:
    """A cell as a person reads it."""
    value = getattr(row, field.name)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if isinstance(value, datetime.date | float | int):
        return formats.localize(value)
    return str(value)


def same(given: str, kept: object) -> bool:
    """Whether a cell of a spreadsheet says what is kept already; breaks of lines come back in any form."""
    here, there = _plain(text_of(kept)), _plain(given)
    return there in (here, _plain(text_of(kept)[:MOST_CHARACTERS])) or (
        isinstance(kept, bool | float) and _number_or_word(there) == _number_or_word(here)
    )


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _number_or_word(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text.lower()


class Unfit(Exception):
    """A cell that cannot be read, with what is wrong in the language of the page."""


def value_of(field: Field[Any, Any], asked: forms.Field, text: str, keys: frozenset[str]) -> Any:
    """What a cell of a spreadsheet means, by the field of the form that asks the same.

    Parameters
    ----------
    keys
        For a column that leads to another table: the keys there, of those that the file names.

    Raises
    ------
    Unfit
        Where the form would not take it either.
    """
    text = text.strip()
    if "\0" in text:
        raise _unfit("holds the character NUL, which no text has.", "Remove it.")
    if text == "" and asked.required and not isinstance(asked, forms.BooleanField):
        raise _unfit("is empty.", "Give it a value.")
    if isinstance(field, ForeignKey):
        if text and text not in keys:
            raise Unfit(_("No record has this key. Correct it, or add that record first."))
        return field.target_field.to_python(text) if text else None
    if isinstance(asked, forms.BooleanField):
        if text.lower() not in ("true", "false", ""):
            raise _unfit("is not true or false.", "Write true or false.")
        return text.lower() == "true"
    if isinstance(asked, forms.DateField) and text and not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise _unfit("is not a date such as 2027-03-31.", "Write a day, such as 2027-03-31.")
    if isinstance(asked, forms.IntegerField) and not isinstance(asked, forms.FloatField):
        text = _whole(text)
    try:
        value = asked.clean(text)
        if value not in (None, ""):
            # What the column of the database can hold, the form's own field does not know.
            field.run_validators(value)
        return value
    except ValidationError as error:
        raise _in_words(error, field, asked, text) from None


def _whole(text: str) -> str:
    """24.0 as a spreadsheet writes 24; what is no whole number as it is."""
    return re.sub(r"^([+-]?\d+)\.0*$", r"\1", text)


def _unfit(message: str, mend: str) -> Unfit:
    return Unfit(say_fault(Problem("", message, mend)))


def _in_words(error: ValidationError, field: Field[Any, Any], asked: forms.Field, text: str) -> Unfit:
    first = error.error_list[0]
    code = first.code
    if code == "invalid_choice":
        known = [str(key) for key, _label in field.flatchoices]
        return _unfit(f"is not a {field.name}.", f"Write one of {', '.join(known)}.")
    if code == "max_length":
        limit = getattr(asked, "max_length", None) or (first.params or {}).get("limit_value")
        return _unfit(f"has {len(text)} characters.", f"Shorten it to at most {limit} characters.")
    if code in ("max_value", "min_value") and isinstance(asked, forms.IntegerField):
        low, high = asked.min_value, asked.max_value
        if low is not None and high is not None:
            return _unfit("is out of range.", f"Write a number of at least {low} and at most {high}.")
    if code == "invalid" and isinstance(asked, forms.FloatField):
        return _unfit("is not a number.", "Write a number, such as 87.5.")
    if code == "invalid" and isinstance(asked, forms.IntegerField):
        return _unfit("is not a whole number.", "Write a whole number, such as 24.")
    if code == "invalid" and isinstance(asked, forms.DateField):
        return _unfit("is not a date such as 2027-03-31.", "Write a day, such as 2027-03-31.")
    return Unfit(" ".join(error.messages))
