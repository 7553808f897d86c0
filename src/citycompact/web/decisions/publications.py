"""The publications of a decision: which one counts, and of which ones it takes the place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from citycompact.web.decisions.differing import what_differs
from citycompact.web.decisions.life import State
from citycompact.web.decisions.models import Attempt, JointDecision, Step


@dataclass(frozen=True)
class Replaced:
    """A publication that counts no more: it was corrected, or declared void.

    ``ended`` is the step by which every sector decided so, with the reason; ``now`` is the publication that
    took its place, None where none has since it was void. What was tried and withdrawn between the two is no
    part of it.
    """

    before: Step
    ended: Step
    now: Step | None

    @property
    def void(self) -> bool:
        """Whether it was declared void before another one was published."""
        return self.ended.to_state == State.VOID

    @property
    def differs(self) -> list[str]:
        """What differs of the facts and rules of the two, in sentences."""
        runs = [step.attempt for step in (self.before, self.now) if step is not None]
        freezes = [run.freeze for run in runs if run is not None]
        return what_differs(*freezes) if len(freezes) == 2 else []


def replaced(decision: JointDecision) -> list[Replaced]:
    """Every publication of a decision that counts no more, the latest first."""
    # A record is large, and nothing of it is needed here.
    every = decision.steps.select_related("attempt__freeze").defer("attempt__record", "attempt__error")
    steps, found = list(every), []
    for before, ended in pairwise(steps):
        if before.to_state != State.PUBLISHED:
            continue
        later = (step for step in steps if step.number > before.number)
        now = next((step for step in later if step.to_state == State.PUBLISHED), None)
        if now is not None or ended.to_state == State.VOID:
            found.append(Replaced(before, ended, now))
    return found[::-1]


def correction_of(decision: JointDecision) -> Replaced | None:
    """What the publication in force corrects; None where it is the first, or the one before was void."""
    last = next(iter(replaced(decision)), None)
    return None if last is None or last.void else last


def last_publication(decision: JointDecision) -> Attempt | None:
    """The result that was published last, also where it is void; None before the first."""
    step = decision.steps.filter(to_state=State.PUBLISHED).select_related("attempt").last()
    return None if step is None else step.attempt


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
