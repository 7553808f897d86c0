"""What of joint decisions waits: for a sector's word, or for the next step of who leads them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from citycompact.facts import FactsError
from citycompact.web.city.models import City
from citycompact.web.decisions import drawing, proposals, steps
from citycompact.web.decisions.life import State
from citycompact.web.decisions.models import JointDecision
from citycompact.web.decisions.pages import shown_proposal
from citycompact.web.declarations import Waiting, kinds
from citycompact.web.roles import APPROVER
from citycompact.web.site.access import access_of, signed_in


def for_a_word(request: HttpRequest) -> Iterator[Waiting]:
    """Proposals on which the sector of an approver has not spoken, nor they for another."""
    sectors = {role.sector for role in access_of(request).scoped(APPROVER)}
    user = signed_in(request)
    for decision in JointDecision.objects.filter(proposals__isnull=False).distinct():
        for proposal in proposals.open_proposals(decision):
            shown = shown_proposal(proposal)
            spoken = any(verdict.user_id == user.pk for verdict in proposal.verdicts.all())
            if sectors & set(shown["missing"]) and not spoken:
                said = {"decision": decision, "what": shown["said"]}
                words = _("%(decision)s: your sector's word on “%(what)s”") % said
                yield Waiting(words, _page(decision))


def for_a_step(request: HttpRequest) -> Iterator[Waiting]:
    """Decisions whose next step is with the roles that lead them."""
    roles = access_of(request).roles
    led = [name for name, kind in kinds().items() if kind.leads & roles]
    said = {
        State.FROZEN: _("%(decision)s: sealed; its draw is entered next"),
        State.REFUSED: _("%(decision)s: a sector has refused the result"),
        State.APPROVED: _("%(decision)s: approved, and not published yet"),
        State.VOID: _("%(decision)s: declared void; a new result has to follow"),
    }
    found = JointDecision.objects.filter(kind__in=led, status__state__in=said).select_related("status")
    for decision in found:
        state = State(decision.status.state)
        if state == State.FROZEN and not steps.kind_of(decision).decision.drawn:
            continue
        until = _drawn_at(decision) if state == State.FROZEN else None
        yield Waiting(said[state] % {"decision": decision}, _page(decision), until)


def _drawn_at(decision: JointDecision) -> datetime.datetime | None:
    """When the signed rules have it drawn; None where they cannot say."""
    frozen, city = decision.status.frozen, City.current()
    try:
        version = None if frozen is None else frozen.rulebook
        rule = drawing.rule_of(steps.kind_of(decision), decision, version)
    except FactsError:
        return None
    return None if rule is None or city is None else rule.at.replace(tzinfo=city.zone_info)


def _page(decision: JointDecision) -> str:
    return reverse("decisions:work", args=[decision.kind, decision.name])
