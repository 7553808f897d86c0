"""The draw of a joint decision as its signed rules fix it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from citycompact.doors import Draw
from citycompact.draws import DrawRule
from citycompact.facts import FactsError
from citycompact.record.commitment import commitment_of
from citycompact.record.drawing import Now, draw_fixed, may_commit, official_draw
from citycompact.rooms import rules_for
from citycompact.web.city.clock import city_now, say_moment
from citycompact.web.decisions.life import State
from citycompact.web.decisions.models import Attempt, JointDecision, Step
from citycompact.web.kinds import Blocker, Kind
from citycompact.web.rulebooks.models import RulebookVersion
from citycompact.web.rulebooks.signing import agreed_on, rulebook_of
from citycompact.web.site.problem_words import say_problem, say_sentence


def in_words(rule: DrawRule) -> dict[str, Any]:
    """What a page says of a draw: event, time, witnesses and one example of its spelling."""
    witnesses = [rule.witnesses] if isinstance(rule.witnesses, str) else list(rule.witnesses)
    return {
        "event": rule.event,
        "at": say_moment(rule.at),
        "moment": rule.at,
        "witnesses": [name for name in witnesses if name],
        "example": rule.example(),
    }


def round_of(kind: Kind, decision: JointDecision) -> str | None:
    """Which round of the rules a decision is; None where they have one draw alone."""
    return None if kind.round_id is None else kind.round_id(decision)


def rule_of(kind: Kind, decision: JointDecision, version: RulebookVersion | None) -> DrawRule | None:
    """What a version says is drawn; None where the kind or the version says nothing of it.

    Raises
    ------
    FactsError
        Where the version does not know the round.
    """
    if kind.decision.signed_draw is None or version is None:
        return None
    rules = rules_for(kind.decision, rulebook_of(version))
    return kind.decision.signed_draw(rules, round_of(kind, decision))[1]


def kept_draw(decision: JointDecision) -> dict[str, Any] | None:
    """The draw that this decision has had: a correction keeps it, unless it was declared void."""
    draw = None
    for step in decision.steps.all():
        if step.to_state == State.DRAWN:
            draw = {name: value for name, value in step.content.items() if name != "kept"}
        elif step.content.get("draw_void"):
            draw = None
    return draw


def draw_blockers(kind: Kind, decision: JointDecision, version: RulebookVersion | None) -> list[Blocker]:
    """Why no commitment could be published before the draw of a decision that has yet to be drawn."""
    if kind.decision.signed_draw is None or version is None or kept_draw(decision) is not None:
        return []
    try:
        here = city_now()
    except FactsError as error:
        return [Blocker(say_problem(problem)) for problem in error.problems]
    try:
        rule = rule_of(kind, decision, version)
    except FactsError as error:
        words = {"round": round_of(kind, decision), "mend": say_sentence(error.problems[0].mend)}
        return [Blocker(_("The rulebook has no round “%(round)s”. %(mend)s") % words)]
    if rule is None:
        said = _(
            "The rulebook does not say what is drawn, when and by whom, so that whoever decides could choose "
            "among lotteries. Add [%(section)s.draw], and have it signed."
        )
        return [Blocker(said % {"section": kind.decision.sections[0]})]
    if here.at >= rule.at:
        said = _(
            "The draw was at %(time)s, and it is %(now)s: a commitment now would bind nothing. Have a new "
            "draw signed, of an event that lies ahead."
        )
        return [Blocker(said % {"time": say_moment(rule.at), "now": say_moment(here.at)})]
    return []


def before_the_draw(kind: Kind, decision: JointDecision, agreed: Any, facts: Any) -> tuple[str, Now]:
    """The round, and the time of a commitment that is published now; FactsError after its draw."""
    if not kind.decision.drawn:
        return "", city_now()
    return may_commit(kind.decision, agreed, facts, round_of(kind, decision), city_now())


def refuse_another_spelling(kind: Kind, decision: JointDecision, agreed: Any, seed: str) -> None:
    """FactsError where a draw that stays could not have been one of the rules that are frozen now."""
    round_id = round_of(kind, decision)
    _found, rule = draw_fixed(kind.decision, agreed, round_id)
    official_draw(kind.decision, agreed, None, seed, "", round_id, Now(rule.at))


def drawn(kind: Kind, decision: JointDecision, frozen: Step, seed: str, source: str) -> Draw:
    """The draw that decides, from what somebody says was drawn, by the rules and commitment of a freeze.

    Raises
    ------
    FactsError
        Where it is not the one spelling of a result of the signed draw, its time has not come, or the
        commitment is of an earlier version and does not bind what is drawn.
    """
    commitment_of(frozen.commitment)
    agreed = agreed_on(kind.decision, frozen.rulebook, None)
    round_id = round_of(kind, decision)
    return official_draw(kind.decision, agreed, None, seed, source, round_id, city_now())


def draw_of(attempt: Attempt) -> Draw:
    """The draw of an attempt: of a what-if run its own seed, for the round of the official one."""
    taken = attempt.decision.steps.filter(number=attempt.freeze.number + 1, to_state=State.DRAWN).first()
    return Draw(attempt.seed, attempt.seed_source, **_marks({} if taken is None else taken.content))


def _marks(content: Mapping[str, Any]) -> dict[str, Any]:
    """Of what a step of a draw made public, its round and by which clock its time had come."""
    return {"round": content.get("round", ""), "clock_moved": bool(content.get("clock_moved"))}


def awaited(kind: Kind, decision: JointDecision, last: Step) -> datetime.datetime | None:
    """The time on the city's clock for which a decision waits: what its kind waits for before the freeze, and
    then its draw; None where it has come, or there is none."""
    due = kind.awaited(decision) if last.to_state == State.OPEN else None
    if last.to_state == State.FROZEN:
        rule = rule_of(kind, decision, last.rulebook)
        due = None if rule is None else rule.at
    return due if due is not None and city_now().at < due else None
