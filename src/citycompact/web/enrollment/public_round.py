"""The part of a round's public page that is a round's own: its times, and what is counted of it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycompact.enrollment import INTAKE
from citycompact.web.city.models import School
from citycompact.web.decisions.models import JointDecision
from citycompact.web.enrollment.auditing import finished_audit
from citycompact.web.enrollment.claim_words import claim_words, labels_of_claims
from citycompact.web.enrollment.counting import counts_of
from citycompact.web.enrollment.models import Round
from citycompact.web.enrollment.verifying import name_fact

_COUNTS = {
    "web": gettext_lazy("sent on the site"),
    "paper": gettext_lazy("on paper"),
    "phone": gettext_lazy("by phone"),
    "load": gettext_lazy("from a file"),
    "late": gettext_lazy("late, by decision of both sectors"),
    "mended": gettext_lazy("mended by the enrollment office"),
    "set_aside": gettext_lazy("set aside, since they did not fit any more"),
    "withdrawn": gettext_lazy("withdrawn by their families"),
    "children": gettext_lazy("children"),
    "roster": gettext_lazy("by a roster"),
    "document": gettext_lazy("by a document"),
    "school": gettext_lazy("by the school"),
    "operator": gettext_lazy("by the operator"),
    "agency": gettext_lazy("by an agency's list"),
    "own_word": gettext_lazy("on the family's word alone"),
    "unverified": gettext_lazy("stated and not verified"),
    "not_stated": gettext_lazy("not stated"),
    "made": gettext_lazy("made"),
    "confirmed": gettext_lazy("confirmed"),
    "unconfirmed": gettext_lazy("not confirmed"),
    "asked": gettext_lazy("asked for a proof"),
    "not_confirmed": gettext_lazy("not confirmed"),
    "no_answer": gettext_lazy("no answer"),
}


def public_part(request: HttpRequest, decision: JointDecision) -> Mapping[str, Any]:
    """The round with its times, and its counts once it is published."""
    return {"round": decision.round, "counts": _counts(decision.round)}


def _counts(round_: Round) -> list[dict[str, Any]]:
    """The published counts as tables in words; computed once for a publication and a state of its audit."""
    attempt = round_.published
    if attempt is None:
        return []
    key = f"counts:{attempt.pk}:{finished_audit(attempt) is not None}"
    rows = cache.get(key)
    if rows is None:
        found = counts_of(round_) or {}
        rows = {name: (table.columns, table.rows()) for name, table in found.items()}
        cache.set(key, rows, 24 * 3600)
    tables = {
        name: pl.DataFrame(cells, schema=columns, orient="row") if cells else pl.DataFrame(schema=columns)
        for name, (columns, cells) in rows.items()
    }
    labels = labels_of_claims(attempt.rulebook.rules()) if attempt.rulebook else {}
    return _in_words(tables, labels) if tables else []


def _in_words(
    tables: Mapping[str, pl.DataFrame], labels: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    intake = tables["intake"].row(0, named=True)
    shown = [
        {
            "title": _("How applications came in"),
            "head": [_("How"), _("Applications")],
            "rows": [[_COUNTS[name], _cell(intake[name])] for name in INTAKE],
            "open": True,
        }
    ]
    schools = dict(School.objects.values_list("school_id", "name"))
    for name, title, is_open in (
        ("facts", _("What children state and what verified it"), True),
        ("facts_by_school", _("The same by the school that children say they attend"), False),
        ("claims", _("What schools were asked to confirm"), True),
        ("claims_by_school", _("The same by school"), False),
        ("audit_city", _("Families whose word alone counted, and who were asked for a proof"), True),
        ("audit", _("The same by the school where they were placed"), False),
    ):
        table = tables.get(name)
        if table is not None and not table.is_empty():
            shown.append({"title": title, "open": is_open, **_table(table, schools, labels)})
    return shown


def _table(
    table: pl.DataFrame, schools: Mapping[str, str], labels: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """A table of counts without the columns in which nobody is counted anywhere."""
    counts = [
        name
        for name in table.columns
        if name in _COUNTS and (name in ("children", "made", "asked") or _somebody(table[name]))
    ]
    keys = [name for name in table.columns if name in ("fact", "claim", "school_id")]
    heads = {"fact": _("What"), "claim": _("What"), "school_id": _("School")}
    rows = [
        [*(_key(name, row[name], schools, labels) for name in keys), *(_cell(row[name]) for name in counts)]
        for row in table.iter_rows(named=True)
    ]
    return {"head": [*(heads[name] for name in keys), *(_COUNTS[name] for name in counts)], "rows": rows}


def _somebody(column: pl.Series) -> bool:
    """Whether a count is hidden or more than none anywhere."""
    return bool(column.is_null().any() or (column.fill_null(0) > 0).any())


def _key(name: str, value: Any, schools: Mapping[str, str], labels: Mapping[str, Mapping[str, str]]) -> Any:
    if name == "school_id":
        return schools.get(value, value) if value else _("none")
    return name_fact(value) if name == "fact" else claim_words(value, labels.get(value, {}))


def _cell(count: int | None) -> Any:
    """A count, or that it is not shown; the few are nobody's business."""
    return _("not shown") if count is None else count
