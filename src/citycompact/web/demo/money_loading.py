"""The demo city's money: two years that are published, the first with a recount, and one that is open."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
from django.db import transaction

from citycompact.city import CityPackage
from citycompact.funding import TABLES, as_previous
from citycompact.funding.demo import RECOUNTED, YEARS, demo_counts, demo_previous
from citycompact.web.decisions import proposals, steps
from citycompact.web.decisions.life import State
from citycompact.web.decisions.models import JointDecision
from citycompact.web.decisions.running import run_attempt
from citycompact.web.decisions.steps import begin
from citycompact.web.funding.budgets import BUDGETS
from citycompact.web.funding.models import Count, InKind, Levy, PreviousAmount
from citycompact.web.funding.published_budgets import published_budgets
from citycompact.web.rows import Rows, add
from citycompact.web.site.models import User

_TABLES = {"counts": Rows(TABLES["counts"], Count), "previous": Rows(TABLES["previous"], PreviousAmount)}


def load_money(city: CityPackage, people: dict[str, User]) -> None:
    """Fill the years of the demo; one that has budgets already is left as it is."""
    if Count.objects.exists():
        return
    first, second, third = YEARS
    _begin(city, first, demo_previous(city, first), people)
    decision = _publish(first, people)
    _recount(decision, people)
    _begin(city, second, _before(decision, second), people)
    _begin(city, third, _before(_publish(second, people), third), people)
    objecting = Count.objects.filter(year=third, category="english_learner").order_by("school_id").first()
    assert objecting is not None
    objecting.objection = "Our own list has two children more, who came in September."
    objecting.save()
    Levy.objects.create(year=third, levy="Schools levy of 2024", amount=Decimal("3500000"))
    InKind.objects.create(
        year=third, school=objecting.school, service="Buses of the district", amount=Decimal("182000")
    )


@transaction.atomic
def _begin(city: CityPackage, year: str, previous: pl.DataFrame, people: dict[str, User]) -> None:
    for name, frame in (("counts", demo_counts(city, year)), ("previous", previous)):
        _add(name, frame)
    begin(BUDGETS.name, year, f"School budgets {year}", people["office"])


def _add(name: str, frame: pl.DataFrame) -> None:
    own = {"objection": "", "answer": ""} if name == "counts" else {}
    add(_TABLES[name], frame, **own)


def _publish(year: str, people: dict[str, User]) -> JointDecision:
    """Carry a year to its publication by the word of both sectors."""
    decision = JointDecision.objects.get(kind=BUDGETS.name, name=year)
    steps.freeze(decision, people["office"])
    decision.refresh_from_db()
    run_attempt(decision.attempts.latest("pk").pk)
    _approve(decision, State.APPROVED, people)
    steps.publish(decision, people["office"])
    return JointDecision.objects.get(pk=decision.pk)


def _approve(decision: JointDecision, to_state: str, people: dict[str, User]) -> None:
    proposal = decision.proposals.filter(to_state=to_state).latest("pk")
    for key in ("approver-district", "approver-charter"):
        proposals.give_verdict(proposal, people[key], approves=True)


def _recount(decision: JointDecision, people: dict[str, User]) -> None:
    """A school was counted wrongly: both sectors open the year again, and what is right is published."""
    proposals.propose(
        decision, State.OPEN, people["office"], "A recount found children of a class that nobody had counted."
    )
    _approve(decision, State.OPEN, people)
    wrong = Count.objects.filter(year=decision.name, category="K").order_by("school_id").first()
    if wrong is not None:
        wrong.pupils += RECOUNTED
        wrong.save()
    _publish(decision.name, people)


def _before(decision: JointDecision, year: str) -> pl.DataFrame:
    """What a year's schools had in the one before, and how it was published."""
    found = published_budgets(decision)
    assert found is not None
    return as_previous(found.facts, found.rules, found.result, found.public, year)
