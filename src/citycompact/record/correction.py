"""The correction of a decision whose draw stays: it names what it corrects, and how much differs.

Each correction names the commitment that was in force before it, so that corrections form a chain, whose
last link was published before the draw. None may begin another draw: that is for a draw that is void.
"""

from __future__ import annotations

from citycompact.doors import Decision, Facts, Fixed
from citycompact.facts import FactsError, Problem
from citycompact.record.agreed import Agreed
from citycompact.record.approvals import Approval, approval_fault
from citycompact.record.commitment import (
    BY_HAND,
    Commitment,
    Committed,
    as_correction,
    commitment_sha256,
    is_correction,
)
from citycompact.record.drawing import Now, draw_fixed, misplaced, now_in

_VOID = "Only where both sectors declare the draw itself void a new one follows, with new rules."


def changed_records(earlier: Fixed, now: Fixed) -> list[str]:
    """Who has a record that was added, was removed, or is another one; each once, in the order of ids."""
    before = dict(zip(earlier.who, earlier.records, strict=True))
    after = dict(zip(now.who, now.records, strict=True))
    return sorted(who for who in before.keys() | after.keys() if before.get(who) != after.get(who))


def correction_of(earlier: Committed, now: Committed, seed: str) -> Committed:
    """The commitment ``now`` as that of a correction of an earlier one.

    Parameters
    ----------
    earlier
        The commitment that was in force until now, with all that it committed to.
    now
        What is committed to now, with the time at which it is published (``at``).
    seed
        What was drawn, as the rules spell it (:func:`may_correct`).

    Raises
    ------
    FactsError
        Where the two are not of the same city, round, clock and draw, or the earlier one is the later one.
    """
    before, after = earlier.commitment, now.commitment
    problems = [
        Problem(
            "the correction",
            f"is of {words}, and what it corrects was of another one.",
            "Correct the commitment of the same city and round.",
            value=str(after[name]),
        )
        for name, words in (("city", "a city"), ("round", "a round"), ("clock", "a clock"))
        if str(before[name]).removesuffix(BY_HAND) != str(after[name]).removesuffix(BY_HAND)
    ]
    if str(after["at"]) < str(before["at"]):
        message = f"is of {after['at']}, and what it corrects was published at {before['at']}."
        problems.append(Problem("the correction", message, "Take the commitment that was published last."))
    if is_correction(before) and before["seed"] != seed:
        message = "is another one than what is corrected keeps."
        problems.append(Problem("the draw", message, f"Give that one. {_VOID}", value=seed))
    if problems:
        raise FactsError(problems)
    changed = len(changed_records(earlier.fixed, now.fixed))
    return as_correction(now, commitment_sha256(before), changed, seed)


def may_correct(
    decision: Decision,
    agreed: Agreed,
    facts: Facts | None,
    earlier: Agreed,
    corrected: Commitment,
    seed: str | None,
    now: Now | None = None,
) -> Now:
    """The time of a correction that is published now.

    Parameters
    ----------
    agreed, facts
        Of the correction; facts say which city's clock counts, where ``now`` does not.
    earlier, corrected
        The rules of what is corrected, and its commitment.
    seed
        What was drawn.

    Raises
    ------
    FactsError
        Before the draw, when an ordinary commitment can still take the place of the earlier one; where the
        rules do not keep the draw, or spell none so; and where what is corrected was not published in its
        time.
    """
    round_id = str(corrected["round"])
    _, rule = draw_fixed(decision, agreed, round_id)
    _, drawn = draw_fixed(decision, earlier, round_id)
    now = now or now_in(facts)
    problems = []
    if rule != drawn:
        message = (
            "is another one by these rules than the one that was drawn, and a correction keeps its draw."
        )
        problems.append(Problem("the draw", message, f"Leave [….draw] as it was. {_VOID}"))
    elif now.at < rule.at:
        message = f"is at {rule.at:%Y-%m-%dT%H:%M}, and it is {now.text}: there is nothing yet to correct."
        mend = "Publish a new commitment, which takes the place of the earlier one."
        problems.append(Problem("the draw", message, mend))
    elif fault := rule.fault(seed):
        mend = f"Give what was drawn, as the rules spell it, such as “{rule.example()}”."
        problems.append(Problem("the draw", f"{fault}.", mend, value=seed))
    problems += [
        Problem("the commitment that is corrected", f"binds nothing: {reason}.", _VOID)
        for reason in misplaced(corrected, drawn)
    ]
    if problems:
        raise FactsError(problems)
    return now


def approval_faults(
    commitment: Commitment, agreed: Agreed, approvals: list[tuple[str, Approval]]
) -> list[Problem]:
    """Why a correction does not count as approved by every sector that signs its rules; empty where it does.

    Parameters
    ----------
    approvals
        Each with the name of its file.
    """
    mend = "citycompact approve DIGEST --key KEY --sector SECTOR --out FILE"
    if not is_correction(commitment):
        message = "is no approval of this: only a correction takes any."
        return [Problem(file, message, "Leave it out.") for file, _ in approvals]
    digest, problems = commitment_sha256(commitment), []
    for file, approval in approvals:
        if approval.sector not in agreed.sectors:
            message = "is of a sector that does not sign these rules."
            problems.append(Problem(file, message, "Leave it out.", value=approval.sector))
        elif fault := approval_fault(approval, digest, approval.sector, agreed.signers):
            problems.append(Problem(file, f"does not count. {fault}", f"Have it made anew: {mend}"))
    given = {approval.sector for _, approval in approvals}
    for sector in agreed.sectors:
        if sector not in given:
            message = f"was made after the draw, and the {sector} sector has not approved it ({digest})."
            problems.append(Problem("the correction", message, f"Give its approval, made with: {mend}"))
    if not agreed.sectors:
        message = "needs the approval of every sector, and whose these are is not known."
        problems.append(Problem("the correction", message, "Name the city package."))
    if len(given) < len(approvals):
        message = "is the second approval of one sector."
        problems.append(Problem(approvals[-1][0], message, "Leave one of the two out."))
    return problems
