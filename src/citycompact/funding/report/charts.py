"""The charts of a year's budgets, drawn from what is public of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import altair as alt
import polars as pl
from polars import selectors

from citycompact.funding.measures import EVERYBODY
from citycompact.funding.report.words import word
from citycompact.reports.figures import SECTOR_COLOURS, Figure, svg
from citycompact.words import Language, say_money

_WIDTH = 400
_BEFORE, _AFTER = "before", "after"
Public = Mapping[str, pl.DataFrame]


def figures(
    public: Public, names: Mapping[str, str], labels: Mapping[str, str], language: Language = "en"
) -> list[Figure]:
    """All charts of a report, in its order; those that would show nothing are left out.

    Parameters
    ----------
    public
        The tables of :mod:`citycompact.funding.public_budgets`: whatever is drawn comes from them.
    names, labels
        What people read for a school, and for a category.
    """
    schools = public["public_schools"].drop_nulls("pupil_low")
    if schools.is_empty():
        return []
    drawing = _Drawing(schools, names, labels, language)
    found = [
        drawing.schools(),
        drawing.sectors(public["public_schools"], public["public_sectors"]),
        drawing.change(),
        drawing.needs(public["public_by_sector"], public["public_sectors"]),
        drawing.need(public["public_counts"], public["public_categories"]),
        drawing.size(),
        drawing.money(public["public_categories"]),
    ]
    return [figure for figure in found if figure is not None]


class _Drawing:
    """Charts of schools in one language; a point stands in the middle of its range, which is a line."""

    def __init__(
        self, schools: pl.DataFrame, names: Mapping[str, str], labels: Mapping[str, str], language: Language
    ) -> None:
        self.language, self.labels = language, labels
        self.table = schools.with_columns(school=pl.col("school_id").replace(dict(names)))
        self.rows = _in_floats(self.table).with_columns(
            said=self._said("sector"), per_pupil=(pl.col("pupil_low") + pl.col("pupil_high")) / 2
        )

    def _said(self, column: str) -> pl.Expr:
        words = {name: self.word(name) for name in SECTOR_COLOURS}
        return pl.col(column).replace_strict(words, default="?", return_dtype=pl.String)

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
        base = self._by_school(self.rows, "per_pupil")
        each = alt.Axis(format="$,.0f")
        bars = base.mark_bar(opacity=0.75).encode(
            y=alt.Y("per_pupil:Q", title=self.word("per_pupil"), axis=each), color=self.colour
        )
        ranges = base.mark_rule(color="#1b1b1b").encode(y="pupil_low:Q", y2="pupil_high:Q")
        dollars = self.rows["per_pupil"].to_list()
        least, most = self.money_said(min(dollars)), self.money_said(max(dollars))
        columns = ("school", "sector", "pupils", "low", "high", "pupil_low", "pupil_high")
        table = self.table.select(columns).sort("pupil_high", "school", descending=[True, False])
        text = self.word("schools", least=least, most=most)
        drawn = svg((bars + ranges).properties(width=_WIDTH, height=200))
        return Figure(self.word("schools.title"), text, drawn, table)

    @staticmethod
    def _by_school(rows: pl.DataFrame, most: str) -> Any:
        """A chart with a place for each school, those with the most first."""
        order = rows.sort(most, "school_id", descending=[True, False])["school_id"].to_list()
        axis = alt.Axis(labels=False, ticks=False)
        return alt.Chart(rows).encode(x=alt.X("school_id:N", sort=order, title=None, axis=axis))

    def sectors(self, schools: pl.DataFrame, sectors: pl.DataFrame) -> Figure | None:
        """What each sector gets, before and now."""
        before = _in_floats(schools).group_by("sector").agg(pl.col("before_low", "before_high").sum())
        shown = _in_floats(sectors).filter(pl.col("sector") != EVERYBODY).drop_nulls("low")
        rows: list[dict[str, Any]] = []
        for frame, when, low, high in (
            (before, _BEFORE, "before_low", "before_high"),
            (shown, _AFTER, "low", "high"),
        ):
            # Ranges of schools add up to one that may be too wide to be worth a bar.
            known = frame.filter(pl.col(high) > 0, pl.col(high) - pl.col(low) <= pl.col(high) / 20)
            found = known.join(shown.select("sector", "pupil_low"), on="sector").with_columns(
                scope=self._said("sector"),
                when=pl.lit(self.word(when)),
                middle=(pl.col(low) + pl.col(high)) / 2,
            )
            rows += found.select("sector", "scope", "when", "middle", "pupil_low").to_dicts()
        if not any(row["when"] == self.word(_AFTER) for row in rows):
            return None
        times = [self.word(_BEFORE), self.word(_AFTER)]
        order = list(SECTOR_COLOURS)
        rows.sort(key=lambda row: (order.index(str(row["sector"])), times.index(str(row["when"]))))
        chart = (
            alt.Chart(pl.DataFrame(rows).with_columns(millions=pl.col("middle") / 1e6))
            .mark_bar()
            .encode(
                x=alt.X("millions:Q", title=self.word("money_axis"), axis=alt.Axis(tickCount=4)),
                y=alt.Y("when:N", sort=times, title=None),
                row=alt.Row(
                    "scope:N",
                    sort=[self.word(sector) for sector in order],
                    title=None,
                    header=alt.Header(labelAngle=0, labelAlign="left"),
                ),
                color=alt.Color(
                    "when:N", scale=alt.Scale(domain=times, range=["#b9d8ee", "#12375e"]), legend=None
                ),
            )
            .properties(width=_WIDTH - 150, height=alt.Step(20))
        )
        said = []
        there = {row["sector"] for row in rows if row["when"] == times[1]} | {EVERYBODY}
        for sector in sorted(set(sectors["sector"]) - there):
            said.append(self.word("sector_unknown", sector=self.word(sector)))
        for scope in dict.fromkeys(row["scope"] for row in rows):
            of = {row["when"]: row for row in rows if row["scope"] == scope}
            if (after := of.get(times[1])) is None:
                continue
            before_said = self.money_said(of[times[0]]["middle"]) if times[0] in of else ""
            key = "sector_said" if before_said else "sector_new"
            each = after["pupil_low"]
            said.append(
                self.word(
                    key if each is not None else "sector_bare",
                    sector=scope,
                    before=before_said,
                    after=self.money_said(after["middle"]),
                    each=self.money_said(each or 0),
                )
            )
        return Figure(self.word("sectors.title"), self.word("sectors", said=" ".join(said)), svg(chart))

    def change(self) -> Figure | None:
        """By how much each school gains or loses against the year before, as far as both are public."""
        rows = self.rows.drop_nulls(["before_low", "before_high"]).filter(pl.col("before_low") > 0)
        if rows.is_empty():
            return None
        rows = rows.with_columns(
            least=(pl.col("low") / pl.col("before_high") - 1) * 100,
            most=(pl.col("high") / pl.col("before_low") - 1) * 100,
        ).with_columns(middle=(pl.col("least") + pl.col("most")) / 2)
        base = self._by_school(rows, "middle").encode(color=self.colour)
        y = alt.Y("least:Q", title=self.word("change_axis"), axis=alt.Axis(format="+.0f"))
        ranges = base.mark_rule(strokeWidth=3).encode(y=y, y2="most:Q")
        points = base.mark_tick(thickness=3, width=9).encode(y="middle:Q")
        nothing = alt.Chart(pl.DataFrame({"zero": [0]})).mark_rule(color="#1b1b1b").encode(y="zero:Q")
        gain = rows.filter(pl.col("low") > pl.col("before_high")).height
        lose = rows.filter(pl.col("high") < pl.col("before_low")).height
        text = self.word("change", gain=gain, lose=lose, open=rows.height - gain - lose)
        table = rows.sort("middle", descending=True).select(
            "school", "sector", pl.col("least", "most").round(1)
        )
        drawn = svg((nothing + ranges + points).properties(width=_WIDTH, height=200))
        return Figure(self.word("change.title"), text, drawn, table)

    def needs(self, by_sector: pl.DataFrame, sectors: pl.DataFrame) -> Figure | None:
        """Which share of each sector's pupils has each need."""
        pupils = sectors.select("sector", of="pupils").drop_nulls().filter(pl.col("of") > 0)
        rows = by_sector.filter("need").drop_nulls("pupils").join(pupils, on="sector")
        rows = _in_floats(rows).with_columns(
            share=pl.col("pupils") / pl.col("of"),
            said=self._said("sector"),
            called=pl.col("category").replace(dict(self.labels)),
        )
        if rows.is_empty():
            return None
        chart = (
            alt.Chart(rows)
            .mark_bar()
            .encode(
                y=alt.Y("called:N", sort="-x", title=None, axis=alt.Axis(labelLimit=220)),
                yOffset=alt.YOffset("said:N"),
                x=alt.X("share:Q", title=self.word("share_axis"), axis=alt.Axis(format="%", tickCount=4)),
                color=self.colour,
            )
            .properties(width=_WIDTH - 170, height=alt.Step(12))
        )
        table = rows.select(category="called", sector="sector", pupils="pupils", share="share")
        return Figure(self.word("needs.title"), self.word("needs"), svg(chart), table)

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
        rows = self.rows.join(_in_floats(mine), on="school_id").filter(pl.col("pupils") > 0)
        rows = rows.with_columns(share=pl.col("n") / pl.col("pupils"))
        if rows.is_empty():
            return None
        called = self.labels.get(need, need)
        axis = alt.Axis(format="%")
        chart = self._points(rows, alt.X("share:Q", title=self.word("need_axis", need=called), axis=axis))
        return Figure(self.word("need.title"), self.word("need", need=called), svg(chart))

    def size(self) -> Figure:
        """Dollars a pupil beside the number of pupils."""
        chart = self._points(self.rows, alt.X("pupils:Q", title=self.word("size_axis")))
        return Figure(self.word("size.title"), self.word("size"), svg(chart))

    def _points(self, rows: pl.DataFrame, x: Any) -> Any:
        scale = alt.Scale(zero=False)
        y = alt.Y("per_pupil:Q", title=self.word("per_pupil"), scale=scale, axis=alt.Axis(format="$,.0f"))
        base = alt.Chart(rows).encode(x=x, color=self.colour)
        points = base.mark_circle(size=60, opacity=0.8).encode(y=y)
        ranges = base.mark_rule(opacity=0.35).encode(y=alt.Y("pupil_low:Q", scale=scale), y2="pupil_high:Q")
        return (ranges + points).properties(width=_WIDTH, height=220)

    def money(self, categories: pl.DataFrame) -> Figure | None:
        """What each category brings to all schools together, where its count is shown."""
        rows = categories.drop_nulls("pupils").filter(pl.col("pupils") > 0)
        rows = _in_floats(rows.with_columns(pl.col("category").replace(dict(self.labels))))
        rows = rows.with_columns(millions=pl.col("pupils") * pl.col("per_pupil") / 1e6)
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


def _in_floats(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(selectors.decimal().cast(pl.Float64))
