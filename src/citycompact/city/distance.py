"""Distance on the ground."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG), kilometres."""


def great_circle_km(
    latitude_a: NDArray[np.float64],
    longitude_a: NDArray[np.float64],
    latitude_b: NDArray[np.float64],
    longitude_b: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Great-circle distance by the haversine formula, in kilometres; NaN where a place is unknown.

    Rounded to the metre, so that a rule on distance cannot hang on the last bit of a sine.
    """
    phi_a, phi_b = np.radians(latitude_a), np.radians(latitude_b)
    half_dphi = (phi_b - phi_a) / 2
    half_dlambda = np.radians(np.asarray(longitude_b) - np.asarray(longitude_a)) / 2
    haversine = np.sin(half_dphi) ** 2 + np.cos(phi_a) * np.cos(phi_b) * np.sin(half_dlambda) ** 2
    distance: NDArray[np.float64] = np.round(
        2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(haversine, 0, 1))), 3
    )
    return distance
