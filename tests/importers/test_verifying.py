"""What an import has verified: what stands there, and nothing else."""

import polars as pl

from citycompact.importers.verifying import verified_by

PEOPLE = pl.DataFrame(
    {
        "applicant_id": ["a", "b", "c"],
        "zone": ["Z", None, None],
        "latitude": [None, 42.0, None],
        "iep": [True, False, None],
        "tongue": ["es", None, "ar"],
    }
)


def test_a_row_for_each_fact_that_is_stated_and_not_for_a_false_one():
    found = verified_by(PEOPLE, ["address", "iep", "tongue", "current_school_id"], "roster")
    assert found.select("applicant_id", "fact", "how").rows() == [
        ("a", "address", "roster"),
        ("a", "iep", "roster"),
        ("a", "tongue", "roster"),
        ("b", "address", "roster"),
        ("c", "tongue", "roster"),
    ]
