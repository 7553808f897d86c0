"""A round of enrollment as a kind of joint decision: its facts, what blocks it, what is kept of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citycompact.city import read_city, write_city
from citycompact.doors import Decision, Room
from citycompact.enrollment import ROOM, SECTION, SIBLING_UNCOUNTED, refused, with_names, with_schools
from citycompact.record import Committed
from citycompact.record.match.publishing import MATCH, FinishedRound
from citycompact.record.match.running import run_round
from citycompact.record.receipts import family_receipt
from citycompact.web.city.models import Program
from citycompact.web.decisions.life import State
from citycompact.web.decisions.models import Attempt, JointDecision, Step
from citycompact.web.enrollment.letters import results_message
from citycompact.web.enrollment.models import Application, Claim, Guardian, Outcome, Round, Sealed
from citycompact.web.enrollment.rows import city_package
from citycompact.web.kinds import Blocker, Kind, Part, Task
from citycompact.web.roles import OFFICE
from citycompact.web.rows import copy_into
from citycompact.web.rulebooks import signing
from citycompact.web.rulebooks.models import RulebookVersion
from citycompact.web.site.access import access_of


def round_of(decision: JointDecision) -> Round:
    """The round that a decision is about, looked up once."""
    return decision.round


def _rulebook(decision: JointDecision) -> RulebookVersion | None:
    return round_of(decision).rulebook


def _round_id(decision: JointDecision) -> str | None:
    """Which of the rulebook's rounds it is; rules without rounds are those of any."""
    round_ = round_of(decision)
    return round_.pk if round_.rulebook is not None and round_.rulebook.rules().round_ids else None


def _write_facts(decision: JointDecision, folder: Path) -> None:
    round_ = round_of(decision)
    write_city(city_package(round_), folder, "parquet")


def blockers(decision: JointDecision) -> list[Blocker]:
    """What still stands in the way of freezing a round."""
    round_ = round_of(decision)
    corrects = decision.steps.filter(to_state=State.FROZEN).exists()
    found = []
    if round_.opened_at is None:
        found.append(Blocker(_("The round has not been opened.")))
    elif timezone.now() < round_.closes_at and not corrects:
        found.append(Blocker(_("The round is still open for families.")))
    if round_.rulebook is None:
        found.append(Blocker(_("No rulebook is chosen.")))
    else:
        found += [Blocker(sentence) for sentence in signing.blockers(SECTION, round_.rulebook)]
    waiting = (
        Claim.objects.filter(
            state__in=[Claim.State.WAITING, Claim.State.ASKED],
            child__applications__round=round_,
            child__applications__state=Application.State.SUBMITTED,
        )
        .distinct()
        .count()
    )
    if waiting:
        said = ngettext(
            "%(count)s claim waits for a school; what is not confirmed counts as not true.",
            "%(count)s claims wait for schools; what is not confirmed counts as not true.",
            waiting,
        )
        found.append(Blocker(said % {"count": waiting}, hard=False))
    unapproved = Program.objects.filter(seats_approved=False)
    if round_.grades:
        unapproved = unapproved.filter(grade__in=round_.grades)
    operators = sorted(set(unapproved.values_list("school__operator__name", flat=True)))
    if operators:
        said = _("Seats are not approved by: %(operators)s.") % {"operators": ", ".join(operators)}
        found.append(Blocker(said, hard=False))
    if round_.rulebook is not None and not any(blocker.hard for blocker in found):
        # All facts are looked at, so last: rights that cannot all be kept are seen before the draw.
        problems = refused(city_package(round_), round_.rulebook.rules())
        found += [Blocker(str(problem)) for problem in problems]
    return found


def _run(room: Room, decision: Decision, task: Task) -> FinishedRound:
    assert task.draw is not None
    city = read_city(task.facts)
    return run_round(
        city,
        task.agreed(city),
        task.draw,
        task.folder,
        published=task.published,
        progress=task.progress,
    )


def _seal(frozen: Step, committed: Committed) -> None:
    """Keep each child's place under the commitment, so that its family can take it before the draw."""
    copy_into(
        Sealed,
        ("freeze", "child", "receipt"),
        ((frozen.pk, child, json.dumps(receipt)) for child, receipt in committed.receipts()),
    )


def _keep(attempt: Attempt, finished: FinishedRound, folder: Path) -> None:
    """Keep each child's part of the result in a row, in one COPY."""
    Outcome.objects.filter(attempt=attempt).delete()
    tables = finished.result.tables
    programs = finished.city.programs_with_schools()
    missed = with_names(tables["explanations"], programs)
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in missed.iter_rows(named=True):
        rows.setdefault(row["applicant_id"], []).append(row)
    receipts, told = _receipts(finished), _told(finished)
    table = with_names(tables["assignments"], programs).join(
        tables["lottery"], on="applicant_id", how="left", maintain_order="left"
    )
    columns = ("applicant_id", "program_id", "program_name", "choice_rank", "lottery_number", "lottery_place")
    copy_into(
        Outcome,
        ("attempt", "child", *columns[1:], "missed", "told", "receipt"),
        (
            (
                attempt.pk,
                *row,
                json.dumps(rows.get(row[0], [])),
                json.dumps(told.get(row[0], {})),
                json.dumps(receipts[row[0]]),
            )
            for row in table.select(columns).iter_rows()
        ),
    )


def _told(finished: FinishedRound) -> dict[str, dict[str, list[Any]]]:
    """What a letter says beside the choices, by child: what did not count, and priorities not given."""
    tables, found = finished.result.tables, dict[str, dict[str, list[Any]]]()
    for row in with_schools(tables["unverified"], finished.city.programs_with_schools()):
        found.setdefault(row["applicant_id"], {}).setdefault("unverified", []).append(dict(row))
    uncounted = tables["siblings"].filter(effect=SIBLING_UNCOUNTED)
    for applicant, program in uncounted.select("applicant_id", "program_id").iter_rows():
        found.setdefault(applicant, {}).setdefault("uncounted", []).append(program)
    return found


def _receipts(finished: FinishedRound) -> dict[str, dict[str, Any]]:
    """Every family's two receipts: that its application was counted, and what was published to it."""
    from citycompact.record.match.bundles import siblings_state

    state = siblings_state(finished.result)
    results = dict(finished.results.receipts())
    return {
        applicant: family_receipt(receipt, state, applicant, results[applicant])
        for applicant, receipt in finished.committed.receipts()
    }


def tell_families(decision: JointDecision) -> None:
    """Write every family that its results are there."""
    round_ = round_of(decision)
    guardians = Guardian.objects.filter(
        user__isnull=False, child__outcomes__attempt=round_.published
    ).select_related("user", "child")
    for guardian in guardians.iterator(chunk_size=500):
        assert guardian.user is not None
        with transaction.atomic(), translation.override(guardian.user.language):
            results_message(round_, guardian)


def _panel(request: HttpRequest, decision: JointDecision) -> Mapping[str, Any]:
    round_ = round_of(decision)
    submitted = round_.applications.filter(state=Application.State.SUBMITTED)
    return {
        "round": round_,
        "submitted": submitted.count(),
        "late": submitted.filter(late=True).count(),
        "may_edit": decision.status.state == State.OPEN and OFFICE in access_of(request).roles,
    }


def _public(request: HttpRequest, decision: JointDecision) -> Mapping[str, Any]:
    return {"round": round_of(decision)}


ROUND = Kind(
    room=ROOM,
    decision=MATCH,
    title=gettext_lazy("Rounds of enrollment"),
    facts_title=gettext_lazy("Facts as a city package"),
    write_facts=_write_facts,
    begun_on="enrollment:rounds",
    rulebook=_rulebook,
    blockers=blockers,
    round_id=_round_id,
    seal=_seal,
    run=_run,
    keep=_keep,
    tell=tell_families,
    public=("record.json", "rules.json", "audit/verify.py", "audit/public/*"),
    panel=(Part("enrollment/office/_round.html", _panel),),
    sections=(Part("enrollment/_public_round.html", _public),),
    what_if=True,
    compare="enrollment:compare",
)
"""The match of a round."""
