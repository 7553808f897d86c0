"""Application probabilities whose expected counts are the published ones.

A household's chance to list a program falls with distance. The chances are scaled by row (how many
programs a household lists) and by column (how often the program was listed) until both fit, which
is iterative proportional fitting (Deming and Stephan 1940) with every chance kept at most 1.
Lists are then drawn by systematic sampling in random order (Madow 1949), which gives every program
exactly its chance and every household a list of fixed length.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ROUNDS = 200
CLOSE_ENOUGH = 0.05
"""How far a household's expected list may be from its length; columns always fit exactly."""


def fit_chances(weight: Floats, households: Floats, length: Floats, published: Floats) -> Floats:
    """Chance of each kind of household to list each program.

    Parameters
    ----------
    weight
        Shape (k, p): attraction; 0 where the kind may not apply.
    households
        Shape (k,): how many households are of each kind.
    length
        Shape (k,): how many programs each lists.
    published
        Shape (p,): applications of each program.

    Returns
    -------
    Shape (k, p): chances from 0 to 1, with ``households @ chances`` equal to ``published``
    within rounding, for every program that as many households may list. A program that fewer may
    list is listed by all of them.
    """
    chances: Floats = weight * (length / np.maximum(weight.sum(axis=1), 1e-300))[:, None]
    target = np.minimum(published, households @ (weight > 0))
    possible = np.minimum(length, (weight > 0).sum(axis=1))
    for _ in range(ROUNDS):
        rows = possible / np.maximum(chances.sum(axis=1), 1e-300)
        chances *= rows[:, None]
        _fit_columns(chances, households, target)
        if np.max(np.abs(chances.sum(axis=1) - possible) * (households > 0)) < CLOSE_ENOUGH:
            break
    return chances


def _fit_columns(chances: Floats, households: Floats, target: Floats) -> None:
    """Scale every column to its target; where the cap of 1 binds, the rest of the column makes up for it."""
    chances *= target / np.maximum(households @ chances, 1e-300)
    for column in np.flatnonzero(chances.max(axis=0) > 1.0).tolist():
        values = chances[:, column]
        for _ in range(100):
            full = values >= 1.0
            values[full] = 1.0
            fixed, free = households @ full, households @ np.where(full, 0.0, values)
            if free <= 0 or abs(fixed + free - target[column]) < 1e-9:
                break
            values[~full] *= (target[column] - fixed) / free


def draw_lists(rng: np.random.Generator, chances: Floats, kind: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Draw who lists what: shape (n, p) for households of the given kinds.

    Every household's list has its expected length, rounded down or up, and every program is on it
    with exactly its chance.
    """
    n, programs = len(kind), chances.shape[1]
    listed = np.zeros((n, programs), dtype=bool)
    for begin in range(0, n, 4_000):
        part = kind[begin : begin + 4_000]
        order = rng.permuted(np.broadcast_to(np.arange(programs), (len(part), programs)), axis=1)
        cumulative = np.cumsum(np.take_along_axis(chances[part], order, axis=1), axis=1)
        start = rng.random((len(part), 1))
        steps = np.floor(cumulative + start)
        hit = np.diff(steps, axis=1, prepend=0.0) > 0
        np.put_along_axis(listed[begin : begin + 4_000], order, hit, axis=1)
    return listed
