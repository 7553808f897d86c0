"""Programs with their schools, and the scope of a rule."""

import pytest

from citycompact.enrollment.recomputed.programs import inside, programs_of, schools_of
from citycompact.enrollment.rules import Scope
from small_cities import city

FACTS = city(
    operators=[{"operator_id": s, "name": s, "sector": s} for s in ("district", "charter")],
    schools=[
        {"school_id": "T", "name": "T", "operator_id": "charter", "zone": "west"},
        {"school_id": "S", "name": "S", "operator_id": "district", "zone": "east"},
    ],
    programs=[
        {"program_id": "T-1", "school_id": "T", "grade": "1", "seats": 2, "min_score": 7},
        {"program_id": "S-K", "school_id": "S", "grade": "K", "seats": 3},
    ],
)


def test_programs_stand_in_the_order_of_their_ids_with_what_their_schools_say():
    rows = programs_of(FACTS).select("program", "program_id", "school", "sector", "zone", "seats").rows()
    assert rows == [(0, "S-K", 0, "district", "east", 3), (1, "T-1", 1, "charter", "west", 2)]
    assert schools_of(FACTS)["school_id"].to_list() == ["S", "T"]


@pytest.mark.parametrize(
    ("scope", "named"),
    [
        ({}, ["S-K", "T-1"]),
        ({"sectors": ["charter"]}, ["T-1"]),
        ({"schools": ["S"]}, ["S-K"]),
        ({"programs": ["T-1"]}, ["T-1"]),
        ({"grades": ["K", "2"]}, ["S-K"]),
        ({"sectors": ["charter"], "grades": ["K"]}, []),
    ],
)
def test_a_scope_speaks_of_what_matches_every_list(scope, named):
    assert programs_of(FACTS).filter(inside(Scope.model_validate(scope)))["program_id"].to_list() == named
