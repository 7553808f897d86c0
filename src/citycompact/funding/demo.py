"""Counts of the demo city's schools for some years: nobody in them exists."""

from __future__ import annotations

import random
from decimal import Decimal

import polars as pl

from citycompact.city import CityPackage
from citycompact.funding.decide import frame_of_rows
from citycompact.funding.tables import TABLES

YEARS = ("2025-26", "2026-27", "2027-28")
"""Years of the demo, the first of them with a recount."""
RECOUNTED = 7
"""How many kindergartners the recount of the first year finds more, at the first school that has any."""

_OF_GRADE = {"PK3": "PK", "PK4": "PK", "K": "K"} | {str(grade): "1-5" for grade in range(1, 6)}
_OF_GRADE |= {str(grade): "6-8" for grade in range(6, 9)} | {str(grade): "9-12" for grade in range(9, 13)}
_NEEDS = {"english_learner": 0.13, "iep_1": 0.07, "iep_2": 0.04, "iep_3": 0.02, "iep_4": 0.015}
"""Need to the share of pupils that have it, about."""
_COUNT = {"school_id": "text", "category": "text", "pupils": "decimal", "year": "text"}


def demo_counts(city: CityPackage, year: str) -> pl.DataFrame:
    """The counts of every school for a year: as many pupils as its grades would have, some more each year."""
    grades: dict[str, list[str]] = {}
    for school, grade in city.table("programs").sort("school_id").select("school_id", "grade").iter_rows():
        if grade not in grades.setdefault(school, []):
            grades[school].append(grade)
    rows = []
    for school, taught in grades.items():
        rows += [
            (school, name, Decimal(number), year) for name, number in _of_school(school, taught, year).items()
        ]
    return frame_of_rows(rows, _COUNT)


def _of_school(school: str, grades: list[str], year: str) -> dict[str, int]:
    # Its own chance, so that a school is alike in a city of any size, and from year to year.
    chance = random.Random(f"{school} of the demo")
    size, poor = chance.randint(32, 78), chance.betavariate(3, 2.6)
    shares = {need: max(0.0, chance.gauss(share, share / 2.5)) for need, share in _NEEDS.items()}
    drift = random.Random(f"{school} in {year}")
    found: dict[str, int] = {}
    for grade in grades:
        name = _OF_GRADE[grade]
        found[name] = found.get(name, 0) + size + drift.randint(-4, 4)
    pupils = sum(found.values())
    found["low_income"] = round(pupils * min(0.97, poor + drift.uniform(-0.02, 0.02)))
    for need, share in shares.items():
        found[need] = min(pupils, max(0, round(pupils * share + drift.randint(-1, 1))))
    return found


def demo_previous(city: CityPackage, year: str) -> pl.DataFrame:
    """What schools had before the first year: each what somebody once bargained for, and no formula."""
    counts = demo_counts(city, year)
    pupils = counts.filter(~pl.col("category").is_in(["low_income", *_NEEDS])).group_by(
        "school_id", maintain_order=True
    )
    rows = []
    for school, number in pupils.agg(pl.col("pupils").sum()).iter_rows():
        chance = random.Random(f"{school} before")
        amount = Decimal(round(int(number) * chance.uniform(14_200, 17_800)))
        rows.append((school, amount, number, None, None, False, year))
    return pl.DataFrame(rows, schema=dict(TABLES["previous"].empty().schema), orient="row")
