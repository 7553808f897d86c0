"""Rows as compact facts and compact facts as rows: one mapping, by the names of the package's tables."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.db import models as django_models

from citycompact.compact import ROW_TYPES, SECTION, CompactFacts, ProgressRules
from citycompact.rulebook import Signature
from citycompact.web.city.models import City
from citycompact.web.compact import models
from citycompact.web.compact.models import Compact
from citycompact.web.rulebooks.signing import section_in_force
from citycompact.web.tables.row_faults import field_of

MODELS: dict[str, type[django_models.Model]] = {
    "parties": models.Party,
    "posts": models.Post,
    "tenures": models.Tenure,
    "promises": models.Promise,
    "evidence": models.Evidence,
    "milestones": models.Milestone,
    "status_changes": models.StatusChange,
    "indicators": models.Indicator,
    "measurements": models.Measurement,
    "targets": models.Target,
    "barriers": models.Barrier,
    "blocked_promises": models.BlockedPromise,
    "attempts": models.Attempt,
    "levers": models.LeverPosition,
    "waiting": models.Waiting,
    "resolutions": models.Resolution,
    "amendments": models.Amendment,
}
"""Table of a compact package to its model, in an order in which rows can be added."""


def compact_facts() -> CompactFacts | None:
    """The compact of this site today, a query a table; None before there is one. Nothing private is in it."""
    compact = Compact.objects.select_related("city").defer("city__zones").first()
    if compact is None:
        return None
    tables: dict[str, Any] = {}
    for name, model in MODELS.items():
        record = ROW_TYPES[name]
        columns = [field.name for field in fields(record)]
        tables[name] = tuple(
            record(*row) for row in model._default_manager.order_by("pk").values_list(*columns)
        )
    return CompactFacts(
        compact.city_id,
        compact.city.name,
        compact.state,
        compact.signed_on,
        compact.term_until,
        compact.synthetic,
        City.today(),
        **tables,
    )


def progress_rules() -> ProgressRules:
    """The rules of progress that the sectors have signed; the usual ones where they have signed none."""
    return signed_progress_rules()[0]


def signed_progress_rules() -> tuple[ProgressRules, list[Signature]]:
    """The rules of progress with the signatures under them; none where the usual rules hold."""
    found = section_in_force(SECTION)
    if found is None:
        return ProgressRules(), []
    return found.version.read().section(SECTION, ProgressRules), found.signatures


def add_rows(facts: CompactFacts) -> None:
    """Add the rows of a compact to empty tables."""
    for name, model in MODELS.items():
        record = ROW_TYPES[name]
        columns = {field.name: field_of(model, field.name).attname for field in fields(record)}
        model._default_manager.bulk_create(
            model(**{columns[key]: getattr(row, key) for key in columns}) for row in getattr(facts, name)
        )
