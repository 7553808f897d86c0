"""What the families of the demo city want: a random-utility model with shared tastes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from citycompact.city.demo.families import Children
from citycompact.city.demo.schools import Schools
from citycompact.city.grades import GRADES

MAXIMUM_CHOICES = 12
MEAN_CHOICES = 5.18
_NEAREST = 48
_CHUNK = 50_000


def draw_choices(
    rng: np.random.Generator,
    schools: Schools,
    programs: pl.DataFrame,
    children: Children,
    mean_choices: float = MEAN_CHOICES,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Child, rank and program of every choice.

    A family looks at the programs nearest to home in the child's grade. Utility is quality, less
    distance, plus the family's taste for the theme and for charters, the pull of a sibling's or
    the present school, and a Gumbel term: ranking by it is the rank-ordered logit of Hausman and
    Ruud (1987).
    """
    chance = round((mean_choices - 1) / (MAXIMUM_CHOICES - 1), 6)
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]] = []
    for number, grade in enumerate(GRADES):
        offered = programs.with_row_index("program").filter(pl.col("grade") == grade)
        program, school = offered["program"].to_numpy(), offered["school"].to_numpy()
        special = offered["special"].to_numpy()
        tree = cKDTree(schools.place[school])
        width = min(_NEAREST, len(program))
        for child in _chunks(np.flatnonzero(children.grade == number)):
            distance, near = tree.query(children.place[child], k=width)
            distance, near = distance.reshape(len(child), width), near.reshape(len(child), width)
            there = school[near]
            utility = 0.9 * schools.quality[there] - 0.42 * distance
            utility += np.take_along_axis(children.taste[child], schools.theme[there], axis=1)
            utility += children.charter_taste[child, None] * (schools.sector[there] == "charter")
            utility += 1.6 * (there == children.sibling_school[child, None])
            utility += 1.2 * (there == children.current_school[child, None])
            utility += special[near] * np.where(children.english_learner[child], 0.8, -0.4)[:, None]
            utility += rng.gumbel(0, 0.6, utility.shape)
            length = np.minimum(1 + rng.binomial(MAXIMUM_CHOICES - 1, chance, len(child)), width)
            ranked = np.argsort(-utility, axis=1, kind="stable")[:, :MAXIMUM_CHOICES]
            kept = np.arange(ranked.shape[1])[None, :] < length[:, None]
            chosen = program[np.take_along_axis(near, ranked, axis=1)]
            rank = np.broadcast_to(np.arange(1, ranked.shape[1] + 1), ranked.shape)
            found.append((np.repeat(child, length), rank[kept], chosen[kept].astype(np.int64)))
    return (
        np.concatenate([part[0] for part in found]),
        np.concatenate([part[1] for part in found]),
        np.concatenate([part[2] for part in found]),
    )


def _chunks(children: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    for begin in range(0, len(children), _CHUNK):
        yield children[begin : begin + _CHUNK]
