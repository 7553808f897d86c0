"""The word of every sector: approvals and refusals of a result, withdrawals, corrections, and voiding."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from citycompact.record.approvals import Approval, approval_fault
from citycompact.web.city.models import City
from citycompact.web.decisions import usual
from citycompact.web.decisions.life import STEPS_BACK, State
from citycompact.web.decisions.models import JointDecision, Proposal, Verdict
from citycompact.web.decisions.steps import (
    NotNow,
    kind_of,
    last_freeze_ever,
    last_step,
    locked,
    not_from,
    take,
)
from citycompact.web.kinds import Measure
from citycompact.web.rulebooks.signing import SigningCity, approving_sectors
from citycompact.web.site.models import Role, StaffRole, User
from citycompact.web.site.problem_words import say_sentence


def deciding_sectors(decision: JointDecision) -> tuple[str, ...]:
    """Sectors each of which has a word on a decision: those that sign the rules it was frozen with, and
    before the first freeze those that sign the rules it is to be taken under."""
    frozen = last_freeze_ever(decision)
    rules = usual.rulebook(kind_of(decision), decision) if frozen is None else frozen.rulebook
    return approving_sectors(rules)


def open_proposals(decision: JointDecision) -> list[Proposal]:
    """Proposals on which a sector's word is still awaited, the latest first.

    One on which a sector has said no is closed, and so is every one after the next step.
    """
    last = last_step(decision).number
    found = decision.proposals.filter(after=last).prefetch_related("verdicts__user")
    return [item for item in found if all(v.approves for v in item.verdicts.all())]


def missing_sectors(proposal: Proposal) -> list[str]:
    """Sectors that have not approved this very content; no person speaks for two of them."""
    digest = proposal.sha256
    given = {v.sector for v in proposal.verdicts.all() if v.approves and v.digest == digest}
    return [sector for sector in deciding_sectors(proposal.decision) if sector not in given]


@transaction.atomic
def propose(decision: JointDecision, to: str, by: User, reason: str, *, draw_void: bool = False) -> Proposal:
    """Propose a step back: to withdraw, to correct, to declare void, to take up again.

    Raises
    ------
    NotNow
        Where no such step leads on from where it stands, without a reason, or where it is proposed already.
    """
    decision = locked(decision)
    if (last_step(decision).to_state, to) not in STEPS_BACK:
        raise not_from(last_step(decision))
    return _proposed(decision, by, reason, to_state=to, draw_void=draw_void)


@transaction.atomic
def propose_measure(decision: JointDecision, name: str, at: str, by: User, reason: str) -> Proposal:
    """Propose one of the kind's own measures; ``at`` is the time that it names, such as 2027-02-12T23:59.

    Raises
    ------
    NotNow
        Where facts are not open, the kind refuses it, ``at`` is no time, without a reason, or where it is
        proposed already.
    """
    decision = locked(decision)
    if not (measure := kind_of(decision).measures.get(name)):
        raise not_from(last_step(decision))
    _refuse(decision, measure, at)
    said = {"measure": name, "names_time": at if measure.asks else ""}
    return _proposed(decision, by, reason, to_state=State.OPEN, **said)


def _refuse(decision: JointDecision, measure: Measure, at: str) -> None:
    """NotNow where a measure cannot be taken."""
    if last_step(decision).to_state != State.OPEN:
        raise not_from(last_step(decision))
    moment = read_time(at) if measure.asks else None
    if measure.asks and moment is None:
        raise NotNow(_("Give the day and the time."))
    if why := measure.refused(decision, moment):
        raise NotNow(why)


def read_time(text: str) -> datetime.datetime | None:
    """A time on the city's clock, such as 2027-02-12T23:59; None for what is none."""
    try:
        found = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M")
    except ValueError:
        return None
    city = City.current()
    return None if city is None else found.replace(tzinfo=city.zone_info)


def _proposed(decision: JointDecision, by: User, reason: str, **said: Any) -> Proposal:
    """A proposal on a decision that is locked."""
    if not reason.strip():
        raise NotNow(_("Say why; the reason is public."))
    same = (said["to_state"], said.get("measure", ""))
    if any((item.to_state, item.measure) == same for item in open_proposals(decision)):
        raise NotNow(_("This is proposed already, and waits for the sectors."))
    after = last_step(decision).number
    return Proposal.objects.create(decision=decision, after=after, by=by, reason=reason.strip(), **said)


@transaction.atomic
def give_verdict(
    proposal: Proposal, user: User, approves: bool, reason: str = "", signed: Approval | None = None
) -> Verdict:
    """Approve or refuse for the sector one stands for; the last approval takes the step.

    Parameters
    ----------
    signed
        A signature of the sector's signer on the digest of the proposal, where the person gives one.

    Raises
    ------
    NotNow
        Where it is closed, this person has no word on it, or the signature does not count.
    """
    decision = locked(proposal.decision)
    proposal = Proposal.objects.select_related("attempt", "decision").get(pk=proposal.pk)
    given = {item.sector: item for item in proposal.verdicts.all()}
    if any(item.user_id == user.pk for item in given.values()):
        raise NotNow(_("You have approved this run already; the other approval is somebody else's."))
    if decision.steps.filter(by=user, to_state__in=(State.FROZEN, State.DRAWN)).exists():
        raise NotNow(_("You have frozen it or entered its draw; somebody else gives your sector's word."))
    sector = _own_sector(decision, user)
    if sector in given:
        raise NotNow(_("Your sector has approved this run already."))
    if proposal.pk not in {item.pk for item in open_proposals(decision)}:
        raise NotNow(_("This is decided already; look at its page again."))
    if approves and proposal.to_state == State.APPROVED:
        assert proposal.attempt is not None
        if not proposal.attempt.certificate_holds:
            raise NotNow(_("The certificate does not hold, so there is nothing to approve."))
    if not approves and not reason.strip():
        raise NotNow(_("Say why; the reason is public."))
    digest = proposal.sha256
    if signed is not None:
        fault = approval_fault(signed, digest, sector, SigningCity.current().signers)
        if fault:
            raise NotNow(say_sentence(fault))
    verdict = Verdict.objects.create(
        proposal=proposal,
        user=user,
        sector=sector,
        approves=approves,
        reason=reason.strip(),
        digest=digest,
        public_key="" if signed is None else signed.public_key,
        signature="" if signed is None else signed.signature,
    )
    _follow(decision, proposal, verdict)
    return verdict


def _own_sector(decision: JointDecision, user: User) -> str:
    """The sector for which a person speaks here."""
    roles = StaffRole.objects.filter(user=user, role=Role.APPROVER).values_list("sector", flat=True)
    mine = next((name for name in deciding_sectors(decision) if name in set(roles)), None)
    if mine is None:
        raise NotNow(_("Your sector does not sign these rules, so it is not asked to approve."))
    return mine


def _follow(decision: JointDecision, proposal: Proposal, verdict: Verdict) -> None:
    """Take the step that the last word leads to, if it does."""
    if not verdict.approves:
        if proposal.to_state == State.APPROVED:
            take(
                decision,
                State.REFUSED,
                by=verdict.user,
                reason=verdict.reason,
                attempt=proposal.attempt,
                approvals=[verdict.plain()],
            )
        return
    if missing_sectors(proposal):
        return
    measure = kind_of(decision).measures.get(proposal.measure)
    content: dict[str, Any] = {"draw_void": True} if proposal.draw_void else {}
    if measure is not None:
        # Its time may have passed while it waited.
        _refuse(decision, measure, proposal.names_time)
        content = {"measure": proposal.measure, "at": proposal.names_time}
    take(
        decision,
        proposal.to_state,
        by=proposal.by,
        reason=proposal.reason,
        approvals=[item.plain() for item in proposal.verdicts.all()],
        attempt=proposal.attempt,
        content=content,
    )
    if measure is not None:
        measure.follows(decision)
