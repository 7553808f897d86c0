"""Synthetic eighth graders: where they live and who they are. Nobody in it exists.

Homes are drawn around the schools in proportion to seats, because the directory says where schools
are and not where children live.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from citycompact.importers.nyc_directory.demand import Floats
from citycompact.importers.nyc_directory.reading import School

LIST_LENGTHS = (3.0, 6.0, 9.0, 11.9)
"""How many programs a household lists. The city allows 12: of 11.9 come lists of 11 and 12, and none of 13
though ``demand.CLOSE_ENOUGH`` lets the expected length be a little off."""
LIST_LENGTH = {"general": 11.0, "disabilities": 9.5}
"""How many programs a household lists on average, by pool: published applications by it is how many children
compete. Fitted, with ``appeal.APPEAL``, by benchmarks/nyc_calibration.py."""
ORIGINS = (
    ("English", None, 0.64),
    ("Spanish", None, 0.14),
    ("Spanish", 1, 0.04),
    ("Spanish", 4, 0.04),
    ("Chinese", None, 0.05),
    ("Chinese", 2, 0.03),
    ("Haitian Creole", 3, 0.02),
    ("Other", 2, 0.04),
)
"""Home language, years in the country (None: more than the programs ask about), share."""
_SPREAD_KM = 1.3
_KM_PER_DEGREE = (111.2, 84.2)


@dataclass(frozen=True, eq=False)
class Kinds:
    """Kinds of households: every combination of neighbourhood, list length, sex and origin.

    Arrays have shape (k,); ``share`` adds up to 1.
    """

    anchor: NDArray[np.int64]
    length: Floats
    female: NDArray[np.bool_]
    origin: NDArray[np.int64]
    share: Floats

    @classmethod
    def of(cls, schools: tuple[School, ...], list_length: float) -> Kinds:
        """List the kinds of a city; a school's neighbourhood weighs as much as its general seats."""
        seats = np.array([max(1, sum(p.general.seats for p in school.programs)) for school in schools])
        parts = np.meshgrid(
            np.arange(len(schools)),
            np.arange(len(LIST_LENGTHS)),
            np.arange(2),
            np.arange(len(ORIGINS)),
            indexing="ij",
        )
        anchor, length, female, origin = (part.ravel() for part in parts)
        share = (
            (seats / seats.sum())[anchor]
            * length_shares(list_length)[length]
            * 0.5
            * np.array([share for *_, share in ORIGINS])[origin]
        )
        lengths = np.array(LIST_LENGTHS)[length]
        return cls(anchor, lengths, female == 1, origin, share)

    def draw(self, rng: np.random.Generator, applications: int) -> NDArray[np.int64]:
        """Kind of each of as many households as it takes to file so many applications."""
        mean = float(self.share @ self.length)
        return np.sort(rng.choice(len(self.share), size=round(applications / mean), p=self.share))


def length_shares(mean: float) -> Floats:
    """Share of households by length of list: geometric, the one whose mean is the given one.

    Of all shares with that mean it is the one that says least else (it has the highest entropy).
    """
    lengths = np.array(LIST_LENGTHS)

    def shares(steepness: float) -> Floats:
        weight = np.exp(steepness * (lengths - lengths.mean()))
        found: Floats = weight / weight.sum()
        return found

    return shares(brentq(lambda steepness: shares(steepness) @ lengths - mean, -10.0, 10.0))


def homes(
    rng: np.random.Generator, schools: tuple[School, ...], anchor: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Latitude and longitude of homes around their anchors, to about ten metres."""
    latitude = np.array([school.latitude for school in schools])[anchor]
    longitude = np.array([school.longitude for school in schools])[anchor]
    offset = rng.normal(0, _SPREAD_KM, (len(anchor), 2)) / _KM_PER_DEGREE
    return np.round(latitude + offset[:, 0], 4), np.round(longitude + offset[:, 1], 4)
