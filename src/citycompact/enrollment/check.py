"""The certificate: whether a match keeps what the mechanism and the rules promise.

The properties (:mod:`~citycompact.enrollment.properties`) look at the published assignment from the
outside; keys, groups and rights are still those of the preparation, which the decider uses too.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Certificate, Result
from citycompact.enrollment.market import Bool, Int64, Market
from citycompact.enrollment.preparation import Preparation, prepare
from citycompact.enrollment.properties import Subject, properties
from citycompact.enrollment.roster import contains
from citycompact.enrollment.rules import EnrollmentRules


def check(facts: CityPackage, rules: EnrollmentRules, result: Result) -> Certificate:
    """Test every property of a match, promised or not, on its published tables.

    Returns
    -------
    Findings for: feasible, individually_rational, no_justified_envy, non_wasteful,
    guarantees_kept, reserves_honoured, siblings_kept, student_optimal, pareto_efficient.
    """
    draw = result.draw
    if draw is None:
        raise ValueError("a match without its draw cannot be checked")
    preparation = prepare(facts, rules, draw.seed, replayed=draw.replayed)
    pairs, roster = preparation.pairs, preparation.roster
    touched = result.tables["siblings"]
    sibling_placed = _named(preparation, touched.filter(pl.col("effect") == "sibling_placed"))
    together = _asking_families(preparation)
    # Nobody else's choice can be closed, and no seat by right: a table that says so hides no envy by it.
    closable = np.isin(pairs.applicant, [n for family in together for n in family]) & ~pairs.guaranteed
    active = ~(closable & _named(preparation, touched.filter(pl.col("effect") == "closed")))
    market = preparation.market(sibling_placed, active)
    kept = active[preparation.edge_pair] & (pairs.rank[preparation.edge_pair] > 0)
    edge_pair = preparation.edge_pair[kept]
    used = np.flatnonzero(sibling_placed & (preparation.offered < preparation.base))
    assignments = result.tables["assignments"]
    return properties(
        facts,
        Subject(
            mechanism=rules.mechanism.name,
            market=market,
            edge=_granted(preparation, market, assignments),
            applicant_ids=roster.applicants["applicant_id"],
            program_ids=roster.programs["program_id"],
            assignments=assignments,
            member=preparation.edge_member[kept] | pairs.guaranteed[edge_pair],
            right=preparation.right,
            school=roster.school_of_program,
            family=roster.family,
            sibling_used=(pairs.applicant[used], pairs.program[used]),
            together=together,
            fully_consenting=market.consent is None or bool(market.consent.all()),
        ),
    )


def _named(preparation: Preparation, rows: pl.DataFrame) -> Bool:
    """Shape (p,): the pairs that stand in a table of applicants and programs."""
    roster = preparation.roster
    programs = roster.programs.height
    codes = roster.applicant_numbers(rows["applicant_id"]).astype(np.int64) * programs
    codes += roster.program_numbers(rows["program_id"])
    return contains(codes, preparation.pairs.codes(programs))


def _granted(preparation: Preparation, market: Market, assignments: pl.DataFrame) -> Int64:
    """Shape (n,): edge of the bucket that the table gives to each applicant;
    -1 for none or none of theirs."""
    roster = preparation.roster
    buckets = preparation.buckets.with_row_index("number").select(
        roster.programs["program_id"].gather(preparation.buckets["program"]).alias("program_id"),
        pl.col("position").alias("bucket"),
        pl.col("number").cast(pl.Int64),
    )
    given = assignments.drop_nulls("program_id").join(
        buckets, on=["program_id", "bucket"], how="left", maintain_order="left"
    )
    bucket = np.full(roster.applicants.height + 1, -1, dtype=np.int64)
    # Unknown applicants fall on the last place, which nobody has.
    bucket[roster.applicant_numbers(given["applicant_id"])] = given["number"].fill_null(-1).to_numpy()
    found = np.flatnonzero(market.bucket == bucket[market.applicant])
    edge = np.full(roster.applicants.height, -1, dtype=np.int64)
    edge[market.applicant[found]] = found
    return edge


def _asking_families(preparation: Preparation) -> list[list[int]]:
    """Applicants of one family who ask to be kept together, where they are several."""
    column = preparation.rules.siblings.keep_together
    if not column:
        return []
    applicants = preparation.roster.applicants
    asking = pl.DataFrame({"family": preparation.roster.family, "asks": applicants[column]}).with_row_index(
        "n"
    )
    families = asking.filter(pl.col("asks")).group_by("family", maintain_order=True).agg(pl.col("n"))
    return [members for members in families["n"].to_list() if len(members) > 1]
