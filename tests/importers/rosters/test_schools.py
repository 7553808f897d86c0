"""A roster's school is the city's by id, by identifier, or by a name that only one has."""

import polars as pl

from citycompact.importers.rosters import matched_schools

CITY = pl.DataFrame(
    {
        "school_id": ["S1", "S2", "S3", "S4", "S5"],
        "name": ["North School", "Escuela José Martí", "Twin School", "TWIN-SCHOOL", "Hope"],
    }
)


def matched(*rows):
    columns = ["school", "school_name", "school_identifier"]
    schema = dict.fromkeys(columns, pl.String)
    return matched_schools(pl.DataFrame(list(rows), schema=schema, orient="row"), CITY)


def test_by_id_then_identifier_then_name():
    found = matched(
        ("S1", "Anything", None),
        ("org-2", "Jose Marti", "S5"),
        ("org-3", "ESCUELA  JOSE MARTI", None),
        ("org-4", "Twin School", None),
        ("org-5", "Nowhere", "77"),
        ("org-6", None, None),
    )
    assert found.school_ids == {"S1": "S1", "org-2": "S5", "org-3": "S2"}
    assert found.unmatched == ["Nowhere", "Twin School", "org-6"]


def test_two_schools_of_a_roster_are_not_one_of_the_city():
    found = matched(("a", "Hope", None), ("b", "hope", None), ("S1", "x", None), ("c", "North School", None))
    assert found.school_ids == {"S1": "S1"}
    assert found.unmatched == ["Hope", "North School", "hope"]
    both = matched(("a", "Hope", None), ("b", "y", "S5"))
    assert both.school_ids == {}


def test_a_sheet_names_schools_by_id_or_name():
    assert matched(("S4", "S4", None), ("north school", "north school", None)).school_ids == {
        "S4": "S4",
        "north school": "S1",
    }
