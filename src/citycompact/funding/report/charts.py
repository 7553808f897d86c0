"""The charts of a year's budgets, drawn from what is public of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import altair as alt
import polars as pl
from polars import selectors

from citycompact.city import CityPackage
from citycompact.doors import Result
from citycompact.funding.explain import label_of
from citycompact.funding.measures import EVERYBODY
from citycompact.funding.report.words import word
from citycompact.reports.figures import SECTOR_COLOURS, Figure, svg
from citycompact.words import Language, say_money

_WIDTH = 400
_CUTS = (2, 5)
"""Percents at which gains, and losses, are told apart."""
Public = Mapping[str, pl.DataFrame]


def figures(
    facts: CityPackage, result: Result, public: Public, equity: pl.DataFrame, language: Language = "en"
) -> list[Figure]:
    """All charts of a report, in its order; those that would show nothing are left out.

    Parameters
    ----------
    public
        The tables of :mod:`citycompact.funding.public_budgets`: whatever is drawn or listed comes from them.
    equity
        What :func:`citycompact.funding.measures.measures` gives.
    """
    names = facts.table("schools").select("school_id", school="name")
    schools = (
        public["public_schools"].join(names, on="school_id", maintain_order="left").drop_nulls("per_pupil")
    )
    if schools.is_empty():
        return []
    drawing = _Drawing(schools.with_columns(selectors.decimal().cast(pl.Float64)), result, language)
    found = [
        drawing.schools(),
        drawing.sectors(equity, public["public_sectors"]),
        drawing.change(),
        drawing.need(public["public_counts"], public["public_categories"]),
        drawing.size(),
        drawing.money(public["public_categories"]),
    ]
    return [figure for figure in found if figure is not None]


class _Drawing:
    """Charts of schools in one language."""

    def __init__(self, schools: pl.DataFrame, result: Result, language: Language) -> None:
        self.language, self.result = language, result
        self.table = schools
        self.rows = schools.with_columns(said=pl.col("sector").replace_strict(self._sectors(), default="?"))

    def _sectors(self) -> dict[str, str]:
        return {sector: self.word(sector) for sector in SECTOR_COLOURS}

    def word(self, key: str, **blanks: object) -> str:
        return word(key, self.language, **blanks)

    def money_said(self, dollars: float) -> str:
        return say_money(Decimal(round(dollars)), self.language)

    @property
    def colour(self) -> Any:
        """A colour for each sector that there is."""
        there = [sector for sector in SECTOR_COLOURS if sector in set(self.table["sector"])]
        scale = alt.Scale(
            domain=[self.word(sector) for sector in there], range=[SECTOR_COLOURS[s] for s in there]
        )
        return alt.Color("said:N", scale=scale, legend=alt.Legend(title=None, orient="top"))

    def schools(self) -> Figure:
        """Dollars a pupil of each school, most first."""
        chart = (
            alt.Chart(self.rows)
            .mark_bar()
            .encode(
                x=alt.X("school_id:N", sort="-y", title=None, axis=alt.Axis(labels=False, ticks=False)),
                y=alt.Y("per_pupil:Q", title=self.word("per_pupil"), axis=alt.Axis(format="$,.0f")),
                color=self.colour,
            )
            .properties(width=_WIDTH, height=200)
        )
        dollars = self.rows["per_pupil"].to_list()
        least, most = self.money_said(min(dollars)), self.money_said(max(dollars))
        table = self.table.select("school", "sector", "pupils", "amount", "per_pupil").sort(
            "per_pupil", descending=True
        )
        return Figure(
            self.word("schools.title"), self.word("schools", least=least, most=most), svg(chart), table
        )

    def sectors(self, equity: pl.DataFrame, of_sectors: pl.DataFrame) -> Figure | None:
        """Mean dollars a pupil of each sector, before and now."""
        means = equity.filter(
            (pl.col("measure") == "mean") & (pl.col("per") == "pupil") & (pl.col("scope") != EVERYBODY)
        )
        if means.is_empty():
            return None
        # Now as it is shown; before to a hundred dollars, so that nothing of that year is told anew.
        shown = dict(of_sectors.drop_nulls("per_pupil").select("sector", "per_pupil").iter_rows())
        rows: list[dict[str, Any]] = [
            {"scope": self.word(scope), "when": self.word("before"), "mean": float(round(mean, -2))}
            for scope, when, mean in means.select("scope", "when", "value").iter_rows()
            if when == "before" and scope in shown
        ]
        rows += [
            {"scope": self.word(scope), "when": self.word("after"), "mean": float(each)}
            for scope, each in shown.items()
        ]
        if not rows:
            return None
        times = [self.word("before"), self.word("after")]
        order = [self.word(sector) for sector in SECTOR_COLOURS]
        rows.sort(key=lambda row: order.index(str(row["scope"])))
        chart = (
            alt.Chart(pl.DataFrame(rows))
            .mark_bar()
            .encode(
                x=alt.X("mean:Q", title=self.word("per_pupil"), axis=alt.Axis(format="$,.0f", tickCount=4)),
                y=alt.Y("when:N", sort=times, title=None),
                row=alt.Row(
                    "scope:N", sort=order, title=None, header=alt.Header(labelAngle=0, labelAlign="left")
                ),
                color=alt.Color(
                    "when:N", scale=alt.Scale(domain=times, range=["#b9d8ee", "#12375e"]), legend=None
                ),
            )
            .properties(width=_WIDTH - 150, height=alt.Step(20))
        )
        said = []
        for scope in dict.fromkeys(row["scope"] for row in rows):
            of = {row["when"]: self.money_said(row["mean"]) for row in rows if row["scope"] == scope}
            before, after = of.get(self.word("before")), of.get(self.word("after"))
            key = "sector_said" if before else "sector_new"
            said.append(self.word(key, sector=scope, before=before, after=after))
        return Figure(self.word("sectors.title"), self.word("sectors", said=" ".join(said)), svg(chart))

    def change(self) -> Figure | None:
        """How many schools gain and lose how much against the year before.

        No school by itself: what it had before, exactly, would give away small counts of that year.
        """
        before = self.result.tables["schools"].select(
            "school_id", "change", pl.col("before").cast(pl.Float64)
        )
        share = pl.col("change").cast(pl.Float64) / pl.col("before") * 100
        rows = (
            self.rows.select("school_id", "said")
            .join(before.drop_nulls().filter(pl.col("before") > 0), on="school_id")
            .with_columns(share=share)
        )
        if rows.is_empty():
            return None
        low, high = self._bins(_CUTS)
        labels = [*low, self.word("unchanged"), *high]
        of = pl.col("change")
        binned = rows.with_columns(
            # A school at a floor of 2 % exactly keeps what was promised, so a bin holds its outer edge.
            bin=pl.when(of == 0)
            .then(pl.lit(self.word("unchanged")))
            .when(of < 0)
            .then(
                pl.col("share")
                .round(6)
                .cut([-cut for cut in reversed(_CUTS)], labels=low, left_closed=True)
                .cast(pl.String)
            )
            .otherwise(pl.col("share").round(6).cut(list(_CUTS), labels=high).cast(pl.String))
        )
        counts = binned.group_by("bin", "said").agg(n=pl.len().cast(pl.Int64)).sort("bin", "said")
        chart = (
            alt.Chart(counts)
            .mark_bar()
            .encode(
                y=alt.Y("bin:N", sort=labels, title=self.word("change_axis")),
                x=alt.X("n:Q", title=self.word("schools_axis"), axis=alt.Axis(tickMinStep=1, format="d")),
                color=self.colour,
            )
            .properties(width=_WIDTH - 110, height=alt.Step(22))
        )
        gain, lose = (rows.filter(way).height for way in (pl.col("change") > 0, pl.col("change") < 0))
        return Figure(self.word("change.title"), self.word("change", gain=gain, lose=lose), svg(chart))

    @staticmethod
    def _bins(cuts: Sequence[int]) -> tuple[list[str], list[str]]:
        """Names of the bins of losses and of gains, from the largest loss to the largest gain."""
        edges = [0, *cuts]
        high = [f"+{least} … +{most} %" for least, most in pairwise(edges)] + [f"> +{edges[-1]} %"]
        low = [f"−{most} … −{least} %" for least, most in pairwise(edges)] + [f"< −{edges[-1]} %"]
        return low[::-1], high

    def need(self, counts: pl.DataFrame, categories: pl.DataFrame) -> Figure | None:
        """Dollars a pupil beside the share of the need that most pupils have, where both are shown."""
        needs = (
            categories.filter("need")
            .drop_nulls("pupils")
            .sort("pupils", "category", descending=[True, False])
        )
        if needs.is_empty() or not needs["pupils"][0]:
            return None
        need = needs["category"][0]
        mine = counts.filter(pl.col("category") == need).drop_nulls("pupils").select("school_id", n="pupils")
        rows = self.rows.join(mine, on="school_id").filter(pl.col("pupils") > 0)
        rows = rows.with_columns(share=pl.col("n") / pl.col("pupils"))
        if rows.is_empty():
            return None
        called = label_of(self.result, need, self.language)
        axis = alt.Axis(format="%")
        chart = self._points(rows, alt.X("share:Q", title=self.word("need_axis", need=called), axis=axis))
        return Figure(self.word("need.title"), self.word("need", need=called), svg(chart))

    def size(self) -> Figure:
        """Dollars a pupil beside the number of pupils."""
        chart = self._points(self.rows, alt.X("pupils:Q", title=self.word("size_axis")))
        return Figure(self.word("size.title"), self.word("size"), svg(chart))

    def _points(self, rows: pl.DataFrame, x: Any) -> Any:
        y = alt.Y(
            "per_pupil:Q",
            title=self.word("per_pupil"),
            scale=alt.Scale(zero=False),
            axis=alt.Axis(format="$,.0f"),
        )
        return (
            alt.Chart(rows)
            .mark_circle(size=60, opacity=0.8)
            .encode(x=x, y=y, color=self.colour)
            .properties(width=_WIDTH, height=220)
        )

    def money(self, categories: pl.DataFrame) -> Figure | None:
        """What each category brings to all schools together, where its count is shown."""
        rows = categories.drop_nulls("pupils").filter(pl.col("pupils") > 0)
        names = {name: label_of(self.result, name, self.language) for name in rows["category"]}
        rows = rows.with_columns(pl.col("category").replace(names))
        rows = rows.with_columns(
            selectors.decimal().cast(pl.Float64),
            millions=pl.col("pupils") * pl.col("per_pupil").cast(pl.Float64) / 1e6,
        )
        if rows.is_empty():
            return None
        chart = (
            alt.Chart(rows)
            .mark_bar(color="#2c6da4")
            .encode(
                x=alt.X("millions:Q", title=self.word("money_axis")),
                y=alt.Y("category:N", sort=rows["category"].to_list(), title=None),
            )
            .properties(width=_WIDTH - 110, height=alt.Step(18))
        )
        table = rows.select("category", "weight", "per_pupil", "pupils")
        return Figure(self.word("money.title"), self.word("money"), svg(chart), table)
