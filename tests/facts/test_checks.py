"""Keys that repeat and references that lead nowhere are found row by row, and only they."""

import polars as pl

from citycompact.facts import Column, Reporter, Table, check_keys, check_references

PARTIES = Table("parties", (Column("party_id", "id", True),), ("party_id",))
PLEDGES = Table(
    "pledges",
    (Column("party_id", "id", True), Column("number", "integer", True), Column("other", "id")),
    ("party_id", "number"),
    (("party_id", "parties", "party_id"), ("other", "parties", "party_id")),
)
TABLES = (PARTIES, PLEDGES)


def frames(parties=("a", "b"), pledges=(("a", 1, None),)):
    return {
        "parties": pl.DataFrame({"party_id": list(parties)}, schema={"party_id": pl.String}),
        "pledges": pl.DataFrame(
            list(pledges),
            schema={"party_id": pl.String, "number": pl.Int64, "other": pl.String},
            orient="row",
        ),
    }


def found(check, per_check=0, **rows):
    report = Reporter(per_check)
    check(frames(**rows), TABLES, report)
    return report.problems


def test_good_tables_have_no_problem():
    for check in (check_keys, check_references):
        assert found(check) == []
        assert found(check, parties=(), pledges=()) == []


def test_every_repetition_names_its_row_and_the_first():
    problems = found(check_keys, parties=("a", "b", "a", "a"))
    assert [(p.file, p.row, p.column, p.value) for p in problems] == [
        ("parties.csv", 4, "party_id", "a"),
        ("parties.csv", 5, "party_id", "a"),
    ]
    assert all("repeats row 2" in p.message for p in problems)


def test_a_key_of_two_columns_repeats_only_where_both_do():
    assert found(check_keys, pledges=(("a", 1, None), ("a", 2, None), ("b", 1, None))) == []
    (problem,) = found(check_keys, pledges=(("a", 1, None), ("b", 1, None), ("a", 1, None)))
    assert (problem.row, problem.column, problem.value) == (4, "party_id+number", "a, 1")


def test_a_value_that_leads_nowhere_is_named_and_an_empty_one_is_not():
    (problem,) = found(check_references, pledges=(("a", 1, ""), ("a", 2, "c"), ("a", 3, None)))
    assert (problem.row, problem.column, problem.value) == (3, "other", "c")
    assert "names a party that parties.csv does not have" in problem.message


def test_what_is_not_shown_is_counted():
    problems = found(check_keys, per_check=2, parties=["a"] * 10)
    assert [p.row for p in problems] == [3, 4, None]
    assert "has 7 more rows with the same problem" in problems[-1].message
