"""Families of the demo city and their children who apply."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from citycompact.city.demo.geography import Floats, Geography
from citycompact.city.demo.schools import THEMES, Schools
from citycompact.city.grades import GRADES

_ENTRY_WEIGHT = {"PK3": 9.0, "PK4": 14.0, "K": 24.0, "6": 17.0, "9": 20.0}
_OTHER_WEIGHT = 1.6


@dataclass(frozen=True, eq=False)
class Children:
    """Children who apply, one row each; family attributes are repeated.

    Shapes are (n,) but for ``place`` (n, 2), km, and ``taste`` (n, themes).
    """

    family: NDArray[np.int64]
    grade: NDArray[np.int64]
    place: Floats
    low_income: NDArray[np.bool_]
    english_learner: NDArray[np.bool_]
    iep: NDArray[np.bool_]
    keep_together: NDArray[np.bool_]
    taste: Floats
    charter_taste: Floats
    ability: Floats
    current_school: NDArray[np.int64]
    sibling_school: NDArray[np.int64]


def draw_children(rng: np.random.Generator, geography: Geography, schools: Schools, count: int) -> Children:
    """Draw families until about ``count`` children apply.

    About one family in five has two or three children in the round, some of them twins.
    """
    weight = np.array([_ENTRY_WEIGHT.get(grade, _OTHER_WEIGHT) for grade in GRADES])
    weight /= weight.sum()
    families = round(count / 1.23)
    sizes = rng.choice([1, 2, 3], size=families, p=[0.80, 0.17, 0.03])
    family = np.repeat(np.arange(families), sizes)
    n = len(family)
    grade = rng.choice(len(GRADES), size=n, p=weight)
    later = np.flatnonzero(family[1:] == family[:-1]) + 1
    twins = later[rng.random(len(later)) < 0.08]
    grade[twins] = grade[twins - 1]
    where, home = geography.draw_homes(rng, families)
    poor = rng.random(families) < np.clip(0.95 - 0.9 * geography.income[where], 0.05, 0.95)
    newcomer = rng.random(families) < np.where(poor, 0.22, 0.06)
    together = (sizes > 1) & (rng.random(families) < 0.12)
    taste = rng.normal(0, 0.7, (families, len(THEMES)))
    charter_taste = rng.normal(0, 0.5, families)
    current, sibling = _schools_now(rng, schools, family, grade, home)
    return Children(
        family=family,
        grade=grade,
        place=home[family],
        low_income=poor[family],
        english_learner=newcomer[family] & (rng.random(n) < 0.8),
        iep=rng.random(n) < 0.15,
        keep_together=together[family],
        taste=taste[family],
        charter_taste=charter_taste[family],
        ability=rng.normal(0, 1, n) - 0.4 * poor[family],
        current_school=current,
        sibling_school=sibling,
    )


def _schools_now(
    rng: np.random.Generator,
    schools: Schools,
    family: NDArray[np.int64],
    grade: NDArray[np.int64],
    home: Floats,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """School each child attends now, and school where an older brother or sister is; -1 for none.

    Children attend one of the three nearest schools of their present grade; brothers and sisters
    mostly the same one.
    """
    n = len(family)
    current = np.full(n, -1, dtype=np.int64)
    sibling = np.full(n, -1, dtype=np.int64)
    pick = rng.choice(3, size=n, p=[0.55, 0.28, 0.17])
    attends = rng.random(n) < np.where(grade <= 2, 0.4, 0.93)
    has_sibling = rng.random(n) < 0.10
    older = np.minimum(grade + rng.integers(1, 4, n), len(GRADES) - 1)
    for number, name in enumerate(GRADES):
        serving = schools.serves(name)
        tree = cKDTree(schools.place[serving])
        width = min(3, len(serving))
        _, near = tree.query(home, k=width)
        near = serving[near.reshape(len(home), width)]
        now = np.flatnonzero((grade == number + 1) & attends)
        current[now] = near[family[now], np.minimum(pick[now], width - 1)]
        elder = np.flatnonzero((older == number) & has_sibling)
        sibling[elder] = near[family[elder], np.minimum(pick[elder], width - 1)]
    return current, sibling
