"""Which draw the signed rules fix for a round."""

from __future__ import annotations

from citycompact.draws import DrawRule
from citycompact.enrollment.rules import EnrollmentRules
from citycompact.facts import FactsError, Problem


def signed_draw(rules: EnrollmentRules, round_id: str | None = None) -> tuple[str, DrawRule | None]:
    """The round that is meant, and the rule of its draw; None where the rules have none.

    Parameters
    ----------
    round_id
        None: the only round. Rules without rounds are those of one, whose id is empty.

    Raises
    ------
    FactsError
        Where there are several rounds and none is named, or the named one is not among them.
    """
    ids = rules.round_ids
    if round_id is None and len(ids) > 1:
        mend = f"Say which of them with --round: {', '.join(ids)}."
        raise FactsError([Problem("the rules", f"have {len(ids)} rounds.", mend)])
    found = round_id if round_id is not None else ids[0] if ids else ""
    if found not in (ids or ("",)):
        mend = f"Name one of {', '.join(ids)}." if ids else "Leave it out: the rules name no round."
        raise FactsError([Problem("the rules", "have no such round.", mend, value=found)])
    return found, rules.draw_of(found)
