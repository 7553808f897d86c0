"""Blocking leaves out no pair that a comparison would offer."""

import random
from datetime import date

from citycompact.people.alike import DUPLICATES, _pair
from citycompact.people.candidates import candidates
from citycompact.people.likeness import Likeness
from citycompact.people.people import People
from people_tables import table

GIVEN = [
    "Ana",
    "Anna",
    "Ana Maria",
    "A. Maria",
    "Maria",
    "Pepe",
    "Jose",
    "Jose Luis",
    "Maeto",
    "Mateo",
    "Nguyen",
]
FAMILY = ["Cruz", "Cruz Vega", "Vega-Cruz", "Delacruz", "Crus", "Nguyen", "Ana", "Gracia", "Garcia", "Maria"]
DATES = [date(2020, 3, 4), date(2020, 4, 3), date(2021, 3, 4), date(2020, 3, 5), None]


def test_every_pair_that_comparing_all_with_all_finds_is_a_candidate():
    rng = random.Random(4)
    people = People.of(
        table(*((rng.choice(GIVEN), rng.choice(FAMILY), rng.choice(DATES)) for _ in range(150)))
    )
    judge = Likeness(people, people, DUPLICATES, itself=True)
    within = set(candidates(people, people, itself=True).iter_rows())
    between = set(candidates(people, people, itself=False).iter_rows())
    found = {(n, m) for n in range(150) for m in range(150) if n != m and _pair(people, n, people, m, judge)}
    assert len(found) > 500
    assert found <= between
    assert {(n, m) for n, m in found if n < m} <= within
    assert all(n < m for n, m in within)
