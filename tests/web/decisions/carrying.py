"""A round that is carried through the life of a joint decision, as far as a test wants it."""

from __future__ import annotations

from web_draws import SEED

EMAILS = {"district": "district@demo.example", "charter": "charter@demo.example"}


def stands(decision) -> str:
    """Where a decision stands, by its last step."""
    return decision.steps.last().to_state


def person(key):
    from citycompact.web.demo.people import PEOPLE
    from citycompact.web.site.models import User

    return User.objects.get(email=next(p.email for p in PEOPLE if p.key == key))


def approver(sector):
    from citycompact.web.site.models import User

    return User.objects.get(email=EMAILS[sector])


def result_proposal(decision):
    """The proposal to approve the result that waits now."""
    return decision.proposals.filter(to_state="approved").first()


def carry(decision, to):
    """Carry a decision on to a state by the steps that people and the worker would take."""
    from citycompact.web.decisions import steps
    from citycompact.web.decisions.proposals import give_verdict
    from citycompact.web.decisions.running import run_attempt

    office = person("office")
    if to == "open":
        return decision
    steps.freeze(decision, office)
    if to == "frozen":
        return decision
    steps.move_clock(decision)
    attempt = steps.draw(decision, SEED, "six balls, on video", office)
    if to == "drawn":
        return decision
    run_attempt(attempt.pk)
    if to == "decided":
        return decision
    if to == "refused":
        give_verdict(result_proposal(decision), approver("charter"), False, "The seats are wrong.")
        return decision
    for sector in EMAILS:
        give_verdict(result_proposal(decision), approver(sector), True)
    if to == "approved":
        return decision
    steps.publish(decision, office)
    return decision
