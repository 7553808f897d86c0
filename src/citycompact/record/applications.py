"""Canonical application records: what each family filed and the office verified, as one line of JSON.

A record holds everything about an applicant that the decision looks at, and nothing else: no name,
no address, no coordinates. Group memberships stand for the facts behind them. The format:

    {"applicant": id, "family": id or null, "together": bool, "right": program or null,
     "weight": number, "listed": how many of the choices the family listed,
     "choices": [[program, [groups], score or null, recorded priority or null, number or null], ...]}

Choices stand in the applicant's order; a guaranteed program that the family did not list comes last.
"""

from __future__ import annotations

import json

import numpy as np
import polars as pl

from citycompact.city import CityPackage
from citycompact.enrollment import Preparation
from citycompact.enrollment.roster import lookup


def application_records(city: CityPackage, preparation: Preparation) -> list[str]:
    """One canonical record for each applicant, in the order of their ids."""
    choices = _choices(city, preparation)
    roster, rules = preparation.roster, preparation.rules
    applicants = roster.applicants
    together = rules.siblings.keep_together
    programs = _quoted(roster.programs["program_id"])
    right = pl.Series(preparation.right)
    frame = pl.DataFrame(
        {
            "applicant": _quoted(applicants["applicant_id"]),
            "family": _quoted(applicants["family_id"]),
            "together": applicants[together].fill_null(False)
            if together
            else pl.repeat(False, applicants.height, eager=True),
            "right": programs.gather(pl.select(pl.when(right >= 0).then(right)).to_series()),
            "weight": pl.Series([repr(w) for w in preparation.chance.weight.tolist()], dtype=pl.String),
            "listed": _listed(city, preparation),
        }
    ).with_row_index("owner")
    frame = frame.with_columns(pl.col("owner").cast(pl.Int32)).join(
        choices, on="owner", how="left", maintain_order="left"
    )
    null = pl.lit("null")
    return (
        frame.select(
            pl.concat_str(
                pl.lit('{"applicant":'),
                "applicant",
                pl.lit(',"family":'),
                pl.col("family").fill_null(null),
                pl.lit(',"together":'),
                pl.when("together").then(pl.lit("true")).otherwise(pl.lit("false")),
                pl.lit(',"right":'),
                pl.col("right").fill_null(null),
                pl.lit(',"weight":'),
                "weight",
                pl.lit(',"listed":'),
                "listed",
                pl.lit(',"choices":['),
                pl.col("choices").fill_null(""),
                pl.lit("]}"),
            )
        )
        .to_series()
        .to_list()
    )


def _choices(city: CityPackage, preparation: Preparation) -> pl.DataFrame:
    """Choices of each applicant as JSON text; owner is the applicant's number."""
    pairs, roster = preparation.pairs, preparation.roster
    chosen = np.flatnonzero(pairs.rank > 0)
    program = pairs.program[chosen]
    scored = not city.table("scores").is_empty()
    recorded = city.table("priorities")
    frame = pl.DataFrame(
        {
            "owner": pairs.applicant[chosen],
            "program": _quoted(roster.programs["program_id"]).gather(program),
            "groups": _memberships(preparation, chosen),
        }
    )
    score = null = pl.repeat("null", len(chosen), dtype=pl.String, eager=True)
    if scored:
        score = _numbers(preparation.groups.score[chosen])
    priority = null
    if not recorded.is_empty():
        programs = roster.programs.height
        codes = roster.applicant_numbers(recorded["applicant_id"]).astype(np.int64) * programs
        codes += roster.program_numbers(recorded["program_id"])
        given = lookup(
            pairs.codes(programs)[chosen], codes, recorded["priority"].to_numpy().astype(float), np.nan
        )
        priority = _numbers(given, whole=True)
    number = null
    if preparation.chance.pair_recorded is not None:
        number = preparation.chance.pair_recorded.gather(chosen).cast(pl.String)
    return (
        frame.with_columns(score=score, priority=priority, number=number)
        .select(
            "owner",
            pl.format("[{},[{}],{},{},{}]", "program", "groups", "score", "priority", "number").alias(
                "choices"
            ),
        )
        .group_by("owner", maintain_order=True)
        .agg(pl.col("choices").str.join(","))
    )


def _memberships(preparation: Preparation, chosen: np.ndarray[tuple[int], np.dtype[np.intp]]) -> pl.Series:
    """Groups of each pair that its program looks at, as the inside of a JSON list, sorted by name."""
    program = preparation.pairs.program[chosen]
    looked_at: dict[str, set[int]] = {}
    for number, names in enumerate(preparation.lists):
        for name in names:
            looked_at.setdefault(name, set()).add(number)
    for number, name in enumerate(preparation.roster.programs["open_to"].to_list()):
        if name not in (None, "open", "everyone"):
            looked_at.setdefault(name, set()).add(number)
    for number, name in preparation.buckets.select("program", "group").iter_rows():
        if name not in ("open", "everyone"):
            looked_at.setdefault(name, set()).add(number)
    code = np.zeros(len(chosen), dtype=np.int64)
    text: list[str] = [""]
    for name in sorted(looked_at):
        if name in preparation.rules.offered_groups:
            continue
        where = np.zeros(preparation.roster.programs.height, dtype=bool)
        where[list(looked_at[name])] = True
        members = np.flatnonzero(preparation.groups[name][chosen] & where[program])
        # Each distinct set of groups has one code; only sets that gain the group get a new one.
        before, inverse = np.unique(code[members], return_inverse=True)
        code[members] = len(text) + inverse
        text += [f"{text[value]},{json.dumps(name)}".lstrip(",") for value in before.tolist()]
    return pl.Series(text, dtype=pl.String).gather(code)


def _quoted(ids: pl.Series) -> pl.Series:
    """Ids as JSON strings; empty ids stay empty."""
    if not ids.str.contains(r'["\\\x00-\x1f]').any():
        return pl.select(pl.format('"{}"', ids)).to_series()
    quoted = [None if text is None else json.dumps(text, ensure_ascii=False) for text in ids.to_list()]
    return pl.Series(quoted, dtype=pl.String)


def _numbers(values: np.ndarray[tuple[int], np.dtype[np.float64]], *, whole: bool = False) -> pl.Series:
    distinct, inverse = np.unique(values, return_inverse=True)
    text = [
        "null" if np.isnan(value) else str(int(value)) if whole else repr(value)
        for value in distinct.tolist()
    ]
    return pl.Series(text, dtype=pl.String).gather(inverse)


def _listed(city: CityPackage, preparation: Preparation) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    owner = preparation.roster.applicant_numbers(city.table("choices")["applicant_id"])
    return np.bincount(owner, minlength=preparation.roster.applicants.height)
