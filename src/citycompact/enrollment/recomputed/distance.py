"""How far two places on the ground are from each other, as the crow flies."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG), kilometres."""


def on_sphere(latitude: Floats, longitude: Floats) -> Floats:
    """Points of the unit sphere, shape (k, 3), from degrees; NaN where a place is unknown."""
    phi, theta = np.radians(latitude), np.radians(longitude)
    return np.stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)], axis=1)


def kilometres(here: Floats, there: Floats) -> Floats:
    """Shape (k,): great-circle distance between points of the unit sphere; infinite where one is unknown.

    Rounded to the metre. The chord through the Earth tells the arc above it; the decider uses the haversine.
    """
    chord = np.sqrt(((here - there) ** 2).sum(axis=1))
    arc = 2 * _EARTH_RADIUS_KM * np.arcsin(np.clip(chord / 2, 0, 1))
    known: Floats = np.nan_to_num(np.round(arc, 3), nan=np.inf)
    return known
