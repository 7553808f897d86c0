"""A round's applications as tables of a package: what was sent last of each, as it came."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from citycompact.city import TABLES
from citycompact.web.city.models import Program
from citycompact.web.decisions.life import State as Life
from citycompact.web.enrollment.answers import FURTHER
from citycompact.web.enrollment.contents import KNOWN, UNREAD, with_further
from citycompact.web.enrollment.loading import TABLES as OF_APPLICANTS
from citycompact.web.enrollment.loading import bring_applications, lone_family
from citycompact.web.enrollment.models import Application, Round, Sent
from citycompact.web.enrollment.rows import beside
from citycompact.web.moving.giving import columns_loaded, write_as_loaded
from citycompact.web.package_parts import Part


def give_applications(folder: Path, round_id: str) -> None:
    """Write what was submitted to a round; without a name to the one that takes applications last."""
    rounds = Round.objects.order_by("-closes_at")
    round_ = rounds.filter(pk=round_id).first() if round_id else rounds.first()
    sent: list[tuple[str, str, dict[str, Any]]] = []
    if round_ is not None:
        rows = Sent.objects.filter(round=round_, state=Application.State.SUBMITTED).order_by("child_id")
        sent = list(rows.values_list("child_id", "child__family_id", "content").iterator(chunk_size=5000))
    kept = {who: content[FURTHER] for who, _family, content in sent if FURTHER in content}
    tables = {"applicants": _applicants(sent)}
    for name in OF_APPLICANTS[1:]:
        frame = TABLES[name].empty()
        if round_ is not None and name not in UNREAD:
            frame = beside(round_, name)
        tables[name] = with_further(name, frame, kept)
    for name, frame in tables.items():
        write_as_loaded(frame, TABLES[name], columns_loaded(name), folder)


def _applicants(sent: list[tuple[str, str, dict[str, Any]]]) -> pl.DataFrame:
    table = TABLES["applicants"]
    siblings = pl.Series([family for _who, family, _content in sent], dtype=pl.String).value_counts(name="n")
    several = set(siblings.filter(pl.col("n") > 1).to_series(0))
    facts = sorted({name for *_, content in sent for name in content["facts"]})
    rows = [
        {
            "applicant_id": who,
            "family_id": family if family in several or family != lone_family(who) else None,
            **{name: content[name] for name in KNOWN},
            **{name: content["facts"].get(name) for name in facts},
        }
        for who, family, content in sent
    ]
    if not rows:
        return table.empty()
    frame = pl.DataFrame(rows, schema_overrides=table.empty().schema, infer_schema_length=None)
    return table.complete(frame)


def holds(table: str, ids: list[str]) -> dict[str, str]:
    """Programs and schools that something rests on which no row points to: an earlier version or a draft, or
    a round that was frozen with them."""
    if table == "programs":
        grades = {
            grade
            for round_ in Round.objects.exclude(decision__status__state=Life.OPEN)
            for grade in round_.grades
        }
        bound = Program.objects.filter(pk__in=ids, grade__in=grades).values_list("pk", flat=True)
        found = dict.fromkeys(bound, "a round that was frozen has it.")
        drafted = Application.objects.filter(draft__choices__has_any_keys=ids)
        for application in drafted:
            for name in set(application.draft_choices) & set(ids):
                found.setdefault(name, "a family has chosen it.")
        return found
    if table == "schools":
        named = Application.objects.filter(draft__current_school_id__in=ids)
        pupils = {item.draft["current_school_id"] for item in named}
        return dict.fromkeys(pupils, "children say that they attend it.")
    return {}


PARTS = (Part("applications", 60, bring_applications, give_applications, holds),)
