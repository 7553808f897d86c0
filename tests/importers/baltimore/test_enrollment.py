"""Enrollment by grade: what is kept, what is compared, and what is not told."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from citycompact.importers.baltimore.enrollment import read_enrollment
from citycompact.importers.baltimore.ledger import Ledger
from citycompact.importers.baltimore.reading import Sources, read_sources
from small_baltimore import DEMOGRAPHICS, ENROLLMENT, tables, write


def _read(folder, rows=None):
    ledger = Ledger()
    return read_enrollment(read_sources(write(folder, rows), ledger), ledger), ledger


def test_every_grade_of_every_year_is_kept_and_no_total_of_a_school_or_the_city(tmp_path):
    frame, ledger = _read(tmp_path)
    assert frame.filter(pl.col("school_id") == "0").is_empty()
    assert frame.filter(school_id="73").rows() == [(2021, "73", "K", 25)]
    assert frame.filter(year=2022, school_id="301").sort("grade").rows() == [
        (2022, "301", "6", None),
        (2022, "301", "7", 12),
    ]
    rows = ledger.of(ENROLLMENT)
    assert rows.reconciled
    assert rows.left_out.total() == 8
    assert ledger.of(DEMOGRAPHICS).reconciled


def test_the_citys_own_totals_are_set_beside_the_schools_sum(tmp_path):
    _, ledger = _read(tmp_path)
    assert ledger.findings["The city's own totals"] == [
        "grade K: 80; the schools together 80, which is one of them",
        "all grades: 900; the schools together 497, which is none of them",
    ]


def test_a_total_that_is_not_its_grades_sum_is_named(tmp_path):
    rows = tables()
    rows[ENROLLMENT].remove((2022, 4, "Steuart Hill Academy", "", 111))
    rows[ENROLLMENT].append((2022, 4, "Steuart Hill Academy", "", 120))
    _, ledger = _read(tmp_path, rows)
    assert ledger.findings["Totals that are not the sum of grades"] == [
        "school 4 (Steuart Hill Academy): 120, and its grades together 111"
    ]
    assert "111 in demographics_2021_22.csv, 120 in enrollment" in str(ledger.findings)


def test_where_a_count_is_withheld_the_report_gives_nothing_to_subtract(tmp_path):
    _, ledger = _read(tmp_path)
    said = [line for lines in ledger.findings.values() for line in lines if "301" in line]
    assert "school 301 (Baer School): grades 6" in said
    assert not any("21" in line.replace("2021", "") for line in said)


def test_shares_at_their_floor_and_counts_that_another_table_withholds_are_counted_and_not_taken(tmp_path):
    frame, ledger = _read(tmp_path)
    said = "\n".join(ledger.findings["What the demographics hold beside"])
    assert "5 shares at the floor of 5 %" in said
    assert "1 shares at the ceiling of 95 %" in said
    assert (
        "1 counts of grades that enrollment_by_grade_2003_2022.csv withholds; not put in their place" in said
    )
    assert "1 rows that say neither grade nor range of grades" in said
    assert frame.filter(school_id="301", grade="6")["pupils"].to_list() == [None]


COUNTS = st.lists(
    st.tuples(
        st.integers(2020, 2022),
        st.sampled_from(["0", "4", "8"]),
        st.sampled_from(["K", "1", None]),
        st.none() | st.integers(0, 60),
    ),
    unique_by=lambda row: row[:3],
    min_size=1,
)


@given(COUNTS)
def test_whatever_is_withheld_every_row_is_used_or_left_out(rows):
    schema = {
        "row": pl.Int64,
        "year": pl.Int64,
        "number": pl.String,
        "school_name": pl.String,
        "grade": pl.String,
    }
    counted = [(n, year, school, "Name", grade, count) for n, (year, school, grade, count) in enumerate(rows)]
    frame = pl.DataFrame(counted, schema={**schema, "count": pl.Int64}, orient="row")
    ledger = Ledger()
    ledger.of(ENROLLMENT).read = len(rows)
    kept = read_enrollment(Sources(frame, [], [], [], []), ledger)
    assert ledger.of(ENROLLMENT).reconciled
    assert kept.height == ledger.of(ENROLLMENT).used.total()
