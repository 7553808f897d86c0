"""The report's figures: what each chart shows, and what it says in words."""

from __future__ import annotations

import numpy as np
import polars as pl

from citycompact.city import GRADES, CityPackage
from citycompact.doors import Result
from citycompact.enrollment.past_round import flags_agree, published_comparison
from citycompact.enrollment.report.charts import (
    Figure,
    demand_chart,
    histogram_chart,
    map_chart,
    published_chart,
    received_chart,
    seats_chart,
)
from citycompact.enrollment.report.sections import program_label
from citycompact.enrollment.statistics import (
    RECEIVED,
    SMALL,
    applicant_outcomes,
    demand,
    received_by,
    seats_by,
)


def figures(facts: CityPackage, result: Result) -> list[Figure]:
    """All charts of the report, in its order."""
    outcomes = applicant_outcomes(facts, result)
    counts = received_by(outcomes, facts)
    found = [_received(counts, "overall", "What applicants received", ["all applicants"])]
    sectors = [name for name in ("district", "charter", "partnership") if name in set(counts["value"])]
    found.append(_received(counts, "sector", "By the sector of the first choice", sectors))
    groups = counts.filter(pl.col("dimension") == "group")["value"].unique(maintain_order=True).to_list()
    if groups:
        found.append(_received(counts, "group", "By group", groups))
    grades = [grade for grade in GRADES if grade in set(outcomes["grade"])]
    found.append(_received(counts, "grade", "By grade", grades))
    found.append(_seats(facts, result))
    found.append(_demand(facts, result))
    found += _histograms(facts, result, outcomes)
    comparison = published_comparison(facts, result)
    if comparison.height:
        found.append(_published(comparison))
    schools = _located_schools(facts)
    if schools.height:
        found.append(_map(facts, schools))
    return found


def _received(counts: pl.DataFrame, dimension: str, title: str, order: list[str]) -> Figure:
    part = counts.filter(pl.col("dimension") == dimension).drop("dimension")
    totals = dict(part.group_by("value").agg(pl.col("n").sum()).iter_rows())
    kept = part.filter(pl.col("value").replace_strict(totals) >= SMALL)
    first = {
        value: n / totals[value]
        for value, n in kept.filter(pl.col("received") == RECEIVED[0]).select("value", "n").iter_rows()
    }
    said = [f"{value.replace('_', ' ')} {first[value]:.0%}" for value in order if value in first]
    text = "Share that received the first choice: " + ", ".join(said) + "."
    small = [value for value in order if value in totals and totals[value] < SMALL]
    if small:
        text += f" Fewer than {SMALL} applicants, not shown: {', '.join(small)}."
    readable = kept.with_columns(pl.col("value").str.replace_all("_", " "))
    return received_chart(readable, title, text, [value.replace("_", " ") for value in order])


def _seats(facts: CityPackage, result: Result) -> Figure:
    seats = seats_by(facts, result)
    sums = seats.group_by("sector").agg(pl.col("seats", "filled").sum()).sort("sector")
    said = [f"{sector} {filled:,} of {total:,}" for sector, total, filled in sums.iter_rows()]
    return seats_chart(seats, "Seats filled: " + ", ".join(said) + ".")


def _demand(facts: CityPackage, result: Result) -> Figure:
    programs = demand(facts, result).filter(pl.col("seats") > 0)
    top = (
        programs.with_columns(applications_per_seat=(pl.col("applications") / pl.col("seats")).round(2))
        .sort(["applications_per_seat", "program_id"], descending=[True, False])
        .filter(pl.col("seats") >= SMALL)
        .head(15)
    )
    labels = [program_label(row) for row in top.iter_rows(named=True)]
    top = top.with_columns(pl.Series("label", labels, dtype=pl.String))
    text = "No program has 10 seats or more."
    if top.height:
        text = (
            f"The most demanded is {labels[0]} with {top['applications_per_seat'][0]:g} applications for each "
            f"seat. Programs with fewer than {SMALL} seats are left out."
        )
    return demand_chart(top, text)


def _published(comparison: pl.DataFrame) -> Figure:
    sums = comparison.select(pl.col("published_applicants", "applications").sum()).row(0)
    agreement = flags_agree(comparison)
    same = sum(n for then, now, n in agreement.iter_rows() if then == now)
    flagged = sum(n for _, _, n in agreement.iter_rows())
    said = ", ".join(
        f"published {'filled' if then else 'not filled'} and simulated {'filled' if now else 'not filled'} {n:,}"
        for then, now, n in agreement.iter_rows()
    )
    text = (
        f"{sums[0]:,} applications were published, {sums[1]:,} simulated; each point is a program, and on the line "
        "the two are equal."
    )
    if flagged:
        text += f" The filled flag is the same at {same:,} of {flagged:,} programs ({same / flagged:.0%}): {said}."
    return published_chart(comparison, text)


def _histograms(facts: CityPackage, result: Result, outcomes: pl.DataFrame) -> list[Figure]:
    found = []
    programs = demand(facts, result)
    lengths = programs.filter(pl.col("waitlist") > 0)
    if lengths.height:
        length = lengths["waitlist"].to_numpy()
        text = (
            f"{lengths.height:,} of {programs.height:,} programs have a waitlist; half of these are longer than "
            f"{np.median(length):,.0f}, the longest has {length.max():,}."
        )
        found.append(
            histogram_chart(
                _bins(lengths, "waitlist", 20),
                "waitlist",
                "Waitlists",
                "applicants on the waitlist",
                text,
                "programs",
            )
        )
    travelled = outcomes.drop_nulls(["distance_km", "sector"])
    if travelled.height:
        medians = travelled.group_by("sector").agg(pl.col("distance_km").median()).sort("sector")
        said = [f"{sector} {distance:.1f} km" for sector, distance in medians.iter_rows()]
        far = travelled["distance_km"].quantile(0.99) or 1.0
        near = travelled.filter(pl.col("distance_km") <= far)
        found.append(
            histogram_chart(
                _bins(near, "distance_km", 24),
                "km",
                "Distance from home to the school received",
                "kilometres as the crow flies",
                "Half live closer than: " + ", ".join(said) + ". The farthest 1 % are left out of the chart.",
                "applicants",
            )
        )
    return found


def _bins(frame: pl.DataFrame, column: str, most: int) -> pl.DataFrame:
    """Counts by sector in about ``most`` bins of a round width."""
    top = float(frame[column].max() or 1)  # type: ignore[arg-type]
    raw = top / most
    scale = 10.0 ** np.floor(np.log10(raw))
    width = float(next(step * scale for step in (1, 2, 5, 10) if step * scale >= raw))
    return (
        frame.with_columns(low=((pl.col(column) / width).floor() * width).round(6))
        .group_by("low", "sector")
        .len("n")
        .with_columns(high=(pl.col("low") + width).round(6))
        .select("low", "high", "sector", "n")
        .sort("low", "sector")
    )


def _located_schools(facts: CityPackage) -> pl.DataFrame:
    seats = (
        facts.programs_with_schools()
        .group_by("school_id")
        .agg(pl.col("seats").sum(), pl.col("sector").first())
    )
    return (
        facts.table("schools")
        .select("school_id", "name", "latitude", "longitude")
        .drop_nulls(["latitude", "longitude"])
        .join(seats, on="school_id")
        .sort(["seats", "school_id"], descending=[True, False])
    )


def _map(facts: CityPackage, schools: pl.DataFrame) -> Figure:
    by_sector = schools.group_by("sector").len().sort("sector")
    said = ", ".join(f"{count} {sector}" for sector, count in by_sector.iter_rows())
    return map_chart(
        schools,
        facts.zones,
        f"Schools by sector: {said}. Larger circles have more seats in this round.",
    )
