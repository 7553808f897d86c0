"""The gate before a draw decides: signed rules say what is drawn, its result is spelled so, its time has
come.

The clock is the machine's, in the city's time zone. Only a city whose ``city.toml`` says ``demo = true`` may
set another one (``CITYCOMPACT_NOW``), and then the draw says so for ever.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from citycompact.doors import Decision, Draw
from citycompact.draws import DrawRule
from citycompact.facts import FactsError, Problem
from citycompact.record.agreed import Agreed
from citycompact.record.commitment import Commitment, Committed, clock_was_moved, is_correction

CLOCK = "CITYCOMPACT_NOW"
"""Environment variable by which a demonstration says what time it is, such as ``2027-02-21T08:00``."""


@dataclass(frozen=True)
class Now:
    """The time on a city's clock, to the minute; ``moved`` where a demonstration has set it."""

    at: datetime.datetime
    moved: bool = False

    @property
    def text(self) -> str:
        """As a commitment has it: ``2027-02-13T09:00``."""
        return f"{self.at:%Y-%m-%dT%H:%M}"


def now_in(facts: Any) -> Now:
    """The time in the city of these facts; FactsError where a demonstration sets a clock that is none."""
    zone = ZoneInfo(getattr(facts, "time_zone", "UTC"))
    said = os.environ.get(CLOCK, "").strip()
    if said and getattr(facts, "demo", False):
        try:
            moment = datetime.datetime.fromisoformat(said)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is not None:
            raise FactsError(
                [Problem(CLOCK, "is not a time such as 2027-02-21T08:00.", "Correct it.", value=said)]
            )
        return Now(moment.replace(second=0, microsecond=0), moved=True)
    there = datetime.datetime.now(zone).replace(tzinfo=None)
    return Now(there.replace(second=0, microsecond=0))


def draw_fixed(decision: Decision, agreed: Agreed, round_id: str | None = None) -> tuple[str, DrawRule]:
    """The round and the rule of its draw.

    Raises
    ------
    FactsError
        Where the rules do not fix the draw, or have several rounds and none is named.
    """
    assert decision.signed_draw is not None
    found, rule = decision.signed_draw(agreed.rules, round_id)
    if rule is None:
        of_round = f" of round {found!r}" if found else ""
        message = (
            f"does not say what is drawn{of_round}, when and by whom, so that whoever decides could "
            "choose among lotteries."
        )
        tables = " or ".join(f"[{name}.draw]" for name in decision.sections)
        mend = f"Add {tables}, and have it signed before the draw; a recorded round is replayed without."
        raise FactsError([Problem(agreed.rulebook.file, message, mend)])
    return found, rule


def may_commit(
    decision: Decision, agreed: Agreed, facts: Any, round_id: str | None = None, now: Now | None = None
) -> tuple[str, Now]:
    """The round, and the time of a commitment that is published now; FactsError after the draw.

    ``now``: the time where somebody else keeps the city's clock; by default :func:`now_in`.
    """
    found, rule = draw_fixed(decision, agreed, round_id)
    now = now or now_in(facts)
    if now.at >= rule.at:
        when = f"{rule.at:%Y-%m-%dT%H:%M}"
        message = f"was drawn at {when}, and it is {now.text}: a commitment now would bind nothing."
        mend = "Have a new draw signed, of an event that lies ahead, and commit before it."
        raise FactsError([Problem("the draw", message, mend)])
    return found, now


def official_draw(
    decision: Decision,
    agreed: Agreed,
    facts: Any,
    seed: str | None,
    source: str,
    round_id: str | None = None,
    now: Now | None = None,
    published: Commitment | None = None,
) -> Draw:
    """The draw that decides, from what somebody says was drawn.

    Parameters
    ----------
    now
        As in :func:`may_commit`.
    published
        The commitment that was published before it, or that of a correction after it, if any.

    Raises
    ------
    FactsError
        Where it is not the one spelling of a result of the signed draw, or its time has not come.
    """
    found, rule = draw_fixed(decision, agreed, round_id)
    mend = "Have a new draw signed, of an event that lies ahead, and commit before it."
    problems = []
    if published is not None:
        wrong = misplaced(published, rule) or ["it was not published before the draw"] * (not published["at"])
        problems = [Problem("commitment.json", f"binds nothing: {reason}.", mend) for reason in wrong]
    if fault := rule.fault(seed):
        mend = f"Write it as the rules say, such as “{rule.example()}”."
        problems.append(Problem("the draw", f"{fault}.", mend, value=seed))
    elif published is not None and is_correction(published) and published["seed"] != seed:
        message = "is another one than the correction keeps."
        mend = "Give the draw of what is corrected. Only where it is declared void a new one follows."
        problems.append(Problem("the draw", message, mend, value=seed))
    now = now or now_in(facts)
    if now.at < rule.at:
        ignored = (
            f" {CLOCK} is ignored: this city is no demonstration."
            if os.environ.get(CLOCK) and not now.moved
            else ""
        )
        message = f"is at {rule.at:%Y-%m-%dT%H:%M} on the city's clock, and it is {now.text}.{ignored}"
        problems.append(Problem("the draw", message, f"Wait for it: {rule.event}."))
    if problems:
        raise FactsError(problems)
    return Draw(seed, source, round=found, clock_moved=now.moved)


def draw_differences(
    decision: Decision, facts: Any, agreed: Agreed, draw: Draw, committed: Committed | None
) -> list[str]:
    """What of a draw that decided is not as the signed rules have it; empty where all is."""
    try:
        _, rule = draw_fixed(decision, agreed, draw.round)
    except FactsError as error:
        return [str(problem) for problem in error.problems]
    found = [] if (fault := rule.fault(draw.seed)) is None else [f"the draw, {draw.seed!r}, {fault}"]
    commitment: Mapping[str, Any] = {} if committed is None else committed.commitment
    at = str(commitment.get("at", ""))
    if (draw.clock_moved or clock_was_moved(commitment)) and not getattr(facts, "demo", False):
        found.append("its clock was set by hand, and the city is no demonstration")
    if draw.committed_before and not at:
        found.append("it says that a commitment was published before the draw, and not when")
    told = (draw.corrected_at, draw.changed)
    if is_correction(commitment):
        if commitment["seed"] != draw.seed:
            found.append(f"the draw, {draw.seed!r}, is another one than its correction keeps")
        if told != (at, commitment["changed"]):
            found.append("it does not say that it was corrected after the draw, when, and by how much")
        if draw.committed_before:
            found.append("it says that a correction was committed to before the draw")
    elif told != ("", 0):
        found.append("it says that it was corrected, and its commitment is not that of a correction")
    return found + misplaced(commitment, rule)


def under(draw: Draw, published: Commitment | None) -> Draw:
    """The draw as it decides under a commitment: whether that was published before it, or corrects one that
    was."""
    if published is not None and is_correction(published):
        at, changed = str(published["at"]), int(published["changed"])
        return replace(draw, committed_before=False, corrected_at=at, changed=changed)
    return replace(draw, committed_before=published is not None)


def misplaced(commitment: Mapping[str, Any], rule: DrawRule) -> list[str]:
    """Whether a commitment was published at or after the time of the draw, or a correction before it."""
    at, drawn = str(commitment.get("at", "")), f"{rule.at:%Y-%m-%dT%H:%M}"
    if is_correction(commitment):
        said = f"the correction was published at {at}, and the draw was only at {drawn}"
        return [said] if at < drawn else []
    return [f"the commitment was published at {at}, and the draw was at {drawn}"] if at >= drawn else []
