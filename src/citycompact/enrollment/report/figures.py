"""The report's figures: what each chart shows, and what it says in words."""

from __future__ import annotations

import numpy as np
import polars as pl

from citycompact.city import GRADES, CityPackage
from citycompact.doors import Result
from citycompact.enrollment.past_round import flags_agree, published_comparison
from citycompact.enrollment.report.charts import (
    demand_chart,
    histogram_chart,
    map_chart,
    published_chart,
    received_chart,
    seats_chart,
)
from citycompact.enrollment.report.public_counts import binned, long
from citycompact.enrollment.report.sections import program_label
from citycompact.enrollment.statistics import RECEIVED
from citycompact.privacy import SMALLEST_SHOWN
from citycompact.reports.figures import Figure


def figures(
    facts: CityPackage, result: Result, outcomes: pl.DataFrame, shown: dict[str, pl.DataFrame]
) -> list[Figure]:
    """All charts of the report, in its order.

    ``shown``: what may be shown of all counts, from
    :func:`citycompact.enrollment.report.public_counts.report_counts`.
    """
    found = [_received([shown["all"]], "What applicants received")]
    found.append(_received([shown["sector"]], "By the sector of the first choice"))
    groups = [frame for name, frame in shown.items() if name.startswith("fact ")]
    if groups:
        found.append(_received(groups, "By group"))
    order = pl.Enum(GRADES)
    found.append(_received([shown["grade"].sort(pl.col("value").cast(order))], "By grade"))
    found.append(_seats(shown["seats"].sort("sector", pl.col("grade").cast(order)), shown["sectors"]))
    names = facts.programs_with_schools().select("program_id", "name", "school_name")
    programs = shown["counts"].join(names, on="program_id", maintain_order="left")
    found.append(_demand(programs))
    if programs["waitlist"].fill_null(1).sum():
        found.append(_waitlists(programs))
    if shown["distance"].height:
        found.append(_distance(outcomes, shown["distance"]))
    comparison = published_comparison(facts, result)
    if comparison.height:
        simulated = programs.select("program_id", "applications")
        found.append(
            _published(
                comparison.drop("applications")
                .join(simulated, on="program_id", maintain_order="left")
                .select(comparison.columns)
            )
        )
    schools = _located_schools(facts)
    if schools.height:
        found.append(_map(facts, schools))
    return found


def _received(frames: list[pl.DataFrame], title: str) -> Figure:
    """Of each value with an applicant; those whose number of applicants is hidden are only named."""
    rows = pl.concat(frames, how="diagonal").with_columns(pl.col("value").str.replace_all("_", " "))
    known, hidden = rows.filter(pl.col("applicants") > 0), rows.filter(pl.col("applicants").is_null())
    first = known.select("value", pl.col(RECEIVED[0]) / pl.col("applicants"))
    said = [f"{value} {'not shown' if part is None else f'{part:.0%}'}" for value, part in first.iter_rows()]
    text = "Share that received the first choice: " + ", ".join(said) + "."
    if hidden.height:
        text += f" Not shown, as small counts are: {', '.join(hidden['value'])}."
    return received_chart(long(known), title, text, known["value"].to_list())


def _seats(seats: pl.DataFrame, sectors: pl.DataFrame) -> Figure:
    said = [
        f"{sector} {'not shown' if filled is None else f'{filled:,}'} of {total:,}"
        for sector, total, filled in sectors.select("sector", "seats", "filled").iter_rows()
    ]
    return seats_chart(seats, "Seats filled: " + ", ".join(said) + ".")


def _demand(programs: pl.DataFrame) -> Figure:
    top = (
        programs.filter(pl.col("seats") >= SMALLEST_SHOWN)
        .drop_nulls("applications")
        .with_columns(applications_per_seat=(pl.col("applications") / pl.col("seats")).round(2))
        .sort(["applications_per_seat", "program_id"], descending=[True, False])
        .head(15)
    )
    labels = [program_label(row) for row in top.iter_rows(named=True)]
    top = top.with_columns(pl.Series("label", labels, dtype=pl.String))
    text = f"No program has {SMALLEST_SHOWN} seats or more."
    if top.height:
        text = (
            f"The most demanded is {labels[0]} with {top['applications_per_seat'][0]:g} applications for "
            f"each seat. Programs with fewer than {SMALLEST_SHOWN} seats are left out."
        )
    return demand_chart(top, text)


def _published(comparison: pl.DataFrame) -> Figure:
    sums = comparison.select(pl.col("published_applicants", "applications").sum()).row(0)
    hidden = comparison["applications"].null_count()
    agreement = flags_agree(comparison)
    same = sum(n for then, now, n in agreement.iter_rows() if then == now)
    flagged = sum(n for _, _, n in agreement.iter_rows())
    said = ", ".join(
        (
            f"published {'filled' if then else 'not filled'} and simulated "
            f"{'filled' if now else 'not filled'} {n:,}"
        )
        for then, now, n in agreement.iter_rows()
    )
    text = (
        f"{sums[0]:,} applications were published, {sums[1]:,} simulated"
        + (f" without {hidden:,} programs whose count is not shown" if hidden else "")
        + "; each point is a program, and on the line the two are equal."
    )
    if flagged:
        text += (
            f" The filled flag is the same at {same:,} of {flagged:,} programs ({same / flagged:.0%}): "
            f"{said}."
        )
    return published_chart(comparison, text)


def _waitlists(programs: pl.DataFrame) -> Figure:
    waiting = programs.filter(pl.col("waitlist").fill_null(1) > 0)
    lengths = waiting.drop_nulls("waitlist")
    text = f"{waiting.height:,} of {programs.height:,} programs have a waitlist"
    if lengths.height:
        middle, longest = np.median(lengths["waitlist"]), lengths["waitlist"].to_numpy().max()
        text += (
            f"; {lengths.height:,} have one of {SMALLEST_SHOWN} or more, half of these longer than "
            f"{middle:,.0f}, the longest has {longest:,}"
        )
    # Only what is shown is drawn: the bins of short waitlists would say what their counts do not.
    return histogram_chart(
        binned(lengths, "waitlist", 20),
        "waitlist",
        "Waitlists",
        "applicants on the waitlist",
        text + ".",
        "programs",
    )


def _distance(outcomes: pl.DataFrame, bins: pl.DataFrame) -> Figure:
    medians = (
        outcomes.drop_nulls(["distance_km", "sector"])
        .group_by("sector")
        .agg(pl.col("distance_km").median(), n=pl.len())
        .filter(pl.col("n") >= SMALLEST_SHOWN)
        .sort("sector")
    )
    said = [f"{sector} {distance:.1f} km" for sector, distance, _ in medians.iter_rows()]
    return histogram_chart(
        bins,
        "km",
        "Distance from home to the school received",
        "kilometres as the crow flies",
        "Half live closer than: " + ", ".join(said) + ". The farthest 1 % are left out of the chart.",
        "applicants",
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
