"""The steps of a round, each with what has to be true before it: freeze, draw, approve, publish."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citycompact.city import inspect_city, write_city
from citycompact.enrollment import SECTION, rulebook_problems
from citycompact.facts import FactsError
from citycompact.record import commit
from citycompact.record.match.publishing import MATCH
from citycompact.rulebook import write_signatures
from citycompact.web.city.models import Program
from citycompact.web.decisions.folders import KeptFolder
from citycompact.web.enrollment.models import Application, Approval, Claim, Round, Run
from citycompact.web.enrollment.rows import city_package
from citycompact.web.rulebooks import signing
from citycompact.web.rulebooks.models import RulebookVersion
from citycompact.web.site.models import Role, StaffRole, User


class NotNow(Exception):
    """A step that cannot be taken; the text says why, for a person."""


def blockers(round_: Round) -> list[str]:
    """What still stands in the way of freezing a round, each as a sentence."""
    found = []
    if round_.state == Round.State.OPEN and timezone.now() < round_.closes_at:
        found.append(_("The round is still open for families."))
    if round_.state == Round.State.SETUP:
        found.append(_("The round has not been opened."))
    if round_.rulebook is None:
        found.append(_("No rulebook is chosen."))
    else:
        found += signing.blockers(SECTION, round_.rulebook)
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
        found.append(
            _("%(count)s claims wait for schools; what is not confirmed counts as not true.")
            % {"count": waiting}
        )
    unapproved = Program.objects.filter(seats_approved=False)
    if round_.grades:
        unapproved = unapproved.filter(grade__in=round_.grades)
    operators = sorted(set(unapproved.values_list("school__operator__name", flat=True)))
    if operators:
        found.append(_("Seats are not approved by: %(operators)s.") % {"operators": ", ".join(operators)})
    return found


def hard_blockers(round_: Round) -> list[str]:
    """Those of the blockers that no decision of the office can pass over."""
    found = []
    if round_.state != Round.State.OPEN:
        found.append(_("Only an open round can be frozen."))
    if timezone.now() < round_.closes_at:
        found.append(_("The round is still open for families."))
    if round_.rulebook is None:
        found.append(_("No rulebook is chosen."))
    else:
        found += signing.blockers(SECTION, round_.rulebook)
    return found


@transaction.atomic
def freeze(round_: Round) -> Round:
    """Freeze the facts of a round and publish the commitment to them.

    Raises
    ------
    NotNow
        Where something still blocks it.
    FactsError
        Where the facts do not fit the rules; nothing is changed.
    """
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    found = hard_blockers(round_)
    if found:
        raise NotNow(" ".join(found))
    assert round_.rulebook is not None
    rulebook, rules = round_.rulebook.read(), round_.rulebook.rules()
    package = city_package(round_, rules)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "city"
        write_city(package, folder, "parquet")
        (folder / "rulebook.toml").write_text(round_.rulebook.text, encoding="utf-8")
        write_signatures(folder / "rulebook.toml", round_.rulebook.signed())
        # What is committed to is what a stranger reads from the files, so it is read back first.
        again, problems = inspect_city(folder)
        if again is not None and not problems:
            problems = rulebook_problems(again, rules, rulebook)
        if again is None or problems:
            raise FactsError(problems)
        committed = commit(MATCH, again, round_.rulebook.agreed(again))
        assert committed is not None
        KeptFolder.keep(facts_name(round_), folder)
    round_.commitment = dict(committed.commitment)
    round_.frozen_at = timezone.now()
    round_.state = Round.State.FROZEN
    round_.save()
    return round_


def facts_name(round_: Round) -> str:
    """Name under which the frozen facts of a round are kept."""
    return f"facts/{round_.pk}"


def result_name(run: Run) -> str:
    """Name under which the result of a run is kept."""
    return f"result/{run.pk}"


@transaction.atomic
def start_run(
    round_: Round, seed: str, source: str, *, official: bool = True, rulebook: RulebookVersion | None = None
) -> Run:
    """Enter the seed and start the match in the background.

    Raises
    ------
    NotNow
        Before the commitment is published, without a seed, or where an official run exists.
    """
    from citycompact.web.enrollment.running import run_match

    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    if round_.state != Round.State.FROZEN:
        raise NotNow(_("The commitment has to be published before the seed is drawn."))
    if not seed.strip() or not source.strip():
        raise NotNow(_("Give the seed and the public event it comes from."))
    if official and round_.runs.filter(official=True).exclude(state=Run.State.FAILED).exists():
        raise NotNow(_("This round has its official run; its seed cannot be drawn again."))
    earlier = round_.runs.filter(official=True).first()
    if official and earlier and earlier.seed != seed:
        raise NotNow(_("A run that failed is run again with the same seed."))
    chosen = rulebook or round_.rulebook
    if chosen is None:
        raise NotNow(_("No rulebook is chosen."))
    run = Run.objects.create(round=round_, official=official, seed=seed, seed_source=source, rulebook=chosen)
    run_match.defer(run_id=run.pk)
    return run


@transaction.atomic
def approve(run: Run, user: User) -> Approval:
    """Approve the publication of an official run for the sector one stands for.

    Those sectors that sign the rules approve, each by another person.

    Raises
    ------
    NotNow
        Where the run cannot be approved, or not by this person.
    """
    run = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if not run.official or run.state != Run.State.DONE or not run.certificate_holds:
        raise NotNow(_("Only an official run whose certificate holds can be approved."))
    approved = {item.sector: item.user_id for item in run.approvals.all()}
    if user.pk in approved.values():
        raise NotNow(_("You have approved this run already; the other approval is somebody else's."))
    roles = StaffRole.objects.filter(user=user, role=Role.APPROVER).values_list("sector", flat=True)
    mine = [name for name in signing.approving_sectors(run.rulebook) if name in set(roles)]
    if not mine:
        raise NotNow(_("Your sector does not sign these rules, so it is not asked to approve."))
    sector = next((name for name in mine if name not in approved), None)
    if sector is None:
        raise NotNow(_("Your sector has approved this run already."))
    return Approval.objects.create(run=run, user=user, sector=sector, record_sha256=run.record_sha256)


def missing_approvals(run: Run) -> list[str]:
    """Sectors that sign the rules and have not approved this record; no person approves for two of them."""
    digest = run.record_sha256
    given = {item.sector for item in run.approvals.all() if item.record_sha256 == digest}
    return [sector for sector in signing.approving_sectors(run.rulebook) if sector not in given]


@transaction.atomic
def publish(run: Run) -> Round:
    """Publish a run: from now on families see it, and each is told.

    Raises
    ------
    NotNow
        Without the approval of every sector that signs the rules, each by another person.
    """
    from citycompact.web.enrollment.running import tell_families

    round_ = Round.objects.select_for_update(of=("self",)).get(pk=run.round_id)
    run = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
    missing = missing_approvals(run)
    if missing:
        raise NotNow(
            _(
                "Each sector that signs the rules has to approve it first, by a person of its own: "
                "%(sectors)s."
            )
            % {"sectors": ", ".join(missing)}
        )
    if round_.state != Round.State.FROZEN:
        raise NotNow(_("This round is published already."))
    round_.published_run, round_.state = run, Round.State.PUBLISHED
    round_.save()
    tell_families.defer(round_id=round_.pk)
    return round_
