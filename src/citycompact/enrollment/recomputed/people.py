"""The applicants, their families, and which of their facts are true: the verified ones."""

from __future__ import annotations

from functools import cached_property

import polars as pl

from citycompact.city import CityPackage
from citycompact.enrollment.recomputed.programs import schools_of
from citycompact.enrollment.rules import EnrollmentRules

ADDRESS = "address"
"""The fact behind a zone and coordinates, as ``verifications`` names it."""

_OF_ADDRESS = frozenset({"zone", "latitude", "longitude"})


WITHOUT_RULES = ("roster", "document", "school", "operator", "agency")
"""Ways in which a fact is verified of which the rules say nothing."""


class People:
    """The applicants of a city, sorted by id, each with a number of its own here (``child``).

    A fact that a rule looks at is true only where ``verifications`` has a row of it in a way that the rules
    accept; in a replay every fact is taken as it was recorded.

    Parameters
    ----------
    replayed
        Whether recorded lottery numbers decide, of a past round.
    """

    def __init__(self, city: CityPackage, rules: EnrollmentRules, replayed: bool) -> None:
        self.rules = rules
        self.replayed = replayed
        self.table = (
            city.table("applicants")
            .unique("applicant_id", keep="first")
            .sort("applicant_id")
            .with_row_index("child")
        )
        self.ids: pl.Series = self.table["applicant_id"]
        self._rows = city.table("verifications")
        self._schools = schools_of(city)
        self._true: dict[str, pl.Series] = {}

    def __len__(self) -> int:
        return self.table.height

    def fact_of(self, column: str) -> str | None:
        """The fact of which a column speaks; None for what needs no verification."""
        if column in _OF_ADDRESS:
            return ADDRESS
        exempt = {"family_id", "grade", self.rules.siblings.keep_together}
        return None if column in exempt else column

    def verified(self, fact: str | None) -> pl.Series:
        """Shape (n,): whose fact is verified in a way that counts."""
        if fact is None or self.replayed:
            return pl.repeat(True, len(self), eager=True)
        if fact not in self._true:
            ways = list(self.rules.verification.get(fact, WITHOUT_RULES))
            rows = self._rows.filter((pl.col("fact") == fact) & pl.col("how").is_in(ways))
            self._true[fact] = self.ids.is_in(rows["applicant_id"].unique().implode())
        return self._true[fact]

    def true(self, column: str) -> pl.Series:
        """Shape (n,): a column as far as it is verified; empty where it is not."""
        if column not in self.table.columns:
            return pl.repeat(None, len(self), eager=True)
        counts = self.verified(self.fact_of(column))
        return self.table.select(pl.when(counts).then(pl.col(column)).alias(column)).to_series()

    @cached_property
    def family(self) -> pl.Series:
        """Shape (n,): number of each one's family; empty for who is in none."""
        return self.table["family_id"].rank("dense").cast(pl.UInt32)

    @cached_property
    def has_sibling(self) -> pl.Series:
        """Shape (n,): who has another child of the family in the round."""
        return self.table.select(
            (pl.len().over("family_id") > 1) & pl.col("family_id").is_not_null()
        ).to_series()

    @cached_property
    def attends(self) -> pl.Series:
        """Shape (n,): number of the school that each one attends, by a verified fact."""
        return (
            self.true("current_school_id")
            .cast(pl.String)
            .alias("school_id")
            .to_frame()
            .join(
                self._schools.select("school_id", "school"), on="school_id", how="left", maintain_order="left"
            )
            .to_series(1)
        )
