"""The year is as given or as the file says: never another one, and never a guess."""

from pathlib import Path

import pytest

from citycompact.facts import FactsError
from citycompact.importers.nyc_directory.year import admission_year


def year(name="directory.csv", header=(), rows=(), given=None):
    return admission_year(Path(name), header, rows, given)


def refusal(*args, **options):
    with pytest.raises(FactsError) as caught:
        year(*args, **options)
    (problem,) = caught.value.problems
    assert "--year" in problem.mend
    return problem.message


@pytest.mark.parametrize(
    "name",
    ["2019_DOE_High_School_Directory.csv", "2019_DOE_High_School_Directory_20241130.csv", "nyc-2019.csv"],
)
def test_the_files_name_says_it_and_the_day_of_a_download_does_not(name):
    assert year(name) == 2019


@pytest.mark.parametrize("column", ["grades2021", "Grades_2021", "GRADES2021"])
def test_a_column_says_it(column):
    assert year(header=("dbn", column)) == 2021


def test_the_rows_say_it():
    assert year(header=("School Year",), rows=[{"School Year": "2017"}, {"School Year": ""}]) == 2017


def test_what_is_given_counts_above_all():
    assert year("2018.csv", ("grades2018",), given=2020) == 2020


def test_a_file_whose_column_was_named_after_another_year_is_asked_about():
    message = refusal("2020_DOE_High_School_Directory.csv", ("grades2019",))
    assert "the file's name says 2020; column grades2019 says 2019" in message


@pytest.mark.parametrize("name", ["directory.csv", "DOE_20241130.csv", "12018.csv"])
def test_a_file_that_names_no_year_is_asked_about(name):
    assert "names no year" in refusal(name, ("dbn", "grades", "grades9"))


def test_rows_of_two_years_are_asked_about():
    rows = [{"year": "2018"}, {"year": "2019"}]
    assert "column year says 2018; column year says 2019" in refusal(header=("year",), rows=rows)
