"""Canonical application records: what each family filed and the office verified, as one line of JSON.

A record holds everything about an applicant that the decision looks at, and nothing else: no name,
no address, no coordinates. Group memberships stand for the facts behind them. The format, in canonical
JSON (RFC 8785):

    {"applicant": id,
     "choices": [[program, [groups], score or null, recorded priority or null, number or null], ...],
     "family": id or null, "listed": how many of the choices the family listed,
     "number": recorded number or null, "right": program or null, "together": bool, "weight": number}

Choices stand in the applicant's order; a guaranteed program that the family did not list comes last. Numbers
stand there in a replay only. A recorded lottery number beyond 2^53 - 1 is a string, as every such integer in
canonical JSON. Two mechanisms look at more: top trading cycles at "grade" and "others", entries like choices
for programs of that grade that are not listed and that know something of the applicant (of the rest nothing
is known); efficiency-adjusted deferred acceptance at "consent".
"""

from __future__ import annotations

import json
import math

import numpy as np
import polars as pl

from citycompact.city import CityPackage
from citycompact.enrollment.preparation import Preparation
from citycompact.enrollment.roster import lookup
from citycompact.facts import canonical_json
from citycompact.facts.canonical_json import LARGEST_INTEGER


def application_records(city: CityPackage, preparation: Preparation) -> list[str]:
    """One canonical record for each applicant, in the order of their ids."""
    pairs = preparation.pairs
    entries = _entries(city, preparation, np.flatnonzero(pairs.rank > 0))
    choices = _joined(entries, "choices")
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
            "weight": _numbers(preparation.chance.weight),
            "listed": preparation.listed,
            "number": _own_numbers(preparation),
            "consent": preparation.consent,
            "grade": _quoted(applicants["grade"]),
        }
    ).with_row_index("owner")
    frame = frame.with_columns(pl.col("owner").cast(pl.Int32)).join(
        choices, on="owner", how="left", maintain_order="left"
    )
    null = pl.lit("null")
    consent, grade, others = pl.lit(""), pl.lit(""), pl.lit("")
    if rules.mechanism.name == "efficiency_adjusted_deferred_acceptance":
        consent = pl.when("consent").then(pl.lit(',"consent":true')).otherwise(pl.lit(',"consent":false'))
    if rules.mechanism.name == "top_trading_cycles":
        known = _joined(
            _that_say_something(_entries(city, preparation, np.flatnonzero(pairs.rank == 0))), "others"
        )
        frame = frame.join(known, on="owner", how="left", maintain_order="left")
        grade = pl.format(',"grade":{}', "grade")
        others = pl.format(',"others":[{}]', pl.col("others").fill_null(""))
    return (
        frame.select(
            pl.concat_str(
                pl.lit('{"applicant":'),
                "applicant",
                pl.lit(',"choices":['),
                pl.col("choices").fill_null(""),
                pl.lit("]"),
                consent,
                pl.lit(',"family":'),
                pl.col("family").fill_null(null),
                grade,
                pl.lit(',"listed":'),
                "listed",
                pl.lit(',"number":'),
                "number",
                others,
                pl.lit(',"right":'),
                pl.col("right").fill_null(null),
                pl.lit(',"together":'),
                pl.when("together").then(pl.lit("true")).otherwise(pl.lit("false")),
                pl.lit(',"weight":'),
                "weight",
                pl.lit("}"),
            )
        )
        .to_series()
        .to_list()
    )


def _entries(
    city: CityPackage, preparation: Preparation, chosen: np.ndarray[tuple[int], np.dtype[np.intp]]
) -> pl.DataFrame:
    """What is known of some pairs, each part as JSON text; owner is the applicant's number."""
    pairs, roster = preparation.pairs, preparation.roster
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
        priority = _numbers(given)
    number = null
    if preparation.chance.pair_recorded is not None:
        number = _recorded_numbers(preparation.chance.pair_recorded.gather(chosen))
        own = preparation.chance.pair_own_row[chosen] | (pairs.rank[chosen] > 0)
        number = pl.select(pl.when(pl.Series(own)).then(number).otherwise(pl.lit("null"))).to_series()
    return frame.with_columns(score=score, priority=priority, number=number)


def _that_say_something(entries: pl.DataFrame) -> pl.DataFrame:
    silent = (pl.col("groups") == "") & pl.all_horizontal(pl.col("score", "priority", "number") == "null")
    return entries.filter(~silent).sort("owner", "program")


def _joined(entries: pl.DataFrame, name: str) -> pl.DataFrame:
    """The entries of each applicant in one text."""
    return (
        entries.select(
            "owner",
            pl.format("[{},[{}],{},{},{}]", "program", "groups", "score", "priority", "number").alias(name),
        )
        .group_by("owner", maintain_order=True)
        .agg(pl.col(name).str.join(","))
    )


def _own_numbers(preparation: Preparation) -> pl.Series:
    """Each applicant's own recorded number in a replay, as canonical JSON; null elsewhere."""
    recorded = preparation.chance.recorded
    if recorded is None:
        return pl.repeat("null", preparation.roster.applicants.height, dtype=pl.String, eager=True)
    return _recorded_numbers(recorded).fill_null("null")


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
        before = np.flatnonzero(np.bincount(code[members], minlength=len(text)))
        gained = np.zeros(len(text), dtype=np.int64)
        gained[before] = len(text) + np.arange(len(before))
        code[members] = gained[code[members]]
        quoted = json.dumps(name, ensure_ascii=False)
        text += [f"{text[value]},{quoted}".lstrip(",") for value in before.tolist()]
    return pl.Series(text, dtype=pl.String).gather(code)


def _quoted(ids: pl.Series) -> pl.Series:
    """Ids as JSON strings; empty ids stay empty."""
    if not ids.str.contains(r'["\\\x00-\x1f]').any():
        return pl.select(pl.format('"{}"', ids)).to_series()
    quoted = [None if text is None else json.dumps(text, ensure_ascii=False) for text in ids.to_list()]
    return pl.Series(quoted, dtype=pl.String)


def _numbers(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> pl.Series:
    """Numbers as canonical JSON; what is not a number is null."""
    distinct, inverse = np.unique(values, return_inverse=True)
    return pl.Series([_spelled(value) for value in distinct.tolist()], dtype=pl.String).gather(inverse)


def _spelled(value: float) -> str:
    if math.isnan(value):
        return "null"
    # There may be a million distinct scores, and but for exponents, ".0" and "-0" Python spells as
    # canonical JSON does.
    text = repr(value + 0.0)
    return canonical_json(value).decode() if "e" in text else text.removesuffix(".0")


def _recorded_numbers(numbers: pl.Series) -> pl.Series:
    """Recorded lottery numbers as canonical JSON: whole where the table's are, which keeps every digit."""
    if numbers.dtype.is_float():
        return _numbers(numbers.to_numpy())
    exact = numbers.is_between(-LARGEST_INTEGER, LARGEST_INTEGER)
    text = numbers.cast(pl.String)
    return pl.select(pl.when(exact).then(text).otherwise(pl.format('"{}"', text))).to_series()
