"""Schools, operators and programs of the demo city."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from citycompact.city.demo.geography import NAMES, Floats, Geography, coordinates
from citycompact.city.grades import GRADES, grade_order

LEVELS: dict[str, tuple[str, str]] = {
    "elementary": ("PK3", "5"),
    "middle": ("6", "8"),
    "high": ("9", "12"),
    "k8": ("K", "8"),
}
THEMES = ("arts", "science", "language", "montessori", "careers")
_KIND = {"elementary": "Elementary", "middle": "Middle", "high": "High School", "k8": "Academy"}
_NETWORKS = ("Beacon", "Lakefront", "Compass", "Keystone", "Horizon", "Summit", "Anchor", "Catalyst")


@dataclass(frozen=True, eq=False)
class Schools:
    """Schools with what families see in them.

    Parameters
    ----------
    table, operators
        The tables of the package.
    place
        Shape (s, 2): km.
    level, sector
        Shape (s,).
    quality, theme
        Shape (s,): standard-normal quality; number of the theme.
    """

    table: pl.DataFrame
    operators: pl.DataFrame
    place: Floats
    level: NDArray[np.str_]
    sector: NDArray[np.str_]
    quality: Floats
    theme: NDArray[np.int64]

    def serves(self, grade: str) -> NDArray[np.intp]:
        """Numbers of the schools that have a grade."""
        order = grade_order(grade)
        bounds = {level: tuple(map(grade_order, ends)) for level, ends in LEVELS.items()}
        return np.flatnonzero(
            [bounds[level][0] <= order <= bounds[level][1] for level in self.level.tolist()]
        )


def draw_schools(rng: np.random.Generator, geography: Geography, count: int) -> Schools:
    """Draw schools of all levels and sectors; every level has a district school and a charter."""
    level = np.array(_spread(count, {"elementary": 0.45, "middle": 0.18, "high": 0.22, "k8": 0.15}))
    sector = np.empty(count, dtype="<U11")
    for name in LEVELS:
        here = np.flatnonzero(level == name)
        shares = {"district": 0.6, "charter": 0.32, "partnership": 0.08}
        if name == "k8":
            shares = {"charter": 0.75, "partnership": 0.25}
        sector[here] = rng.permutation(_spread(len(here), shares))
    where, place = geography.draw_homes(rng, count)
    quality = 0.5 * (geography.income[where] * 2 - 1) + rng.normal(0, 0.9, count)
    theme = rng.integers(0, len(THEMES), count)
    ids = [f"S{number:0{max(3, len(str(count)))}d}" for number in range(1, count + 1)]
    operator, operators = _operators(rng, sector)
    latitude, longitude = coordinates(place)
    building = [f"B{number:0{max(3, len(str(count)))}d}" for number in range(1, count + 1)]
    for number in np.flatnonzero((sector == "charter") & (rng.random(count) < 0.2)).tolist():
        # Some charters share a district building.
        hosts = np.flatnonzero(sector == "district")
        host = int(hosts[np.argmin(((place[hosts] - place[number]) ** 2).sum(axis=1))])
        building[number], place[number] = building[host], place[host]
        latitude[number], longitude[number] = latitude[host], longitude[host]
    zone = [f"{level[n][0].upper()}-{ids[n]}" if sector[n] == "district" else None for n in range(count)]
    starts = rng.choice(["07:30", "08:00", "08:30", "09:00"], count)
    table = pl.DataFrame(
        {
            "school_id": ids,
            "name": _names(where, level, sector, theme),
            "operator_id": operator,
            "building_id": building,
            "latitude": latitude,
            "longitude": longitude,
            "address": [
                f"{int(n)} {NAMES[w]} Avenue"
                for n, w in zip(rng.integers(10, 990, count), where, strict=True)
            ],
            "start_time": starts,
            "end_time": [f"{int(s[:2]) + 7:02d}:{s[3:]}" for s in starts.tolist()],
            "zone": pl.Series(zone, dtype=pl.String),
            "theme": [THEMES[number] for number in theme.tolist()],
        }
    )
    return Schools(table, operators, place, level, sector, quality, theme)


def draw_programs(rng: np.random.Generator, schools: Schools, demand: dict[str, int]) -> pl.DataFrame:
    """A program for every grade of every school, and a second, special one at some.

    Seats of a grade add up to about 3 % more than its applicants; larger schools have more. The
    frame has, beside the columns of the table, ``school`` (number) and ``special``.
    """
    size = rng.lognormal(0, 0.35, schools.table.height)
    ids = schools.table["school_id"].to_list()
    rows: list[tuple[str, int, str, int, str, str | None, float | None, str | None, bool]] = []
    for grade in GRADES:
        serving = schools.serves(grade)
        share = size[serving] / size[serving].sum()
        seats = np.maximum(np.round(share * demand.get(grade, 0) * 1.03).astype(int), 2)
        for school, places in zip(serving.tolist(), seats.tolist(), strict=True):
            theme = THEMES[int(schools.theme[school])]
            special = theme == "language" and grade in ("PK4", "K", "6", "9")
            selective = theme == "science" and grade == "9" and schools.quality[school] > 0
            main = places - places // 3 if special else places
            rows.append(
                (
                    f"{ids[school]}-{grade}",
                    school,
                    grade,
                    main,
                    f"Grade {grade}",
                    "score" if selective else None,
                    60.0 if selective else None,
                    None,
                    False,
                )
            )
            if special and places // 3 > 0:
                rows.append(
                    (
                        f"{ids[school]}-{grade}-DL",
                        school,
                        grade,
                        places // 3,
                        f"Dual language, grade {grade}",
                        None,
                        None,
                        "Spanish",
                        True,
                    )
                )
    return pl.DataFrame(
        rows,
        schema={
            "program_id": pl.String,
            "school": pl.Int64,
            "grade": pl.String,
            "seats": pl.Int64,
            "name": pl.String,
            "tie_break": pl.String,
            "min_score": pl.Float64,
            "language": pl.String,
            "special": pl.Boolean,
        },
        orient="row",
    )


def _spread(count: int, shares: dict[str, float]) -> list[str]:
    """Give each name its share of places, at least one each while there are enough."""
    names = list(shares)
    exact = np.array(list(shares.values())) * count
    whole = np.floor(exact).astype(int)
    if count >= len(names):
        whole = np.maximum(whole, 1)
    while whole.sum() > count:
        whole[np.argmax(whole)] -= 1
    while whole.sum() < count:
        whole[np.argmax(exact - whole)] += 1
    return [name for name, places in zip(names, whole.tolist(), strict=True) for _ in range(places)]


def _operators(rng: np.random.Generator, sector: NDArray[np.str_]) -> tuple[list[str], pl.DataFrame]:
    charters = int((sector == "charter").sum())
    networks = max(1, -(-charters // 4))
    rows = [("district", "Port Ellery Public Schools", "district")]
    for number in range(networks):
        again = f" {number // len(_NETWORKS) + 1}" if number >= len(_NETWORKS) else ""
        rows.append(
            (
                f"charter-{number + 1}",
                f"{_NETWORKS[number % len(_NETWORKS)]} Charter Schools{again}",
                "charter",
            )
        )
    if "partnership" in sector:
        rows.append(("partnership-1", "Port Ellery Partnership Network", "partnership"))
    network = rng.integers(1, networks + 1, len(sector))
    operator = [
        {"district": "district", "charter": f"charter-{n}", "partnership": "partnership-1"}[kind]
        for kind, n in zip(sector.tolist(), network.tolist(), strict=True)
    ]
    used = set(operator)
    kept = [row for row in rows if row[0] in used]
    return operator, pl.DataFrame(kept, schema=["operator_id", "name", "sector"], orient="row")


def _names(
    where: NDArray[np.int64], level: NDArray[np.str_], sector: NDArray[np.str_], theme: NDArray[np.int64]
) -> list[str]:
    taken: dict[str, int] = {}
    names = []
    for place, kind, run_by, subject in zip(
        where.tolist(), level.tolist(), sector.tolist(), theme.tolist(), strict=True
    ):
        flavour = f" {THEMES[subject].capitalize()}" if run_by != "district" else ""
        charter = " Charter" if run_by == "charter" else ""
        name = f"{NAMES[place]}{flavour}{charter} {_KIND[kind]}"
        taken[name] = taken.get(name, 0) + 1
        names.append(name if taken[name] == 1 else f"{name} {taken[name]}")
    return names
