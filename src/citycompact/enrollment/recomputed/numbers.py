"""Lottery numbers from the public seed, or as they were recorded, and who comes before whom by them."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from unicodedata import normalize

import numpy as np
import polars as pl
from numpy.typing import NDArray

from citycompact.city import CityPackage
from citycompact.doors import Draw
from citycompact.enrollment.recomputed.groups import members_of_applicants
from citycompact.enrollment.recomputed.people import People
from citycompact.enrollment.rules import EnrollmentRules

Whole = NDArray[np.int64]

MOST_UNLISTED = 3_000_000
"""Most pairs that are not listed for which a place among all numbers is still counted out."""

_CLOSE = 1e-12
"""Doubles of a logarithm that lie this close, relatively, are computed again to 60 digits."""


@dataclass(frozen=True, eq=False)
class Numbers:
    """Every applicant's number, and the number that counts for each pair.

    Parameters
    ----------
    own, own_place
        Shape (n,): as printed, and its place among the applicants', 1 is best.
    of_pair, place
        Shape (p,): the same of each pair; a place is among all pairs where each pair has a number of its own.
    weight
        Shape (n,): in the lottery.
    places_are_whole
        Whether ``place`` counts every pair that the lottery has; if not, only its order says something.
    """

    own: pl.Series
    own_place: Whole
    of_pair: pl.Series
    place: Whole
    weight: NDArray[np.float64]
    places_are_whole: bool = True


def numbers_of(
    city: CityPackage,
    rules: EnrollmentRules,
    draw: Draw,
    people: People,
    programs: pl.DataFrame,
    pairs: pl.DataFrame,
) -> Numbers:
    """Every number of a round; ``pairs`` as :mod:`citycompact.enrollment.recomputed.wishes` gives them."""
    weight = weights_of(rules, people)
    per_pair = draw.replayed or rules.lottery.numbers == "per_program"
    unlisted = _unlisted(people, programs, pairs) if per_pair and _ranks_everyone(rules) else None
    whole = unlisted is None or unlisted.height <= MOST_UNLISTED
    everywhere = pairs.select("child", "program")
    if unlisted is not None and whole:
        everywhere = pl.concat([everywhere, unlisted])
    if draw.replayed:
        return _recorded(city, people, programs, everywhere, pairs.height, whole)
    seed = draw.seed or ""
    ids = [normalize("NFC", name) for name in people.ids.to_list()]
    own = [hashlib.sha256(f"{seed}|{name}".encode()).hexdigest() for name in ids]
    own_place = places(own, weight)
    if not per_pair:
        child = pairs["child"].to_numpy()
        printed = pl.Series(own, dtype=pl.String)
        return Numbers(printed, own_place, printed.gather(child), own_place[child], weight)
    offered = [normalize("NFC", name) for name in programs["program_id"].to_list()]
    tickets = [
        hashlib.sha256(f"{seed}|{ids[child]}|{offered[program]}".encode()).hexdigest()
        for child, program in everywhere.iter_rows()
    ]
    place = places(tickets, weight[everywhere["child"].to_numpy()])[: pairs.height]
    return Numbers(
        pl.Series(own, dtype=pl.String),
        own_place,
        pl.Series(tickets[: pairs.height], dtype=pl.String),
        place,
        weight,
        whole,
    )


def weights_of(rules: EnrollmentRules, people: People) -> NDArray[np.float64]:
    """Shape (n,): the highest weight of each one's groups, 1 for who is in none; all alike in a replay."""
    heaviest = np.zeros(len(people))
    if not people.replayed:
        for name, weight in rules.lottery.weights.items():
            members = members_of_applicants(name, rules, people)
            heaviest[members] = np.maximum(heaviest[members], weight)
    return np.where(heaviest > 0, heaviest, 1.0)


def places(numbers: list[str], weight: NDArray[np.float64]) -> Whole:
    """Shape (k,): place of each number, 1 is best: by -ln(1 - u) / weight with u = (number + 1/2) / 2^256.

    Without weights that is the order of the numbers themselves.
    """
    if np.all(weight == 1.0):
        ranks = pl.Series(numbers, dtype=pl.String).rank("ordinal")
        return ranks.cast(pl.Int64).to_numpy()
    value = _minus_logarithm(numbers) / weight
    order = np.argsort(value, kind="stable")
    close = np.flatnonzero(np.diff(value[order]) <= _CLOSE * value[order][1:])
    for begin, end in _runs(close.tolist()):
        members = order[begin:end].tolist()
        order[begin:end] = sorted(members, key=lambda row: exactly(numbers[row], float(weight[row])))
    found = np.empty(len(order), dtype=np.int64)
    found[order] = np.arange(1, len(order) + 1)
    return found


def exactly(number: str, weight: float) -> Decimal:
    """-ln(1 - u) / weight to 60 digits."""
    with localcontext() as context:
        context.prec = 160
        rest = 1 - (Decimal(int(number, 16)) + Decimal("0.5")) / Decimal(2) ** 256
        context.prec = 60
        return -rest.ln() / Decimal(weight)


def _minus_logarithm(numbers: list[str]) -> NDArray[np.float64]:
    halves = [2 * int(number, 16) + 1 for number in numbers]
    # Whole numbers are divided to the last bit; what is left of 1 keeps its digits where it is small.
    u = np.array([half / 2**257 for half in halves])
    rest = np.array([(2**257 - half) / 2**257 for half in halves])
    with np.errstate(divide="ignore"):
        value: NDArray[np.float64] = np.where(u < 0.5, -np.log1p(-u), -np.log(rest))
    return value


def _runs(close: Iterable[int]) -> list[tuple[int, int]]:
    """Places i of which i and i + 1 are too close, as (begin, end) of whole runs."""
    found: list[list[int]] = []
    for place in close:
        if found and found[-1][1] == place + 1:
            found[-1][1] = place + 2
        else:
            found.append([place, place + 2])
    return [(begin, end) for begin, end in found]


def _ranks_everyone(rules: EnrollmentRules) -> bool:
    return rules.mechanism.name == "top_trading_cycles"


def _unlisted(people: People, programs: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs of applicants with programs of their grade that they do not list, as top trading cycles ranks."""
    every = (
        people.table.lazy()
        .select("child", "grade")
        .join(programs.lazy().select("program", "grade"), on="grade")
    )
    rest = every.select("child", "program").join(pairs.lazy(), on=["child", "program"], how="anti")
    return rest.sort("child", "program").head(MOST_UNLISTED + 1).collect()


def _recorded(
    city: CityPackage,
    people: People,
    programs: pl.DataFrame,
    everywhere: pl.DataFrame,
    pairs: int,
    whole: bool,
) -> Numbers:
    """The numbers of a past round; lower wins, equal ones by applicant id, who has none comes last.

    A row with a program counts for that pair; one without, for all others of the applicant.
    """
    rows = city.table("lottery").with_columns(scale=pl.col("number").rank("dense"))
    rows = rows.join(people.table.select("applicant_id", "child"), on="applicant_id")
    general = rows.filter(pl.col("program_id").is_null()).unique("child", keep="first")
    special = (
        rows.join(programs.select("program_id", "program"), on="program_id")
        .unique(["child", "program"], keep="first")
        .select("child", "program", here="scale", number="number")
    )
    own = people.table.select("child").join(
        general.select("child", "scale", "number"), on="child", how="left", maintain_order="left"
    )
    counted = (
        everywhere.with_row_index("pair")
        .join(special, on=["child", "program"], how="left", maintain_order="left")
        .join(own.rename({"scale": "else", "number": "other"}), on="child", how="left", maintain_order="left")
        .with_columns(scale=pl.coalesce("here", "else"), number=pl.coalesce("number", "other"))
    )
    return Numbers(
        _printed(own["number"]),
        _order(own.select("scale", "child")),
        _printed(counted["number"].head(pairs)),
        # An applicant's listed pairs come before those that are not listed.
        _order(counted.select("scale", "child", (pl.col("pair") >= pairs).alias("late"), "pair"))[:pairs]
        if counted.height
        else np.zeros(0, dtype=np.int64),
        np.ones(len(people)),
        whole,
    )


def _order(keys: pl.DataFrame) -> Whole:
    """Place of each row, 1 is first, by its columns one after the other; what is empty comes last."""
    named = keys.rename({name: f"k{number}" for number, name in enumerate(keys.columns)})
    order = named.with_row_index("row").sort(named.columns, nulls_last=True)["row"].to_numpy()
    found = np.empty(len(order), dtype=np.int64)
    found[order] = np.arange(1, len(order) + 1)
    return found


def _printed(numbers: pl.Series) -> pl.Series:
    """Recorded numbers as they are printed: whole ones whole, others with every digit, none as nothing."""
    if not numbers.dtype.is_float():
        return numbers.cast(pl.String).fill_null("")
    texts = ["" if number is None or math.isnan(number) else f"{number:.17g}" for number in numbers.to_list()]
    return pl.Series(texts, dtype=pl.String)
