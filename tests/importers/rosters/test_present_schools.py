"""Only a certain match confirms a present school; everybody else is somebody's to look at."""

import polars as pl

from citycompact.importers.rosters import FINDINGS, matched_schools, present_schools, roster_of_sheet
from people_tables import table
from small_exports import TODAY

ROSTER = """Given name,Family name,Birth date,School,Student id
José,Núñez,2020-05-17,North,1
Mateo,Avila Ruiz,2020-05-17,North,2
Ana,Solis,2020-05-18,North,3
Luz,Paz,2020-05-17,Elsewhere,4
"""


def test_what_a_roster_says_of_each_child():
    roster = roster_of_sheet("r.csv", ROSTER.encode(), TODAY)
    schools = pl.DataFrame({"school_id": ["N", "S"], "name": ["North", "South"]})
    children = table(
        ("Jose", "Nunez"), ("Mateo", "Avila"), ("Ana", "Solis"), ("Luz", "Paz"), ("No", "Body")
    ).with_columns(pl.Series("current_school_id", ["N", "S", "N", None, "N"]))
    found = present_schools(children, roster, matched_schools(roster.schools, schools))
    assert found.select("id", "finding", "source_id", "school_id").rows() == [
        (0, "confirmed", "1", "N"),
        (1, "other", "2", "N"),
        (2, "candidates", "3", "N"),
        (3, "unmatched_school", "4", None),
        (4, "absent", None, None),
    ]
    assert set(found["finding"]) == set(FINDINGS)
