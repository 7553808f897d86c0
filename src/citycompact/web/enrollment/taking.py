"""When a round takes applications: the times of its signed rules, and what both sectors decided besides.

Opening, closing early, reopening and taking late applications are measures: steps with a reason and the word
of every sector, in public. The times of a round are the fold over them, and nobody types them in.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycompact.city import GRADES
from citycompact.enrollment import SECTION
from citycompact.enrollment import Round as SignedRound
from citycompact.web.city.clock import city_moment, say_moment
from citycompact.web.city.models import City
from citycompact.web.decisions.drawing import kept_draw
from citycompact.web.decisions.models import JointDecision
from citycompact.web.decisions.proposals import read_time
from citycompact.web.enrollment.models import Round
from citycompact.web.kinds import Measure
from citycompact.web.rulebooks import signing
from citycompact.web.rulebooks.models import RulebookVersion


@dataclass(frozen=True)
class Times:
    """A round's times, of which those that have passed stay what they were.

    ``late_until``: until when the office enters late applications; None where that was not decided.
    """

    opens_at: datetime.datetime
    closes_at: datetime.datetime
    results_on: datetime.date | None
    opened_at: datetime.datetime | None = None
    late_until: datetime.datetime | None = None


def signed_round(version: RulebookVersion | None, round_id: str) -> SignedRound | None:
    """A round as a rulebook has it; None where it has none of this name."""
    rounds = () if version is None else version.rules().rounds
    return next((item for item in rounds if item.id == round_id), None)


def times_of(signed: SignedRound, decision: JointDecision | None) -> Times:
    """The times of a round by its signed rules and the public steps of its decision."""
    zone = City.objects.get().zone_info
    opens = datetime.datetime.combine(signed.opens, datetime.time(), tzinfo=zone)
    closes = signed.closes.replace(tzinfo=zone)
    opened = late = None
    steps = [] if decision is None else decision.steps.filter(content__has_key="measure")
    for step in steps:
        name, at = step.content["measure"], read_time(step.content["at"])
        if name == "open":
            opened = step.at
        elif name == "late":
            late = at
        elif at is not None:
            closes, late = at, None
    results = None if signed.results_at is None else signed.results_at.date()
    return Times(opens, closes, results, opened, late)


def set_times(round_: Round) -> None:
    """Give a round the times and grades that follow; its rulebook has it."""
    signed = signed_round(round_.rulebook, round_.round_id)
    assert signed is not None
    decision = JointDecision.objects.filter(pk=round_.decision_id).first()
    found = times_of(signed, decision)
    # A round that was opened before there were steps for it stays open.
    for name, value in vars(replace(found, opened_at=found.opened_at or round_.opened_at)).items():
        setattr(round_, name, value)
    round_.grades = list(signed.grades or GRADES)


def differing(round_: Round) -> list[str]:
    """Which times of a round are not those that follow; each as a sentence."""
    signed = signed_round(round_.rulebook, round_.round_id)
    if signed is None:
        # What draws it says so as well, with the rounds that there are.
        return []
    due = times_of(signed, round_.decision)
    names = {"opens_at": _("opens"), "closes_at": _("closes"), "results_on": _("results on")}
    if any(getattr(due, name) != getattr(round_, name) for name in (*names, "late_until")):
        return [
            _("The round's times are not those of its signed rules and public steps. Save its set-up anew.")
        ]
    if round_.grades != list(signed.grades or GRADES):
        return [_("The round's grades are not those of its signed rules. Save its set-up anew.")]
    return []


def _follows(decision: JointDecision) -> None:
    round_ = Round.objects.select_for_update(of=("self",)).get(decision=decision)
    set_times(round_)
    round_.save()


def _before_the_draw(round_: Round, at: datetime.datetime | None) -> str:
    """Why applications cannot be taken until a time: whoever knows the draw could choose by it."""
    if kept_draw(round_.decision) is not None:
        return _("Applications were sealed before the draw; a correction takes none.")
    if signed_round(round_.rulebook, round_.round_id) is None or round_.rulebook is None:
        return _("Choose a rulebook that has this round first.")
    rule = round_.rulebook.rules().draw_of(round_.round_id)
    if at is not None and at <= city_moment():
        return _("Give a time that lies ahead.")
    if rule is not None and at is not None and at.replace(tzinfo=None) >= rule.at:
        words = {"time": say_moment(rule.at)}
        return (
            _("The draw is at %(time)s: whoever applies later could know it. Give an earlier time.") % words
        )
    return ""


def _to_open(decision: JointDecision, _at: datetime.datetime | None) -> str:
    round_ = decision.round
    if round_.opened_at is not None:
        return _("The round was opened already.")
    if round_.rulebook is None or signed_round(round_.rulebook, round_.round_id) is None:
        return _("Choose a rulebook that has this round first.")
    faults = signing.blockers(SECTION, round_.rulebook) or signing.superseded(SECTION, round_.rulebook)
    if faults:
        return " ".join(faults)
    if city_moment() >= round_.last_moment:
        return _("Its signed deadline has passed.")
    return ""


def _to_close(decision: JointDecision, at: datetime.datetime | None) -> str:
    round_ = decision.round
    if round_.opened_at is None or city_moment() >= round_.last_moment:
        return _("The round does not take applications now.")
    if at is not None and not city_moment() <= at < round_.closes_at:
        words = {"time": say_moment(round_.closes_at)}
        return _("Give a time that lies ahead, and before %(time)s.") % words
    return ""


def _to_reopen(decision: JointDecision, at: datetime.datetime | None) -> str:
    round_ = decision.round
    if round_.opened_at is None or city_moment() < round_.last_moment:
        return _("Only a round that was open and is closed is opened again.")
    return _before_the_draw(round_, at)


def _to_take_late(decision: JointDecision, at: datetime.datetime | None) -> str:
    round_ = decision.round
    if round_.opened_at is None or city_moment() < round_.last_moment:
        return _("The round still takes applications, or was never opened.")
    return _before_the_draw(round_, at)


MEASURES = {
    "open": Measure(
        gettext_lazy("Propose to open the round"),
        gettext_lazy("The round was opened for applications."),
        _to_open,
        _follows,
    ),
    "close": Measure(
        gettext_lazy("Propose to close early"),
        gettext_lazy("The round closes earlier than its rules say: {at}."),
        _to_close,
        _follows,
        gettext_lazy("The round closes at"),
    ),
    "reopen": Measure(
        gettext_lazy("Propose to open it again"),
        gettext_lazy("The round was opened again, until {at}."),
        _to_reopen,
        _follows,
        gettext_lazy("Families apply until"),
    ),
    "late": Measure(
        gettext_lazy("Propose to take late applications"),
        gettext_lazy("The enrollment office takes late applications until {at}."),
        _to_take_late,
        _follows,
        gettext_lazy("The office takes them until"),
    ),
}
"""What may be decided of a round while its facts are open, by name."""
