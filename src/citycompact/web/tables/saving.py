"""Keeping and removing rows: what an edit resets, and what no row may be taken from under."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _

from citycompact.web.table_page import TablePage
from citycompact.web.tables.row_faults import pages_of, why_locked


def reset_after(page: TablePage, row: models.Model, changed: Iterable[str]) -> list[str]:
    """Put what a change resets to what it becomes; returns the fields that have become something else.

    What is declared for one page of a model holds on all its pages.
    """
    found: list[str] = []
    resets = {name: said for item in pages_of(page.model) for name, said in item.resets.items()}
    for name in changed:
        for other, value in resets.get(name, {}).items():
            setattr(row, other, value)
            found.append(other)
    return found


def why_it_stays(row: models.Model) -> str:
    """Why a row cannot be removed: its table says so, or other rows rest on it. Empty where it can."""
    if said := why_locked(row) or next(
        filter(None, (p.kept(row) for p in pages_of(type(row)) if p.kept)), ""
    ):
        return said
    words = _("Other records rest on this one, so it stays.")
    collector = Collector(using="default", origin=row)
    try:
        collector.collect([row])
    except (ProtectedError, RestrictedError):
        return words
    others = sum(len(rows) for model, rows in collector.data.items() if model is not type(row))
    others += len(collector.data.get(type(row), ())) > 1
    others += any(rows.exists() for rows in collector.fast_deletes)
    pointing = (rows for found in collector.field_updates.values() for rows in found)
    others += any(rows.exists() if isinstance(rows, models.QuerySet) else rows for rows in pointing)
    return words if others else ""
