"""The terms of a promise, which change only by both sectors' amendment, and how a change of them is said."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from citycompact.compact.explain import say_group, say_text
from citycompact.words import Language, say_date, say_number

TERMS: dict[str, tuple[str, ...]] = {
    "promises": ("made_on", "due_on"),
    "milestones": ("number", "what", "what_es", "due_on"),
    "targets": ("indicator_id", "group", "baseline", "baseline_on", "target", "target_on"),
}
"""Table to those of its columns that are terms: with the owner's post, which the steward keeps, and the
evidence they decide when a promise turns amber or red."""

IDENTIFYING: dict[str, tuple[str, ...]] = {
    "promises": (),
    "milestones": ("number",),
    "targets": ("indicator_id", "group"),
}
"""Terms that say which row it is, and so do not change."""

_NAMES: dict[str, dict[Language, str]] = {
    "made_on": {"en": "promised on", "es": "prometida el"},
    "due_on": {"en": "due on", "es": "vence el"},
    "what": {"en": "words", "es": "texto"},
    "what_es": {"en": "words in Spanish", "es": "texto en español"},
    "baseline": {"en": "baseline", "es": "valor inicial"},
    "baseline_on": {"en": "baseline of", "es": "valor inicial del"},
    "target": {"en": "target", "es": "meta"},
    "target_on": {"en": "target by", "es": "meta para el"},
}
_SUBJECTS: dict[str, dict[Language, str]] = {
    "promises": {"en": "The promise", "es": "La promesa"},
    "milestones": {"en": "Milestone “{name}”", "es": "Hito «{name}»"},
    "targets": {"en": "Target for “{name}”", "es": "Meta de «{name}»"},
}
_ADDED: dict[Language, str] = {"en": "New", "es": "Nuevo"}
_REMOVED: dict[Language, str] = {"en": "Removed", "es": "Suprimido"}
_NOTHING: dict[Language, str] = {"en": "(no date)", "es": "(sin fecha)"}


@dataclass(frozen=True)
class TermChange:
    """One change of terms: a row of a table as it was and as it shall be, as plain data.

    ``before`` is None for a row that is added, ``after`` for one that is removed.
    """

    table: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def say_change(change: TermChange, indicators: Mapping[str, Any], language: Language) -> str:
    """The change as a line of text.

    Parameters
    ----------
    indicators
        Indicators by id, for their names.
    """
    row = change.after or change.before or {}
    subject = _SUBJECTS[change.table][language].format(name=_name(change.table, row, indicators, language))
    free = [name for name in TERMS[change.table] if name not in IDENTIFYING[change.table]]
    if change.before is not None and change.after is not None:
        before, after = change.before, change.after
        parts = [
            f"{_NAMES[name][language]} {_value(name, before[name], language)} → "
            f"{_value(name, after[name], language)}"
            for name in free
            if before[name] != after[name]
        ]
    else:
        subject = f"{(_REMOVED if change.after is None else _ADDED)[language]}: {subject}"
        # The words of a milestone are its name already.
        shown = [name for name in free if name != "what" and row[name] not in (None, "")]
        parts = [f"{_NAMES[name][language]} {_value(name, row[name], language)}" for name in shown]
    return f"{subject}: {'; '.join(parts)}"


def _name(table: str, row: Mapping[str, Any], indicators: Mapping[str, Any], language: Language) -> str:
    if table == "targets":
        indicator = indicators.get(row["indicator_id"])
        name = say_text(indicator, "name", language) if indicator else str(row["indicator_id"])
        return f"{name}, {say_group(row['group'], language)}"
    return str((row.get("what_es") if language == "es" else "") or row.get("what", ""))


def _value(name: str, value: Any, language: Language) -> str:
    if value is None:
        return _NOTHING[language]
    if name.endswith("_on"):
        return say_date(datetime.date.fromisoformat(value), language)
    if isinstance(value, str):
        return f"«{value}»" if language == "es" else f"“{value}”"
    # Who approves a number has to see all of it.
    return say_number(value, language, exact=True)
