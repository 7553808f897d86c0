"""The publications of a decision: which one counts, and what a correction takes the place of."""

from __future__ import annotations

from dataclasses import dataclass

from citycompact.web.decisions.life import State
from citycompact.web.decisions.models import JointDecision, Step


@dataclass(frozen=True)
class Correction:
    """A publication that took the place of another, which was not void.

    ``reopened`` is the step by which every sector decided to correct it, with the reason; what was tried
    and withdrawn between the two publications is no part of it.
    """

    before: Step
    reopened: Step
    now: Step


def correction_of(decision: JointDecision) -> Correction | None:
    """What the publication in force corrects; None where it is the first, or the one before was void."""
    steps = list(decision.steps.select_related("attempt"))
    ends = [step for step in steps if step.to_state in (State.PUBLISHED, State.VOID)]
    if len(ends) < 2 or any(step.to_state == State.VOID for step in ends[-2:]):
        return None
    before, now = ends[-2:]
    reopened = next(s for s in steps if s.number > before.number and s.to_state == State.OPEN)
    return Correction(before, reopened, now)


def corrected_freeze(decision: JointDecision) -> Step | None:
    """The freeze that a correction is held against: that of what is published, and before a publication the
    one that was sealed before the draw; None where neither is.

    A correction that was frozen and withdrawn changes nothing of it, so that nobody can make the number
    of changed records smaller by freezing twice.
    """
    published = decision.status.published
    if published is not None:
        return published.freeze
    frozen = drawn_on = None
    for step in decision.steps.all():
        if step.to_state == State.FROZEN:
            frozen = step
        elif step.to_state == State.DRAWN and not step.content.get("kept"):
            drawn_on = frozen
        elif step.content.get("draw_void"):
            drawn_on = None
    return drawn_on
