"""What the sectors may agree on about money: the ``[funding]`` section of a rulebook."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from citycompact.words import Language

SECTION = "funding"
BASE, ADJUSTMENT, CONCENTRATION = "base", "adjustment", "concentration"
"""Names of the lines of a budget that are no category; a step stands as ``concentration:CATEGORY``."""

Rounding = Literal["dollar", "cent"]
CountRule = Literal["one_day", "two_counts", "membership_days"]
Needs = Literal["all", "highest"]
Measured = Literal["total", "per_pupil"]

Dollars = Annotated[Decimal, Field(ge=0, le=10**12, decimal_places=2)]
Share = Annotated[Decimal, Field(ge=0, le=1)]


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Weight(_Rule):
    """What a pupil of a category counts for, as a multiple of the foundation.

    Parameters
    ----------
    category
        A grade, a span of grades, or a need, as ``counts`` names it.
    need
        Whether it stands beside the category in which a pupil is counted once: a need adds money and no
        pupil.
    labels
        What people read instead of the category's name, by language.
    """

    category: str = Field(min_length=1, max_length=60)
    weight: Annotated[Decimal, Field(ge=0, le=1000)]
    need: bool = False
    labels: dict[Language, Annotated[str, Field(min_length=1, max_length=80)]] = {}

    @field_validator("category")
    @classmethod
    def _no_other_line(cls, name: str) -> str:
        if name in (BASE, ADJUSTMENT) or name.startswith(f"{CONCENTRATION}:") or name != name.strip():
            raise ValueError(f"{name!r} is the name of another line of a budget. | Call the category else.")
        return name


class Concentration(_Rule):
    """From a share of a school's pupils on, a category counts for more: ``weight`` for all of it.

    Of several steps of a category only the highest that is reached counts.
    """

    category: str
    share: Share
    weight: Annotated[Decimal, Field(ge=0, le=1000)]


class Base(_Rule):
    """What a school gets once, whatever its size; with ``below``, only under so many pupils."""

    amount: Dollars
    below: Annotated[Decimal, Field(gt=0, le=10**6)] | None = None


class HoldHarmless(_Rule):
    """How much a school may lose at most against the year before, as a share of it."""

    loss: Share
    measured: Measured = "total"


class Caps(_Rule):
    """How much a school may gain at most against the year before, as a share of it."""

    gain: Annotated[Decimal, Field(ge=0, le=100)]
    measured: Measured = "total"


class Levies(_Rule):
    """By what local levies are passed through: in proportion to pupils, or to formula amounts."""

    by: Literal["pupils", "formula"]


class MidYear(_Rule):
    """A pupil who moves takes along the money of the days that are left, both days included."""

    first: datetime.date
    last: datetime.date

    @model_validator(mode="after")
    def _in_order(self) -> MidYear:
        if self.last < self.first:
            raise ValueError("the last day lies before the first. | Correct one of them.")
        return self


class FundingRules(_Rule):
    """One formula for every school, whoever runs it; nothing in it looks at the sector.

    Parameters
    ----------
    foundation
        Dollars of a pupil whose weight is 1.
    rounding
        Unit to which every amount is rounded, half up.
    weights
        Of each category that may be counted, in the order in which statements show them.
    needs, count_rule
        How a roster becomes counts: whether each need of a child counts or the one with the highest weight;
        and on which days children are counted.
    envelope
        What all budgets together are to be, in dollars; without it they are what the formula gives.
    """

    foundation: Dollars
    rounding: Rounding
    weights: tuple[Weight, ...] = ()
    needs: Needs = "all"
    count_rule: CountRule = "one_day"
    concentration: tuple[Concentration, ...] = ()
    base: Base | None = None
    hold_harmless: HoldHarmless | None = None
    caps: Caps | None = None
    envelope: Dollars | None = None
    levies: Levies | None = None
    mid_year: MidYear | None = None

    @field_validator("weights")
    @classmethod
    def _each_once(cls, weights: tuple[Weight, ...]) -> tuple[Weight, ...]:
        names = [item.category for item in weights]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"{', '.join(twice)} has two weights. | Leave one.")
        return weights

    @field_validator("concentration")
    @classmethod
    def _by_share(cls, steps: tuple[Concentration, ...]) -> tuple[Concentration, ...]:
        """In one order, so that the same steps are the same rule."""
        return tuple(sorted(steps, key=lambda step: (step.category, step.share)))

    @model_validator(mode="after")
    def _steps_mean_something(self) -> FundingRules:
        known = {item.category for item in self.weights}
        steps = [(item.category, item.share) for item in self.concentration]
        if unknown := sorted({name for name, _ in steps} - known):
            raise ValueError(
                f"concentration of {', '.join(unknown)}, which has no weight. | Add its weight, or remove it."
            )
        if twice := sorted({name for name, share in steps if steps.count((name, share)) > 1}):
            raise ValueError(f"two steps of {', '.join(twice)} begin at one share. | Leave one.")
        return self

    @model_validator(mode="after")
    def _cents_need_cents(self) -> FundingRules:
        if self.rounding == "dollar" and self.base is not None and self.base.amount % 1:
            raise ValueError("base.amount has cents, and amounts are in dollars. | Write whole dollars.")
        return self

    @property
    def pupil_categories(self) -> frozenset[str]:
        """Categories in which each pupil is counted once."""
        return frozenset(item.category for item in self.weights if not item.need)
