"""What a correction of a published round is about: facts that changed since the freeze, and whose result
another one takes the place of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycompact.city import CityPackage, read_city
from citycompact.web.decisions.folders import KeptFolder
from citycompact.web.decisions.models import Attempt, JointDecision
from citycompact.web.decisions.publications import corrected_freeze
from citycompact.web.decisions.steps import last_freeze_ever
from citycompact.web.enrollment.models import Application, Outcome
from citycompact.web.enrollment.setting_aside import OF_APPLICANTS, fitting
from citycompact.web.kinds import Affected, Changed

_WHAT = {
    "applicants": gettext_lazy("what the application says"),
    "choices": gettext_lazy("the choices"),
    "claims": gettext_lazy("what a school confirms"),
    "scores": gettext_lazy("a score"),
    "verifications": gettext_lazy("what is verified"),
}


def changed(decision: JointDecision) -> list[Changed]:
    """Whose rows differ from those that a correction is held against, and in which tables; then programs."""
    frozen = corrected_freeze(decision) or last_freeze_ever(decision)
    if frozen is None:
        return []
    before = KeptFolder.opened(frozen.facts, read_city)
    now = fitting(decision.round).package
    found: dict[str, list[str]] = {}
    for table in OF_APPLICANTS:
        for name in _differing(before, now, table, "applicant_id"):
            found.setdefault(name, []).append(str(_WHAT[table]))
    numbers = Application.objects.filter(round=decision.round, child__in=found).values_list("child_id", "pk")
    pages = {child: reverse("enrollment:application", args=[number]) for child, number in numbers}
    people = [Changed(name, ", ".join(what), pages.get(name, "")) for name, what in sorted(found.items())]
    of_the_city = {
        "programs": ("program_id", _("the program")),
        "reserves": ("program_id", _("seats set aside at the program")),
        "schools": ("school_id", _("the school")),
        "operators": ("operator_id", _("the operator")),
    }
    places = [
        Changed(name, what)
        for table, (key, what) in of_the_city.items()
        for name in _differing(before, now, table, key)
    ]
    zones = [Changed(_("the city"), _("its zones"))] if before.zones != now.zones else []
    return people + places + zones


def _differing(before: CityPackage, now: CityPackage, table: str, key: str) -> list[str]:
    """Keys of rows that stand in one of two packages alone."""
    one, other = before.table(table), now.table(table)
    shared = [name for name in one.columns if name in other.columns]
    sides = [
        a.select(shared).join(b.select(shared), on=shared, how="anti", nulls_equal=True)
        for a, b in ((one, other), (other, one))
    ]
    return pl.concat([side[key] for side in sides]).unique().sort().to_list()


def affected(before: Attempt, after: Attempt) -> list[Affected]:
    """Children whose seat differs between two attempts, and those who are in one of them alone."""
    seats = [
        dict(Outcome.objects.filter(attempt=attempt).values_list("child_id", "program_id"))
        for attempt in (before, after)
    ]
    names = dict(
        Outcome.objects.filter(attempt__in=(before, after), program__isnull=False).values_list(
            "program_id", "program_name"
        )
    )
    found = []
    for child in sorted({*seats[0], *seats[1]}):
        was, becomes = (_seat(child, side, names) for side in seats)
        if was != becomes:
            found.append(Affected(child, was, becomes))
    return found


def _seat(child: str, side: Mapping[str, str | None], names: Mapping[Any, str | None]) -> str:
    if child not in side:
        return _("not in the round")
    program = side[child]
    return _("no seat") if program is None else names.get(program) or program
