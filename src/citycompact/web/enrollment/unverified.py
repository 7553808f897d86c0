"""What families are told of what does not count yet: which fact or claim, who does what, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from citycompact.city.tables import WAYS
from citycompact.enrollment import EnrollmentRules
from citycompact.web.city.clock import on_the_clock, say_moment
from citycompact.web.city.models import School
from citycompact.web.enrollment.claim_words import claim_words, labels_of_claims
from citycompact.web.enrollment.models import Application, Claim, Round
from citycompact.web.enrollment.rows import not_yet_verified
from citycompact.web.enrollment.verifying import CURRENT_SCHOOL, say_fact


@dataclass(frozen=True)
class Item:
    """A fact or claim that does not count yet, in words, and what can be done: any one of these is enough."""

    what: str
    ways: list[str]


@dataclass(frozen=True)
class Unverified:
    """What of one child does not count yet, until when that can be changed, and what follows if it is not."""

    items: list[Item]
    until: str
    otherwise: str

    @property
    def lines(self) -> list[str]:
        """The same as lines of a letter."""
        found = [_("Not verified yet, and so it does not count:")]
        for item in self.items:
            found += [f"- {item.what}", *(f"    {way}" for way in item.ways)]
        return [*found, self.until, self.otherwise]


def unverified_of(
    applications: Sequence[Application], round_: Round, *, sent: bool = False
) -> dict[str, Unverified]:
    """For each child of some applications that has such: what does not count yet, in the page's language.

    ``sent``: of what is submitted what was sent last, and not the draft.
    """
    if round_.rulebook is None:
        return {}
    rules = round_.rulebook.rules()
    found = not_yet_verified(applications, round_, rules, sent=sent)
    if not found:
        return {}
    claims = {
        (claim.child_id, claim.claim, claim.school_id): claim
        for claim in Claim.objects.filter(child__in=found, round=round_).select_related("school")
    }
    schools = {claim.school_id: claim.school for claim in claims.values()}
    # Of what the office or a file has sent there may be no row of its own.
    named = {school for rows in found.values() for _fact, school, _how in rows if school}
    schools |= School.objects.in_bulk(named - schools.keys())
    until, told, labels = say_until(round_, rules), {}, labels_of_claims(rules)
    for child, rows in found.items():
        items = [
            Item(str(say_fact(fact)), [_of_fact(fact, way) for way in WAYS if way in rules.ways_of(fact)])
            if school is None
            else Item(
                f"{claim_words(fact, labels.get(fact, {}))}: {schools.get(school, school)}",
                [_of_claim(claims.get((child, fact, school)), rules.is_confirmed_by_school(fact))],
            )
            for fact, school, _how in rows
        ]
        told[child] = Unverified(items, until, say_otherwise())
    return told


def say_until(round_: Round, rules: EnrollmentRules) -> str:
    """Until when something can still be verified: for certain while applications are taken, and afterwards
    as long as they are not sealed, which is before the draw."""
    signed = rules.draw_of(round_.pk) if round_.pk in rules.round_ids else None
    words = {"closes": say_moment(on_the_clock(round_.closes_at))}
    if signed is not None:
        words["draw"] = say_moment(signed.at)
    if round_.takes_applications() or round_.is_yet_to_open():
        said = _("What is verified by the deadline (%(closes)s) is in time. Later may be too late.")
        if signed is not None:
            said = _(
                "What is verified by the deadline (%(closes)s) is in time. Later it counts only until all "
                "applications are sealed for the draw (%(draw)s)."
            )
    else:
        said = _("The deadline (%(closes)s) has passed. It counts only until all applications are sealed.")
        if signed is not None:
            said = _(
                "The deadline (%(closes)s) has passed. It counts only until all applications are sealed for "
                "the draw (%(draw)s), which may be any day."
            )
    return said % words


def say_otherwise() -> str:
    """What follows where nobody verifies it."""
    return _(
        "If it is not verified, your application takes part all the same, but without the priority or right "
        "that rests on it."
    )


def _of_fact(fact: str, way: str) -> str:
    if way == "roster" and fact != CURRENT_SCHOOL:
        return _("You need not do anything: the enrollment office looks it up in the district's records.")
    return {
        "roster": _("You need not do anything: the schools' own lists are compared with what you sent."),
        "document": _("You can show a document at the enrollment office."),
        "school": _("You can ask the school that your child attends now to confirm it."),
        "operator": _("You can ask whoever runs the school that your child attends now to confirm it."),
        "agency": _("You need not do anything: the agency that keeps the list is asked."),
        "self": _("Send it yourself: your own word is enough."),
    }[way]


def _of_claim(claim: Claim | None, by_school: bool) -> str:
    state = Claim.State.WAITING if claim is None else claim.state
    reason = {"reason": "" if claim is None else claim.reason}
    if state == Claim.State.ASKED:
        return _("The school asks you for more: %(reason)s") % reason
    if state == Claim.State.REJECTED:
        return _("It was not confirmed: %(reason)s If that is not right, talk to the school.") % reason
    if by_school:
        return _("You need not do anything: the school is asked. A document that you add helps it.")
    return _("You need not do anything: whoever runs the school is asked. A document that you add helps.")
