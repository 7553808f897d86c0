"""A year's school budgets as a kind of joint decision: counts open to objection, decided, published."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycompact.doors import Certificate, Decision, Result, Room
from citycompact.facts import write_table
from citycompact.funding import (
    EVERYBODY,
    ROOM,
    TABLES,
    as_published_before,
    read_funding,
    write_next,
)
from citycompact.funding.report import write_report
from citycompact.funding.report.words import word
from citycompact.record.in_folder import decide_into, read_folder
from citycompact.record.written import Written
from citycompact.web.city.models import School
from citycompact.web.decisions.attempts import REPORT
from citycompact.web.decisions.folders import KeptFolder
from citycompact.web.decisions.life import State
from citycompact.web.decisions.models import Attempt, JointDecision
from citycompact.web.decisions.publications import corrected_freeze, correction_of, last_publication
from citycompact.web.decisions.published_files import NotAsPublished
from citycompact.web.decisions.steps import last_freeze_ever
from citycompact.web.decisions.usual import facts_from_rows, unsigned
from citycompact.web.funding.models import Count
from citycompact.web.funding.public_page import public_part
from citycompact.web.funding.published_budgets import public_tables, published_budgets
from citycompact.web.funding.table_pages import NAME
from citycompact.web.kinds import Affected, Blocker, Changed, Kind, Part, Task
from citycompact.web.outbox.addresses import whole_address
from citycompact.web.outbox.sending import tell
from citycompact.web.roles import OFFICE
from citycompact.web.site.access import access_of
from citycompact.web.site.language import page_language
from citycompact.web.site.models import User
from citycompact.words import say_money

DECISION = ROOM.decisions[0]
assert DECISION.name == NAME


_WHAT = {
    "counts": gettext_lazy("the counts"),
    "previous": gettext_lazy("the budget of the year before"),
    "in_kind": gettext_lazy("services in kind"),
    "levies": gettext_lazy("a levy"),
    "moves": gettext_lazy("children who moved"),
}
_WHOSE = ("school_id", "levy", "to_school_id", "from_school_id")


def blockers(decision: JointDecision) -> Sequence[Blocker]:
    """Rules that are not signed; nobody counted; and objections that nobody has answered."""
    found = list(unsigned(BUDGETS, decision))
    counts = Count.objects.filter(year=decision.name)
    address = f"{reverse('tables:table', args=['counts'])}?is-year={decision.name}"
    if not counts.exists():
        link = (_("Pupils counted for budgets"), reverse("tables:table", args=["counts"]))
        said = _("Nobody is counted for the year %(year)s yet.") % {"year": decision.name}
        found.append(Blocker(said, links=[link]))
    waiting = counts.exclude(objection="").filter(answer="").count()
    if waiting:
        said = _("Objections to counts that nobody has answered: %(waiting)s") % {"waiting": waiting}
        found.append(Blocker(said, hard=False, links=[(_("Pupils counted for budgets"), address)]))
    return found


def scope(decision: JointDecision) -> Mapping[str, Mapping[str, Any]]:
    """The rows of the year that the decision is called by."""
    return {table.name: {"year": decision.name} for table in ROOM.tables}


def write_facts(decision: JointDecision, folder: Path) -> None:
    """The rows of the year, and what its last publication hid: a correction shows no more."""
    facts_from_rows(BUDGETS, decision, folder)
    earlier = last_publication(decision)
    if earlier is not None:
        facts = KeptFolder.opened(earlier.freeze.facts, read_funding)
        rows = KeptFolder.opened(earlier.folder, lambda kept: as_published_before(public_tables(kept), facts))
        write_table(rows, TABLES["published_before"], folder, "csv")


def changed(decision: JointDecision) -> Sequence[Changed]:
    """Schools of which a row differs from what was frozen last, and in which tables."""
    frozen = corrected_freeze(decision) or last_freeze_ever(decision)
    if frozen is None:
        return []
    before = KeptFolder.opened(frozen.facts, read_funding)
    with tempfile.TemporaryDirectory() as scratch:
        facts_from_rows(BUDGETS, decision, Path(scratch))
        now = read_funding(Path(scratch))
    found: dict[str, list[str]] = {}
    for name, label in _WHAT.items():
        one, other = before.tables[name], now.tables[name]
        shared = [column.name for column in TABLES[name].columns]
        for mine, theirs in ((one, other), (other, one)):
            rows = mine.select(shared).join(theirs.select(shared), on=shared, how="anti", nulls_equal=True)
            for row in rows.iter_rows(named=True):
                who = next((row[key] for key in _WHOSE if row.get(key)), "")
                if str(label) not in found.setdefault(str(who), []):
                    found[str(who)].append(str(label))
    names = school_names(list(found))
    return [Changed(names.get(who, who), ", ".join(what)) for who, what in sorted(found.items())]


def affected(before: Attempt, after: Attempt) -> Sequence[Affected]:
    """Schools whose budget another result changes."""
    one, other = (budgets_of(attempt) for attempt in (before, after))
    names = school_names([*one, *other])
    language = page_language()
    return [
        Affected(
            names.get(school, school),
            say_money(one.get(school, Decimal(0)), language),
            say_money(other.get(school, Decimal(0)), language),
        )
        for school in sorted({*one, *other})
        if one.get(school) != other.get(school)
    ]


def run(room: Room, decision: Decision, task: Task) -> Written:
    """Decide, check and write down as any room's decision, with the report for boards beside it."""
    task.progress("deciding and checking")
    facts: Any = decision.read(task.facts)
    agreed = task.agreed(facts)

    def beside(folder: Path, result: Result, certificate: Certificate) -> None:
        task.progress("drawing the report")
        signing = agreed.signing[decision.sections[0]]
        write_report(folder / REPORT, facts, agreed.rules, result, certificate, signing)
        write_next(folder, facts, agreed.rules, result)

    written, _certificate = decide_into(task.folder, room, decision, facts, agreed, beside=beside)
    return written


def budgets_of(attempt: Attempt) -> dict[str, Decimal]:
    """What each school gets by an attempt."""

    def read(folder: Path) -> dict[str, Decimal]:
        result = read_folder(folder, ROOM, DECISION).result
        return dict(result.tables["schools"].select("school_id", "amount").iter_rows())

    return KeptFolder.opened(attempt.folder, read)


def school_names(schools: Sequence[str]) -> dict[str, str]:
    """Names of schools by their ids."""
    return dict(School.objects.filter(pk__in=schools).values_list("pk", "name"))


def tell_schools(decision: JointDecision) -> None:
    """Write to those who run schools that their budgets are there; of a correction, where one has changed."""
    correction = correction_of(decision)
    concerned: set[str] | None = None
    if correction is not None and correction.before.attempt is not None:
        now = decision.status.published
        assert now is not None
        one, other = budgets_of(correction.before.attempt), budgets_of(now)
        concerned = {school for school in {*one, *other} if one.get(school) != other.get(school)}
    number = decision.steps.filter(to_state=State.PUBLISHED).count()
    for user in User.objects.filter(_runs_schools(concerned)).distinct():
        with transaction.atomic(), translation.override(user.language):
            said = (
                _("The school budgets of %(year)s are published. Yours, line by line: %(address)s")
                if correction is None
                else _("A published budget of your schools was corrected (%(year)s). Yours: %(address)s")
            )
            address = whole_address("funding:own")
            tell(
                user,
                key=f"budgets:{decision.name}:{number}:{user.pk}",
                subject=_("School budgets of %(year)s") % {"year": decision.name},
                body=said % {"year": decision.name, "address": address},
            )


def _runs_schools(concerned: set[str] | None) -> Q:
    if concerned is None:
        return Q(staff_roles__school__isnull=False) | Q(staff_roles__operator__isnull=False)
    return Q(staff_roles__school__in=concerned) | Q(staff_roles__operator__schools__in=concerned)


def exact_measures(equity: pl.DataFrame) -> list[dict[str, Any]]:
    """Each measure over all schools: per pupil and by need, before and now."""
    every = equity.filter(scope=EVERYBODY)
    found = {(per, when, name): value for _scope, per, when, name, value in every.iter_rows()}
    ways = [(per, when) for per in ("pupil", "weighted_pupil") for when in ("before", "after")]
    return [
        {"name": word(name, page_language()), "cells": [found.get((*way, name)) for way in ways]}
        for name in every["measure"].unique(maintain_order=True)
        if name != "mean"
    ]


def panel(request: HttpRequest, decision: JointDecision) -> Mapping[str, Any]:
    """How many are counted, where they are looked at, and how evenly what is published is spread, exactly."""
    counts = Count.objects.filter(year=decision.name)
    try:
        found = published_budgets(decision)
    except NotAsPublished:
        found = None
    return {
        "equity": [] if found is None else exact_measures(found.exact_measures),
        # As the cells of a row: for each pupil and by need, before and now.
        "headings": [_("A pupil, before"), _("A pupil, now"), _("By need, before"), _("By need, now")],
        "year": decision.name,
        "schools": counts.values("school").distinct().count(),
        "objections": counts.exclude(objection="").count(),
        "may_edit": decision.status.state == State.OPEN and OFFICE in access_of(request).roles,
    }


BUDGETS = Kind(
    room=ROOM,
    decision=DECISION,
    title=gettext_lazy("School budgets"),
    write_facts=write_facts,
    tables=tuple(name for name in TABLES if name != "published_before"),
    scope=scope,
    blockers=blockers,
    changed=changed,
    tell=tell_schools,
    run=run,
    public=("rules.json", "report.html", "public/*"),
    affected=affected,
    mend=gettext_lazy("Correct the counts (a recount), or what schools had before."),
    told=gettext_lazy("Counts the schools whose budget changes."),
    panel=(Part("funding/_panel.html", panel),),
    sections=(Part("funding/_public.html", public_part),),
)
"""The budgets of a year."""
