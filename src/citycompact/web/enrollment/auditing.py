"""Asking for proofs after the draw: of whom, what the office finds, and what is public of it."""

from __future__ import annotations

import polars as pl
from django.db import transaction

from citycompact.city import CityPackage
from citycompact.enrollment import EnrollmentRules, audit_sample
from citycompact.web.city.clock import city_moment
from citycompact.web.decisions.life import AFTER_THE_DRAW
from citycompact.web.decisions.models import Attempt
from citycompact.web.enrollment.answers import value_of
from citycompact.web.enrollment.models import Application, Asked, Outcome, Round
from citycompact.web.site.models import User


def ask(attempt: Attempt, facts: CityPackage, rules: EnrollmentRules) -> None:
    """Keep whom the draw of an official attempt asks; what was found before of the same value stays found."""
    if not attempt.official:
        return
    Asked.objects.filter(attempt=attempt).delete()
    sample = audit_sample(facts, rules, attempt.seed)
    theirs = Application.objects.filter(
        round__decision=attempt.decision, child__in=sample["applicant_id"].unique().to_list()
    )
    sent = {item.child_id: item.last_version for item in theirs.prefetch_related("versions")}
    found = {
        (item.child_id, item.fact): item
        for item in Asked.objects.filter(attempt__decision=attempt.decision).exclude(finding="")
    }
    asked = []
    for fact, child, number in sample.iter_rows():
        version = sent.get(child)
        made = Asked(attempt=attempt, child_id=child, fact=fact, number=number)
        made.value = None if version is None else value_of(version.content, fact)
        before = found.get((child, fact))
        if before is not None and before.value == made.value:
            made.finding, made.reason = before.finding, before.reason
            made.found_by, made.found_at = before.found_by, before.found_at
        asked.append(made)
    Asked.objects.bulk_create(asked)


def audited(round_: Round) -> Attempt | None:
    """The attempt whose list the office works through: what is published, else what was drawn last."""
    stands = round_.decision.status
    if stands.published is not None:
        return stands.published
    if stands.frozen is None or stands.state not in AFTER_THE_DRAW:
        return None
    done = Attempt.objects.filter(freeze=stands.frozen, official=True, state=Attempt.State.DONE)
    return done.first()


def proofs_asked_of(attempt: Attempt, child: str) -> list[Asked]:
    """What a child is asked to prove of a published result, and what was found; empty for most."""
    return list(attempt.asked.filter(child=child).order_by("fact"))


def is_closed(attempt: Attempt) -> bool:
    """Whether what was found is public, so that nothing of it changes any more."""
    stands = attempt.decision.status
    return stands.published_id == attempt.pk and finished_audit(attempt) is not None


@transaction.atomic
def note(asked: Asked, finding: str, reason: str, user: User) -> None:
    """Keep what was found; an earlier finding stays in the trail."""
    asked.finding, asked.reason = finding, reason
    asked.found_by, asked.found_at = user, city_moment()
    asked.save()


def finished_audit(attempt: Attempt) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """What was found and where each was placed, as public counts take them; None as long as somebody is not
    looked at, and where nobody was asked."""
    rows = list(Asked.objects.filter(attempt=attempt).values_list("fact", "child_id", "finding"))
    if not rows or any(not finding for _fact, _child, finding in rows):
        return None
    children = {child for _fact, child, _finding in rows}
    placed = Outcome.objects.filter(attempt=attempt, child__in=children)
    return (
        pl.DataFrame(rows, schema=["fact", "applicant_id", "finding"], orient="row"),
        pl.DataFrame(
            list(placed.values_list("child_id", "program__school_id")),
            schema={"applicant_id": pl.String, "school_id": pl.String},
            orient="row",
        ),
    )
