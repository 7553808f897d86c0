"""Every count of people in the report, published together with the round's public tables.

The report says in other words what ``counts.csv`` says: what is filled of a sector's seats in a grade
is the sum of its programs' offers. So it starts from what those tables show and hide, and hides of its
own what would give any of it away. Charts are drawn from what comes back, since the length of a bar is
a number too.
"""

from __future__ import annotations

import math

import polars as pl

from citycompact.enrollment.public_tables import PublicRound
from citycompact.enrollment.statistics import RECEIVED
from citycompact.privacy import PublicTable, Sum, publish

_PLACED = RECEIVED[:5]
_ALL = (*RECEIVED, "applicants")


def report_counts(
    public: PublicRound, outcomes: pl.DataFrame, distance: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """The report's tables of counts, hidden ones empty.

    Parameters
    ----------
    public
        The round's own public tables.
    outcomes
        One row an applicant: received, grade, true/false facts, sector (received) and wanted (sector
        of the first choice, empty for none).
    distance
        Bins of the distance travelled: low, high, sector, n.

    Returns
    -------
    dict
        ``counts``, ``cutoffs``, ``city``; ``all``, ``sector`` (wanted), ``grade`` and ``fact NAME`` for
        each fact, with a column for each of ``RECEIVED`` and ``applicants``;
        ``seats`` by sector and grade and
        ``sectors``, both with ``filled``; ``distance``.
    """
    before, shown = public.tables, public.shown
    programs = next(table.frame for table in before if table.name == "counts")
    tables = [table.as_published(shown[table.name]) for table in before]
    mine = [*_received(outcomes, programs), *_seats(programs, distance)]
    facts = [table.name for table in mine if table.name.startswith("fact ")]
    found = publish([*tables, *mine], [*public.sums, *_received_sums(facts), *_SEAT_SUMS])
    return {name: frame for name, frame in found.items() if name not in ("undecided", "beyond")} | shown


def long(shown: pl.DataFrame) -> pl.DataFrame:
    """A table by what was received as rows: value, received, n (empty where hidden), applicants."""
    return shown.unpivot(
        list(RECEIVED), index=["value", "applicants"], variable_name="received", value_name="n"
    ).select("value", "received", "n", "applicants")


def distance_bins(outcomes: pl.DataFrame) -> pl.DataFrame:
    """Counts of the distance travelled by sector, without the farthest 1 %: low, high, sector, n."""
    travelled = outcomes.drop_nulls(["distance_km", "sector"])
    far = travelled["distance_km"].quantile(0.99) or 1.0
    return binned(travelled.filter(pl.col("distance_km") <= far), "distance_km", 24)


def binned(frame: pl.DataFrame, column: str, most: int) -> pl.DataFrame:
    """Counts by sector in about ``most`` bins of a round width: low, high, sector, n."""
    top = float(frame[column].max() or 1)  # type: ignore[arg-type]
    raw = top / most
    scale = 10.0 ** math.floor(math.log10(raw))
    width = next(step * scale for step in (1, 2, 5, 10) if step * scale >= raw)
    return (
        frame.with_columns(low=((pl.col(column) / width).floor() * width).round(6))
        .group_by("low", "sector")
        .len("n")
        .with_columns(pl.col("n").cast(pl.Int64), high=(pl.col("low") + width).round(6))
        .select("low", "high", "sector", "n")
        .sort("low", "sector")
    )


def _counted(outcomes: pl.DataFrame, by: str, values: list[str]) -> pl.DataFrame:
    """A row for each value, a column for each thing that can be received, zeros included."""
    counts = outcomes.group_by(pl.col(by).alias("value")).agg(
        *((pl.col("received") == name).sum().cast(pl.Int64).alias(name) for name in RECEIVED),
        pl.len().cast(pl.Int64).alias("applicants"),
    )
    rows = pl.DataFrame({"value": values}, schema={"value": pl.String})
    return rows.join(counts, on="value", how="left", maintain_order="left").with_columns(
        pl.col(_ALL).fill_null(0)
    )


def _received(outcomes: pl.DataFrame, programs: pl.DataFrame) -> list[PublicTable]:
    grades = sorted({*outcomes["grade"], *programs["grade"]})
    whole = _counted(outcomes.with_columns(all=pl.lit("all applicants")), "all", ["all applicants"])
    whole = whole.with_columns(
        first_three=pl.sum_horizontal(RECEIVED[:3]), others=pl.sum_horizontal(RECEIVED[3:])
    )
    sector = _counted(outcomes, "wanted", sorted(set(programs["sector"]))).with_columns(sector="value")
    grade = _counted(outcomes, "grade", grades).with_columns(grade="value", placed=pl.sum_horizontal(_PLACED))
    undecided = _counted(outcomes.filter(pl.col("wanted").is_null()), "grade", grades)
    tables = [
        PublicTable("all", whole, (*_ALL, "first_three", "others")),
        PublicTable("sector", sector, _ALL),
        PublicTable("grade", grade, (*_ALL, "placed")),
        PublicTable(
            "undecided",
            undecided.with_columns(grade="value"),
            _ALL,
        ),
    ]
    for name, kind in outcomes.schema.items():
        if kind == pl.Boolean:
            words = outcomes.with_columns(
                value=pl.when(pl.col(name)).then(pl.lit(name)).otherwise(pl.lit(f"not {name}"))
            )
            counted = _counted(words, "value", [name, f"not {name}"])
            tables.append(PublicTable(f"fact {name}", counted, _ALL))
    return tables


def _received_sums(facts: list[str]) -> list[Sum]:
    sums = [
        Sum((table, "applicants"), tuple((table, name) for name in RECEIVED), by=("value",))
        for table in ("all", "sector", "grade", "undecided", *facts)
    ]
    for name in _ALL:
        sums += [Sum(("all", name), ((table, name),)) for table in ("grade", *facts)]
        sums.append(Sum(("all", name), (("sector", name), ("undecided", name))))
    first, rest = RECEIVED[:3], RECEIVED[3:]
    return [
        *sums,
        Sum(("all", "first_three"), tuple(("all", name) for name in first)),
        Sum(("all", "others"), tuple(("all", name) for name in rest)),
        Sum(("all", "applicants"), (("all", "first_three"), ("all", "others"))),
        # The same people in the round's own tables.
        Sum(("city", "applicants"), (("all", "applicants"),)),
        Sum(("city", "placed"), tuple(("all", name) for name in _PLACED)),
        Sum(("city", "unplaced"), (("all", RECEIVED[5]),)),
        Sum(("sector", "applicants"), (("counts", "first_choices"),), by=("sector",)),
        Sum(
            ("grade", "applicants"),
            (("counts", "first_choices"), ("undecided", "applicants")),
            by=("grade",),
        ),
        Sum(("grade", "placed"), tuple(("grade", name) for name in _PLACED), by=("value",)),
        Sum(("grade", "placed"), (("seats", "filled"),), by=("grade",)),
    ]


def _seats(programs: pl.DataFrame, distance: pl.DataFrame) -> list[PublicTable]:
    def summed(*by: str) -> pl.DataFrame:
        return (
            programs.group_by(by).agg(pl.col("seats").sum(), pl.col("offers").sum().alias("filled")).sort(by)
        )

    sectors = summed("sector")
    beyond = (
        sectors.join(distance.group_by("sector").agg(pl.col("n").sum()), on="sector", how="left")
        .sort("sector")
        .select("sector", n=pl.col("filled") - pl.col("n").fill_null(0))
    )
    return [
        PublicTable("seats", summed("sector", "grade"), ("filled",)),
        PublicTable("sectors", sectors, ("filled",)),
        PublicTable("distance", distance, ("n",)),
        PublicTable("beyond", beyond, ("n",)),
    ]


_SEAT_SUMS = [
    Sum(("seats", "filled"), (("counts", "offers"),), by=("sector", "grade")),
    Sum(("sectors", "filled"), (("seats", "filled"),), by=("sector",)),
    # Whoever has no known address or lives farthest is in no bin of the histogram.
    Sum(("sectors", "filled"), (("distance", "n"), ("beyond", "n")), by=("sector",)),
]
