"""Synthetic applicants and their choices, drawn so that published demand is met in expectation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from citycompact.city.distance import great_circle_km
from citycompact.importers.nyc_directory.appeal import appeal
from citycompact.importers.nyc_directory.demand import Floats, draw_lists, fit_chances
from citycompact.importers.nyc_directory.households import ORIGINS, Kinds, homes
from citycompact.importers.nyc_directory.reading import School

_DISTANCE_DECAY = 0.22
"""Share by which the chance to list a program falls with each kilometre (as exp(-x))."""


@dataclass(frozen=True, eq=False)
class Seat:
    """One pool of one program as applicants see it: ``requires`` are facts an applicant must have.

    ``published`` are its applications, ``filled`` the published flag, None where there is none.
    """

    program_id: str
    school: int
    seats: int
    published: int
    requires: tuple[tuple[str, tuple[str, ...]], ...] = ()
    filled: bool | None = None


@dataclass(frozen=True, eq=False)
class PoolOfApplicants:
    """The applicants of one pool (general, or students with disabilities).

    ``chances`` has shape (kinds, programs) and ``households`` (kinds,); their product is the
    expected number of applications of each program. ``choices`` holds applicant (row), rank,
    program (column).
    """

    applicants: pl.DataFrame
    choices: pl.DataFrame
    chances: Floats
    households: Floats

    @property
    def expected(self) -> Floats:
        """Shape (programs,): expected applications."""
        return self.households @ self.chances


def draw_pool(
    rng: np.random.Generator,
    schools: tuple[School, ...],
    seats: list[Seat],
    *,
    prefix: str,
    iep: bool,
    list_length: float,
) -> PoolOfApplicants:
    """Draw households, the chances that fit the published demand, and their ranked lists."""
    kinds = Kinds.of(schools, list_length)
    published = np.array([seat.published for seat in seats], dtype=float)
    kind = kinds.draw(rng, int(published.sum()))
    households = np.bincount(kind, minlength=len(kinds.share)).astype(float)
    chances = fit_chances(_attraction(kinds, schools, seats), households, kinds.length, published)
    latitude, longitude = homes(rng, schools, kinds.anchor[kind])
    width = len(str(len(kind)))
    anchors = [schools[number] for number in kinds.anchor[kind].tolist()]
    origin = [ORIGINS[number] for number in kinds.origin[kind].tolist()]
    years = [8 if number is None else number for _, number, _ in origin]
    applicants = pl.DataFrame(
        {
            "applicant_id": [f"{prefix}{number:0{width}d}" for number in range(1, len(kind) + 1)],
            "grade": "9",
            "latitude": latitude,
            "longitude": longitude,
            "zone": [f"zone-{school.dbn}" for school in anchors],
            "borough": [school.borough for school in anchors],
            "district": [school.district for school in anchors],
            "sex": ["female" if female else "male" for female in kinds.female[kind].tolist()],
            "home_language": [language for language, _, _ in origin],
            "years_in_country": [str(number) for number in years],
            "english_learner": [
                language != "English" and number is not None for language, number, _ in origin
            ],
            "iep": iep,
            "reading": np.round(np.clip(rng.normal(50, 29, len(kind)), 0, 100), 1),
        }
    )
    choices = _ranked(rng, draw_lists(rng, chances, kind), schools, seats, latitude, longitude)
    return PoolOfApplicants(applicants, choices, chances, households)


def _attraction(kinds: Kinds, schools: tuple[School, ...], seats: list[Seat]) -> Floats:
    """Shape (kinds, programs): falls with distance; 0 where the kind may not apply."""
    latitude = np.array([school.latitude for school in schools])
    longitude = np.array([school.longitude for school in schools])
    at = np.array([seat.school for seat in seats])
    between = great_circle_km(latitude[:, None], longitude[:, None], latitude[None, at], longitude[None, at])
    weight: Floats = np.exp(-_DISTANCE_DECAY * between)[kinds.anchor]
    language = np.array([name for name, _, _ in ORIGINS])[kinds.origin]
    years = np.array([str(8 if n is None else n) for _, n, _ in ORIGINS])[kinds.origin]
    learner = np.where((language != "English") & (years != "8"), "true", "false")
    facts = {
        "borough": np.array([school.borough for school in schools])[kinds.anchor],
        "district": np.array([school.district for school in schools])[kinds.anchor],
        "sex": np.where(kinds.female, "female", "male"),
        "home_language": language,
        "years_in_country": years,
        "english_learner": learner,
    }
    for number, seat in enumerate(seats):
        for column, values in seat.requires:
            weight[~np.isin(facts[column], values), number] = 0.0
    return weight


def _ranked(
    rng: np.random.Generator,
    listed: NDArray[np.bool_],
    schools: tuple[School, ...],
    seats: list[Seat],
    latitude: Floats,
    longitude: Floats,
) -> pl.DataFrame:
    """Put each list in order: appealing and near programs first, with taste on top."""
    row, column = np.nonzero(listed)
    school = np.array([seat.school for seat in seats])[column]
    distance = great_circle_km(
        latitude[row],
        longitude[row],
        np.array([item.latitude for item in schools])[school],
        np.array([item.longitude for item in schools])[school],
    )
    worth = np.array([appeal(seat.seats, seat.published, seat.filled) for seat in seats])
    utility = worth[column] - 0.08 * distance + rng.gumbel(0, 1, len(row))
    order = np.lexsort((-utility, row))
    row, column = row[order], column[order]
    first = np.searchsorted(row, row, "left")
    return pl.DataFrame({"applicant": row, "rank": np.arange(len(row)) - first + 1, "program": column})
