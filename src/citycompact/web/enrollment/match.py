"""A round of enrollment as a kind of joint decision: its facts, what blocks it, what is kept of it."""

from __future__ import annotations

import datetime
import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citycompact.city import read_city, write_city
from citycompact.doors import Decision, Room
from citycompact.enrollment import ROOM, SECTION, SIBLING_UNCOUNTED, with_names, with_schools
from citycompact.record import Committed
from citycompact.record.match.publishing import MATCH, FinishedRound
from citycompact.record.match.running import run_round
from citycompact.record.receipts import family_receipt
from citycompact.web.city.clock import city_moment, say_moment
from citycompact.web.city.models import City
from citycompact.web.decisions.drawing import kept_draw
from citycompact.web.decisions.life import State
from citycompact.web.decisions.models import Attempt, JointDecision, Step
from citycompact.web.decisions.publications import corrected_freeze, correction_of
from citycompact.web.enrollment import correction_words
from citycompact.web.enrollment.auditing import ask, audited
from citycompact.web.enrollment.correcting import affected, changed, told_otherwise
from citycompact.web.enrollment.counting import intake_of
from citycompact.web.enrollment.letters import (
    corrected_message,
    proof_message,
    results_message,
    set_aside_message,
)
from citycompact.web.enrollment.models import (
    Application,
    Asked,
    Claim,
    Guardian,
    Intake,
    Outcome,
    Round,
    Sealed,
)
from citycompact.web.enrollment.open_rounds import ROUND as OF_ROUND
from citycompact.web.enrollment.public_round import public_part
from citycompact.web.enrollment.reviewing import unusual
from citycompact.web.enrollment.seat_approvals import unapproved
from citycompact.web.enrollment.setting_aside import fitting
from citycompact.web.enrollment.taking import MEASURES, differing
from citycompact.web.kinds import Blocker, Kind, Part, Task
from citycompact.web.roles import OFFICE
from citycompact.web.rows import copy_into
from citycompact.web.rulebooks import signing
from citycompact.web.rulebooks.models import RulebookVersion
from citycompact.web.site.access import access_of
from citycompact.web.site.problem_words import say_problem


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
    write_city(fitting(round_of(decision)).package, folder, "parquet")


def blockers(decision: JointDecision) -> list[Blocker]:
    """What still stands in the way of freezing a round."""
    round_ = round_of(decision)
    corrects = kept_draw(decision) is not None
    found = []
    if round_.opened_at is None:
        found.append(Blocker(_("The round has not been opened.")))
    elif city_moment() < round_.last_moment and not corrects:
        found.append(Blocker(_("The round is still open for families.")))
    elif round_.takes_late_ones():
        words = {"time": say_moment(timezone.localtime(round_.late_until))}
        said = _("Late applications are taken until %(time)s.")
        found.append(Blocker(said % words, hard=False))
    if round_.rulebook is None:
        found.append(Blocker(_("No rulebook is chosen.")))
    else:
        found += [Blocker(sentence) for sentence in signing.blockers(SECTION, round_.rulebook)]
        found += [Blocker(sentence) for sentence in (*_superseded(round_), *differing(round_))]
    waiting = (
        Claim.objects.sent()
        .filter(
            state__in=[Claim.State.WAITING, Claim.State.ASKED],
            round=round_,
        )
        .count()
    )
    if waiting:
        said = ngettext(
            "%(count)s claim waits for a school; what is not confirmed counts as not true.",
            "%(count)s claims wait for schools; what is not confirmed counts as not true.",
            waiting,
        )
        found.append(Blocker(said % {"count": waiting}, hard=False))
    found += _to_look_at(round_)
    operators = sorted(set(unapproved(round_).values_list("school__operator__name", flat=True)))
    if operators:
        said = _("Seats are not approved by: %(operators)s.") % {"operators": ", ".join(operators)}
        found.append(Blocker(said, hard=False))
    if round_.rulebook is not None and not any(blocker.hard for blocker in found):
        # All facts are looked at, so last.
        found += _of_the_facts(round_)
    return found


def _to_look_at(round_: Round) -> list[Blocker]:
    """Applications about which something is unusual and that nobody has looked at."""
    count = sum(not item.looked_at for item in unusual(round_))
    if not count:
        return []
    said = ngettext(
        "%(count)s application is unusual, and nobody has looked at it.",
        "%(count)s applications are unusual, and nobody has looked at them.",
        count,
    )
    page = (_("Applications to look at"), f"{reverse('enrollment:review')}?{OF_ROUND}={round_.pk}")
    return [Blocker(said % {"count": count}, hard=False, links=[page])]


def _superseded(round_: Round) -> list[str]:
    """That other rules are in force; a correction may be held by the rules of what it corrects."""
    corrected = corrected_freeze(round_.decision)
    if round_.rulebook is None or (corrected is not None and corrected.rulebook_id == round_.rulebook_id):
        return []
    return signing.superseded(SECTION, round_.rulebook)


def _of_the_facts(round_: Round) -> list[Blocker]:
    """Who is set aside, and rights that cannot all be kept, each with the applications to look at."""
    facts, found = fitting(round_), []
    numbers = dict(round_.applications.values_list("child_id", "pk"))

    def page(name: str) -> tuple[str, str]:
        return name, reverse("enrollment:application", args=[numbers[name]])

    if facts.aside:
        said = ngettext(
            "%(count)s application does not fit any more and is set aside; it takes no part unless it is "
            "mended:",
            "%(count)s applications do not fit any more and are set aside; they take no part unless they are "
            "mended:",
            len(facts.aside),
        )
        links = [page(name) for name in facts.aside]
        found.append(Blocker(said % {"count": len(facts.aside)}, hard=False, links=links))
    for problem in facts.problems:
        named = [page(word) for word in re.findall(r"\w+", problem.message) if word in numbers]
        found.append(Blocker(say_problem(problem), links=named))
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


def _deadline(decision: JointDecision) -> datetime.datetime | None:
    """When a round that takes applications takes none any more, on the city's clock."""
    round_ = round_of(decision)
    if not round_.takes_applications():
        return None
    return timezone.localtime(round_.last_moment, City.objects.get().zone_info).replace(tzinfo=None)


def _seal(frozen: Step, committed: Committed) -> None:
    """Keep each child's place under the commitment, so that its family can take it before the draw, and how
    all applications came in; write to those whose application was set aside."""
    round_, who = round_of(frozen.decision), set(committed.fixed.who)
    counts = intake_of(round_, int(committed.commitment["applications"]))
    Intake.objects.create(freeze=frozen, counts=dict(counts))
    sent = round_.applications.filter(state=Application.State.SUBMITTED, child__merged_into=None)
    aside = [name for name in sent.values_list("child_id", flat=True) if name not in who]
    for guardian in Guardian.objects.filter(user__isnull=False, child__in=aside).select_related("user"):
        _tell(guardian, lambda guardian: set_aside_message(round_, guardian, frozen))
    copy_into(
        Sealed,
        ("freeze", "child", "receipt"),
        ((frozen.pk, child, json.dumps(receipt)) for child, receipt in committed.receipts()),
    )


def _keep(attempt: Attempt, finished: FinishedRound, folder: Path) -> None:
    """Keep each child's part of the result in a row, in one COPY, and whom the draw asks for a proof."""
    Outcome.objects.filter(attempt=attempt).delete()
    tables = finished.result.tables
    if attempt.rulebook is not None:
        ask(attempt, finished.city, attempt.rulebook.rules())
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
    """Write every family that its results are there; of a correction, only to those of whose result
    it tells something else."""
    round_, correction = round_of(decision), correction_of(decision)
    told = Guardian.objects.filter(user__isnull=False).select_related("user", "child")
    _ask_for_proofs(round_, told)
    if correction is None:
        for guardian in told.filter(child__outcomes__attempt=round_.published).iterator(chunk_size=500):
            _tell(guardian, lambda guardian: results_message(round_, guardian))
        return
    before, now = correction.before.attempt, round_.published
    assert before is not None
    assert now is not None
    # Who is in the corrected round no more is written to as well.
    results = told_otherwise(before, now)
    for guardian in told.filter(child__in=results.keys()).iterator(chunk_size=500):
        _tell(
            guardian,
            lambda guardian: corrected_message(round_, guardian, correction, *results[guardian.child_id]),
        )


def _ask_for_proofs(round_: Round, told: QuerySet[Guardian]) -> None:
    asked: dict[str, list[Asked]] = defaultdict(list)
    waiting = Asked.objects.filter(attempt=round_.published, finding="").select_related("attempt__decision")
    for item in waiting.order_by("fact"):
        asked[item.child_id].append(item)
    for guardian in told.filter(child__in=asked.keys()):
        _tell(guardian, lambda guardian: proof_message(guardian, asked[guardian.child_id]))


def _tell(guardian: Guardian, write: Callable[[Guardian], None]) -> None:
    assert guardian.user is not None
    with transaction.atomic(), translation.override(guardian.user.language):
        write(guardian)


def _panel(request: HttpRequest, decision: JointDecision) -> Mapping[str, Any]:
    round_ = round_of(decision)
    submitted = round_.applications.filter(state=Application.State.SUBMITTED)
    return {
        "round": round_,
        "submitted": submitted.count(),
        "late": submitted.filter(late=True).count(),
        "asked": bool((attempt := audited(round_)) and attempt.asked.exists()),
        "may_edit": decision.status.state == State.OPEN and OFFICE in access_of(request).roles,
    }


ROUND = Kind(
    room=ROOM,
    decision=MATCH,
    title=gettext_lazy("Rounds of enrollment"),
    facts_title=gettext_lazy("Facts as a city package"),
    write_facts=_write_facts,
    begun_on="enrollment:rounds",
    changed=changed,
    affected=affected,
    mend=correction_words.MEND,
    differing=correction_words.DIFFERING,
    records=correction_words.records,
    told=correction_words.TOLD,
    awaited=_deadline,
    measures=MEASURES,
    rulebook=_rulebook,
    blockers=blockers,
    round_id=_round_id,
    seal=_seal,
    run=_run,
    keep=_keep,
    tell=tell_families,
    public=("record.json", "rules.json", "report.html", "audit/verify.py", "audit/public/*"),
    panel=(Part("enrollment/office/_round.html", _panel),),
    sections=(Part("enrollment/_public_round.html", public_part),),
    what_if=True,
    compare="enrollment:compare",
)
"""The match of a round."""
