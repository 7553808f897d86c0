"""What both sectors decide of a round while its facts are open."""

from __future__ import annotations


def decide(round_, name, at="", reason="Because."):
    """Propose a measure, and have every sector approve it; gives the step."""
    from citycompact.web.decisions.proposals import give_verdict, propose_measure
    from citycompact.web.site.models import User

    office = User.objects.get(email="office@demo.example")
    proposal = propose_measure(round_.decision, name, at, office, reason)
    for sector in ("district", "charter"):
        give_verdict(proposal, User.objects.get(email=f"{sector}@demo.example"), True)
    round_.refresh_from_db()
    return round_.decision.steps.last()
