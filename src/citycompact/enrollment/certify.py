"""Handing a decision to the certificate: the only bridge between the two."""

from __future__ import annotations

import numpy as np

from citycompact.enrollment.check import Certificate, Evidence, check
from citycompact.enrollment.decide import Decision


def certify(decision: Decision) -> Certificate:
    """Check a decision; see :func:`citycompact.enrollment.check.check`."""
    preparation, run = decision.preparation, decision.run
    pairs, market = preparation.pairs, run.assignment.market
    kept = run.active[preparation.edge_pair] & (pairs.rank[preparation.edge_pair] > 0)
    edge_pair = preparation.edge_pair[kept]
    used = np.flatnonzero(run.sibling_offered & (preparation.offered < preparation.base))
    return check(
        decision.city,
        Evidence(
            mechanism=decision.rules.mechanism.name,
            market=market,
            edge=run.assignment.edge,
            applicant_ids=preparation.roster.applicants["applicant_id"],
            program_ids=preparation.roster.programs["program_id"],
            assignments=decision.assignments,
            member=preparation.edge_member[kept] | pairs.guaranteed[edge_pair],
            right=preparation.right,
            school=preparation.roster.school_of_program,
            family=preparation.roster.family,
            sibling_used=(pairs.applicant[used], pairs.program[used]),
            together=[family.members for family in run.families],
            fully_consenting=market.consent is None or bool(market.consent.all()),
        ),
    )
